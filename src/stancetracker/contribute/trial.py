"""A trial of new records: the problems that they would cause, and the standings that they change.

Each is found in an index of its own, with a copy of the records that matter.
"""

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import product
from typing import Any, Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import Problem
from stancetracker.contribute.changes import Change, Comparison
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.descriptions import Descriptions
from stancetracker.contribute.names import names_of
from stancetracker.contribute.states import Side, State
from stancetracker.index import build, checks, queries
from stancetracker.index.checks import CHECKS, FATAL, Check, lines_in, run
from stancetracker.index.checks.functions import Finding, names, naming, skeleton, strays
from stancetracker.index.checks.functions import references as references_of_tables
from stancetracker.index.settling import COLUMNS
from stancetracker.index.tables import LISTED
from stancetracker.ledger.kinds import CLASS_BY_KIND, DERIVED, references

# Sorts after the name of every data file, as new records come after all others.
_LAST_FILE: Final = "\U0010ffff"
# All but what `search` reads.
_SCHEMA: Final = """
SELECT sql FROM main.sqlite_schema
WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'passage%' ORDER BY type = 'index'
"""
_FIRST_DAY: Final = "0001-01-01"
_NUMBER_OF_LINE: Final = re.compile(r"(?<=\.jsonl):\d+(?::\d+)?")


class Addition(NamedTuple):
    """A record to add."""

    number: int
    """The number of the line that it came in."""
    line: str
    """Its canonical line."""
    values: dict[str, Any]
    file: str
    """The data file that it goes to."""

    @property
    def id(self) -> str:
        """Return the id of the record; '' for the `dataset` record."""
        return str(self.values.get("id", ""))

    @property
    def kind(self) -> str:
        """Return the kind of the record."""
        return str(self.values["kind"])

    @property
    def is_version(self) -> bool:
        """Return whether it is a later version of a record."""
        return int(self.values.get("version", 1)) > 1

    @property
    def changes_another(self) -> bool:
        """Return whether it changes what other lines say."""
        return self.is_version or self.kind == "correction"


class Trial(NamedTuple):
    """The lines that would come into a dataset, and the files of which other lines would change."""

    dataset: Dataset
    additions: Sequence[Addition]
    rewritten: Mapping[str, bytes] = {}
    """The contents of data files, but for the additions, by name."""

    @property
    def is_of_whole(self) -> bool:
        """Return whether it takes all lines, as some change what others say."""
        return bool(self.rewritten) or any(addition.changes_another for addition in self.additions)


def problems(
    trial: Trial, today: str, source: str, *, unread: Collection[str], notices: bool
) -> Iterator[Problem]:
    """Yield what `check` would find after the trial in the dataset, and does not find now.

    The file of a problem is `source`, or that of a record that would become wrong. `unread` are ids
    in other lines that came with these and can't be read.
    """
    trial_checks = [
        check._replace(severity=check.severity_if_new)
        for check in (*FATAL, *CHECKS)
        if notices or check.severity_if_new != "notice"
    ]
    new_lines = {addition.number: addition.line for addition in trial.additions}
    find = _problems_of_whole if trial.is_of_whole else _problems_of_neighbours
    for problem in find(trial, today, trial_checks, unread, new_lines):
        yield _with_source(problem, source, new_lines)


def _problems_of_whole(
    trial: Trial,
    today: str,
    trial_checks: Sequence[Check],
    unread: Collection[str],
    new_lines: Mapping[int, str],
) -> Iterable[Problem]:
    """Return the new problems of an index of all lines."""
    files = _files_after(trial)
    with (
        closing(sqlite3.connect(":memory:")) as before,
        closing(sqlite3.connect(":memory:")) as connection,
    ):
        known_problems = {*map(_identity, build.fill(before, trial.dataset.files()).problems)}
        known_problems |= {*map(_identity, run(before, today, checks=trial_checks))}
        filler = build.fill(connection, files)
        connection.executemany(
            "INSERT INTO unread VALUES (?) ON CONFLICT DO NOTHING", [(id,) for id in unread]
        )
        findings = [
            finding
            for finding in run(connection, today, checks=trial_checks)
            if _identity(finding) not in known_problems
        ]
        reading_problems = [
            problem
            for problem in filler.problems
            if _identity(problem) not in known_problems and _is_of_line(problem, new_lines)
        ]
        yield from checks.problems(connection, reading_problems, findings, lines_in(files))


