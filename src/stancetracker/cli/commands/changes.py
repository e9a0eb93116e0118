"""`stancetracker changes`: the differences between two states of a dataset, in words."""

from pathlib import Path
from typing import Any, ClassVar

from stancetracker.base.errors import UsageError
from stancetracker.base.vocabulary import AskedAudience
from stancetracker.cli import options
from stancetracker.cli.options import argument, option
from stancetracker.cli.parser import Flags

PANEL = "researchers"
EXAMPLES = (
    "stancetracker changes --as-of 2026-01-20..2026-01-26",
    "stancetracker changes --rev main...",
    "stancetracker changes --known-by 2026-11-24..today --person tim-cook --json",
)


class StateFlags(Flags, panel="States to compare"):
    """The flags that choose two states."""

    as_of: str | None = option("A..B", "Two days; with another comparison, a single as-of day.")
    known_by: str | None = option(
        "A..B", "What was recorded by each of two days; with another comparison, by one."
    )
    rev: str | None = option(
        "A..B",
        "Two git revisions; A.. compares A with the files as they are. A...B and A... begin where"
        " the two parted.",
    )
    audience: AskedAudience = option(
        "public|any",
        "Count public statements only, or also those made known later.",
        default="public",
    )


class Output(options.Findings):
    """As everywhere, but for sentences where no format is asked for, and -e."""

    fallback: ClassVar[str | None] = "text"

    format: str | None = options.format_option("text")


def command(
    dataset: options.Dataset,
    states: StateFlags,
    subject: options.SubjectFlags,
    output: Output,
    folders: tuple[Path, ...] = argument("[DIR_A DIR_B]", "Two datasets."),
) -> None:
    """Describe the differences between two days, two revisions or two datasets."""
    from stancetracker.contribute.changes import compare
    from stancetracker.contribute.states import sides
    from stancetracker.render.changes import as_markdown, as_text
    from stancetracker.reports.changes import changes_report

    flags = {"data": dataset.data, "folders": folders, **vars(states), **vars(subject)}
    pair = sides(options.today(), lambda path: options.Dataset(data=path).folder(), **flags)
    sentences: dict[str, options.Render] = {"text": as_text, "md": as_markdown}
    if output.columns:
        sentences = {"text": _refuse_columns}
    output.emit(changes_report(compare(pair)), sentences)


def _refuse_columns(*_: object) -> Any:
    raise UsageError("--columns is for tables and data", "name a format: -f table, --csv, --json")
