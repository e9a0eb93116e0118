"""A drawing over days: its axis, the titles of triggers above it, and its end."""

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.text import plural, safe
from stancetracker.figures.frame import Frame, Sample
from stancetracker.figures.record import Days, Moment
from stancetracker.figures.scales import Axis, Tick, fits, ticks, width
from stancetracker.figures.shapes import across, down, straight, text

TAIL: Final = 44
"""The length of the broken end of an axis, however many days it stands for."""
_LEVELS: Final = 3
_MOST_TITLES: Final = 5


class Placed(NamedTuple):
    """A title above its line; level 0 is the nearest to the axis."""

    x: float
    low: float
    high: float
    level: int
    text: str


class Head(NamedTuple):
    """Hold what stands above an axis, laid out: the labels of days, and the titles or numbers of triggers."""

    ticks: list[Tick]
    titles: tuple[Placed, ...]
    numbered: tuple[str, ...]
    """The triggers in words, where they stand as numbers."""
    stems: tuple[float, ...]
    """The places of the lines of triggers."""
    height: float
    """Of the titles."""


def head(frame: Frame, line: Axis, triggers: tuple[Moment, ...], bounds: tuple[float, float]) -> Head:
    """Lay out what stands above an axis; labels of days stay within the bounds."""
    on_axis = [each for each in triggers if line.has(each.day)]
    placed, numbered = titles(on_axis, line, frame.size, frame.width, frame.widest_title)
    levels = 1 + max((each.level for each in placed), default=-1)
    return Head(
        ticks(line, [each.day for each in on_axis], frame.size, bounds),
        placed,
        tuple(f"{dates.words(each.day)}: {each.title}" for each in on_axis) if numbered else (),
        tuple(dict.fromkeys(line.x(each.day) for each in on_axis)),
        math.ceil(1.3 * frame.size * levels),
    )


def titles(
    moments: Sequence[Moment], axis: Axis, size: float, room: float, most: float
) -> tuple[tuple[Placed, ...], bool]:
    """Place the titles of these, which are on the axis and in order; numbers if one is wider than `most`
    or finds no place between 0 and `room`. With them, whether they are numbers."""
    xs = [axis.x(each.day) for each in moments]
    placed: list[Placed] = []
    if len(moments) <= _MOST_TITLES and all(fits(each.title, size, min(most, room)) for each in moments):
        for x, each in zip(xs, moments, strict=True):
            choices = _choices(x, safe(each.title), size, room)
            placed += [one for one in choices if not any(_meet(one, other, size) for other in placed)][:1]
    if len(placed) == len(moments):
        return tuple(placed), False
    return _numbers(list(enumerate(xs, 1)), size), True


def _choices(x: float, title: str, size: float, room: float) -> Iterator[Placed]:
    """Yield where a title may stand, best first: low, and centred over its line."""
    wide = width(title, size)
    middle = min(max(x - wide / 2, 0), room - wide)
    for level in range(_LEVELS):
        for low in (middle, x - wide + 6, x - 6):
            if low >= 0 and low + wide <= room:
                yield Placed(x, low, low + wide, level, title)


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
        while len(groups) > 1 and _number(groups[-1], size).low < _number(groups[-2], size).high + 0.4 * size:
            last = groups.pop()
            groups[-1].extend(last)
    return tuple(_number(group, size) for group in groups)


def _number(group: Sequence[tuple[int, float]], size: float) -> Placed:
    first, last = group[0][0], group[-1][0]
    words = str(first) if first == last else f"{first}–{last}"
    middle = (group[0][1] + group[-1][1]) / 2
    half = width(words, size) / 2
    return Placed(middle, middle - half, middle + half, 0, words)


def over(found: Head, frame: Frame, days: float) -> str:
    """Draw the titles, the labels of days on the line `days`, and the lines between them."""
    base, size = found.height - 6, frame.size
    parts = [
        text((each.low + each.high) / 2, base - 1.3 * size * each.level, each.text, anchor="middle")
        for each in found.titles
    ]
    leads = [
        down(each.x, base + 4 - 1.3 * size * each.level, days - size)
        for each in found.titles
        if each.level and not found.numbered
    ]
    return "".join(parts) + dotted("".join(leads)) + "".join(labels(found.ticks, days, size))


def labels(chosen: Sequence[Tick], y: float, size: float) -> Iterator[str]:
    """Yield the labels of days, and of years below them."""
    for tick in chosen:
        yield text(tick.middle, y, tick.text, anchor="middle", bold=True)
        yield text(tick.middle, y + 1.15 * size, tick.year, "soft", "middle")


def dotted(d: str) -> str:
    """Draw the lines of triggers."""
    return straight(d, "ink", stroke_width=1.5, stroke_dasharray=".1 4", stroke_linecap="round")


def stems(found: Head, bands: Sequence[tuple[float, float]]) -> str:
    """Draw thin lines at the labelled days and dotted ones at triggers, between these heights."""
    grid = "".join(down(tick.x, *band) for tick in found.ticks for band in bands)
    return straight(grid, "rule") + dotted("".join(down(x, *band) for x in found.stems for band in bands))


def base_line(axis: Axis, y: float, as_of: str) -> str:
    """Draw the axis, with a broken end where the figure is about a later day."""
    drawn = straight(across(axis.left, axis.right, y), "soft")
    if as_of > axis.last:
        right = axis.right
        tail = across(right + 5, right + TAIL, y)
        drawn += straight(tail, "soft", stroke_dasharray="4 4")
    return drawn


def gap(days: Days) -> str:
    """Say how long the broken end is: `293 days since the last check`; empty where there is none."""
    if days.as_of <= days.last:
        return ""
    since, what = (days.checked, "check") if days.checked else (days.last, "record")
    return f"{plural(dates.days_between(since, days.as_of), 'day')} since the last {what}"


def samples(days: Days) -> Iterator[Sample]:
    """Yield the legend of an axis: the lines of triggers, and its broken end."""
    if days.triggers:
        yield Sample(dotted(down(8, 0, 16)), "trigger")
    if days.as_of > days.last:
        tail = straight(across(0, 30, 8), "soft", stroke_dasharray="4 4")
        yield Sample(tail, f"nothing on record after {dates.words(days.last)}", 30)
