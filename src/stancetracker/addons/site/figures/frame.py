"""A figure in two widths, with the words around its drawing."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.lettering import fit, wrapped
from stancetracker.addons.site.figures.shapes import at, box, headline, path, text, whole
from stancetracker.render.axis import width

_LEFT_OF_NUMBERS: Final = 10
"""The middle of the numbers of what is listed below a drawing."""
_MARGIN_ALONE: Final = 12
_MILLIMETRES: Final = 180
"""The width of a figure on paper."""


class Frame(NamedTuple):
    """A width, and the size of texts at it."""

    width: int
    size: float
    widest_title: float
    """Of a trigger; a wider one is listed below the drawing."""
    is_narrow: bool


PAGE: Final = Frame(960, 14, 260, False)
COLUMN: Final = Frame(360, 15, 190, True)


class Sample(NamedTuple):
    """An entry of a legend: a small drawing, 16 high, and what it stands for."""

    body: str
    words: str
    width: int = 16
    ink: str = "soft"


class Drawing(NamedTuple):
    """A drawing in a frame, its height, and the triggers that stand in it as numbers."""

    height: float
    body: str
    numbered: tuple[str, ...] = ()


class _Block(NamedTuple):
    """A part of a picture, and how high it is with the space below it."""

    body: str
    height: float


class Figure(NamedTuple):
    """A figure: its words, and how it is drawn in a frame."""

    name: str
    heading: str
    description: str
    """The sentence that says what it shows."""
    summary: str
    """The same as the drawing, for people who can't see it."""
    draw: Callable[[Frame], Drawing]
    legend: tuple[Sample, ...] = ()
    rows: int = 0
    """Its number of rows; 0 for what grows with no row."""
    has_links: bool = False
    """True if shapes in it lead to other pages."""


def svg(figure: Figure, frame: Frame, id: str, *, alone: bool = False, credit: str = "") -> str:
    """Write a figure as one SVG.

    With `alone`, it has its heading, its size on paper and a credit, as in a file.
    """
    size = frame.size
    parts: list[str] = []
    y = 0.0
    if alone:
        for line in wrapped(figure.heading, 1.65 * size, frame.width):
            y += 1.9 * size
            parts.append(headline(0, y, line, 1.5 * size))
        y = _paragraph(parts, figure.description, y + 1.9 * size, frame)
    drawing = figure.draw(frame)
    blocks = (
        _Block(drawing.body, drawing.height + 10),
        _legend(figure.legend, frame),
        _list_of(drawing.numbered, frame),
    )
    for block in blocks:
        is_moved = y and block.body
        parts.append(
            f'<g transform="translate(0 {at(y)})">{block.body}</g>' if is_moved else block.body
        )
        y += block.height
    if credit:
        y = _paragraph(parts, credit, y + 1.6 * size, frame)
    margin = _MARGIN_ALONE if alone else 0
    wide = frame.width + 2 * margin
    high = y + 2 * margin
    attributes = (
        f'viewBox="{-margin} {-margin} {wide} {at(high)}" font-size="{at(size)}" class="f-ink"'
    )
    if alone:
        parts.insert(0, path(box(-margin, -margin, frame.width + margin, y + margin), "paper"))
        height = at(_MILLIMETRES * high / wide)
        on_paper = f'width="{_MILLIMETRES}mm" height="{height}mm"'
        attributes = f'xmlns="http://www.w3.org/2000/svg" {on_paper} {attributes}'
    return whole(
        attributes,
        figure.heading,
        figure.summary,
        "".join(parts),
        id,
        has_links=figure.has_links,
    )


def boxed(middle: float, y: float, words: str, size: float) -> str:
    """Write in a box how many are listed below a drawing, as it is no value on the axis."""
    half = width_in_box(words, size) / 2
    edges = box(middle - half, y - 0.9 * size, middle + half, y + 0.22 * size)
    return path(edges, "", "soft", stroke_width=1) + text(middle, y, words, anchor="middle")


def width_in_box(words: str, size: float) -> float:
    """Return the width of a box around words."""
    return width(words, size) + 0.6 * size


def _paragraph(parts: list[str], words: str, y: float, frame: Frame, x: float = 0) -> float:
    """Write a text in lines from here, and return where the next would be."""
    for line in wrapped(words, frame.size, frame.width - x):
        parts.append(text(x, y, line, "soft"))
        y += 1.4 * frame.size
    return y


def _legend(samples: Iterable[Sample], frame: Frame) -> _Block:
    """Lay the entries of a legend out in lines."""
    parts = []
    x = y = 0.0
    for sample in samples:
        words = fit(sample.words, frame.size, frame.width - sample.width - 8)
        wide = sample.width + 8 + width(words, frame.size)
        if x and x + wide > frame.width:
            x = 0.0
            y += 1.8 * frame.size
        body = sample.body + text(sample.width + 8, 13, words, sample.ink)
        parts.append(f'<g transform="translate({at(x)} {at(y)})">{body}</g>')
        x += wide + 26
    return _Block("".join(parts), y + 24 if parts else 0)


def _list_of(titles: Iterable[str], frame: Frame) -> _Block:
    """List the triggers that stand in a drawing as numbers."""
    parts: list[str] = []
    y = 1.4 * frame.size
    for number, title in enumerate(titles, 1):
        parts.append(boxed(_LEFT_OF_NUMBERS, y, f"{number}", frame.size))
        y = _paragraph(parts, title, y, frame, 26)
    return _Block("".join(parts), y if parts else 0)
