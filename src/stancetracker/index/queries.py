"""The question, the texts in `index/sql`, and the queries that every answer starts from."""

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar, get_args, get_type_hints
from urllib.parse import quote

from stancetracker.index import fields
from stancetracker.index.fields import Row
from stancetracker.ledger.files import shipped

_QUESTION: Final = "SELECT :as_of AS as_of, :known_by AS known_by, :audience AS audience"
Cell = fields.Cell
AnswerRow = TypeVar("AnswerRow", bound=NamedTuple)
# `-- if issue: AND issue = :issue`
_CONDITION: Final = re.compile(r"-- if (\w+): (.*)")
# `FROM (:ranked_source) AS ranked`
_SHARED_QUERY: Final = re.compile(r"\(:(ranked_source|recorded_pair|known_panel|archived)\)")


class Question(NamedTuple):
    """A question, from the flags to the SQL: as of when, about whom and what.

    Days are ISO texts. The names in it are as they were typed until `reports.run.resolve` makes
    them ids.
    """

    as_of: str
    known_by: str | None = None
    audience: str = "public"
    everyone: bool = False
    hints: bool = True
    """False where nobody would read what stands beside the rows: the counts of panels."""
    issues: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    stance_bases: tuple[str, ...] = ()
    own_words: bool = False
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    statuses: tuple[str, ...] = ()
    stale: bool = False
    private: bool = False
    moved: bool = False
    members: frozenset[str] = frozenset()
    """The organizations asked for and all who belong to them that day; set by `run.resolve`."""
    tagged: frozenset[str] = frozenset()
    """The same of the organizations with a tag asked for."""
    citing: frozenset[str] = frozenset()
    """The records that cite a source asked for; filled in by `run.resolve`."""

    @property
    def parameters(self) -> dict[str, str | None]:
        """Return the SQL parameters of the question."""
        return {"as_of": self.as_of, "known_by": self.known_by, "audience": self.audience}


@cache
def sql(name: str) -> str:
    """Return the text of a query in `index/sql`, with the shared queries that it names."""
    text = shipped(Path(__file__).parent / "sql" / f"{name}.sql")
    return _SHARED_QUERY.sub(lambda match: f"(\n{sql(match[1])})", text)


def file_address(path: Path, mode: str) -> str:
    """Return the address by which SQLite opens a file, such as with the mode `ro` or `rw`."""
    # Path.as_uri imports urllib.request from Python 3.14 on, and with it all of HTTP.
    return f"file://{quote(bytes(path.absolute()))}?mode={mode}"


def configure(connection: sqlite3.Connection) -> None:
    """Make a connection return rows with names and keep temporary tables in memory."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA temp_store = MEMORY")


def set_question(connection: sqlite3.Connection, question: Question) -> None:
    """Make the TEMP view of the question, in place of an earlier one, and drop all other views."""
    for name in texts(connection, "SELECT name FROM temp.sqlite_master WHERE type = 'view'"):
        connection.execute(f"DROP VIEW temp.[{name}]")
    connection.execute(f"CREATE TEMP VIEW question AS {bind_question(_QUESTION, question)}")


def current_question(connection: sqlite3.Connection) -> Question:
    """Return the question posed to an index."""
    return Question(
        *connection.execute("SELECT as_of, known_by, audience FROM temp.question").fetchone()
    )


def bind_question(text: str, question: Question) -> str:
    """Write the question's values into SQL."""
    for name, value in question.parameters.items():
        text = text.replace(f":{name}", literal(value))
    return text


@cache
def query_text(name: str, **conditions: bool) -> str:
    """Return the text of a query, with its lines `-- if issue:` in force where `issue` is true."""
    text = sql(name)
    words = {word for word, is_met in conditions.items() if is_met}
    unknown = [word for word in words if f"-- if {word}: " not in text and f":{word}" not in text]
    assert not unknown, f"{name}.sql has no condition {unknown}"
    return _CONDITION.sub(lambda line: line[2] if line[1] in words else line[0], text)


def literal(value: str | None) -> str:
    """Return a text as SQL."""
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


