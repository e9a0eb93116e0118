"""The question, the SQL texts it is put to (in `index/sql`), and the queries every answer starts from."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar

_QUESTION: Final = "SELECT :as_of AS as_of, :known_by AS known_by, :audience AS audience"
_ONLY_IF: Final = re.compile(r"-- if (\w+): (.*)")
_WHOLE: Final = re.compile(r"\(:(ranked_source|recorded_pair)\)")


class Question(NamedTuple):
    """A question, from the flags to the SQL: as of when, about whom and what.

    Days are ISO texts. The names in it are as they were typed until `reports.run.resolve` makes them ids.
    """

    as_of: str
    known_by: str | None = None
    audience: str = "public"
    actors: str = "person"
    actors_asked: bool = False
    """True where `actors` was asked for, so that a panel of others changes nothing about it."""
    everyone: bool = False
    issues: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    statuses: tuple[str, ...] = ()
    stale: bool = False
    reported: bool = False
    members: frozenset[str] = frozenset()
    """The organizations asked for and all who belong to them on the day; filled in by `run.resolve`."""
    citing: frozenset[str] = frozenset()
    """The records that cite a source asked for; filled in by `run.resolve`."""

    @property
    def parameters(self) -> dict[str, str | None]:
        """Return the SQL parameters of the question."""
        return {"as_of": self.as_of, "known_by": self.known_by, "audience": self.audience}


@cache
def sql(name: str) -> str:
    """Return the text of one of the queries in `index/sql`, with those of the two that others name."""
    text = (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return _WHOLE.sub(lambda part: f"(\n{sql(part[1])})", text)


def configure(connection: sqlite3.Connection) -> None:
    """Make a connection return rows with names and keep temporary tables in memory."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA temp_store = MEMORY")


def set_question(connection: sqlite3.Connection, asked: Question) -> None:
    """Make the TEMP view of the question, in place of an earlier one; SQLite has no parameters in views."""
    for name in texts(connection, "SELECT name FROM temp.sqlite_master WHERE type = 'view'"):
        connection.execute(f"DROP VIEW temp.[{name}]")
    connection.execute(f"CREATE TEMP VIEW question AS {bind_question(_QUESTION, asked)}")


def current_question(connection: sqlite3.Connection) -> Question:
    """Return the question posed to an index."""
    return Question(
        *connection.execute("SELECT as_of, known_by, audience FROM temp.question").fetchone()
    )


def bind_question(text: str, asked: Question) -> str:
    """Write the question's values into SQL."""
    for name, value in asked.parameters.items():
        text = text.replace(f":{name}", literal(value))
    return text


@cache
def query_text(name: str, **asked: bool) -> str:
    """Return the text of a query with its lines `-- if issue:` uncommented where `issue` is true, and so on."""
    text, words = sql(name), {word for word, wanted in asked.items() if wanted}
    assert all(f"-- if {word}: " in text or f":{word}" in text for word in words), (name, asked)
    return _ONLY_IF.sub(lambda line: line[2 if line[1] in words else 0], text)


def literal(value: str | None) -> str:
    """Return a text as SQL."""
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


