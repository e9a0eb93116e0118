"""The tables of an index: made by sqlite-utils, filled by plain executemany, with indices that are made last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stancetracker.index import passages, schema, views
from stancetracker.index.rows import Rows
from stancetracker.ledger.kinds import kind_rows

if TYPE_CHECKING:
    from sqlite_utils import Database

FIRST: Final = (("silence_actors", ("record", "position", "value")), ("correction", ("corrects", "recorded")))
"""The indices by which the summary is made."""
INDICES: Final = (
    ("statement", ("issue", "speaker", "date_latest")),
    ("silence", ("issue", "date_latest")),
    ("silence_actors", ("value", "record")),
    ("source", ("record", "part", "position")),
    ("person_memberships", ("record", "position")),
    ("issue_panel", ("record", "value")),
    ("event_issues", ("value", "record")),
    ("tie", ("actor",)),
    ("reply", ("to",)),
)
TOKENIZER: Final = "unicode61 remove_diacritics 2"
# Bytes of words that are held until they are written, in one piece: fewer pieces are to be merged.
_WORDS_HELD: Final = 8_000_000
_ACTOR_VIEW: Final = """
SELECT id, 'person' AS kind, name, note, file, line FROM person
UNION ALL
SELECT id, 'organization' AS kind, name, note, file, line FROM organization
"""
# Rows go to the end of their tables, and indices are sorted into place: a page in the cache is worth little.
# Until it is whole, the file is nobody else's, and lost when anything fails.
_FILLING: Final = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
"""


def make(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.executescript(_FILLING)
    _make(_database(connection))
    with connection:
        connection.executemany("INSERT INTO kind VALUES (?, ?, ?)", kind_rows())


def make_half(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    """Make the tables that `statements` of another database make, in an empty one that it will take in."""
    connection.executescript(_FILLING)
    for statement in statements:
        connection.execute(statement)


def statements(connection: sqlite3.Connection) -> list[str]:
    """What makes the tables of records, as SQL."""
    text = "SELECT sql FROM sqlite_schema WHERE name = ?"
    return [connection.execute(text, (table.name,)).fetchone()[0] for table in schema.tables()]


def take_in(connection: sqlite3.Connection, half: Path) -> None:
    """Put the rows of another database after those that are there; neither has indices yet.

    Raises sqlite3.Error.
    """
    connection.execute("ATTACH ? AS half", (str(half),))
    with connection:
        for table in schema.tables():
            # Of tables that are alike SQLite copies the rows as they are, whole.
            connection.execute(f"INSERT INTO main.[{table.name}] SELECT * FROM half.[{table.name}]")
    connection.execute("DETACH half")


def _database(connection: sqlite3.Connection) -> Database:
    # Importing it takes longer than to take in a record that was added, for which no table is made.
    from sqlite_utils import Database

    return Database(connection)


def _make(database: Database) -> None:
    for table in schema.tables():
        database.table(table.name).create(dict(table.columns))
    database.table("kind").create({"name": str, "position": int, "traits": str}, pk="name")
    database.table("meta").create({"name": str, "value": str}, pk="name")
    database.table("data_file").create(
        {
            "name": str,
            "size": int,
            "mtime_ns": int,
            "ctime_ns": int,
            "inode": int,
            "sha256": str,
            "total": str,
        },
        pk="name",
    )
    database.table("passage").create(
        {name: int if name == "id" else str for name in passages.COLUMNS}, pk="id"
    )
    database.create_view("actor", _ACTOR_VIEW)


def fill(connection: sqlite3.Connection, blocks: Iterable[Rows]) -> None:
    """Insert rows into their tables, block by block, in a transaction of its own."""
    with connection:
        for rows in blocks:
            put(connection, rows)


def put(connection: sqlite3.Connection, rows: Rows) -> None:
    """Insert rows into their tables."""
    for insertion, values in rows.items():
        connection.executemany(insertion, values)


def put_facts(connection: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    """Say what the index was made of, and by what."""
    connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())


def put_file(connection: sqlite3.Connection, state: tuple[object, ...], total: int | None) -> None:
    """Say what a data file is like: its name, stamp and hash, and the sum of its records' digests if it has its own."""
    written = None if total is None else f"{total:x}"
    connection.execute("INSERT OR REPLACE INTO data_file VALUES (?, ?, ?, ?, ?, ?, ?)", (*state, written))


def index_first(connection: sqlite3.Connection) -> None:
    """Make the indices of the filled tables by which the summary is made."""
    database = _database(connection)
    for name, columns in FIRST:
        database.table(name).create_index(columns)


def index(connection: sqlite3.Connection) -> None:
    """Make the other indices by which records are read.

    Raises sqlite3.IntegrityError where two records of a kind have one id.
    """
    database = _database(connection)
    for table in schema.tables():
        if table.columns[0][0] == "id":
            database.table(table.name).create_index(("id",), unique=True)
    for name, columns in INDICES:
        database.table(name).create_index(columns)


def make_search(connection: sqlite3.Connection) -> None:
    """Make the full-text table of the texts, which keeps no copy of them, while there are none."""
    _database(connection).table("passage").enable_fts(["text"], tokenize=TOKENIZER)
    connection.execute("INSERT INTO passage_fts (passage_fts, rank) VALUES ('hashsize', ?)", (_WORDS_HELD,))


def index_texts(connection: sqlite3.Connection) -> None:
    """Index the gathered texts for `search`."""
    with connection:
        connection.execute("INSERT INTO passage_fts (passage_fts) VALUES ('rebuild')")


def schema_sql() -> str:
    """The views and tables that a query may read, as SQL; the views first, each column with what it holds."""
    database = _database(sqlite3.connect(":memory:"))
    _make(database)
    return f"{views.schema_sql()}\n\n{database.schema}\n"