class Standing(NamedTuple):
    """An actor's standing on an issue as of a day: the keys of `list`, then what people read."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    panel: bool
    status: str
    stance: str | None
    stance_basis: str | None
    side: str | None
    """The stance in the issue's own words."""
    date: str | None
    earliest: str | None
    latest: str | None
    evidence: str | None
    words: str | None
    wording: str | None
    """How a quote gives the words; None for a summary, and for the words of a silence's source."""
    channel: str | None
    first_said: str | None
    last_said: str | None
    statements: int
    basis: str | None
    response: str | None
    checked_by: str | None
    answered: bool | None
    """Of a silence, whether a person, or a listed newsroom, wire or agency, answers for it."""
    last_checked: str | None
    """The last day for which such a silence vouches."""
    last_searched: str | None
    searches: int
    queries: int
    finds: int
    """The number of searches that turned up something other than a statement."""
    private: bool
    """Whether words that were not public were made known."""
    private_stance: str | None
    private_stance_basis: str | None
    coders: int | None
    agreed: bool | None
    before: str | None
    """What whoever did not speak last said in public, on another issue, that takes a side."""
    before_date: str | None
    before_issue: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    tier: str | None
    """Of the source: `primary`, `secondary` or `reprint`."""
    archive: str | None
    matched: int | None
    """How many of its records meet the filters of records; None where none is given."""
    matched_id: str | None
    """The record shown of these: the evidence if it is one, else the latest."""
    matched_date: str | None
    matched_stance: str | None
    stale: bool
    may_have_spoken: bool
    moved: bool
    later_words: str | None
    replied: str | None
    """The date of the actor's latest reply to any of their records on the issue."""
    as_of: str
    known_by: str | None
    audience: str
    data_version: str
    actor_kind: str
    position: int | None
    organization_name: str | None
    voice: str | None
    sort_key: str
    """The text that sorts lists by name."""
    searched_by: str | None
    items: int | None
    """How many items, such as posts, the searches read."""
    found: str | None
    """What turned up first in the last search in which anything did."""
    author: str | None
    published: str | None
    source_language: str | None
    issue_over: bool


_EMPTY: Final = {bool: False, int: 0}
"""The values of a standing's fields, by their types, where nothing is on record; else None."""


def unchecked(**values: Any) -> Standing:
    """Return the standing of somebody about whom nothing is on record, with these values."""
    hints = get_type_hints(Standing)
    empty = {name: _EMPTY.get(hint) for name, hint in hints.items()}
    return Standing(**{**empty, "status": "unchecked", **values})


LIST_COLUMNS: Final = Standing._fields[: Standing._fields.index("data_version") + 1]


class Issue(NamedTuple):
    """An issue, its rule and how many its panel holds, by kind of actor."""

    id: str
    title: str
    short_title: str | None
    proposition: str
    since: str
    until: str | None
    panel_rule: str | None
    recheck_days: int
    favor: str | None
    against: str | None
    people: int
    organizations: int

    @property
    def name(self) -> str:
        """Return the short title, for columns and headings; the title where there is none."""
        return self.short_title or self.title

    @property
    def has_panel(self) -> bool:
        """Return whether anybody is in its panel."""
        return bool(self.people or self.organizations)

    @property
    def is_of_organizations(self) -> bool:
        """Return whether its panel has organizations alone."""
        return bool(self.organizations) and not self.people


class JudgedRecord(NamedTuple):
    """A record of a pair, which filters judged; an event is of none."""

    status: str | None
    """That of the standings which such a record can be behind."""
    issue: str | None
    actor: str | None
    record: str
    date: str
    earliest: str
    latest: str
    stance: str | None
    counts: bool


class RecordName(NamedTuple):
    """A name by which a record goes: its id, its name, sort name, or another name."""

    kind: str
    id: str
    name: str


def _array(ids: Iterable[str] | None) -> str | None:
    """Return ids as the JSON text that a query takes; None where there are none to limit it."""
    return None if ids is None else json.dumps(sorted(ids))


class Query(Generic[Row]):
    """A query in `index/sql`, whose rows are of one class."""

    def __init__(self, row_class: type[Row], name: str, **conditions: bool) -> None:
        """Take the class of the rows, the name of the text, and conditions always in force."""
        self._row_class = row_class
        self._name = name
        self._conditions = conditions

    def __call__(
        self,
        connection: sqlite3.Connection,
        question: Question | None = None,
        *,
        issue: str | None = None,
        actor: str | None = None,
        actors: Set[str] | None = None,
        to: Iterable[str] | None = None,
        **conditions: bool,
    ) -> list[Row]:
        """Return the rows: all, or those of an issue, of actors or about the records `to`.

        Without a question where the query depends on none; `conditions` are other lines of its text
        that are in force.
        """
        limits = {"issue": issue, "actor": actor, "actors": _array(actors), "to": _array(to)}
        parameters = limits | (question.parameters if question else {})
        is_limited = {name: value is not None for name, value in limits.items()}
        return [*self.rows(connection, parameters, **is_limited, **conditions)]

    def rows(
        self, connection: sqlite3.Connection, parameters: Mapping[str, Any], **conditions: bool
    ) -> Iterator[Row]:
        """Yield the rows for these parameters as they are read."""
        text = query_text(self._name, **self._conditions, **conditions)
        return typed(self.row_class(connection), connection.execute(text, parameters))

    def row_class(self, connection: sqlite3.Connection) -> type[Row]:
        """Return the class of the rows that this index has."""
        return self._row_class


