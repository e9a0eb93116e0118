"""The figures by name: rows in, a figure out; and the figures of a report."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.figures.counts import how_many_had_spoken, pace, where_they_stand
from stancetracker.figures.frame import Figure
from stancetracker.figures.grid import people_beside_demands, people_beside_issues
from stancetracker.figures.when import who_spoke_when, who_was_checked
from stancetracker.reports.filters import Counts
from stancetracker.reports.table import Report, joined

_MAKERS: Final[dict[str, Callable[..., Figure | None]]] = {
    "stand": lambda asked, *_: where_they_stand(asked),
    "when": who_spoke_when,
    "many": how_many_had_spoken,
    "grid": people_beside_issues,
    "demands": people_beside_demands,
    "checked": who_was_checked,
    "pace": pace,
}
AS_TABLES: Final = ("grid", "demands")
"""The drawings whose rows a page shows as a table anyway."""


def figure(name: str, *rows: Any) -> Figure | None:
    """Make the figure of this name of its rows; None where there is nothing to draw."""
    return _MAKERS[name](*rows)


def drawn(report: Report) -> Iterator[Figure]:
    """Make the figures that a report names; none of an empty panel."""
    for name, rows in report.figures:
        if found := figure(name, *rows):
            yield found


def credit(counts: Counts, version: str) -> str:
    """Return the line under a figure: whom it is about, when they were last checked, which data."""
    panel = wording.actors(counts.total, counts.kind) if counts.total else ""
    looks = counts.last_look and f"last checked {dates.interval_words(counts.first_look, counts.last_look)}"
    return joined(" · ", panel, looks or "no check on record", f"data {version}", "stancetracker")
