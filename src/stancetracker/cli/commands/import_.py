"""`stancetracker import`: many records at once, from JSON lines or from tables of other trackers."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import NoDatasetError, UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, streams
from stancetracker.cli.options import argument, option, switch
from stancetracker.cli.parser import Flags

if TYPE_CHECKING:
    from stancetracker.contribute.dataset import Addition, Dataset
    from stancetracker.contribute.import_table import Count, Import, Target
    from stancetracker.ledger.folder import Folder

PANEL = "contributors"
EXAMPLES = (
    "stancetracker import more.jsonl --dry-run",
    "stancetracker import table.csv --map map.toml --dry-run",
)
_PACKAGE = "package"
_REJECTS_TOLD = 10
_LINES_SHOWN = 5
Format = Literal["jsonl", "csv", "tsv", "xlsx", "json", "parquet"]
_FORMATS: dict[str, str] = {f".{name}": name for name in get_args(Format)} | {
    ".rejects": "jsonl",
    ".tab": "tsv",
}


class Given(Flags):
    """The flags about reading the file and filing its rows."""

    map: Annotated[
        Path | None, option("MAP.TOML", "The mapping, which says what a table's columns mean.", "--map")
    ] = None
    recorded: Annotated[str | None, option("DAY", "The day the records became known; by default today.")] = (
        None
    )
    dry_run: options.DryRun = False
    fix: Annotated[bool, switch("Ask for another cell of each rejected row.", "--fix")] = False
    strict: Annotated[bool, switch("Add nothing if any row is rejected.", "--strict")] = False
    rejects: Annotated[
        Path | None, option("FILE", "Where rejected rows go; by default FILE.rejects.csv in this folder.")
    ] = None
    split: Annotated[
        Literal["month", "issue"] | None,
        option("month|issue", "File statements and silences by month or issue, at most 10 MB a file."),
    ] = None
    format: Annotated[
        Format | None, option("FORMAT", "jsonl, csv, tsv, xlsx, json or parquet, if not FILE's extension.")
    ] = None
    delimiter: Annotated[
        str | None, option("NAME", "comma, semicolon, tab or pipe; by default read off the header.")
    ] = None
    encoding: Annotated[str | None, option("NAME", "The table's encoding, if not UTF-8.")] = None


def command(
    file: Annotated[
        str, argument("FILE|DIR|-", "JSON lines, a table with a header, or what export csv or xlsx wrote.")
    ],
    dataset: options.Dataset,
    given: Given,
) -> None:
    """Import records from JSON lines, a table with a mapping, or a data package."""
    from stancetracker.contribute import import_table
    from stancetracker.contribute.dataset import opened
    from stancetracker.ledger.journal import finished

    kind = _format(file, given)
    folder, is_new = _folder(dataset)
    finished(folder, dry_run=given.dry_run)
    today = options.today()
    recorded = parse_day(given.recorded or "today", today)
    target = import_table.Target(folder, is_new, today, recorded, given.split)
    with opened(folder, is_new=is_new) as there:
        planned = _plan(target, there, file, kind, given)
        if given.dry_run:
            streams.show(summary(planned))
        else:
            keep_rejects(planned, file, kind, given.rejects)
            set_aside = import_table.write(planned, strict=given.strict)
            streams.say(*(f"a torn last line was set aside in {name}" for name in set_aside))
    tell(planned, given.dry_run)
    if planned.rejects:
        raise typer.Exit(1)


def form_of(table: Path) -> str:
    """Return the form of a table, by its extension.

    Raises UsageError for another extension.
    """
    form = _FORMATS.get(table.suffix.lower(), "")
    if form in ("", "jsonl"):
        raise UsageError(f"unknown extension: {table}", "a table is csv, tsv, xlsx, json or parquet")
    return form


def _format(file: str, given: Given) -> str:
    is_of_table = given.map or given.delimiter or given.encoding
    is_workbook = Path(file).suffix.lower() == ".xlsx" and not given.map
    if file != "-" and (is_workbook or Path(file).name == "datapackage.json" or Path(file).is_dir()):
        if is_of_table or given.format:
            raise UsageError("--map, --format, --delimiter and --encoding are not about data packages")
        return _PACKAGE
    plain = "csv" if given.map else "jsonl" if file == "-" else ""
    known = given.format or _FORMATS.get(Path(file).suffix.lower(), plain)
    if not known:
        hint = f"name a format: --format {'|'.join(get_args(Format))}"
        raise UsageError(f"unknown extension: {file}", hint)
    if known != "jsonl" and given.map is None:
        raise UsageError("a table needs a mapping that says what its columns mean", "--map MAP.TOML")
    if known == "jsonl" and is_of_table:
        raise UsageError("--map, --delimiter and --encoding are about tables, not JSON lines")
    return known


def _folder(dataset: options.Dataset) -> tuple[Folder, bool]:
    """Return the dataset, or the folder that is to become one, and whether it is new."""
    from stancetracker.ledger.folder import Folder

    try:
        return dataset.folder(), False
    except NoDatasetError:
        path = None if dataset.data is None else Path(os.path.realpath(dataset.data))
        if path is None or (path.exists() and not path.is_dir()):
            raise
        return Folder(path), True


def _plan(target: Target, dataset: Dataset, file: str, kind: str, given: Given) -> Import:
    from stancetracker.contribute import import_table

    if kind == _PACKAGE:
        return import_table.plan_package(target, dataset, Path(file))
    if kind != "jsonl":
        return plan_table(target, dataset, file, kind, given)
    if given.fix:
        raise UsageError("--fix is about tables", "fix the rejected lines in the file with them")
    return import_table.plan_lines(target, dataset, streams.content(file))


def plan_table(target: Target, dataset: Dataset, file: str, form: str, given: Given) -> Import:
    """Plan to import a table; with --fix, a person is asked for other cells of its rejected rows."""
    from stancetracker.contribute import import_table
    from stancetracker.contribute.table import mapping

    assert given.map is not None
    document = mapping.load(streams.content(given.map), str(given.map))
    table = import_table.read_table(streams.content(file), document, form, given.delimiter, given.encoding)
    with streams.Progress() as progress:
        planned = import_table.plan_table(target, dataset, table, document, progress)
    while given.fix and (edits := list(_asked(planned, table.columns))):
        for edit in edits:
            table = table.with_cell(*edit)
        planned = import_table.plan_table(target, dataset, table, document, lambda *_: None)
    return planned


def _asked(planned: Import, columns: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the column and the new cell of each change that a person makes."""
    if planned.rejects and not streams.may_ask():
        raise UsageError("--fix asks, which takes a terminal")
    for one in planned.rejects:
        streams.say(f"{one.row.origin} rejected: {'; '.join(one.reasons)}")
        while answer := str(
            typer.prompt("COLUMN=VALUE, or Enter to leave it", default="", show_default=False)
        ):
            column, equals, cell = answer.partition("=")
            if equals and column.strip() in columns:
                yield one.row.line, column.strip(), cell.strip()
                break
            streams.say(f"no such column: {column.strip()}; they are {', '.join(columns)}")


