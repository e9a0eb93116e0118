"""The statements, silences and days of a panel that figures over time are made of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.figures.shapes import standing_mark
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel

MOST_ROWS: Final = 150
"""Of a panel larger than this, counts are drawn instead of a row each."""


class Moment(NamedTuple):
    """An occasion on a time axis: a trigger. `day` is its last possible day."""

    day: str
    title: str


class Spell(NamedTuple):
    """A counting statement: all days on which it may have been made."""

    earliest: str
    latest: str
    stance: str
    open_start: bool
    """Whether its source gives no first day, so that `earliest` is only the issue's."""
    decides: bool
    """Whether the standing rests on it."""
    stance_basis: str = "explicit"

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
    triggers: tuple[Moment, ...]
    """In the order of their days."""
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
    return [
        Line(
            standing,
            tuple(_spell(one, standing) for one in spoken[standing.actor] if one.counts and begun),
            tuple(sorted(looked[standing.actor])),
            _reported(spoken[standing.actor]),
            tuple(
                _spell(one, standing)
                for one in spoken[standing.actor]
                if begun and _is_disputed(one) and one.date_latest <= asked.counts.as_of
            ),
        )
        for standing in members(asked)
    ]


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
        stance_basis=said.stance_basis,
    )


def _is_disputed(said: Said) -> bool:
    return said.verification == "disputed" and not said.withdrawn and said.audience == "public"


def _reported(said: Sequence[Said]) -> tuple[str, ...]:
    return tuple(
        sorted({str(one.made_public_latest) for one in said if one.reported and one.made_public_latest})
    )


def days_of(asked: Panel, found: Iterable[Line], events: Iterable[Happened]) -> Days:
    """Return the days to draw; before the issue's first day, only the day asked about."""
    as_of = asked.counts.as_of
    first = min(asked.issue.since, as_of)
    triggers = [
        Moment(event.date_latest, event.title)
        for event in events
        if event.trigger and event.issue == asked.issue.id and first <= event.date_latest <= as_of
    ]
    days, looks = [first, *(trigger.day for trigger in triggers)], [""]
    for one in found:
        looks += one.looks
        days += (*one.reported, *(spell.latest for spell in (*one.spells, *one.disputed)))
    last = max(*days, *looks)
    ordered = tuple(sorted(triggers, key=lambda one: (one.day, one.title)))
    return Days(first, min(last, as_of), as_of, ordered, max(looks))
