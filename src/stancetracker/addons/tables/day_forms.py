"""The forms in which a column writes days: known by the cells, or asked about by an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from stancetracker.addons.tables.values import has_year, read_date
from stancetracker.base.errors import DateError

_YEAR_OF_TRIALS: Final = "2000"
_FORMS: Final = (
    ("%Y-%m-%d",),
    ("%Y-%m-%dT%H:%M:%S",),
    ("%Y-%m-%dT%H:%M:%S%z",),
    ("%Y-%m-%d %H:%M:%S",),
    ("%Y-%m",),
    ("%Y",),
    ("%Y/%m/%d",),
    ("%Y.%m.%d",),
    ("%Y年%m月%d日",),
    ("%m/%d/%Y", "%d/%m/%Y"),
    ("%m-%d-%Y", "%d-%m-%Y"),
    ("%m/%d/%y", "%d/%m/%y"),
    ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"),
    ("%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S"),
    ("%d.%m.%Y",),
    ("%d.%m.%y",),
    ("%d %B %Y",),
    ("%d-%B-%Y",),
    ("%d-%B-%y",),
    ("%B %d, %Y",),
    ("%B %d %Y",),
    ("%m/%Y",),
    ("%B %Y",),
    ("%B-%y", "%B-%d"),
    ("%d-%B",),
    ("%d %B",),
    ("%B %d",),
    ("%m/%d", "%d/%m"),
    ("%d.%m.",),
)
"""Forms of days; those in one bracket can read one text as two days."""


class DayForms(NamedTuple):
    """The forms in which the cells of a column write days."""

    formats: tuple[str, ...]
    unread: tuple[str, ...]
    """Cells that none of the forms reads."""
    example: str = ""
    """A cell that two forms read as two days; empty where none is."""
    readings: tuple[tuple[str, str], ...] = ()
    """The days that the example can be, each with its form."""

    @property
    def lacks_year(self) -> bool:
        """Return whether one of the forms leaves out the year."""
        return not all(map(has_year, self.formats))

    def chosen(self, day: str) -> DayForms:
        """Return the forms once it is known which day the example is."""
        wrong = {form for reading, form in self.readings if reading != day}
        return self._replace(
            formats=tuple(form for form in self.formats if form not in wrong),
            example="",
            readings=(),
        )


def day_forms(cells: Sequence[str]) -> DayForms:
    """Return the forms in which different cells of a column write days."""
    left = list(cells)
    formats: list[str] = []
    example = ""
    readings: dict[str, str] = {}
    for bracket in _FORMS:
        days_by_form = _read_by(left, bracket)
        formats += days_by_form
        if len(days_by_form) > 1 and not example:
            example = _two_days(days_by_form)
            readings = {days[example]: form for form, days in days_by_form.items() if example}
        cells_read = set[str]().union(*days_by_form.values())
        left = [cell for cell in left if cell not in cells_read]
    return DayForms(tuple(formats), tuple(left), example, tuple(readings.items()))


def _read_by(cells: Sequence[str], bracket: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the forms that read the most of cells, each with their days; none that reads none."""
    days_by_form = {form: dict(_read(cells, form)) for form in bracket}
    most = max(map(len, days_by_form.values()))
    return {form: days for form, days in days_by_form.items() if days and len(days) == most}


def _two_days(reading_by_form: Mapping[str, Mapping[str, str]]) -> str:
    """Return a cell that the forms read as two days; empty where none is."""
    first = next(iter(reading_by_form.values()))
    for cell in first:
        days = {readings.get(cell, first[cell]) for readings in reading_by_form.values()}
        if len(days) > 1:
            return cell
    return ""


def _read(cells: Sequence[str], form: str) -> Iterator[tuple[str, str]]:
    """Yield cells that a form reads, each with its day."""
    for cell in cells:
        with suppress(DateError, ValueError):
            day = read_date(cell, [form], _YEAR_OF_TRIALS)
            yield cell, day if has_year(form) else day.removeprefix(f"{_YEAR_OF_TRIALS}-")
