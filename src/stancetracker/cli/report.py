"""`stancetracker report`: a report by its name."""

from __future__ import annotations

from typing import Annotated

import typer

from stancetracker.base import plugins
from stancetracker.cli import _asking, options
from stancetracker.cli.output import emit
from stancetracker.reports import catalogue

PANEL = "researchers"


def _starting(incomplete: str) -> list[str]:
    return plugins.starting(catalogue, incomplete)


@options.command
def command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=f"{', '.join(plugins.names(catalogue))}.",
            autocompletion=_starting,
        ),
    ],
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    filters: options.Filters,
    output: options.Output,
) -> None:
    """Write a report: of one issue, or of several side by side."""
    emit(_asking.report(dataset, as_of, filters, plugins.load(catalogue, name, "report").report), output)
