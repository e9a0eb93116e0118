"""The two drawings of a figure, one for wide screens and one for phones, and the head that both have."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from stancetracker.base import chart_words
from stancetracker.render.charts.days import Axis, Tick, tick_labels, ticks
from stancetracker.render.charts.drawing import Label, Piece, across, down, in_order
from stancetracker.render.charts.triggers import Titles, title_labels, titles
from stancetracker.reports.figures import Moment


class Frame(NamedTuple):
    """A width, and the size of texts at it."""

    css: str
    width: int
    size: float
    widest_title: float
    """Of a trigger; a wider one is told below the drawing."""
    is_narrow: bool


WIDE: Final = Frame("wide-drawing", 960, 14, 260, False)
NARROW: Final = Frame("narrow-drawing", 360, 15, 190, True)
FRAMES: Final = (WIDE, NARROW)
TAIL: Final = 40
"""How long the broken end of an axis is, however many days it stands for."""


class Head(NamedTuple):
    """The axis with its ticks, and the titles of triggers above it."""

    ticks: list[Tick]
    titles: Titles
    stems: tuple[float, ...]
    """Where the lines of triggers stand."""
    height: float
    """Of the titles."""
    told: tuple[str, ...]
    """The triggers in words, in the order of their numbers."""


def head(frame: Frame, axis: Axis, triggers: tuple[Moment, ...], bounds: tuple[float, float]) -> Head:
    """What stands above and below the days of an axis; labels of days stay within the bounds."""
    on_axis = [each for each in in_order(triggers) if axis.has(each.day)]
    shown = titles(on_axis, axis, frame.size, frame.width, frame.widest_title)
    stems = tuple(dict.fromkeys(axis.x(each.day) for each in on_axis))
    chosen = ticks(axis, [each.day for each in on_axis], frame.size, bounds)
    told = tuple(chart_words.moment(each.title, each.day) for each in on_axis)
    return Head(chosen, shown, stems, math.ceil(1.3 * frame.size * shown.levels), told)


def titled(frame: Frame, found: Head, base: float) -> list[Label]:
    """The titles of triggers, the lowest on the base line."""
    return title_labels(found.titles, base, frame.size)


def scale(frame: Frame, found: Head, base: float) -> list[Label]:
    """The labels of days, and below them of years."""
    return tick_labels(found.ticks, base, frame.size)


def grid(found: Head, bands: list[tuple[float, float]]) -> Piece:
    """Thin upright lines at the labelled days, from and to these heights."""
    return Piece("grid", "".join(down(tick.x, *band) for tick in found.ticks for band in bands))


def stems(found: Head, bands: list[tuple[float, float]]) -> Piece:
    """The lines of triggers, from and to these heights."""
    return Piece("trigger", "".join(down(x, *band) for x in found.stems for band in bands))


def leads(frame: Frame, found: Head, bottom: float) -> Piece:
    """From titles that do not stand right above a labelled day, lines to the axis."""
    labelled = {tick.x for tick in found.ticks}
    outlines = [
        down(each.x, found.height - 1.3 * frame.size * each.level - 2, bottom)
        for each in found.titles.placed
        if each.level or (each.x not in labelled and not found.titles.numbered)
    ]
    return Piece("trigger", "".join(outlines))


def base_line(axis: Axis, y: float, as_of: str) -> list[Piece]:
    """The axis itself, with a broken end where the figure is about a later day."""
    line = [Piece("axis", across(axis.left, axis.right, y))]
    return (
        [*line, Piece("axis tail", across(axis.right + 5, axis.right + TAIL, y))]
        if as_of > axis.last
        else line
    )


def numbered(heads: tuple[Head, Head]) -> str:
    """Which of the two drawings have numbers in place of titles."""
    wide, narrow = (found.titles.numbered for found in heads)
    if wide and narrow:
        return "both"
    return WIDE.css if wide else NARROW.css if narrow else ""
