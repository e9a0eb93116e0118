"""What petitions ask, of whom, who answered which demand, and how many had signed by when."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from stancetracker.index.queries import typed
from stancetracker.index.question import Question, sql


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
        """The demand as statements name it."""
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
    """How many had signed a petition, at least, on a day."""

    petition: str
    issue: str
    title: str
    date: str
    date_earliest: str
    date_latest: str
    at_least: int
    source: str | None
    publisher: str | None


def demands(connection: sqlite3.Connection, asked: Question) -> list[Demanded]:
    """The demands of every petition published by the day asked about and not withdrawn, by petition."""
    return list(typed(Demanded, connection.execute(sql("demands"), asked.parameters)))


def addressees(connection: sqlite3.Connection) -> list[Addressed]:
    """Whom each petition addresses."""
    return list(typed(Addressed, connection.execute(sql("addressees"))))


def answers(connection: sqlite3.Connection) -> list[Answered]:
    """Which demands each statement names."""
    return list(typed(Answered, connection.execute(sql("answers"))))


def signatures(connection: sqlite3.Connection, asked: Question) -> list[Signed]:
    """How many had signed each petition, by day, up to the day asked about."""
    return list(typed(Signed, connection.execute(sql("signatures"), asked.parameters)))
