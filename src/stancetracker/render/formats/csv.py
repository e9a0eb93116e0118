"""Comma-separated values (RFC 4180), made harmless for spreadsheets.

Lines end in CR LF, and a cell keeps its own line feeds and tabs. A cell that looks like a formula
gets an apostrophe, unless it is a number or --raw was given.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from stancetracker.base.cells import MARK, defused
from stancetracker.base.text import visible
from stancetracker.render import Display, cell_text
from stancetracker.reports.table import Cell, Report, Section

EXTENSIONS = ("csv",)
_NEEDS_QUOTES: Final = re.compile('[",\n]')
_BETWEEN_LINE_FEEDS_AND_TABS: Final = re.compile(r"[^\n\t]+")


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section, a row a line."""
    if display.headers:
        yield _line(section.columns, raw=display.raw)
    for row in section.rows:
        yield _line([*section.cells(row).values()], raw=display.raw)


def _line(cells: Sequence[Cell], *, raw: bool) -> str:
    texts = [_text(cell) for cell in cells] if raw else _harmless_texts(cells)
    line = ",".join(map(_quoted, texts))
    # A line with one empty cell would be an empty line, which readers skip.
    return (line or '""') + "\r\n"


def _text(cell: Cell) -> str:
    """Return a cell with its line feeds and tabs; show all else that can act on a terminal."""
    return _BETWEEN_LINE_FEEDS_AND_TABS.sub(lambda part: visible(part[0]), cell_text(cell))


def _harmless_texts(cells: Sequence[Cell]) -> list[str]:
    """Return the cells of a line as texts that no spreadsheet runs."""
    texts = [defused(_text(cell)) if isinstance(cell, str) else cell_text(cell) for cell in cells]
    if len(texts) > 1 and isinstance(cells[0], str) and texts[0].startswith(("+", "-")):
        # A number, but where commas separate nothing it goes on with what the next cell says.
        texts[0] = MARK + texts[0]
    return texts


def _quoted(text: str) -> str:
    """Put a text in quotation marks if a reader would split or trim it."""
    if _NEEDS_QUOTES.search(text) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
