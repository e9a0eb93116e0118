"""`stancetracker report`: a report by its name."""

from __future__ import annotations

from typing import Annotated

import typer

from stancetracker.cli import _asking, options
from stancetracker.cli.output import emit
from stancetracker.reports import catalogue

PANEL = "researchers"


@options.command
def command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help=f"{', '.join(catalogue.names())}.", autocompletion=catalogue.starting
        ),
    ],
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    filters: options.Filters,
    output: options.Output,
) -> None:
    """Write a report: of one issue, or of several side by side."""
    emit(_asking.report(dataset, as_of, filters, catalogue.load(name)), output)
