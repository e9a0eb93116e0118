"""Tables of other trackers through a mapping, and data packages of this program."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from stancetracker.addons.tables import files, mapping, memory, package
from stancetracker.addons.tables.answers import Answered, Ask, answered
from stancetracker.addons.tables.existing import differing, line_of
from stancetracker.addons.tables.files import Table, UnreadableTableError
from stancetracker.addons.tables.history import next_group_id
from stancetracker.addons.tables.intake import Intake
from stancetracker.addons.tables.mapping import dates_rows_by_table as dates_rows_by_table
from stancetracker.addons.tables.questions import OnRecord, questions
from stancetracker.addons.tables.versions import correction
from stancetracker.addons.tables.writing import mapping_text as mapping_text
from stancetracker.base.errors import UsageError
from stancetracker.contribute.batch import Item, NotImportedError
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.document import Document
from stancetracker.contribute.document import load as load
from stancetracker.contribute.imports import (
    LINES,
    Import,
    Progress,
    RowQuestion,
    as_lines,
    own_file,
    plan_items,
    without_rejected,
)
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.contribute.pairs import Values, fields
from stancetracker.contribute.stored import without_history
from stancetracker.index import queries
from stancetracker.index.manifest import MANIFEST
from stancetracker.index.resolution import ABOUT
from stancetracker.ledger import files as file_access
from stancetracker.ledger.record import OF_EVERY_KIND
from stancetracker.render.package import NAME

LINES_TABLE: Final = "jsonl"
PACKAGE: Final = "package"
_TABLES: Final = ("csv", "tsv", "xlsx", "ods", "json", "parquet")
_LINES: Final = ("jsonl", "ndjson")
_EXPORTS: Final = {
    re.compile(rb"SQLite format 3\0"): "SQLite",
    re.compile(rb'\{\s*"@context":'): "JSON-LD",
    re.compile(rb'\{"id": "[^"]*", "schema": "[A-Za-z]+", "properties": \{'): "FollowTheMoney",
}
"""The beginnings of exports that `import` does not read, and their kinds."""
_REASON: Final = "The record was corrected in a table."
_MOST_OF_A_START: Final = 1_000
_REPLACED: Final = (
    "SELECT replacement FROM correction WHERE corrects = ? AND replacement IS NOT NULL"
)


def form_of(file: str, *, is_mapped: bool) -> str:
    """Return the form of a file: `package`, `jsonl` for records, or that of a table.

    JSON lines without a `kind` are a table. Raises UsageError where it has no known form, or a
    mapping in vain.
    """
    if file == "-":
        return "csv" if is_mapped else LINES
    if kind := _unread_export(Path(file)):
        message = f"`import` can't read a {kind} export: {file}"
        raise UsageError(message, "use `export csv` or `export xlsx` instead")
    form = _form_by_extension(Path(file), is_mapped=is_mapped)
    if form not in (LINES, LINES_TABLE, PACKAGE, *_TABLES):
        raise UsageError(f"unknown extension: {file}", f"a table is {', '.join(_TABLES)}, jsonl")
    if is_mapped and form in (LINES, PACKAGE):
        what = "JSON lines" if form == LINES else "a data package"
        raise UsageError(f"a mapping is for a table, not for {what}")
    return form


def _form_by_extension(path: Path, *, is_mapped: bool) -> str:
    """Return the form of a file or folder; of an unknown one, its extension."""
    ending = path.suffix.lower().removeprefix(".")
    if path.is_dir() or path.name == NAME or ending == package.ZIP:
        return PACKAGE
    if ending == "rejects":
        return LINES
    if ending in _LINES:
        return LINES if _are_records(path) else LINES_TABLE
    if ending == "xlsx" and not is_mapped and package.is_workbook(path):
        return PACKAGE
    return ending


def _unread_export(path: Path) -> str | None:
    """Return the kind of an export that `import` does not read; None for any other file."""
    if _is_in_parquet_export(path):
        return "Parquet"
    if path.is_dir():
        return None
    try:
        with file_access.reading(*file_access.resolved(path)) as file:
            start = file.read(_MOST_OF_A_START)
    except OSError:
        return None
    return next((kind for form, kind in _EXPORTS.items() if form.match(start)), None)


def _is_in_parquet_export(path: Path) -> bool:
    """Return whether a path is the folder of an export, that of one of its tables, or a file."""
    if not path.is_dir() and path.suffix != ".parquet":
        return False
    return any(
        (folder / MANIFEST).is_file() and not (folder / NAME).is_file()
        for folder in (path, path.parent, path.parent.parent)
    )


def _are_records(path: Path) -> bool:
    """Return whether JSON lines are records: one of them has a `kind`, or the first is no row."""
    try:
        with file_access.reading(*file_access.resolved(path)) as lines:
            rows = [_parsed(line) for line in lines if line.strip()]
    except OSError:
        return True
    has_kind = any(isinstance(row, dict) and "kind" in row for row in rows)
    return has_kind or not rows or not isinstance(rows[0], (dict, list))


def _parsed(line: bytes) -> Any:
    """Return what a line holds; None where it is no JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Name the file in the error that it can't be read."""
    try:
        yield
    except UnreadableTableError as error:
        raise UnreadableTableError(error.form, file) from error


def explain(
    content: bytes,
    form: str,
    file: Path,
    dataset: Dataset | None,
    answers: Document | None,
    ask: Ask | None,
    recorded: str | None,
    today: str,
) -> Answered:
    """Return what the columns of a table mean, by a file of answers or by a person.

    `recorded` is the day of the table, where it is known already.

    Raises as `files.read`, and UsageError for answers that can't be taken.
    """
    on_record = _on_record(dataset) if dataset else OnRecord()
    with _naming(str(file)):
        steps = questions(content, form, file.stem, on_record, today)
        return answered(steps, answers, ask, recorded)


