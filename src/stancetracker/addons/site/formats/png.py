"""The report's first figure as PNG, twice as fine as a screen; needs stancetracker[pictures]."""

from collections.abc import Iterator
from typing import Any, Final

from stancetracker.addons.site.formats import svg
from stancetracker.addons.site.pictures import require_drawing, require_setting
from stancetracker.render import Display
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("png",)
WHOLE = True
_PIXELS: Final = 1920
"""The width of a figure."""


def render(report: Report, section: Section, display: Display) -> Iterator[bytes]:
    """Draw the figure.

    Raises UsageError for a report without one and for text that can't be set,
    MissingLibraryError without a library.
    """
    require_drawing("-f png")
    text = "".join(svg.render(report, section, display))
    require_setting(text, "-f png")
    yield pixels(text, _PIXELS)


def pixels(text: str, width: int) -> bytes:
    """Return an SVG of ours as PNG; the library opens no other file and no address."""
    import cairosvg

    picture: Any = cairosvg.svg2png(
        bytestring=svg.in_generic_fonts(text), output_width=width, unsafe=False
    )
    return bytes(picture)
