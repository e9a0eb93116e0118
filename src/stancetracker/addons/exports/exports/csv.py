"""A folder of CSV tables that is a Frictionless data package: types, closed lists, keys, licence, sources."""

import csv
import hashlib
import re
from pathlib import Path
from typing import Any, Final

from stancetracker.base.cells import defused
from stancetracker.base.text import slug
from stancetracker.index.schema import Sheet
from stancetracker.render import package
from stancetracker.render.material import Material, as_json, description, filled, tables

_DEFUSED: Final = (
    "A cell that a spreadsheet would run as a formula begins with an apostrophe, which `stancetracker import` removes;"
    " --raw leaves such cells as they are."
)
_TYPES: Final = {"text": "string", "day": "date"}
"""The types of columns that go by another name there."""
_ENCODING: Final = "utf-8"
_LICENCE_NAME: Final = re.compile(r"[-a-zA-Z0-9._]+")
_PUBLISHERS: Final = "SELECT DISTINCT publisher FROM main.source WHERE publisher IS NOT NULL"


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the tables, then what describes them."""
    resources = []
    for sheet, rows in tables(material):
        file = path / f"{sheet.name}.csv"
        with file.open("w", encoding=_ENCODING, newline="") as out:
            writer = csv.writer(out)
            writer.writerow([column.name for column in sheet.columns])
            safe = ([defused(one) if isinstance(one, str) else one for one in row] for row in rows)
            writer.writerows(rows if raw else safe)
        resources.append(_resource(file, sheet))
    (path / package.NAME).write_text(as_json(_package(material, resources, raw)), _ENCODING)


def ours(path: Path) -> frozenset[str] | None:
    """Return the names of the files of the package in this folder; None for another folder."""
    try:
        names, facts = package.described(path)
        known = {"defused", "narrowed_to"} <= facts.keys()
        return frozenset({package.NAME, *(f"{name}.csv" for name in names)}) if known else None
    except Exception:  # whatever the file of a stranger makes this raise
        return None


def _resource(file: Path, sheet: Sheet) -> dict[str, Any]:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    fields = []
    for column in sheet.columns:
        kind, unique = _TYPES.get(column.type, column.type), sheet.key == (column.name,)
        limits = filled({"required": column.required, "unique": unique, "enum": list(column.words)})
        field = {
            "name": column.name,
            "type": kind,
            "description": column.description,
            "constraints": limits,
        }
        fields.append(filled(field))
    keys = [
        {"fields": column.name, "reference": {"resource": column.names, "fields": "id"}}
        for column in sheet.columns
        if column.names is not None
    ]
    schema = {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": list(sheet.key),
        "foreignKeys": keys,
    }
    return {
        "name": sheet.name,
        "path": file.name,
        "profile": "tabular-data-resource",
        "description": sheet.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": _ENCODING,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": filled(schema),
    }


def _package(material: Material, resources: list[dict[str, Any]], raw: bool) -> dict[str, Any]:
    facts = material.facts
    publishers = sorted(str(row[0]) for row in material.extract.select(_PUBLISHERS))
    licence = facts["licence"] or ""
    licensed = {"name": slug(licence) or "other", "title": licence}
    if _LICENCE_NAME.fullmatch(licence):
        licensed = {"name": licence}
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": slug(facts["title"] or "") or "dataset",
        "title": facts["title"],
        "description": " ".join((description(facts), *(() if raw else (_DEFUSED,)))),
        "homepage": facts["url"],
        "version": facts["data_version"],
        "licenses": [licensed] if licence else None,
        "contributors": [{"title": facts["publisher"], "role": "publisher"}]
        if facts["publisher"]
        else None,
        "sources": [{"title": name} for name in publishers],
        package.KEY: {**facts, "defused": not raw},
        "resources": resources,
    }
    return filled(described)
