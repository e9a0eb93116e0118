"""Cells that a spreadsheet would run, made harmless in a way that can be undone.

Where the semicolon separates lists, as in most of Europe, a spreadsheet splits a CSV file at semicolons, and at line
ends within cells: of `x;=1+1` it makes two cells, and quotation marks hold them together only at the start of a line.
So what would be run is made harmless wherever a cell may begin.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "'"
# A formula, also in full-width signs, also behind space or a quotation mark that an import may strip.
_QUOTES: Final = "\"'`\u2018\u2019\u201c\u201d\ufeff\u200b"
_SIGN: Final = r"[=+\-@|%\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
_RUNS: Final = re.compile(rf"[\s{_QUOTES}]*{_SIGN}|{MARK}*[\t\r\n]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
# What is looked at ends at the next of these at the latest, so that no character is looked at more than twice.
_WITHIN: Final = rf"(?=(?:[^\S\t\r\n]|[{_QUOTES}])*{_SIGN})"
_SPLIT: Final = re.compile(rf"(?<=[;\t\r\n]){_WITHIN}")
_MARKED: Final = re.compile(rf"(?<=[;\t\r\n]){MARK}{_WITHIN}")


def defused(text: str) -> str:
    """The text with an apostrophe before all that would be run; what only looks defused already gets one too."""
    marked = _SPLIT.sub(MARK, text)
    return MARK + marked if _RUNS.match(text) and not _NUMBER.fullmatch(text) else marked


def armed(text: str) -> str:
    """The text that `defused` made this of."""
    unmarked = text[1:] if text.startswith(MARK) and _RUNS.match(text) else text
    return _MARKED.sub("", unmarked)
