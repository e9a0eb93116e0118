"""One fact a line, for screen readers: no table, no shapes."""

from collections.abc import Iterator

from stancetracker.base.text import plural, safe
from stancetracker.base.wording import MARKS
from stancetracker.render import Display, Part, columns_of, parts_of
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("plain",)
WHOLE = True
_SHAPES_AND_SPACE = "".join(MARKS.values()) + " "


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections: for each row its name, then a line for each filled column."""
    for line in _lines(report):
        yield safe(line).lstrip(_SHAPES_AND_SPACE).replace(" · ", ", ") + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from filter(None, (report.title, report.question, report.headline))
    for part in parts_of(report):
        yield from _part_lines(part)
    for chapter in report.chapters:
        yield from _lines(chapter)
    yield from report.closing


def _part_lines(part: Part) -> Iterator[str]:
    section = part.section
    if part.heading:
        yield f"{part.heading.capitalize()}: {plural(len(section.rows), 'row')}"
    columns = columns_of(section)
    # SQL can make a column without a heading.
    subject, *facts = [column for column in columns if column.heading] or columns
    for row in section.rows:
        name = subject.say(row)
        texts = [(column.heading, column.say(row).lstrip(_SHAPES_AND_SPACE)) for column in facts]
        lines = [f"{name}. {heading}: {text}" for heading, text in texts if text]
        yield from lines or [name]
    yield from section.ending
