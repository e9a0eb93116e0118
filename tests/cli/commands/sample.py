"""A command that prints a small report."""

from __future__ import annotations

from typing import Annotated

import typer

from stancetracker.cli import options
from stancetracker.cli.output import emit
from stancetracker.reports.report import Cell, Report, Section

PANEL = "researchers"


@options.command
def command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A name.")] = None,
    *,
    dataset: options.DatasetOption,
    as_of: options.AsOf,
    filters: options.Filters,
    output: options.Output,
) -> None:
    """Print a sample."""
    day, known_by = as_of.days()
    asked = ", ".join([*filters.issue, *filters.statuses(), "é○"])
    rows: list[dict[str, Cell]] = [
        {"id": "a", "as_of": day, "known_by": known_by, "name": name or "Tim Cook"},
        {
            "id": "b",
            "as_of": day,
            "known_by": known_by,
            "name": asked,
        },
    ]
    kept = rows if name != "nobody" else []
    other = Section("other", ("key",), ({"key": str(dataset.data)},), key="key")
    section = Section("main", ("id", "as_of", "known_by", "name"), kept, ending=("The end.",))
    emit(Report("Sample", str(filters.period()), (section, other)), output)
