"""One JSON array of flat objects, the same keys always; of `show`, one object."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Final

from stancetracker.base.text import in_json
from stancetracker.render import Display
from stancetracker.render.formats.jsonl import as_object
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("json",)
AS_OBJECT = True
_PARTS: Final = 10_000
"""The words, numbers and marks of an object that are written at once."""


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section as an array, or the answer as the object it is."""
    whole = report.whole
    if whole is not None:
        parts = json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(whole)
        while text := "".join(islice(parts, _PARTS)):
            yield in_json(text)
        yield "\n"
        return
    between = "[\n"
    for row in section.rows:
        yield between + as_object(section, row)
        between = ",\n"
    yield "\n]\n" if section.rows else "[]\n"
