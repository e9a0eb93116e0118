"""The statements, silences and days of a panel that every figure over time is made of, and their row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.figures.scales import Axis
from stancetracker.figures.shapes import Piece, across, mark, standing_mark, tip
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel

MOST_ROWS: Final = 150
"""Of a panel larger than this, counts are drawn instead of a row each."""


@dataclass(frozen=True)
class Moment:
    """An occasion on a time axis: a trigger. `day` is its last possible day."""

    day: str
    title: str


@dataclass(frozen=True)
class Spell:
    """A counting statement: all days on which it may have been made."""

    earliest: str
    latest: str
    stance: str
    open_start: bool
    """Whether its source gives no first day, so that `earliest` is only the issue's."""
    decides: bool
    """Whether the standing rests on it."""


@dataclass(frozen=True)
class OnRecord:
    """An actor's standing, and in order of days what may be drawn of it; some may lie before the issue's first."""

    standing: Standing
    spells: tuple[Spell, ...]
    looks: tuple[str, ...]
    reported: tuple[str, ...]

    @property
    def first(self) -> Spell | None:
        """Return the statement that first proves the actor had spoken: the one whose last possible day comes first."""
        return min(self.spells, key=lambda spell: (spell.latest, spell.earliest), default=None)


@dataclass(frozen=True)
class Days:
    """The days from an issue's first to the last with anything on record, and the triggers; `as_of` may be later."""

    first: str
    last: str
    as_of: str
    triggers: tuple[Moment, ...]


def members(asked: Panel) -> tuple[Standing, ...]:
    """Return whom a figure is about: the panel, or everyone asked about where there is none."""
    if not asked.counts.total:
        return asked.standings
    return tuple(standing for standing in asked.standings if standing.panel)


def on_record(asked: Panel, said: Iterable[Said], looks: Iterable[Silence]) -> list[OnRecord]:
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
    return [
        OnRecord(
            standing,
            tuple(_spell(one, standing) for one in spoken[standing.actor] if one.counts and begun),
            tuple(sorted(looked[standing.actor])),
            _reported(spoken[standing.actor]),
        )
        for standing in members(asked)
    ]


def days_of(asked: Panel, found: Iterable[OnRecord], events: Iterable[Happened]) -> Days:
    """Return the days to draw; before the issue's first day, only the day asked about."""
    as_of = asked.counts.as_of
    first = min(asked.issue.since, as_of)
    triggers = tuple(_moment(event) for event in events if _is_occasion(event, asked.issue.id, first, as_of))
    days = [first, *(trigger.day for trigger in triggers)]
    for one in found:
        days += (*one.looks, *one.reported, *(spell.latest for spell in one.spells))
    return Days(first, max(days), as_of, tuple(sorted(triggers, key=lambda one: (one.day, one.title))))


def _spell(said: Said, standing: Standing) -> Spell:
    latest = said.date_latest
    if said.audience != "public" and said.made_public_latest is not None:
        latest = min(latest, said.made_public_latest)  # what was made known by a day was said by then
    return Spell(
        earliest=min(said.date_earliest, latest),
        latest=latest,
        stance=said.stance,
        open_start=said.date.startswith(".."),
        decides=said.id == standing.evidence,
    )


def _reported(said: Sequence[Said]) -> tuple[str, ...]:
    days = {one.made_public_latest for one in said if one.reported and one.made_public_latest is not None}
    return tuple(sorted(days))


def _is_occasion(event: Happened, issue: str, first: str, as_of: str) -> bool:
    return event.trigger and event.issue == issue and first <= event.date_latest <= as_of


def _moment(event: Happened) -> Moment:
    return Moment(event.date_latest, event.title)


@dataclass(frozen=True)
class Line:
    """One actor on the axis of days."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    status: str
    stance: str | None
    words: str
    """The standing in a few words: `against`, `none found (reported)`."""
    spells: tuple[Spell, ...]
    looks: tuple[str, ...]
    """The days last checked, oldest first."""
    reported: tuple[str, ...]
    """The days by which words that were not public had become known."""


_BESIDE = 14
_UP = 12


def track(line: Line, axis: Axis, y: float) -> tuple[Piece, ...]:
    """Draw all that is on record of an actor, the deciding statement on top."""
    looks = list(dict.fromkeys(round(axis.x(day), 1) for day in line.looks if axis.has(day)))
    silent = looks[-1:] if line.status == "silent" and looks and axis.has(line.looks[-1]) else []
    spells = sorted(line.spells, key=lambda each: each.decides)
    return (
        *(Piece("until", across(axis.left, x, y)) for x in silent if axis.first < axis.last),
        *(piece for spell in spells for piece in _bar(spell, _name(spell, line), axis, y)),
        *(mark("look", x, y) for x in looks if x not in silent),
        *(mark("silent", x, y) for x in silent),
        *(_mark(spell, _name(spell, line), axis, y) for spell in spells if axis.has(spell.latest)),
        *_dots(line, axis, y, silent),
    )


def _name(spell: Spell, line: Line) -> str:
    return standing_mark(line) if spell.decides else spell.stance


def _mark(spell: Spell, name: str, axis: Axis, y: float) -> Piece:
    return mark(name, axis.x(spell.latest), y, 6.5 if spell.decides else 4)


def _bar(spell: Spell, name: str, axis: Axis, y: float) -> Iterator[Piece]:
    """Draw a bar from the first possible day to the last, with an arrow where it leaves the axis or is open."""
    begins = min(max(axis.x(spell.earliest), axis.left), axis.right)
    ends = min(max(axis.x(spell.latest), axis.left), axis.right)
    if ends > begins:
        yield Piece(f"bar {name}" if spell.decides else f"bar past {name}", across(begins, ends, y))
    if spell.open_start or spell.earliest < axis.first:
        yield tip(name, begins - 9, y, -1)
    if spell.latest > axis.last:
        yield tip(name, ends + 9, y, 1)


def _dots(line: Line, axis: Axis, y: float, taken: list[float]) -> Iterator[Piece]:
    """Draw half-filled squares, raised where another mark stands."""
    spans = [(axis.x(spell.earliest), axis.x(spell.latest)) for spell in line.spells]
    spans += [(x, x) for x in taken]
    for x in dict.fromkeys(round(axis.x(day), 1) for day in line.reported if axis.has(day)):
        near = any(low - _BESIDE < x < high + _BESIDE for low, high in spans)
        yield mark("reported", x, y - _UP if near else y, 5.5 if near else 6.5)


def statements(line: Line) -> list[str]:
    """Describe the statements, oldest first."""
    return [
        f"{wording.STANCES[each.stance]}, {_when(each)}"
        for each in sorted(line.spells, key=lambda each: (each.latest, each.earliest))
    ]


def _when(spell: Spell) -> str:
    return dates.interval_words(None if spell.open_start else spell.earliest, spell.latest)


def deciding(line: Line) -> list[str]:
    """Return when the statements behind the standing were made."""
    return [_when(each) for each in line.spells if each.decides]
