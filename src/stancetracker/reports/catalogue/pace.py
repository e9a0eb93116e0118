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
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question, Standing
from stancetracker.index.recorded import Said
from stancetracker.reports import filters
from stancetracker.reports.panel import Material, Panel, material, panel, report_on
from stancetracker.reports.table import Report, Row, Section, Shown, columns, plain

BLOCKS: Final = "▁▂▃▄▅▆▇█"
_BAR: Final = 20
_CURVE: Final = 40


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


def sparkline(steps: Sequence[Step], last: int) -> str:
    """Return a curve as block characters from day 0 to the last, one for each day or for several."""
    wide = last // _CURVE + 1
    ends = range(wide - 1, last + wide, wide)
    return "".join(BLOCKS[round(_share(steps, end) * (len(BLOCKS) - 1))] for end in ends)


def _share(steps: Sequence[Step], day: int) -> Fraction:
    return next((step.share for step in reversed(steps) if step.day <= day), Fraction(1))


COLUMNS = columns(
    "issue day date at_risk at_risk_earliest spoke_earliest spoke_latest censored earliest_share",
    "latest_share",
)


class Spell(NamedTuple):
    """The days to a first statement, in both readings, or to the last check; neither for one who is unchecked."""

    standing: Standing
    earliest: int | None
    latest: int | None
    censored: int | None


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Return the share without a statement by day; only the panel counts, whoever else is listed.

    Raises UsageError for a filter that would choose among the panel.
    """
    filters.refuse(question, about="the whole panel")
    asked = panel(connection, question)
    found = material(connection, question, asked.issue.id)
    spells = _spells(found, asked)
    counted = [spell for spell in spells if spell.standing.panel]
    kind = "public statement" if question.audience == "public" else "statement"
    return report_on(
        connection,
        question,
        asked,
        [_days(counted, question, asked)],
        title=f"{asked.issue.title}: days to the first statement",
        asks=f"What share of the panel had made no {kind} by how many days after"
        f" {dates.words(asked.issue.since)}, {wording.asked_on(question.as_of, question.known_by)}?",
        notes=wording.PACE,
        figures=["many"],
        found=found,
    )


def _spells(found: Material, asked: Panel) -> list[Spell]:
    said: dict[str, list[Said]] = {}
    for one in found.said:
        if one.counts:
            said.setdefault(one.speaker, []).append(one)
    return [_spell(each, said.get(each.actor, []), asked.issue.since) for each in asked.standings]


def _spell(standing: Standing, said: list[Said], since: str) -> Spell:
    if standing.status == "spoke":
        latest = min(one.date_latest for one in said)
        earliest = min(one.date_earliest for one in said)
        return Spell(standing, _after(since, earliest), _after(since, latest), None)
    if standing.earliest is not None:
        return Spell(standing, None, None, _after(since, standing.earliest))
    return Spell(standing, None, None, None)  # unchecked


def _after(since: str, day: str) -> int:
    return max(dates.days_between(since, day), 0)


def _days(counted: list[Spell], question: Question, asked: Panel) -> Section:
    early, late = _readings(counted)
    censored = Counter(spell.censored for spell in counted)
    rows = [
        {**_day(one, other, asked), "censored": censored[other.day]}
        for one, other in zip(early, late, strict=True)
    ]
    chosen = [row for row in rows if filters.is_dated(row["date"], row["date"], question)]
    ending = (*_drawn(early, late), *_followed(counted, asked), *asked.ending)
    return Section("day", COLUMNS, chosen, SHOWN, key="date", ending=ending)


def _readings(counted: list[Spell]) -> tuple[list[Step], list[Step]]:
    """Return the curve on the first possible days and the one on the last, over the same days."""
    early, late = [], []
    for spell in counted:
        if spell.censored is not None:
            early.append(Followed(spell.censored, event=False))
            late.append(early[-1])
        elif spell.earliest is not None and spell.latest is not None:
            early.append(Followed(spell.earliest, event=True))
            late.append(Followed(spell.latest, event=True))
    days = {0, *(one.days for one in (*early, *late))} if early else set()
    return curve(early, days), curve(late, days)


def _day(early: Step, late: Step, asked: Panel) -> dict[str, Any]:
    return {
        "issue": asked.issue.id,
        "day": late.day,
        "date": dates.add_days(asked.issue.since, late.day),
        "at_risk": late.at_risk,
        "at_risk_earliest": early.at_risk,
        "spoke_earliest": early.events,
        "spoke_latest": late.events,
        "earliest_share": float(early.share),
        "latest_share": float(late.share),
    }


def _drawn(early: list[Step], late: list[Step]) -> tuple[str, ...]:
    if not late:
        return ()
    last = late[-1].day
    readings = (("first", early), ("last", late))
    return tuple(wording.drawn(sparkline(steps, last), last, reading) for reading, steps in readings)


def _followed(counted: list[Spell], asked: Panel) -> tuple[str, ...]:
    if not counted:
        return ()
    total = sum(spell.standing.status != "unchecked" for spell in counted)
    followed = f"{total} of {wording.actors(len(counted), asked.counts.kind)}"
    return (wording.followed(followed, asked.counts.unchecked, asked.counts.may_have_spoken),)


def _at_risk(row: Row) -> str:
    return wording.span(*sorted((row["at_risk_earliest"], row["at_risk"])))


SHOWN = (
    plain("Day", "day", numeric=True),
    Shown("Date", lambda row: dates.words(row["date"])),
    Shown("At risk", _at_risk, keep=2),
    Shown("Without a statement", lambda row: wording.percent(row["earliest_share"], row["latest_share"])),
    Shown("Share", lambda row: bar(row["earliest_share"], row["latest_share"]), keep=1),
)
