"""How long a first statement took: the share of a panel without one, day by day, between the possible days.

As of the day asked about, each member of the panel is one of these:

- Someone who spoke has a first statement among those that count, between the least first possible day and the least
  last possible day of them.
- Someone for whom none was found is followed up to the first day of the last check (censored).
- Someone unchecked is never at risk, even if they may have spoken.

Days count from the issue's `since`, day 0; earlier dates count as day 0. The Kaplan-Meier estimate S(d), the product
of 1 - events / at risk over all days up to d, is computed twice: with every statement on its first possible day
(`earliest_share`) and on its last (`latest_share`). Where a statement and a check fall on the same day, the person
checked is at risk. The rows are day 0, each day with an event in either reading, and each last check; between rows
nothing changes, and after the last nobody is at risk.
"""

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question
from stancetracker.reports import filters
from stancetracker.reports.panel import Material, Panel, panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns, grouped, plain

_BAR: Final = 20


class Followed(NamedTuple):
    """The days for which someone was followed, and whether the event ended that."""

    days: int
    event: bool


class Step(NamedTuple):
    """A day: how many are at risk when it begins, how many have the event on it, the share without after it."""

    day: int
    at_risk: int
    events: int
    share: Fraction


def curve(followed: Sequence[Followed], days: Iterable[int] = ()) -> list[Step]:
    """Return the steps on these days and on those with an event; who is followed to a day is at risk on it."""
    share, steps = Fraction(1), []
    events = Counter(one.days for one in followed if one.event)
    ends = sorted(one.days for one in followed)
    for day in sorted({*days, *events}):
        at_risk = len(ends) - bisect_left(ends, day)
        share *= 1 - Fraction(events[day], at_risk or 1)
        steps.append(Step(day, at_risk, events[day], share))
    return steps


def bar(one: float, other: float) -> str:
    """Draw two shares as a bar: full to the smaller, shaded to the larger."""
    low, high = sorted((round(one * _BAR), round(other * _BAR)))
    return "█" * low + "▒" * (high - low) + "·" * (_BAR - high)


COLUMNS = columns(
    "issue day date at_risk at_risk_earliest spoke_earliest spoke_latest censored earliest_share",
    "latest_share",
)
SHOWN = (
    plain("Day", "day", numeric=True),
    Shown("Date", lambda row: dates.words(row["date"])),
    Shown(
        "At risk",
        lambda row: wording.span(*sorted((row["at_risk_earliest"], row["at_risk"]))),
        keep=2,
    ),
    Shown("Without a statement", lambda row: f"{wording.span(*_percents(row))} %"),
    Shown("Share", lambda row: bar(row["earliest_share"], row["latest_share"]), keep=1, drawn=True),
)


def _percents(row: Row) -> list[int]:
    return sorted(round(row[name] * 100) for name in ("earliest_share", "latest_share"))


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Return the share without a statement by day; only the panel counts, whoever else is listed.

    Raises UsageError for a filter that would choose among the panel.
    """
    filters.refuse(question, about="the whole panel")
    asked = panel(connection, question)
    found = asked.material()
    firsts, lasts = _followed(found, asked, "date_earliest"), _followed(found, asked, "date_latest")
    days = {0, *(one.days for one in (*firsts, *lasts))} if firsts else set()
    censored = Counter(one.days for one in lasts if not one.event)
    rows: list[Row] = [
        {
            "issue": asked.issue.id,
            "day": late.day,
            "date": dates.add_days(asked.issue.since, late.day),
            "at_risk": late.at_risk,
            "at_risk_earliest": early.at_risk,
            "spoke_earliest": early.events,
            "spoke_latest": late.events,
            "censored": censored[late.day],
            "earliest_share": float(early.share),
            "latest_share": float(late.share),
        }
        for early, late in zip(curve(firsts, days), curve(lasts, days), strict=True)
    ]
    chosen = [row for row in rows if filters.is_dated(row["date"], row["date"], question)]
    counts = asked.counts
    followed = f"{len(firsts)} of {wording.actors(counts.total, counts.kind)}"
    at_risk = wording.at_risk(followed, counts.unchecked, counts.may_have_spoken)
    kind = "public statement" if question.audience == "public" else "statement"
    return asked.report(
        Section(
            "day", COLUMNS, chosen, SHOWN, key="date", ending=(at_risk,) if counts.total else ()
        ),
        title="days to the first statement",
        asks=f"What share of the panel had made no {kind} by how many days after"
        f" {dates.words(asked.issue.since)}",
        notes=wording.PACE,
        figures=[("pace", (asked, chosen, found.events))],
    )


def _followed(found: Material, asked: Panel, reading: str) -> list[Followed]:
    """Return how long each of the panel was followed, but the unchecked, with every statement on one of its days."""
    said = grouped((one for one in found.said if one.counts), lambda one: one.speaker)
    followed = []
    for each in asked.standings:
        if each.panel and each.status != "unchecked":
            own = (
                [getattr(one, reading) for one in said[each.actor]]
                if each.status == "spoke"
                else []
            )
            day = min(own, default=str(each.earliest))
            followed.append(
                Followed(max(dates.days_between(asked.issue.since, day), 0), event=bool(own))
            )
    return followed
