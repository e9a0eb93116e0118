"""A table as a file holds it: its header and its rows by column, with the line each begins in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import plural

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LONGEST_CELL: Final = 1_000_000
_BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


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
        """The cells of a row by column, those that say nothing empty."""
        cells = ("" if cell in self.empty else cell for cell in row.cells)
        return dict(zip(self.columns, cells, strict=True))


def decoded(content: bytes, encoding: str | None) -> str:
    """The text of a table: UTF-8, with or without a byte order mark, unless another encoding is stated.

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
    """The delimiter: as stated, else the one that the header has.

    Raises UsageError where two may be meant.
    """
    if stated is not None:
        found = DELIMITERS.get(stated, "\t" if stated == "\\t" else stated)
        if found not in DELIMITERS.values():
            names = ", ".join(DELIMITERS)
            raise UsageError(f"not a delimiter: {stated}", f"one of: {names}, or the character itself")
        return found
    first = _header_of(text)
    counts = {one: len(_split(first, one)) for one in DELIMITERS.values()}
    most = max(counts.values())
    likely = [one for one, count in counts.items() if count == most]
    if most > 1 and len(likely) > 1:
        raise UsageError("the header does not tell the delimiter", "state it: --delimiter comma")
    return likely[0]


def _header_of(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")


def _split(line: str, one: str) -> Sequence[str]:
    try:
        return next(csv.reader([line], delimiter=one), [])
    except csv.Error:
        return []


def read(text: str, separator: str, empty: Sequence[str] = ()) -> Table:
    """Read a table; cells are trimmed, and those that are one of `empty` say nothing.

    Raises TableError where it has no sound header, or quotation marks do not pair.
    """
    rows = _rows(text, separator)
    header = next(rows, None)
    if header is None:
        raise TableError(1, "it is empty")
    columns = _columns(header)
    return Table(columns, tuple(_judged(row, columns) for row in rows), frozenset(empty))


def _rows(text: str, separator: str) -> Iterator[Row]:
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
