"""Reports for tests, and their rows as people read them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.run import Maker, answer
from stancetracker.reports.table import Report, Section

Ask = Callable[..., Report]
"""Make a report as of 1 February 2026, with whatever else is asked."""
MINNEAPOLIS = "minneapolis-immigration-operations"


def asking(folder: Folder, cache: Path, as_of: str = "2026-02-01") -> Ask:
    def ask(make: Maker, **fields: Any) -> Report:
        return answer(folder, Question(**{"as_of": as_of, **fields}), make, cache)

    return ask


def rows_in_words(section: Section) -> list[str]:
    """Each row as people read it, its columns apart by a bar."""
    return [
        " | ".join(shown.say(row) for shown in section.shown).rstrip(" |") for row in section.rows
    ]


def cells(section: Section, *columns: str) -> list[Any]:
    """The cells of each row in these columns; of one column, each cell alone."""
    rows = [tuple(section.cell(row, column) for column in columns) for row in section.rows]
    return [row[0] for row in rows] if len(columns) == 1 else rows


def rows_of(section: Section) -> list[dict[str, Any]]:
    """The rows of a section, by column."""
    return [section.cells(row) for row in section.rows]


def names(report: Report) -> list[str]:
    """The sections that people are shown."""
    return [section.name for section in report.sections if section.rows or not section.quiet]
