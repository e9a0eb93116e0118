"""The two drawings of a figure, one for wide screens and one for phones, with the titles of triggers above."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from stancetracker.base import dates
from stancetracker.base.text import safe
from stancetracker.figures.record import Days, Moment
from stancetracker.figures.scales import Axis, Tick, fits, ticks, width
from stancetracker.figures.shapes import (
    Drawing,
    Label,
    Picture,
    Piece,
    Sample,
    Table,
    across,
    as_of,
    down,
    label,
)


class Frame(NamedTuple):
    """A width, and the size of texts at it."""

    css: str
    width: int
    size: float
    widest_title: float
    """Of a trigger; a wider one is listed below the drawing."""
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


def head(frame: Frame, line: Axis, triggers: tuple[Moment, ...], bounds: tuple[float, float]) -> Head:
    """Lay out what stands above and below an axis; labels of days stay within the bounds."""
    on_axis = [each for each in sorted(triggers, key=lambda each: each.day) if line.has(each.day)]
    shown = titles(on_axis, line, frame.size, frame.width, frame.widest_title)
    stems = tuple(dict.fromkeys(line.x(each.day) for each in on_axis))
    chosen = ticks(line, [each.day for each in on_axis], frame.size, bounds)
    told = tuple(f"{dates.words(each.day)}: {each.title}" for each in on_axis)
    return Head(chosen, shown, stems, math.ceil(1.3 * frame.size * shown.levels), told)


def day_lines(found: Head, bands: list[tuple[float, float]]) -> Piece:
    """Draw thin vertical lines at the labelled days, between these heights."""
    return Piece("grid", "".join(down(tick.x, *band) for tick in found.ticks for band in bands))


def stems(found: Head, bands: list[tuple[float, float]]) -> Piece:
    """Draw the lines of triggers, between these heights."""
    return Piece("trigger", "".join(down(x, *band) for x in found.stems for band in bands))


def leads(frame: Frame, found: Head, bottom: float) -> Piece:
    """Draw lines from titles to the axis, except from those right above a labelled day."""
    labelled = {tick.x for tick in found.ticks}
    outlines = [
        down(each.x, found.height - 1.3 * frame.size * each.level - 2, bottom)
        for each in found.titles.placed
        if each.level or (each.x not in labelled and not found.titles.numbered)
    ]
    return Piece("trigger", "".join(outlines))


def base_line(axis: Axis, y: float, as_of: str) -> list[Piece]:
    """Draw the axis, with a broken end where the figure is about a later day."""
    line = [Piece("axis", across(axis.left, axis.right, y))]
    if as_of > axis.last:
        line.append(Piece("axis tail", across(axis.right + 5, axis.right + TAIL, y)))
    return line


_LEVELS: Final = 3
_MOST_TITLES: Final = 5


class Placed(NamedTuple):
    """A title above its line; level 0 is the nearest to the axis."""

    x: float
    low: float
    high: float
    level: int
    text: str


class Titles(NamedTuple):
    """All titles or numbers of a drawing."""

    placed: tuple[Placed, ...]
    numbered: bool

    @property
    def levels(self) -> int:
        """Return how many lines of text they take."""
        return 1 + max((each.level for each in self.placed), default=-1)


def titles(moments: Sequence[Moment], axis: Axis, size: float, room: float, most: float) -> Titles:
    """Place the titles of these, which are on the axis and in order; numbers if one is wider than `most`
    or finds no place between 0 and `room`."""
    xs = [axis.x(each.day) for each in moments]
    if len(moments) <= _MOST_TITLES and all(fits(each.title, size, min(most, room)) for each in moments):
        choices = [
            list(_choices(x, safe(each.title), size, room)) for x, each in zip(xs, moments, strict=True)
        ]
        if (found := _first_fit(choices, (), size)) is not None:
            return Titles(found, False)
    return Titles(_numbers(list(enumerate(xs, 1)), size), True)


def _choices(x: float, title: str, size: float, room: float) -> Iterator[Placed]:
    """Yield where a title may stand, best first: low, and centred over its line."""
    wide = width(title, size)
    middle = min(max(x - wide / 2, 0), room - wide)
    for level in range(_LEVELS):
        for low in (middle, x - wide + 6, x - 6):
            if low >= 0 and low + wide <= room:
                yield Placed(x, low, low + wide, level, title)


def _first_fit(
    choices: Sequence[Sequence[Placed]], placed: tuple[Placed, ...], size: float
) -> tuple[Placed, ...] | None:
    """Find a place for each so that no two touch."""
    if len(placed) == len(choices):
        return placed
    for tried in choices[len(placed)]:
        if not any(_meet(tried, other, size) for other in placed):
            found = _first_fit(choices, (*placed, tried), size)
            if found is not None:
                return found
    return None


def _meet(one: Placed, other: Placed, size: float) -> bool:
    """Return whether two titles, or one title and the line of a higher one, touch."""
    if one.level == other.level:
        return one.low < other.high + size and other.low < one.high + size
    upper, lower = (one, other) if one.level > other.level else (other, one)
    return lower.low - 4 < upper.x < lower.high + 4


def _numbers(shown: Sequence[tuple[int, float]], size: float) -> tuple[Placed, ...]:
    """Place numbers over the lines; close lines share a label: `2–4`."""
    groups: list[list[tuple[int, float]]] = []
    for one in shown:
        groups.append([one])
        while len(groups) > 1 and _touch(groups[-2], groups[-1], size):
            last = groups.pop()
            groups[-1].extend(last)
    return tuple(_number(group, size) for group in groups)


def _touch(one: Sequence[tuple[int, float]], other: Sequence[tuple[int, float]], size: float) -> bool:
    """Return whether the labels of two neighbouring groups would touch."""
    return _number(other, size).low < _number(one, size).high + 0.4 * size


def _number(group: Sequence[tuple[int, float]], size: float) -> Placed:
    first, last = group[0][0], group[-1][0]
    text = str(first) if first == last else f"{first}–{last}"
    middle = (group[0][1] + group[-1][1]) / 2
    half = width(text, size) / 2
    return Placed(middle, middle - half, middle + half, 0, text)


def title_labels(shown: Titles, base: float, size: float) -> list[Label]:
    """Return the titles as labels, the lowest on the base line."""
    return [
        label("trigger-title", (each.low + each.high) / 2, base - 1.3 * size * each.level, each.text)
        for each in shown.placed
    ]


def axis_samples(days: Days) -> Iterator[Sample]:
    """Yield the legend of an axis: the lines of triggers, and its broken end."""
    if days.triggers:
        yield Sample((Piece("trigger", down(8, 0, 16)),), "trigger")
    if days.as_of > days.last:
        words = f"nothing on record about them after {dates.words(days.last)}"
        yield Sample((Piece("axis tail", across(0, 30, 8)),), words, 30)


@dataclass(frozen=True)
class Plan:
    """A drawing over days, laid out."""

    frame: Frame
    axis: Axis
    head: Head


Over = TypeVar("Over", bound=Days)
Planned = TypeVar("Planned", bound=Plan)


def picture_of(
    figure: Over,
    words: tuple[str, str, str],
    plan: Callable[[Over, Frame], Planned],
    drawing: Callable[[Over, Planned], Drawing],
    legend: Iterable[Sample],
    table: Table,
) -> Picture:
    """Draw a figure over days in each frame; `words` are its title, its caption, and what it says in short."""
    plans = [plan(figure, frame) for frame in FRAMES]
    title, about, found = words
    span = f"From {dates.words(figure.first)} to {dates.words(plans[0].axis.last)}, {as_of(figure.as_of)}"
    wide, narrow = (each.head.titles.numbered for each in plans)
    return Picture(
        title=title,
        about=about,
        summary=f"{found}. {span}.",
        drawings=tuple(drawing(figure, each) for each in plans),
        legend=tuple(legend),
        triggers=plans[0].head.told,
        numbered="both" if wide and narrow else WIDE.css if wide else NARROW.css if narrow else "",
        table=table,
    )
