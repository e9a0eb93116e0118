"""Propose a silence of whoever published nothing on an issue in their feeds, with what was read.

Only where every item of all feeds of the actor since the issue began was read, without a gap, and
none has a term.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from stancetracker.addons.evidence import draft
from stancetracker.addons.evidence.readings import Reading, SeenItem
from stancetracker.addons.evidence.scan import lulls
from stancetracker.addons.evidence.watched import RunningIssue
from stancetracker.base.dates import add_days, words
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


class Obstacle(NamedTuple):
    """A reason why the feeds of an actor who is due give no silence on an issue."""

    actor: str
    issue: str
    """The id of each."""
    name: str
    title: str
    why: str

    def sentence(self) -> str:
        """Return it in words."""
        return f"no silence of {self.name} on “{self.title}” can be proposed: {self.why}"


class FeedSilences(NamedTuple):
    """The silences that the readings of feeds give, and why they give no others."""

    proposals: list[Proposal]
    obstacles: list[Obstacle]


def feed_silences(
    dataset: Dataset,
    issues: Sequence[RunningIssue],
    feeds_by_actor: Mapping[str, Collection[str]],
    readings: Mapping[str, Reading],
    checked_by: str | None,
) -> FeedSilences:
    """Return the silences that the readings of feeds give, of members of panels who are due.

    They are as of the day of the question that is posed to the dataset.
    """
    by_actor = defaultdict[str, list[Reading]](list)
    for reading in readings.values():
        by_actor[dataset.todays_id(reading.actor)].append(reading)
    silences = FeedSilences([], [])
    for issue in issues:
        for standing in queries.standings(
            dataset.connection, {issue.id}, actors=set(feeds_by_actor), panel=True
        ):
            if not _is_unheard(standing):
                continue
            own_readings = _readings_of_all(
                feeds_by_actor[standing.actor], by_actor[standing.actor]
            )
            # Also what a feed had that was the actor's before.
            why = _item_with_term(by_actor[standing.actor], issue)
            if not why and not own_readings:  # what was not read is named by itself
                continue
            if why := why or _obstacle(issue, own_readings):
                obstacle = Obstacle(standing.actor, issue.id, standing.name, issue.issue.title, why)
                silences.obstacles.append(obstacle)
            elif period := _period_read(issue, own_readings):
                silences.proposals.append(
                    _silence(issue, standing, own_readings, period, checked_by)
                )
    return silences


def _readings_of_all(addresses: Collection[str], readings: Iterable[Reading]) -> Sequence[Reading]:
    """Return those of an actor's readings that are of these feeds; none where one is missing."""
    own_readings = [reading for reading in readings if reading.feed in addresses]
    return own_readings if len(own_readings) == len(addresses) else ()


def _is_unheard(standing: Standing) -> bool:
    """Return whether nothing that an actor may have said is on record, and a check is due."""
    is_due = standing.status == "unchecked" or standing.stale
    return is_due and not standing.may_have_spoken and not standing.private


def _obstacle(issue: RunningIssue, readings: Sequence[Reading]) -> str:
    """Return why not all items since an issue began were read and searched.

    Empty where they were.
    """
    first = issue.issue.since
    start = max(_searched_since(reading, issue) for reading in readings)
    if start > first:
        return (
            f"the issue began on {words(first)}, and all that their feeds had is read"
            f" from {words(start)} on"
        )
    # An actor who published nothing at all may publish elsewhere.
    period = _period(issue, readings)
    is_over = period.last >= first
    if is_over and not any(period.items_of(reading) for reading in readings):
        return f"their feeds have no item since {words(first)}"
    return ""


def _searched_since(reading: Reading, issue: RunningIssue) -> str:
    """Return the day since which every item of a feed was searched for the terms of an issue."""
    if reading.is_searched_for(issue.id, issue.terms):
        return reading.searches[issue.id].since
    return add_days(reading.day, 1)


def _period(issue: RunningIssue, readings: Sequence[Reading]) -> Period:
    """Return the days of an issue up to the day before the feeds were read.

    What the day of a reading brings later is not read. No issue runs longer than to the day before.
    """
    return Period(issue.issue.since, add_days(min(reading.day for reading in readings), -1))


def _period_read(issue: RunningIssue, readings: Sequence[Reading]) -> Period | None:
    """Return the days of an issue on which the feeds had items; None before its second day."""
    period = _period(issue, readings)
    return period if any(period.items_of(reading) for reading in readings) else None


def _item_with_term(readings: Iterable[Reading], issue: RunningIssue) -> str:
    """Return which item since an issue began, or without a day, has a term of it.

    Empty for none.
    """
    for reading in readings:
        for item in reading.items.values():
            if issue.id in item.terms and item.may_be_since(issue.issue.since):
                day = f" of {words(item.day)}" if item.day else ""
                return f"an item{day} in {reading.feed} has “{item.terms[issue.id]}”"
    return ""


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
