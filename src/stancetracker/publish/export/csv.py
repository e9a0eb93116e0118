"""A folder of CSV tables that is a Frictionless data package: types, closed lists, keys, licence, sources."""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from stancetracker.base.errors import UsageError
from stancetracker.base.text import defused, slug
from stancetracker.contribute.table import files
from stancetracker.index import schema
from stancetracker.index.queries import whole
from stancetracker.index.schema import Column, Sheet, Type, Value, sheets
from stancetracker.publish.material import Material, description, write_json

_DEFUSED: Final = (
    "A cell that a spreadsheet would run as a formula begins with an apostrophe, which `stancetracker import` removes;"
    " --raw leaves such cells as they are."
)
_TYPES: Final = {"text": "string", "day": "date"}
"""The types of columns that go by another name there."""
_ENCODING: Final = "utf-8"
_LICENCE_NAME: Final = re.compile(r"[-a-zA-Z0-9._]+")
_ACTORS: Final = "SELECT id, kind, name FROM main.actor"
_PUBLISHERS: Final = "SELECT DISTINCT publisher FROM main.source WHERE publisher IS NOT NULL"
Cell = str | int | float | bool | None


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the tables, then what describes them."""
    resources = []
    for sheet, rows in _tables(material):
        file = path / f"{sheet.name}.csv"
        _write_table(file, sheet, rows, raw)
        resources.append(_resource(file, sheet))
    write_json(path / files.NAME, _package(material, resources, raw))


def ours(path: Path) -> frozenset[str] | None:
    """Return the names of the files of the package in this folder; None for another folder."""
    try:
        return frozenset({files.NAME, *(f"{name}.csv" for name in files.package(path).tables)})
    except UsageError:
        return None


def _tables(material: Material) -> Iterator[tuple[Sheet, Iterable[Sequence[Value]]]]:
    """Yield every table with its rows: the standings, the actors, then the records."""
    extract = material.extract
    yield schema.standing(), (tuple(one) for one in material.standings)
    kept = " WHERE id IN (SELECT id FROM temp.kept)" if extract.narrowed else ""
    yield schema.ACTORS, extract.select(f"{_ACTORS}{kept} ORDER BY id")
    for sheet in sheets():
        width = len(sheet.without_place().columns)
        yield sheet.without_place(), (row[:width] for row in extract.rows(sheet.name))


def _write_table(file: Path, sheet: Sheet, rows: Iterable[Sequence[Value]], raw: bool) -> None:
    kinds = [column.type for column in sheet.columns]
    with file.open("w", encoding=_ENCODING, newline="") as out:
        writer = csv.writer(out)
        writer.writerow([column.name for column in sheet.columns])
        writer.writerows(
            [_cell(value, kind, raw) for value, kind in zip(row, kinds, strict=True)] for row in rows
        )


def _cell(value: Value, kind: Type, raw: bool) -> Cell:
    if kind == "boolean" and value is not None:
        return "true" if value else "false"
    if isinstance(value, str):
        return value if raw else defused(value)
    return whole(value)


def _resource(file: Path, sheet: Sheet) -> dict[str, Any]:
    content = file.read_bytes()
    return {
        "name": sheet.name,
        "path": file.name,
        "profile": "tabular-data-resource",
        "description": sheet.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": _ENCODING,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": _schema(sheet),
    }


def _schema(sheet: Sheet) -> dict[str, Any]:
    keys = [
        {"fields": column.name, "reference": {"resource": column.names, "fields": "id"}}
        for column in sheet.columns
        if column.names is not None
    ]
    return {
        "fields": [_field(column, sheet) for column in sheet.columns],
        "missingValues": [""],
        **({"primaryKey": list(sheet.key)} if sheet.key else {}),
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column, sheet: Sheet) -> dict[str, Any]:
    constraints = {
        **({"required": True} if column.required else {}),
        **({"unique": True} if sheet.key == (column.name,) else {}),
        **({"enum": list(column.words)} if column.words else {}),
    }
    field = {"name": column.name, "type": _TYPES.get(column.type, column.type), "description": column.about}
    return {**field, "constraints": constraints} if constraints else field


def _package(material: Material, resources: list[dict[str, Any]], raw: bool) -> dict[str, Any]:
    facts = material.facts
    publishers = sorted(str(row[0]) for row in material.extract.select(_PUBLISHERS))
    described = {
        "profile": "tabular-data-package",
        "name": slug(facts["title"] or "") or "dataset",
        "title": facts["title"],
        "description": " ".join((description(facts), *(() if raw else (_DEFUSED,)))),
        "homepage": facts["url"],
        "version": facts["data_version"],
        "licenses": [_licence(facts["licence"])] if facts["licence"] else None,
        "contributors": [{"title": facts["publisher"], "role": "publisher"}] if facts["publisher"] else None,
        "sources": [{"title": name} for name in publishers] or None,
        files.KEY: {**facts, "defused": not raw},
        "resources": resources,
    }
    return {name: value for name, value in described.items() if value is not None}


def _licence(licence: str) -> dict[str, str]:
    if _LICENCE_NAME.fullmatch(licence):
        return {"name": licence}
    return {"name": slug(licence) or "other", "title": licence}
