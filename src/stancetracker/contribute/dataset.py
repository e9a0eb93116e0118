"""The dataset that records are added to, and the panels of its issues."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.contribute.names import Names
from stancetracker.index import build, lookup, queries
from stancetracker.index.cache import cache_folder
from stancetracker.index.store import open_verified_index
from stancetracker.index.tables import LISTED
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.kinds import CLASS_BY_KIND, with_other_ids


@dataclass(frozen=True)
class Dataset:
    """A dataset that can be added to."""

    folder: Folder
    connection: sqlite3.Connection = field(repr=False)
    torn_files: tuple[str, ...] = ()
    """The data files whose last line was cut short; it is set aside before anything is added."""
    is_new: bool = False
    """True if its folder has no data yet."""

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
        """Return the id of today of an actor or issue; any other id means itself."""
        return self._todays_ids.get(id, id)

    @cached_property
    def _todays_ids(self) -> dict[str, str]:
        return lookup.former_ids(self.connection)

    def values_as_written(self, record: str) -> dict[str, Any]:
        """Return a record as its line has it, which may name others by former ids."""
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


class PanelEntry(NamedTuple):
    """An entry of a panel: an actor, who counts from a day on and until one, or always."""

    actor: str
    since: str | None = None
    until: str | None = None
    recorded: str | None = None
    removed: str | None = None

    @property
    def value(self) -> str | dict[str, str]:
        """Return it as an issue has it."""
        days = {name: day for name, day in self._asdict().items() if day is not None}
        return days if len(days) > 1 else self.actor


def panel_entries(issue: Mapping[str, Any]) -> list[PanelEntry]:
    """Return the entries of an issue's panel, also those that were removed."""
    return [
        PanelEntry(**entry) if isinstance(entry, dict) else PanelEntry(entry)
        for entry in issue.get("panel", ())
    ]


def members(issue: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the members of an issue's panel, each with the day from which it counts.

    The day is None for members who count from the start.
    """
    return {entry.actor: entry.recorded for entry in panel_entries(issue) if entry.removed is None}


def with_members(
    issue: Mapping[str, Any], actors: Iterable[str], day: str | None, rule: str | None
) -> dict[str, Any]:
    """Return an issue with more members, who count from a day on, or always.

    A rule that the issue has stays.
    """
    old_members = {*members(issue)}
    entries = [
        PanelEntry(actor, recorded=day).value for actor in actors if actor not in old_members
    ]
    larger = {**issue, "panel": [*issue.get("panel", ()), *entries]}
    if rule:
        larger["panel_rule"] = issue.get("panel_rule") or rule
    return larger


def without_members(
    issue: Mapping[str, Any], actors: Collection[str], day: str, unpublished: Collection[str]
) -> dict[str, Any]:
    """Return an issue whose panel says that these members were removed on a day.

    The entries of those who are `unpublished` are left out: nobody has ever seen them.
    """
    leaving = {*actors}
    entries = []
    for entry in panel_entries(issue):
        if entry.actor not in leaving or entry.removed is not None:
            entries.append(entry.value)
        elif entry.actor not in unpublished:
            entries.append(entry._replace(removed=day).value)
    return {**issue, "panel": entries}
