"""JSON lines: a flat object a line, the same keys always."""

import json
from collections.abc import Iterator
from math import isfinite

from stancetracker.base.text import in_json
from stancetracker.render import Display
from stancetracker.reports.table import Report, Row, Section

EXTENSIONS = ("jsonl", "ndjson")


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section, a row a line."""
    for row in section.rows:
        yield as_object(section, row) + "\n"


def as_object(section: Section, row: Row) -> str:
    """Return a row as a JSON object on one line that is safe to show, with null for infinity and NaN."""
    values = {column: row[column] for column in section.columns}
    values |= {
        key: None for key, cell in values.items() if isinstance(cell, float) and not isfinite(cell)
    }
    return in_json(json.dumps(values, ensure_ascii=False, allow_nan=False))
