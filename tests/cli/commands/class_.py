"""A command with commands in it, and a name that Python keeps for itself."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from stancetracker.cli import streams
from stancetracker.cli.parser import Command, Group, spread

PANEL = "publishers"


def new_table(kind: Annotated[Literal["csv", "jsonl"], typer.Option(help="What it is.")]) -> None:
    """Import a table."""
    streams.write([f"imported {kind}\n"])


def list_(count: int = 1, quick: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """List what can be imported."""
    streams.write(["a list\n"] * count)


def returning() -> None:
    """Make the mistake that the frame must find."""
    return typer.Exit(1)  # type: ignore[return-value]


command = typer.Typer(cls=Group, help="Import things.", add_completion=False, rich_markup_mode=None)
for name, function in (("new-table", new_table), ("list", list_), ("returning", returning)):
    command.command(name, cls=Command)(spread(function))
