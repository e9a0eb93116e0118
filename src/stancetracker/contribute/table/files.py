"""Tables as files hold them: CSV, sheets, JSON objects, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import plural
from stancetracker.contribute.table import workbook

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LONGEST_CELL: Final = 1_000_000
ROW: Final = "rejected_row"
WHY: Final = "rejected_why"
_STATE: Final = 'state it in the mapping: [table], {} = "{}"'


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


def decoded(content: bytes, encoding: str | None = None) -> str:
    """Return the text of a table: UTF-8, with or without a byte order mark, unless another encoding is stated.

    Raises UsageError.
    """
    try:
        return content.decode(encoding or "utf-8").removeprefix("\ufeff")
    except LookupError:
        hint = "as latin-1, cp1252 or utf-16"
        raise UsageError(f"not the name of a character encoding: {encoding}", hint) from None
    except UnicodeError as error:
        where = content[: getattr(error, "start", 0)].count(b"\n") + 1
        hint = f"save it as UTF-8, or {_STATE.format('encoding', 'cp1252')}"
        raise UsageError(f"line {where} of the table is not {encoding or 'UTF-8'}", hint) from None


def read(
    content: bytes,
    form: str,
    delimiter: str | None = None,
    encoding: str | None = None,
    empty: Sequence[str] = (),
) -> Table:
    """Read a table of a form: csv, tsv, xlsx, json or parquet; a delimiter goes by its name.

    Raises TableError where it has no sound header or can't be read, UsageError for how it is written, and
    MissingLibraryError.
    """
    if form in _SHEETS:
        try:
            rows = [(line, tuple(map(text_of, cells))) for line, cells in _SHEETS[form](content)]
        except UsageError:
            raise
        except Exception as error:  # whatever a broken file makes a library raise
            raise TableError(1, f"not {form}: {error}") from None
        return _table((Row(line, cells) for line, cells in rows if any(cells)), frozenset(empty))
    text = decoded(content, encoding)
    named = delimiter or ("tab" if form == "tsv" else None)
    mark = DELIMITERS[named] if named else _delimiter(text)
    found = _table(rows_of(text, mark), frozenset(empty))
    return replace(found, delimiter=mark, encoding=encoding or "utf-8")


def _delimiter(text: str) -> str:
    """Return the delimiter that the header has; raise UsageError where two may be meant."""
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    counts = {one: len(_split(first, one)) for one in DELIMITERS.values()}
    likely = [one for one in counts if counts[one] == max(counts.values())]
    if counts[likely[0]] > 1 and len(likely) > 1:
        raise UsageError("the header does not show the delimiter", _STATE.format("delimiter", "comma"))
    return likely[0]


def _split(line: str, one: str) -> Sequence[str]:
    with suppress(csv.Error):
        return next(csv.reader([line], delimiter=one), [])
    return []


def _table(rows: Iterator[Row], empty: frozenset[str]) -> Table:
    header = next(rows, None)
    if header is None:
        raise TableError(1, "it is empty")
    columns = tuple(cell.strip() for cell in header.cells)
    if "" in columns:
        message = f"column {columns.index('') + 1} has no name"
        raise TableError(header.line, message, "name every column in the header")
    for name, count in Counter(columns).items():
        if count > 1:
            raise TableError(header.line, f"{count} columns are called {name}", "give each its own name")
    return Table(columns, tuple(row._replace(fault=_fault(row, columns)) for row in rows), empty)


def _fault(row: Row, columns: Sequence[str]) -> str | None:
    if len(row.cells) != len(columns):
        return f"{plural(len(row.cells), 'cell')}, but the header has {len(columns)}"
    return "a NUL character" if any("\0" in cell for cell in row.cells) else None


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a text, each with the line it begins in, but for empty ones.

    Raises TableError where quotation marks do not pair.
    """
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(begins, tuple(cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableError(begins, *_reason(str(error))) from None


def _reason(error: str) -> tuple[str, str]:
    if "unexpected end" in error:
        return "a quotation mark is opened in this row and never closed", 'a " within a cell is written ""'
    if "limit" in error:
        return "a cell of more than a million characters", "is a quotation mark not closed?"
    return f"not sound: {error}", 'a " within a cell is written "", and the cell stands in quotation marks'


def text_of(value: Any) -> str:
    """Return what a person would have typed into a cell that holds a value."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


Numbered = Iterable[tuple[int, Sequence[Any]]]


def _of_xlsx(content: bytes) -> Numbered:
    book = workbook.opened(content, data_only=True)
    if len(book.sheetnames) > 1:
        raise UsageError(
            f"the spreadsheet has {len(book.sheetnames)} sheets", "save one in a file of its own"
        )
    rows = [(line, [cell.value for cell in row]) for line, row in workbook.rows(book.worksheets[0])]
    width = max((len(cells) for _, cells in rows), default=0)
    return ((line, cells + [None] * (width - len(cells))) for line, cells in rows)


def _of_json(content: bytes) -> Numbered:
    return _of_objects(json.loads(content))


def _of_parquet(content: bytes) -> Numbered:
    require("reading Parquet", ["pyarrow"], "parquet")
    from pyarrow.parquet import read_table

    return _of_objects(read_table(io.BytesIO(content)).to_pylist())


def _of_objects(objects: Any) -> Numbered:
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise ValueError("no list of objects")
    columns = list(dict.fromkeys(key for one in objects for key in one))
    return enumerate([columns, *([one.get(column) for column in columns] for one in objects)], 1)


_SHEETS: Final = {"xlsx": _of_xlsx, "json": _of_json, "parquet": _of_parquet}
