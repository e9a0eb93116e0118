"""A folder of CSV tables that is a Frictionless data package.

Its description has the types, closed lists and keys of the tables, the licence and the sources.
"""

import csv
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from stancetracker.base.cells import defused
from stancetracker.base.text import slug
from stancetracker.index.queries import Cell
from stancetracker.index.schema import Column, Sheet
from stancetracker.ledger import files
from stancetracker.render import package
from stancetracker.render.material import Material, as_json, description, filled, tables

ZIPS: Final = True
_ABOUT_FORMULAS: Final = (
    "A cell that a spreadsheet would run as a formula begins with an apostrophe, which"
    " `stancetracker import` removes; --raw leaves such cells as they are."
)
_TYPES: Final = {"text": "string", "day": "date"}
"""The types of columns that have another name in a data package."""
_ENCODING: Final = "utf-8"
_LICENCE_NAME: Final = re.compile(r"[-a-zA-Z0-9._]+")
_PUBLISHERS: Final = "SELECT DISTINCT publisher FROM main.source WHERE publisher IS NOT NULL"
_OWN_FACTS: Final = frozenset({"defused", "narrowed_to"})
"""The facts that every package of this program has."""


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the tables, then their description."""
    resources = []
    for sheet, rows in tables(material):
        file = path / f"{sheet.name}.csv"
        with files.writing_text(path, file.name) as out:
            writer = csv.writer(out)
            writer.writerow([column.name for column in sheet.columns])
            writer.writerows(rows if raw else map(_without_formulas, rows))
        resources.append(_resource(file, sheet))
    text = as_json(_package(material, resources, raw))
    files.write(path, package.NAME, text.encode(_ENCODING))


def names_in_export(path: Path) -> frozenset[str] | None:
    """Return the names of the files of the package in this folder; None for another folder."""
    try:
        described = package.described(files.content(path, package.NAME))
        if not _OWN_FACTS <= described.facts.keys():
            return None
        return frozenset({package.NAME, *(f"{table}.csv" for table in described.tables)})
    except Exception:  # whatever a stranger's file raises
        return None


def _without_formulas(row: Sequence[Cell]) -> list[Cell]:
    return [defused(cell) if isinstance(cell, str) else cell for cell in row]


def _resource(file: Path, sheet: Sheet) -> dict[str, Any]:
    """Return the description of a table that is written."""
    with files.reading(file.parent, file.name) as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
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
        "schema": _schema(sheet),
    }


def _schema(sheet: Sheet) -> dict[str, Any]:
    foreign_keys = [
        {"fields": column.name, "reference": {"resource": column.names, "fields": "id"}}
        for column in sheet.columns
        if column.names is not None
    ]
    schema = {
        "fields": [_field(sheet, column) for column in sheet.columns],
        "missingValues": [""],
        "primaryKey": list(sheet.key),
        "foreignKeys": foreign_keys,
    }
    return filled(schema)


def _field(sheet: Sheet, column: Column) -> dict[str, Any]:
    constraints = {
        "required": column.required,
        "unique": sheet.key == (column.name,),
        "enum": list(column.words),
    }
    field = {
        "name": column.name,
        "type": _TYPES.get(column.type, column.type),
        "description": column.description,
        "constraints": filled(constraints),
    }
    return filled(field)


def _package(material: Material, resources: list[dict[str, Any]], raw: bool) -> dict[str, Any]:
    """Return the description of the package."""
    facts = material.facts
    sentences = [description(facts)]
    if not raw:
        sentences.append(_ABOUT_FORMULAS)
    contributors = []
    if facts["publisher"]:
        contributors.append({"title": facts["publisher"], "role": "publisher"})
    publishers = sorted(str(name) for (name,) in material.extract.select(_PUBLISHERS))
    descriptor: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": slug(facts["title"] or "") or "dataset",
        "title": facts["title"],
        "description": " ".join(sentences),
        "homepage": facts["url"],
        "version": facts["data_version"],
        "licenses": _licences(facts["licence"]),
        "contributors": contributors,
        "sources": [{"title": name} for name in publishers],
        package.KEY: {**facts, "defused": not raw},
        "resources": resources,
    }
    return filled(descriptor)


def _licences(licence: str | None) -> list[dict[str, str]]:
    """Return the licence by its name alone, or with a title where its name is no identifier."""
    if not licence:
        return []
    if _LICENCE_NAME.fullmatch(licence):
        return [{"name": licence}]
    return [{"name": slug(licence) or "other", "title": licence}]