class RecordQuery(Query[Row]):
    """A query of the records of a kind, with all columns of its table.

    Its rows have the fields of the row class, by which code reads them, then every other field that
    the kind declares.
    """

    def __init__(
        self,
        row_class: type[Row],
        name: str,
        kind: str,
        *,
        left_out: Collection[str] = (),
        **conditions: bool,
    ) -> None:
        """Take what a query takes, the kind, and the fields of it that no row has."""
        super().__init__(row_class, name, **conditions)
        self._kind = kind
        self._written = {*row_class._fields, *left_out}

    def row_class(self, connection: sqlite3.Connection) -> type[Row]:
        """Return the row class with every other field of the kind after its own."""
        return self.with_other_fields(connection, self._row_class)

    def with_other_fields(
        self, connection: sqlite3.Connection, row_class: type[AnswerRow]
    ) -> type[AnswerRow]:
        """Return the class of rows about such records with every other field of the kind."""
        others = fields.beyond(connection, self._kind, self._written)
        return fields.extended(row_class, tuple(others))

    def other_fields(self, connection: sqlite3.Connection) -> tuple[str, ...]:
        """Return the names of the fields that the kind declares beyond those of the row class."""
        return self.row_class(connection)._fields[len(self._row_class._fields) :]

    def other_values(self, row: Row) -> dict[str, Any]:
        """Return the values of the other fields in a row, by their names."""
        names = row._fields[len(self._row_class._fields) :]
        return {name: getattr(row, name) for name in names}


names = Query(RecordName, "names")
terms = Query(RecordName, "terms")
_issues: Final = Query(Issue, "issues")
_standings: Final = Query(Standing, "standing")


def issues(connection: sqlite3.Connection, ids: Collection[str] = ()) -> list[Issue]:
    """Return every issue, or those with these ids, with its panel as known then.

    The latest to begin comes first.
    """
    only_id = next(iter(ids)) if len(ids) == 1 else None
    rows = _issues(connection, current_question(connection), issue=only_id)
    return [row for row in rows if not ids or row.id in ids]


def standings(
    connection: sqlite3.Connection,
    issues: Iterable[str] = (),
    *,
    actors: Set[str] | None = None,
    panel: bool = False,
    question: Question | None = None,
) -> list[Standing]:
    """Return a row for each actor and issue, or for panels only, in the order of these.

    The latest issue to begin comes first, panels of organizations alone last; on each, people come
    before organizations. Of some `actors`, or on some issues, it costs no more than these. Another
    `question` than the one posed needs not be posed for it: whoever asks as of many days would wait
    for SQLite, which plans every query anew after each.
    """
    question = question or current_question(connection)
    issue_ids: Iterable[str | None] = {*issues} or (None,)
    rows: list[Standing] = []
    for issue in issue_ids:
        rows += _standings(connection, question, issue=issue, actors=actors, panel=panel)
    if panel:  # an export answers the whole rule, whatever lines of its text are in force
        rows = [row for row in rows if row.panel]
    is_of_several = len({row.issue for row in rows}) > 1
    places = _issue_places(connection, question) if is_of_several else {}

    def order(standing: Standing) -> tuple[int, bool, bool, int, str, str]:
        """Return what sorts standings: the issue, the panel's place, outside of it the name."""
        return (
            places.get(standing.issue, 0),
            standing.position is None,
            standing.actor_kind == "organization",
            standing.position or 0,
            standing.sort_key,
            standing.actor,
        )

    return sorted(rows, key=order)


def judged_records(
    connection: sqlite3.Connection,
    question: Question,
    condition: str,
    values: Mapping[str, Any],
    *,
    issues: Iterable[str] = (),
    actors: Set[str] | None = None,
    to: Iterable[str] | None = None,
) -> list[JudgedRecord]:
    """Return the records that meet a condition on the columns of `judged_record.sql`.

    They are those on some issues, of `actors`, or of these ids; each once for each actor. `values`
    are those of the condition's parameters.
    """
    issue_ids: Iterable[str | None] = {*issues} or (None,)
    limits = {"actors": _array(actors), "to": _array(to)}
    rows: list[JudgedRecord] = []
    for issue in issue_ids:
        parameters = {**question.parameters, **limits, "issue": issue, **values}
        records = query_text(
            "judged_record",
            issue=issue is not None,
            actors=actors is not None,
            to=to is not None,
        )
        text = f"SELECT * FROM (\n{records}\n) AS judged\nWHERE {condition}"
        rows += typed(JudgedRecord, connection.execute(text, parameters))
    return rows


def _issue_places(connection: sqlite3.Connection, question: Question) -> dict[str, int]:
    """Return the place of each issue in lists: of organizations last, else the latest first."""
    ordered = sorted(_issues(connection, question), key=lambda issue: issue.is_of_organizations)
    return {issue.id: place for place, issue in enumerate(ordered)}


