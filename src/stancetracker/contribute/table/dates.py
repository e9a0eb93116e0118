"""Dates as tables write them, by formats that a mapping states; an ambiguous date is refused."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple

from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError

LENGTHS: Final = {"day": 10, "month": 7, "year": 4}
"""The length of a date of each precision."""
_DIRECTIVES: Final = "YmdbBHIMSpz%"
_MONTHS: Final = "january february march april may june july august september october november december"
# What tables write otherwise than `strptime` reads: `Sept.`, `p.m.`, parts of a second.
_NAMES: Final = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS.split())
_MONTH: Final = re.compile(rf"\b({_NAMES}|sept)\b\.?", re.IGNORECASE)
_TIME: Final = re.compile(r"(?<=:\d\d)\.\d+|(?<=\b[ap])\.(?=m\b)|(?<=\b[ap]\.m)\.", re.IGNORECASE)
_HINT: Final = 'state its form in the mapping, as format = "%m/%d/%Y"'


class Format(NamedTuple):
    """A stated form of dates, as `strptime` takes it, and how exact it is."""

    text: str
    form: str
    precision: str
    has_year: bool


def compiled(text: str) -> Format:
    """Read a format such as `%m/%d/%Y` or `%B %Y`; month names are English, times are read over.

    Raises ValueError with what is wrong.
    """
    seen = re.findall("%(.?)", text, re.DOTALL)
    if "y" in seen:
        raise ValueError("%y leaves the century open; only %Y, a year of four digits, is read")
    if wrong := [one for one in seen if one not in tuple(_DIRECTIVES)]:
        raise ValueError(f"%{wrong[0]} is not known; known: {' '.join(f'%{d}' for d in _DIRECTIVES)}")
    months = sum(map(seen.count, "mbB"))
    twice = [one for one in seen if one != "%" and seen.count(one) > 1]
    if not ("Y" in seen or months) or twice or months > 1 or seen.count("d") > months:
        raise ValueError(f"{text} needs one %Y, and nothing twice; and a %d needs a %m, %b or %B")
    precision = "day" if "d" in seen else "month" if months else "year"
    return Format(text, text.replace("%B", "%b"), precision, "Y" in seen)


def read(text: str, formats: Sequence[Format], year: str = "") -> str:
    """Return the date of a text in one of the formats; without any, in the ledger's own form.

    `year` is that of a date without one, or a month: then the date is the first from that month on.

    Raises DateError where it is none, is impossible, or could be two.
    """
    if not formats:
        try:
            parse(text)
        except DateError as error:
            raise DateError(error.message, _HINT) from None
        return text
    plain, found = _MONTH.sub(lambda match: match[1][:3], _TIME.sub("", text.strip())), set()
    for form in formats:
        with suppress(ValueError):
            found.add(cut(_day(plain, form, year), form.precision))
    if len(found) > 1:
        raise DateError(f"{text} could be {' or '.join(sorted(found))}", "state one format")
    if not found:
        raise DateError(f"not a date of the form {' or '.join(form.text for form in formats)}: {text}")
    return found.pop()


def _day(text: str, form: Format, year: str) -> str:
    if form.has_year:
        return datetime.strptime(text, form.form).date().isoformat()
    # In a leap year, so that every day there is is read.
    day = datetime.strptime(f"{text} 2000", f"{form.form} %Y").date()
    first, _, month = year.partition("-")
    return day.replace(year=int(first) + (day.month < int(month or 1))).isoformat()


def cut(text: str, precision: str) -> str:
    """Return the date, no more exact than that.

    Raises DateError where it is not so exact.
    """
    if "/" in text or len(text) < LENGTHS[precision]:
        raise DateError(f"{text} is not exact to the {precision}")
    return text[: LENGTHS[precision]]
