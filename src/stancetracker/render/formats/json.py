"""One JSON array of flat objects, the same keys always; of `show`, one object."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stancetracker.base.text import in_json
from stancetracker.render import Display
from stancetracker.render.formats.jsonl import as_object
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("json",)
AS_OBJECT = True
_on_one_line: Final = json.JSONEncoder(ensure_ascii=False).encode
_indented: Final = json.JSONEncoder(ensure_ascii=False, indent=1).encode


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section as an array, or the answer as the object it is."""
    if report.make_whole is not None:
        yield from _object(report.make_whole())
        return
    between = "[\n"
    for row in section.rows:
        yield between + as_object(section, row)
        between = ",\n"
    yield "\n]\n" if section.rows else "[]\n"


def _object(answer: Mapping[str, Any]) -> Iterator[str]:
    """Write an answer as an object, each row of its sections on one line."""
    between = "{\n"
    for key, value in answer.items():
        yield f"{between} {_on_one_line(key)}: "
        if isinstance(value, Iterator):
            yield from _rows(value)
        else:
            yield in_json(_indented(value)).replace("\n", "\n ")
        between = ",\n"
    yield "\n}\n"


def _rows(rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """Write the rows of a section as an array, a row a line."""
    between = "["
    for row in rows:
        yield f"{between}\n  {in_json(_on_one_line(row))}"
        between = ","
    yield "[]" if between == "[" else "\n ]"
