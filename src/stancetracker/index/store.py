"""Open the index of a dataset, and answer from it.

A fresh index is opened as it is. Where lines were appended, or a few files changed, it is updated (`refresh`);
otherwise it is rebuilt. Where nothing can be written, it is built in memory. Only building imports pydantic.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from stancetracker.index import cache as caches
from stancetracker.index.queries import Question, data_version, pose
from stancetracker.ledger.folder import Folder

Source = Literal["fresh", "extended", "built", "memory"]
Answer = TypeVar("Answer")


class Index(NamedTuple):
    """An open index, read-only, and where it came from."""

    connection: sqlite3.Connection
    path: Path | None
    source: Source


def ask(
    folder: Folder,
    asked: Question,
    answer: Callable[[Index], Answer],
    cache: Path | None = None,
    revision: str | None = None,
) -> Answer:
    """Answer a question from a fresh index of the dataset, or from one in memory of a git revision of it.

    Raises BrokenDatasetError when the dataset does not load, and HistoryError where a revision can't be read.
    """

    def posed(index: Index) -> Answer:
        pose(index.connection, asked)
        return answer(index)

    if revision is None:
        return _answered(folder, posed, cache)
    from stancetracker.index.build import build_from
    from stancetracker.ledger.git import contents

    files, problems = contents(folder, revision)
    with closing(sqlite3.connect(":memory:")) as connection:
        build_from(connection, files, problems, caches.about(folder))
        caches.ready(connection)
        return posed(Index(connection, None, "memory"))


def ask_both(
    folder: Folder,
    answer: Callable[[sqlite3.Connection, sqlite3.Connection], Answer],
    cache: Path | None = None,
) -> Answer:
    """Answer from two connections to one state of the data; `pose` asks each its question.

    Raises BrokenDatasetError when the dataset does not load.
    """

    def both(index: Index) -> Answer:
        with closing(_second(index)) as second:
            return answer(index.connection, second)

    return _answered(folder, both, cache)


def _answered(folder: Folder, answer: Callable[[Index], Answer], cache: Path | None) -> Answer:
    """Answer from an index; one that turns out to be damaged is deleted, and one in memory answers."""
    index = open_index(folder, caches.cache_folder() if cache is None else cache)
    try:
        with closing(index.connection):
            return answer(index)
    except sqlite3.DatabaseError:
        if index.path is None:
            raise
        with suppress(OSError):
            index.path.unlink()
    index = in_memory(folder)
    with closing(index.connection):
        return answer(index)


def _second(index: Index) -> sqlite3.Connection:
    """Open another connection to the data of an index.

    Raises sqlite3.OperationalError where the file has been replaced by one of other data since.
    """
    if index.path is None:
        copy = sqlite3.connect(":memory:")
        index.connection.backup(copy)
        caches.ready(copy)
        return copy
    connection = caches.connect(index.path)
    if data_version(connection) != data_version(index.connection):
        connection.close()
        raise sqlite3.OperationalError("the index was replaced while it was opened")
    return connection


def open_index(folder: Folder, cache: Path) -> Index:
    """Open the fresh index of a dataset, after updating or building it where it is not fresh.

    Its content stays the same until it is closed. Raises BrokenDatasetError when the dataset does not load.
    """
    if not folder.cached or caches.is_shared(cache):
        return in_memory(folder)
    path = caches.index_path(folder, cache)
    connection = caches.fresh(folder, path)
    if connection is not None:
        return Index(connection, path, "fresh")
    try:
        return _renewed(folder, path)
    except (OSError, sqlite3.Error):
        return in_memory(folder)


def _renewed(folder: Folder, path: Path) -> Index:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with caches.locked(path):
        connection = caches.fresh(folder, path)  # by another process
        if connection is not None:
            return Index(connection, path, "fresh")
        from stancetracker.index.refresh import extend  # pydantic and sqlite-utils, only to build

        with suppress(OSError, sqlite3.Error):
            if path.is_file() and extend(folder, path, caches.about(folder)):
                return Index(caches.connect(path), path, "extended")
    from stancetracker.index.build import build_beside

    build_beside(folder, path, caches.about(folder))
    return Index(caches.connect(path), path, "built")


def in_memory(folder: Folder) -> Index:
    """Build an index of a dataset that is never on disk.

    Raises BrokenDatasetError when the dataset does not load.
    """
    from stancetracker.index.build import build

    connection = build(folder, lambda: sqlite3.connect(":memory:"), caches.about(folder))
    caches.ready(connection)
    return Index(connection, None, "memory")