def texts(
    connection: sqlite3.Connection,
    text: str,
    parameters: Sequence[str | None] | Mapping[str, str | None] = (),
) -> list[str]:
    """Return the texts in the first column of a query."""
    return [str(row[0]) for row in connection.execute(text, parameters)]


def shared_names(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the names that several actors have."""
    query = "SELECT name FROM main.actor GROUP BY name HAVING count(*) > 1"
    return frozenset(texts(connection, query))


def data_version(connection: sqlite3.Connection) -> str:
    """Return the content hash of the dataset."""
    return fact(connection, "data_version")


def first_recorded(connection: sqlite3.Connection) -> str | None:
    """Return the first day on which anything was recorded, even if that is cut off."""
    query = "SELECT value FROM meta WHERE name = 'first_recorded'"
    return next(iter((*texts(connection, query), *days(connection))), None)


def fact(connection: sqlite3.Connection, name: str) -> str:
    """Return a fact that an index holds about itself."""
    [value] = texts(connection, "SELECT value FROM meta WHERE name = ?", (name,))
    return value


def typed(row_class: type[Row], cursor: sqlite3.Cursor) -> Iterator[Row]:
    """Yield the rows of a query as rows of a class, whose fields are columns of the query."""
    columns = [column[0] for column in cursor.description]
    place_by_column = {column: place for place, column in enumerate(columns)}
    assert len(place_by_column) == len(columns), f"two columns of one name in {columns}"
    places = [place_by_column[name] for name in row_class._fields]
    conversions = _conversions(row_class)
    pick = itemgetter(*places)  # of several columns, as every row class has
    for row in cursor:
        values = list(pick(row))
        for place, convert in conversions:
            values[place] = convert(values[place])
        yield row_class._make(values)


@cache
def _conversions(row_class: type[NamedTuple]) -> Sequence[tuple[int, Callable[[Cell], Cell]]]:
    """Return what makes a value of each field that SQLite holds otherwise, with its place."""
    conversions: list[tuple[int, Callable[[Cell], Cell]]] = []
    for place, name in enumerate(row_class._fields):
        hint = row_class.__annotations__[name]
        if hint is bool:
            conversions.append((place, bool))
        elif bool in get_args(hint):
            conversions.append((place, _bool_or_none))
        elif float in get_args(hint):
            conversions.append((place, drop_zero_fraction))
    return conversions


def _bool_or_none(value: Cell) -> bool | None:
    return None if value is None else bool(value)


def drop_zero_fraction(value: Cell) -> Cell:
    """Return a float without a fraction as an int; SQLite stores amounts as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_FACTS: Final = ("title", "publisher", "licence", "contact", "url", "forms", "language")


def dataset_facts(connection: sqlite3.Connection) -> dict[str, str | None]:
    """Return the dataset's description of itself by its fields; None where missing."""
    row = connection.execute(f"SELECT {', '.join(_FACTS)} FROM dataset").fetchone()
    return dict(zip(_FACTS, row, strict=True)) if row else dict.fromkeys(_FACTS)


def days(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the days on which a statement, silence, reply or correction was recorded, in order."""
    return tuple(texts(connection, sql("days")))


def has_files(connection: sqlite3.Connection) -> bool:
    """Return whether an index is of any data file."""
    return bool(texts(connection, "SELECT name FROM main.data_file LIMIT 1"))


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many records of each kind there are."""
    query = (
        "SELECT kind.name, count(record.id) FROM main.kind"
        " LEFT JOIN main.record ON record.kind = kind.name"
        " WHERE kind.name != 'dataset' GROUP BY kind.name ORDER BY kind.position"
    )
    return {str(kind): int(count) for kind, count in connection.execute(query)}


def titles(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the title of each issue, the latest to begin first."""
    rows = connection.execute("SELECT id, title FROM main.issue ORDER BY since DESC, id")
    return dict(map(tuple, rows))


def petitions_of(connection: sqlite3.Connection, issue: str, as_of: str) -> list[str]:
    """Return the petitions of an issue that were published by a day, oldest first."""
    query = (
        "SELECT id FROM main.petition WHERE issue = ? AND published_earliest <= ?"
        " ORDER BY published_earliest, id"
    )
    return texts(connection, query, (issue, as_of))


def redacted_lines(connection: sqlite3.Connection) -> list[str]:
    """Return the reasons of redactions whose record is gone, which no page shows otherwise."""
    query = (
        "SELECT reason FROM main.correction AS correction WHERE type = 'redaction'"
        " AND NOT EXISTS (SELECT 1 FROM main.record WHERE record.id = correction.corrects)"
        " ORDER BY recorded, id"
    )
    return texts(connection, query)
