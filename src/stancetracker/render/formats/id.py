"""The ids alone, one a line."""

from collections.abc import Iterator

from stancetracker.base.errors import UsageError
from stancetracker.base.text import visible
from stancetracker.render import Display, cell_text
from stancetracker.reports.table import Report, Section, has_value

EXTENSIONS = ("ids",)


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the key of each row.

    Raises UsageError when the rows have none.
    """
    for row in section.rows:
        if not has_value(row, section.key):
            raise UsageError(f"the rows of section {section.name} have no column {section.key}")
        if (text := cell_text(section.cell(row, section.key))) != "":
            yield visible(text) + "\n"
