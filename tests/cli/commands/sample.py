"""A command that prints a small report."""

from typing import Annotated

import typer

from stancetracker.cli import options
from stancetracker.reports.table import Cell, Report, Section

PANEL = "researchers"
EXAMPLES = ("stancetracker sample", "stancetracker sample --json")


def command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A name.")] = None,
    *,
    asked: options.Filtered,
    output: options.Output,
) -> None:
    """Print a sample."""
    question = asked.question()
    when: dict[str, Cell] = {"as_of": question.as_of, "known_by": question.known_by}
    words = ", ".join([*asked.issues, *question.statuses, "é○"])
    rows = [{"id": "a", **when, "name": name or "Tim Cook"}, {"id": "b", **when, "name": words}]
    kept = rows if name != "nobody" else []
    other = Section("other", ("key",), ({"key": str(asked.data)},), key="key")
    section = Section("main", ("id", "as_of", "known_by", "name"), kept, ending=("The end.",))
    output.emit(Report("Sample", str((question.since, question.until)), (section, other)))
