"""The records in an index: each query a text in `index/sql` that a person can run, with typed rows."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stancetracker.index.queries import Question, narrowed_rows, sql, typed


class Concerning(NamedTuple):
    """A statement or silence, and whom and what it is about."""

    id: str
    issue: str
    actor: str


class Said(NamedTuple):
    """A known statement, with who said it and where it was read."""

    id: str
    issue: str
    speaker: str
    name: str
    role: str | None
    organization: str | None
    organization_name: str | None
    date: str
    date_earliest: str
    date_latest: str
    stance: str
    label: str | None
    quote: str | None
    wording: str | None
    language: str | None
    summary: str | None
    channel: str
    audience: str
    made_public: str | None
    made_public_earliest: str | None
    made_public_latest: str | None
    voice: str
    event: str | None
    verification: str
    recorded: str
    note: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    tier: str | None
    withdrawn: str | None
    counts: bool
    reported: bool


class Silence(NamedTuple):
    """A known silence of one actor, with who checked and where."""

    id: str
    issue: str
    actor: str
    date: str
    date_earliest: str
    date_latest: str
    basis: str
    response: str
    checked_by: str | None
    asked_on: str | None
    includes_internal: bool
    label: str | None
    searched: str | None
    recorded: str
    note: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    tier: str | None
    withdrawn: str | None
    counts: bool


class Tied(NamedTuple):
    """A tie of an actor: context beside a standing."""

    id: str
    type: str
    actor: str
    name: str
    counterparty: str | None
    counterparty_name: str | None
    event: str | None
    event_title: str | None
    title: str | None
    amount_value: float | None
    amount_currency: str | None
    amount_bound: str | None
    date: str | None
    period: str | None
    verification: str
    note: str | None
    source: str | None
    publisher: str | None


class Happened(NamedTuple):
    """An event, on one of its issues."""

    id: str
    issue: str
    title: str
    date: str
    date_earliest: str
    date_latest: str
    trigger: bool


class Replied(NamedTuple):
    """A reply to a record."""

    id: str
    about: str
    by: str
    name: str
    date: str
    text: str
    language: str
    recorded: str


class Corrected(NamedTuple):
    """A correction of a record."""

    id: str
    corrects: str
    type: str
    reason: str
    replacement: str | None
    by: str | None
    recorded: str


class Cited(NamedTuple):
    """A source of a record: its address or citation, who published it, and who did first where it is a copy."""

    record: str
    source: str | None
    publisher: str | None
    original_publisher: str | None


class Affiliation(NamedTuple):
    """That a person belongs to an organization on the day asked about, or did before it."""

    person: str
    organization: str


class Demanded(NamedTuple):
    """A demand of a petition."""

    petition: str
    issue: str
    title: str
    published: str
    demand: str
    text: str

    @property
    def ref(self) -> str:
        """Return the demand as statements name it."""
        return f"{self.petition}/{self.demand}"


class Addressed(NamedTuple):
    """Somebody whom a petition addresses."""

    petition: str
    actor: str
    name: str
    kind: str


class Answered(NamedTuple):
    """A demand, as `petition/demand`, that a statement names."""

    statement: str
    demand: str


class Signed(NamedTuple):
    """The least number of signatures of a petition on a day."""

    petition: str
    issue: str
    title: str
    date: str
    date_earliest: str
    date_latest: str
    at_least: int
    source: str | None
    publisher: str | None


def ids(
    connection: sqlite3.Connection, asked: Question, *, issue: str | None = None, actor: str | None = None
) -> list[Concerning]:
    """Return the id, issue and actor of every known statement and silence, a row for each actor."""
    return narrowed_rows(Concerning, connection, "ids", asked, issue, actor)


def statements(
    connection: sqlite3.Connection,
    asked: Question,
    *,
    issue: str | None = None,
    actor: str | None = None,
    these: Iterable[str] | None = None,
    unpublished: bool = False,
) -> list[Said]:
    """Return every known statement, oldest first; `withdrawn` is the type of the correction that withdraws it.

    With `issue` or `actor`, as in the queries below, those on that issue or of that actor; with `these`, those with
    these ids; with `unpublished`, those that were not public.
    """
    return narrowed_rows(Said, connection, "statements", asked, issue, actor, these, unpublished=unpublished)


def silences(
    connection: sqlite3.Connection,
    asked: Question,
    *,
    issue: str | None = None,
    actor: str | None = None,
    these: Iterable[str] | None = None,
) -> list[Silence]:
    """Return every known silence, a row for each actor it names, oldest first."""
    return narrowed_rows(Silence, connection, "silences", asked, issue, actor, these)


def replies(
    connection: sqlite3.Connection,
    asked: Question,
    *,
    issue: str | None = None,
    actor: str | None = None,
    to: Iterable[str] | None = None,
) -> list[Replied]:
    """Return every reply known and given by the day asked about, oldest first.

    With `issue` or `actor`, those to records of it; with `to`, those to these records.
    """
    return narrowed_rows(Replied, connection, "replies", asked, issue, actor, to)


def corrections(
    connection: sqlite3.Connection,
    asked: Question,
    *,
    issue: str | None = None,
    actor: str | None = None,
    to: Iterable[str] | None = None,
) -> list[Corrected]:
    """Return every known correction, oldest first.

    With `issue` or `actor`, those of its records or replacing one with them; with `to`, those that withdraw these.
    """
    return narrowed_rows(Corrected, connection, "corrections", asked, issue, actor, to)


def ties(
    connection: sqlite3.Connection,
    asked: Question,
    *,
    issue: str | None = None,
    actor: str | None = None,
    of: Iterable[str] | None = None,
) -> list[Tied]:
    """Return every tie that is not withdrawn, by actor, type and date.

    Those of an issue are at its events; those of an actor have the actor on either side; with `of`, those actors' own.
    """
    return narrowed_rows(Tied, connection, "ties", asked, issue, actor, of)


def events(
    connection: sqlite3.Connection,
    asked: Question,
    *,
    issue: str | None = None,
    these: Iterable[str] | None = None,
) -> list[Happened]:
    """Return every event that is not withdrawn, a row for each issue it concerns, oldest first."""
    return narrowed_rows(Happened, connection, "events", asked, issue, None, these)


def affiliations(
    connection: sqlite3.Connection, asked: Question, *, people: Iterable[str] | None = None
) -> list[Affiliation]:
    """Return who belongs to which organizations on the day asked about; with `people`, those alone."""
    return narrowed_rows(Affiliation, connection, "affiliations", asked, None, None, people)


def sources(connection: sqlite3.Connection) -> Iterator[Cited]:
    """Yield every source of every statement and silence."""
    return typed(Cited, connection.execute(sql("sources")))


def demands(connection: sqlite3.Connection, asked: Question) -> list[Demanded]:
    """Return the demands of every petition published by the day asked about and not withdrawn, by petition."""
    return list(typed(Demanded, connection.execute(sql("demands"), asked.parameters)))


def addressees(connection: sqlite3.Connection) -> list[Addressed]:
    """Return the addressees of each petition."""
    return list(typed(Addressed, connection.execute(sql("addressees"))))


def answers(connection: sqlite3.Connection) -> list[Answered]:
    """Return the demands that statements name."""
    return list(typed(Answered, connection.execute(sql("answers"))))


def signatures(connection: sqlite3.Connection, asked: Question) -> list[Signed]:
    """Return the number of signatures of each petition, by day, up to the day asked about."""
    return list(typed(Signed, connection.execute(sql("signatures"), asked.parameters)))
