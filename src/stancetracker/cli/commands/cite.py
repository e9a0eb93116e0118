"""`stancetracker cite`: a citation of a standing, an issue, a record or a source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from stancetracker.base.errors import UsageError
from stancetracker.cli import options
from stancetracker.cli.output import asked_format, emit, to_stdout
from stancetracker.index.queries import Question
from stancetracker.render.cells import Display
from stancetracker.reports.bibliography import STYLES
from stancetracker.reports.citation import citation
from stancetracker.reports.table import Report, Section

PANEL = "researchers"
EXAMPLES = (
    "stancetracker cite sundar-pichai --as-of 2026-01-26",
    "stancetracker cite minneapolis-immigration-operations --style bibtex",
)
Style = Literal["text", "bibtex", "csl-json"]


class Asked(options.Asked):
    """The dataset and the day to cite, and the issue of an actor's standing."""

    issue: Annotated[
        str | None,
        typer.Option(
            "--issue",
            metavar="NAME",
            help="Of an actor: the standing on this issue.",
            autocompletion=options.ids("issue"),
        ),
    ] = None

    def question(self, day: str | None = None) -> Question:
        """Return what the flags ask.

        Raises DateError.
        """
        return super().question(day)._replace(issues=(self.issue,) if self.issue else ())


def command(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help="An id, an actor, an issue, or the address of a source.",
            autocompletion=options.ids(),
        ),
    ],
    asked: Asked,
    output: options.Output,
    style: Annotated[
        Style | None,
        typer.Option("--style", metavar="text|bibtex|csl-json", help="A sentence, BibTeX or CSL-JSON."),
    ] = None,
) -> None:
    """Cite a standing, an issue, a record or a source, as of a day."""
    column, output = _settled(style, output)

    def render(_report: Report, section: Section, _display: Display) -> Iterator[str]:
        yield from (f"{row[column]}\n" for row in section.rows)

    made = asked.report(lambda connection, question: citation(connection, question, ref))
    emit(made, output, None if output.columns else {"table": render})


def _settled(style: Style | None, output: options.Output) -> tuple[str, options.Output]:
    """Return the column to write, and the output: text where no format is asked for, by a flag or a file.

    Raises UsageError where a style and a format, or columns, are asked for.
    """
    asked = asked_format(output)
    other = asked if asked != "table" else None
    if style is not None and (other or output.columns):
        what = f"a format asked for: {style}, {other}" if other else f"columns asked for: {style}"
        raise UsageError(f"both a style and {what}", "leave out one")
    if asked is None:
        if style is None and output.output is not None and output.output.suffix.casefold() == ".bib":
            style = "bibtex"
        output = output.but(format="table") if style or to_stdout(output) else output
    return STYLES[style or "text"][0], output
