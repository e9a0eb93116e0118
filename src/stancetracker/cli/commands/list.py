"""`stancetracker list`: one row for each actor and issue."""

import re
from typing import TYPE_CHECKING, Final, Literal

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.cli import options
from stancetracker.cli.options import argument, option
from stancetracker.index import engines
from stancetracker.reports.listing import listing
from stancetracker.reports.table import Report

ENGINES: Final = ("sqlite", *plugins.names(engines))
if TYPE_CHECKING:
    Engine = str
else:
    Engine = Literal[ENGINES]
PANEL = "researchers"
_SHA256: Final = re.compile("[0-9a-f]{64}", re.ASCII | re.IGNORECASE)
EXAMPLES = (
    "stancetracker list --silent",
    "stancetracker list --spoke --stance against --as-of 2026-01-26",
    "stancetracker list --org microsoft --all --columns name,status,date --csv",
)


def command(
    flags: options.FilterFlags,
    output: options.Output,
    export: str | None = argument(
        "[EXPORT]", "What `export parquet` wrote: a folder, or s3://BUCKET/…"
    ),
    engine: Engine = option(
        "|".join(ENGINES),
        "Ask the dataset's index, or EXPORT through DuckDB or Spark.",
        default="sqlite",
    ),
    master: str | None = option(
        "URL", "With --engine spark: the cluster, such as spark://HOST:7077."
    ),
    expect: str | None = option(
        "SHA",
        "With --engine: the SHA-256 that `export parquet` printed; any other export is an error.",
    ),
) -> None:
    """List who spoke, for whom none was found, and whom nobody looked for."""
    if master is not None and engine != "spark":
        raise UsageError("--master applies only to Spark", "add --engine spark")
    if expect is not None and engine == "sqlite":
        raise UsageError("--expect applies only to an export", "add --engine duckdb, and EXPORT")
    if engine != "sqlite":
        report = _report_on_export(
            export, flags, engine, master, expect, hints=output.shows_hints()
        )
        output.emit(report)
        return
    if export:
        from stancetracker.cli.guesses import argument_hint

        flags_hint = argument_hint("list", [export], flags.folder(quiet=True), options.today())
        hint = flags_hint or "to list from an export: --engine duckdb"
        raise UsageError(f"got unexpected extra argument ({export})", hint)
    output.emit(flags.report(listing, hints=output.shows_hints()))


def _report_on_export(
    export: str | None,
    flags: options.FilterFlags,
    engine: str,
    master: str | None,
    expect: str | None,
    *,
    hints: bool,
) -> Report:
    """Ask an export through an engine; raises UsageError for flags that only a dataset answers."""
    from stancetracker.reports.run import answer_exported

    if not export:
        message = f"--engine {engine} needs an export"
        raise UsageError(message, "make one: stancetracker export parquet -o DIR")
    for flag in sorted({"--no-cache", "--data"} & {*flags.changed_options()}):
        raise UsageError(f"{flag} applies to a dataset, not to an export", "leave it out")
    if flags.known_by is not None:
        hint = f"export what was known: stancetracker export parquet --known-by {flags.known_by}"
        raise UsageError("--known-by applies to a dataset, not to an export", hint)
    if expect is not None and not _SHA256.fullmatch(expect):
        message = f"--expect takes the 64 digits of a SHA-256: {expect}"
        raise UsageError(message, "`export parquet` prints it; so does: sha256sum DIR/export.json")
    day_asked = flags.as_of is not None
    question = flags.question()._replace(hints=hints)
    return answer_exported(
        export,
        question,
        listing,
        engine=engine,
        day_asked=day_asked,
        master=master,
        expected=expect and expect.lower(),
    )
