"""The texts that `search` reads: gathered in their order, or added to those that are there, each in its place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from stancetracker.index.fits import last
from stancetracker.index.posing import sql
from stancetracker.index.reading import UnsoundError

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
"""The columns of the texts; all but the first are those of `sql/passages.sql`, in the order of their ids."""
APART: Final = 1024
"""How far apart the ids of texts are, so that those of later records find their place between them."""
_PLACE: Final = "SELECT id, latest, earliest, record, field FROM passage WHERE id > ? ORDER BY id LIMIT 1"
_INSERT: Final = f"INSERT INTO passage VALUES ({', '.join('?' * len(COLUMNS))})"
_FIND: Final = "INSERT INTO passage_fts (rowid, text) VALUES (?, ?)"
_LOSE: Final = "INSERT INTO passage_fts (passage_fts, rowid, text) VALUES ('delete', ?, ?)"


class _Place(NamedTuple):
    """Where a text stands among the others: dated ones after those without a date."""

    latest: str
    earliest: str
    record: str
    field: str


def gather(connection: sqlite3.Connection) -> None:
    """Gather the texts of a filled index, the newest last."""
    with connection:
        connection.execute(
            f"INSERT INTO passage SELECT row_number() OVER () * {APART}, * FROM ({sql('passages')})"
        )


def add(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Add the texts of records that came to an index, for `search` to find.

    Raises UnsoundError where there is no room left for them between others.
    """
    text = f"SELECT * FROM ({sql('passages')}) WHERE record IN (SELECT value FROM json_each(?))"
    found = [(_place(row), row) for row in connection.execute(text, (json.dumps(list(records)),))]
    placed = [(_before(connection, place), row) for place, row in sorted(found)]
    for before, group in groupby(placed, key=itemgetter(0)):
        rows = [row for _, row in group]
        for name, row in zip(_between(connection, before, len(rows)), rows, strict=True):
            connection.execute(_INSERT, (name, *row))
            connection.execute(_FIND, (name, row[-1]))


def remove(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Take the texts of these records out of an index."""
    text = "SELECT id, text FROM passage WHERE record IN (SELECT value FROM json_each(?)) ORDER BY id"
    for name, words in connection.execute(text, (json.dumps(list(records)),)).fetchall():
        connection.execute(_LOSE, (name, words))
        connection.execute("DELETE FROM passage WHERE id = ?", (name,))


def _place(row: Sequence[Any]) -> _Place:
    of = dict(zip(COLUMNS[1:], row, strict=True))
    return _Place(of["latest"] or "", of["earliest"] or "", of["record"], of["field"])


def _before(connection: sqlite3.Connection, place: _Place) -> int:
    """The id of the last text that comes before this place; 0 where none does."""
    low, high = 0, last(connection, "passage")
    while low < high:
        middle = (low + high) // 2
        name, latest, earliest, record, field = connection.execute(_PLACE, (middle,)).fetchone()
        if _Place(latest or "", earliest or "", record, field) < place:
            low = name
        else:
            high = middle
    return low


def _between(connection: sqlite3.Connection, before: int, count: int) -> range:
    """Ids for so many texts after a text and before the next, as far apart as they can be."""
    after = connection.execute("SELECT min(id) FROM passage WHERE id > ?", (before,)).fetchone()[0]
    apart = APART if after is None else (after - before) // (count + 1)
    if apart == 0:
        raise UnsoundError
    return range(before + apart, before + apart * count + 1, apart)
