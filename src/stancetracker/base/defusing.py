"""Cells that a spreadsheet would run, made harmless in a way that can be undone."""

from __future__ import annotations

import re
from typing import Final

# A formula, also in full-width signs, also behind space or a quotation mark that an import may strip.
RUNS: Final = re.compile(
    r"""[\s"'`\u2018\u2019\u201c\u201d\ufeff\u200b]*"""
    r"[=+\-@|%\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
    r"|[\t\r\n]"
)
NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
MARK: Final = "'"


def defused(text: str) -> str:
    """The text, behind an apostrophe where it would be run; so is one that only looks defused already."""
    runs = RUNS.match(text.lstrip(MARK)) and not NUMBER.fullmatch(text)
    return MARK + text if runs else text


def armed(text: str) -> str:
    """The text that `defused` made this of."""
    return text[1:] if text.startswith(MARK) and RUNS.match(text.lstrip(MARK)) else text
