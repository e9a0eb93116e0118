"""`stancetracker init`: a new dataset, ready for GitHub."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import typer

from stancetracker.base.dates import past_day
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural, visible
from stancetracker.cli import explanations, imports, options, streams
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
        "TABLE", "Import a table: csv, tsv, xlsx, ods, json, jsonl or parquet.", "--from"
    ),
    mapping: Path | None = option(
        "MAP.TOML", "The table's mapping; without it, you are asked what the columns mean.", "--map"
    ),
    answers: Path | None = option(
        "FILE", "Answers to the questions about the table; -n writes them."
    ),
    recorded: str | None = option(
        "DAY",
        "The day of the table; without it, you are asked where a record takes its date from it.",
    ),
    install: str | None = option(
        "REQUIREMENT", "What workflows install; by default, where this program came from."
    ),
    upgrade: bool = switch("Rewrite the workflows and hooks of a dataset.", "--upgrade"),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Create a dataset ready for GitHub: data files, checks for every pull request, issue forms,
    pages, a licence.
    """
    from stancetracker.contribute import init

    requirement = init.requirement(install)
    if upgrade:
        _upgrade(folder, init.outdated_files(folder, requirement), dry_run)
        return
    init.refuse_filled(folder)
    _refuse_flags_of_tables(table, mapping, answers)
    form = _form(table)
    today = options.today()
    day = past_day(recorded, today) if recorded else None
    card = init.Card(title, publisher, licence, contact)
    files: Files = init.new_files(card, requirement, day or today)
    has_rejects = False
    explanation = None
    if table:
        request = _Table(table, form, mapping, answers, day, dry_run)
        explanation = _explanation(request)
        files = {**files, f"data/{explanation.file}": explanation.text.encode()}
        with explanations.kept_answers(explanation, table):
            files, has_rejects = _with_records(files, request, explanation)
    if not dry_run:
        init.make_folder(folder, files)
    if not (explanation and explanation.is_written):
        streams.show(folder / name for name in sorted(files))
    if requirement is None:
        streams.say(_NO_REQUIREMENT.format(folder))
    if not dry_run:
        _say_what_is_next(folder, explanation)
    if has_rejects:
        raise typer.Exit(1)


def _refuse_flags_of_tables(table: Path | None, mapping: Path | None, answers: Path | None) -> None:
    """Raise UsageError for a mapping or answers that are of no use."""
    if (mapping or answers) and not table:
        flag = "--map" if mapping else "--answers"
        raise UsageError(f"{flag} applies only with --from")
    if mapping and answers:
        raise UsageError("--answers is for a table without a mapping", "omit --map or --answers")


def _say_what_is_next(folder: Path, explanation: explanations.Explanation | None) -> None:
    steps = [
        "git init -b main && git add . && git commit -m 'A new dataset'",
        "stancetracker list" if explanation else "stancetracker add issue --help",
        "stancetracker check",
    ]
    if folder.resolve() != Path.cwd():
        steps.insert(0, f"cd {shlex.quote(visible(str(folder)))}")
    if explanation:
        mapping = shlex.quote(visible(f"data/{explanation.file}"))
        command = f"stancetracker import NEXT --map {mapping} --recorded DAY"
        steps.append(f"{command}  # the table's next version, and its day")
    streams.say("made; next:")
    streams.say_below(f"  {step}" for step in steps)


def _upgrade(folder: Path, files: Files, dry_run: bool) -> None:
    """Write the workflows and hooks of a dataset anew."""
    from stancetracker.contribute.init import replace

    if not dry_run:
        replace(folder, files)
    streams.show(folder / name for name in files)
    streams.say(f"{plural(len(files), 'file')} {'would be ' if dry_run else ''}rewritten")


def _form(table: Path | None) -> str:
    """Return the form of a table that can be read; raises UsageError, before anything is asked."""
    if table is None:
        return ""
    form: str = imports.reader().form_of(str(table), is_mapped=True)
    streams.content(table)
    return form


class _Table(NamedTuple):
    """A table to import, and how."""

    path: Path
    form: str
    mapping: Path | None
    answers: Path | None
    stated_day: str | None
    """The day of the table, if it is stated."""
    dry_run: bool


def _explanation(table: _Table) -> explanations.Explanation:
    """Return the mapping of a table: as a file has it, or as a person answers."""
    if table.mapping is None:
        return explanations.explain(
            table.path, table.form, None, table.answers, table.stated_day, dry_run=table.dry_run
        )
    document = imports.mapping_of(table.mapping)
    imports.need_day(document, table.stated_day)
    return explanations.Explanation(
        "\n".join(document.lines), explanations.mapping_file(table.mapping.name)
    )


class FilesWithRecords(NamedTuple):
    """The files of a dataset with the records of a table, of which rows may be rejected."""

    files: Files
    has_rejects: bool


def _with_records(
    files: Files, table: _Table, explanation: explanations.Explanation
) -> FilesWithRecords:
    """Import a table into a trial dataset, and return its files once a person agrees."""
    from stancetracker.contribute.dataset import open_dataset
    from stancetracker.contribute.imports import write
    from stancetracker.contribute.init import make_folder
    from stancetracker.ledger.folder import Folder, read

    recorded = explanation.recorded or table.stated_day or options.today()
    with TemporaryDirectory() as temporary:
        trial = Path(temporary, "trial")
        make_folder(trial, files)
        data = Folder(trial / "data", cached=False)
        with open_dataset(data) as dataset:
            planned = imports.plan_table(
                dataset, str(table.path), table.form, explanation.document, recorded
            )
            imports.say_sides(planned, are_confirmed=table.mapping is None)
            if planned.accepted:
                write(planned)
        data_files = {f"data/{file.name}": read(file) for file in data.files()}
        data_files |= {f"data/{file.name}": file.after for file in planned.plan.beside}
    imports.say_what_is_rejected(planned)
    explanations.refuse_nothing(planned)
    if table.dry_run or streams.may_ask():
        explanations.show_summary(planned, explanation)
    imports.say_counts(planned, table.dry_run)
    if not table.dry_run:
        if streams.may_ask():
            typer.confirm("make this dataset?", abort=True)
        imports.keep_rejects(planned, str(table.path), is_table=True)
    return FilesWithRecords({**files, **data_files}, bool(planned.rejects))
