"""A web page that stands alone: no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterator

from stancetracker.base.figure_words import WHOLE_PANEL
from stancetracker.base.page_words import FIGURES
from stancetracker.render import pages
from stancetracker.render._templates import environment, style
from stancetracker.render.cells import Look, headed
from stancetracker.reports.report import Report, Section

EXTENSIONS = ("html", "htm")


def render(report: Report, section: Section, look: Look) -> Iterator[str]:
    """Write the report's pictures and its sections."""
    from stancetracker.render.charts import chart

    templates = environment(look.ascii)
    text, digest = style("theme", "page", "charts") if report.figures else style("theme", "page")
    yield from templates.get_template("report.html.jinja").generate(
        report=report,
        figures=[(FIGURES[type(each).__name__], chart(each, templates)) for each in report.figures],
        about_figures=WHOLE_PANEL,
        sections=[pages.table(heading, each) for heading, each in headed(report)],
        look=look,
        style=text,
        style_hash=digest,
    )
    yield "\n"
