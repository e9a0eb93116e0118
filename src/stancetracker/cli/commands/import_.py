"""`stancetracker import`: many records at once, from JSON lines or from tables of other trackers."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import NoDatasetError, UsageError
from stancetracker.cli import imports, options, streams
from stancetracker.cli.options import argument, option, switch

PANEL = "contributors"
EXAMPLES = (
    "stancetracker import more.jsonl --dry-run",
    "stancetracker import table.csv --map map.toml --dry-run",
)


def command(
    dataset: options.Dataset,
    file: str = argument(
        "FILE|DIR|-", "JSON lines, a table with a header, or what export csv or xlsx wrote."
    ),
    mapping: Path | None = option(
        "MAP.TOML", "The mapping, which says what a table's columns mean.", "--map"
    ),
    recorded: str | None = option("DAY", "The day the records became known; by default today."),
    dry_run: bool = options.DRY_RUN,
    fix: bool = switch("Ask for a corrected cell of each rejected row.", "--fix"),
    strict: bool = switch("Add nothing if any row is rejected.", "--strict"),
    rejects: Path | None = option(
        "FILE", "Where rejected rows go; by default FILE.rejects.csv in this folder."
    ),
) -> None:
    """Import records from JSON lines, a table with a mapping, or a data package."""
    from stancetracker.contribute import imports as importing
    from stancetracker.contribute.dataset import open_dataset
    from stancetracker.ledger.folder import Folder
    from stancetracker.ledger.journal import finished

    form = None
    if mapping is not None or not importing.are_lines(file):
        form = imports.reader().form_of(file, is_mapped=mapping is not None)
    if fix and mapping is None:
        raise UsageError("--fix is about tables", "fix the rejected lines in the file with them")
    try:
        folder, is_new = dataset.folder(), False
    except NoDatasetError:
        # A folder that is none yet becomes one.
        path = None if dataset.data is None else Path(os.path.realpath(dataset.data))
        if path is None or (path.exists() and not path.is_dir()):
            raise
        folder, is_new = Folder(path), True
    finished(folder, dry_run=dry_run)
    today = options.today()
    day = parse_day(recorded or "today", today)
    with open_dataset(folder, is_new=is_new) as there:
        if form is None:
            planned = importing.plan_lines(there, streams.content(file), today, day)
        elif mapping is None:
            planned = imports.reader().plan_package(there, Path(file), today, day)
        else:
            planned = imports.plan_table(there, file, form, mapping, day, fix=fix)
        imports.tell(planned)
        if dry_run:
            streams.show(imports.summary(planned))
        else:
            imports.keep_rejects(planned, file, rejects, is_table=mapping is not None)
            set_aside = importing.write(planned, strict=strict)
            streams.say(*(f"a torn last line was set aside in {name}" for name in set_aside))
    imports.count(planned, dry_run)
    if planned.rejects:
        raise typer.Exit(1)
