"""A table in which found words are bold, where a terminal may show that; else they stand between «»."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stancetracker.index.search import CLOSING, OPENING
from stancetracker.render.cells import Look, plain
from stancetracker.render.formats import table
from stancetracker.reports.matches import MARKED, WORDS
from stancetracker.reports.report import Report, Section, Shown

_BOLD_WORDS: Final = Shown(WORDS.heading, lambda row: plain(row[MARKED]))


def render(report: Report, section: Section, look: Look) -> Iterator[str]:
    """Write the table."""
    if not look.color or look.ascii:
        yield from table.render(report, section, look)
        return
    sections = tuple(map(_marked, report.sections))
    within = False
    for line in table.render(report._replace(sections=sections), section, look):
        text, within = _bold(line, within)
        yield text


def _marked(section: Section) -> Section:
    """The section with its words between marks that take no room."""
    return section._replace(shown=tuple(_BOLD_WORDS if one is WORDS else one for one in section.shown))


def _bold(line: str, within: bool) -> tuple[str, bool]:
    """A line with styles for marks, and whether a found phrase goes on in the next line."""
    body, end = line.removesuffix("\n"), "\n" if line.endswith("\n") else ""
    goes_on = body.rfind(OPENING) > body.rfind(CLOSING) or (within and CLOSING not in body)
    styled = body.replace(OPENING, table.BOLD).replace(CLOSING, table.PLAIN)
    return (table.BOLD if within else "") + styled + (table.PLAIN if goes_on else "") + end, goes_on
