"""The statements, silences and days of a panel that figures over time are made of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.figures.shapes import standing_mark
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel

MOST_ROWS: Final = 150
"""Of a panel larger than this, counts are drawn instead of a row each."""


class Spell(NamedTuple):
    """A counting statement: all days on which it may have been made."""

    earliest: str
    latest: str
    stance: str
    open_start: bool
    """Whether its source gives no first day, so that `earliest` is only the issue's."""
    decides: bool
    """Whether the standing rests on it."""

    @property
    def when(self) -> str:
        """Return its days in words."""
        return dates.interval_words(None if self.open_start else self.earliest, self.latest)


@dataclass(frozen=True)
class Line:
    """An actor's standing and what may be drawn of it, oldest first; some may lie before the issue's first day."""

    standing: Standing
    spells: tuple[Spell, ...] = ()
    looks: tuple[str, ...] = ()
    """The days last checked."""
    reported: tuple[str, ...] = ()
    """The days by which words that were not public had become known."""
    disputed: tuple[Spell, ...] = ()
    """What is on record and disputed, so not counted."""

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
    triggers: tuple[Happened, ...]
    """In the order of their last possible days, on which they are drawn."""
    checked: str = ""
    """The day of the last check of anybody."""


def members(asked: Panel) -> tuple[Standing, ...]:
    """Return whom a figure is about: the panel, or everyone asked about where there is none."""
    if not asked.counts.total:
        return asked.standings
    return tuple(standing for standing in asked.standings if standing.panel)


def lines_of(asked: Panel, said: Iterable[Said], looks: Iterable[Silence]) -> list[Line]:
    """Return what is on record of each; before the issue's first day, only what was reported."""
    begun = asked.issue.since <= asked.counts.as_of
    spoken: dict[str, list[Said]] = defaultdict(list)
    looked: dict[str, set[str]] = defaultdict(set)
    for one in said:
        if one.issue == asked.issue.id:
            spoken[one.speaker].append(one)
    for look in looks:
        if look.issue == asked.issue.id and look.counts and begun:
            looked[look.actor].add(look.date_earliest)
    found = []
    for standing in members(asked):
        own = spoken[standing.actor]
        counting = [one for one in own if one.counts and begun]
        disputed = [
            one
            for one in own
            if begun and one.verification == "disputed" and not one.withdrawn
            if one.audience == "public" and one.date_latest <= asked.counts.as_of
        ]
        spells, doubted = (tuple(_spell(one, standing) for one in those) for those in (counting, disputed))
        reported = {str(one.made_public_latest) for one in own if one.reported and one.made_public_latest}
        looks_of = tuple(sorted(looked[standing.actor]))
        found.append(Line(standing, spells, looks_of, tuple(sorted(reported)), doubted))
    return found


def _spell(said: Said, standing: Standing) -> Spell:
    latest = said.date_latest
    if said.audience != "public" and said.made_public_latest is not None:
        latest = min(latest, said.made_public_latest)  # what was made known by a day was said by then
    earliest, is_open = min(said.date_earliest, latest), said.date.startswith("..")
    return Spell(earliest, latest, said.stance, is_open, said.id == standing.evidence)


def days_of(asked: Panel, found: Iterable[Line], events: Iterable[Happened]) -> Days:
    """Return the days to draw; before the issue's first day, only the day asked about."""
    as_of = asked.counts.as_of
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
