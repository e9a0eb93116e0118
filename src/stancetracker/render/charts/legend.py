"""The legend of who spoke when: what occurs in it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from stancetracker.base import chart_words
from stancetracker.render.charts.drawing import Piece, Sample, across, down
from stancetracker.render.charts.marks import mark, tip
from stancetracker.render.charts.track import standing_mark
from stancetracker.reports.figures import Line, WhoSpokeWhen

_MIDDLE = 8


def samples(figure: WhoSpokeWhen) -> tuple[Sample, ...]:
    """An entry for each shape that is in the figure."""
    return (*_stances(figure.lines), *_others(figure.lines), *_axis(figure))


def _stances(lines: tuple[Line, ...]) -> Iterator[Sample]:
    used = {standing_mark(line) for line in lines} | {each.stance for line in lines for each in line.spells}
    for name, words in chart_words.marks().items():
        if name in used and name not in ("silent", "unchecked"):
            yield Sample((mark(name, _MIDDLE, _MIDDLE),), words)


def _others(lines: tuple[Line, ...]) -> Iterator[Sample]:
    spells = [spell for line in lines for spell in line.spells]
    if any(spell.earliest < spell.latest for spell in spells):
        name = next(spell.stance for spell in spells if spell.earliest < spell.latest)
        bar = (Piece(f"bar {name}", across(0, 26, _MIDDLE)), mark(name, 26, _MIDDLE))
        yield Sample(bar, chart_words.SAID_BETWEEN, 34)
    for spell in spells:
        if spell.open_start:
            yield Sample(
                (Piece(f"bar {spell.stance}", across(9, 26, _MIDDLE)), tip(spell.stance, 1, _MIDDLE, -1)),
                chart_words.OPEN_START,
                26,
            )
            break
    for spell in spells:
        if not spell.decides:
            yield Sample((mark(spell.stance, _MIDDLE, _MIDDLE, 4),), chart_words.EARLIER)
            break
    if any(line.status == "silent" for line in lines):
        until = (Piece("until", across(0, 22, _MIDDLE)), mark("silent", 26, _MIDDLE))
        yield Sample(until, chart_words.FOUND_NONE, 34)
    if any(line.looks[line.status == "silent" :] for line in lines):
        yield Sample((mark("look", _MIDDLE, _MIDDLE),), chart_words.LOOKED)
    if any(line.reported for line in lines):
        yield Sample((mark("reported", _MIDDLE, _MIDDLE),), chart_words.REPORTED)
    if any(line.status == "unchecked" for line in lines):
        yield Sample((mark("unchecked", _MIDDLE, _MIDDLE),), chart_words.UNCHECKED)


def _axis(figure: WhoSpokeWhen) -> Iterator[Sample]:
    if figure.triggers:
        yield trigger()
    if figure.as_of > figure.last:
        yield tail(figure.last)


def trigger() -> Sample:
    """The line of a trigger."""
    return Sample((Piece("trigger", down(_MIDDLE, 0, 16)),), chart_words.TRIGGER)


def tail(last: str) -> Sample:
    """The broken end of the axis."""
    return Sample((Piece("axis tail", across(0, 30, _MIDDLE)),), chart_words.tail(last), 30)