def _on_record(dataset: Dataset) -> OnRecord:
    entries = [*queries.names(dataset.connection)]
    issues = dict.fromkeys(entry.id for entry in entries if entry.kind == "issue")
    actors = (entry for entry in entries if entry.kind in ACTOR_KINDS)
    names = frozenset(entry.name for entry in actors if entry.name != entry.id)
    mappings = [*_mappings(dataset.folder.path)]
    return OnRecord({id: dataset.values(id) for id in issues}, names, mappings)


def _mappings(folder: Path) -> Iterator[Document]:
    """Yield the mappings of a dataset's tables, but for files that can't be read as TOML."""
    for path in sorted((folder / memory.FOLDER).glob("*.toml")):
        with suppress(UsageError, OSError):
            content = file_access.content(folder, f"{memory.FOLDER}/{path.name}")
            yield load(content, str(path))


def read(content: bytes, form: str, document: Document, file: str) -> Table:
    """Read a table of a form, written as its mapping says; raises as `files.read`."""
    with _naming(file):
        return files.read(content, form, mapping.dialect(document))


def plan_package(dataset: Dataset, path: Path, today: str, recorded: str) -> Import:
    """Plan to import the records of a data package, as `export csv` or `export xlsx` writes it.

    Raises UsageError where the path is none, NoDatasetError, BrokenDatasetError and
    NotImportedError.
    """
    limits, records = package.package(path)
    if limits and dataset.is_new:
        message = f"the package holds only {limits}; everyone else would appear unchecked"
        raise NotImportedError(
            message, "import it into the dataset it came from, or export that whole"
        )
    items: list[Item] = []
    notes: list[str] = []
    for at, row in enumerate(records):
        revised_items, note = _revised(dataset, Item(row.cells[0], (at,), row.origin), recorded)
        items += revised_items
        notes += [note] if note else []
    if limits:
        notes.append(
            f"the package holds only {limits}: statements and silences of others are missing"
        )
    # A whole dataset is read back as it was: what has no day was there from the start.
    day = None if dataset.is_new else recorded
    return plan_items(
        dataset, today, day, records, as_lines, without_rejected(items), notes=lambda _: notes
    )


def _revised(dataset: Dataset, item: Item, recorded: str) -> tuple[list[Item], str | None]:
    """Return what a record that may have been changed elsewhere becomes, and the change in words.

    It is the next version of the record; where that would be about something else, a new record
    supersedes it.
    """
    value = dict(item.value)
    first = str(value.get("id", ""))
    # The row of a record that was replaced may still be as it was.
    for id in dict.fromkeys((first, _last_replacement(dataset, first))):
        there = dataset.values(id)
        after = _with_values(dataset, there, value)
        changes = list(fields(there, after)) if after else []
        if not changes:
            return [item._replace(record=there) if after else item], None
    note = f"{item.origin}: {id or 'the dataset'}: {differing(there, after, there['kind'])}"
    about = ABOUT.get(there["kind"], ())
    if after is None or all(there.get(name) == after.get(name) for name in about):
        record = {**value, "id": id} if id else value
        return [item._replace(record=record, reason=_REASON)], note
    new = next_group_id(id)
    fix = correction(id, new, _REASON, recorded)
    records = ({**value, "id": new, "recorded": recorded}, fix)
    return [item._replace(record=record) for record in records], note


def _last_replacement(dataset: Dataset, id: str) -> str:
    """Return the id of what stands in the place of a record by now; of one that stands, its own."""
    chain = [id]
    while row := dataset.connection.execute(_REPLACED, chain[-1:]).fetchone():
        if row[0] in chain:
            break
        chain.append(str(row[0]))
    return chain[-1]


def _with_values(
    dataset: Dataset, there: Mapping[str, Any], value: Mapping[str, Any]
) -> Values | None:
    """Return a record of the dataset as a table has it; None where the two are of two kinds."""
    if there.get("kind") != value["kind"]:
        return None
    kept = {key: there[key] for key in ("id", *OF_EVERY_KIND) if key in there}
    return line_of({**without_history(value), **kept}, dataset.names)


def plan_table(
    dataset: Dataset,
    table: Table,
    document: Document,
    today: str,
    recorded: str,
    progress: Progress,
    *,
    is_checked: bool = False,
) -> Import:
    """Plan to import a table through a mapping.

    With `is_checked`, the silent were checked again although no row differs.

    Raises UsageError for a mapping that can't be used, NoDatasetError, BrokenDatasetError and
    NotImportedError.
    """
    intake = Intake(dataset, document, table, recorded, progress, is_checked=is_checked)
    progress("checking", 0, 1)
    planned = plan_items(
        dataset,
        today,
        recorded,
        table.rows,
        partial(table.rejects, has_questions=bool(intake.questions)),
        intake.items,
        intake.faults,
        intake.notes,
        intake.beside,
        own_file(dataset, document.values.get("versions", {}).get("name", "")),
    )
    questions = [
        RowQuestion(table.rows[at].line, question.text, question.choices)
        for at, of_row in intake.questions.items()
        for question in of_row
    ]
    questions += [
        RowQuestion(table.rows[at].line, question.text, question.choices, "keep two")
        for at, question in intake.identity_questions.items()
    ]
    return planned._replace(questions=tuple(questions), doubt=intake.doubt, codes=intake.codes)
