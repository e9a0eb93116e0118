"""The report's first figure as SVG; reports about time, counts or demands have one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from stancetracker.base import versions, wording
from stancetracker.base.errors import UsageError
from stancetracker.render import Display
from stancetracker.reports.panel import Panel
from stancetracker.reports.table import Report, Section

if TYPE_CHECKING:
    from stancetracker.render.formats.html import Drawings

EXTENSIONS = ("svg",)
WHOLE = True
_TABLES: Final = ("grid", "demands")
"""The figures whose rows are a table on a page anyway."""


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the figure.

    Raises UsageError for a report without one.
    """
    from stancetracker.addons.site.figures.drawn import (
        credit,
        drawn,
    )  # slow to import, and no other format draws
    from stancetracker.addons.site.figures.frame import PAGE, svg

    figures = drawn(report.figures)
    if report.chapters:
        raise UsageError(
            "a figure is about one issue, and this answer about several", "choose one: --issue NAME"
        )
    if not figures:
        raise UsageError(
            "this answer has no figure", "name another format with -f: table, csv, html"
        )
    material = report.figures[0][1][0]
    under = ""
    if isinstance(material, Panel):
        under = credit(material, f"data {versions.short(material.version)}")
    counting = _counting(section)
    figure = figures[0]._replace(
        description=f"{report.title}. {figures[0].description}{counting}",
        summary=f"{figures[0].summary}{counting}",
    )
    yield svg(figure, PAGE, "figure", alone=True, credit=under)
    yield "\n"


def _counting(section: Section) -> str:
    """Return the sentence that says what counts beside public statements; else nothing."""
    words = wording.counting(section.stamp.audience) if section.stamp else ""
    return f" {words[:1].upper()}{words[1:]}." if words else ""


def on_page(report: Report, place: int) -> Drawings:
    """Return the figures that a page of the report shows, and the style that they need.

    `place` keeps the ids of figures apart where the page shows several reports.
    """
    from stancetracker.addons.site.figures.drawn import drawn
    from stancetracker.addons.site.figures.frame import PAGE, svg
    from stancetracker.addons.site.figures.shapes import themed
    from stancetracker.render.formats.html import Drawings

    figures = [
        (figure, svg(figure, PAGE, f"{figure.name}-{place}" if place else figure.name))
        for figure in drawn(report.figures)
        if figure.name not in _TABLES
    ]
    return Drawings(figures, "charts", themed())


def figure(report: Report) -> str:
    """Return the figure as a text."""
    return "".join(render(report, report.section(None), Display()))


def in_generic_fonts(text: str) -> bytes:
    """Return an SVG of ours with the last font of each list alone.

    The library tries no other than the first.
    """
    return re.sub(r'font-family="[^"]*, ([a-z-]+)"', r'font-family="\1"', text).encode()
