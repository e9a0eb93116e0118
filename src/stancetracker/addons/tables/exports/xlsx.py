"""A workbook for Excel and LibreOffice: a sheet a table. `import` reads it back."""

import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from stancetracker.addons.tables.files import MOST_ROWS
from stancetracker.addons.tables.package import ABOUT
from stancetracker.base.errors import WriteError
from stancetracker.index.queries import Cell
from stancetracker.render.material import Material, description, tables

LIBRARIES: Final = ("openpyxl",)
EXTRA: Final = "spreadsheets"
_ABOUT: Final = ("table", "column", "type", "values", "about")
_TEXT: Final = (
    "@"  # the number format in which `2026-01` or `=1` that somebody types stays as typed
)
# Control characters, what spreadsheets write in their place, which openpyxl reads in part, and very
# long texts.
_LOST: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|x005F_|_x[0-9A-Fa-f]{4}_|\A(?s:.{32768})"
)
_NAMED_BY_LXML: Final = re.compile(r"IO_(E[A-Z]+)")
"""The text of an error of the system, as lxml words it, such as IO_ENOSPC."""


@contextmanager
def _errors_of_the_system() -> Iterator[None]:
    """Raise as an OSError what lxml, which openpyxl uses where it is there, makes of one."""
    try:
        yield
    except Exception as error:
        name = _NAMED_BY_LXML.fullmatch(str(error))
        number = getattr(errno, name[1], None) if name else None
        if number is None:
            raise
        raise OSError(number, os.strerror(number)) from error


@_errors_of_the_system()
def write(material: Material, path: Path, raw: bool) -> None:
    """Write a sheet a table, after one that describes all.

    Raises WriteError for what a sheet can't hold, and OSError.
    """
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    facts = {"description": description(material.facts), **material.facts}
    description_rows: list[Sequence[Cell]] = [
        ("", name, "", "", fact) for name, fact in facts.items()
    ]
    for sheet, rows in tables(material):
        description_rows.append((sheet.name, "", "", "", sheet.description))
        description_rows += [
            (sheet.name, column.name, column.type, ", ".join(column.words), column.description)
            for column in sheet.columns
        ]
        _fill(book.create_sheet(sheet.name), [column.name for column in sheet.columns], rows)
    _fill(book.create_sheet(ABOUT, 0), _ABOUT, description_rows)
    # Closed at once where the disk is full; `Workbook.save` leaves that to the interpreter.
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


def _fill(target: Any, names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a sheet, and close it."""
    target.freeze_panes = "A2"
    new = target.column_dimensions["A"]  # of all columns, for rows that are added
    new.min = 1
    new.max = len(names)
    new.number_format = _TEXT
    try:
        target.append(names)
        for number, row in enumerate(rows, 2):
            _refuse_lost(target, names, row, number)
            target.append([_cell(target, cell) for cell in row])
    except Exception:
        with suppress(Exception):  # it fails again where the disk is full
            target.close()
        raise
    target.close()


def _refuse_lost(target: Any, names: Sequence[str], row: Sequence[Cell], number: int) -> None:
    """Raise WriteError for a row that a sheet can't hold."""
    lost = [name for name, cell in zip(names, row, strict=True) if _LOST.search(str(cell))]
    if lost or number > MOST_ROWS:
        what = f"`{lost[0]}` of {row[0]}" if lost else f"more than {MOST_ROWS:,} rows"
        raise WriteError(
            f"a spreadsheet can't hold {what} in {target.title}", "export csv holds it"
        )


def _cell(target: Any, cell: Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if cell is None or (not isinstance(cell, str) and float(f"{cell:.15g}") == cell):
        return cell
    # Also numbers of more digits than spreadsheets keep.
    text_cell = WriteOnlyCell(target, str(cell))
    text_cell.data_type = "s"
    text_cell.number_format = _TEXT
    return text_cell
