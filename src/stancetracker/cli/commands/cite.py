"""`stancetracker cite`: a citation of each standing, an issue, a record or a source."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from stancetracker.base.errors import UsageError
from stancetracker.cli import options, parser
from stancetracker.cli.options import argument, option
from stancetracker.render import Display
from stancetracker.reports.citation import citation
from stancetracker.reports.table import Report, Section

PANEL = "researchers"
EXAMPLES = (
    "stancetracker cite sundar-pichai --issue minneapolis --as-of 2026-01-26",
    "stancetracker cite minneapolis-immigration-operations --style bibtex",
)
Style = Literal["text", "bibtex", "csl-json"]
# A citation in its style is written in place of a table.
_STYLED = "table"


def command(
    flags: options.QuestionFlags,
    output: options.Output,
    ref: str = argument(
        "REF",
        "An id, an actor, an issue, or the address of a source.",
        parser=partial(parser.filled, name="REF"),
        autocompletion=options.ids(),
    ),
    issue: options.Texts = option(
        "NAME", "Of an actor: the standing on this issue.", autocompletion=options.ids("issue")
    ),
    style: Style | None = option("text|bibtex|csl-json", "A sentence, BibTeX or CSL-JSON."),
) -> None:
    """Cite standings, an issue, a record or a source, as of a day."""
    if style is not None:
        _refuse_other_form(style, output)
    elif output.chosen_format() is None and _is_bibtex_file(output.file()):
        style = "bibtex"
    if output.chosen_format() is None and (style is not None or output.file() is None):
        output = output.but(format=_STYLED)
    column = (style or "text").replace("-", "_")

    def write_citations(report: Report, section: Section, display: Display) -> Iterator[str]:
        citations = [str(section.cell(row, column)) for row in section.rows]
        if style == "csl-json":
            citations = [_one_array(citations)]
        yield from (f"{text}\n" for text in citations)

    report = flags.report(
        lambda connection, question: citation(connection, question, ref), issues=issue
    )
    output.emit(report, {} if output.columns else {_STYLED: write_citations})


def _is_bibtex_file(file: Path | None) -> bool:
    """Return whether the extension of a file, if there is one, sets BibTeX."""
    return file is not None and file.suffix.casefold() == ".bib"


def _one_array(arrays: Sequence[str]) -> str:
    """Join arrays of JSON, each with its brackets on lines of their own."""
    items = (array.removeprefix("[\n").removesuffix("\n]") for array in arrays)
    return "[\n" + ",\n".join(items) + "\n]"


def _refuse_other_form(style: Style, output: options.Output) -> None:
    """Raise UsageError where a format or columns are asked for beside a style."""
    format_name = output.chosen_format()
    conflict = ""
    if format_name is not None and format_name != _STYLED:
        conflict = f"a format asked for: {style}, {format_name}"
    elif output.columns:
        conflict = f"columns asked for: {style}"
    if conflict:
        raise UsageError(f"both a style and {conflict}", "leave out one")
