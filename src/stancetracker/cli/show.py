"""`stancetracker show`: all that the dataset holds about one thing."""

from __future__ import annotations

from typing import Annotated

import typer

from stancetracker.cli import _asking, _completing, options
from stancetracker.cli.output import emit
from stancetracker.reports.profile import profile

PANEL = "researchers"


@options.command
def command(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help="An id, or the name of an actor, issue or event.",
            autocompletion=_completing.ids(),
        ),
    ],
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    output: options.Output,
) -> None:
    """Show all that is on record about an actor, an issue or a record."""
    made = _asking.report(
        dataset, as_of, options.Filters(), lambda connection, question: profile(connection, question, ref)
    )
    emit(made, output)
