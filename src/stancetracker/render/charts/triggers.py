"""Titles over the lines of triggers: on up to three levels, or numbers where they have no room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from stancetracker.render.cells import safe
from stancetracker.render.charts.days import Axis
from stancetracker.render.charts.drawing import Label, label
from stancetracker.render.charts.measure import fits, width
from stancetracker.reports.figures import Moment

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
        """How many lines of text they take."""
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
    """Where a title may stand, the best place first: low, and in the middle over its line."""
    wide = width(title, size)
    middle = min(max(x - wide / 2, 0), room - wide)
    for level in range(_LEVELS):
        for low in (middle, x - wide + 6, x - 6):
            if low >= 0 and low + wide <= room:
                yield Placed(x, low, low + wide, level, title)


def _first_fit(
    choices: Sequence[Sequence[Placed]], placed: tuple[Placed, ...], size: float
) -> tuple[Placed, ...] | None:
    """One place for each, so that no two touch."""
    if len(placed) == len(choices):
        return placed
    for tried in choices[len(placed)]:
        if not any(_meet(tried, other, size) for other in placed):
            found = _first_fit(choices, (*placed, tried), size)
            if found is not None:
                return found
    return None


def _meet(one: Placed, other: Placed, size: float) -> bool:
    """Whether two titles, or one title and the other's line below its level, touch."""
    if one.level == other.level:
        return one.low < other.high + size and other.low < one.high + size
    upper, lower = (one, other) if one.level > other.level else (other, one)
    return lower.low - 4 < upper.x < lower.high + 4


def _numbers(shown: Sequence[tuple[int, float]], size: float) -> tuple[Placed, ...]:
    """Numbers over the lines; those of lines that are close stand together: `2–4`."""
    groups: list[list[tuple[int, float]]] = []
    for one in shown:
        groups.append([one])
        while len(groups) > 1 and _touch(groups[-2], groups[-1], size):
            last = groups.pop()
            groups[-1].extend(last)
    return tuple(_number(group, size) for group in groups)


def _touch(one: Sequence[tuple[int, float]], other: Sequence[tuple[int, float]], size: float) -> bool:
    """Whether the numbers of two groups, the one left of the other, would touch."""
    return _number(other, size).low < _number(one, size).high + 0.4 * size


def _number(group: Sequence[tuple[int, float]], size: float) -> Placed:
    first, last = group[0][0], group[-1][0]
    text = str(first) if first == last else f"{first}–{last}"
    middle = (group[0][1] + group[-1][1]) / 2
    half = width(text, size) / 2
    return Placed(middle, middle - half, middle + half, 0, text)


def title_labels(shown: Titles, base: float, size: float) -> list[Label]:
    """The titles as texts, the lowest on the base line."""
    return [
        label("trigger-title", (each.low + each.high) / 2, base - 1.3 * size * each.level, each.text)
        for each in shown.placed
    ]
