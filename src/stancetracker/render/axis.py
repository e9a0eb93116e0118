"""An axis of days: where a day lies on it, and the labels that fit."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from stancetracker.base import dates

_PITCH: Final = 2.2
"""The room of a label on the axis, in its own widths."""
_BOLD: Final = 1.15
_STEPS_OF_DAYS: Final = (1, 2, 7, 14)
_NICE_YEARS: Final = (nice * power for power in (1, 10, 100, 1000) for nice in (1, 2, 5))
_STEPS_OF_MONTHS: Final = (1, 2, 3, 6, *(12 * years for years in _NICE_YEARS))


class Axis(NamedTuple):
    """The days from `first` to `last`, between two edges."""

    first: str
    last: str
    left: float
    right: float

    def x(self, day: str) -> float:
        """Return where a day lies; beyond the edges for a day outside."""
        days = dates.days_between(self.first, self.last)
        if not days:
            middle = (self.left + self.right) / 2
            return middle + 1e6 * ((day > self.last) - (day < self.first))
        return self.left + (self.right - self.left) * dates.days_between(self.first, day) / days

    def within(self, day: str) -> float:
        """Return where a day lies, or the nearest edge."""
        return min(max(self.x(day), self.left), self.right)

    def has(self, day: str) -> bool:
        """Return whether a day is on the axis."""
        return self.first <= day <= self.last


def short(day: str) -> str:
    """Return a day without its year: `26 Jan`."""
    return dates.words(day).rpartition(" ")[0]


class Tick(NamedTuple):
    """A day with its label: `7 Jan`, `Feb` or `2026`, and the year where it is not in it."""

    x: float
    middle: float
    """Of the label, which stays within its bounds."""
    half: float
    text: str
    year: str


def ticks(
    line: Axis, marked: Iterable[str], size: float, bounds: tuple[float, float]
) -> list[Tick]:
    """Return the labels that fit: first and last day, then the marked days, then round ones."""
    chosen: list[Tick] = []
    named = [(day, short(day), day[:4]) for day in (line.first, line.last, *marked)]
    for day, words, year in (*named, *_round(line, size)):
        if line.has(day):
            half = max(_BOLD * width(words, size), width(year, size)) / 2
            low, high = bounds[0] + half, bounds[1] - half
            tick = Tick(line.x(day), min(max(line.x(day), low), max(high, low)), half, words, year)
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
    most = max(1, (line.right - line.left) / (_PITCH * 3.2 * size))
    days = dates.days_between(line.first, line.last)
    if step := next((each for each in _STEPS_OF_DAYS if days / each <= most), 0):
        for day in (dates.add_days(line.first, number) for number in range(0, days + 1, step)):
            yield day, short(day), day[:4]
        return
    months = (each for each in _STEPS_OF_MONTHS if days / 30.4 / each <= most)
    step = next(months, _STEPS_OF_MONTHS[-1])
    start, end = (12 * int(day[:4]) + int(day[5:7]) - 1 for day in (line.first, line.last))
    for place in range(start + -start % step, end + 1, step):
        day = f"{place // 12:04}-{place % 12 + 1:02}-01"
        yield (day, short(day).partition(" ")[2], day[:4]) if step < 12 else (day, day[:4], "")


# In parts of the size: the wider of DejaVu Sans and Liberation Sans Bold, which few fonts for screens exceed.
WIDTHS: Final = {
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


def part_of(char: str) -> float:
    """Return how wide a character is at most, in parts of the size."""
    known = WIDTHS.get(char)
    if known is not None:
        return known
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.72 if char.isalpha() and ord(char) < 0x2000 else 1.05


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in units of the drawing."""
    return size * sum(map(part_of, text))
