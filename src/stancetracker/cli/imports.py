"""What `import` and `init` say of a planned import, and ask about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from stancetracker.base import plugins, wording
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, streams
from stancetracker.contribute import readers

if TYPE_CHECKING:
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.imports import Import

_REJECTS_TOLD = 10
_LINES_SHOWN = 5


def reader() -> Any:
    """Return the reader of tables, a plug-in."""
    return plugins.load(readers, "table", "reader")


def plan_table(
    dataset: Dataset, file: str, form: str, mapping: Path, recorded: str, *, fix: bool = False
) -> Import:
    """Plan to import a table; with `fix`, a person is asked for other cells of its rejected rows."""
    tables, today = reader(), options.today()
    document = tables.load(streams.content(mapping), str(mapping))
    table = tables.read(streams.content(file), form, document)
    with streams.Progress() as progress:
        planned: Import = tables.plan_table(dataset, table, document, today, recorded, progress)
    while fix and (edits := list(_asked(planned, table.columns))):
        for edit in edits:
            table = table.with_cell(*edit)
        planned = tables.plan_table(dataset, table, document, today, recorded, lambda *_: None)
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
