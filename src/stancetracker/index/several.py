"""One state of a dataset asked twice over, so that what is said of one day can be compared with another's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from stancetracker.index import queries, store
from stancetracker.index.queries import Question
from stancetracker.index.store import Index
from stancetracker.ledger.folder import Folder

Answer = TypeVar("Answer")
Both = Callable[[sqlite3.Connection, sqlite3.Connection], Answer]


def ask_both(folder: Folder, answer: Both[Answer], cache: Path | None = None) -> Answer:
    """Answer from two connections to the same data, which stay as they are meanwhile; `pose` asks each something.

    An index that turns out damaged while it is read is thrown away, and everything asked of one in memory.
    Raises BrokenDatasetError when the dataset does not load.
    """
    index = store.open_index(folder, store.cache_folder() if cache is None else cache)
    try:
        return _answer(index, answer)
    except sqlite3.DatabaseError:
        if index.path is None:
            raise
        with suppress(OSError):
            index.path.unlink()
    return _answer(store.in_memory(folder), answer)


def pose(connection: sqlite3.Connection, asked: Question) -> None:
    """Ask something of a connection, in the place of what it was asked before."""
    views = connection.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view'").fetchall()
    for (name,) in views:
        connection.execute(f'DROP VIEW temp."{name}"')
    queries.pose(connection, asked)


def _answer(index: Index, answer: Both[Answer]) -> Answer:
    with closing(index.connection), closing(_second(index)) as second:
        return answer(index.connection, second)


def _second(index: Index) -> sqlite3.Connection:
    """Another connection to the data of an index.

    Raises sqlite3.OperationalError where the file has been replaced by that of other data since.
    """
    if index.path is None:
        copy = sqlite3.connect(":memory:")
        index.connection.backup(copy)
        store.ready(copy)
        return copy
    connection = store.connect(index.path)
    if _held(connection) != _held(index.connection):
        connection.close()
        raise sqlite3.OperationalError("the index was replaced while it was opened")
    return connection


def _held(connection: sqlite3.Connection) -> str:
    """The version of the data, which stays as it is for this connection."""
    [(version,)] = connection.execute("SELECT value FROM meta WHERE name = 'data_version'")
    return str(version)
