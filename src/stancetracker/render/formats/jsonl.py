"""JSON lines: a flat object a line, the same keys always."""

import json
from collections.abc import Iterator
from math import isfinite
from typing import Final

from stancetracker.base.text import in_json
from stancetracker.render import Display
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("jsonl", "ndjson")


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section, a row a line."""
    for row in section.rows:
        yield as_object(section, row) + "\n"


_encoded: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def as_object(section: Section, row: object) -> str:
    """Return a row as a JSON object on one line, safe to show; infinity and NaN are null."""
    values = {
        column: None if isinstance(cell, float) and not isfinite(cell) else cell
        for column, cell in section.cells(row).items()
    }
    return in_json(_encoded(values))
