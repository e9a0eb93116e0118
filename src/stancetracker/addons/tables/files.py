"""Tables as files hold them: CSV, spreadsheets, JSON objects, JSON lines, Parquet.

A small file may unpack to very much.
"""

from __future__ import annotations

import csv
import io
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from hashlib import sha256
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from stancetracker.addons.tables.mapping import Dialect
from stancetracker.base import apart
from stancetracker.base.apart import LimitError, UnreadableError
from stancetracker.base.errors import UnknownNameError, UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import plural
from stancetracker.contribute.imports import Row

ROW: Final = "rejected_row"
WHY: Final = "rejected_why"
ANSWER: Final = "answer"
"""The column for an answer to the question for which a row was rejected."""
_OTHER_ANSWER: Final = "rejected_answer"
"""The same in a table that has a column of that name itself."""
MOST_ROWS: Final = 1_048_576  # of a sheet
MOST_COLUMNS: Final = 1_000
_TOO_WIDE: Final = f"a table has at most {MOST_COLUMNS:,}; leave out what no record needs"
_UNNAMED: Final = "column"
_PLAIN: Final = Dialect.model_validate({})
_DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LEAST_NULS: Final = 0.1
"""The part of a text's bytes that are NUL, at the least, if it is in UTF-16."""
_LONGEST_CELL: Final = 1_000_000
_STATE: Final = 'state it in the mapping: [table], {} = "{}"'
_MOST_UNPACKED: Final = 50_000_000  # bytes
_MOST_CELLS: Final = 10_000_000
_MOST_ELEMENTS: Final = 3_000_000
_MOST_INSIDE: Final = 100_000  # of one element
_DEEPEST: Final = 50
# Of rows, texts and formulas, at these depths, any number; openpyxl holds all that is in any other
# element at once.
_MOST_IN: Final = {
    ("sheetData", 2): _MOST_ELEMENTS,
    ("sst", 1): _MOST_ELEMENTS,
    ("calcChain", 1): _MOST_ELEMENTS,
    ("sheets", 2): 1_000,
}
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ >/]")
_NO_CODES: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
"""What is no code of days in the format of a cell: texts, a locale, a color, padding."""
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell ")
_OF_FORMULA: Final = "f"
_OF_EMPTY_TEXT: Final = "str"
"""The type of a cell whose formula made an empty text."""
_XML: Final = (".xml", ".rels")
_COPY: Final = "copy its cells into a new one"
_CSV: Final = "save it as CSV"
_SAVE_ANEW: Final = (
    "it may be damaged, empty, too large, locked by a password or in another format: save it again,"
    " or as CSV"
)
_SPREADSHEET: Final = "the spreadsheet"
_MOST_RANGES: Final = 5
_ROWS_AT_ONCE: Final = 1_000
Numbered = Iterator[tuple[int, Sequence[str]]]
"""The cells of rows, each with the number of the line or row it begins in."""


class TableError(WriteError):
    """A table that can't be read; nothing was imported."""

    def __init__(self, line: int, message: str, hint: str | None = None) -> None:
        super().__init__(f"line {line} of the table: {message}", hint)


class UnreadableTableError(WriteError):
    """A file that can't be opened as a table of its form; nothing was imported."""

    def __init__(self, form: str, file: str = "the table") -> None:
        super().__init__(f"{file} can't be read as {form}", _SAVE_ANEW)
        self.form = form


