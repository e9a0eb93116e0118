"""Axes of days and of counts, their labels, and the widths of texts."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from typing import Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.text import safe

# In parts of the size: the wider of DejaVu Sans and Liberation Sans Bold, which few fonts for screens exceed.
_WIDTHS: Final = {
    char: part
    for part, chars in (
        (0.3, "' ,.Iijl|"),
        (0.37, "-/:;\\f"),
        (0.42, '!()[]rt"'),
        (0.52, "*`z"),
        (0.56, "J_cs"),
        (0.62, "?FLTaekovxy"),
        (0.65, "$0123456789EPSYbdghnpqu{}–"),
        (0.72, "ABCKRVXZ"),
        (0.77, "DHNU"),
        (0.82, "&GOQw"),
        (0.86, "#+<=>M^~"),
        (1.0, "%m@W…—"),
    )
    for char in chars
}
_ELLIPSIS: Final = "…"
_MOST_ACCENTS: Final = 2


def _part(char: str) -> float:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.72 if char.isalpha() and ord(char) < 0x2000 else 1.05


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in units of the drawing."""
    return size * sum(map(_part, text))


def fit(text: str, size: float, room: float) -> str:
    """Return the text made safe to show, cut with an ellipsis where it is too wide."""
    kept: list[str] = []
    used, cut, accents = 0.0, 0, 0
    left = room / size
    for char in safe(text):
        part = _part(char)
        accents = 0 if part else accents + 1
        if accents > _MOST_ACCENTS:
            continue
        used += part
        if used > left:
            return "".join(kept[:cut]).rstrip() + _ELLIPSIS
        kept.append(char)
        if used + _WIDTHS[_ELLIPSIS] <= left:
            cut = len(kept)
    return "".join(kept)


_PITCH: Final = 2.2
"""How many times its width a label takes of the axis."""
_BOLD: Final = 1.15
_STEPS_OF_DAYS: Final = (1, 2, 7, 14)
_STEPS_OF_MONTHS: Final = (
    1,
    2,
    3,
    6,
    *(12 * nice * power for power in (1, 10, 100, 1000) for nice in (1, 2, 5)),
)


class Tick(NamedTuple):
    """A day with its label: `7 Jan`, `Feb` or `2026`, and the year where it is not in it."""

    x: float
    middle: float
    """Of the label, which stays within its bounds."""
    half: float
    text: str
    year: str


class Axis(NamedTuple):
    """The days from `first` to `last`, between two edges."""

    first: str
    last: str
    left: float
    right: float

    def x(self, day: str) -> float:
        """Return where a day lies; beyond the edges for a day outside."""
        days = _number(self.last) - _number(self.first)
        if not days:
            middle = (self.left + self.right) / 2
            return middle + 1e6 * ((day > self.last) - (day < self.first))
        return self.left + (self.right - self.left) * (_number(day) - _number(self.first)) / days

    def has(self, day: str) -> bool:
        """Return whether a day is on the axis."""
        return self.first <= day <= self.last


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def ticks(line: Axis, marked: Iterable[str], size: float, bounds: tuple[float, float]) -> list[Tick]:
    """Return the labels that fit: first and last day, then the marked days, then round ones."""
    chosen: list[Tick] = []
    named = [(day, short(day), day[:4]) for day in (line.first, line.last, *marked)]
    for day, text, year in (*named, *_round(line, size)):
        if line.has(day):
            half = max(_BOLD * width(text, size), width(year, size)) / 2
            low, high = bounds[0] + half, bounds[1] - half
            tick = Tick(line.x(day), min(max(line.x(day), low), max(high, low)), half, text, year)
            room = half + 0.3 * size
            if all(abs(tick.middle - other.middle) >= other.half + room for other in chosen):
                chosen.append(tick)
    chosen.sort()
    years = ["", *(tick.year or tick.text for tick in chosen)]
    # Each year stands below its first label alone.
    return [
        tick._replace(year="" if tick.year == before else tick.year)
        for tick, before in zip(chosen, years, strict=False)
    ]


def _round(line: Axis, size: float) -> Iterator[tuple[str, str, str]]:
    """Yield evenly spaced days, as many as may fit: their labels, and the year where it is not in them."""
    first, last = _number(line.first), _number(line.last)
    most = max(1, (line.right - line.left) / (_PITCH * 3.2 * size))
    for step in _STEPS_OF_DAYS:
        if (last - first) / step <= most:
            for number in range(first, last + 1, step):
                day = date.fromordinal(number).isoformat()
                yield day, short(day), day[:4]
            return
    months = (step for step in _STEPS_OF_MONTHS if (last - first) / 30.4 / step <= most)
    step = next(months, _STEPS_OF_MONTHS[-1])
    start, end = (12 * int(day[:4]) + int(day[5:7]) - 1 for day in (line.first, line.last))
    for place in range(start + -start % step, end + 1, step):
        day = f"{place // 12:04}-{place % 12 + 1:02}-01"
        yield (day, short(day).partition(" ")[2], day[:4]) if step < 12 else (day, day[:4], "")


_MOST_MARKS: Final = 4
_BETWEEN: Final = 4
_LEAST: Final = 3


class Scale(NamedTuple):
    """Counts from none at the bottom to all at the top."""

    total: int
    top: float
    bottom: float

    def y(self, number: float) -> float:
        """Return where a count lies."""
        return self.bottom - (self.bottom - self.top) * number / max(self.total, 1)

    def marks(self) -> list[int]:
        """Return the counts to label: zero, round ones and the total, none twice."""
        sizes = (nice * 10**power for power in count() for nice in (1, 2, 5))
        step = next(size for size in sizes if self.total / size <= _MOST_MARKS)
        rounds = [each for each in range(step, self.total, step) if self.total - each > 0.6 * step]
        return list(dict.fromkeys((0, *rounds, self.total)))


def shares(numbers: Sequence[int], left: float, right: float) -> Iterator[tuple[float, float]]:
    """Yield the edges of each number's share of a width: exact, except that small ones stay visible."""
    room = right - left - _BETWEEN * (len(numbers) - 1) - _LEAST * len(numbers)
    for number in numbers:
        wide = _LEAST + room * number / sum(numbers)
        yield left, left + wide
        left += wide + _BETWEEN


def short(day: str) -> str:
    """Return a day without its year: `26 Jan`."""
    return dates.words(day).rpartition(" ")[0]
