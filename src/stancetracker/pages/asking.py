"""The material of pages: an open index, its question, and the records of one issue or actor."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeVar

from stancetracker.base import dates
from stancetracker.index import queries, recorded
from stancetracker.index.queries import About, Question
from stancetracker.index.recorded import Corrected, Happened, Replied, Said, Silence
from stancetracker.reports.panel import Material


@dataclass(frozen=True)
class Asking:
    """An open index and the question it was opened for, given to every maker of a page."""

    connection: sqlite3.Connection
    question: Question

    @cached_property
    def asides(self) -> Asides:
        """Return every reply and correction, fetched once."""
        return Asides(
            recorded.replies(self.connection, self.question),
            recorded.corrections(self.connection, self.question),
        )


Found = TypeVar("Found", Replied, Corrected)


def said(
    now: Asking, issue: str | None = None, actor: str | None = None, these: Sequence[str] | None = None
) -> list[Said]:
    """Return the statements on an issue, of an actor or with these ids, oldest first, withdrawn or not."""
    found = recorded.statements(now.connection, now.question, issue=issue, actor=actor, to=these)
    # The first day on which a statement may have been known to those asked about.
    return [
        one for one in found if max(one.made_public_earliest or "", one.date_earliest) <= now.question.as_of
    ]


def looks(
    now: Asking, issue: str | None = None, actor: str | None = None, these: Sequence[str] | None = None
) -> list[Silence]:
    """Return the silences on an issue, for an actor or with these ids, a row an actor, oldest first."""
    found = recorded.silences(now.connection, now.question, issue=issue, actor=actor, to=these)
    # A silence may name an actor twice.
    return list(
        {(one.id, one.actor): one for one in found if one.date_earliest <= now.question.as_of}.values()
    )


def events(now: Asking, issue: str) -> list[Happened]:
    """Return the events of an issue, oldest first."""
    found = recorded.events(now.connection, now.question, issue=issue)
    return [one for one in found if one.date_earliest <= now.question.as_of]


def material_on(now: Asking, issue: str) -> Material:
    """Return the statements, looks and events of an issue."""
    return Material(said(now, issue), looks(now, issue), events(now, issue))


class Asides:
    """Replies and corrections, by the records that they are about."""

    def __init__(self, replies: Sequence[Replied], corrections: Sequence[Corrected]) -> None:
        every: list[Replied | Corrected] = [*replies, *corrections]
        self.by_id = {one.id: one for one in every}
        self._replies = _by(replies, lambda one: (one.about,))
        self._corrections = _by(corrections, lambda one: (one.corrects, one.replacement))

    def corrections(self, records: Iterable[str]) -> list[Corrected]:
        """Return the corrections that withdraw one of these records or replace another with it, oldest first."""
        found = {one.id: one for record in records for one in self._corrections.get(record, ())}
        return sorted(found.values(), key=lambda one: (one.recorded, one.id))

    def replies(self, records: Iterable[str]) -> list[Replied]:
        """Return the replies to these records, to their corrections and to one another, oldest first."""
        asked = [*records]
        asked += [one.id for one in self.corrections(asked)]
        found: dict[str, Replied] = {}
        while asked:
            new = [one for record in asked for one in self._replies.get(record, ()) if one.id not in found]
            found |= {one.id: one for one in new}
            asked = [one.id for one in new]
        return sorted(found.values(), key=_turn)


def _by(found: Iterable[Found], about: Callable[[Found], Iterable[str | None]]) -> dict[str, list[Found]]:
    by: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        for record in filter(None, dict.fromkeys(about(one))):
            by[record].append(one)
    return by


def _turn(reply: Replied) -> tuple[str, str, str]:
    earliest, latest = dates.parse(reply.date)
    return earliest or latest, latest, reply.id


def ids(said: Iterable[Said], looks: Iterable[Silence]) -> list[str]:
    """Return the ids of these statements and silences."""
    return [*(one.id for one in said), *(look.id for look in looks)]


class Page:
    """The contents of a page: a template, and whether it draws charts."""

    template: ClassVar[str]
    charts: ClassVar[bool] = False


@dataclass(frozen=True)
class Edition:
    """An edition, as every page shows it: the dataset, the day (as of and known by) and the version."""

    day: str
    title: str
    publisher: str
    licence: str
    contact: str
    version: str
    days: tuple[str, ...]
    """All editions, oldest first."""


def edition(now: Asking, days: tuple[str, ...]) -> Edition:
    """Return what every page of the edition shows of the dataset."""
    about = queries.about(now.connection) or About("A dataset without a title", "", "", "", None, "en")
    version = queries.data_version(now.connection)
    return Edition(
        now.question.as_of, about.title, about.publisher, about.licence, about.contact, version, days
    )
