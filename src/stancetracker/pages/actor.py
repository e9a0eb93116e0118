"""A person or an organization: who they are, and where they stand on each issue that has a record of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from stancetracker.base import dates, wording
from stancetracker.base.errors import UnknownNameError
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.lookup import Who
from stancetracker.index.recorded import Role
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asking, Page
from stancetracker.pages.cards import Card, Shelf
from stancetracker.pages.entries import Entry


@dataclass(frozen=True)
class ActorPage(Page):
    """A person or an organization: who they are, and where they stand on each issue that has a record of them."""

    template: ClassVar = "actor"

    actor: str
    kind: str
    name: str
    other_names: tuple[str, ...]
    role: str
    """On the day."""
    memberships: tuple[str, ...]
    """Of a person, a sentence each; of an organization none, as `members` says it."""
    members: tuple[tuple[str, str, str], ...]
    """Of an organization: the id, name and role of each of its people."""
    identifiers: tuple[tuple[str, str], ...]
    note: str | None
    cards: tuple[Card, ...]
    notes: tuple[str, ...]
    others: tuple[Entry, ...] = ()
    """Of kinds that have no words of their own, a line each."""
    replies: tuple[Entry, ...] = ()
    """To the actor's own record; replies to statements and silences are on their cards."""


def page(now: Asking, actor: str) -> ActorPage:
    """Return the page of an actor, without ties: those are shown for a whole panel or not at all.

    Raises UnknownNameError for nobody.
    """
    who = _who(now.connection, actor)
    said, looks = asking.said(now, actor=actor), asking.looks(now, actor=actor)
    asides = asking.asides_of(now, actor, asking.ids(said, looks))
    return ActorPage(
        actor=actor,
        kind=who.kind,
        name=who.name,
        other_names=lookup.other_names(now.connection, who),
        role=role_words(next(iter(recorded.roles(now.connection, now.question, actor=actor)), None)),
        memberships=tuple(_memberships(now.connection, who)),
        members=_members(now, who),
        identifiers=lookup.identifiers(now.connection, who),
        note=who.note,
        cards=_cards(now, actor, Shelf(now, said, looks, asides)),
        notes=tuple(_notes(now)),
        others=tuple(
            entries.of_other(now, kind, str(each["id"]))
            for kind, found in lookup.others(now.connection, now.question, actor).items()
            for each in found
        ),
        replies=tuple(entries.of_reply(now, one) for one in asides.replies((actor,))),
    )


def _who(connection: sqlite3.Connection, actor: str) -> Who:
    found = lookup.who(connection, actor)
    if found is None:
        raise UnknownNameError(
            "person or organization", actor, (name.id for name in queries.names(connection))
        )
    return found


def role_words(role: Role | None) -> str:
    """Return a role and its organization, if any."""
    return "" if role is None else held_words(role.role, role.organization_name, None, None)


def _members(now: Asking, who: Who) -> tuple[tuple[str, str, str], ...]:
    """Return the people of an organization, each once with all their roles in it."""
    if who.kind == "person":
        return ()
    found: dict[tuple[str, str], list[str]] = {}
    for each in recorded.members(now.connection, now.question, actor=who.id):
        found.setdefault((each.id, each.name), []).append(each.role)
    return tuple((id, name, ", ".join(dict.fromkeys(roles))) for (id, name), roles in found.items())


def _memberships(connection: sqlite3.Connection, who: Who) -> Iterator[str]:
    if who.kind == "person":
        yield from (held_words(*held) for held in recorded.memberships(connection, actor=who.id))


def _cards(now: Asking, actor: str, shelf: Shelf) -> tuple[Card, ...]:
    """Return a card for each issue, newest issue first."""
    standings = {each.issue: each for each in queries.standings(now.connection, actor=actor)}
    titles = queries.titles(now.connection)
    return tuple(shelf.card(standings[issue], title) for issue, title in titles.items() if issue in standings)


def _notes(now: Asking) -> Iterator[str]:
    yield wording.HOW_TO_READ
    yield wording.LANGUAGE_OF_QUOTES
    yield f"Data {queries.data_version(now.connection)}."


def held_words(role: str, organization: str | None, start: str | None, end: str | None) -> str:
    """Describe a role: `CEO, Apple (began 1 Jan–31 Dec 2011)`."""
    days = "; ".join(
        f"{verb} {dates.interval_words(*dates.parse(day))}"
        for verb, day in (("began", start), ("ended", end))
        if day
    )
    return ", ".join(part for part in (role, organization) if part) + (f" ({days})" if days else "")
