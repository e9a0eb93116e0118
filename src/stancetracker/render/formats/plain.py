"""One fact a line, for screen readers: no table, no shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stancetracker.base.text import safe
from stancetracker.base.wording import ASCII_MARKS
from stancetracker.render.cells import Display, headed, in_ascii, shown
from stancetracker.reports.table import Report, Row, Section, Shown

EXTENSIONS = ("plain",)


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections: for each row its name, then a line for each filled column."""

    def say(text: str) -> str:
        bare = safe(text).lstrip("".join(ASCII_MARKS) + " ").replace(" · ", ", ")
        return in_ascii(bare) if display.ascii else bare

    lead = [report.title, report.question, report.headline]
    yield from (f"{say(line)}\n" for line in lead if line)
    for heading, each in headed(report):
        yield f"{say(heading.capitalize())}: {_rows(len(each.rows))}\n" if heading else ""
        yield from (f"{say(line)}\n" for line in _facts(each))
        yield from (f"{say(line)}\n" for line in each.ending)
    yield from (f"{say(note)}\n" for note in report.notes)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _facts(section: Section) -> Iterator[str]:
    subject, *others = _headed(shown(section))
    for row in section.rows:
        yield from _of_row(row, subject, others)


def _headed(columns: Sequence[Shown]) -> Sequence[Shown]:
    """Return the columns that have a heading, or all; SQL can make a column without one."""
    return [column for column in columns if column.heading] or columns


def _of_row(row: Row, subject: Shown, others: list[Shown]) -> Iterator[str]:
    name = subject.say(row)
    facts = [(column.heading, column.say(row)) for column in others]
    yield from (f"{name}. {heading}: {text}" for heading, text in facts if text)
    if not any(text for _, text in facts):
        yield name
