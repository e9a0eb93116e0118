"""`stancetracker cite`: a citation of a standing, an issue, a record or a source."""

from typing import Literal

from stancetracker.base.errors import UsageError
from stancetracker.cli import options
from stancetracker.cli.options import argument, option
from stancetracker.reports.citation import citation

PANEL = "researchers"
EXAMPLES = (
    "stancetracker cite sundar-pichai --issue minneapolis --as-of 2026-01-26",
    "stancetracker cite minneapolis-immigration-operations --style bibtex",
)
Style = Literal["text", "bibtex", "csl-json"]


def command(
    asked: options.QuestionFlags,
    output: options.Output,
    ref: str = argument(
        "REF",
        "An id, an actor, an issue, or the address of a source.",
        autocompletion=options.ids(),
    ),
    issue: str | None = option(
        "NAME", "Of an actor: the standing on this issue.", autocompletion=options.ids("issue")
    ),
    style: Style | None = option("text|bibtex|csl-json", "A sentence, BibTeX or CSL-JSON."),
) -> None:
    """Cite a standing, an issue, a record or a source, as of a day."""
    column, output = _settled(style, output)
    issues = (issue,) if issue else ()
    made = asked.report(
        lambda connection, question: citation(connection, question, ref), issues=issues
    )
    own = (
        {}
        if output.columns
        else {"table": lambda *shown: (f"{row[column]}\n" for row in shown[1].rows)}
    )
    output.emit(made, own)


def _settled(style: Style | None, output: options.Output) -> tuple[str, options.Output]:
    """Return the column to write, and the output: text where no format is asked for, by a flag or a file."""
    asked = output.chosen_format()
    other = asked if asked != "table" else None
    if style is not None and (other or output.columns):
        what = f"a format asked for: {style}, {other}" if other else f"columns asked for: {style}"
        raise UsageError(f"both a style and {what}", "leave out one")
    if asked is None:
        file = output.file()
        if style is None and file is not None and file.suffix.casefold() == ".bib":
            style = "bibtex"
        output = output.but(format="table") if style or file is None else output
    return (style or "text").replace("-", "_"), output