def _is_of_line(problem: Problem, new_lines: Mapping[int, str]) -> bool:
    """Return whether a problem is not of an empty line that keeps the numbers of new ones."""
    return problem.place.file != _LAST_FILE or problem.place.line in new_lines


def index_after(trial: Trial) -> sqlite3.Connection:
    """Return an index in memory of the dataset as it would be after a trial, to be closed."""
    connection = sqlite3.connect(":memory:")
    build.fill(connection, _files_after(trial))
    return connection


def _files_after(trial: Trial) -> dict[str, bytes]:
    """Return the contents of the data files after the trial; new lines are in one of their own."""
    last = max((addition.number for addition in trial.additions), default=0)
    rows = [b""] * last
    for addition in trial.additions:
        rows[addition.number - 1] = addition.line.encode()
    new_file = b"".join(row + b"\n" for row in rows)
    return {**trial.dataset.files(), **trial.rewritten, _LAST_FILE: new_file}


def _problems_of_neighbours(
    trial: Trial,
    today: str,
    trial_checks: Sequence[Check],
    unread: Collection[str],
    new_lines: Mapping[int, str],
) -> Iterable[Problem]:
    """Return the new problems of an index of the new lines and the records that these bear on."""
    dataset, additions = trial.dataset, trial.additions
    with (
        closing(sqlite3.connect(":memory:")) as before,
        closing(sqlite3.connect(":memory:")) as connection,
    ):
        values = [dataset.with_todays_ids(addition.values) for addition in additions]
        ids = _neighbours(dataset.connection, values)
        known_problems = {*map(_identity, _fill(dataset.connection, before, ids))}
        absent_ids = _strays(before)
        known_problems |= {*map(_identity, run(before, today, checks=trial_checks))}
        problems_of_lines = _fill(dataset.connection, connection, ids, additions)
        absent = [(id,) for id in {*absent_ids, *unread}]
        connection.executemany("INSERT INTO unread VALUES (?) ON CONFLICT DO NOTHING", absent)
        reading_problems = [
            problem for problem in problems_of_lines if _identity(problem) not in known_problems
        ]
        findings = [
            finding
            for finding in run(connection, today, checks=trial_checks)
            if _identity(finding) not in known_problems
        ]
        lines_on_disk = lines_in(dataset.folder)

        def lines(file: str, numbers: Collection[int]) -> Mapping[int, str]:
            return new_lines if file == _LAST_FILE else lines_on_disk(file, numbers)

        yield from checks.problems(connection, reading_problems, findings, lines)


def _with_source(problem: Problem, source: str, new_lines: Mapping[int, str]) -> Problem:
    """Return a problem with the place from which its record came, if that is a new one."""
    message = problem.message.replace(_LAST_FILE, source)
    if problem.place.file != _LAST_FILE:
        return problem._replace(message=message)
    return problem._replace(
        place=problem.place._replace(file=source),
        message=message,
        line_text=problem.line_text or new_lines[problem.place.line],
    )


def effects(trial: Trial, today: str) -> tuple[Change, ...]:
    """Return the standings that a trial changes, then what its corrections do."""
    question = queries.Question(today)
    side = Side("", trial.dataset.folder, question)
    with (
        closing(sqlite3.connect(":memory:")) as before,
        closing(sqlite3.connect(":memory:")) as after,
    ):
        if trial.is_of_whole:
            build.fill(before, trial.dataset.files())
            build.fill(after, _files_after(trial))
        else:
            ids = _ids_in_question(trial.dataset, trial.additions, question)
            _fill(trial.dataset.connection, before, ids)
            _fill(trial.dataset.connection, after, ids, trial.additions)
        for connection in (before, after):
            queries.configure(connection)
            queries.set_question(connection, question)
        changes = Comparison(State(side, before), State(side, after)).changes()
    standings = (
        change
        for change in changes
        # On a new issue, nobody comes from anywhere.
        if change.kind == "standing" and (change.change != "status" or change.before)
    )
    corrections = (change for change in changes if change.change == "withdrawn")
    return (*standings, *corrections)


