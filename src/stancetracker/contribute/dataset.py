"""The dataset that records are added to, as its index has it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.index import build
from stancetracker.index.cache import cache_folder, ready
from stancetracker.index.store import open_index
from stancetracker.ledger.folder import Folder, Stamp, stamp


@dataclass(frozen=True)
class Dataset:
    """A dataset that can be added to."""

    folder: Folder
    connection: sqlite3.Connection = field(repr=False)
    """Its index."""
    torn: tuple[str, ...] = ()
    """The data files whose last line was cut short, which is set aside before anything is added."""

    def said(self, record: str) -> dict[str, Any] | None:
        """Return a record as plain JSON values, with its id; None where there is none. '' is the `dataset` record."""
        row = self.connection.execute("SELECT json FROM record WHERE id = ?", (record,)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def place(self, record: str) -> Place:
        """Return where a record stands."""
        row = self.connection.execute("SELECT file, line FROM record WHERE id = ?", (record,)).fetchone()
        return Place(*row)

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those of these ids that records have."""
        query = "SELECT id FROM record WHERE id IN (SELECT value FROM json_each(?))"
        return {name for (name,) in self.connection.execute(query, (json.dumps(list(ids)),))}

    def is_current(self) -> bool:
        """Return whether the data files are as they were when the index was filled."""
        read = {name: Stamp(*state) for name, *state in self.connection.execute(_STATES)}
        try:
            return read == {file.name: stamp(file) for file in self.folder.files()}
        except OSError:
            return False


_STATES = "SELECT name, size, mtime_ns, ctime_ns, inode FROM data_file"


@contextmanager
def opened(folder: Folder, *, is_new: bool = False) -> Iterator[Dataset]:
    """Open a dataset to add to; one that `is_new` has no files yet.

    Raises BrokenDatasetError where it does not load, but for last lines that were cut short.
    """
    with closing(sqlite3.connect(":memory:")) as memory:
        if is_new:
            build.build_from(memory, {}, (), {})
            yield Dataset(folder, memory)
            return
        try:
            index = open_index(folder, cache_folder())
        except BrokenDatasetError as error:
            _refuse_all_but_torn(error.problems, folder)
            loaded = build.fill(memory, folder)
            _refuse_all_but_torn(loaded.fatal, folder)
            ready(memory)
            yield Dataset(folder, memory, tuple(problem.place.file for problem in loaded.fatal))
            return
        with closing(index.connection):
            yield Dataset(folder, index.connection)


def _refuse_all_but_torn(problems: Sequence[object], folder: Folder) -> None:
    others = [one for one in problems if not isinstance(one, Problem) or one.code != "torn-line"]
    if others:
        raise BrokenDatasetError(others, folder.path) from None
