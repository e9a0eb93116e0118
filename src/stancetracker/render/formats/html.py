"""A web page that stands alone: no script, nothing loaded."""

from collections.abc import Iterator

from stancetracker.render.cells import Display, headed
from stancetracker.render.templates import environment, style, table
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("html", "htm")
WHOLE = True


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's pictures and its sections."""
    from stancetracker.figures.chart import chart, drawn  # slow to import, and no other format draws

    templates = environment(display.ascii)
    figures = [(heading, chart(figure, templates)) for heading, figure in drawn(report)]
    text, digest = style("theme", "page", "charts") if figures else style("theme", "page")
    yield from templates.get_template("report.html.jinja").generate(
        report=report,
        figures=figures,
        sections=[table(heading, each) for heading, each in headed(report)],
        display=display,
        style=text,
        style_hash=digest,
    )
    yield "\n"
