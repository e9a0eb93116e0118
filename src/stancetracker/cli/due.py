"""`stancetracker due`: whom to look at next, and why."""

from __future__ import annotations

from typing import Annotated, ClassVar

import typer

from stancetracker.base.vocabulary import Actors
from stancetracker.cli import _asking, options
from stancetracker.cli.output import emit
from stancetracker.reports.due import due

PANEL = "researchers"


class Filters(options.Filters):
    """As everywhere, but for the actors: whoever is in a panel is due."""

    actors: Annotated[
        Actors,
        typer.Option(
            metavar="person|organization|any",
            help="People, organizations, or both.",
            rich_help_panel=options.ROWS,
        ),
    ] = "any"


class Output(options.Output):
    """As everywhere, but for -e."""

    rows_are_status_1: ClassVar[bool] = True

    exit_code: Annotated[
        bool, typer.Option("-e", "--exit-code", help="Exit 1 when anyone is due.", rich_help_panel="Output")
    ] = False


@options.command
def command(dataset: options.AskedDataset, as_of: options.AsOf, filters: Filters, output: Output) -> None:
    """List whom to look at next: the unchecked, then the stalest looks, and why."""
    emit(_asking.report(dataset, as_of, filters, due), output)
