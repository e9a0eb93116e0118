"""The figures by name: rows in, figures out."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from stancetracker.addons.site.figures.counts import (
    how_many_had_spoken,
    not_checked,
    where_they_stand,
)
from stancetracker.addons.site.figures.frame import Figure
from stancetracker.addons.site.figures.grid import people_beside_demands
from stancetracker.addons.site.figures.money import money
from stancetracker.addons.site.figures.when import who_spoke_when, who_was_checked
from stancetracker.addons.site.figures.years import people_beside_issues
from stancetracker.base import dates, wording
from stancetracker.reports.panel import Panel
from stancetracker.reports.table import joined

_MAKERS: Final[dict[str, Callable[..., Figure | None]]] = {
    "stand": lambda panel, *_: where_they_stand(panel),
    "when": who_spoke_when,
    "many": how_many_had_spoken,
    "grid": people_beside_issues,
    "demands": people_beside_demands,
    "checked": who_was_checked,
    "money": money,
}


def drawn(named: Iterable[tuple[str, tuple[Any, ...]]]) -> list[Figure]:
    """Make figures of these names, each of its rows; none where there is nothing to draw."""
    return [figure for name, rows in named if (figure := _MAKERS[name](*rows))]


def credit(panel: Panel, source: str) -> str:
    """Return the line under a figure: whom it is about, up to when none was found, and its source.

    Where nobody is silent, it says how many were searched for, or never looked for, instead.
    The source is `data 1a2b` for a whole dataset, or `records 1a2b` for those that it shows.
    """
    counts = panel.counts
    people = wording.actors(counts.total, counts.kind) if counts.total else ""
    checked = ", ".join(not_checked(counts))
    if counts.first_checked and counts.last_checked:
        days = dates.span_words(counts.first_checked, counts.last_checked)
        checked = wording.last_checks(days, counts.bases)
    return joined(" · ", people, checked, source, "stancetracker")
