"""Comma-separated values (RFC 4180), made harmless for spreadsheets.

Lines end in CR LF. A cell that a spreadsheet would run begins with an apostrophe, unless it is a number or
--raw was asked for; with --raw, line feeds and tabs within cells stay, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from stancetracker.base.text import visible
from stancetracker.render.cells import plain
from stancetracker.render.look import Look
from stancetracker.reports.question import Cell, Report, Section

EXTENSIONS = ("csv",)
# A formula, also in full-width signs, also behind space or a quotation mark that an import may strip.
_RUNS: Final = re.compile(
    r"""[\s"'`\u2018\u2019\u201c\u201d\ufeff\u200b]*"""
    r"[=+\-@|%\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
    r"|[\t\r\n]"
)
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_QUOTED: Final = re.compile('[",\n]')


def render(report: Report, section: Section, look: Look) -> Iterator[str]:
    """Write the section, a row a line."""
    if look.headers:
        yield ",".join(_quoted(_text(column, look)) for column in section.columns) + "\r\n"
    for row in section.rows:
        cells = [_quoted(_text(row[column], look)) for column in section.columns]
        # A line with one empty cell would be an empty line, which readers skip.
        yield (",".join(cells) if cells != [""] else '""') + "\r\n"


def _text(cell: Cell, look: Look) -> str:
    text = plain(cell)
    if look.raw:
        # A quoted cell may hold line feeds and tabs; what can act on a terminal stays visible.
        return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))
    if isinstance(cell, str) and _RUNS.match(text) and not _NUMBER.fullmatch(text):
        return "'" + visible(text)
    return visible(text)


def _quoted(text: str) -> str:
    if _QUOTED.search(text) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
