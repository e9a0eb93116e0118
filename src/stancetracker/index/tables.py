"""The tables of an index: made by sqlite-utils, filled by plain executemany, with indices that are made last."""

import sqlite3
from contextlib import closing
from functools import cache
from typing import Final

from stancetracker.index import passages, schema
from stancetracker.ledger.kinds import kind_rows

INDICES: Final = (
    ("statement", ("issue", "speaker", "date_latest")),
    ("statement", ("speaker", "issue")),
    ("silence", ("issue", "date_latest")),
    ("silence_actors", ("record", "position", "value")),
    ("silence_actors", ("value", "record")),
    ("silence_searched", ("record", "position")),
    ("source", ("record", "part", "position")),
    ("person_memberships", ("record", "position")),
    ("issue_panel", ("record", "value")),
    ("issue_panel", ("value", "record")),
    ("event_issues", ("value", "record")),
    ("petition", ("issue",)),
    ("tie", ("actor",)),
    ("tie", ("counterparty",)),
    ("tie", ("event",)),
    ("reply", ("to",)),
    ("reply", ("by",)),
    ("correction", ("corrects", "recorded")),
    ("correction", ("replacement",)),
    ("publisher", ("name",)),
    ("publisher_domains", ("value", "record")),
    ("record", ("file",)),
)
TOKENIZER: Final = "unicode61 remove_diacritics 2"
# hashsize: bytes of words that are held until they are written, in one piece, as fewer pieces are to be merged.
_SEARCH: Final = f"""
CREATE VIRTUAL TABLE "passage_fts" USING FTS5 ("text", tokenize='{TOKENIZER}', content="passage");
INSERT INTO passage_fts (passage_fts, rank) VALUES ('hashsize', 8000000);
"""
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
PRAGMA cache_size = -24000;
"""


def make(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.executescript(_FILLING + _schema()[0])
    with connection:
        connection.executemany("INSERT INTO kind VALUES (?, ?, ?)", kind_rows())


def index(connection: sqlite3.Connection) -> None:
    """Make the indices of filled tables."""
    connection.executescript(_schema()[1])


@cache
def _schema() -> tuple[str, str]:
    """Return the SQL of the tables and that of their indices, which sqlite-utils takes its time to make."""
    # Importing it takes longer than to take in a record that was added, for which no table is made.
    from sqlite_utils import Database

    with closing(sqlite3.connect(":memory:")) as connection:
        database = Database(connection)
        for table, of_table in schema.tables().items():
            database.table(table).create(of_table)
        database.table("kind").create({"name": str, "position": int, "traits": str}, pk="name")
        columns = {"id": str, "kind": str, "file": str, "line": int, "json": str}
        database.table("record").create(columns, pk="id")
        database.table("unread").create({"id": str}, pk="id")
        database.table("meta").create({"name": str, "value": str}, pk="name")
        columns = {"name": str, "size": int, "mtime_ns": int, "ctime_ns": int, "inode": int}
        database.table("data_file").create(columns | {"sha256": str, "total": str}, pk="name")
        columns = {name: int if name == "id" else str for name in passages.COLUMNS}
        database.table("passage").create(columns, pk="id")
        database.create_view("actor", _ACTOR_VIEW)
        made = database.schema
        for table, of_table in schema.tables().items():
            if next(iter(of_table)) == "id":
                database.table(table).create_index(("id",), unique=True)
        for table, indexed in INDICES:
            database.table(table).create_index(indexed)
        return made, database.schema.removeprefix(made)


def make_search(connection: sqlite3.Connection) -> None:
    """Make the full-text table of the texts, which keeps no copy of them, while there are none."""
    connection.executescript(_SEARCH)


def index_texts(connection: sqlite3.Connection) -> None:
    """Index the gathered texts for `search`."""
    with connection:
        connection.execute("INSERT INTO passage_fts (passage_fts) VALUES ('rebuild')")
