"""Checks of days: that each comes before or after the others that it has to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from stancetracker.base import dates
from stancetracker.ledger.checks.found import Finds, Found
from stancetracker.ledger.dataset import Entry
from stancetracker.ledger.fields import Pattern, date_fields, fields, reach
from stancetracker.ledger.model.event import Event
from stancetracker.ledger.model.issue import Issue
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.model.reply import Reply
from stancetracker.ledger.model.silence import Silence
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.record import Record
from stancetracker.ledger.scan import Path
from stancetracker.ledger.view import View, first

# Dates that may lie ahead: a term of office, a contract's period, an issue's last day.
_MAY_LIE_AHEAD: Final = ("start_date", "end_date", "period")
_DAYS: Final = (("recorded",), ("asked_on",), ("sources", "*", "retrieved"))


def silence_before_issue(view: View, today: str) -> Finds:
    """A look dated before its issue began

    Before an issue's `since`, everyone is unchecked; a look that vouches for such a day says nothing.
    """
    for entry in view.of(Silence):
        since, (start, _) = view.since(entry.record), view.days(entry.record)
        if since and start < since:
            yield Found(entry, ("date",), f"the issue begins on {since}, this look is of {start}")


def statement_before_issue(view: View, today: str) -> Finds:
    """A statement dated before its issue began

    Words from before an issue's `since` are about something else, or `since` is too late.
    """
    for entry in view.of(Statement):
        since, (_, end) = view.since(entry.record), view.days(entry.record)
        if since and end < since:
            yield Found(entry, ("date",), f"the issue begins on {since}, this was said by {end}")


def statement_after_recorded(view: View, today: str) -> Finds:
    """A statement recorded before it can have been made

    Its `date`, or the day it was made public, lies after the day it was recorded.
    """
    for entry in view.of(Statement):
        yield from _after_recorded(entry, "date", view.since(entry.record))
        yield from _after_recorded(entry, "made_public", view.since(entry.record))


def silence_after_recorded(view: View, today: str) -> Finds:
    """A look recorded before it can have been made

    Nobody can vouch for days to come.
    """
    for entry in view.of(Silence):
        yield from _after_recorded(entry, "date", None)


def reply_after_recorded(view: View, today: str) -> Finds:
    """A reply recorded before it can have been given

    Its `date` lies after the day it was recorded.
    """
    for entry in view.of(Reply):
        yield from _after_recorded(entry, "date", None)


def _after_recorded(entry: Entry[Any], name: str, since: str | None) -> Finds:
    text, recorded = getattr(entry.record, name), entry.record.recorded
    if text and first(dates.parse(text), since) > recorded:
        yield Found(entry, (name,), f"{text} is after it was recorded, on {recorded}")


def future_date(view: View, today: str) -> Finds:
    """A day that is yet to come

    Records tell what happened, so `recorded`, the date of a record and those of its sources are not after
    today (in UTC). Terms of office, periods of contracts and the days of an issue may lie ahead.
    """
    for entry in view.entries:
        for path, day in _days(entry.record):
            if first(dates.parse(day)) > today:
                yield Found(entry, path, f"{day} is in the future; today is {today}")


def _days(record: Record) -> Iterator[tuple[Path, str]]:
    for pattern in _past(type(record)):
        yield from reach(record, pattern)


@cache
def _past(record_class: type[Record]) -> tuple[Pattern, ...]:
    """The fields of a class that hold a day which is not to come."""
    dated = [field.pattern for field in date_fields(record_class) if field.pattern[-1] not in _MAY_LIE_AHEAD]
    days = [pattern for pattern in _DAYS if pattern in fields(record_class)]
    return (*dated, *days)


def made_public_before_date(view: View, today: str) -> Finds:
    """Made public before it was said

    `made_public` is the day someone else made internal or private words known.
    """
    for entry in view.of(Statement):
        made_public = entry.record.made_public
        if made_public and dates.parse(made_public).latest < view.days(entry.record)[0]:
            yield Found(entry, ("made_public",), f"made public {made_public}, said {entry.record.date}")


def asked_after_look(view: View, today: str) -> Finds:
    """Asked after the look was over

    `asked_on` is the day we asked, and the look's date the day up to which nothing was found.
    """
    for entry in view.of(Silence):
        asked_on, (_, end) = entry.record.asked_on, view.days(entry.record)
        if asked_on and asked_on > end:
            yield Found(entry, ("asked_on",), f"asked on {asked_on}, but the look ends on {end}")


def issue_ends_before_it_starts(view: View, today: str) -> Finds:
    """An issue that ends before it starts

    `until` is the last day on which anything is due, and not before `since`.
    """
    for entry in view.of(Issue):
        until = entry.record.until
        if until and until < entry.record.since:
            yield Found(entry, ("until",), f"{until} is before {entry.record.since}")


def membership_ends_before_it_starts(view: View, today: str) -> Finds:
    """A role that ends before it starts

    The `end_date` of a membership is not before its `start_date`.
    """
    for entry in view.of(Person):
        for number, member in enumerate(entry.record.memberships):
            if not member.start_date or not member.end_date:
                continue
            if dates.parse(member.end_date).latest < first(dates.parse(member.start_date)):
                message = f"{member.end_date} is before {member.start_date}"
                yield Found(entry, ("memberships", number, "end_date"), message)


def trigger_after_until(view: View, today: str) -> Finds:
    """A trigger after its issue is over

    A trigger makes older looks stale, and after an issue's `until` nothing is due.
    """
    for entry in view.of(Event):
        for number, name in enumerate(entry.record.issues):
            issue = view.issues.get(name)
            day = first(dates.parse(entry.record.date), issue.since if issue else None)
            if entry.record.trigger and issue and issue.until and day > issue.until:
                yield Found(entry, ("issues", number), f"{issue.id} ended on {issue.until}")


def reply_before_date(view: View, today: str) -> Finds:
    """A reply given before what it answers

    The `date` of a reply is not before that of the statement or look it answers.
    """
    for entry in view.of(Reply):
        answered = view.by_id.get(entry.record.to)
        if answered and isinstance(answered.record, (Statement, Silence)):
            start, _ = view.days(answered.record)
            if dates.parse(entry.record.date).latest < start:
                yield Found(entry, ("date",), f"{entry.record.date} is before {answered.id} of {start}")