class Table(NamedTuple):
    """The columns of a table, its rows, and how it is written."""

    columns: tuple[str, ...]
    rows: Sequence[Row]
    dialect: Dialect = _PLAIN
    sha256: str = ""
    """That of the file; empty where cells were corrected since."""
    answered: Mapping[int, str] = {}
    """The answers of a person at a terminal, by the lines of rows."""

    @property
    def is_part(self) -> bool:
        """Return whether it holds rejected rows, which say nothing of the others."""
        return ROW in self.columns and WHY in self.columns

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Return the columns of the table, but for those that say why a row was rejected."""
        return tuple(name for name in self.columns if name not in (ROW, WHY, self.answers))

    @property
    def unnamed_columns(self) -> tuple[str, ...]:
        """Return the columns to which the header gives no name."""
        numbered = enumerate(self.columns, 1)
        return tuple(name for number, name in numbered if name == _name_of_unnamed(number))

    @property
    def answers(self) -> str:
        """Return the column for the answers to questions; empty where there is none."""
        if not self.is_part:
            return ""
        if _OTHER_ANSWER in self.columns:
            return _OTHER_ANSWER
        return ANSWER if ANSWER in self.columns else ""

    def answer(self, row: Row) -> str:
        """Return the answer to the question for which a row was rejected, if there is one."""
        if row.line in self.answered:
            return self.answered[row.line]
        if not self.answers or row.fault is not None:
            return ""
        return row.cells[self.columns.index(self.answers)].strip()

    def with_answer(self, line: int, answer: str) -> Table:
        """Return the table with the answer to the question about a row."""
        return self._replace(answered={**self.answered, line: answer})

    def by_column(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by column, trimmed; those that say nothing are empty."""
        cells = (cell.strip().replace("\r\n", "\n").replace("\r", "\n") for cell in row.cells)
        texts = ("" if cell in self.dialect.empty else cell for cell in cells)
        return dict(zip(self.columns, texts, strict=True))

    def with_cell(self, line: int, column: str, cell: str) -> Table:
        """Return the table with another cell in the row that begins in a line."""
        at, rows = self.columns.index(column), list(self.rows)
        number = [row.line for row in rows].index(line)
        before = rows[number].cells
        rows[number] = rows[number]._replace(cells=(*before[:at], cell, *before[at + 1 :]))
        return self._replace(rows=rows, sha256="")

    def rejects(
        self, rejected: Iterable[tuple[Row, Sequence[str]]], *, has_questions: bool = False
    ) -> bytes:
        """Return rejected rows as they were, to be read again.

        The line and the reasons stand before the cells, and where there are questions, room for
        the answers.
        """
        names = self.own_columns
        own = [self.columns.index(name) for name in names]
        heads = [ROW, WHY]
        if ANSWER in names:
            heads.append(_OTHER_ANSWER)
        elif has_questions:
            heads.append(ANSWER)
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=_DELIMITERS[self.dialect.delimiter or "comma"])
        writer.writerow([*heads, *names])
        for row, reasons in rejected:
            cells = [row.cells[at] for at in own if at < len(row.cells)]
            cells += row.cells[len(self.columns) :]
            answer = [""] if len(heads) > len((ROW, WHY)) else []
            writer.writerow([row.line, "; ".join(reasons), *answer, *cells])
        return text.getvalue().encode(self.dialect.encoding or "utf-8", "replace")


def read(content: bytes, form: str, dialect: Dialect = _PLAIN) -> Table:
    """Read a table of a form: csv, tsv, xlsx, ods, json, jsonl or parquet.

    Raises UnreadableTableError, TableError where it has no sound header or row, UsageError for how
    it is written, and MissingLibraryError.
    """
    if form in _SHEETS:
        rows = _rows_of_form(content, form, dialect)
    else:
        text = decoded(content, dialect.encoding)
        name = dialect.delimiter or ("tab" if form == "tsv" else _delimiter(text))
        dialect = dialect.model_copy(update={"delimiter": name})
        rows = rows_of(text, _DELIMITERS[name])
    columns = _columns(*next(rows, (1, ())))
    read_rows = [_row(line, cells, len(columns)) for line, cells in rows]
    return Table(columns, read_rows, dialect, sha256(content).hexdigest())


def _rows_of_form(content: bytes, form: str, dialect: Dialect) -> Numbered:
    """Return the rows of a form other than text, but for empty ones; raises as `read`."""
    try:
        rows = _SHEETS[form](content, dialect.sheet)
        return iter([(line, cells) for line, cells in rows if any(cells)])
    except (UsageError, TableError):
        raise
    except Exception as error:  # whatever a broken file makes a library raise
        raise UnreadableTableError(form) from error


