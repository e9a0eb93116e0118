"""The rows and days of a timeline: the records of each member of a panel, their order and lanes."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index.queries import Standing
from stancetracker.index.record_queries import Event
from stancetracker.render.axis import Axis
from stancetracker.reports.panel import Material, Panel
from stancetracker.reports.table import grouped

MOST_ROWS: Final = 150
"""Of a panel larger than this, counts are drawn instead of a row each."""
_MOST_LANES: Final = 3


def standing_mark(standing: Any) -> str:
    """Return the shape of a standing: its stance where one spoke, else its status."""
    return str(
        standing.stance if standing.status == "spoke" and standing.stance else standing.status
    )


class Spell(NamedTuple):
    """A counting statement: all days on which it may have been made."""

    earliest: str
    latest: str
    stance: str
    open_start: bool
    """True if its source gives no first day, so that `earliest` is only the issue's."""
    decides: bool
    """True if the standing rests on it."""

    @property
    def when(self) -> str:
        """Return its days in words."""
        return dates.interval_words(None if self.open_start else self.earliest, self.latest)


class Line(NamedTuple):
    """An actor's standing and what may be drawn of it, oldest first; some may lie before the issue's first day."""

    standing: Standing
    spells: tuple[Spell, ...]
    looks: tuple[str, ...]
    """The days last checked."""
    reported: tuple[str, ...]
    """The days by which words that were not public had become known."""
    disputed: tuple[Spell, ...]
    """Statements on record but disputed, so not counted."""

    @property
    def first(self) -> Spell | None:
        """Return the statement that first proves the actor had spoken: the one whose last possible day comes first."""
        return min(self.spells, key=lambda spell: (spell.latest, spell.earliest), default=None)

    @property
    def mark(self) -> str:
        """Return the shape of the standing."""
        return standing_mark(self.standing)

    @property
    def words(self) -> str:
        """Return the standing in a few words: `against`, `none found (reported)`."""
        return wording.cell({**self.standing._asdict(), "panel": True})


class Days(NamedTuple):
    """The days from an issue's first to the last with anything on record, and the triggers; `as_of` may be later."""

    first: str
    last: str
    as_of: str
    triggers: tuple[Event, ...]
    """In the order of their last possible days, on which they are drawn."""
    checked: str
    """The day of the last check of anybody; empty without one."""


def members(asked: Panel) -> tuple[Standing, ...]:
    """Return whom a figure is about: the panel, or everyone asked about where there is none."""
    return tuple(
        standing for standing in asked.standings if standing.panel or not asked.counts.total
    )


def lines_of(asked: Panel, known: Material) -> list[Line]:
    """Return what is on record of each; before the issue's first day, only what was reported."""
    issue, as_of = asked.issue.id, asked.question.as_of
    begun = asked.issue.since <= as_of
    spoken = grouped((one for one in known.said if one.issue == issue), lambda one: one.speaker)
    checks = (look for look in known.looks if look.issue == issue and look.counts and begun)
    checked = grouped(checks, lambda look: look.actor)
    found = []
    for standing in members(asked):
        spells, disputed, reported = [], [], set()
        for one in spoken[standing.actor]:
            latest = one.date_latest
            if one.audience != "public" and one.made_public_latest is not None:
                latest = min(
                    latest, one.made_public_latest
                )  # what was made known by a day was said by then
            earliest, is_open = min(one.date_earliest, latest), one.date.startswith("..")
            spell = Spell(earliest, latest, one.stance, is_open, one.id == standing.evidence)
            if one.counts and begun:
                spells.append(spell)
            elif one.verification == "disputed" and begun and not one.withdrawn:
                disputed += [spell] if one.audience == "public" and one.date_latest <= as_of else []
            if one.reported and one.made_public_latest:
                reported.add(one.made_public_latest)
        days = sorted({look.date_earliest for look in checked[standing.actor]})
        found.append(
            Line(standing, tuple(spells), tuple(days), tuple(sorted(reported)), tuple(disputed))
        )
    return found


def days_of(asked: Panel, found: Iterable[Line], events: Iterable[Event]) -> Days:
    """Return the days to draw; before the issue's first day, only the day asked about."""
    as_of = asked.question.as_of
    first = min(asked.issue.since, as_of)
    triggers = [
        event
        for event in sorted(events, key=lambda one: (one.date_latest, one.title))
        if event.trigger and event.issue == asked.issue.id and first <= event.date_latest <= as_of
    ]
    days, looks = [first, *(trigger.date_latest for trigger in triggers)], [""]
    for one in found:
        looks += one.looks
        days += (*one.reported, *(spell.latest for spell in (*one.spells, *one.disputed)))
    return Days(first, min(max(*days, *looks), as_of), as_of, tuple(triggers), max(looks))


def gap(days: Days) -> str:
    """Say how long the broken end is: `293 days since the last check`; empty where there is none."""
    if days.as_of <= days.last:
        return ""
    since, what = (days.checked, "check") if days.checked else (days.last, "record")
    return f"{plural(dates.days_between(since, days.as_of), 'day')} since the last {what}"


def turn(line: Line) -> tuple[int, str, str, bool, str, str]:
    """Sort by status, then by first statement (those reported last among the others), then by name."""
    standing, first = line.standing, line.first
    days = (first.latest, first.earliest) if first else ("", "")
    reported = first is None and bool(line.reported)
    status = ("spoke", "silent", "unchecked").index(standing.status)
    return (status, *days, reported, standing.name, standing.actor)


def lanes_of(line: Line, axis: Axis) -> dict[Spell, int]:
    """Give each statement the lowest lane where it touches no other, so that no two bars look like one."""
    ends: list[float] = []
    lanes: dict[Spell, int] = {}
    for spell in sorted((*line.spells, *line.disputed), key=lambda each: each[:3]):
        low, high = axis.within(spell.earliest), axis.within(spell.latest)
        lane = next((n for n, end in enumerate(ends) if end + 3 < low), len(ends))
        lanes[spell] = lane = min(lane, _MOST_LANES - 1)
        ends[lane : lane + 1] = [high + 7]
    return lanes
