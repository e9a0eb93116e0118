"""The snippet by which another site shows an issue: a frame with the height that it needs."""

import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import escape

from stancetracker.addons.site.figures.lettering import wrapped

_TEXT_SIZE: Final = 14.2
"""In pixels: less than the real room, as letters are measured wider than most fonts have them."""
_TEXT_LINE: Final = 24
_HEADLINE_SIZE: Final = 20.0
_HEADLINE_LINE: Final = 27
_MARGINS: Final = 54
"""Above, below and around the headline, in pixels."""
_BETWEEN: Final = 8
_SIDES: Final = 40
_SLACK: Final = 24
"""One line, for fonts that run wider than ours."""
_WIDTHS: Final = (320, 640)
_VIEW: Final = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')


class Embedded(NamedTuple):
    """A page in a frame: its headline, its paragraphs, its drawings as SVG."""

    headline: str
    paragraphs: Sequence[str]
    drawings: Sequence[str]

    def height(self, width: int) -> int:
        """Return the height in pixels that it needs at a width."""
        room = width - _SIDES
        lines = [len(wrapped(text, _TEXT_SIZE, room)) for text in self.paragraphs]
        text = sum(_TEXT_LINE * number + _BETWEEN for number in lines)
        headline = _HEADLINE_LINE * len(wrapped(self.headline, _HEADLINE_SIZE, room))
        drawings = sum(_drawn_height(drawing, room) for drawing in self.drawings)
        return math.ceil(_MARGINS + text + headline + drawings + _SLACK)

    def snippet(self, address: str, title: str) -> str:
        """Return the HTML to paste, at a column's width, which is as high as on a phone."""
        return (
            f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%"'
            f' height="{self.height(_WIDTHS[0])}" frameborder="0" loading="lazy"></iframe>'
        )

    @property
    def heights(self) -> list[tuple[int, int]]:
        """Return for some widths the height that it needs, both in pixels."""
        return [(width, self.height(width)) for width in _WIDTHS]


def _drawn_height(drawing: str, room: int) -> float:
    view = _VIEW.search(drawing)
    return room * float(view[2]) / float(view[1]) if view else 0.0
