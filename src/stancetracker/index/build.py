"""Make an index of a dataset: tables by sqlite-utils, rows by plain executemany, all in one pass."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index import schema, views
from stancetracker.index.derived import derive
from stancetracker.index.store import sql
from stancetracker.ledger.dataset import Dataset, load
from stancetracker.ledger.folder import Folder, stamp
from stancetracker.ledger.model import Issue

_ATTEMPTS: Final = 5
_INDICES: Final = (
    ("statement", ("issue", "speaker", "date_latest")),
    ("silence", ("issue", "date_latest")),
    ("silence_actors", ("record",)),
    ("silence_actors", ("value", "record")),
    ("source", ("record", "part", "position")),
    ("person_memberships", ("record", "position")),
    ("issue_panel", ("record", "value")),
    ("event_issues", ("value", "record")),
    ("tie", ("actor",)),
    ("reply", ("to",)),
    ("correction", ("corrects", "recorded")),
)
PASSAGE: Final = (
    "id",
    "record",
    "kind",
    "field",
    "issue",
    "actor",
    "date",
    "earliest",
    "latest",
    "found_from",
    "recorded",
    "text",
)
"""The columns of the texts that `search` reads; all but the first are those of `sql/passages.sql`."""
TOKENIZER: Final = "unicode61 remove_diacritics 2"
_ACTOR_VIEW: Final = """
SELECT id, 'person' AS kind, name, note, file, line FROM person
UNION ALL
SELECT id, 'organization' AS kind, name, note, file, line FROM organization
"""


def build(folder: Folder, connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
    """Fill an empty database with the dataset, the state of its files, and the facts in `about`.

    Raises BrokenDatasetError when the dataset does not load.
    """
    fill(_read_unchanged(folder), connection, about)


def fill(dataset: Dataset, connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
    """Fill an empty database with a dataset that has been read.

    Raises BrokenDatasetError when it does not load.
    """
    if dataset.broken:
        raise BrokenDatasetError(dataset.fatal)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    database = Database(connection)
    _make_tables(database)
    with connection:
        _insert(connection, _rows(dataset))
        _insert(connection, (("data_file", row) for row in _data_files(dataset)))
        facts = {**about, "data_version": dataset.version}
        _insert(connection, (("meta", fact) for fact in facts.items()))
    for table, columns in _INDICES:
        database.table(table).create_index(columns)
    _insert_passages(database)
    derive(connection)


def _insert_passages(database: Database) -> None:
    """Gather all texts, the newest last, and index them; the full-text table keeps no copy of them."""
    with database.conn:
        database.conn.execute(f"INSERT INTO passage ({', '.join(PASSAGE[1:])}) {sql('passages')}")
    database.table("passage").enable_fts(["text"], tokenize=TOKENIZER)


def schema_sql() -> str:
    """The views and tables that a query may read, as SQL; the views first, each column with what it holds."""
    database = Database(memory=True)
    _make_tables(database)
    return f"{views.schema_sql()}\n\n{database.schema}\n"


def build_beside(folder: Folder, target: Path, about: Mapping[str, str]) -> None:
    """Build an index in a file of its own and rename it to `target`, so that readers see old or new, never half.

    Raises BrokenDatasetError, OSError and sqlite3.Error; then nothing is left behind.
    """
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        beside.unlink(missing_ok=True)
        connection = sqlite3.connect(beside)
        try:
            build(folder, connection, about)
        finally:
            connection.close()
        _sync(beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _read_unchanged(folder: Folder) -> Dataset:
    """Read the dataset while no file of it changes, so that its files fit together."""
    for _ in range(_ATTEMPTS):
        dataset = load(folder)
        if _is_unchanged(dataset):
            break
    return dataset


def _is_unchanged(dataset: Dataset) -> bool:
    try:
        return dataset.stamps == {file.name: stamp(file) for file in dataset.folder.files()}
    except FileNotFoundError:
        return False


def _data_files(dataset: Dataset) -> Iterator[tuple[str | int, ...]]:
    """The state of each file before it was read, and the hash of what was read."""
    for name, state in dataset.stamps.items():
        yield name, *state, hashlib.sha256(dataset.parts[name].content).hexdigest()


def _make_tables(database: Database) -> None:
    for table in schema.tables():
        keyed = table.columns[0][0] == "id"
        database.table(table.name).create(dict(table.columns), pk="id" if keyed else None)
    database.table("meta").create({"name": str, "value": str}, pk="name")
    database.table("data_file").create(
        {"name": str, "size": int, "mtime_ns": int, "ctime_ns": int, "inode": int, "sha256": str},
        pk="name",
    )
    database.table("passage").create({name: int if name == "id" else str for name in PASSAGE}, pk="id")
    database.create_view("actor", _ACTOR_VIEW)


def _rows(dataset: Dataset) -> Iterator[tuple[str, tuple[object, ...]]]:
    since = {entry.id: entry.record.since for entry in dataset.entries if isinstance(entry.record, Issue)}
    for entry in dataset.entries:
        day = since.get(getattr(entry.record, "issue", ""))
        yield from schema.rows(entry.record, entry.place.file, entry.place.line, day)


def _insert(connection: sqlite3.Connection, rows: Iterable[tuple[str, tuple[object, ...]]]) -> None:
    by_table: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for table, row in rows:
        by_table[table].append(row)
    for table, values in by_table.items():
        marks = ", ".join("?" * len(values[0]))
        connection.executemany(f"INSERT INTO [{table}] VALUES ({marks})", values)
