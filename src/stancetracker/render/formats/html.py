"""A web page that stands alone: no script, nothing loaded."""

from collections.abc import Iterator
from typing import Any

from stancetracker.render.cells import Display, headed
from stancetracker.render.templates import environment, style, table
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("html", "htm")
WHOLE = True


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's pictures and its sections."""
    from markupsafe import Markup  # slow to import, and no other format needs them

    from stancetracker.figures.drawn import AS_TABLES, drawn
    from stancetracker.figures.frame import PAGE, svg

    figures = [
        (each, Markup(svg(each, PAGE, each.name)))  # noqa: S704  # a drawing escapes every text
        for each in drawn(report)
        if each.name not in AS_TABLES
    ]
    text, digest = style("theme", "page", "charts") if figures else style("theme", "page")
    yield from _written(report, display, figures=figures, style=text, style_hash=digest)


def fragment(report: Report) -> str:
    """Return the words and tables of a report for a page of others, such as a notebook; who is left out stands last."""
    main = report.section(None)
    ending = main._replace(ending=(*main.ending, *report.left_out))
    report = report._replace(sections=tuple(ending if each is main else each for each in report.sections))
    return "".join(_written(report, Display(), figures=(), style="", style_hash=""))


def _written(report: Report, display: Display, **more: Any) -> Iterator[str]:
    sections = [table(heading, each, report.site) for heading, each in headed(report)]
    template = environment(display.ascii).get_template("report.html.jinja")
    return template.generate(report=report, sections=sections, display=display, **more)
