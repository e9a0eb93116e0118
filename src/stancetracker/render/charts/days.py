"""An axis of days: where each lies, and which of them are written below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from stancetracker.base import chart_words
from stancetracker.render.charts.drawing import Label, label
from stancetracker.render.charts.measure import width

_PITCH: Final = 2.2
"""How many times its width a label takes of the axis."""
_BOLD: Final = 1.15
_STEPS_OF_DAYS: Final = (1, 2, 7, 14)
_STEPS_OF_MONTHS: Final = (1, 2, 3, 6)
_STEPS_OF_YEARS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


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
        """Where a day lies; beyond the edges for a day outside."""
        days = _number(self.last) - _number(self.first)
        if not days:
            middle = (self.left + self.right) / 2
            return middle + 1e6 * ((day > self.last) - (day < self.first))
        return self.left + (self.right - self.left) * (_number(day) - _number(self.first)) / days

    def has(self, day: str) -> bool:
        """Whether a day is on it."""
        return self.first <= day <= self.last


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def axis(first: str, last: str, left: float, right: float) -> Axis:
    """An axis whose last day is not before its first."""
    return Axis(first, max(first, last), left, right)


def ticks(line: Axis, marked: Iterable[str], size: float, bounds: tuple[float, float]) -> list[Tick]:
    """The labels that have room: first and last day, then the marked days, then round ones."""
    chosen: list[Tick] = []
    named = [(day, chart_words.short(day), day[:4]) for day in (line.first, line.last, *marked)]
    for day, text, year in (*named, *_round(line, size)):
        if line.has(day):
            tick = _tick(line.x(day), text, year, size, bounds)
            if all(_apart(tick, other, size) for other in chosen):
                chosen.append(tick)
    return _once_a_year(sorted(chosen))


def _tick(x: float, text: str, year: str, size: float, bounds: tuple[float, float]) -> Tick:
    half = max(_BOLD * width(text, size), width(year, size)) / 2
    low, high = bounds[0] + half, bounds[1] - half
    return Tick(x, min(max(x, low), max(high, low)), half, text, year)


def _apart(one: Tick, other: Tick, size: float) -> bool:
    return abs(one.middle - other.middle) >= one.half + other.half + 0.3 * size


def _once_a_year(chosen: list[Tick]) -> list[Tick]:
    """The ticks, with the year only below the first of each."""
    before = ""
    result = []
    for tick in chosen:
        result.append(tick._replace(year="" if tick.year == before else tick.year))
        before = tick.year or tick.text
    return result


def _round(line: Axis, size: float) -> Iterator[tuple[str, str, str]]:
    """Days at even distances, as many as there may be room for."""
    first, last = _number(line.first), _number(line.last)
    most = max(1, (line.right - line.left) / (_PITCH * 3.2 * size))
    days = last - first
    for step in _STEPS_OF_DAYS:
        if days / step <= most:
            for number in range(first, last + 1, step):
                day = date.fromordinal(number).isoformat()
                yield day, chart_words.short(day), day[:4]
            return
    months = next((step for step in _STEPS_OF_MONTHS if days / 30.4 / step <= most), 0)
    years = next((step for step in _STEPS_OF_YEARS if days / 365.2 / step <= most), _STEPS_OF_YEARS[-1])
    for year in range(int(line.first[:4]), int(line.last[:4]) + 1):
        if months:
            for month in range(1, 13, months):
                day = f"{year:04}-{month:02}-01"
                yield day, chart_words.month(day), day[:4]
        elif year % years == 0:
            yield f"{year:04}-01-01", f"{year:04}", ""


def tick_labels(chosen: list[Tick], y: float, size: float) -> list[Label]:
    """Days on a line, years below it."""
    days = [label("day", tick.middle, y, tick.text) for tick in chosen]
    return days + [label("year", tick.middle, y + 1.15 * size, tick.year) for tick in chosen if tick.year]
