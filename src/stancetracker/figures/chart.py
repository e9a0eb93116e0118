"""Figures as HTML with SVG in it: rows in, one `<figure>` out that needs only its stylesheet."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

from stancetracker.base import wording
from stancetracker.figures.counts import FirstStatements, HowManyHadSpoken, how_many_had_spoken
from stancetracker.figures.shapes import MARKS, PATTERNS, mark, standing_mark
from stancetracker.figures.stand import WhereTheyStand, note, where_they_stand
from stancetracker.figures.tables import Grid, TiesOfThePanel, grid, ties_of_the_panel
from stancetracker.figures.when import WhoSpokeWhen, who_spoke_when
from stancetracker.reports import table
from stancetracker.reports.table import Report

Figure = WhoSpokeWhen | FirstStatements | HowManyHadSpoken | WhereTheyStand | Grid | TiesOfThePanel
Address = Callable[[str, str], str | None]
"""Return the address of the page of a kind and an id, or None for no link."""
_MAKERS: Final[Mapping[str, Callable[..., Figure | None]]] = MappingProxyType(
    {
        "stand": lambda asked, *_: where_they_stand(asked),
        "when": who_spoke_when,
        "many": how_many_had_spoken,
        "grid": grid,
        "ties": ties_of_the_panel,
    }
)


def drawn(report: Report) -> Iterator[tuple[str, Figure]]:
    """Make the figures that a report names, each with its heading; none of an empty panel."""
    for name, rows in report.figures:
        if found := figure(name, *rows):
            yield found.heading, found


def figure(name: str, *rows: Any) -> Figure | None:
    """Make the figure of this name of its rows; None where there is nothing to draw."""
    return _MAKERS[name](*rows)


def chart(
    figure: Figure, templates: Environment, href: Address = lambda kind, id: None, slug: str = ""
) -> Markup:
    """Draw a figure; `slug` sets its ids apart from those of another of its kind on the same page."""
    template = figure.kind if figure.kind in ("stand", "grid", "ties") else "drawn"
    text = templates.get_template(f"charts/{template}.html.jinja").render(
        figure=figure,
        it=None if isinstance(figure, Grid | TiesOfThePanel) else figure.picture(),
        href=href,
        id="-".join(filter(None, ("chart", figure.kind, slug))),
        marks=MARKS,
        patterns=PATTERNS,
        sample=lambda name: mark(name, 8, 8),
        mark=standing_mark,
        cell=lambda standing: wording.cell(standing._asdict()),
        role=lambda standing: table.role(standing._asdict()),
        note=note,
        wording=wording,
    )
    return Markup(text)  # noqa: S704  # the template has escaped all that came from the figure
