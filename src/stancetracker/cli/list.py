"""`stancetracker list`: one row for each actor and issue."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from stancetracker.base.errors import UsageError
from stancetracker.cli import _asking, options
from stancetracker.cli.output import emit
from stancetracker.reports.listing import listing
from stancetracker.reports.report import Report

PANEL = "researchers"


@options.command
def command(
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    filters: options.Filters,
    output: options.Output,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[EXPORT]...", help="With --engine duckdb: what `export parquet` wrote."),
    ] = None,
    engine: Annotated[
        Literal["sqlite", "duckdb"],
        typer.Option(
            metavar="sqlite|duckdb", help="Answer from the dataset's index, or from EXPORT by DuckDB."
        ),
    ] = "sqlite",
) -> None:
    """List who spoke, for whom no public statement was found, who is unchecked."""
    if engine == "duckdb":
        emit(_exported(files or [], dataset, as_of, filters), output)
        return
    if files:
        message = f"got unexpected extra argument(s) ({' '.join(map(str, files))})"
        raise UsageError(message, "to answer from an export: --engine duckdb")
    emit(_asking.report(dataset, as_of, filters, listing), output)


def _exported(
    files: list[Path], dataset: options.AskedDataset, as_of: options.AsOf, filters: options.Filters
) -> Report:
    """The same list, from exported files."""
    from stancetracker.reports.exported import answer

    if not files:
        raise UsageError("--engine duckdb needs an export", "make one: stancetracker export parquet -o DIR")
    if dataset.no_cache:
        raise UsageError("--no-cache is about the index of a dataset, and EXPORT is asked", "leave it out")
    if dataset.data is not None:
        raise UsageError("--data names a dataset, and EXPORT is asked", "leave one of them out")
    if as_of.revision() is not None:
        raise UsageError(f"an export has no git revision: {as_of.known_by}", "give --known-by a day")
    day_asked = as_of.as_of is not None or as_of.known_by is not None
    return answer(files, _asking.question(as_of, filters), listing, day_asked=day_asked)
