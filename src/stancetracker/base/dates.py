"""Dates as intervals of days: an EDTF subset that never guesses.

`2026-01-24`, `2026-01`, `2026`, `2026-01-24/2026-01-26`, `../2026-01-26`.
A day is an ISO text of ten characters everywhere, so that texts sort as days do.
Source: the date levels of EDTF (ISO 8601-2:2019).
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from stancetracker.base.errors import DateError

_PART: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAYS_OF_A_WEEK: Final = 7
_AGO: Final = re.compile("today|yesterday|([0-9]{1,4}) days? ago")
_HINT: Final = "write 2026-01-24, 2026-01, 2026, 2026-01-24/2026-01-26 or ../2026-01-26"
_DAY_HINT: Final = "write a day as 2026-01-24, today, yesterday or 3 days ago"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FULL_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


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

    Raises DateError for any other form, an impossible day, or an interval that ends before it
    starts.
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _part(text, text)
    if start == "..":
        return Interval(None, _part(end, text).latest)
    earliest = _part(start, text).earliest
    latest = _part(end, text).latest
    if earliest is not None and earliest > latest:
        raise DateError(f"a date that ends before it starts: {text}", _HINT)
    return Interval(earliest, latest)


def _part(part: str, whole: str) -> Interval:
    match = _PART.fullmatch(part)
    if match is None:
        raise DateError(f"not a date: {whole}", _HINT)
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise DateError(f"no such day: {whole}", _HINT) from None
    if day:
        last = first
    elif month in (None, "12"):
        last = date(first.year, 12, 31)
    else:
        last = date(first.year, first.month + 1, 1) - timedelta(days=1)
    return Interval(first.isoformat(), last.isoformat())


def parse_day(text: str, today: str) -> str:
    """Read a day as a person types it: ISO, `today`, `yesterday` or `N days ago`.

    Raises DateError for a month, a year, or any form that could mean two days.
    """
    words = text.strip().casefold()
    if match := _AGO.fullmatch(words):
        days_ago = int(match[1]) if match[1] else int(words == "yesterday")
        return add_days(today, -days_ago)
    try:
        interval = parse(text.strip())
    except DateError as error:
        raise DateError(error.message, _DAY_HINT) from None
    if not interval.is_day or "/" in words:
        raise DateError(f"not one day: {text}", _DAY_HINT)
    return interval.latest


def past_day(text: str, today: str) -> str:
    """Read a day as `parse_day` does; raises DateError also for one after today."""
    day = parse_day(text, today)
    if day > today:
        raise DateError(f"{day} is in the future; today is {today}")
    return day


def add_days(day: str, count: int) -> str:
    """Return the day `count` days after `day`.

    Raises DateError where that leaves the years 1 to 9999.
    """
    try:
        return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
    except OverflowError:
        raise DateError(f"no day {count:+} days from {day}") from None


def last_weekday(weekday: int, day: str) -> str:
    """Return the last day up to `day` that is a weekday, of which Monday is 0."""
    return add_days(day, -((date.fromisoformat(day).weekday() - weekday) % _DAYS_OF_A_WEEK))


def days_between(start: str, end: str) -> int:
    """Return how many days `end` is after `start`; negative when before."""
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def utc_today() -> str:
    """Return today in UTC. Called once, by the command line."""
    return datetime.now(UTC).date().isoformat()


def words(day: str, months: Sequence[str] = MONTHS) -> str:
    """Return a day for people: `26 Jan 2026`."""
    year, month, number = day.split("-")
    return f"{int(number)} {months[int(month) - 1]} {year}"


def interval_words(earliest: str | None, latest: str) -> str:
    """Return a date for people, no more exact than it is.

    `26 Jan 2026`, `7–26 Jan 2026`, `by 26 Jan 2026`, `Jan 2026`, `2025–2026`
    """
    if earliest is None:
        return f"by {words(latest)}"
    first = words(earliest).split(" ")
    last = words(latest).split(" ")
    if _is_whole_months(earliest, latest):
        is_whole_years = (first[1], last[1]) == ("Jan", "Dec")
        unknown = 2 if is_whole_years else 1
        first = first[unknown:]
        last = last[unknown:]
    return _joined_days(first, last)


def span_words(first: str, last: str, months: Sequence[str] = MONTHS) -> str:
    """Return a span of known days for people: `26–27 Jan 2026`."""
    return _joined_days(words(first, months).split(" "), words(last, months).split(" "))


def _joined_days(first: list[str], last: list[str]) -> str:
    """Join the parts of two days, what both share said once."""
    if first == last:
        return " ".join(last)
    # Of 7 Jan 2026 and 26 Jan 2026, say month and year once.
    while len(first) > 1 and first[-1] == last[len(first) - 1]:
        first.pop()
    return f"{' '.join(first)}–{' '.join(last)}"


def _is_whole_months(earliest: str, latest: str) -> bool:
    month = latest[: len("2026-01")]
    return earliest.endswith("-01") and parse(month).latest == latest
