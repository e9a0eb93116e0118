"""`stancetracker import`: many records at once, from JSON lines or tables of other trackers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import NoDatasetError, UsageError
from stancetracker.cli import imports, options, streams
from stancetracker.cli.options import argument, option, switch

if TYPE_CHECKING:
    from stancetracker.ledger.folder import Folder

PANEL = "contributors"
EXAMPLES = (
    "stancetracker import more.jsonl --dry-run",
    "stancetracker import t.csv --map t.toml --dry-run",
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
    checked: bool = switch("The silent were checked again, although no row differs.", "--checked"),
    whole: bool = switch("The table is whole, although very many rows are gone.", "--whole"),
    strict: bool = switch("Add nothing if any row is rejected.", "--strict"),
    rejects: Path | None = option(
        "FILE", "Where rejected rows go; by default FILE.rejects.csv in this folder."
    ),
) -> None:
    """Import records from JSON lines, a table with a mapping, or a data package."""
    from stancetracker.contribute import imports as importing
    from stancetracker.contribute.dataset import open_dataset
    from stancetracker.ledger.journal import finished

    is_table = mapping is not None
    form = None
    if is_table or not importing.are_lines(file):
        form = imports.reader().form_of(file, is_mapped=is_table)
    if not is_table:
        _refuse_flags_of_tables(fix=fix, checked=checked, whole=whole)
    folder, is_new = _target(dataset)
    finished(folder, dry_run=dry_run)
    today = options.today()
    day = parse_day(recorded or "today", today)
    with open_dataset(folder, is_new=is_new) as opened:
        if form is None:
            planned = importing.plan_lines(opened, streams.content(file), today, day)
        elif mapping is None:
            planned = imports.reader().plan_package(opened, Path(file), today, day)
        else:
            planned = imports.plan_table(
                opened, file, form, mapping, day, fix=fix, is_checked=checked
            )
        imports.say_what_is_rejected(planned)
        is_whole = imports.is_whole(planned, stated=whole, dry_run=dry_run)
        if dry_run or not is_table:
            imports.say_sides(planned, are_confirmed=not is_table)
        else:
            imports.confirm_sides(planned)
        if dry_run:
            streams.show(imports.summary(planned))
        else:
            if is_whole:
                imports.keep_rejects(planned, file, rejects, is_table=is_table)
            torn_files = importing.write(planned, strict=strict, is_whole=is_whole)
            streams.say(*(f"a torn last line was set aside in {name}" for name in torn_files))
    imports.say_counts(planned, dry_run)
    if planned.rejects:
        raise typer.Exit(1)


def _refuse_flags_of_tables(*, fix: bool, checked: bool, whole: bool) -> None:
    """Raise UsageError for a flag that means nothing without a mapping."""
    if fix:
        raise UsageError("--fix is about tables", "fix the rejected lines in the file with them")
    if checked or whole:
        flag = "--checked" if checked else "--whole"
        raise UsageError(f"{flag} is about a table with a mapping", "--map MAP.TOML")


class Target(NamedTuple):
    """The folder to import into, and whether it becomes a dataset only then."""

    folder: Folder
    is_new: bool


def _target(dataset: options.Dataset) -> Target:
    """Return the dataset, or the folder that is named and is none yet."""
    from stancetracker.ledger.folder import Folder

    try:
        return Target(dataset.folder(), is_new=False)
    except NoDatasetError:
        path = None if dataset.data is None else Path(os.path.realpath(dataset.data))
        if path is None or (path.exists() and not path.is_dir()):
            raise
        return Target(Folder(path), is_new=True)
