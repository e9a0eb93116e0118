"""Report what a dataset holds, and how its records are named: the answers of `info`."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

from stancetracker.index import queries
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.reports.table import Cell, Report, Section, Shown, plain, public_columns

_EARLIEST: Final = "0001-01-01"
"""A day to ask about what depends on none."""


class FactRow(NamedTuple):
    """A fact about a dataset."""

    name: str
    value: Cell


class NameRow(NamedTuple):
    """The id of an issue or actor, and its title or name."""

    kind: str
    id: str
    name: str


_FACT: Final[tuple[Shown[FactRow], ...]] = (
    plain("Name", lambda row: row.name),
    plain("Value", lambda row: row.value),
)


def contents(
    folder: Folder, program: str, known_by: str | None = None, revision: str | None = None
) -> Report:
    """Return where a dataset and its index are, the version of its data, and count its records.

    With a day or a git revision, version and counts are of what was recorded by then.

    Raises BrokenDatasetError when the dataset does not load.
    """

    def facts(index: Index) -> dict[str, Cell]:
        description = queries.dataset_facts(index.connection)
        return {
            "program": program,
            "dataset": str(folder.path),
            "packaged": folder.packaged,
            "known_by": known_by or revision,
            "data_version": queries.data_version(index.connection),
            "index": str(index.path) if index.path else None,
            "index_source": index.source,
            "sqlite": sqlite3.sqlite_version,
            "title": description["title"],
            # `publisher` counts the records of that kind.
            "published_by": description["publisher"],
            "licence": description["licence"],
            "contact": description["contact"],
            "forms": description["forms"],
            **queries.counts(index.connection),
        }

    by_name = ask(folder, Question(_EARLIEST, known_by), facts, revision=revision)
    rows = [FactRow(name, value) for name, value in by_name.items()]
    return Report("", "", (Section("info", public_columns(FactRow), rows, _FACT, key="value"),))


def names(folder: Folder, kinds: Sequence[str], revision: str | None = None) -> Report:
    """Return the ids of issues, people or organizations, with their titles or names.

    The newest issue comes first. With a git revision, they are those that it holds.
    """

    def fetch(index: Index) -> list[NameRow]:
        query = (
            "SELECT record.kind, record.id,"
            " coalesce(record.json ->> '$.name', record.json ->> '$.title')"
            " FROM json_each(?) AS asked JOIN main.record ON record.kind = asked.value"
            " LEFT JOIN main.actor ON actor.id = record.id"
            # Issues alone have a first day.
            " ORDER BY asked.key, record.json ->> '$.since' DESC, actor.sort_key, record.id"
        )
        return [NameRow(*row) for row in index.connection.execute(query, (json.dumps(kinds),))]

    rows = ask(folder, Question(_EARLIEST), fetch, revision=revision)
    return Report("", "", (Section("name", public_columns(NameRow), rows),))