class Standing(NamedTuple):
    """An actor's standing on an issue as of a day: the keys of `list`, then columns shown to people only."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    panel: bool
    status: str
    stance: str | None
    stance_basis: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    evidence: str | None
    words: str | None
    basis: str | None
    response: str | None
    checked_by: str | None
    channel: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    archive: str | None
    stale: bool
    reported: bool
    may_have_spoken: bool
    moved: bool
    later_words: str | None
    as_of: str
    known_by: str | None
    audience: str
    data_version: str
    actor_kind: str
    position: int | None
    organization_name: str | None
    tier: str | None
    wording: str | None


LIST_COLUMNS: Final = Standing._fields[: Standing._fields.index("data_version") + 1]
FLAGS: Final = frozenset(
    {
        "panel",
        "stale",
        "reported",
        "may_have_spoken",
        "moved",
        "trigger",
        "includes_internal",
        "counts",
    }
)
"""Columns that hold 0 or 1 in SQLite and mean no or yes."""


class Issue(NamedTuple):
    """An issue, its rule and how many its panel holds, by kind of actor."""

    id: str
    title: str
    proposition: str
    since: str
    until: str | None
    panel_rule: str | None
    recheck_days: int
    favor: str | None
    against: str | None
    people: int
    organizations: int


class OnRecord(NamedTuple):
    """An actor with a record on an issue, and whether its panel has them."""

    issue: str
    actor: str
    actor_kind: str
    panel: bool


class RecordName(NamedTuple):
    """A name by which a record goes: its id, its name, another name, or a former id."""

    kind: str
    id: str
    name: str


Cell = str | int | float | None
Row = TypeVar("Row", bound=tuple[object, ...])


class Query(Generic[Row]):
    """A query in `index/sql`, whose rows are of one class."""

    def __init__(self, row_class: type[Row], name: str, **always: bool) -> None:
        self._row_class, self._name, self._always = row_class, name, always

    def __call__(
        self,
        connection: sqlite3.Connection,
        asked: Question | None = None,
        *,
        issue: str | None = None,
        actor: str | None = None,
        to: Iterable[str] | None = None,
        **more: bool,
    ) -> list[Row]:
        """Return the rows: all, or those of an issue, of an actor or about the records `to`.

        Without a question where the query depends on none; `more` names other lines of its text that are in force.
        """
        values = {"issue": issue, "actor": actor, "to": None if to is None else json.dumps([*to])}
        given = {name: value is not None for name, value in values.items()}
        return [
            *self.rows(connection, values | (asked.parameters if asked else {}), **given, **more)
        ]

    def rows(
        self, connection: sqlite3.Connection, values: Mapping[str, Any], **more: bool
    ) -> Iterator[Row]:
        """Yield the rows for these parameters as they are read."""
        text = query_text(self._name, **self._always, **more)
        return typed(self._row_class, connection.execute(text, values))


names = Query(RecordName, "names")
_issues: Final = Query(Issue, "issues")
on_record = Query(OnRecord, "on_record")
_standings: Final = Query(Standing, "standing")


def issues(connection: sqlite3.Connection, *, issue: str | None = None) -> list[Issue]:
    """Return every issue, by id, or the one asked for; its panel is as known on the day of the question."""
    return _issues(connection, current_question(connection), issue=issue)


def standings(
    connection: sqlite3.Connection,
    issues: Iterable[str] = (),
    *,
    actor: str | None = None,
    panel: bool = False,
) -> list[Standing]:
    """Return a row for each actor and issue, in the order of issues and panels; with `panel`, panels only."""
    asked = current_question(connection)
    chosen: Iterable[str | None] = {*issues} or (None,)
    # An export answers the whole rule, whatever lines of its text are in force.
    rows = [
        row
        for one in chosen
        for row in _standings(connection, asked, issue=one, actor=actor, panel=panel)
        if row.panel or not panel
    ]
    rows.sort(
        key=lambda row: (row.issue, row.position is None, row.position or 0, row.name, row.actor)
    )
    return rows


def texts(
    connection: sqlite3.Connection,
    text: str,
    parameters: Sequence[str | None] | Mapping[str, str | None] = (),
) -> list[str]:
    """Return the texts in the first column of a query."""
    return [str(row[0]) for row in connection.execute(text, parameters)]


def data_version(connection: sqlite3.Connection) -> str:
    """Return the content hash of the dataset."""
    return fact(connection, "data_version")


def fact(connection: sqlite3.Connection, name: str) -> str:
    """Return a fact that an index holds about itself."""
    [value] = texts(connection, "SELECT value FROM meta WHERE name = ?", (name,))
    return value


def typed(row_class: type[Row], cursor: sqlite3.Cursor) -> Iterator[Row]:
    """Yield the rows of a query as the records they are; its columns are their fields, and perhaps `state`."""
    columns = [column[0] for column in cursor.description if column[0] != "state"]
    assert tuple(columns) == row_class._fields, (columns, row_class)  # type: ignore[attr-defined]
    flags = [position for position, name in enumerate(columns) if name in FLAGS]
    for row in cursor:
        values: list[Any] = [
            drop_zero_fraction(value) if type(value) is float else value
            for value in row[: len(columns)]
        ]
        for position in flags:
            values[position] = bool(values[position])
        yield row_class(*values)


def drop_zero_fraction(value: Cell) -> Cell:
    """Return a float without a fraction as an int; SQLite stores amounts as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_FACTS: Final = ("title", "publisher", "licence", "contact", "url", "language")


def dataset_facts(connection: sqlite3.Connection) -> dict[str, str | None]:
    """Return the dataset's description of itself by its fields; None where missing."""
    row = connection.execute(f"SELECT {', '.join(_FACTS)} FROM dataset").fetchone()
    return dict(zip(_FACTS, row, strict=True)) if row else dict.fromkeys(_FACTS)


def days(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return every day on which a statement, a silence, a reply or a correction was recorded, oldest first."""
    return tuple(texts(connection, sql("days")))


def counts(connection: sqlite3.Connection, known_by: str | None) -> dict[str, int]:
    """Return how many records of each kind there are; of those that say when they were recorded, how many by then."""
    until = "?1 IS NULL OR coalesce(record.json ->> '$.recorded' <= ?1, TRUE)"
    query = (
        "SELECT kind.name, count(record.id) FROM main.kind"
        f" LEFT JOIN main.record ON record.kind = kind.name AND ({until})"
        " WHERE kind.name != 'dataset' GROUP BY kind.name ORDER BY kind.position"
    )
    return {str(kind): int(count) for kind, count in connection.execute(query, (known_by,))}


def titles(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the title of each issue, the latest to begin first."""
    rows = connection.execute("SELECT id, title FROM main.issue ORDER BY since DESC, id")
    return dict(map(tuple, rows))


def petitions_of(connection: sqlite3.Connection, issue: str, as_of: str) -> list[str]:
    """Return the petitions of an issue that were published by a day, oldest first."""
    query = "SELECT id FROM main.petition WHERE issue = ? AND published_earliest <= ? ORDER BY published_earliest, id"
    return texts(connection, query, (issue, as_of))


def redacted_lines(connection: sqlite3.Connection, known_by: str | None) -> list[str]:
    """Return the reasons of redactions whose record is gone, which no page shows otherwise."""
    query = (
        "SELECT reason FROM main.correction AS correction WHERE type = 'redaction'"
        " AND (?1 IS NULL OR recorded <= ?1)"
        " AND NOT EXISTS (SELECT 1 FROM main.record WHERE record.id = correction.corrects)"
        " ORDER BY recorded, id"
    )
    return texts(connection, query, (known_by,))
