"""The page of an issue in a frame on other sites, and what decides how high that is."""

import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import escape

from stancetracker.addons.site.figures.drawn import credit
from stancetracker.addons.site.figures.frame import COLUMN, svg
from stancetracker.addons.site.figures.lettering import wrapped
from stancetracker.addons.site.pages import wall
from stancetracker.addons.site.pages.page import (
    Page,
)
from stancetracker.addons.site.pages.topic import Topic
from stancetracker.addons.site.pages.wall import Row
from stancetracker.base import wording

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


def page(topic: Topic) -> Page:
    """Return a page for a frame on other sites: the answer with its day, and nothing else."""
    contents = {
        "groups": _groups(topic),
        "figures": topic.figures("stand"),
        "credit": credit(topic.panel, topic.shown.source),
    }
    return topic.make("embed", "embed/", topic.issue.title, contents, styles=("claim",))


def _groups(topic: Topic) -> list[wall.Group]:
    rows = topic.rows if len(topic.rows) <= wall.MOST_OPEN else []
    return wall.groups(rows, {})


def embedded(topic: Topic) -> Embedded:
    """Return what the page in a frame shows, by which its height is known."""
    paragraphs = [
        f"{group.heading}: {', '.join(_row(row) for row in group.rows)}" for group in _groups(topic)
    ]
    kicker = f"{topic.issue.title}, {wording.recorded_by(topic.shown.day)}"
    foot = (
        f"Every record with its source · {topic.now.site['title']}"
        f" · {credit(topic.panel, topic.shown.source)}"
    )
    drawings = [svg(figure, COLUMN, figure.name) for figure in topic.figures("stand")]
    return Embedded(topic.headline, [kicker, *paragraphs, foot], drawings)


def _row(row: Row) -> str:
    return f"{row.standing.name} {row.in_frame}".strip()


def _drawn_height(drawing: str, room: int) -> float:
    view = _VIEW.search(drawing)
    return room * float(view[2]) / float(view[1]) if view else 0.0
