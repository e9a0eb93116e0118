"""The dataset that records are added to: what is wrong with new ones beside the records there, and what they change.

Both are found in an index of their own, with a copy of the records that matter.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.contribute.changes import Change, Comparison
from stancetracker.contribute.names import Names, names_of
from stancetracker.contribute.states import Side, State
from stancetracker.index import build, checks, lookup, queries, schema
from stancetracker.index.checks import CHECKS, FATAL, lines_in, run
from stancetracker.index.checks.functions import Finding, names, naming, skeleton
from stancetracker.index.store import cache_folder, open_index
from stancetracker.index.tables import LISTED
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.kinds import CLASS_BY_KIND, DERIVED, references


@dataclass(frozen=True)
class Dataset:
    """A dataset that can be added to."""

    folder: Folder
    connection: sqlite3.Connection = field(repr=False)
    torn: tuple[str, ...] = ()
    """The data files whose last line was cut short, which is set aside before anything is added."""
    is_new: bool = False
    """True if its folder has no data yet."""

    def said(self, record: str) -> dict[str, Any]:
        """Return a record as plain JSON values, with its id; none where there is none. '' is the `dataset` record."""
        return lookup.values(self.connection, record)

    def issue(self, name: str) -> Mapping[str, Any]:
        """Return the issue that a name or an id's beginning means; raises UnknownNameError, AmbiguousNameError."""
        return self.said(self.names.resolve(name, ("issue",), begun=True))

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

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those of these ids that records have."""
        query = f"SELECT id FROM record WHERE id {LISTED}"
        return set(queries.texts(self.connection, query, (json.dumps(list(ids)),)))


@contextmanager
def opened(folder: Folder, *, is_new: bool = False, may_mend: bool = True) -> Iterator[Dataset]:
    """Open a dataset to add to; one that `is_new` has no files yet.

    Raises BrokenDatasetError where it does not load; with `may_mend`, not for last lines that were cut short.
    """
    if is_new:
        with closing(build.build({}, {})) as memory:
            yield Dataset(folder, memory, is_new=True)
        return
    try:
        index = open_index(folder, cache_folder())
    except BrokenDatasetError as error:
        if not may_mend:
            raise
        _refuse_all_but_torn(error.problems, folder)
        with closing(sqlite3.connect(":memory:")) as memory:
            filler = build.fill(memory, folder)
            _refuse_all_but_torn(filler.fatal, folder)
            queries.configure(memory)
            yield Dataset(folder, memory, tuple(problem.place.file for problem in filler.fatal))
        return
    with closing(index.connection):
        yield Dataset(folder, index.connection)


def _refuse_all_but_torn(problems: Sequence[object], folder: Folder) -> None:
    others = [one for one in problems if not isinstance(one, Problem) or one.code != "torn-line"]
    if others:
        raise BrokenDatasetError(others, folder.path) from None


def members(issue: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the members of an issue's panel, each with the day from which it counts; None where always."""
    entries = (one if isinstance(one, dict) else {"actor": one} for one in issue.get("panel", ()))
    return {entry["actor"]: entry.get("recorded") for entry in entries}


def with_members(
    issue: Mapping[str, Any], actors: Iterable[str], day: str | None, rule: str | None
) -> dict[str, Any]:
    """Return an issue with more members, who count from a day on, or always; a rule it has stays."""
    known = members(issue)
    new = [
        one if day is None else {"actor": one, "recorded": day}
        for one in actors
        if one not in known
    ]
    found = {**issue, "panel": [*issue.get("panel", ()), *new]}
    return {**found, "panel_rule": issue.get("panel_rule") or rule} if rule else found


# Sorts after the name of every data file, as new records come after all others.
_LAST: Final = "\U0010ffff"
# All but what `search` reads.
_SCHEMA: Final = """
SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'passage%' ORDER BY type = 'index'
"""
_FIRST_DAY: Final = "0001-01-01"


class Addition(NamedTuple):
    """A record to add: the number of the line it came in, its canonical line, its values, and the file it goes to."""

    number: int
    line: str
    values: dict[str, Any]
    file: str
    place: Place | None = None
    """The place of the line of the dataset that it replaces."""

    @property
    def id(self) -> str:
        """Return the id of the record; '' for the `dataset` record."""
        return str(self.values.get("id", ""))

    @property
    def kind(self) -> str:
        """Return the kind of the record."""
        return str(self.values["kind"])


