"""The contents of the tables of an index, in a form that can be compared."""

import sqlite3
from pathlib import Path
from typing import Any

from stancetracker.index import build
from stancetracker.index.cache import LOCK
from stancetracker.index.queries import sql
from stancetracker.ledger.folder import Data

Tables = dict[str, list[tuple[Any, ...]]]
_OF_ITSELF = ("data_file", "meta")


def filled(data: Data) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    build.fill(connection, data)
    return connection


def tables(connection: sqlite3.Connection) -> Tables:
    """Return the rows of every table, sorted, and those of `texts`."""
    cursor = connection.cursor()
    cursor.row_factory = None
    names = cursor.execute(
        "SELECT name FROM main.sqlite_schema"
        " WHERE type = 'table' AND name NOT LIKE 'passage%' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    rows_by_table = {
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
    return {
        **rows_by_table,
        "texts": texts(cursor),
        "schema": sorted(schema),
        "version": sorted(version),
    }


def texts(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    """Return the texts in their order, and for each of their words its hits, by score and by day."""
    rows = cursor.execute(
        "SELECT * FROM main.passage ORDER BY latest IS NOT NULL, latest, earliest, record, field"
    ).fetchall()
    place = {row[0]: number for number, row in enumerate(rows)}
    indexed_texts: list[tuple[Any, ...]] = [row[1:] for row in rows]
    words = {word for row in rows for word in str(row[-1]).split() if word.isalnum()}
    for word in sorted(words):
        for weighed in (True, False):
            hits = cursor.execute(sql("search"), {"terms": f'"{word}"', "weighed": weighed})
            indexed_texts.append((word, [(place[rowid], score) for rowid, score in hits]))
    return indexed_texts


def indexes(cache: Path) -> list[Path]:
    """Return the files of a cache folder besides its lock."""
    return [file for file in cache.iterdir() if file.name != LOCK]
