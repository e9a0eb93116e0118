"""Figures as HTML with SVG in it: rows in, one `<figure>` out that needs only its stylesheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from stancetracker.base import wording
from stancetracker.figures import first, many, stand, when
from stancetracker.figures.first import FirstStatements
from stancetracker.figures.many import HowManyHadSpoken, how_many_had_spoken
from stancetracker.figures.shapes import PATTERNS, mark, marks, standing_mark
from stancetracker.figures.stand import WhereTheyStand, where_they_stand
from stancetracker.figures.tables import Grid, TiesOfThePanel, grid, ties_of_the_panel
from stancetracker.figures.when import WhoSpokeWhen, who_spoke_when
from stancetracker.reports.table import Report

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

Figure = WhoSpokeWhen | FirstStatements | HowManyHadSpoken | WhereTheyStand | Grid | TiesOfThePanel
Address = Callable[[str], str | None]
"""Return the address of what has this id, or None for no link."""


def nowhere(id: str) -> str | None:
    """Return no address, for a figure without links."""
    return None


def drawn(report: Report) -> Iterator[tuple[str, Figure]]:
    """Make the figures that a report names, each with its heading; none of an empty panel."""
    for name, rows in report.figures:
        if found := figure(name, *rows):
            yield _FIGURES[type(found)][0], found


def figure(name: str, *rows: Any) -> Figure | None:
    """Make the figure of this name of its rows; None where there is nothing to draw."""
    return _MAKERS[name](*rows)


def chart(
    figure: Figure,
    templates: Environment,
    people: Address = nowhere,
    issues: Address = nowhere,
    slug: str = "",
) -> Markup:
    """Draw a figure; `slug` sets its ids apart from those of another of its kind on the same page."""
    from markupsafe import Markup  # only a page needs it

    heading, kind, picture = _FIGURES[type(figure)]
    template = kind if kind in ("stand", "grid", "ties") else "drawn"
    text = templates.get_template(f"charts/{template}.html.jinja").render(
        figure=figure,
        it=picture(figure) if picture else None,
        title=heading,
        people=people,
        issues=issues,
        id="-".join(("chart", kind, slug) if slug else ("chart", kind)),
        marks=marks(),
        nothing_looked_up=wording.nothing_looked_up,
        patterns=PATTERNS,
        sample=lambda name: mark(name, 8, 8),
        mark=standing_mark,
    )
    return Markup(text)  # noqa: S704  # the template has escaped all that came from the figure


_MAKERS: Final[Mapping[str, Callable[..., Figure | None]]] = MappingProxyType(
    {
        "stand": where_they_stand,
        "when": lambda asked, *found: who_spoke_when(asked, *found) if asked.standings else None,
        "many": how_many_had_spoken,
        "grid": grid,
        "ties": ties_of_the_panel,
    }
)
_FIGURES: Final[Mapping[type[Any], tuple[str, str, Callable[[Any], Any] | None]]] = MappingProxyType(
    {
        WhoSpokeWhen: ("Who spoke when", "when", when.picture),
        FirstStatements: ("Who spoke when", "first", first.picture),
        HowManyHadSpoken: ("How many had spoken", "many", many.picture),
        WhereTheyStand: ("Where they stand", "stand", stand.picture),
        Grid: ("Every issue side by side", "grid", None),
        TiesOfThePanel: ("Ties of the whole panel", "ties", None),
    }
)
"""Of each figure its heading, its kind, and what lays it out."""