def _ids_in_question(
    dataset: Dataset, additions: Sequence[Addition], question: queries.Question
) -> set[str]:
    """Return the ids of the records that new ones may bear on, and of all that these name."""
    now = State(Side("", dataset.folder, question), dataset.connection)
    descriptions = Descriptions(now, now)
    values = [dataset.with_todays_ids(addition.values) for addition in additions]
    topics = [descriptions.topic(record) for record in values]
    pairs = [pair for topic in topics for pair in product(topic.issues, topic.actors)]
    ids = {name for record in values for name in referenced_ids(record)}
    ids.update(queries.texts(now.connection, queries.sql("touched"), {"pairs": json.dumps(pairs)}))
    # A replacement may be about others than what it replaces, and comes with those it names.
    rows = now.connection.execute(
        f"SELECT json FROM main.record WHERE id {LISTED}", (json.dumps([*ids]),)
    )
    return ids | {name for (line,) in rows for name in referenced_ids(json.loads(line))}


def _fill(
    base: sqlite3.Connection,
    connection: sqlite3.Connection,
    ids: Iterable[str],
    additions: Sequence[Addition] = (),
) -> tuple[Problem, ...]:
    """Make an index in an empty database, of the lines of these records and of new ones.

    Return the problems of reading them.
    """
    for (statement,) in base.execute(_SCHEMA).fetchall():
        connection.execute(statement)
    for table in ("meta", "kind"):
        rows = base.execute(f"SELECT * FROM main.{table}")
        holes = ", ".join("?" for _ in rows.description)
        connection.executemany(f"INSERT INTO {table} VALUES ({holes})", map(tuple, rows))
    query = f"SELECT {COLUMNS} FROM main.line WHERE id {LISTED} ORDER BY file, line"
    rows = base.execute(query, (json.dumps(sorted(ids)),))
    filler = build.Filler(connection)
    filler.insert([build.Entry(*row) for row in rows])
    for addition in additions:
        filler.read(_LAST_FILE, [f"{addition.line}\n".encode()], addition.number)
    filler.finish()
    return tuple(filler.problems)


def _strays(connection: sqlite3.Connection) -> set[str]:
    """Take the records that neighbours name, and that are not copied, for ones that are there.

    Return their ids.
    """
    for table, column in references_of_tables():
        # SQLite needs the condition to tell a join from a conflict.
        query = f"SELECT id FROM ({strays(table, column)}) WHERE TRUE"
        connection.execute(f"INSERT INTO unread {query} ON CONFLICT DO NOTHING")
    return set(queries.texts(connection, "SELECT id FROM unread"))


def _identity(finding: Finding | Problem) -> tuple[object, ...]:
    """Return what is the same of one finding, or problem of a line, before and after."""
    # Hints come from the ids that are there, so they may change; so may the numbers of lines.
    path = finding.path if isinstance(finding, Finding) else ()
    return finding.code, finding.record, path, _NUMBER_OF_LINE.sub("", finding.message)


def _neighbours(base: sqlite3.Connection, new_records: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the ids of the records that checks compare new ones with."""
    ids = {record.get("id", "") for record in new_records}
    for record in new_records:
        ids.update(referenced_ids(record))
    ids_as_json = json.dumps(list(ids))
    for query in naming(LISTED):  # although they were erased
        ids.update(queries.texts(base, query, (ids_as_json,)))
    ids |= _look_alikes(base, new_records)
    parameters = {
        "new": json.dumps([*map(_with_days, new_records)]),
        "found": json.dumps(list(ids)),
    }
    return {"", *queries.texts(base, queries.sql("neighbours"), parameters)}


def _look_alikes(base: sqlite3.Connection, new_records: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the ids of records whose names or ids may be mistaken for those of new ones."""
    named_by_hand = [record for record in new_records if record["kind"] not in DERIVED]
    skeletons = {
        skeleton(values["kind"], name) for values in named_by_hand for name in names_of(values)
    }
    if not skeletons:
        return set()
    known_names = (*names(base, actors=True), *names(base, actors=False))
    return {entry.record for entry in known_names if skeleton(entry.kind, entry.name) in skeletons}


def _with_days(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the first and last day of its date, for the query of neighbours."""
    if "date" not in values:
        return {**values, "first": _FIRST_DAY, "last": None}
    interval = dates.parse(values["date"])
    return {**values, "first": interval.earliest or _FIRST_DAY, "last": interval.latest}


def referenced_ids(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids that a record names; for a demand, that of its petition."""
    for _, _, name in references(CLASS_BY_KIND[str(values["kind"])], values):
        yield name.partition("/")[0]
