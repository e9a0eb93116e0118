"""Tables as files hold them: one with a header of its own, or a CSV data package as `export csv` writes it.

The tables of a package are those of the index; what follows from other columns is not read. A cell that is no number
or yes-or-no where one is due stays the text it is, so that checking reports it with its place.
"""

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import armed, plural
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, members
from stancetracker.ledger.record import Part, Source

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
NAME: Final = "datapackage.json"
KEY: Final = "stancetracker"
"""Under which the description of a package says what it answers, and whether its cells are defused."""
_LONGEST_CELL: Final = 1_000_000
_BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_TABLE: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")
Cells = Mapping[str, str]
Children = Mapping[str, Mapping[str, list[Cells]]]
"""The rows of each table that belong to each record, in the order of their positions."""


class TableError(WriteError):
    """A table that can't be read; nothing was imported."""

    def __init__(self, line: int, message: str, hint: str | None = None) -> None:
        super().__init__(f"line {line} of the table: {message}", hint)


class Row(NamedTuple):
    """A row: the line it begins in, its cells, trimmed, and what is wrong with it."""

    line: int
    cells: tuple[str, ...]
    fault: str | None = None


@dataclass(frozen=True)
class Table:
    """The columns of a table and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)
    empty: frozenset[str] = frozenset()
    """The contents of cells that count as empty."""

    def by_column(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by column; those that say nothing are empty."""
        cells = ("" if cell in self.empty else cell for cell in row.cells)
        return dict(zip(self.columns, cells, strict=True))


def decoded(content: bytes, encoding: str | None) -> str:
    """Return the text of a table: UTF-8, with or without a byte order mark, unless another encoding is stated.

    Raises UsageError.
    """
    try:
        return content.decode(encoding or "utf-8").removeprefix("\ufeff")
    except LookupError:
        hint = "as latin-1, cp1252 or utf-16"
        raise UsageError(f"not the name of a character encoding: {encoding}", hint) from None
    except UnicodeError as error:
        hint = f"state it: --encoding {_BOMS.get(content[:2], 'NAME, as cp1252 or latin-1')}"
        where = content[: getattr(error, "start", 0)].count(b"\n") + 1
        raise UsageError(f"line {where} of the table is not {encoding or 'UTF-8'}", hint) from None


def delimiter(text: str, stated: str | None) -> str:
    """Return the delimiter: as stated, else the one that the header has.

    Raises UsageError where two may be meant.
    """
    if stated is not None:
        found = DELIMITERS.get(stated, "\t" if stated == "\\t" else stated)
        if found not in DELIMITERS.values():
            names = ", ".join(DELIMITERS)
            raise UsageError(f"not a delimiter: {stated}", f"one of: {names}, or the character itself")
        return found
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {one: len(_split(first, one)) for one in DELIMITERS.values()}
    most = max(counts.values())
    likely = [one for one, count in counts.items() if count == most]
    if most > 1 and len(likely) > 1:
        raise UsageError("the header does not show the delimiter", "state it: --delimiter comma")
    return likely[0]


def _split(line: str, one: str) -> Sequence[str]:
    try:
        return next(csv.reader([line], delimiter=one), [])
    except csv.Error:
        return []


def read(text: str, separator: str, empty: Sequence[str] = ()) -> Table:
    """Read a table; cells are trimmed, and those that are one of `empty` say nothing.

    Raises TableError where it has no sound header, or quotation marks do not pair.
    """
    rows = _rows_of(text, separator)
    header = next(rows, None)
    if header is None:
        raise TableError(1, "it is empty")
    columns = _columns(header)
    return Table(columns, tuple(_judged(row, columns) for row in rows), frozenset(empty))


