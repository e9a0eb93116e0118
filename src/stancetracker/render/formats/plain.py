"""One fact a line, for screen readers: no table, no shapes."""

from collections.abc import Iterator

from stancetracker.base.text import plural, safe
from stancetracker.base.wording import MARKS
from stancetracker.render import Display, headed, in_ascii, shown
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("plain",)
WHOLE = True


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections: for each row its name, then a line for each filled column."""

    def say(text: str) -> str:
        bare = safe(text).lstrip("".join(MARKS.values()) + " ").replace(" · ", ", ")
        return in_ascii(bare) if display.ascii else bare

    yield from (
        f"{say(line)}\n" for line in (report.title, report.question, report.headline) if line
    )
    for heading, each in headed(report):
        yield f"{say(heading.capitalize())}: {plural(len(each.rows), 'row')}\n" if heading else ""
        columns = shown(each)
        # SQL can make a column without a heading.
        subject, *others = [column for column in columns if column.heading] or columns
        for row in each.rows:
            name = subject.say(row)
            facts = [
                f"{name}. {column.heading}: {text}"
                for column in others
                if (text := column.say(row))
            ]
            yield from (f"{say(line)}\n" for line in facts or [name])
        yield from (f"{say(line)}\n" for line in each.ending)
    yield from (f"{say(note)}\n" for note in report.notes)
