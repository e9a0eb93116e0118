"""The texts that `search` reads: gathered in their order, the oldest first, or added behind those that are there.

Ids tell the order of those that were gathered; `hits` puts the others into their places.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import Final

from stancetracker.index.hits import gathered
from stancetracker.index.texts import texts_sql

COLUMNS: Final = (
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
"""The columns of the texts; all but the first are those of `texts.texts_sql`."""
# Every record is sought in the index of the sources, of which so much stays at hand; and texts are sorted in as much.
_GATHERING: Final = "PRAGMA cache_size = -24000; PRAGMA threads = 0"
_GATHERED: Final = "INSERT INTO meta SELECT 'texts_gathered', coalesce(max(id), 0) FROM passage"
_INSERT: Final = f"INSERT INTO passage VALUES ({', '.join('?' * len(COLUMNS))})"
_FIND: Final = "INSERT INTO passage_fts (rowid, text) VALUES (?, ?)"
_LOSE: Final = "INSERT INTO passage_fts (passage_fts, rowid, text) VALUES ('delete', ?, ?)"


def gather(connection: sqlite3.Connection) -> None:
    """Gather the texts of a filled index, the newest last."""
    connection.executescript(_GATHERING)
    with connection:
        connection.execute(f"INSERT INTO passage SELECT NULL, * FROM ({texts_sql()})")
        connection.execute(_GATHERED)


def add(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Add the texts of records that came to an index, for `search` to find."""
    text = f"SELECT * FROM ({texts_sql()}) WHERE record IN (SELECT value FROM json_each(?))"
    found = connection.execute(text, (json.dumps(list(records)),)).fetchall()
    [(last,)] = connection.execute("SELECT coalesce(max(id), 0) FROM passage")
    behind = max(last, gathered(connection)) + 1
    for name, row in enumerate(found, behind):
        connection.execute(_INSERT, (name, *row))
        connection.execute(_FIND, (name, row[-1]))


def remove(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Take the texts of these records out of an index."""
    text = "SELECT id, text FROM passage WHERE record IN (SELECT value FROM json_each(?)) ORDER BY id"
    for name, words in connection.execute(text, (json.dumps(list(records)),)).fetchall():
        connection.execute(_LOSE, (name, words))
        connection.execute("DELETE FROM passage WHERE id = ?", (name,))
