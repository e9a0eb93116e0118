"""Changes as sentences under headings, for a terminal or a pull request."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from stancetracker.base import wording
from stancetracker.base.text import safe
from stancetracker.render.cells import Display, in_ascii, plain
from stancetracker.render.formats.md import escaped
from stancetracker.reports.table import Report, Row, Section

_BOLD: Final = "\x1b[1m"
_PLAIN: Final = "\x1b[0m"


def as_text(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write a heading and a sentence a line; nothing where nothing changed."""

    def say(text: str) -> str:
        return in_ascii(safe(text)) if display.ascii else safe(text)

    lead = ""
    for heading, rows in groupby(section.rows, _heading):
        if display.headers:
            yield f"{lead}{_BOLD}{say(heading)}{_PLAIN}\n" if display.color else f"{lead}{say(heading)}\n"
            lead = "\n"
        yield from (f"  {say(_sentence(row))}\n" for row in rows)
    for note in report.notes:
        yield f"{lead}{say(note)}\n"


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
