"""`stancetracker init`: a new dataset, ready for GitHub."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import typer

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural, visible
from stancetracker.cli import imports, options, streams
from stancetracker.cli.options import argument, option, switch

PANEL = "contributors"
EXAMPLES = (
    'stancetracker init ledger --title "Wind power" --publisher "Wind Desk" '
    "--contact us@example.org",
    "stancetracker init new --from t.csv --map t.toml --title Tolls --publisher Us "
    "--contact us@b.org",
)
Files = Mapping[str, bytes]
"""The contents of a dataset's files by their paths within it."""
_NO_REQUIREMENT = (
    "no workflows and hooks, as nothing says from where another machine can install this program; "
    "say it: stancetracker init {} --upgrade --install 'stancetracker @ URL#sha256=HASH'"
)


def command(
    folder: Path = argument("DIR", "A new folder, or an empty one."),
    title: str | None = option("TEXT", "The dataset's title. Required."),
    publisher: str | None = option("NAME", "Who publishes it. Required."),
    licence: str = option("NAME", "The licence of the data.", default="CC-BY-4.0"),
    contact: str | None = option(
        "TEXT",
        "Where to send corrections and replies: an address, or a sentence that says how. Required.",
    ),
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
    """Create a dataset ready for GitHub: data files, checks for every pull request, pages, a
    licence.
    """
    from stancetracker.contribute import init

    requirement = init.requirement(install)
    if upgrade:
        _upgrade(folder, init.outdated_files(folder, requirement), dry_run)
        return
    init.refuse_filled(folder)
    if mapping and not table:
        raise UsageError("--map is about the table of --from")
    is_confirmed = False
    if table and mapping is None:
        mapping = _guess_mapping(table)
        is_confirmed = True
    files: Files = init.new_files(init.Card(title, publisher, licence, contact), requirement)
    has_rejects = False
    if table and mapping:
        files = {**files, f"tables/{mapping.name}": streams.content(mapping)}
        files, has_rejects = _with_records(
            files, table, mapping, recorded, dry_run, sides_are_confirmed=is_confirmed
        )
    if not dry_run:
        init.make_folder(folder, files)
    streams.show(folder / name for name in sorted(files))
    if requirement is None:
        streams.say(_NO_REQUIREMENT.format(folder))
    if not dry_run:
        _say_what_is_next(folder, has_records=table is not None)
    if has_rejects:
        raise typer.Exit(1)


def _say_what_is_next(folder: Path, *, has_records: bool) -> None:
    steps = [
        "git init && git add . && git commit -m 'A new dataset'",
        "stancetracker list" if has_records else "stancetracker add issue --help",
        "stancetracker check",
    ]
    if folder.resolve() != Path.cwd():
        steps.insert(0, f"cd {shlex.quote(visible(str(folder)))}")
    streams.complain(["stancetracker: made; next:", *(f"  {step}" for step in steps)])


def _upgrade(folder: Path, files: Files, dry_run: bool) -> None:
    """Write the workflows and hooks of a dataset anew."""
    from stancetracker.contribute.init import replace

    if not dry_run:
        replace(folder, files)
    streams.show(folder / name for name in files)
    streams.say(f"{plural(len(files), 'file')} {'would be ' if dry_run else ''}rewritten")


def _guess_mapping(table: Path) -> Path:
    """Write a guessed mapping into the current folder, with the answers of a person.

    Raises UsageError where a question stays open.
    """
    tables = imports.reader()
    path = Path(f"{table.stem}.toml")
    form = tables.form_of(str(table), is_mapped=True)
    if path.exists():
        raise UsageError(f"{path} is there already", f"use it: --map {path}")
    text = tables.guess(streams.content(table), form, table.stem)
    if streams.may_ask():
        text = _with_answers(tables, text)
    streams.write_file(path, [text])
    streams.say(f"a mapping is in {path}")
    open_questions = list(tables.questions(text))
    if open_questions:
        streams.complain(
            f"  line {question.line + 1}: {question.text}" for question in open_questions
        )
        message = f"{plural(len(open_questions), 'question')} in {path}"
        raise UsageError(message, f"answer each ?, then add --map {path}")
    return path


def _with_answers(tables: Any, text: str) -> str:
    """Return a mapping with a person's answers; both sides are shown before words of stances."""
    from stancetracker.cli import prompts
    from stancetracker.cli.questions import sides

    sides_are_shown = False
    for question in tables.questions_for_a_person(text):
        if question.words:
            if not sides_are_shown:
                sides_are_shown = True
                streams.complain(
                    ["On which side is each word of the table? Enter takes the guess."]
                )
                for issue in tables.issues(text):
                    streams.complain([visible(str(issue["title"])), *sides(issue)])
            answer = prompts.choice(question.text, question.words, {}, default=question.default)
        else:
            answer = prompts.prompt(question.text, str, {})
        text = tables.answered(text, question.line, answer)
    return text


class FilesWithRecords(NamedTuple):
    """The files of a dataset with the records of a table, of which rows may be rejected."""

    files: Files
    has_rejects: bool


def _with_records(
    files: Files,
    table: Path,
    mapping: Path,
    recorded: str | None,
    dry_run: bool,
    *,
    sides_are_confirmed: bool,
) -> FilesWithRecords:
    """Import a table into a trial dataset, and return its files once a person agrees."""
    from stancetracker.contribute.dataset import open_dataset
    from stancetracker.contribute.imports import write
    from stancetracker.contribute.init import make_folder
    from stancetracker.ledger.folder import Folder, read

    form = imports.reader().form_of(str(table), is_mapped=True)
    with TemporaryDirectory() as temporary:
        trial = Path(temporary, "trial")
        make_folder(trial, files)
        data = Folder(trial / "data", cached=False)
        with open_dataset(data) as dataset:
            day = parse_day(recorded or "today", options.today())
            planned = imports.plan_table(dataset, str(table), form, mapping, day)
            imports.say_sides(planned, are_confirmed=sides_are_confirmed)
            write(planned)
        data_files = {f"data/{file.name}": read(file) for file in data.files()}
        data_files |= {f"data/{file.name}": file.after for file in planned.plan.beside}
    imports.say_what_is_rejected(planned)
    if dry_run or streams.may_ask():
        streams.show(imports.summary(planned))
    imports.say_counts(planned, dry_run)
    if not dry_run:
        if streams.may_ask():
            typer.confirm("make this dataset?", abort=True)
        imports.keep_rejects(planned, str(table), is_table=True)
    return FilesWithRecords({**files, **data_files}, bool(planned.rejects))
