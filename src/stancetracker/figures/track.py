"""One actor over the days: bars, marks, silences, and what was reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stancetracker.base import dates, wording
from stancetracker.figures.record import Spell
from stancetracker.figures.scales import Axis
from stancetracker.figures.shapes import (
    Piece,
    across,
    mark,
    standing_mark,
    tip,
)


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
        *_reported(line, axis, y, silent),
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


def _reported(line: Line, axis: Axis, y: float, taken: list[float]) -> Iterator[Piece]:
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
