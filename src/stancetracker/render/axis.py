"""An axis of days: where a day lies on it, and the labels that fit."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from stancetracker.base import dates

_PITCH: Final = 2.2
"""The room of a label on the axis, in its own widths."""
_LABEL_WIDTH: Final = 3.2
"""The width of a label such as `26 Jan`, in parts of the size of its letters."""
_BETWEEN_LABELS: Final = 0.3
_BOLD: Final = 1.15
"""The width of bold letters, in that of others."""
_DAYS_OF_MONTH: Final = 30.4
_FAR_AWAY: Final = 1e6
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
            if self.has(day):
                return middle
            return middle + (_FAR_AWAY if day > self.last else -_FAR_AWAY)
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


class Label(NamedTuple):
    """The label of a day: `7 Jan`, `Feb` or `2026`, and the year where it is not in it."""

    day: str
    text: str
    year: str


class Tick(NamedTuple):
    """A day with its label."""

    x: float
    middle: float
    """Of the label, which stays within its bounds."""
    half: float
    text: str
    year: str


def ticks(
    axis: Axis, marked: Iterable[str], size: float, bounds: tuple[float, float]
) -> list[Tick]:
    """Return the labels that fit: first and last day, then the marked days, then round ones."""
    labels = [_day_label(day) for day in (axis.first, axis.last, *marked)]
    chosen: list[Tick] = []
    for label in (*labels, *_round_labels(axis, size)):
        if axis.has(label.day):
            tick = _tick(label, axis, size, bounds)
            room = tick.half + _BETWEEN_LABELS * size
            if all(abs(tick.middle - left.middle) >= left.half + room for left in chosen):
                chosen.append(tick)
    chosen.sort()
    years = ["", *(tick.year or tick.text for tick in chosen)]
    # Each year stands below its first label alone.
    return [
        tick._replace(year="" if tick.year == before else tick.year)
        for tick, before in zip(chosen, years, strict=False)
    ]


def _tick(label: Label, axis: Axis, size: float, bounds: tuple[float, float]) -> Tick:
    """Place a label at its day, or as near as its bounds allow."""
    half = max(_BOLD * width(label.text, size), width(label.year, size)) / 2
    low = bounds[0] + half
    high = bounds[1] - half
    x = axis.x(label.day)
    return Tick(x, min(max(x, low), max(high, low)), half, label.text, label.year)


def _day_label(day: str) -> Label:
    return Label(day, short(day), day[:4])


def _round_labels(axis: Axis, size: float) -> Iterator[Label]:
    """Yield the labels of evenly spaced days, as many as may fit."""
    most = max(1, (axis.right - axis.left) / (_PITCH * _LABEL_WIDTH * size))
    days = dates.days_between(axis.first, axis.last)
    step = next((step for step in _STEPS_OF_DAYS if days / step <= most), None)
    if step is not None:
        for number in range(0, days + 1, step):
            yield _day_label(dates.add_days(axis.first, number))
        return
    months = (step for step in _STEPS_OF_MONTHS if days / _DAYS_OF_MONTH / step <= most)
    yield from _month_labels(axis, next(months, _STEPS_OF_MONTHS[-1]))


def _month_labels(axis: Axis, step: int) -> Iterator[Label]:
    """Yield a label every so many months; where these are years, without months."""
    start = _month_number(axis.first)
    for number in range(start + -start % step, _month_number(axis.last) + 1, step):
        year, month = divmod(number, 12)
        day = f"{year:04}-{month + 1:02}-01"
        if step < 12:
            yield Label(day, short(day).partition(" ")[2], day[:4])
        else:
            yield Label(day, day[:4], "")


def _month_number(day: str) -> int:
    """Return the months from year 0 to that of a day."""
    return 12 * int(day[:4]) + int(day[5:7]) - 1


# The widths of characters in parts of the size: of DejaVu Sans or Liberation Sans Bold, whichever
# is wider; few fonts for screens exceed them.
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


_WIDEST_PART: Final = 1.05
_LETTER_PART: Final = 0.72
"""Of a letter of an alphabet."""
_WITHOUT_WIDTH: Final = ("Mn", "Me", "Cf")
"""The categories of marks and format characters."""
_FIRST_PUNCTUATION: Final = 0x2000
"""The block of general punctuation, before which alphabets stand."""


def part_of(char: str) -> float:
    """Return how wide a character is at most, in parts of the size."""
    part = WIDTHS.get(char)
    if part is not None:
        return part
    if unicodedata.category(char) in _WITHOUT_WIDTH:
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDEST_PART
    is_letter = char.isalpha() and ord(char) < _FIRST_PUNCTUATION
    return _LETTER_PART if is_letter else _WIDEST_PART


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in units of the drawing."""
    return size * sum(map(part_of, text))
