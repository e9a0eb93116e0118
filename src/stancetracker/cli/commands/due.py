"""`stancetracker due`: who needs checking next, and why."""

from __future__ import annotations

from typing import Annotated, ClassVar

import typer

from stancetracker.cli import options
from stancetracker.cli.output import emit
from stancetracker.reports.due import due

PANEL = "researchers"
EXAMPLES = ("stancetracker due", "stancetracker due --unchecked -e --json")


class Output(options.Output):
    """As everywhere, but for -e."""

    rows_are_status_1: ClassVar[bool] = True

    exit_code: Annotated[bool, typer.Option("-e", "--exit-code", help="Exit 1 when anyone is due.")] = False


def command(asked: options.Filtered, output: Output) -> None:
    """List who needs checking next and why: first the unchecked, then those checked longest ago."""
    emit(asked.but(actors=asked.actors or "any").report(due), output)
