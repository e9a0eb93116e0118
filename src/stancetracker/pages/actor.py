"""A person or an organization: who they are, and where they stand on each issue that has a record of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from stancetracker.base import dates
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.lookup import Who
from stancetracker.index.recorded import Held, Role
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asking, Page
from stancetracker.pages.cards import Card, Shelf
from stancetracker.pages.entries import Entry


@dataclass(frozen=True)
class ActorPage(Page):
    """A person or an organization: who they are, and where they stand on each issue that has a record of them."""

    template: ClassVar = "actor"

    who: Who
    other_names: tuple[str, ...]
    role: str
    """On the day."""
    memberships: tuple[str, ...]
    """Of a person, a sentence each; of an organization none, as `members` says it."""
    members: tuple[tuple[str, str, str], ...]
    """Of an organization: the id, name and role of each of its people."""
    identifiers: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    others: tuple[Entry, ...]
    """Of kinds that have no words of their own, a line each."""
    replies: tuple[Entry, ...]
    """To the actor's own record; replies to statements and silences are on their cards."""


def page(now: Asking, actor: str) -> ActorPage:
    """Return the page of an actor, without ties: those are shown for a whole panel or not at all."""
    who = lookup.who(now.connection, actor)
    assert who, actor
    held = recorded.memberships(now.connection, actor=who.id) if who.kind == "person" else []
    return ActorPage(
        who=who,
        other_names=lookup.other_names(now.connection, who),
        role=role_words(next(iter(recorded.roles(now.connection, now.question, actor=actor)), None)),
        memberships=tuple(map(_membership, held)),
        members=_members(now, who) if who.kind == "organization" else (),
        identifiers=lookup.identifiers(now.connection, who),
        cards=tuple(_cards(now, actor)),
        others=tuple(
            entries.of_other(now, kind, str(each["id"]))
            for kind, found in lookup.others(now.connection, now.question, actor).items()
            for each in found
        ),
        replies=tuple(entries.of_reply(now, one) for one in now.asides.replies((actor,))),
    )


def role_words(role: Role | None) -> str:
    """Return a role and its organization, if any."""
    return "" if role is None else ", ".join(filter(None, (role.role, role.organization_name)))


def _membership(held: Held) -> str:
    """Describe a role: `CEO, Apple (began 1 Jan–31 Dec 2011)`."""
    days = "; ".join(
        f"{verb} {dates.interval_words(*dates.parse(day))}"
        for verb, day in (("began", held.start_date), ("ended", held.end_date))
        if day
    )
    return ", ".join(filter(None, (held.role, held.organization_name))) + (f" ({days})" if days else "")


def _members(now: Asking, who: Who) -> tuple[tuple[str, str, str], ...]:
    """Return the people of an organization, each once with all their roles in it."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in recorded.members(now.connection, now.question, actor=who.id):
        found.setdefault((each.id, each.name), []).append(each.role)
    return tuple((id, name, ", ".join(dict.fromkeys(roles))) for (id, name), roles in found.items())


def _cards(now: Asking, actor: str) -> Iterator[Card]:
    """Yield a card for each issue, newest issue first."""
    shelf = Shelf(now, asking.said(now, actor=actor), asking.looks(now, actor=actor))
    standings = {each.issue: each for each in queries.standings(now.connection, actor=actor)}
    for issue, title in queries.titles(now.connection).items():
        if issue in standings:
            yield shelf.card(standings[issue], title)
