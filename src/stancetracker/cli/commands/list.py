"""`stancetracker list`: one row for each actor and issue."""

from pathlib import Path
from typing import Annotated, Literal

from stancetracker.base.errors import UsageError
from stancetracker.cli import options
from stancetracker.cli.options import argument, option
from stancetracker.reports.listing import listing

PANEL = "researchers"
EXAMPLES = (
    "stancetracker list --silent",
    "stancetracker list --spoke --stance against --as-of 2026-01-26",
    "stancetracker list --org microsoft --all --columns name,status,date --csv",
)


def command(
    asked: options.Filtered,
    output: options.Output,
    files: Annotated[
        list[Path] | None,
        argument("[EXPORT]...", "With --engine duckdb: a folder that `export parquet` wrote."),
    ] = None,
    engine: Annotated[
        Literal["sqlite", "duckdb"],
        option("sqlite|duckdb", "Ask the dataset's index, or EXPORT through DuckDB."),
    ] = "sqlite",
) -> None:
    """List who spoke, for whom no public statement was found, and who is unchecked."""
    if engine == "duckdb":
        _ask_export(files or [], asked, output)
        return
    if files:
        message = f"got unexpected extra argument(s) ({' '.join(map(str, files))})"
        raise UsageError(message, "to answer from an export: --engine duckdb")
    output.emit(asked.report(listing))


def _ask_export(files: list[Path], asked: options.Filtered, output: options.Output) -> None:
    """Answer the same list from exported files."""
    from stancetracker.reports.run import answer_exported

    if not files:
        raise UsageError("--engine duckdb needs an export", "make one: stancetracker export parquet -o DIR")
    for flag in sorted({"--no-cache", "--data"} & {*asked.given()}):
        raise UsageError(f"{flag} is about a dataset, and EXPORT is asked", "leave it out")
    if asked.revision() is not None:
        raise UsageError(f"an export has no git revision: {asked.known_by}", "give --known-by a day")
    day_asked = asked.as_of is not None or asked.known_by is not None
    output.emit(answer_exported(files, asked.question(), listing, day_asked=day_asked))
