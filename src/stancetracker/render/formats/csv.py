"""Comma-separated values (RFC 4180), made harmless for spreadsheets.

Lines end in CR LF. A cell that looks like a formula gets an apostrophe, unless it is a number or --raw was given;
--raw also keeps line feeds and tabs within cells.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from stancetracker.base.cells import MARK, defused
from stancetracker.base.text import visible
from stancetracker.render import Display, plain
from stancetracker.reports.table import Cell, Report, Section

EXTENSIONS = ("csv",)
_QUOTED: Final = re.compile('[",\n]')


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section, a row a line."""
    if display.headers:
        yield _line(section.columns, display)
    for row in section.rows:
        yield _line([row[column] for column in section.columns], display)


def _line(cells: Sequence[Cell], display: Display) -> str:
    if display.raw:
        # A quoted cell may hold line feeds and tabs; what can act on a terminal stays visible.
        texts = [re.sub(r"[^\n\t]+", lambda part: visible(part[0]), plain(cell)) for cell in cells]
    else:
        texts = [defused(visible(cell)) if isinstance(cell, str) else plain(cell) for cell in cells]
        if len(texts) > 1 and isinstance(cells[0], str) and texts[0].startswith(("+", "-")):
            # A number, but where commas separate nothing it goes on with what the next cell says.
            texts[0] = MARK + texts[0]
    quoted = [
        '"' + text.replace('"', '""') + '"'
        if _QUOTED.search(text) or text != text.strip()
        else text
        for text in texts
    ]
    # A line with one empty cell would be an empty line, which readers skip.
    return (",".join(quoted) or '""') + "\r\n"
