"""Propose a silence of whoever published nothing on an issue in their feeds, with what was read.

Only where every item of all feeds of the actor since the issue began was read, without a gap, and none has a term.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from stancetracker.addons.evidence import draft
from stancetracker.addons.evidence.readings import Reading, SeenItem
from stancetracker.addons.evidence.scan import lulls
from stancetracker.addons.evidence.watched import RunningIssue
from stancetracker.base.dates import add_days
from stancetracker.base.text import plural
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.proposal import Proposal, Question, Span
from stancetracker.index import queries
from stancetracker.index.queries import Standing


class Period(NamedTuple):
    """Days, from the first to the last."""

    first: str
    last: str

    def items_of(self, reading: Reading) -> dict[str, SeenItem]:
        """Return the items of a feed that are of these days, by their ids."""
        return {
            id: item for id, item in reading.items.items() if self.first <= item.day <= self.last
        }


def feed_silences(
    dataset: Dataset,
    issues: Sequence[RunningIssue],
    feeds_by_actor: Mapping[str, Collection[str]],
    readings: Mapping[str, Reading],
    checked_by: str | None,
) -> Iterator[Proposal]:
    """Yield the silences that the readings of feeds give, of members of panels.

    They are as of the day of the question that is posed to the dataset.
    """
    by_actor = defaultdict[str, list[Reading]](list)
    for reading in readings.values():
        by_actor[dataset.todays_id(reading.actor)].append(reading)
    for issue in issues:
        for standing in queries.standings(
            dataset.connection, {issue.id}, actors=set(feeds_by_actor), panel=True
        ):
            # Also what a feed had that was the actor's before.
            is_quiet = not any(_has_term(reading, issue) for reading in by_actor[standing.actor])
            own_readings = _readings_of_all(
                feeds_by_actor[standing.actor], by_actor[standing.actor]
            )
            period = _period_read(issue, own_readings)
            if period and is_quiet and _is_unheard(standing):
                yield _silence(issue, standing, own_readings, period, checked_by)


def _readings_of_all(addresses: Collection[str], readings: Iterable[Reading]) -> Sequence[Reading]:
    """Return those of an actor's readings that are of these feeds; none where one is missing."""
    own_readings = [reading for reading in readings if reading.feed in addresses]
    return own_readings if len(own_readings) == len(addresses) else ()


def _is_unheard(standing: Standing) -> bool:
    """Return whether nothing that an actor may have said is on record, and a check is due."""
    is_due = standing.status == "unchecked" or standing.stale
    return is_due and not standing.may_have_spoken and not standing.reported


def _period_read(issue: RunningIssue, readings: Sequence[Reading]) -> Period | None:
    """Return the days from the first of an issue on of which all was read and searched."""
    if not readings:
        return None
    first = issue.issue.since
    # What the day of a reading brings later is not read. No issue runs longer than to the day before.
    period = Period(first, add_days(min(reading.day for reading in readings), -1))
    is_complete = all(_is_searched_since(reading, issue, first) for reading in readings)
    if not is_complete:
        return None
    # An actor who published nothing at all may publish elsewhere.
    return period if any(period.items_of(reading) for reading in readings) else None


def _is_searched_since(reading: Reading, issue: RunningIssue, day: str) -> bool:
    """Return whether every item of a feed since a day was searched for the terms of an issue."""
    is_searched = reading.is_searched_for(issue.id, issue.terms)
    return is_searched and reading.searches[issue.id].since <= day


def _has_term(reading: Reading, issue: RunningIssue) -> bool:
    """Return whether an item since an issue began, or without a day, has a term of it."""
    return any(
        issue.id in item.terms and item.may_be_since(issue.issue.since)
        for item in reading.items.values()
    )


def _silence(
    issue: RunningIssue,
    standing: Standing,
    readings: Sequence[Reading],
    period: Period,
    checked_by: str | None,
) -> Proposal:
    """Return a silence that says what was read; where no item came for long, that is a question."""
    searched = list[dict[str, object]]()
    doubts = list[Question]()
    for reading in readings:
        items = period.items_of(reading)
        lines = "".join(f"{id} {item.sha256}\n" for id, item in sorted(items.items()))
        searched.append(
            {
                "what": f"feed of {standing.name}",
                "url": reading.feed,
                "from": period.first,
                "to": period.last,
                "items": len(items),
                "matched": 0,
                "terms": [*issue.terms],
                "sha256": sha256(lines.encode("utf-8", "surrogatepass")).hexdigest(),
            }
        )
        bare = sum(item.is_bare for item in items.values())
        if bare:
            why = f"{plural(bare, 'item')} without a text in {reading.feed}"
            doubts.append(Question("searched", (), why))
        doubts += [
            Question("searched", (), f"{why} in {reading.feed}")
            for why in lulls(reading.days(), *period)
        ]
    record = {
        "kind": "silence",
        "actors": [standing.actor],
        "issue": issue.id,
        "date": period.last,
        "basis": "own-search",
        "response": "none-found",
        "searched": searched,
        "checked_by": checked_by,
    }
    questions = {**dict.fromkeys(doubts, True), Question("checked_by"): not checked_by}
    return draft.proposed(record, Span(0, 0), questions, "")
