"""Spreadsheets of strangers, opened with bounds: a small file may unpack to very much."""

import io
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat
from zipfile import ZipFile

from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require

MOST_ROWS: Final = 1_048_576
_MOST_UNPACKED: Final = 50_000_000  # bytes
_MOST_CELLS: Final = 10_000_000
_MOST_ELEMENTS: Final = 3_000_000
_MOST_INSIDE: Final = 100_000  # of one element
_DEEPEST: Final = 50
# Of rows, texts and formulas, at these depths, any number; openpyxl holds all that is in any other element at once.
_MOST_IN: Final = {
    ("sheetData", 2): _MOST_ELEMENTS,
    ("sst", 1): _MOST_ELEMENTS,
    ("calcChain", 1): _MOST_ELEMENTS,
    ("sheets", 2): 1_000,
}
_HINT: Final = "copy its cells into a new one"


def opened(content: bytes, *, data_only: bool) -> Any:
    """Open a spreadsheet; with `data_only`, for a formula stands its last value.

    Raises UsageError where it unpacks to too much.
    """
    require("reading spreadsheets", ["openpyxl"], "spreadsheets")
    from openpyxl import load_workbook

    with ZipFile(io.BytesIO(content)) as parts:  # which never unpacks more of a part than it states
        if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
            raise UsageError(f"the spreadsheet unpacks to more than {_MOST_UNPACKED // 1_000_000} MB", _HINT)
        bounds = _Bounds()
        for part in parts.infolist():
            bounds.check(parts.read(part))
    return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


class _Bounds:
    """The bounds of all parts of a spreadsheet together."""

    def __init__(self) -> None:
        self._left = _MOST_ELEMENTS
        self._open: list[int] = []
        """The number of further children that each open element may have."""

    def check(self, content: bytes) -> None:
        """Count the elements of a part, as they begin; refuse what is XML and too much, or of an unknown form."""
        self._open = [1]
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = lambda name: self._open.pop()
        parser.StartDoctypeDeclHandler = lambda *_: self._refuse("a document type of its own")
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            if error.offset or error.lineno > 1:  # an image or a macro is none from its first byte on
                self._refuse("a part that is not sound")

    def _begin(self, name: str, _: object) -> None:
        self._left -= 1
        self._open[-1] -= 1
        if self._left < 0 or self._open[-1] < 0 or len(self._open) > _DEEPEST:
            self._refuse("too many elements to be read")
        self._open.append(_MOST_IN.get((name.rpartition(" ")[2], len(self._open)), _MOST_INSIDE))

    def _refuse(self, what: str) -> None:
        raise UsageError(f"the spreadsheet holds {what}", _HINT)


def rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet that hold anything, each with its number, without empty cells at its end.

    Raises UsageError where they have too many cells.
    """
    left = _MOST_CELLS
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS), 1):
        left -= len(row)
        if left < 0:
            raise UsageError(f"the sheet {sheet.title} has more than {_MOST_CELLS:,} cells", _HINT)
        width = max((at for at, cell in enumerate(row, 1) if cell.value is not None), default=0)
        if width:
            yield number, row[:width]
