"""Dates as tables write them, by formats that a mapping states; an ambiguous date is refused."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError

LENGTHS: Final = {"day": 10, "month": 7, "year": 4}
"""The length of a date of each precision."""
_MONTHS: Final = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH: Final = r"(?P<name>[A-Za-z]+)\.?"
_DIRECTIVES: Final = {
    "Y": r"(?P<year>\d{4})",
    "m": r"(?P<month>\d{1,2})",
    "d": r"(?P<day>\d{1,2})",
    "b": _MONTH,
    "B": _MONTH,
    "H": r"\d{1,2}",
    "I": r"\d{1,2}",
    "M": r"\d{2}",
    "S": r"\d{2}(?:\.\d+)?",
    "p": r"(?:[AaPp]\.?[Mm]\.?)",
    "z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}
_PIECE: Final = re.compile(r"%(.?)|\s+|[^%\s]+", re.DOTALL)
_HINT: Final = 'state its form in the mapping, as format = "%m/%d/%Y"'


class Format(NamedTuple):
    """A stated form of dates, ready to be read, and how exact it is."""

    text: str
    pattern: re.Pattern[str]
    precision: str


def compiled(text: str) -> Format:
    """Read a format such as `%m/%d/%Y` or `%B %Y`; month names are English, times are read over.

    Raises ValueError with what is wrong.
    """
    pieces, seen = [], []
    for match in _PIECE.finditer(text):
        if match[1] is None:
            pieces.append(r"\s+" if match[0].isspace() else re.escape(match[0]))
            continue
        if match[1] == "y":
            raise ValueError("%y leaves the century open; only %Y, a year of four digits, is read")
        if match[1] not in _DIRECTIVES:
            raise ValueError(f"%{match[1]} is not known; known: {' '.join(f'%{d}' for d in _DIRECTIVES)}")
        pieces.append(_DIRECTIVES[match[1]])
        seen.append("m" if match[1] in "bB" else match[1])
    if "Y" not in seen or any(seen.count(one) > 1 for one in "Ymd") or ("d" in seen and "m" not in seen):
        raise ValueError(f"{text} needs one %Y; and a %d needs a %m, %b or %B")
    precision = "day" if "d" in seen else "month" if "m" in seen else "year"
    return Format(text, re.compile("".join(pieces), re.ASCII), precision)


def read(text: str, formats: Iterable[Format]) -> str:
    """Return the date of a text in one of the formats; without any, in the ledger's own form.

    Raises DateError where it is none, is impossible, or could be two.
    """
    formats = tuple(formats)
    if not formats:
        try:
            parse(text)
        except DateError as error:
            raise DateError(error.message, _HINT) from None
        return text
    matches = [(form, match) for form in formats if (match := form.pattern.fullmatch(text.strip()))]
    found = {day for form, match in matches if (day := _day(form, match))}
    if len(found) > 1:
        raise DateError(f"{text} could be {' or '.join(sorted(found))}", "state one format")
    if not found:
        forms = " or ".join(form.text for form in formats)
        raise DateError(f"no such day: {text}" if matches else f"not a date of the form {forms}: {text}")
    return found.pop()


def _day(form: Format, match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    month = groups.get("month") or (_month(groups["name"]) if groups.get("name") else "1")
    try:
        day = date(int(groups["year"]), int(month), int(groups.get("day") or 1))
    except ValueError:
        return None
    return cut(day.isoformat(), form.precision)


def _month(name: str) -> str:
    """Return the number of a month by its English name or its first three letters; 0 for none."""
    name = "sep" if name.lower() == "sept" else name.lower()
    numbers = [n for n, month in enumerate(_MONTHS, 1) if name in (month, month[:3])]
    return str(numbers[0] if numbers else 0)


def cut(text: str, precision: str) -> str:
    """Return the date, no more exact than that.

    Raises DateError where it is not so exact.
    """
    if "/" in text or len(text) < LENGTHS[precision]:
        raise DateError(f"{text} is not exact to the {precision}")
    return text[: LENGTHS[precision]]
