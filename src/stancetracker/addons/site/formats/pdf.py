"""The report's first figure as PDF, for print; needs stancetracker[pictures]."""

from collections.abc import Iterator

from stancetracker.addons.site.formats import svg
from stancetracker.addons.site.pictures import require_drawing, require_setting
from stancetracker.render import Display
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("pdf",)
WHOLE = True


def render(report: Report, section: Section, display: Display) -> Iterator[bytes]:
    """Draw the figure.

    Raises UsageError for a report without one and for text that can't be set,
    MissingLibraryError without a library.
    """
    require_drawing("-f pdf")
    import cairosvg

    text = "".join(svg.render(report, section, display))
    require_setting(text, "-f pdf")
    yield bytes(cairosvg.svg2pdf(bytestring=svg.in_generic_fonts(text), unsafe=False))
