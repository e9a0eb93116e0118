"""Tables as files hold them: CSV, sheets, JSON objects, Parquet; and a CSV data package as `export csv` writes it.

The tables of a package are those of the index; what follows from other columns is not read. A cell that is no number
or yes-or-no where one is due stays the text it is, so that checking reports it with its place.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import MissingLibraryError, UsageError, WriteError
from stancetracker.base.text import armed, plural
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, members
from stancetracker.ledger.record import Part, Source

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LONGEST_CELL: Final = 1_000_000
ROW: Final = "rejected_row"
WHY: Final = "rejected_why"
NAME: Final = "datapackage.json"
KEY: Final = "stancetracker"
"""Under which the description of a package says what it answers, and whether its cells are defused."""
_PART: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")
Cells = Mapping[str, str]
Children = Mapping[str, Mapping[str, list[Cells]]]
"""The rows of each table that belong to each record, in the order of their positions."""
_BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class TableError(WriteError):
    """A table that can't be read; nothing was imported."""

    def __init__(self, line: int, message: str, hint: str | None = None) -> None:
        super().__init__(f"line {line} of the table: {message}", hint)


class Row(NamedTuple):
    """A row: the line it begins in, its cells as they stand there, and what is wrong with it.

    A record as JSON is a row of one cell.
    """

    line: int
    cells: tuple[str, ...]
    fault: str | None = None
    file: str = ""
    """Empty where there is only one."""

    @property
    def origin(self) -> str:
        """Return its name in messages."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"


@dataclass(frozen=True)
class Table:
    """The columns of a table and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)
    empty: frozenset[str] = frozenset()
    """The contents of cells that count as empty."""
    delimiter: str = ","
    encoding: str = "utf-8"

    def by_column(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by column, trimmed; those that say nothing are empty."""
        cells = (cell.strip().replace("\r\n", "\n").replace("\r", "\n") for cell in row.cells)
        return dict(zip(self.columns, ("" if cell in self.empty else cell for cell in cells), strict=True))

    def with_cell(self, line: int, column: str, cell: str) -> Table:
        """Return the table with another cell in the row that begins in a line."""
        at, rows = self.columns.index(column), list(self.rows)
        for number, row in enumerate(rows):
            if row.line == line:
                rows[number] = row._replace(cells=(*row.cells[:at], cell, *row.cells[at + 1 :]))
        return replace(self, rows=tuple(rows))

    def rejects(self, rejected: Iterable[tuple[Row, Sequence[str]]]) -> bytes:
        """Return a table of rejected rows, with the line and the reasons before cells that are as they were."""
        own = [at for at, column in enumerate(self.columns) if column not in (ROW, WHY)]
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter)
        writer.writerow([ROW, WHY, *(self.columns[at] for at in own)])
        for row, reasons in rejected:
            cells = [row.cells[at] for at in own if at < len(row.cells)] + [*row.cells[len(self.columns) :]]
            writer.writerow([row.line, "; ".join(reasons), *cells])
        return text.getvalue().encode(self.encoding, "replace")


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
        found = DELIMITERS.get(stated, stated)
        if found not in DELIMITERS.values():
            hint = f"one of: {', '.join(DELIMITERS)}, or the character itself"
            raise UsageError(f"not a delimiter: {stated}", hint)
        return found
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {one: len(_split(first, one)) for one in DELIMITERS.values()}
    most = max(counts.values())
    likely = [one for one in counts if counts[one] == most]
    if most > 1 and len(likely) > 1:
        raise UsageError("the header does not show the delimiter", "state it: --delimiter comma")
    return likely[0]


def _split(line: str, one: str) -> Sequence[str]:
    with suppress(csv.Error):
        return next(csv.reader([line], delimiter=one), [])
    return []


def read(content: bytes, form: str, stated: str | None = None, encoding: str | None = None) -> Table:
    """Read a table of a form: csv, tsv, xlsx, json or parquet.

    Raises TableError where it has no sound header or can't be read, UsageError for how it is written, and
    MissingLibraryError.
    """
    if form in _SHEETS:
        try:
            rows = [tuple(map(_text, cells)) for cells in _SHEETS[form](content)]
        except UsageError:
            raise
        except Exception as error:  # whatever a broken file makes a library raise
            raise TableError(1, f"not {form}: {error}") from None
        return _table(Row(at, cells) for at, cells in enumerate(rows, 1) if any(cells))
    text = decoded(content, encoding)
    separator = delimiter(text, stated or ("tab" if form == "tsv" else None))
    return replace(_table(_rows_of(text, separator)), delimiter=separator, encoding=encoding or "utf-8")


def _table(rows: Iterator[Row]) -> Table:
    header = next(rows, None)
    if header is None:
        raise TableError(1, "it is empty")
    columns = _columns(header)
    return Table(columns, tuple(_judged(row, columns) for row in rows))


def _rows_of(text: str, separator: str) -> Iterator[Row]:
    """Yield the rows of a text, each with the line it begins in, but for empty ones.

    Raises TableError where quotation marks do not pair.
    """
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
            yield Row(begins, tuple(cells))


def _reason(error: csv.Error) -> tuple[str, str]:
    if "unexpected end" in str(error):
        return "a quotation mark is opened in this row and never closed", 'a " within a cell is written ""'
    if "limit" in str(error):
        return "a cell of more than a million characters", "is a quotation mark not closed?"
    return f"not sound: {error}", 'a " within a cell is written "", and the cell stands in quotation marks'


def _columns(header: Row) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in header.cells)
    counts = Counter(names)
    if "" in counts:
        message = f"column {names.index('') + 1} has no name"
        raise TableError(header.line, message, "name every column in the header")
    for name, count in counts.items():
        if count > 1:
            raise TableError(header.line, f"{count} columns are called {name}", "give each its own name")
    return names


def _judged(row: Row, columns: tuple[str, ...]) -> Row:
    if len(row.cells) != len(columns):
        return row._replace(fault=f"{plural(len(row.cells), 'cell')}, but the header has {len(columns)}")
    if any("\0" in cell for cell in row.cells):
        return row._replace(fault="a NUL character")
    return row


def _text(value: Any) -> str:
    """Return what a person would have typed into a cell that holds a value."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _of_xlsx(content: bytes) -> Iterator[Sequence[Any]]:
    book = _library("openpyxl", "spreadsheets").load_workbook(
        io.BytesIO(content), read_only=True, data_only=True
    )
    if len(book.sheetnames) > 1:
        message = f"the spreadsheet has {len(book.sheetnames)} sheets"
        raise UsageError(message, "save the sheet in a file of its own")
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    width = max((at for row in rows for at, cell in enumerate(row, 1) if cell is not None), default=0)
    yield from ([*row, *[None] * width][:width] for row in rows)


def _of_json(content: bytes) -> Iterator[Sequence[Any]]:
    objects = json.loads(content)
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise ValueError("no list of objects")
    columns = list(dict.fromkeys(key for one in objects for key in one))
    yield columns
    yield from ([one.get(column) for column in columns] for one in objects)


def _of_parquet(content: bytes) -> Iterator[Sequence[Any]]:
    with NamedTemporaryFile(suffix=".parquet") as file, _library("duckdb", "parquet").connect() as connection:
        file.write(content)
        file.flush()
        found = connection.execute("SELECT * FROM read_parquet(?)", [file.name])
        yield [each[0] for each in found.description]
        yield from found.fetchall()


def _library(name: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MissingLibraryError(f"reading {extra}", name, extra) from None


_SHEETS: Final = {"xlsx": _of_xlsx, "json": _of_json, "parquet": _of_parquet}


@dataclass(frozen=True)
class Package:
    """A data package of this program: its tables, whether their cells are defused, and its filters."""

    tables: tuple[str, ...]
    defused: bool
    narrowed_to: str | None


def package(folder: Path) -> Package:
    """Return the package that a folder holds.

    Raises UsageError where there is none, or none of ours.
    """
    try:
        said = json.loads((folder / NAME).read_bytes())
        tables, ours = tuple(map(_name, said["resources"])), said[KEY]
        narrowed = None if ours["narrowed_to"] is None else str(ours["narrowed_to"])
        return Package(tables, bool(ours["defused"]), narrowed)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        hint = "name the folder that `export csv` wrote; any other table needs a mapping: --map MAP.TOML"
        raise UsageError(f"no data package of this program: {folder}", hint) from None


def _name(resource: Mapping[str, Any]) -> str:
    """Return the name of a table, which must not lead out of the folder: strangers may have written it."""
    name = str(resource["name"])
    if not _PART.fullmatch(name) or resource["path"] != f"{name}.csv":
        raise ValueError(name)
    return name


def records(folder: Path, held: Package) -> list[Row]:
    """Return every record of the package in a folder, as JSON.

    Raises UsageError where a table of it can't be read.
    """
    rows = {name: list(_rows(folder / f"{name}.csv", held.defused)) for name in held.tables}
    children = {name: _by_record(each) for name, each in rows.items()}
    found = []
    for kind, cls in CLASS_BY_KIND.items():
        for line, cells in rows.get(kind, ()):
            value = {"kind": kind, **_object(cls, kind, cells, "", children)}
            found.append(Row(line, (json.dumps(value, ensure_ascii=False),), file=f"{kind}.csv"))
    return found


def _rows(file: Path, defused: bool) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a table of a package, each with the line it begins in."""
    try:
        rows = _rows_of(decoded(file.read_bytes(), None), ",")
        names = next(rows).cells
        for row in rows:
            cells = map(armed, row.cells) if defused else row.cells
            yield row.line, dict(zip(names, cells, strict=False))
    except FileNotFoundError:
        raise UsageError(f"a table of the package is missing: {file}") from None
    except (UsageError, TableError) as error:
        raise UsageError(f"{file}: {error.message}", error.hint) from None


def _by_record(rows: list[tuple[int, Cells]]) -> Mapping[str, list[Cells]]:
    found: dict[str, list[Cells]] = defaultdict(list)
    # By the positions as numbers, which these texts are.
    for _, cells in sorted(rows, key=lambda row: (len(at := row[1].get("position", "")), at)):
        found[cells.get("record", "")].append(cells)
    return found


def _object(
    part: type[Part], table: str, cells: Cells, at: str, children: Children, prefix: str = ""
) -> dict[str, Any]:
    """Return a record or an object in it, without what is empty; `at` is where that is, as `source` has it."""
    found: dict[str, Any] = {}
    for member in members(part):
        name = f"{prefix}{member.name}"
        if member.many:
            found[member.name] = _items(f"{table}_{name}", member, cells, at, children)
        elif member.part is not None:
            found[member.name] = _object(member.part, table, cells, at, children, f"{name}_")
        else:
            found[member.name] = _value(cells.get(name, ""), member)
    return {name: value for name, value in found.items() if value not in ("", [], {})}


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


def _items(table: str, member: Member, owner: Cells, at: str, children: Children) -> Any:
    """Return the list or mapping of a record, or of an object in it."""
    record = owner.get("record", owner.get("id", ""))
    table, places = ("source", (at,)) if member.part is Source else (table, ("", at))
    rows = [row for row in children.get(table, {}).get(record, ()) if row.get("part", "") in places]
    if member.mapping:
        return {row.get("name", ""): _value(row.get("value", ""), member) for row in rows}
    inner = member.part or member.entry
    if inner is None:
        return [_value(row.get("value", ""), member) for row in rows]
    found = []
    for row in rows:
        item = _object(inner, table, row, f"{member.name}/{row.get('position', '')}", children)
        text = row.get("value", "")
        found.append(item if member.part else {members(inner)[0].name: text} | item if item else text)
    return found
