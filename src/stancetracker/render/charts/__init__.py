"""Figures as HTML with drawings in it: values in, one `<figure>` out, that needs nothing but its stylesheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from stancetracker.base import chart_words, wording
from stancetracker.render.charts import first, many, stand, when
from stancetracker.render.charts.areas import PATTERNS
from stancetracker.render.charts.marks import sample
from stancetracker.reports.figures import (
    Figure,
    FirstStatements,
    Grid,
    GridCell,
    Group,
    HowManyHadSpoken,
    TiesOfThePanel,
    WhereTheyStand,
    WhoSpokeWhen,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

Address = Callable[[str], str | None]
"""The address of what has this id, or None for no link."""


def nowhere(id: str) -> str | None:
    """No address for anything."""
    return None


def chart(
    figure: Figure,
    templates: Environment,
    people: Address = nowhere,
    issues: Address = nowhere,
    slug: str = "",
) -> Markup:
    """Draw a figure; `slug` sets its ids apart from those of another of its kind on the same page."""
    from markupsafe import Markup

    kind, template, fill = _FIGURES[type(figure)]
    text = templates.get_template(f"charts/{template}.html.jinja").render(
        figure=figure,
        people=people,
        issues=issues,
        id="-".join(("chart", kind, slug) if slug else ("chart", kind)),
        words=chart_words,
        patterns=PATTERNS,
        sample=sample,
        mark=_mark,
        **fill(figure),
    )
    return Markup(text)  # noqa: S704  # the template has escaped all that came from the figure


def _mark(standing: Group | GridCell) -> str:
    return standing.stance if standing.status == "spoke" and standing.stance else standing.status


def _used(figure: Grid) -> set[str]:
    return {_mark(cell) for row in figure.rows for cell in row.cells if cell}


def _nothing_on_record(figure: TiesOfThePanel) -> dict[str, object]:
    names = [row.name for row in figure.rows if not any(row.ties)]
    lacking = not all(all(row.ties) for row in figure.rows)
    return {"empty": wording.nothing_looked_up(names) if names else "", "lacking": lacking}


_FIGURES: Final[Mapping[type[Any], tuple[str, str, Callable[[Any], dict[str, object]]]]] = MappingProxyType(
    {
        WhoSpokeWhen: ("when", "drawn", lambda figure: {"it": when.picture(figure)}),
        FirstStatements: ("first", "drawn", lambda figure: {"it": first.picture(figure)}),
        HowManyHadSpoken: ("many", "drawn", lambda figure: {"it": many.picture(figure)}),
        WhereTheyStand: ("stand", "stand", lambda figure: {"it": stand.picture(figure)}),
        Grid: ("grid", "grid", lambda figure: {"used": _used(figure)}),
        TiesOfThePanel: ("ties", "ties", _nothing_on_record),
    }
)
"""Of each figure its kind, its template, and what that needs besides the figure."""
