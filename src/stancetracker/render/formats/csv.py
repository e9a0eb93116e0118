"""Comma-separated values (RFC 4180), made harmless for spreadsheets.

Lines end in CR LF. A cell that looks like a formula gets an apostrophe, unless it is a number or --raw was given;
--raw also keeps line feeds and tabs within cells.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from stancetracker.base.text import MARK, defused, visible
from stancetracker.render.cells import Display, plain
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
    first, *rest = [_text(cell, display) for cell in cells]
    if rest and isinstance(cells[0], str) and first.startswith(("+", "-")) and not display.raw:
        # A number, but where commas separate nothing it goes on with what the next cell says.
        first = MARK + first
    # A line with one empty cell would be an empty line, which readers skip.
    return (",".join(map(_quoted, [first, *rest])) if first or rest else '""') + "\r\n"


def _text(cell: Cell, display: Display) -> str:
    text = plain(cell)
    if display.raw:
        # A quoted cell may hold line feeds and tabs; what can act on a terminal stays visible.
        return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))
    return defused(visible(text)) if isinstance(cell, str) else text


def _quoted(text: str) -> str:
    if _QUOTED.search(text) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