def problems(
    dataset: Dataset,
    new: Sequence[Addition],
    today: str,
    source: str,
    *,
    unread: Collection[str],
    notices: bool,
) -> Iterator[Problem]:
    """Yield what `check` would find with these records in the dataset, and does not find now.

    Their file is `source`, or that of a record that would become wrong; `unread` are ids of lines given besides
    that can't be read.
    """
    wanted = [check for check in (*FATAL, *CHECKS) if notices or check.severity != "notice"]
    with closing(sqlite3.connect(":memory:")) as connection:
        _copy(dataset.connection, connection, _neighbours(dataset.connection, new))
        before = {_key(found) for found in run(connection, today, checks=wanted)}
        connection.executemany("INSERT INTO unread VALUES (?)", [(name,) for name in unread])
        build.remove(connection, [one.id for one in new if one.place])
        known = _fill(connection, new)
        found = [one for one in run(connection, today, checks=wanted) if _key(one) not in before]
        given, from_disk = {one.number: one.line for one in new}, lines_in(dataset.folder)
        result = checks.problems(
            connection,
            known,
            found,
            lambda name, of: given if name == _LAST else from_disk(name, of),
        )
    for one in result:
        place, line = one.place, one.line_text
        if place.file == _LAST:
            place, line = place._replace(file=source), line or given[place.line]
        yield one._replace(place=place, message=one.message.replace(_LAST, source), line_text=line)


def effect(dataset: Dataset, new: Sequence[Addition], today: str) -> tuple[Change, ...]:
    """Return the standings that new records change, and what their corrections withdraw."""
    side = Side("", dataset.folder, queries.Question(today))
    there = State(side, dataset.connection)
    words = Comparison(there, there)
    about = [words.about(one.values) for one in new]
    pairs = json.dumps([pair for actors, issues in about for pair in product(issues, actors)])
    ids = {name for one in new for name in named(one.values)}
    ids.update(queries.texts(there.connection, queries.sql("touched"), (pairs,)))
    # A replacement may be of others than what it replaces, and comes with whom it names.
    rows = there.connection.execute(
        f"SELECT json FROM main.record WHERE id {LISTED}", (json.dumps([*ids]),)
    )
    ids |= {name for (line,) in rows for name in named(json.loads(line))}
    with (
        closing(sqlite3.connect(":memory:")) as before,
        closing(sqlite3.connect(":memory:")) as after,
    ):
        _copy(dataset.connection, before, ids)
        before.commit()
        before.backup(after)
        _fill(after, new)
        for connection in (before, after):
            queries.configure(connection)
            queries.set_question(connection, side.question)
        found = Comparison(State(side, before), State(side, after)).changes()
    # On a new issue, nobody comes from anywhere.
    moved = (
        one for one in found if one.kind == "standing" and (one.change != "status" or one.before)
    )
    return (*moved, *(one for one in found if one.change == "withdrawn"))


def _fill(connection: sqlite3.Connection, new: Iterable[Addition]) -> tuple[Problem, ...]:
    """Add new records to an index, and return what reading them finds."""
    filler = build.Filler(connection)
    for one in new:
        filler.read(_LAST, [f"{one.line}\n".encode()], one.number)
    filler.finish()
    return tuple(filler.problems)


def _key(found: Finding) -> tuple[object, ...]:
    # Hints come from the ids that are there, so they may change.
    return found.code, found.record, found.path, found.message


def _copy(base: sqlite3.Connection, connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Make an index in an empty database, with the rows of these records."""
    for (statement,) in base.execute(_SCHEMA).fetchall():
        connection.execute(statement)
    wanted = json.dumps(sorted(ids))
    keys = {"record": "id", "meta": "name", "kind": "name"}
    keys |= {table: next(iter(columns)) for table, columns in schema.tables().items()}
    for table, key in keys.items():
        where = f"[{key}] {LISTED}" if key in ("id", "record") else "? <> ''"
        rows = base.execute(f"SELECT * FROM main.[{table}] WHERE {where}", (wanted,))
        holes = ", ".join("?" for _ in rows.description)
        connection.executemany(f"INSERT INTO [{table}] VALUES ({holes})", map(tuple, rows))


def _neighbours(base: sqlite3.Connection, new: Sequence[Addition]) -> set[str]:
    """Return the ids of the records that checks compare the new ones with."""
    found = {one.id for one in new} | {name for one in new for name in named(one.values)}
    found |= {former for one in new for former in one.values.get("former_ids", ())}
    wanted = json.dumps(list(found))
    for query in naming(LISTED):  # by former ids, or although they were erased
        found.update(queries.texts(base, query, (wanted,)))
    # With names or ids that may be mistaken for those of new ones.
    named_by_hand = [one.values for one in new if one.kind not in DERIVED]
    looks = {skeleton(called) for values in named_by_hand for called in names_of(values)}
    known = (*names(base, actors=True), *names(base, actors=False)) if looks else ()
    found |= {record for record, called, _ in known if skeleton(called) in looks}
    dated = []
    for one in new:
        first, last = dates.parse(one.values["date"]) if "date" in one.values else (None, None)
        dated.append({**one.values, "first": first or _FIRST_DAY, "last": last})
    asked = {"new": json.dumps(dated), "found": json.dumps(list(found))}
    return {"", *queries.texts(base, queries.sql("neighbours"), asked)}


def named(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids that a record names; of a demand, its petition's."""
    for _, _, name in references(CLASS_BY_KIND[str(values["kind"])], values):
        yield name.partition("/")[0]
