"""`stancetracker import`: many records at once, from JSON lines or tables of other trackers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from stancetracker.base.dates import past_day
from stancetracker.base.errors import NoDatasetError, UsageError
from stancetracker.cli import explanations, imports, options, streams
from stancetracker.cli.options import argument, option, switch

if TYPE_CHECKING:
    from stancetracker.contribute.add import Outcome
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.document import Document
    from stancetracker.contribute.imports import Import
    from stancetracker.ledger.folder import Folder

PANEL = "contributors"
_PACKAGE = "package"
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
        "MAP.TOML",
        "The table's mapping; without it, you are asked what the columns mean.",
        "--map",
    ),
    answers: Path | None = option(
        "FILE", "Answers to the questions about a table without a mapping; -n writes them."
    ),
    recorded: str | None = option(
        "DAY",
        "The day the records became known; by default today, but the first import of a table asks.",
    ),
    dry_run: bool = options.DRY_RUN,
    fix: bool = switch("Prompt for corrections to rejected rows.", "--fix"),
    checked: bool = switch(
        "Record that the silent were checked again, even if no row has changed.", "--checked"
    ),
    whole: bool = switch(
        "Confirm that the table is complete, even if very many rows are gone.", "--whole"
    ),
    strict: bool = switch("Add nothing if any row is rejected.", "--strict"),
    rejects: Path | None = option(
        "FILE", "Where rejected rows go; by default FILE.rejects.csv in this folder."
    ),
) -> None:
    """Import records from JSON lines, a table, or a data package.

    The first import of a table asks what its columns mean, and keeps the answers as its mapping.
    """
    from stancetracker.contribute.dataset import open_dataset
    from stancetracker.ledger.journal import finished

    form = _form(file, mapping, answers)
    is_table = form not in (None, _PACKAGE)
    if not is_table:
        _refuse_flags_of_tables(fix=fix, checked=checked, whole=whole)
    folder, is_new = _target(dataset)
    finished(folder, dry_run=dry_run)
    stated_day = past_day(recorded, options.today()) if recorded else None
    request = _Request(file, form, mapping, answers, stated_day, fix, checked, dry_run)
    with open_dataset(folder, is_new=is_new) as opened:
        planned, explanation = _plan_table(opened, request) if is_table else _plan(opened, request)
        is_whole = imports.is_whole(planned, stated=whole, dry_run=dry_run)
        _show_sides(planned, are_confirmed=not is_table or bool(explanation), dry_run=dry_run)
        outcome = None
        if dry_run:
            explanations.show_summary(planned, explanation)
        else:
            if is_whole:
                imports.keep_rejects(planned, file, rejects, is_table=is_table)
            outcome = _write(planned, strict=strict, is_whole=is_whole)
            explanations.say_where_it_is(folder, explanation)
    imports.say_counts(planned, dry_run)
    if outcome:
        imports.say_how_to_undo(folder, outcome)
    if planned.rejects:
        raise typer.Exit(1)


class _Request(NamedTuple):
    """What to import, and how."""

    file: str
    form: str | None
    """That of a table or a package; None for records as JSON lines."""
    mapping: Path | None
    answers: Path | None
    stated_day: str | None
    """The day that the records became known, if it is stated."""
    fix: bool
    checked: bool
    dry_run: bool

    @property
    def day(self) -> str:
        """Return the day that the records became known, by default today."""
        return self.stated_day or options.today()


def _plan(dataset: Dataset, request: _Request) -> tuple[Import, None]:
    """Plan to import records as JSON lines, or a package; say which are rejected."""
    from stancetracker.contribute import imports as importing

    today = options.today()
    if request.form is None:
        content = streams.content(request.file)
        planned = importing.plan_lines(dataset, content, request.file, today, request.day)
    else:
        package = Path(request.file)
        planned = imports.reader().plan_package(dataset, package, today, request.day)
    imports.say_what_is_rejected(planned)
    return planned, None


def _plan_table(
    dataset: Dataset, request: _Request
) -> tuple[Import, explanations.Explanation | None]:
    """Plan to import a table, and say which rows are rejected; return how it was explained too."""
    document, explanation = _mapping(dataset, request)
    day = (explanation.recorded if explanation else "") or request.day
    with explanations.kept_answers(explanation, Path(request.file)):
        planned = imports.plan_table(
            dataset,
            request.file,
            str(request.form),
            document,
            day,
            fix=request.fix,
            is_checked=request.checked,
        )
        imports.say_what_is_rejected(planned)
        if explanation:
            planned = explanations.with_mapping(planned, explanation)
    return planned, explanation


def _form(file: str, mapping: Path | None, answers: Path | None) -> str | None:
    """Return the form of a table or a package; None for records as JSON lines.

    Raises UsageError for a mapping or answers that are of no use.
    """
    from stancetracker.contribute import imports as importing

    if answers and mapping:
        raise UsageError("--answers is for a table without a mapping", "omit --map or --answers")
    form: str = imports.reader().form_of(file, is_mapped=mapping is not None)
    if answers and form in (importing.LINES, _PACKAGE):
        raise UsageError("--answers applies only to a table")
    return None if form == importing.LINES else form


def _mapping(
    dataset: Dataset, request: _Request
) -> tuple[Document, explanations.Explanation | None]:
    """Return the mapping of a table, and how it was explained, if that was asked."""
    if request.mapping is not None:
        document = imports.mapping_of(request.mapping)
        imports.need_day(document, request.stated_day)
        return document, None
    table = Path(request.file)
    earlier_mapping = dataset.folder.path / explanations.mapping_file(f"{table.stem}.toml")
    if earlier_mapping.exists():
        raise UsageError(f"{table} has a mapping already", f"--map {earlier_mapping}")
    explanation = explanations.explain(
        table,
        str(request.form),
        dataset,
        request.answers,
        request.stated_day,
        dry_run=request.dry_run,
    )
    document = explanation.document
    word = document.values["versions"]["name"]
    if (dataset.folder.path / explanations.mapping_file(f"{word}.rows")).exists():
        message = f"another table of this ledger has the word {word} in its ids"
        raise UsageError(message, "give the file another name, or the other's mapping: --map")
    return document, explanation


def _show_sides(planned: Import, *, are_confirmed: bool, dry_run: bool) -> None:
    """Say which words take which side; ask about those of a mapping, unless in a dry run."""
    if dry_run or are_confirmed:
        imports.say_sides(planned, are_confirmed=are_confirmed)
    else:
        imports.confirm_sides(planned)


def _write(planned: Import, *, strict: bool, is_whole: bool) -> Outcome:
    """Add the records, and name each file whose torn last line was set aside."""
    from stancetracker.contribute.imports import write

    outcome = write(planned, strict=strict, is_whole=is_whole)
    torn_files = outcome.torn_line_files
    streams.say(*(f"a torn last line was set aside in {name}" for name in torn_files))
    return outcome


def _refuse_flags_of_tables(*, fix: bool, checked: bool, whole: bool) -> None:
    """Raise UsageError for a flag that means nothing without a mapping."""
    if fix:
        raise UsageError(
            "--fix applies only to tables", "fix the rejected lines in the file with them"
        )
    if checked or whole:
        flag = "--checked" if checked else "--whole"
        raise UsageError(f"{flag} applies only to a table with a mapping", "--map MAP.TOML")


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
