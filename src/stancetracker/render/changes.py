"""Changes of the data in sentences, as text and as Markdown."""

import sys
from collections.abc import Iterator
from itertools import groupby

from stancetracker.base import wording
from stancetracker.render import BOLD, Display
from stancetracker.render.formats.md import escaped
from stancetracker.reports.changes import ChangeRow
from stancetracker.reports.table import Report, Section


def as_text(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the counts, and under each heading a sentence a line; nothing for no change.

    Lines wrap on a terminal alone.
    """
    if not display.terminal:
        display = display._replace(width=sys.maxsize)
    between = ""
    if display.headers and section.rows:
        yield from display.lines(report.question)
        yield from display.lines(report.headline or "", BOLD)
        between = "\n"
    for heading, rows in groupby(section.rows, _heading):
        if display.headers:
            yield between
            yield from display.lines(heading, BOLD)
            between = "\n"
        for row in rows:
            yield from display.lines(_sentence(row), lead="  ", hanging="    ")
            if row.standings:
                yield from display.lines(row.standings, lead="    ", hanging="      ")
    for note in report.notes:
        yield between
        yield from display.lines(note)


def as_markdown(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the counts, and a list under each heading."""
    yield f"# {escaped(report.title)}\n\n"
    yield f"{escaped(report.question)}\n\n"
    yield f"**{escaped(report.headline or '')}**\n"
    for heading, rows in groupby(section.rows, _heading):
        yield f"\n## {escaped(heading)}\n\n"
        for row in rows:
            yield f"- {escaped(_sentence(row))}\n"
            if row.standings:
                yield f"  - {escaped(row.standings)}\n"
    for note in report.notes:
        yield f"\n{escaped(note)}\n"


def _heading(row: ChangeRow) -> str:
    if row.meaning:
        return wording.MEANING_CHANGED
    return wording.changes_heading(row.change, row.kind, row.before, row.after)


def _sentence(row: ChangeRow) -> str:
    return f"{row.sentence} ({row.record})" if row.record else row.sentence
