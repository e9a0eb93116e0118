"""One JSON array of flat objects, the same keys always."""

from collections.abc import Iterator

from stancetracker.render.cells import Display
from stancetracker.render.formats.jsonl import as_object
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("json",)


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section as an array."""
    between = "[\n"
    for row in section.rows:
        yield between + as_object(section, row)
        between = ",\n"
    yield "\n]\n" if section.rows else "[]\n"
