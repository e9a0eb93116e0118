"""`stancetracker cite`: a citation of a standing, an issue, a record or a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar, Literal

import typer

from stancetracker.base.errors import UsageError
from stancetracker.cli import _asking, _completing, options
from stancetracker.cli.output import SHORTHANDS, emit
from stancetracker.render.look import Look
from stancetracker.reports.bibliography import STYLES
from stancetracker.reports.citation import citation
from stancetracker.reports.report import Report, Section

PANEL = "researchers"
Style = Literal["text", "bibtex", "csl-json"]


class Output(options.Output):
    """As everywhere, but a citation is text where no format is asked for."""

    fallback: ClassVar[str | None] = "table"


@options.command
def command(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help="An id, an actor, an issue, or the address of a source.",
            autocompletion=_completing.ids(),
        ),
    ],
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    output: Output,
    issue: Annotated[
        str | None,
        typer.Option(
            "--issue",
            metavar="NAME",
            help="Of an actor: the standing on this issue.",
            autocompletion=_completing.ids(("issue",)),
        ),
    ] = None,
    style: Annotated[
        Style | None,
        typer.Option("--style", metavar="text|bibtex|csl-json", help="A sentence, BibTeX or CSL-JSON."),
    ] = None,
) -> None:
    """Cite a standing, an issue, a record or a source, as of a day."""
    column, output = _settled(style, output)
    filters = options.Filters(issue=(issue,) if issue else ())
    made = _asking.report(
        dataset, as_of, filters, lambda connection, question: citation(connection, question, ref)
    )
    emit(made, output, None if output.columns else {"table": _styled(column)})


def _settled(style: Style | None, output: Output) -> tuple[str, Output]:
    """The column to write, and the output; a file's ending may tell the style, and a style needs no ending.

    Raises UsageError where a style and a format, or columns, are asked for.
    """
    asked = output.format or next((name for name in SHORTHANDS if getattr(output, name)), None)
    other = asked if asked != "table" else None
    if style is not None and (other or output.columns):
        what = f"a format asked for: {style}, {other}" if other else f"columns asked for: {style}"
        raise UsageError(f"both a style and {what}", "leave out one")
    if asked is None and output.output is not None:
        if style is None and output.output.suffix.casefold() == ".bib":
            style = "bibtex"
        output = output if style is None else output.but(format="table")
    return STYLES[style or "text"][0], output


def _styled(column: str) -> Callable[[Report, Section, Look], Iterator[str]]:
    """What writes the citation alone, in the style of a column."""

    def render(_report: Report, section: Section, _look: Look) -> Iterator[str]:
        yield from (f"{row[column]}\n" for row in section.rows)

    return render
