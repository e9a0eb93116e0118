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
from importlib import import_module
from tempfile import NamedTemporaryFile
from typing import Any, Final, NamedTuple
from zipfile import ZipFile

from stancetracker.base.errors import MissingLibraryError, UsageError, WriteError
from stancetracker.base.text import plural

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LONGEST_CELL: Final = 1_000_000
ROW: Final = "rejected_row"
WHY: Final = "rejected_why"
_MOST_UNPACKED: Final = 50_000_000  # bytes of a spreadsheet, which is a zip file
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
            rows = [tuple(map(text_of, cells)) for cells in _SHEETS[form](content)]
        except UsageError:
            raise
        except Exception as error:  # whatever a broken file makes a library raise
            raise TableError(1, f"not {form}: {error}") from None
        return _table(Row(at, cells) for at, cells in enumerate(rows, 1) if any(cells))
    text = decoded(content, encoding)
    separator = delimiter(text, stated or ("tab" if form == "tsv" else None))
    return replace(_table(rows_of(text, separator)), delimiter=separator, encoding=encoding or "utf-8")


def _table(rows: Iterator[Row]) -> Table:
    header = next(rows, None)
    if header is None:
        raise TableError(1, "it is empty")
    columns = _columns(header)
    return Table(columns, tuple(_judged(row, columns) for row in rows))


def rows_of(text: str, separator: str) -> Iterator[Row]:
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


def text_of(value: Any) -> str:
    """Return what a person would have typed into a cell that holds a value."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def workbook(content: bytes, *, data_only: bool) -> Any:
    """Open a spreadsheet, unless it unpacks to too much; with `data_only`, for a formula stands its last value."""
    library = _library("openpyxl", "spreadsheets")
    with ZipFile(io.BytesIO(content)) as parts:  # which never unpacks more of a part than it states
        if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
            raise UsageError(f"the spreadsheet unpacks to more than {_MOST_UNPACKED // 1_000_000} MB")
    return library.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


def _of_xlsx(content: bytes) -> Iterator[Sequence[Any]]:
    book = workbook(content, data_only=True)
    if len(book.sheetnames) > 1:
        raise UsageError(
            f"the spreadsheet has {len(book.sheetnames)} sheets", "save one in a file of its own"
        )
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