def _rows_of(text: str, separator: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(begins, *_reason(error)) from None
        if any(cell.strip() for cell in cells):
            yield Row(begins, tuple(cell.strip() for cell in cells))


def _reason(error: csv.Error) -> tuple[str, str]:
    if "unexpected end" in str(error):
        return "a quotation mark is opened in this row and never closed", 'a " within a cell is written ""'
    if "limit" in str(error):
        return "a cell of more than a million characters", "is a quotation mark not closed?"
    return f"not sound: {error}", 'a " within a cell is written "", and the cell stands in quotation marks'


def _columns(header: Row) -> tuple[str, ...]:
    counts = Counter(header.cells)
    if "" in counts:
        number = header.cells.index("") + 1
        raise TableError(header.line, f"column {number} has no name", "name every column in the header")
    for name, count in counts.items():
        if count > 1:
            raise TableError(header.line, f"{count} columns are called {name}", "give each its own name")
    return tuple(header.cells)


def _judged(row: Row, columns: tuple[str, ...]) -> Row:
    if len(row.cells) != len(columns):
        cells = plural(len(row.cells), "cell")
        return row._replace(fault=f"{cells}, but the header has {len(columns)}")
    if any("\0" in cell for cell in row.cells):
        return row._replace(fault="a NUL character")
    return row


class NoPackageError(UsageError):
    """A folder that holds no data package of this program."""


@dataclass(frozen=True)
class Package:
    """A data package of this program: its tables, whether their cells are defused, and its filters."""

    tables: tuple[str, ...]
    defused: bool
    narrowed_to: str | None


def package(folder: Path) -> Package:
    """Return the package that a folder holds.

    Raises NoPackageError where there is none, or none of ours.
    """
    try:
        said = json.loads((folder / NAME).read_bytes())
        tables, ours = tuple(map(_table, said["resources"])), said[KEY]
        narrowed = None if ours["narrowed_to"] is None else str(ours["narrowed_to"])
        return Package(tables, bool(ours["defused"]), narrowed)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        hint = "name the folder that `export csv` wrote; any other table needs a mapping: --map MAP.TOML"
        raise NoPackageError(f"no data package of this program: {folder}", hint) from None


def _table(resource: Mapping[str, Any]) -> str:
    """Return the name of a table, which must not lead out of the folder: strangers may have written it."""
    name = str(resource["name"])
    if not _TABLE.fullmatch(name) or resource["path"] != f"{name}.csv":
        raise ValueError(name)
    return name


class Record(NamedTuple):
    """A record to import as JSON: the line it begins in, and its name in messages."""

    line: int
    origin: str
    text: str


def records(folder: Path, held: Package) -> list[Record]:
    """Return every record of the package in a folder.

    Raises UsageError where a table of it can't be read.
    """
    rows = {name: _rows(folder / f"{name}.csv", held.defused) for name in held.tables}
    children = {name: _by_record(each) for name, each in rows.items()}
    found = []
    for kind, cls in CLASS_BY_KIND.items():
        for line, cells in rows.get(kind, ()):
            lists = _lists(kind, cls, cells.get("id", ""), "", children)
            text = json.dumps({"kind": kind, **_object(cls, "", cells), **lists}, ensure_ascii=False)
            found.append(Record(line, f"{kind}.csv:{line}", text))
    return found


def _rows(file: Path, defused: bool) -> list[tuple[int, Cells]]:
    """Return the rows of a table of a package, each with the line it begins in."""
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[tuple[int, Cells]] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            names, at = next(reader, []), reader.line_num + 1
            for row in reader:
                cells = zip(names, row, strict=False)
                rows.append((at, {name: armed(cell) if defused else cell for name, cell in cells}))
                at = reader.line_num + 1
    except FileNotFoundError:
        raise UsageError(f"a table of the package is missing: {file}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file} can't be read: {error}", "save it as CSV in UTF-8") from None
    return rows


def _by_record(rows: list[tuple[int, Cells]]) -> Mapping[str, list[Cells]]:
    found: dict[str, list[Cells]] = defaultdict(list)
    for _, cells in rows:
        found[cells.get("record", "")].append(cells)
    for each in found.values():
        # As numbers, which these texts are.
        each.sort(key=lambda cells: (len(cells.get("position", "")), cells.get("position", "")))
    return found


def _object(part: type[Part], prefix: str, cells: Cells) -> dict[str, Any]:
    """Return the single fields of a record or of an object in it, without those that are empty."""
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
    """Return the lists of a record or of an object in it; `at` is where that is, as the table of sources has it."""
    found: dict[str, Any] = {}
    for member in members(part):
        if not member.many:
            continue
        child = f"{name}_{member.name}"
        if member.part is Source:
            rows = [row for row in children.get("source", {}).get(record, ()) if row.get("part", "") == at]
            items: Any = [_object(Source, "", row) for row in rows]
        else:
            rows = [row for row in children.get(child, {}).get(record, ()) if row.get("part", "") in ("", at)]
            items = _items(child, member, rows, record, children)
        if items:
            found[member.name] = items
    return found


def _items(child: str, member: Member, rows: list[Cells], record: str, children: Children) -> Any:
    if member.mapping:
        return {row.get("name", ""): _value(row.get("value", ""), member) for row in rows}
    inner = member.part or member.entry
    if inner is None:
        return [_value(row.get("value", ""), member) for row in rows]
    found = []
    for row in rows:
        at = f"{member.name}/{row.get('position', '')}"
        item = _object(inner, "", row) | _lists(child, inner, record, at, children)
        text = row.get("value", "")
        found.append(item if member.part else {members(inner)[0].name: text} | item if item else text)
    return found
