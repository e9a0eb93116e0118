"""A CSV data package, as `export csv` writes it, back as the records it was made of.

Its tables are those of the index; what follows from other columns is not read. A cell that is no number or
yes-or-no where one is due stays the text it is, so that checking tells it with its place.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.base.text import armed
from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Part, Source

NAME: Final = "datapackage.json"
KEY: Final = "stancetracker"
"""Under which the description says what the package answers, and whether its cells are defused."""
_MOST: Final = 1_000_000
_TABLE: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")
Cells = Mapping[str, str]
Children = Mapping[str, Mapping[str, list[Cells]]]
"""The rows of each table that belong to each record, in the order of their positions."""


class NoPackageError(Exception):
    """There is no data package of ours."""


@dataclass(frozen=True)
class Package:
    """A data package of ours: its tables, whether their cells are defused, and what it was narrowed to."""

    tables: tuple[str, ...]
    defused: bool
    narrowed_to: str | None


def read(folder: Path) -> Package:
    """The package that a folder holds.

    Raises NoPackageError where there is none, or none of ours.
    """
    try:
        said = json.loads((folder / NAME).read_bytes())
        tables, ours = tuple(map(_table, said["resources"])), said[KEY]
        return Package(tables, bool(ours["defused"]), _narrowed(ours["narrowed_to"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NoPackageError(str(folder)) from error


def _table(resource: Mapping[str, Any]) -> str:
    """The name of a table: a stranger's word, which must not lead out of the folder."""
    name = str(resource["name"])
    if not _TABLE.fullmatch(name) or resource["path"] != f"{name}.csv":
        raise ValueError(name)
    return name


def _narrowed(said: object) -> str | None:
    return None if said is None else str(said)


def of(folder: Path) -> Package:
    """The package that a folder holds.

    Raises UsageError where there is none, or none of ours.
    """
    try:
        return read(folder)
    except NoPackageError:
        hint = "name the folder that `export csv` wrote; any other table needs a mapping: --map MAP.TOML"
        raise UsageError(f"no data package of this program: {folder}", hint) from None


class Record(NamedTuple):
    """A record of a package: its line of JSON, and where its row is."""

    text: str
    table: str
    line: int

    @property
    def origin(self) -> str:
        """Its name in messages."""
        return f"{self.table}.csv:{self.line}"


class _Row(NamedTuple):
    line: int
    cells: Cells


def records(folder: Path, found: Package) -> list[Record]:
    """Every record of the package in a folder.

    Raises UsageError where a table of it can't be read.
    """
    rows = {name: _rows(folder / f"{name}.csv", found.defused) for name in found.tables}
    children = {name: _by_record(each) for name, each in rows.items()}
    return [
        Record(json.dumps(_record(kind, cls, row.cells, children), ensure_ascii=False), kind, row.line)
        for kind, cls in CLASS_BY_KIND.items()
        for row in rows.get(kind, ())
    ]


def _rows(file: Path, defused: bool) -> list[_Row]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return list(_read(opened, defused))
    except FileNotFoundError:
        raise UsageError(f"a table of the package is missing: {file}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file} can't be read: {error}", "save it as CSV in UTF-8") from None


def _read(opened: Iterator[str], defused: bool) -> Iterator[_Row]:
    csv.field_size_limit(_MOST)
    reader = csv.reader(opened, strict=True)
    names = next(reader, [])
    at = reader.line_num + 1
    for row in reader:
        cells = dict(zip(names, row, strict=False))
        yield _Row(at, {name: armed(cell) if defused else cell for name, cell in cells.items()})
        at = reader.line_num + 1


def _by_record(rows: list[_Row]) -> Mapping[str, list[Cells]]:
    found: dict[str, list[Cells]] = defaultdict(list)
    for row in rows:
        found[row.cells.get("record", "")].append(row.cells)
    for each in found.values():
        each.sort(key=lambda cells: (cells.get("part", ""), _number(cells.get("position", ""))))
    return found


def _number(text: str) -> float:
    return float(text) if text.isascii() and text.isdecimal() else float("inf")


def _record(kind: str, cls: type[Part], cells: Cells, children: Children) -> dict[str, Any]:
    record = cells.get("id", "")
    return {"kind": kind, **_object(cls, "", cells), **_lists(kind, cls, record, "", children)}


def _object(part: type[Part], prefix: str, cells: Cells) -> dict[str, Any]:
    """The single fields of a record or of an object in it, without those that are empty."""
    found: dict[str, Any] = {}
    for member in members(part):
        if member.many:
            continue
        name = f"{prefix}{member.name}"
        if member.part is not None:
            if inner := _object(member.part, f"{name}_", cells):
                found[member.name] = inner
        elif cell := cells.get(name, ""):
            found[member.name] = _value(cell, member)
    return found


def _value(cell: str, member: Member) -> Any:
    """Return the value of a cell by the type of its field, or the text itself if it has another type."""
    try:
        if member.type is bool:
            return {"true": True, "false": False}[cell.lower()]
        if member.type in (int, float):
            return int(cell) if cell.lstrip("-").isdecimal() else float(cell)
    except (KeyError, ValueError):
        pass
    return cell


def _lists(name: str, part: type[Part], record: str, at: str, children: Children) -> dict[str, Any]:
    """The lists of a record or of an object in it; `at` is where that is, as the table of sources has it."""
    found: dict[str, Any] = {}
    for member in members(part):
        if not member.many:
            continue
        child = f"{name}_{member.name}"
        if member.part is Source:
            rows = [row for row in children.get("source", {}).get(record, ()) if row.get("part", "") == at]
            items: Any = [_object(Source, "", row) for row in rows]
        else:
            rows = children.get(child, {}).get(record, [])
            items = _items(child, member, rows, record, children)
        if items:
            found[member.name] = items
    return found


def _items(child: str, member: Member, rows: list[Cells], record: str, children: Children) -> Any:
    if member.mapping:
        return {row.get("name", ""): _value(row.get("value", ""), member) for row in rows}
    if member.part is None:
        return [_value(row.get("value", ""), member) for row in rows]
    return [
        _object(member.part, "", row)
        | _lists(child, member.part, record, f"{member.name}/{row.get('position', '')}", children)
        for row in rows
    ]
