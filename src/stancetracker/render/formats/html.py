"""A web page that stands alone: no script, nothing loaded."""

from collections.abc import Iterator

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

    templates = environment(display.ascii)
    figures = [
        (each, Markup(svg(each, PAGE, each.name)))  # noqa: S704  # a drawing escapes every text
        for each in drawn(report)
        if each.name not in AS_TABLES
    ]
    text, digest = style("theme", "page", "charts") if figures else style("theme", "page")
    yield from templates.get_template("report.html.jinja").generate(
        report=report,
        figures=figures,
        sections=[table(heading, each, report.site) for heading, each in headed(report)],
        display=display,
        style=text,
        style_hash=digest,
    )
    yield "\n"
