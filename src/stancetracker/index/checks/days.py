"""Checks of days: each comes before or after the others that it has to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import Final

from stancetracker.index.checks.findings import Column, Finding, Findings, columns
from stancetracker.ledger.fields import Field, date_fields, fields
from stancetracker.ledger.record import Record

# Dates that may lie ahead: a term of office, a contract's period, an issue's last day.
_MAY_LIE_AHEAD: Final = ("start_date", "end_date", "period")
_DAYS: Final = (("recorded",), ("asked_on",), ("sources", "*", "retrieved"))


def silence_before_issue(connection: sqlite3.Connection, today: str) -> Findings:
    """A silence dated before its issue began

    Before an issue's `since`, everyone is unchecked; a silence that vouches for such a day says nothing.
    """
    query = """
        SELECT silence.id, since, date_earliest FROM silence JOIN issue ON issue.id = issue
        WHERE date_earliest < since
    """
    for record, since, start in connection.execute(query):
        yield Finding(record, ("date",), f"the issue begins on {since}; this silence is of {start}")


def statement_before_issue(connection: sqlite3.Connection, today: str) -> Findings:
    """A statement dated before its issue began

    Words from before an issue's `since` are about something else, or `since` is too late.
    """
    query = """
        SELECT statement.id, since, date_latest FROM statement JOIN issue ON issue.id = issue
        WHERE date_latest < since
    """
    for record, since, end in connection.execute(query):
        yield Finding(record, ("date",), f"the issue begins on {since}; this was said by {end}")


def statement_after_recorded(connection: sqlite3.Connection, today: str) -> Findings:
    """A statement recorded before it can have been made

    Its `date`, or the day it was made public, is after the day it was recorded.
    """
    yield from _after_recorded(connection, "statement", "date")
    yield from _after_recorded(connection, "statement", "made_public")


def silence_after_recorded(connection: sqlite3.Connection, today: str) -> Findings:
    """A silence recorded before its date

    Nobody can vouch for days to come.
    """
    yield from _after_recorded(connection, "silence", "date")


def reply_after_recorded(connection: sqlite3.Connection, today: str) -> Findings:
    """A reply recorded before it can have been given

    Its `date` is after the day it was recorded.
    """
    yield from _after_recorded(connection, "reply", "date")


def _after_recorded(connection: sqlite3.Connection, kind: str, date: str) -> Findings:
    query = f"SELECT id, {date}, recorded FROM {kind} WHERE {_first(date)} > recorded"
    for record, text, recorded in connection.execute(query):
        yield Finding(record, (date,), f"{text} is after the day it was recorded, {recorded}")


def _first(date: str) -> str:
    """Return SQL for the first possible day of a date; its last where the start is open and nothing bounds it."""
    return f"iif({date}_earliest = '0001-01-01', {date}_latest, {date}_earliest)"


def future_date(connection: sqlite3.Connection, today: str) -> Findings:
    """A day that is yet to come

    Records say what happened, so `recorded`, the date of a record and those of its sources are not after
    today (in UTC). Terms of office, periods of contracts and the days of an issue may lie ahead.
    """
    for column, first in _past():
        for record, part, position, day in connection.execute(column.query(f"{first} > ?"), (today,)):
            yield Finding(record, column.path(part, position), f"{day} is in the future; today is {today}")


@cache
def _past() -> tuple[tuple[Column, str], ...]:
    """Return the columns of days that must not lie ahead, each with SQL for its first possible day."""

    def chosen(record_class: type[Record]) -> Iterator[Field]:
        known = fields(record_class)
        yield from (field for field in date_fields(record_class) if field.pattern[-1] not in _MAY_LIE_AHEAD)
        yield from (known[pattern] for pattern in _DAYS if pattern in known)

    # A start that is open says nothing of days to come.
    spans = "iif([{0}] LIKE '..%', [{0}_latest], [{0}_earliest])"
    return tuple(
        (column, spans.format(column.name) if field.is_date else f"[{column.name}]")
        for column, field in columns(chosen).items()
    )


def made_public_before_date(connection: sqlite3.Connection, today: str) -> Findings:
    """Made public before it was said

    `made_public` is the day someone else made internal or private words known.
    """
    query = f"SELECT id, made_public, date FROM statement WHERE made_public_latest < {_first('date')}"
    for record, made_public, date in connection.execute(query):
        yield Finding(record, ("made_public",), f"made public {made_public}, said {date}")


def asked_after_look(connection: sqlite3.Connection, today: str) -> Findings:
    """Asked after the date of the silence

    `asked_on` is the day we asked, and the date of the silence the day up to which nothing was found.
    """
    query = "SELECT id, asked_on, date_latest FROM silence WHERE asked_on > date_latest"
    for record, asked_on, end in connection.execute(query):
        yield Finding(record, ("asked_on",), f"asked on {asked_on}, but the silence ends on {end}")


def issue_ends_before_it_starts(connection: sqlite3.Connection, today: str) -> Findings:
    """An issue that ends before it starts

    `until` is the last day on which anything is due, and not before `since`.
    """
    for record, until, since in connection.execute("SELECT id, until, since FROM issue WHERE until < since"):
        yield Finding(record, ("until",), f"{until} is before {since}")


def membership_ends_before_it_starts(connection: sqlite3.Connection, today: str) -> Findings:
    """A role that ends before it starts

    The `end_date` of a membership is not before its `start_date`.
    """
    query = f"""
        SELECT record, position, end_date, start_date FROM person_memberships
        WHERE end_date_latest < {_first("start_date")}
    """
    for record, position, end, start in connection.execute(query):
        yield Finding(record, ("memberships", position, "end_date"), f"{end} is before {start}")


def trigger_after_until(connection: sqlite3.Connection, today: str) -> Findings:
    """A trigger after its issue is over

    A trigger makes older silences stale, and after an issue's `until` nothing is due.
    """
    query = """
        SELECT event.id, position, issue.id, until FROM event
        JOIN event_issues ON record = event.id JOIN issue ON issue.id = value
        WHERE "trigger" AND until < iif(date LIKE '..%', min(since, date_latest), date_earliest)
    """
    for record, position, issue, until in connection.execute(query):
        yield Finding(record, ("issues", position), f"{issue} ended on {until}")


def reply_before_date(connection: sqlite3.Connection, today: str) -> Findings:
    """A reply given before what it answers

    The `date` of a reply is not before that of the statement or silence it answers.
    """
    for kind in ("statement", "silence"):
        query = f"""
            SELECT reply.id, reply.date, answered.id, {_first("answered.date")} AS start
            FROM reply JOIN {kind} AS answered ON answered.id = "to" WHERE reply.date_latest < start
        """
        for record, date, answered, start in connection.execute(query):
            yield Finding(record, ("date",), f"{date} is before {answered} of {start}")
