"""A strip of days to scale: a bar a day, as high as the part of the panel on record by then."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.days import draw_axis, head
from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame
from stancetracker.addons.site.figures.shapes import (
    across,
    at,
    box,
    down,
    linked,
    path,
    straight,
    text,
)
from stancetracker.base import dates
from stancetracker.base.text import plural
from stancetracker.render.axis import Axis, width
from stancetracker.render.timeline import Days

_HIGH: Final = 40
_LEAST: Final = 2
"""The height of a bar where nobody was on record yet, so that there is something to choose."""
_HEADROOM: Final = 1.2
"""Above the bars, for the number of a full one, by the size of texts."""
_NUMBER: Final = 0.87
"""The size of numbers, by that of texts."""
_WIDEST: Final = 14


class CountOfDay(NamedTuple):
    """A day: the number on record by it, and the address of its page."""

    day: str
    number: int
    address: str


def strip_of_days(days: Days, counts: Sequence[CountOfDay], total: int) -> Figure | None:
    """Return a bar for each day on which something happened; None for fewer than two."""
    shown = [count for count in counts if days.first <= count.day <= days.last]
    if len(shown) < 2:
        return None
    return Figure(
        "days",
        "Day by day",
        "Each bar is a day on which something happened, as high as the part of the panel that was"
        " on record by then, which is the number above it, and leads to that day.",
        f"{plural(len(shown), 'day')} from {dates.words(days.first)} to {dates.words(days.last)}.",
        partial(_drawing, days, shown, total),
        has_links=True,
    )


def _drawing(days: Days, counts: Sequence[CountOfDay], total: int, frame: Frame) -> Drawing:
    """Draw the axis and its bars; the axis ends where the days do, whatever day is asked about."""
    line = Axis(days.first, days.last, 12, frame.width - 12)
    above = head(frame, line, days._replace(as_of=days.last), (0, frame.width))
    top = above.height + 4 + round(_HEADROOM * frame.size)
    bottom = top + _HIGH
    room = (line.right - line.left) / max(1, dates.days_between(days.first, days.last))
    wide = max(3.0, min(_WIDEST, 0.7 * room))
    bars = []
    for count in counts:
        x = line.x(count.day)
        high = _bar_height(count, total)
        # A box, as the outline of what has the focus goes around it.
        hit = path(box(x - wide / 2, top + 1, x + wide / 2, bottom), "paper")
        bar = straight(down(x, bottom - high, bottom), "ink")
        words = f"{dates.words(count.day)}: {count.number:,} on record"
        bars.append(linked(count.address, words, hit + bar))
    tops = [bottom - _bar_height(count, total) for count in counts]
    drawn = f'<g stroke-width="{at(wide)}">{"".join(bars)}</g>'
    drawn += _numbers(counts, line, tops, frame)
    body = straight(across(line.left, line.right, top), "faint")
    body += draw_axis(above, bottom, bottom + 1.3 * frame.size, [(above.height, bottom)])
    return Drawing(bottom + 2.7 * frame.size, body + drawn, above.numbered)


def _bar_height(count: CountOfDay, total: int) -> float:
    return max(_LEAST, _HIGH * count.number / total)


def _numbers(counts: Sequence[CountOfDay], line: Axis, tops: Sequence[float], frame: Frame) -> str:
    """Write each day's number above its bar where it changed and fits, the last first."""
    size = _NUMBER * frame.size
    written: list[str] = []
    free_until = float(frame.width)
    before = [None, *(count.number for count in counts)]
    for count, number_before, top in reversed([*zip(counts, before, tops, strict=False)]):
        words = f"{count.number:,}"
        half = width(words, size) / 2
        x = min(line.x(count.day), frame.width - half)
        if count.number == number_before or x + half > free_until:
            continue
        written.append(text(x, top - 3, words))
        free_until = x - half - 4
    return f'<g text-anchor="middle" font-size="{at(size)}">{"".join(written)}</g>'
