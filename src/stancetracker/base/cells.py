"""Cells that a spreadsheet would run as formulas; an apostrophe makes them harmless, reversibly.

Where the semicolon separates lists, as in most of Europe, a spreadsheet splits a CSV file at
semicolons, and at line ends within cells: of `x;=1+1` it makes two cells, and quotation marks hold
them together only at the start of a line. So a formula is made harmless wherever a cell may begin.
"""

import re
from typing import Final

MARK: Final = "'"
# A formula, also in full-width signs, also behind space or a quotation mark that an import may
# strip.
_QUOTES: Final = "\"'`\u2018\u2019\u201c\u201d\ufeff\u200b"
_SIGN: Final = r"[=+\-@|%\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
_FORMULA: Final = rf"[\s{_QUOTES}]*{_SIGN}"
_LINE_END: Final = r"[\t\r\n]"
_RUNS: Final = re.compile(rf"{_FORMULA}|{MARK}*{_LINE_END}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_CELL_START: Final = r"(?<=[;\t\r\n])"
# A match ends at the next cell's start at the latest, so that no character is read more than twice.
_FORMULA_AHEAD: Final = rf"(?=(?:[^\S\t\r\n]|[{_QUOTES}])*{_SIGN})"
_FORMULA_INSIDE: Final = re.compile(rf"{_CELL_START}{_FORMULA_AHEAD}")
_MARKED_INSIDE: Final = re.compile(rf"{_CELL_START}{MARK}{_FORMULA_AHEAD}")


def defused(text: str) -> str:
    """Prefix an apostrophe where a spreadsheet would run the text, or it seems defused already."""
    marked = _FORMULA_INSIDE.sub(MARK, text)
    runs = _RUNS.match(text) and not _NUMBER.fullmatch(text)
    return MARK + marked if runs else marked


def armed(text: str) -> str:
    """Undo `defused`."""
    unmarked = text[1:] if text.startswith(MARK) and _RUNS.match(text) else text
    return _MARKED_INSIDE.sub("", unmarked)
