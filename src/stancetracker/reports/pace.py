"""How long a first statement took: the share of a panel without one, by day.

As of the day asked about, each member of the panel is one of these:

- Someone who spoke has a first statement among those that count, between the least first possible
  day and the least last possible day of them.
- Someone for whom none was found is followed up to the first day of the last check (censored).
- Someone searched for, or never looked for, is never at risk, even if they may have spoken.

Days count from the issue's `since`, day 0; earlier dates count as day 0. The Kaplan-Meier estimate
S(d), the product of 1 - events / at risk over all days up to d, is computed twice: with every
statement on its first possible day (`earliest_share`) and on its last (`latest_share`). Where a
statement and a check fall on the same day, the person checked is at risk. The rows are day 0, each
day with an event in either reading, and each last check; between rows nothing changes, and after
the last nobody is at risk.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Standing
from stancetracker.index.record_queries import Statement
from stancetracker.reports.panel import Material, Panel
from stancetracker.reports.table import Shown, grouped, plain

_HALF: Final = 0.5


class Followed(NamedTuple):
    """The days for which someone was followed, and whether the event ended that."""

    days: int
    event: bool


class Step(NamedTuple):
    """A day: how many are at risk when it begins, how many have the event, the share after it."""

    day: int
    at_risk: int
    events: int
    share: Fraction


def curve(followed: Sequence[Followed], days: Iterable[int] = ()) -> list[Step]:
    """Return the steps on these days and on those with an event.

    Whoever is followed to a day is at risk on it.
    """
    share = Fraction(1)
    steps = []
    events = Counter(person.days for person in followed if person.event)
    ends = sorted(person.days for person in followed)
    for day in sorted({*days, *events}):
        at_risk = len(ends) - bisect_left(ends, day)
        share *= 1 - Fraction(events[day], at_risk or 1)
        steps.append(Step(day, at_risk, events[day], share))
    return steps


class PaceRow(NamedTuple):
    """A day, with who is at risk and the share without a statement in both readings."""

    issue: str
    day: int
    date: str
    at_risk: int
    at_risk_earliest: int
    spoke_earliest: int
    spoke_latest: int
    censored: int
    earliest_share: float
    latest_share: float


def _at_risk(row: PaceRow) -> str:
    low, high = sorted((row.at_risk_earliest, row.at_risk))
    return wording.span(low, high)


def _percent(row: PaceRow) -> str:
    low, high = sorted((round(row.earliest_share * 100), round(row.latest_share * 100)))
    return f"{wording.span(low, high)} %"


PACE: Final[tuple[Shown[PaceRow], ...]] = (
    plain("Day", lambda row: row.day, numeric=True),
    Shown("Date", lambda row: dates.words(row.date)),
    Shown("At risk", _at_risk, keep=1),
    Shown("Without a statement", _percent),
)


class Median(NamedTuple):
    """The day by which half had a first statement, in both readings; None where fewer had."""

    earliest: int | None
    latest: int | None


def median(rows: Sequence[PaceRow]) -> Median:
    """Return the first day on which the share without a statement is half or less, if any is."""
    return Median(
        earliest=next((row.day for row in rows if row.earliest_share <= _HALF), None),
        latest=next((row.day for row in rows if row.latest_share <= _HALF), None),
    )


def pace(panel: Panel, material: Material) -> list[PaceRow]:
    """Return the share of a panel without a statement by day, in both readings.

    Only the panel counts, whoever else is listed.
    """
    return _rows(
        panel,
        _followed(panel, material, lambda statement: statement.date_earliest),
        _followed(panel, material, lambda statement: statement.date_latest),
    )


def _rows(
    panel: Panel, first_days: Sequence[Followed], last_days: Sequence[Followed]
) -> list[PaceRow]:
    """Return the rows of both readings of the panel, by day."""
    days = {person.days for person in (*first_days, *last_days)}
    if first_days:
        days.add(0)
    censored = Counter(person.days for person in last_days if not person.event)
    return [
        PaceRow(
            issue=panel.issue.id,
            day=late.day,
            date=dates.add_days(panel.issue.since, late.day),
            at_risk=late.at_risk,
            at_risk_earliest=early.at_risk,
            spoke_earliest=early.events,
            spoke_latest=late.events,
            censored=censored[late.day],
            earliest_share=float(early.share),
            latest_share=float(late.share),
        )
        for early, late in zip(curve(first_days, days), curve(last_days, days), strict=True)
    ]


def _followed(
    panel: Panel, material: Material, day_of: Callable[[Statement], str]
) -> list[Followed]:
    """Return how long each of the panel was followed who spoke or was checked.

    `day_of` returns the day on which a statement is read as made.
    """
    statements = grouped(
        (statement for statement in material.statements if statement.counts),
        lambda statement: statement.speaker,
    )
    return [
        _following(standing, map(day_of, statements[standing.actor]), panel.issue.since)
        for standing in panel.standings
        if standing.panel and standing.status in ("spoke", "silent")
    ]


def _following(standing: Standing, days: Iterable[str], since: str) -> Followed:
    """Return how long someone was followed: to the first of their days, else to the last check."""
    spoke = standing.status == "spoke"
    day = min(days) if spoke else str(standing.earliest)
    return Followed(max(dates.days_between(since, day), 0), event=spoke)
