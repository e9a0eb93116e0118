"""Parts that reports of an issue share: its records, question columns, replies, corrections and ties."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index import queries, recorded
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.recorded import Corrected, Happened, Replied, Said, Silence, Tied
from stancetracker.reports import shown
from stancetracker.reports.panel import Panel
from stancetracker.reports.report import Cell, Section, Shown, columns

SAME: Final = ("as_of", "known_by", "audience", "data_version")
"""The last columns of every section: what each row says of the question and the data."""
ELAPSED: Final = columns(
    "days_from_start_earliest days_from_start_latest trigger days_from_trigger_earliest",
    "days_from_trigger_latest",
)
TIES: Final = (
    *("actor", "name", "party", "type", "counterparty", "title"),
    *("amount_value", "amount_currency", "amount_bound", "date", "period", "verification"),
    *("source", "publisher", "tie"),
    *SAME,
)
_REPLY: Final = (
    Shown("Reply of", lambda row: _day(row["date"])),
    Shown("By", lambda row: shown.text(row, "name")),
    Shown("To", lambda row: shown.text(row, "about"), keep=1),
    Shown("Words", lambda row: f"“{row['text']}”"),
)
_CORRECTION: Final = (
    Shown("Correction", lambda row: shown.text(row, "type")),
    Shown("Recorded", lambda row: _day(row["recorded"])),
    Shown("Of", lambda row: shown.text(row, "corrects")),
    Shown("Replacement", lambda row: shown.text(row, "replacement"), keep=1),
    Shown("Reason", lambda row: shown.text(row, "reason")),
)
TIES_SHOWN: Final = (
    Shown("Name", lambda row: shown.text(row, "name")),
    Shown("Whose", lambda row: shown.text(row, "party_name"), keep=1),
    Shown("What", shown.tie),
    Shown("Amount", shown.amount, keep=1),
    Shown("When", shown.tie_day, keep=2),
    Shown("Source", shown.published_by, keep=3),
)


class Material(NamedTuple):
    """The statements, silences and events of one issue, each oldest first."""

    said: list[Said]
    looks: list[Silence]
    events: list[Happened]

    @property
    def triggers(self) -> list[Happened]:
        """Return the triggers among the events, by their last possible day."""
        found = (event for event in self.events if event.trigger)
        return sorted(found, key=lambda event: (event.date_latest, event.id))


def material(connection: sqlite3.Connection, question: Question, issue: str) -> Material:
    """Fetch all that is known of an issue."""
    return Material(
        recorded.statements(connection, question, issue=issue),
        recorded.silences(connection, question, issue=issue),
        recorded.events(connection, question, issue=issue),
    )


def same(connection: sqlite3.Connection, question: Question) -> dict[str, Cell]:
    """Return what every row says of the question and the data: the cells of SAME."""
    return {**question.parameters, "data_version": queries.data_version(connection)}


def records(
    connection: sqlite3.Connection, question: Question, issue: str, actors: Collection[str]
) -> frozenset[str]:
    """Return the ids of an issue and of every known statement of, or silence about, these actors on it."""
    found = recorded.ids(connection, question, issue=issue)
    return frozenset({issue, *(one.id for one in found if one.actor in actors)})


def framed(
    connection: sqlite3.Connection, question: Question, about: Collection[str], *sections: Section
) -> tuple[tuple[Section, ...], int]:
    """Return the sections with the replies to these records above and their corrections below, if any.

    With them, the place of the first of the sections.
    """
    corrections = recorded.corrections(connection, question, to=about)
    columns, on_each = Corrected._fields, same(connection, question)
    below = _section("correction", corrections, columns, _CORRECTION, on_each)
    above, place = replied(connection, question, about, *sections)
    return (*above, *([below] if below.rows else [])), place


def replied(
    connection: sqlite3.Connection, question: Question, about: Collection[str], *sections: Section
) -> tuple[tuple[Section, ...], int]:
    """Return the sections with the replies to these records above, if any, and the place of the first section."""
    replies = recorded.replies(connection, question, to=about)
    if not replies:
        return sections, 0
    above = _section("reply", replies, Replied._fields, _REPLY, same(connection, question))
    return (above, *sections), 1


def _section(
    name: str,
    found: Iterable[Replied | Corrected],
    columns: tuple[str, ...],
    shows: tuple[Shown, ...],
    on_each: dict[str, Cell],
) -> Section:
    return Section(name, (*columns, *on_each), [{**one._asdict(), **on_each} for one in found], shows)


def _day(day: Cell) -> str:
    return dates.interval_words(*dates.parse(str(day)))


def elapsed(
    issue: Issue, triggers: Sequence[Happened], earliest: str, latest: str, but: Cell = None
) -> dict[str, Cell]:
    """Return the days since the issue's first day, and since the last trigger certainly over by `earliest`.

    The cells of ELAPSED, and the title of the trigger; no more exact than the dates are. `triggers` come in the order
    of Material's, and the one with the id `but` is left out.
    """
    place = bisect_right(triggers, earliest, key=lambda one: one.date_latest)
    trigger = next((one for one in reversed(triggers[max(place - 2, 0) : place]) if one.id != but), None)
    return {
        **_days("start", issue.since, earliest, latest),
        "trigger": trigger.id if trigger else None,
        "trigger_title": trigger.title if trigger else None,
        **_days("trigger", trigger.date_latest if trigger else None, earliest, latest),
    }


def _days(name: str, start: str | None, earliest: str, latest: str) -> dict[str, Cell]:
    first, last = f"days_from_{name}_earliest", f"days_from_{name}_latest"
    if start is None:
        return {first: None, last: None}
    return {first: dates.days_between(start, earliest), last: dates.days_between(start, latest)}


def context(connection: sqlite3.Connection, question: Question, asked: Panel) -> Section:
    """Return the ties of the whole panel, with those who have none named below them."""
    members = [standing for standing in asked.standings if standing.panel]
    rows, ending = ties(connection, question, members)
    return Section("context", TIES, rows, TIES_SHOWN, key="tie", about=wording.CONTEXT, ending=ending)


def ties(
    connection: sqlite3.Connection, question: Question, members: Sequence[Standing]
) -> tuple[list[dict[str, Cell]], tuple[str, ...]]:
    """Return a row for each tie of each of these actors, or of an organization they belong to on the day.

    With them, the line that names those who have none, if any.
    """
    parties = {standing.actor: {standing.actor} for standing in members}
    for person, organization in recorded.affiliations(connection, question, people=[*parties]):
        parties[person].add(organization)
    found = recorded.ties(connection, question, of={party for each in parties.values() for party in each})
    of_party: dict[str, list[tuple[int, Tied]]] = {}
    for number, tie in enumerate(found):
        of_party.setdefault(tie.actor, []).append((number, tie))
    on_each = same(connection, question)
    rows = []
    for member in members:
        of_member = sorted(each for party in parties[member.actor] for each in of_party.get(party, ()))
        who = {"actor": member.actor, "name": member.name}
        rows += [{**_tie(tie), **who, **on_each} for _, tie in of_member]
    with_ties = {row["actor"] for row in rows}
    without = [standing.name for standing in members if standing.actor not in with_ties]
    return rows, (wording.nothing_looked_up(without),) if without else ()


def _tie(tie: Tied) -> dict[str, Cell]:
    return {
        **tie._asdict(),
        "party": tie.actor,
        "party_name": tie.name,
        "title": tie.title or tie.event_title,
        "tie": tie.id,
    }
