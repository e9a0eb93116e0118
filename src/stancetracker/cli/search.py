"""`stancetracker search`: where words are found."""

from __future__ import annotations

from typing import Annotated, ClassVar

import typer

from stancetracker.base.vocabulary import Actors
from stancetracker.cli import _asking, options, streams
from stancetracker.cli.output import emit, format_name
from stancetracker.render import _highlight
from stancetracker.reports import found
from stancetracker.reports.report import Report

PANEL = "researchers"
_READ_BY_PEOPLE = frozenset({"table", "md", "html"})


class Filters(options.Filters):
    """As everywhere, but for the actors: what is on record of anybody is found, in a panel or not."""

    actors: Annotated[
        Actors,
        typer.Option(
            metavar="person|organization|any",
            help="Records of people, of organizations, or any record.",
            rich_help_panel=options.ROWS,
        ),
    ] = "any"
    everyone: ClassVar[bool] = True  # type: ignore[misc]  # --all would say nothing here


@options.command
def command(
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT", help='Words, "a phrase" in quotes, the beginning of a word: bridg*'),
    ],
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    filters: Filters,
    output: options.Output,
) -> None:
    """Find words in quotes, summaries, names, titles and notes."""
    most = found.MOST if output.limit is None or output.sort else max(output.limit, 1)
    made = _asking.report(
        dataset, as_of, filters, lambda connection, question: found.found(connection, question, text, most)
    )
    _tell_cut(made, output)
    emit(made, output, {"table": _highlight.render})


def _tell_cut(made: Report, output: options.Output) -> None:
    """Say on standard error that more match, where nobody limited the rows and the format can't say it."""
    about = made.section(None).about
    if about and output.limit is None and format_name(output) not in _READ_BY_PEOPLE:
        streams.complain([f"stancetracker: {about[:1].lower()}{about[1:]}"])
