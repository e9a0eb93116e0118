"""The dataset that records are added to."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.contribute.names import Names
from stancetracker.contribute.stored import contents, without_history
from stancetracker.index import build, lookup, queries
from stancetracker.index.cache import cache_folder
from stancetracker.index.resolution import next_number
from stancetracker.index.store import open_verified_index
from stancetracker.index.tables import LISTED
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import Change
from stancetracker.ledger.kinds import CLASS_BY_KIND, with_other_ids
from stancetracker.ledger.lines import StoredLine, lines_in


@dataclass(frozen=True)
class Dataset:
    """A dataset that can be added to."""

    folder: Folder
    connection: sqlite3.Connection = field(repr=False)
    torn_files: tuple[str, ...] = ()
    """The data files whose last line was cut short; it is set aside before anything is added."""
    is_new: bool = False
    """True if its folder has no data yet."""
    restored: Sequence[Change] = ()
    """The data files in which lines were put back that somebody edited; on disk they are edited."""

    def values(self, record: str) -> dict[str, Any]:
        """Return a record as plain JSON values, with its id; empty if there is none.

        The id '' is that of the `dataset` record.
        """
        return lookup.values(self.connection, record)

    def with_todays_ids(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record that names others by their ids of today, as `values` does."""
        record_class = CLASS_BY_KIND[values["kind"]]
        with_ids: dict[str, Any] = with_other_ids(record_class, values, self._todays_ids)
        return with_ids

    def todays_id(self, id: str) -> str:
        """Return the id of today of an actor; any other id means itself."""
        return self._todays_ids.get(id, id)

    @cached_property
    def _todays_ids(self) -> dict[str, str]:
        return lookup.merged_ids(self.connection)

    def values_as_written(self, record: str) -> dict[str, Any]:
        """Return a record as written; merged actors keep the ids of that time."""
        return lookup.values_as_written(self.connection, record)

    def issue(self, name: str) -> Mapping[str, Any]:
        """Return the issue that a name, or a part of one that is enough, means.

        Raises UnknownNameError and AmbiguousNameError.
        """
        return self.values(self.names.resolve(name, ("issue",)))

    @cached_property
    def names(self) -> Names:
        """Return the names of its actors and issues."""
        return Names(self.connection)

    @property
    def version(self) -> str:
        """Return the version of its data."""
        return queries.data_version(self.connection)

    def files(self) -> dict[str, bytes]:
        """Return the contents of the data files by name."""
        if self.is_new:
            return {}
        restored = {change.name: change.after for change in self.restored}
        return {**contents(self.folder), **restored}

    @property
    def is_current(self) -> bool:
        """Return whether the data files are as they were when it was opened."""
        if self.restored:
            here = contents(self.folder)
            return all(here.get(change.name) == change.before for change in self.restored)
        return build.is_current(self.connection, self.folder)

    def lines(self, record: str) -> list[StoredLine]:
        """Return every line of a record: its versions, as they stand in the files."""
        return self._lines_by_id.get(record, [])

    @cached_property
    def _lines_by_id(self) -> dict[str, list[StoredLine]]:
        lines_by_id: dict[str, list[StoredLine]] = {}
        for line in lines_in(self.files()):
            lines_by_id.setdefault(line.id, []).append(line)
        return lines_by_id

    def next_version(
        self, values: Mapping[str, Any], reason: str, day: str, editor: str | None = None
    ) -> dict[str, Any]:
        """Return a record, whole, as its next version of a day, for a reason."""
        number = next_number(line.values for line in self.lines(str(values.get("id", ""))))
        version = {"version": number, "recorded": day, "reason": reason, "editor": editor}
        return {
            **without_history(values),
            **{name: value for name, value in version.items() if value is not None},
        }

    def place(self, record: str) -> Place:
        """Return the place of a record."""
        return Place(*lookup.place(self.connection, record))

    def known_ids(self, ids: Collection[str]) -> set[str]:
        """Return those of these ids that its records have."""
        query = f"SELECT id FROM record WHERE id {LISTED}"
        return set(queries.texts(self.connection, query, (json.dumps(list(ids)),)))


@contextmanager
def open_dataset(
    folder: Folder, *, is_new: bool = False, may_be_torn: bool = True
) -> Iterator[Dataset]:
    """Open a dataset to add to; one that `is_new` has no files yet.

    Raises BrokenDatasetError if it does not load, unless it `may_be_torn` and does not load only
    because last lines were cut short.
    """
    if is_new:
        with closing(build.build({}, {})) as empty_index:
            yield Dataset(folder, empty_index, is_new=True)
        return
    try:
        index = open_verified_index(folder, cache_folder())
    except BrokenDatasetError as error:
        if not may_be_torn:
            raise
        _refuse_all_but_torn_lines(error.problems, folder)
        with closing(sqlite3.connect(":memory:")) as index_in_memory:
            yield _torn_dataset(folder, index_in_memory)
        return
    with closing(index.connection):
        yield Dataset(folder, index.connection)


@contextmanager
def open_restored(folder: Folder, restored: Sequence[Change]) -> Iterator[Dataset]:
    """Open a dataset as it is with the lines put back that somebody edited in its files.

    Raises BrokenDatasetError if it does not load.
    """
    files = {**contents(folder), **{change.name: change.after for change in restored}}
    with closing(build.build(files, {})) as index:
        yield Dataset(folder, index, restored=restored)


def _torn_dataset(folder: Folder, connection: sqlite3.Connection) -> Dataset:
    """Return a dataset without its torn last lines; `connection` is to an empty database."""
    filler = build.fill(connection, folder)
    _refuse_all_but_torn_lines(filler.fatal, folder)
    queries.configure(connection)
    torn_files = tuple(problem.place.file for problem in filler.fatal)
    return Dataset(folder, connection, torn_files)


def _refuse_all_but_torn_lines(problems: Sequence[object], folder: Folder) -> None:
    others = [
        problem
        for problem in problems
        if not isinstance(problem, Problem) or problem.code != "torn-line"
    ]
    if others:
        raise BrokenDatasetError(others, folder.path) from None
