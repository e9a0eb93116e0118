"""A drawing over days: its axis with its labels, the titles of triggers above it, and its end."""

import math
from collections.abc import Iterable, Sequence
from itertools import combinations, product
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.frame import Frame, boxed, width_in_box
from stancetracker.addons.site.figures.lettering import fit
from stancetracker.addons.site.figures.shapes import across, down, straight, text
from stancetracker.base import dates
from stancetracker.base.text import safe
from stancetracker.render.axis import Axis, Tick, ticks, width
from stancetracker.render.timeline import Days

TAIL: Final = 44
"""The length of the broken end of an axis, however many days it stands for."""
_LEVELS: Final = 3
_MOST_TITLES: Final = 5
_ROOM_OF_DIGIT: Final = 2.2
"""Between two lines that have a number each, in the size of its letters."""
_ROOM_OF_DIGITS: Final = 3.6


class Title(NamedTuple):
    """A title above its line; level 0 is the nearest to the axis."""

    x: float
    low: float
    high: float
    level: int
    text: str


class Head(NamedTuple):
    """An axis with the labels of days, and the titles or numbers of triggers above it, laid out."""

    axis: Axis
    size: float
    """Of its texts."""
    is_broken: bool
    """True if the figure is about a later day than the last."""
    ticks: list[Tick]
    titles: list[Title]
    numbered: tuple[str, ...]
    """The triggers in words, where they stand as numbers."""
    stems: list[float]
    """The places of the lines of triggers."""
    height: float
    """Of the titles."""


def head(frame: Frame, line: Axis, days: Days, bounds: tuple[float, float]) -> Head:
    """Lay out what stands above an axis; labels of days stay within the bounds."""
    size = frame.size
    triggers = [trigger for trigger in days.triggers if line.has(trigger.date_latest)]
    xs = [line.x(trigger.date_latest) for trigger in triggers]
    named = [(x, safe(trigger.title)) for x, trigger in zip(xs, triggers, strict=True)]
    placed = titles(named, size, frame.width, frame.widest_title)
    listed: list[str] = []
    if placed is None:
        placed = [_number(xs, *places, size) for places in _close_places(xs, size)]
        listed = [f"{dates.words(trigger.date_latest)}: {trigger.title}" for trigger in triggers]
    height = math.ceil(1.3 * size * (1 + max((title.level for title in placed), default=-1)))
    marked = ticks(line, [trigger.date_latest for trigger in triggers], size, bounds)
    stems = list(dict.fromkeys(xs))
    return Head(line, size, days.as_of > line.last, marked, placed, tuple(listed), stems, height)


def _close_places(xs: Sequence[float], size: float) -> list[tuple[int, int]]:
    """Return the first and the last of each group of lines that are too close for two numbers."""
    room = (_ROOM_OF_DIGIT if len(xs) < 10 else _ROOM_OF_DIGITS) * size
    groups: list[tuple[int, int]] = []
    for place, x in enumerate(xs):
        if groups and x - xs[groups[-1][1]] < room:
            groups[-1] = (groups[-1][0], place)
        else:
            groups.append((place, place))
    return groups


def _number(xs: Sequence[float], first: int, last: int, size: float) -> Title:
    """Return the number of a line, or of several close ones: `2–4`."""
    words = f"{first + 1}" if first == last else f"{first + 1}–{last + 1}"
    middle, half = (xs[first] + xs[last]) / 2, width_in_box(words, size) / 2
    return Title(middle, middle - half, middle + half, 0, words)


def titles(
    named: Sequence[tuple[float, str]], size: float, room: float, most: float
) -> list[Title] | None:
    """Place titles between 0 and `room`, centred over their lines or to the right of them.

    Those at the left stand on the higher levels. None where one is wider than `most`, or two would
    meet.
    """
    if len(named) > _MOST_TITLES or any(
        fit(words, size, min(most, room)) != words for _, words in named
    ):
        return None
    for levels, part in product(range(1, _LEVELS + 1), (0.5, 0)):
        placed = []
        for place, (x, words) in enumerate(named):
            wide = width(words, size)
            low = min(max(x - (part * wide or 6), 0), room - wide)
            placed.append(Title(x, low, low + wide, levels - 1 - place % levels, words))
        if not any(_meet(*pair, size) for pair in combinations(placed, 2)):
            return placed
    return None


def _meet(title: Title, neighbour: Title, size: float) -> bool:
    """Return whether two titles, or one title and the line of a higher one, touch."""
    if title.level == neighbour.level:
        return title.low < neighbour.high + size and neighbour.low < title.high + size
    upper, lower = (title, neighbour) if title.level > neighbour.level else (neighbour, title)
    return lower.low - 4 < upper.x < lower.high + 4


def draw_axis(
    above: Head,
    y: float,
    below: float,
    bands: Sequence[tuple[float, float]],
    *,
    ruled: bool = False,
) -> str:
    """Draw an axis at `y` with its labels at `below` and what is above it.

    Lines of triggers cross the bands; with `ruled`, those of the labels do too.
    """
    line, size = above.axis, above.size
    tail = across(line.right + 5, line.right + TAIL, y) if above.is_broken else ""
    levels = [(title, above.height - 6 - 1.3 * size * title.level) for title in above.titles]

    def crossing(xs: Iterable[float]) -> str:
        return "".join(down(x, *band) for x in xs for band in bands)

    parts = [
        straight(across(line.left, line.right, y), "soft"),
        straight(tail, "soft", stroke_dasharray="4 4"),
        straight(crossing(tick.x for tick in above.ticks) if ruled else "", "rule"),
        dotted(crossing(above.stems)),
        dotted("".join(down(title.x, y + 4, above.height) for title, y in levels if title.level)),
        *(
            boxed((title.low + title.high) / 2, y, title.text, size)
            if above.numbered
            else text((title.low + title.high) / 2, y, title.text, anchor="middle")
            for title, y in levels
        ),
        labels(above.ticks, below, size),
    ]
    return "".join(parts)


def labels(chosen: Sequence[Tick], y: float, size: float) -> str:
    """Write the labels of days, and of years below them."""
    return "".join(
        text(tick.middle, y, tick.text, anchor="middle", bold=True)
        + text(tick.middle, y + 1.15 * size, tick.year, "soft", "middle")
        for tick in chosen
    )


def dotted(d: str) -> str:
    """Draw the lines of triggers."""
    return straight(d, "ink", stroke_width=1.5, stroke_dasharray=".1 4", stroke_linecap="round")
