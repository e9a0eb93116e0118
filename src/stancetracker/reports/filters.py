"""Filters choose rows after standings are computed, and never which records count."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from stancetracker.base import wording
from stancetracker.base.errors import UsageError
from stancetracker.index import queries
from stancetracker.index.queries import OnRecord, Question, Standing

if TYPE_CHECKING:
    from stancetracker.index.record_queries import Event, Role, Silence, Statement

Record = TypeVar("Record", "Statement", "Silence", "Event")
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


def standings(connection: sqlite3.Connection, question: Question) -> list[Standing]:
    """Fetch the standings that a list answers."""
    return [
        standing
        for standing in fetch(connection, question, question.issues)
        if is_answered(standing, question, question.actors)
    ]


def fetch(
    connection: sqlite3.Connection, question: Question, issues: Iterable[str]
) -> list[Standing]:
    """Fetch the standings on these issues, of all if anyone outside a panel may be answered.

    People of an organization asked for have their role in it.
    """
    organizations = question.organizations
    may_be_outside = question.everyone or question.people or organizations
    standings = queries.standings(connection, issues, panel=not may_be_outside)
    if not organizations:
        return standings
    from stancetracker.index import record_queries  # slow to import, and few lists need it

    roles: dict[str, Role] = {}
    for role in record_queries.affiliations(connection, question):
        if role.organization in organizations:
            roles.setdefault(role.actor, role)
    return [
        standing
        if standing.organization in organizations
        else _with_role(standing, roles.get(standing.actor))
        for standing in standings
    ]


def _with_role(standing: Standing, role: Role | None) -> Standing:
    """Return a standing of an actor in this role."""
    if role is None:
        return standing
    return standing._replace(
        organization=role.organization, organization_name=role.organization_name, role=role.role
    )


def is_answered(row: Standing | OnRecord, question: Question, actors: str) -> bool:
    """Return whether an actor is in a panel or named, and of the kind asked for."""
    of_kind = actors in ("any", row.actor_kind)
    if is_named(row.actor, question):
        return of_kind or not question.actors_asked
    return of_kind and (row.panel or question.everyone)


def others(
    connection: sqlite3.Connection, question: Question, issues: Iterable[str], actors: str
) -> list[OnRecord]:
    """Return who else is on record on these issues, whatever rows are chosen.

    If the question names anyone, only of those.
    """
    issue_ids: Iterable[str | None] = issues or (None,)
    return [
        row
        for issue in issue_ids
        for row in queries.on_record(connection, question, issue=issue)
        if is_about(None, row.actor, question) and not is_answered(row, question, actors)
    ]


def is_named(actor: str, question: Question) -> bool:
    """Return whether the question names an actor, or an organization that they are in."""
    return actor in question.people or actor in question.members


def outside(others: Sequence[OnRecord], actors: str) -> tuple[str, ...]:
    """Return the line that counts those on record besides those answered, if there are any."""
    if not others:
        return ()
    in_a_panel = any(row.panel for row in others)
    count = len({row.actor for row in others})
    return (wording.outside(count, flags_to_list(others, actors), panel=in_a_panel),)


def left_out(connection: sqlite3.Connection, question: Question) -> tuple[str, ...]:
    """Return the line that counts those on record, on the issues asked for, in no row."""
    return outside(others(connection, question, question.issues, question.actors), question.actors)


def flags_to_list(others: Sequence[OnRecord], actors: str) -> str:
    """Return the flags that would list these too."""
    flags = []
    if any(not row.panel for row in others):
        flags.append("--all")
    if any(actors not in ("any", row.actor_kind) for row in others):
        flags.append("--actors any")
    return " ".join(flags)


def choose(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """Return the standings that pass every filter.

    Flags of one name are alternatives, different ones all hold.
    """
    return [
        standing
        for standing in choose_actors(standings, question)
        if _in(standing.issue, question.issues)
        and passes(
            question,
            record=standing.evidence,
            stance=standing.stance,
            channel=standing.channel,
            earliest=standing.earliest,
            latest=standing.latest,
        )
    ]


def choose_actors(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """Return the standings whose actor, status and flags match, whatever the deciding statement."""
    return [
        standing
        for standing in standings
        if _in(standing.status, question.statuses)
        and (standing.stale or not question.stale)
        and (standing.reported or not question.reported)
        and is_about(None, standing.actor, question)
    ]


def choose_records(records: Iterable[Record], question: Question) -> list[Record]:
    """Return the records that pass every filter for records.

    Statements alone have a stance and a channel.
    """
    return [
        record
        for record in records
        if passes(
            question,
            record=record.id,
            stance=getattr(record, "stance", None),
            channel=getattr(record, "channel", None),
            earliest=record.date_earliest,
            latest=record.date_latest,
        )
    ]


def is_about(issue: str | None, actor: str, question: Question) -> bool:
    """Return whether a record of this actor, on this issue if it has one, is asked about."""
    is_asked = _in(actor, question.people) and (
        not question.organizations or actor in question.members
    )
    return is_asked and (issue is None or _in(issue, question.issues))


def passes(
    question: Question,
    *,
    record: str | None,
    stance: str | None,
    channel: str | None,
    earliest: str | None,
    latest: str | None,
) -> bool:
    """Return whether a record with this id, stance, channel and days passes the filters.

    One without a stance passes no stance filter.
    """
    return (
        _in(stance, question.stances)
        and _in(channel, question.channels)
        and (not question.sources or record in question.citing)
        and is_dated(earliest, latest, question)
    )


def is_dated(earliest: str | None, latest: str | None, question: Question) -> bool:
    """Return whether some possible day lies within the days asked about."""
    if question.since is None and question.until is None:
        return True
    if earliest is None or latest is None:
        return False
    return latest >= (question.since or latest) and earliest <= (question.until or earliest)


def refuse(question: Question, *, subject: str, but: str = "") -> None:
    """Refuse every filter but those of issue, kind of actor and days, and the field `but`.

    `subject` says what the report is about.

    Raises UsageError: a filter dropped unseen would be a false answer.
    """
    for name, field in {**FIELDS, "stale": "stale", "reported": "reported"}.items():
        if name != "issue" and field != but and getattr(question, field):
            flag = "a filter for a status" if name == "status" else f"--{name}"
            raise UsageError(f"{flag} can't narrow this report", f"it is about {subject}")


def _in(value: str | None, values: tuple[str, ...]) -> bool:
    """Return whether a value is among those asked for; without any, each is."""
    return not values or value in values
