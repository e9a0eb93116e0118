"""Filters choose rows after standings are computed, and never which records count."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from stancetracker.base import wording
from stancetracker.base.errors import UsageError
from stancetracker.index import queries
from stancetracker.index.queries import OnRecord, Question, Standing

if TYPE_CHECKING:
    from stancetracker.index.recorded import Said, Silence

FIELDS: Final = {
    "issue": "issues",
    "person": "people",
    "org": "organizations",
    "stance": "stances",
    "channel": "channels",
    "source": "sources",
    "status": "statuses",
}
"""The fields of a question with several values, by the names of their filters."""
_ROLE: Final = ("organization", "role", "organization_name")


def standings(connection: sqlite3.Connection, question: Question) -> list[Standing]:
    """Fetch the standings that a list answers."""
    found = fetched(connection, question, question.issues)
    return [one for one in found if is_answered(one, question, question.actors)]


def fetched(connection: sqlite3.Connection, question: Question, issues: Iterable[str]) -> list[Standing]:
    """Fetch the standings on these issues: of all if anyone outside a panel may be answered, else of the panels.

    People of an organization asked for have their role in it.
    """
    everyone = question.everyone or question.people or question.organizations
    found = queries.standings(connection, issues, panel=not everyone)
    if not question.organizations:
        return found
    from stancetracker.index import recorded  # slow to import, and few lists need it

    held = {
        one.person: {field: getattr(one, field) for field in _ROLE}
        for one in reversed(recorded.affiliations(connection, question))
        if one.organization in question.organizations
    }
    return [
        one if one.organization in question.organizations else one._replace(**held.get(one.actor, {}))
        for one in found
    ]


def is_answered(one: Standing | OnRecord, question: Question, actors: str) -> bool:
    """Return whether an actor is in a panel or named, and of the kind asked for."""
    of_kind = actors in ("any", one.actor_kind)
    if is_named(one.actor, question):
        return of_kind or not question.actors_asked
    return of_kind and (one.panel or question.everyone)


def others(
    connection: sqlite3.Connection, question: Question, issues: Iterable[str], actors: str
) -> list[OnRecord]:
    """Return who else is on record on these issues, whatever rows are chosen; if anyone is named, of those."""
    chosen: Iterable[str | None] = issues or (None,)
    return [
        one
        for issue in chosen
        for one in queries.on_record(connection, question, issue=issue)
        if _actor_asked(one.actor, question) and not is_answered(one, question, actors)
    ]


def is_named(actor: str, question: Question) -> bool:
    """Return whether the question names an actor, or an organization that they are in."""
    return actor in question.people or actor in question.members


def outside(others: Sequence[OnRecord], actors: str) -> tuple[str, ...]:
    """Return the line that says how many are on record besides those answered, if anyone is."""
    panel = any(one.panel for one in others)
    count = len({one.actor for one in others})
    return (wording.outside(count, reach(others, actors), panel=panel),) if others else ()


def left_out(connection: sqlite3.Connection, question: Question) -> tuple[str, ...]:
    """Return the line that says how many are on record on the issues asked for besides those answered."""
    return outside(others(connection, question, question.issues, question.actors), question.actors)


def reach(others: Sequence[OnRecord], actors: str) -> str:
    """Return the flags that would list these too."""
    every = any(not one.panel for one in others)
    other_kinds = any(actors not in ("any", one.actor_kind) for one in others)
    return " ".join(["--all"] * every + ["--actors any"] * other_kinds)


def choose(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """Return the standings that pass every filter: flags of one name are alternatives, different ones all hold."""
    return [
        one
        for one in choose_actors(standings, question)
        if _in(one.issue, question.issues)
        and passes(one.evidence, one.stance, one.channel, (one.earliest, one.latest), question)
    ]


def choose_actors(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """Return the standings whose actor, status and flags match, whatever the deciding statement."""
    return [
        standing
        for standing in standings
        if _in(standing.status, question.statuses)
        and (standing.stale or not question.stale)
        and (standing.reported or not question.reported)
        and _actor_asked(standing.actor, question)
    ]


def choose_said(said: Iterable[Said], question: Question) -> list[Said]:
    """Return the statements that pass every filter that can be about a statement."""
    return [
        one
        for one in said
        if passes(one.id, one.stance, one.channel, (one.date_earliest, one.date_latest), question)
    ]


def choose_silences(silences: Iterable[Silence], question: Question) -> list[Silence]:
    """Return the silences that pass every filter that can be about a silence."""
    return [
        one
        for one in silences
        if _cited(one.id, question) and is_dated(one.date_earliest, one.date_latest, question)
    ]


def is_about(issue: str | None, actor: str, question: Question) -> bool:
    """Return whether a record of this actor, on this issue if it has one, is asked about."""
    return (issue is None or _in(issue, question.issues)) and _actor_asked(actor, question)


def passes(
    record: str | None,
    stance: str | None,
    channel: str | None,
    days: tuple[str | None, str | None],
    question: Question,
) -> bool:
    """Return whether a record with these passes the filters; one without a stance passes no stance filter."""
    return (
        _in(stance, question.stances)
        and _in(channel, question.channels)
        and _cited(record, question)
        and is_dated(*days, question)
    )


def refuse(question: Question, *, about: str, but: str = "") -> None:
    """Refuse every filter but those of issue, kind of actor and days, and the one named by `but`.

    Raises UsageError: a filter dropped unseen would be a false answer.
    """
    for name, field in {**FIELDS, "stale": "stale", "reported": "reported"}.items():
        if name != "issue" and field != but and getattr(question, field):
            flag = "a filter for a status" if name == "status" else f"--{name}"
            raise UsageError(f"{flag} can't narrow this report", f"it is about {about}")


def _in(value: str | None, asked: tuple[str, ...]) -> bool:
    return not asked or value in asked


def _actor_asked(actor: str, question: Question) -> bool:
    return _in(actor, question.people) and (not question.organizations or actor in question.members)


def _cited(record: str | None, question: Question) -> bool:
    return not question.sources or record in question.citing


def is_dated(earliest: str | None, latest: str | None, question: Question) -> bool:
    """Return whether some possible day lies within the days asked about."""
    if question.since is None and question.until is None:
        return True
    if earliest is None or latest is None:
        return False
    return (question.since is None or latest >= question.since) and (
        question.until is None or earliest <= question.until
    )
