"""Dates as intervals of days: an EDTF subset that never guesses.

`2026-01-24`, `2026-01`, `2026`, `2026-01-24/2026-01-26`, `../2026-01-26`.
A day is an ISO text of ten characters everywhere, so that texts sort as days do.
Source: the date levels of EDTF (ISO 8601-2:2019).
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from stancetracker.base.errors import DateError

_WIDTHS: Final = (4, 2, 2)
_HINT: Final = "write 2026-01-24, 2026-01, 2026, 2026-01-24/2026-01-26 or ../2026-01-26"
_DAY_HINT: Final = "write a day as 2026-01-24, today, yesterday or 3 days ago"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Interval(NamedTuple):
    """The first and last possible day of a date; `earliest` is None for an open start."""

    earliest: str | None
    latest: str

    @property
    def is_day(self) -> bool:
        """Return whether exactly one day is possible."""
        return self.earliest == self.latest


@lru_cache(16_384)  # many records share few days
def parse(text: str) -> Interval:
    """Read a date of the EDTF subset.

    Raises DateError for any other form, an impossible day, or an interval that ends before it starts.
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _part(text, text)
    if start == "..":
        return Interval(None, _part(end, text).latest)
    earliest, latest = _part(start, text).earliest, _part(end, text).latest
    if earliest is not None and earliest > latest:
        raise DateError(f"a date that ends before it starts: {text}", _HINT)
    return Interval(earliest, latest)


def _part(part: str, whole: str) -> Interval:
    numbers = part.split("-")
    if tuple(map(len, numbers)) != _WIDTHS[: len(numbers)] or not all(map(_is_number, numbers)):
        raise DateError(f"not a date: {whole}", _HINT)
    year, month, day = (*numbers, "", "")[:3]
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise DateError(f"no such day: {whole}", _HINT) from None
    last_month = int(month or 12)
    last = first if day else _last_of(first.year, last_month)
    return Interval(first.isoformat(), last.isoformat())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _last_of(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def parse_day(text: str, today: str) -> str:
    """Read a day as a person types it: ISO, `today`, `yesterday` or `N days ago`.

    Raises DateError for a month, a year, or any form that could mean two days.
    """
    words = text.strip().casefold()
    if words == "today":
        return today
    ago = 1 if words == "yesterday" else None
    count, _, unit = words.partition(" ")
    if unit in ("day ago", "days ago") and _is_number(count) and len(count) <= 4:
        ago = int(count)
    if ago is not None:
        return add_days(today, -ago)
    try:
        interval = parse(text.strip())
    except DateError as error:
        raise DateError(error.message, _DAY_HINT) from None
    if not interval.is_day or "/" in words:
        raise DateError(f"not one day: {text}", _DAY_HINT)
    return interval.latest


def add_days(day: str, count: int) -> str:
    """Return the day `count` days after `day`.

    Raises DateError when that leaves the years 1 to 9999.
    """
    try:
        return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
    except OverflowError:
        raise DateError(f"no day {count:+} days from {day}") from None


def days_between(start: str, end: str) -> int:
    """Return how many days `end` is after `start`; negative when before."""
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def utc_today() -> str:
    """Today in UTC. Called once, by the command line."""
    return datetime.now(UTC).date().isoformat()


def words(day: str) -> str:
    """Return a day for people: `26 Jan 2026`."""
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def interval_words(earliest: str | None, latest: str) -> str:
    """Return a date for people, no more exact than it is: `26 Jan 2026`, `7–26 Jan 2026`, `by 26 Jan 2026`."""
    if earliest is None:
        return f"by {words(latest)}"
    if earliest == latest:
        return words(latest)
    if earliest[8:] == "01" and _next(latest)[8:] == "01":
        return _months(earliest, latest)
    first, last = words(earliest).split(" "), words(latest).split(" ")
    while len(first) > 1 and first[-1] == last[len(first) - 1]:
        first.pop()
    return f"{' '.join(first)}–{' '.join(last)}"


def _months(earliest: str, latest: str) -> str:
    """Whole months or years, said as such: `Dec 2024`, `2018`, `Nov–Dec 2024`, `2018–2019`."""
    (year, month), (last_year, last_month) = earliest.split("-")[:2], latest.split("-")[:2]
    if (month, last_month) == ("01", "12"):
        return year if year == last_year else f"{year}–{last_year}"
    first, last = MONTHS[int(month) - 1], f"{MONTHS[int(last_month) - 1]} {last_year}"
    if year != last_year:
        return f"{first} {year}–{last}"
    return last if month == last_month else f"{first}–{last}"


def _next(day: str) -> str:
    """Return the next day; the last possible day is its own."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day < "9999-12-31" else ""