def _columns(line: int, header: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns; raises TableError where two have one, or there is none."""
    if not header:
        raise TableError(1, "it is empty")
    columns = tuple(
        cell.strip() or _name_of_unnamed(number) for number, cell in enumerate(header, 1)
    )
    for name, count in Counter(columns).items():
        if count > 1:
            raise TableError(
                line,
                f"{count} columns are called {name}",
                "give each its own name; the first line names the columns",
            )
    return columns


def _name_of_unnamed(number: int) -> str:
    return f"{_UNNAMED} {number}"


def _row(line: int, cells: Sequence[str], width: int) -> Row:
    """Return a row, with what is wrong with it."""
    fault = "a NUL character" if any("\0" in cell for cell in cells) else None
    if len(cells) != width:
        fault = f"{plural(len(cells), 'cell')}, but the header has {width}"
    return Row(line, tuple(cells), fault)


def decoded(content: bytes, encoding: str | None = None) -> str:
    """Return a text in UTF-8, with or without a byte order mark, or in the encoding stated.

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


def _delimiter(text: str) -> str:
    """Return the name of the delimiter that the header has.

    Raises UsageError where two may be meant.
    """
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    counts = dict.fromkeys(_DELIMITERS, 0)
    for name, mark in _DELIMITERS.items():
        with suppress(csv.Error):
            counts[name] = len(next(csv.reader([first], delimiter=mark), []))
    likely = [name for name in counts if counts[name] == max(counts.values())]
    if counts[likely[0]] > 1 and len(likely) > 1:
        raise UsageError(
            "the header does not show the delimiter", _STATE.format("delimiter", "comma")
        )
    return likely[0]


def rows_of(text: str, delimiter: str) -> Numbered:
    """Yield the rows of a text, but for empty ones.

    Raises TableError where quotation marks do not pair.
    """
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise TableError(begins, f"{len(cells):,} columns", _TOO_WIDE)
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        is_open = "unexpected end" in str(error)
        what = (
            "a quotation mark is opened in this row and never closed"
            if is_open
            else f"not sound: {error}"
        )
        hint = 'a " within a cell is written "", and the cell stands in quotation marks'
        raise TableError(begins, what, hint) from None


def _text(value: Any) -> str:
    """Return a cell's value as a person would have typed it."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def sheets(content: bytes, *, may_compute: bool) -> Mapping[str, Numbered]:
    """Return the filled rows of each sheet of a spreadsheet, without empty cells at their ends.

    For a formula, which may make anything, stands its last value, or it is refused, as is one
    without a value. Raises UsageError, also where the spreadsheet unpacks to too much.
    """
    require("reading spreadsheets", ["openpyxl"], "spreadsheets")
    from openpyxl import load_workbook

    with ZipFile(io.BytesIO(content)) as parts:  # which never unpacks more of a part than it states
        if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
            raise UsageError(
                f"the spreadsheet unpacks to more than {_MOST_UNPACKED // 1_000_000} MB", _COPY
            )
        _bound((part.filename, parts.read(part)) for part in parts.infolist())
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=may_compute)
    sheets_as_written: Mapping[str, Any] = {}
    if may_compute and _has_in_parts(content, _FORMULA):
        as_written = load_workbook(io.BytesIO(content), read_only=True)
        sheets_as_written = {sheet.title: sheet for sheet in as_written.worksheets}
    return {
        sheet.title: _rows_of_sheet(sheet, may_compute, sheets_as_written.get(sheet.title))
        for sheet in book.worksheets
    }


def _has_in_parts(content: bytes, pattern: re.Pattern[bytes]) -> bool:
    """Return whether a part of a spreadsheet has a pattern."""
    with ZipFile(io.BytesIO(content)) as parts:
        return any(pattern.search(parts.read(part)) for part in parts.infolist())


def _rows_of_sheet(sheet: Any, may_compute: bool, as_written: Any) -> Numbered:
    """Yield the filled rows of a sheet; `as_written` is the sheet with its formulas, if any."""
    cells_left = _MOST_CELLS
    formulas: Iterator[Sequence[Any]] = as_written.iter_rows() if as_written else repeat(())
    rows = zip(sheet.iter_rows(max_row=MOST_ROWS), formulas, strict=False)
    for number, (row, row_as_written) in enumerate(rows, 1):
        cells_left -= len(row)
        if cells_left < 0:
            message = f"the sheet {sheet.title} has more than {_MOST_CELLS:,} cells, empty ones too"
            raise UsageError(message, f"delete its empty columns, or {_COPY}")
        _refuse_formula_without_value(sheet.title, row, row_as_written)
        width = max((at for at, cell in enumerate(row, 1) if cell.value is not None), default=0)
        if not may_compute:
            _refuse_formula(sheet.title, row[:width])
        if width:
            yield number, [_text_of_cell(cell) for cell in row[:width]]


def _text_of_cell(cell: Any) -> str:
    """Return a cell's value as its sheet shows it: a day shown as Jan-24 is a month."""
    value = cell.value
    if not isinstance(value, date):
        return _text(value)
    codes = _NO_CODES.sub("", cell.number_format).lower()
    if "d" in codes or "y" not in codes:
        return _text(value)
    return f"{value:%Y-%m}" if "m" in codes else f"{value:%Y}"


def _refuse_formula_without_value(
    sheet: str, row: Sequence[Any], row_as_written: Sequence[Any]
) -> None:
    """Raise UsageError for a formula whose value the file hasn't got, which would read as empty."""
    for cell, as_written in zip(row, row_as_written, strict=False):
        is_formula = as_written.data_type == _OF_FORMULA
        if is_formula and cell.value is None and cell.data_type != _OF_EMPTY_TEXT:
            raise UsageError(
                f"{sheet}, {as_written.coordinate}: a formula whose value isn't in the file",
                "open the file in a spreadsheet program and save it, or paste the value",
            )


def _refuse_formula(sheet: str, cells: Sequence[Any]) -> None:
    for cell in cells:
        if cell.data_type in (_OF_FORMULA, "e"):
            where = f"{sheet}, {cell.coordinate}"
            raise UsageError(f"{where}: a formula or an error", "paste its value")


def _bound(parts: Iterable[tuple[str, bytes]]) -> None:
    """Count the elements of a spreadsheet; refuse too much XML, and parts of an unknown form."""
    left = _MOST_ELEMENTS
    # Of each open element, how many more children it may have.
    inside: list[int] = []

    def refuse(what: str) -> None:
        raise UsageError(f"the spreadsheet holds {what}", _COPY)

    def begin(name: str, _: object) -> None:
        nonlocal left
        left -= 1
        inside[-1] -= 1
        if left < 0 or inside[-1] < 0 or len(inside) > _DEEPEST:
            refuse("too many elements to be read")
        inside.append(_MOST_IN.get((name.rpartition(" ")[2], len(inside)), _MOST_INSIDE))

    for name, content in parts:
        inside[:] = [1]
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = begin
        parser.EndElementHandler = lambda _: inside.pop()
        parser.StartDoctypeDeclHandler = lambda *_: refuse("a document type of its own")
        try:
            parser.Parse(content, True)
        except expat.ExpatError:
            # An image, a macro, or what Google Sheets adds is none; what it has was counted.
            if name.endswith(_XML):
                refuse("a part that is not sound")


def _of_xlsx(content: bytes, sheet: str | None) -> Numbered:
    rows_by_sheet = sheets(content, may_compute=True)
    chosen = _chosen_sheet([*rows_by_sheet], sheet)
    if chosen and _has_in_parts(content, _MERGED):
        _refuse_merged_rows(chosen, _apart(merged_ranges, content, _SPREADSHEET, chosen))
    return _padded([*rows_by_sheet[chosen]] if chosen else [])


def _refuse_merged_rows(sheet: str, ranges: Sequence[str]) -> None:
    """Raise UsageError for cells merged over several rows, of which all but one read as empty."""
    if ranges:
        shown = ", ".join([*ranges[:_MOST_RANGES], *(["…"] if len(ranges) > _MOST_RANGES else [])])
        raise UsageError(
            f"{sheet}, {shown}: merged cells, of which only the first has the text",
            "unmerge them, and fill in the others",
        )


def merged_ranges(content: bytes, sheet: str) -> list[str]:
    """Return the ranges of merged cells that reach over several rows, such as A2:A5.

    Raises MissingLibraryError.
    """
    require("reading spreadsheets", ["openpyxl", "python_calamine"], "spreadsheets")
    from openpyxl.utils import get_column_letter
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        ranges = book.get_sheet_by_name(sheet).merged_cell_ranges or ()
        return [
            f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
            for (top, left), (bottom, right) in ranges
            if bottom > top
        ]


def _of_ods(content: bytes, sheet: str | None) -> Numbered:
    chosen = _chosen_sheet(_names_in_ods(content), sheet)
    if chosen:
        _refuse_merged_rows(chosen, _apart(ods_merged_rows, content, _SPREADSHEET, chosen))
    return _padded(_apart(ods_rows, content, _SPREADSHEET, chosen) if chosen else [])


def _chosen_sheet(names: Sequence[str], sheet: str | None) -> str:
    """Return the only sheet of a spreadsheet, or the one that is stated; empty if it has none.

    Raises UsageError where none is stated of several, or one that isn't there.
    """
    if sheet is None and len(names) > 1:
        raise UsageError(f"the spreadsheet has {len(names)} sheets", _STATE.format("sheet", "NAME"))
    if sheet is not None and sheet not in names:
        raise UnknownNameError("sheet", sheet, names)
    return sheet or "".join(names)


def _names_in_xlsx(content: bytes) -> Sequence[str]:
    return [*sheets(content, may_compute=True)]


def _names_in_ods(content: bytes) -> Sequence[str]:
    names: list[str] = _apart(ods_sheet_names, content, _SPREADSHEET)
    return names


def ods_sheet_names(content: bytes) -> list[str]:
    """Return the names of the sheets of an OpenDocument spreadsheet.

    Raises MissingLibraryError.
    """
    require("reading OpenDocument spreadsheets", ["python_calamine"], "spreadsheets")
    with _opened_ods(content) as book:
        names: list[str] = book.sheet_names
        return names


def ods_rows(content: bytes, sheet: str) -> list[tuple[int, Sequence[str]]]:
    """Return the rows of a sheet of an OpenDocument spreadsheet, each with its number.

    For a formula stands its last value. Raises LimitError where it has too many cells.
    """
    with _opened_ods(content) as book:
        cells = book.get_sheet_by_name(sheet)
        if cells.total_height * cells.total_width > _MOST_CELLS:
            raise LimitError(f"the sheet {sheet} has more than {_MOST_CELLS:,} cells")
        rows = enumerate(cells.to_python(skip_empty_area=False), 1)
        return [(number, [*map(_text, row)]) for number, row in rows]


def ods_merged_rows(content: bytes, sheet: str) -> list[str]:
    """Return the rows of an OpenDocument sheet that cells merged with rows below are in."""
    merged_rows: list[str] = []
    is_in_sheet = False
    row = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_in_sheet, row
        element = name.rpartition(" ")[2]
        values = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if element == "table":
            is_in_sheet, row = values.get("name") == sheet, 0
        elif element == "table-row":
            row += int(values.get("number-rows-repeated", "1"))
        elif is_in_sheet and int(values.get("number-rows-spanned", "1")) > 1:
            merged_rows.append(f"row {row}")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    with ZipFile(io.BytesIO(content)) as parts:
        parser.Parse(parts.read("content.xml"), True)
    return list(dict.fromkeys(merged_rows))


@contextmanager
def _opened_ods(content: bytes) -> Iterator[Any]:
    """Open a spreadsheet as a file, whose extension says that it is of no other form."""
    from python_calamine import CalamineError, CalamineWorkbook

    with TemporaryDirectory() as folder:
        path = Path(folder, "table.ods")
        path.write_bytes(content)
        try:
            with CalamineWorkbook.from_path(path) as book:
                yield book
        except CalamineError as error:
            raise UnreadableError(str(error)) from None


def _padded(rows: Sequence[tuple[int, Sequence[str]]]) -> Numbered:
    """Return rows of a sheet, each with as many cells as the longest."""
    width = max((len(cells) for _, cells in rows), default=0)
    return ((line, [*cells, *[""] * (width - len(cells))]) for line, cells in rows)


def sheet_names(content: bytes, form: str) -> tuple[str, ...]:
    """Return the names of the sheets of a spreadsheet; none of another table.

    Raises as `read`.
    """
    if form not in _NAMES_OF_SHEETS:
        return ()
    try:
        return tuple(_NAMES_OF_SHEETS[form](content))
    except UsageError:
        raise
    except Exception as error:  # whatever a broken file makes a library raise
        raise UnreadableTableError(form) from error


def is_utf8(content: bytes) -> bool:
    """Return whether bytes are a text in UTF-8; one in UTF-16 is none, though it may decode."""
    return _decodes(content, "utf-8") and not _likely_utf16(content)


def likely_encoding(content: bytes) -> str:
    """Return the likely encoding of a text that is not in UTF-8; empty where none is likely."""
    likely = _likely_utf16(content) or "cp1252"
    return likely if _decodes(content, likely) else ""


def _likely_utf16(content: bytes) -> str:
    """Return the form of UTF-16 that a text is likely to have; empty where none is likely."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    # Delimiters and digits have a NUL beside them.
    least = len(content) * _LEAST_NULS
    if content[1::2].count(0) > least:
        return "utf-16-le"
    return "utf-16-be" if content[::2].count(0) > least else ""


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _of_objects(objects: Iterable[tuple[int, Mapping[str, Any]]]) -> Numbered:
    """Return objects, each with its line, as rows below the names of all their columns."""
    rows = [(line, _flat(row, line)) for line, row in objects]
    columns = list(dict.fromkeys(name for _, row in rows for name in row))
    yield 1, columns
    yield from ((line, [_text(row.get(name)) for name in columns]) for line, row in rows)


def _flat(row: Mapping[str, Any], line: int) -> dict[str, Any]:
    """Return the values of an object by column; raises TableError where two have one column."""
    values: dict[str, Any] = {}
    for name, value in _columns_of(row):
        if name in values:
            raise TableError(line, f"two values for the column {name}")
        values[name] = value
    return values


class _Object(dict[str, Any]):
    """An object of JSON, which knows all its pairs where two have one key."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def _columns_of(row: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values of an object by column; those of an object in it as `outer.inner`."""
    for key, value in row.pairs if isinstance(row, _Object) else row.items():
        if isinstance(value, dict) and value:
            yield from _columns_of(value, f"{within}{key}.")
        else:
            yield f"{within}{key}", value


def _of_parquet(content: bytes) -> Numbered:
    return ((line, cells) for line, cells in _apart(parquet_rows, content, "the table in Parquet"))


def _apart(function: Callable[..., Any], content: bytes, what: str, *arguments: str) -> Any:
    """Read a table in a process of its own, since a small one may unpack to all memory.

    Raises UsageError beyond the limits, and ValueError where it can't be read.
    """
    try:
        return apart.run(function, content, *arguments)
    except LimitError as error:
        raise UsageError(f"{what} can't be read: {error.message}", _CSV) from None
    except UnreadableError as error:
        raise ValueError(error.message) from None


def parquet_rows(content: bytes) -> list[tuple[int, Sequence[str]]]:
    """Return the rows of a table in Parquet, each with its number; the names of columns first.

    Raises LimitError where it has too many, and MissingLibraryError.
    """
    require("reading Parquet", ["pyarrow"], "parquet")
    from pyarrow.parquet import ParquetFile

    file = ParquetFile(io.BytesIO(content))
    rows, columns = file.metadata.num_rows, file.metadata.num_columns
    if rows > MOST_ROWS or rows * columns > _MOST_CELLS:
        raise LimitError(f"it has {plural(rows, 'row')} of {plural(columns, 'column')}")
    batches = file.iter_batches(batch_size=_ROWS_AT_ONCE)
    objects = enumerate((row for batch in batches for row in batch.to_pylist()), 2)
    return list(_of_objects(objects))


def _of_json(content: bytes) -> Numbered:
    rows = _parsed(content)
    is_of_lists = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
    heads = rows[0] if is_of_lists and rows else ()
    if heads and all(isinstance(head, str) for head in heads):
        return _padded([(line, [*map(_text, row)]) for line, row in enumerate(rows, 1)])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        what = "not a list of objects, nor a list of rows of which the first names the columns"
        raise TableError(1, what, _hint_at_lists(rows))
    return _of_objects(enumerate(rows, 2))


def _hint_at_lists(value: Any) -> str | None:
    """Return a hint at the keys of an object under which tables may be."""
    values = value if isinstance(value, dict) else {}
    keys = [key for key, inner in values.items() if isinstance(inner, list) and inner]
    return f"save the list under {' or '.join(keys)} as a file of its own" if keys else None


def _of_lines(content: bytes) -> Numbered:
    """Return the objects of JSON lines; raises TableError for a line that is none."""
    lines = enumerate(content.decode("utf-8-sig").encode().split(b"\n"), 1)
    objects = [(number, _parsed(line, number - 1)) for number, line in lines if line.strip()]
    for number, value in objects:
        if not isinstance(value, dict):
            raise TableError(number, "not an object")
    return _of_objects(objects)


def _parsed(content: bytes, lines_before: int = 0) -> Any:
    """Return what JSON holds; raises TableError for what is none."""
    try:
        return json.loads(content, object_pairs_hook=_Object)
    except json.JSONDecodeError as error:
        raise TableError(lines_before + error.lineno, f"not JSON: {error.msg}") from None


TEXTS: Final = ("csv", "tsv")
"""The forms that are texts, in any encoding."""
_NAMES_OF_SHEETS: Final[Mapping[str, Callable[[bytes], Sequence[str]]]] = {
    "xlsx": _names_in_xlsx,
    "ods": _names_in_ods,
}
_SHEETS: Final[Mapping[str, Callable[[bytes, str | None], Numbered]]] = {
    "xlsx": _of_xlsx,
    "ods": _of_ods,
    "json": lambda content, _: _of_json(content),
    "jsonl": lambda content, _: _of_lines(content),
    "parquet": lambda content, _: _of_parquet(content),
}
