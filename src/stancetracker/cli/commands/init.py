"""`stancetracker init`: a new dataset, ready for GitHub."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural, visible
from stancetracker.cli import imports, options, streams
from stancetracker.cli.options import argument, option, switch

PANEL = "contributors"
EXAMPLES = (
    'stancetracker init ledger --title "Wind power" --publisher "Wind Desk" --contact us@example.org',
    "stancetracker init new --from table.csv --map map.toml --title Tolls --publisher Us --contact me",
)


def command(
    folder: Path = argument("DIR", "A new folder, or an empty one."),
    title: str | None = option("TEXT", "The dataset's title. Required."),
    publisher: str | None = option("NAME", "Who publishes it. Required."),
    licence: str = option("NAME", "The licence of the data.", default="CC-BY-4.0"),
    contact: str | None = option("TEXT", "Where to send corrections and replies. Required."),
    table: Path | None = option(
        "TABLE", "Import a table: csv, tsv, xlsx, json or parquet.", "--from"
    ),
    mapping: Path | None = option(
        "MAP.TOML", "The table's mapping; without it, one is guessed.", "--map"
    ),
    recorded: str | None = option("DAY", "The day of the table; by default today."),
    install: str | None = option(
        "REQUIREMENT", "What checks install; by default where this came from."
    ),
    upgrade: bool = switch("Rewrite the workflows and hooks of a dataset.", "--upgrade"),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Create a dataset ready for GitHub: data files, checks for every pull request, pages, a licence."""
    from stancetracker.contribute import init

    requirement = init.requirement(install)
    if upgrade:
        _upgrade(folder, init.outdated_files(folder, requirement), dry_run)
        return
    init.refuse_filled(folder)
    if mapping and not table:
        raise UsageError("--map is about the table of --from")
    if table and mapping is None:
        mapping = _guessed(table)
    card = init.Card(title, publisher, licence, contact)
    files, is_whole = init.new_files(card, requirement), True
    if table and mapping:
        files = {**files, f"tables/{mapping.name}": streams.content(mapping)}
        files, is_whole = _with_records(files, table, mapping, recorded, dry_run)
    if not dry_run:
        init.make_folder(folder, files)
    streams.show(folder / name for name in sorted(files))
    if requirement is None:
        streams.say(
            "no workflows and hooks, as nothing says from where another machine can install this program; say it: "
            f"stancetracker init {folder} --upgrade --install 'stancetracker @ URL#sha256=HASH'"
        )
    if not dry_run:
        here = (
            [] if folder.resolve() == Path.cwd() else [f"  cd {shlex.quote(visible(str(folder)))}"]
        )
        committed = "  git init && git add . && git commit -m 'A new dataset'"
        then = "  stancetracker list" if table else "  stancetracker add issue --help"
        streams.complain(
            ["stancetracker: made; next:", *here, committed, then, "  stancetracker check"]
        )
    if not is_whole:
        raise typer.Exit(1)


def _upgrade(folder: Path, files: Mapping[str, bytes], dry_run: bool) -> None:
    for name, content in files.items():
        if not dry_run:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            streams.write_file(folder / name, [content])
    streams.show(folder / name for name in files)
    streams.say(f"{plural(len(files), 'file')} {'would be ' if dry_run else ''}rewritten")


def _guessed(table: Path) -> Path:
    """Write a guessed mapping into the current folder, with the answers of whoever can be asked."""
    tables, path = imports.reader(), Path(f"{table.stem}.toml")
    form = tables.form_of(str(table), is_mapped=True)
    if path.exists():
        raise UsageError(f"{path} is there already", f"use it: --map {path}")
    text = tables.guess(streams.content(table), form, table.stem)
    for number, question in tables.questions(text) if streams.may_ask() else ():
        text = tables.answered(text, number, str(typer.prompt(question)).strip())
    streams.write_file(path, [text])
    streams.say(f"a mapping is in {path}")
    if asked := [f"  line {number + 1}: {question}" for number, question in tables.questions(text)]:
        streams.complain(asked)
        message = f"{plural(len(asked), 'question')} in {path}"
        raise UsageError(message, f"answer each ?, then add --map {path}")
    return path


def _with_records(
    files: Mapping[str, bytes], table: Path, mapping: Path, recorded: str | None, dry_run: bool
) -> tuple[Mapping[str, bytes], bool]:
    """Return the files with a table's records, once whoever can be asked agrees, and whether no row was rejected."""
    from stancetracker.contribute.dataset import open_dataset
    from stancetracker.contribute.imports import write
    from stancetracker.contribute.init import make_folder
    from stancetracker.ledger.folder import Folder, read

    today, form = options.today(), imports.reader().form_of(str(table), is_mapped=True)
    with TemporaryDirectory() as place:
        make_folder(Path(place, "trial"), files)
        data = Folder(Path(place, "trial", "data"), cached=False)
        with open_dataset(data) as there:
            day = parse_day(recorded or "today", today)
            planned = imports.plan_table(there, str(table), form, mapping, day)
            write(planned)
        found = {**files, **{f"data/{file.name}": read(file) for file in data.files()}}
    imports.tell(planned)
    if dry_run or streams.may_ask():
        streams.show(imports.summary(planned))
    imports.count(planned, dry_run)
    if not dry_run:
        if streams.may_ask():
            typer.confirm("make this dataset?", abort=True)
        imports.keep_rejects(planned, str(table), is_table=True)
    return found, not planned.rejects
