"""`stancetracker import`: many records at once, from JSON lines or from tables of other trackers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stancetracker.base import wording
from stancetracker.base.dates import parse_day
from stancetracker.base.errors import NoDatasetError, UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, streams
from stancetracker.cli.options import argument, option, switch

if TYPE_CHECKING:
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.import_table import Import

PANEL = "contributors"
EXAMPLES = (
    "stancetracker import more.jsonl --dry-run",
    "stancetracker import table.csv --map map.toml --dry-run",
)
_REJECTS_TOLD = 10
_LINES_SHOWN = 5


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
    from stancetracker.contribute import import_table
    from stancetracker.contribute.dataset import opened
    from stancetracker.ledger.folder import Folder
    from stancetracker.ledger.journal import finished

    form = import_table.form_of(file, is_mapped=mapping is not None)
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
    with opened(folder, is_new=is_new) as there:
        if mapping is not None:
            planned = plan_table(there, file, form, mapping, day, fix=fix)
        elif form == import_table.PACKAGE:
            planned = import_table.plan_package(there, Path(file), today, day)
        else:
            planned = import_table.plan_lines(there, streams.content(file), today, day)
        tell(planned)
        if dry_run:
            streams.show(summary(planned))
        else:
            keep_rejects(planned, file, rejects, is_table=mapping is not None)
            set_aside = import_table.write(planned, strict=strict)
            streams.say(*(f"a torn last line was set aside in {name}" for name in set_aside))
    count(planned, dry_run)
    if planned.rejects:
        raise typer.Exit(1)


def plan_table(
    dataset: Dataset, file: str, form: str, mapping: Path, recorded: str, *, fix: bool = False
) -> Import:
    """Plan to import a table; with `fix`, a person is asked for other cells of its rejected rows."""
    from stancetracker.contribute.import_table import plan_table
    from stancetracker.contribute.table import files
    from stancetracker.contribute.table.mapping import load

    document, today = load(streams.content(mapping), str(mapping)), options.today()
    table = files.read(streams.content(file), form, document.dialect)
    with streams.Progress() as progress:
        planned = plan_table(dataset, table, document, today, recorded, progress)
    while fix and (edits := list(_asked(planned, table.columns))):
        for edit in edits:
            table = table.with_cell(*edit)
        planned = plan_table(dataset, table, document, today, recorded, lambda *_: None)
    return planned


def _asked(planned: Import, columns: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the column and the new cell of each change that a person makes."""
    if planned.rejects and not streams.may_ask():
        raise UsageError("--fix asks, which takes a terminal")
    for row, reasons in planned.rejects:
        streams.say(f"{row.origin} rejected: {'; '.join(reasons)}")
        while answer := str(
            typer.prompt("COLUMN=VALUE, or Enter to leave it", default="", show_default=False)
        ):
            column, equals, cell = answer.partition("=")
            if equals and column.strip() in columns:
                yield row.line, column.strip(), cell.strip()
                break
            streams.say(f"no such column: {column.strip()}; they are {', '.join(columns)}")


def keep_rejects(planned: Import, file: str, named: Path | None = None, *, is_table: bool) -> None:
    """Write the rejected rows to a file, so that they can be imported again."""
    if not planned.rejects:
        return
    # JSON lines go into a file that is never taken for one of a dataset.
    ending = ".rejects.csv" if is_table else ".rejects"
    path = named or Path(f"{'import' if file == '-' else Path(file).name}{ending}")
    if file != "-" and path.resolve() == Path(file).resolve():
        raise UsageError(
            "the rejected rows would replace the file to import", "name another: --rejects FILE"
        )
    if str(path) == "-":
        streams.write([planned.rejected.decode("utf-8", "replace")])
        return
    streams.write_file(path, [planned.rejected])
    streams.say(f"the rejected rows are in {path}")


def tell(planned: Import) -> None:
    """Say what is remarkable, and which rows are rejected."""
    more = len(planned.rejects) - _REJECTS_TOLD
    streams.say(*planned.notes)
    for row, reasons in planned.rejects[:_REJECTS_TOLD]:
        streams.say(f"{row.origin} rejected: {'; '.join(reasons)}")
    streams.say(*([f"and {more:,} more rejected"] if more > 0 else []))


def count(planned: Import, dry_run: bool) -> None:
    """Say how many records are added, change or were there, and how many rows are rejected."""
    would = "would be " if dry_run else ""
    for one in (*planned.counts, planned.total()):
        changed = f"{one.changed:,} {would}changed, " if one.changed else ""
        counted = f"{one.added:,} {would}added, {changed}{one.already_there:,} already there"
        rejected = f"{plural(len(planned.rejects), 'row')} rejected"
        streams.say(f"{one.kind}: {counted}" if one.kind else f"{counted}, {rejected}")


def summary(planned: Import) -> Iterator[str]:
    """Yield the counts and the first lines of what would be added to each file."""
    for name in dict.fromkeys(one.file for one in planned.plan.additions):
        added = [one for one in planned.plan.additions if one.file == name]
        counts = Counter(one.kind for one in added)
        told = (plural(count, kind, wording.several(kind)) for kind, count in counts.items())
        yield f"+++ {name}: {', '.join(told)}"
        yield from (f"+{one.line}" for one in added[:_LINES_SHOWN])
        yield from [f"+… {len(added) - _LINES_SHOWN:,} more"] if len(added) > _LINES_SHOWN else ()
