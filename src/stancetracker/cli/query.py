"""`stancetracker query`: SQL on the index, read-only."""

from __future__ import annotations

from typing import Annotated

import typer

from stancetracker.cli import _asking, options
from stancetracker.cli.output import emit
from stancetracker.reports.selection import selection

PANEL = "researchers"


@options.command
def command(
    sql: Annotated[
        str,
        typer.Argument(
            metavar="SQL",
            help="One SELECT on views that follow the flags below. What they hold: stancetracker schema sql.",
        ),
    ],
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    output: options.Output,
) -> None:
    """Answer a question in SQL, read-only."""
    made = _asking.report(
        dataset, as_of, options.Filters(), lambda connection, question: selection(connection, sql, question)
    )
    emit(made, output)