def keep_rejects(planned: Import, file: str, kind: str, named: Path | None) -> None:
    """Write the rejected rows to a file, so that they can be imported again."""
    if not planned.rejects:
        return
    # JSON lines go into a file that is never taken for one of a dataset.
    ending = ".rejects" if kind in ("jsonl", _PACKAGE) else ".rejects.csv"
    path = named or Path(f"{'import' if file == '-' else Path(file).name}{ending}")
    if file != "-" and path.resolve() == Path(file).resolve():
        raise UsageError("the rejected rows would replace the file to import", "name another: --rejects FILE")
    if str(path) == "-":
        streams.write([planned.rejected.decode("utf-8", "replace")])
        return
    streams.write_file(path, [planned.rejected])
    streams.say(f"the rejected rows are in {path}")


def tell(planned: Import, dry_run: bool) -> None:
    """Say what an import does: remarks, rejected rows, counts."""
    would = "would be " if dry_run else ""
    total, rejected = planned.total(), len(planned.rejects)

    def counted(count: Count) -> str:
        changed = f"{count.changed:,} {would}changed, " if count.changed else ""
        return f"{count.added:,} {would}added, {changed}{count.already_there:,} already there"

    streams.say(*planned.notes)
    for one in planned.rejects[:_REJECTS_TOLD]:
        streams.say(f"{one.row.origin} rejected: {'; '.join(one.reasons)}")
    if rejected > _REJECTS_TOLD:
        streams.say(f"and {rejected - _REJECTS_TOLD:,} more rejected")
    streams.say(*(f"{count.kind}: {counted(count)}" for count in planned.counts))
    streams.say(f"{counted(total)}, {plural(rejected, 'row')} rejected")


def summary(planned: Import) -> Iterator[str]:
    """Yield the counts and the first lines of what would be added to each file."""
    files: defaultdict[str, list[Addition]] = defaultdict(list)
    for addition in planned.plan.additions:
        files[addition.file].append(addition)
    for name, added in files.items():
        counts = Counter(one.kind for one in added)
        yield f"+++ {name}: {', '.join(f'{count:,} {kind}' for kind, count in counts.items())}"
        yield from (f"+{one.line}" for one in added[:_LINES_SHOWN])
        yield from [f"+… {len(added) - _LINES_SHOWN:,} more"] if len(added) > _LINES_SHOWN else ()
