"""Changes as sentences under headings, for a terminal or a pull request."""

import sys
from collections.abc import Iterator
from itertools import groupby

from stancetracker.base import wording
from stancetracker.render.cells import BOLD, Display, Pen, in_ascii, plain
from stancetracker.render.formats.md import escaped
from stancetracker.reports.table import Report, Row, Section


def as_text(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write a heading and a sentence a line, wrapped on a terminal alone; nothing where nothing changed."""

    pen, lead = Pen(display if display.terminal else display._replace(width=sys.maxsize)), ""
    for heading, rows in groupby(section.rows, _heading):
        if display.headers:
            yield lead
            yield from pen.lines(heading, BOLD)
            lead = "\n"
        for row in rows:
            yield from pen.lines(_sentence(row), lead="  ", hanging="    ")
    for note in report.notes:
        yield lead
        yield from pen.lines(note)


def as_markdown(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the counts, and a list under each heading."""

    def say(text: str) -> str:
        return escaped(in_ascii(text) if display.ascii else text)

    yield f"# {say(report.title)}\n\n{say(report.question)}\n\n**{say(report.headline or '')}**\n"
    for heading, rows in groupby(section.rows, _heading):
        yield f"\n## {say(heading)}\n\n"
        yield from (f"- {say(_sentence(row))}\n" for row in rows)
    for note in report.notes:
        yield f"\n{say(note)}\n"


def _heading(row: Row) -> str:
    before, after = (None if row[name] is None else str(row[name]) for name in ("before", "after"))
    return wording.changes_heading(plain(row["change"]), plain(row["kind"]), before, after)


def _sentence(row: Row) -> str:
    record = plain(row["record"])
    return plain(row["sentence"]) + (f" ({record})" if record else "")
