"""One JSON array of flat objects, the same keys always; of `show`, one object."""

import json
from collections.abc import Iterator

from stancetracker.base.text import in_json
from stancetracker.render import Display
from stancetracker.render.formats.jsonl import as_object
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("json",)
AS_OBJECT = True


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section as an array, or the answer as the object it is."""
    whole = report.whole
    if whole is not None:
        yield in_json(json.dumps(whole, ensure_ascii=False, indent=1)) + "\n"
        return
    between = "[\n"
    for row in section.rows:
        yield between + as_object(section, row)
        between = ",\n"
    yield "\n]\n" if section.rows else "[]\n"
