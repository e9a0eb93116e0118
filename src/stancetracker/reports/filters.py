"""Filters choose rows after standings are computed, never which records count; counts are of a whole panel."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.index import queries
from stancetracker.index.queries import Issue, OnRecord, Question, Standing

if TYPE_CHECKING:
    from stancetracker.index.record_queries import Event, Silence, Statement

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
    found = fetched(connection, question, question.issues)
    return [one for one in found if is_answered(one, question, question.actors)]


def fetched(
    connection: sqlite3.Connection, question: Question, issues: Iterable[str]
) -> list[Standing]:
    """Fetch the standings on these issues: of all if anyone outside a panel may be answered, else of the panels.

    People of an organization asked for have their role in it.
    """
    asked = question.organizations
    found = queries.standings(
        connection, issues, panel=not (question.everyone or question.people or asked)
    )
    if not asked:
        return found
    from stancetracker.index import record_queries  # slow to import, and few lists need it

    roles: dict[str | None, dict[str, Any]] = {}
    for held in record_queries.affiliations(connection, question):
        if held.organization in asked:
            of = {
                name: getattr(held, name) for name in ("organization", "organization_name", "role")
            }
            roles.setdefault(held.actor, of)
    return [
        one if one.organization in asked else one._replace(**roles.get(one.actor, {}))
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
        if is_about(None, one.actor, question) and not is_answered(one, question, actors)
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
        and is_about(None, standing.actor, question)
    ]


def choose_records(records: Iterable[Record], question: Question) -> list[Record]:
    """Return the records that pass every filter for records; statements alone have a stance and a channel."""

    def is_chosen(one: Record) -> bool:
        said = getattr(one, "stance", None), getattr(one, "channel", None)
        return passes(one.id, *said, (one.date_earliest, one.date_latest), question)

    return list(filter(is_chosen, records))


def is_about(issue: str | None, actor: str, question: Question) -> bool:
    """Return whether a record of this actor, on this issue if it has one, is asked about."""
    named = _in(actor, question.people) and (
        not question.organizations or actor in question.members
    )
    return named and (issue is None or _in(issue, question.issues))


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
        and (not question.sources or record in question.citing)
        and is_dated(*days, question)
    )


def is_dated(earliest: str | None, latest: str | None, question: Question) -> bool:
    """Return whether some possible day lies within the days asked about."""
    if question.since is None and question.until is None:
        return True
    if earliest is None or latest is None:
        return False
    return latest >= (question.since or latest) and earliest <= (question.until or earliest)


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


class Counts(NamedTuple):
    """The counts of a panel as of a day: spoke by stance, silent by response, unchecked."""

    question: Question
    kind: str
    total: int
    spoke: Counter[str]
    sides: Mapping[str, str]
    """The words for each stance on this issue."""
    silent: Counter[str]
    unchecked: int
    inferred: int
    stale: int
    reported: int
    """Of those who did not speak: a part of their count, marked in it."""
    may_have_spoken: int
    first_look: str | None
    last_look: str | None

    @property
    def came_back(self) -> str:
        """Return the silent by what came back, unless nobody was asked about any of them."""
        return (
            wording.split(self.silent, wording.RESPONSES)
            if set(self.silent) - {"none-found"}
            else ""
        )

    def headline(self, *, stances: bool = True) -> str:
        """Return one sentence with both counts, each with its split, the days of the checks and the unchecked."""
        people, public = wording.actors(self.total, self.kind), self.question.audience == "public"
        spoke, silent = self.spoke.total(), self.silent.total()
        if not spoke + silent:
            unchecked = "no check on record, which says nothing about whether they spoke"
            return f"{self.total:,} of {people} unchecked: {unchecked}."
        of = f"of {self.total:,}" if self.kind == "person" else f"of {people}"
        split = wording.split(self.spoke, self.sides) if stances else ""
        said = f"{'Public statements' if public else 'Statements'} on record: {spoke:,} {of}"
        parts = [wording.with_details(said, (split,))] if spoke else []
        if silent:
            none = f"for {silent:,} {'none' if public else 'no public statement'} found"
            none = none if spoke else f"{wording.NONE_FOUND} for {silent:,} {of}"
            days = dates.interval_words(self.first_look, str(self.last_look))
            parts.append(
                wording.with_details(f"{none} when last checked, {days}", (self.came_back,))
            )
        return f"{'; '.join((*parts, f'{self.unchecked:,} unchecked'))}."

    def besides(self) -> list[str]:
        """Return the day asked about, and the flags within the counts."""
        flags = {
            f"{self.inferred:,} of {plural(self.spoke.total(), 'stance')} inferred": self.inferred,
            f"{self.stale:,} of {self.silent.total():,} overdue for a recheck": self.stale,
            f"{self.reported:,} reported, not public": self.reported,
            f"{self.may_have_spoken:,} may have spoken": self.may_have_spoken,
        }
        asked = wording.as_of_words(self.question.as_of, self.question.known_by)
        return [asked, *(words for words, number in flags.items() if number)]


def count(standings: Iterable[Standing], kind: str, question: Question, issue: Issue) -> Counts:
    """Count the standings of an issue's panel."""
    panel = [standing for standing in standings if standing.panel]
    silent = [s for s in panel if s.status == "silent"]
    checked = [s.earliest for s in silent if s.earliest]
    return Counts(
        question=question,
        kind=kind,
        total=len(panel),
        spoke=Counter(s.stance for s in panel if s.status == "spoke" and s.stance),
        sides=wording.sides(issue.favor, issue.against),
        silent=Counter(s.response for s in silent if s.response),
        unchecked=sum(s.status == "unchecked" for s in panel),
        inferred=sum(s.stance_basis == "inferred" for s in panel),
        stale=sum(s.stale for s in panel),
        reported=sum(s.reported for s in panel if s.status != "spoke"),
        may_have_spoken=sum(s.may_have_spoken for s in panel),
        first_look=min(checked, default=None),
        last_look=max(checked, default=None),
    )
