"""What stands in the tables of an index, so that two can be compared."""

import sqlite3
from pathlib import Path
from typing import Any

from stancetracker.index import build, store
from stancetracker.index.queries import sql
from stancetracker.ledger.folder import Data

Tables = dict[str, list[tuple[Any, ...]]]
_OF_ITSELF = ("data_file", "meta")


def filled(data: Data) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    build.fill(connection, data)
    return connection


def tables(connection: sqlite3.Connection) -> Tables:
    """The rows of every table, in an order that says nothing; of the texts and what finds them, see `texts`."""
    cursor = connection.cursor()
    cursor.row_factory = None
    names = cursor.execute(
        "SELECT name FROM main.sqlite_schema"
        " WHERE type = 'table' AND name NOT LIKE 'passage%' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    found = {
        name: sorted(cursor.execute(f"SELECT * FROM main.[{name}]").fetchall(), key=repr)
        for (name,) in names
        if name not in _OF_ITSELF
    }
    schema = cursor.execute(
        "SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL"
    ).fetchall()
    version = cursor.execute(
        "SELECT name, value FROM main.meta WHERE name LIKE 'data_%'"
    ).fetchall()
    return {**found, "texts": texts(cursor), "schema": sorted(schema), "version": sorted(version)}


def texts(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    """The texts in their order, and, by a word of theirs, those in which it is found, the best and the newest first."""
    rows = cursor.execute(
        "SELECT * FROM main.passage ORDER BY latest IS NOT NULL, latest, earliest, record, field"
    ).fetchall()
    place = {row[0]: number for number, row in enumerate(rows)}
    found: list[tuple[Any, ...]] = [row[1:] for row in rows]
    words = {word for row in rows for word in str(row[-1]).split() if word.isalnum()}
    for word in sorted(words):
        for weighed in (True, False):
            hits = cursor.execute(sql("search"), {"terms": f'"{word}"', "weighed": weighed})
            found.append((word, [(place[rowid], score) for rowid, score in hits]))
    return found


def indexes(cache: Path) -> list[Path]:
    """What lies in a cache folder besides its lock."""
    return [file for file in cache.iterdir() if file.name != store.LOCK]
