"""What a figure is, its two widths, and what stands above, below and around its drawing."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from stancetracker.base.text import safe
from stancetracker.figures.scales import fit, width
from stancetracker.figures.shapes import at, box, headline, path, text, whole


class Frame(NamedTuple):
    """A width, on paper too, and the size of texts at it."""

    width: int
    millimetres: int
    size: float
    widest_title: float
    """Of a trigger; a wider one is listed below the drawing."""
    is_narrow: bool


PAGE: Final = Frame(960, 180, 14, 260, False)
COLUMN: Final = Frame(360, 85, 15, 190, True)
FRAMES: Final = {"page": PAGE, "column": COLUMN}


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


class Figure(NamedTuple):
    """A figure: its words, and how it is drawn in a frame."""

    name: str
    heading: str
    about: str
    """What it shows, in a sentence."""
    summary: str
    """The same as the drawing, for people who can't see it."""
    draw: Callable[[Frame], Drawing]
    legend: tuple[Sample, ...] = ()
    rows: int = 0
    """How many rows it has; 0 for what grows with no row."""


_GAP: Final = 26


def svg(figure: Figure, frame: Frame, id: str, *, alone: bool = False, credit: str = "") -> str:
    """Write a figure as one SVG; `alone`, with its heading, its size on paper and a credit, as a file has it."""
    parts, y = [], 0.0
    if alone:
        for line in wrapped(figure.heading, 1.65 * frame.size, frame.width):
            y += 1.9 * frame.size
            parts.append(headline(0, y, line, 1.5 * frame.size))
        y = _paragraph(parts, figure.about, y + 1.9 * frame.size, frame)
    drawing = figure.draw(frame)
    below = (_legend(figure.legend, frame), _listed(drawing.numbered, frame))
    for body, high in ((drawing.body, drawing.height + 10), *below):
        parts.append(f'<g transform="translate(0 {at(y)})">{body}</g>' if y and body else body)
        y += high
    if credit:
        y = _paragraph(parts, credit, y + 1.6 * frame.size, frame)
    margin, size = (12, "") if alone else (0, "")
    wide, high = frame.width + 2 * margin, y + 2 * margin
    if alone:
        parts.insert(0, path(box(-margin, -margin, frame.width + margin, y + margin), "paper"))
        on_paper = at(frame.millimetres * high / wide)
        size = f' xmlns="http://www.w3.org/2000/svg" width="{frame.millimetres}mm" height="{on_paper}mm"'
    edges = f'viewBox="{-margin} {-margin} {wide} {at(high)}"'
    opened = f'<svg{size} {edges} font-size="{at(frame.size)}" class="f-ink"'
    return whole(opened, figure.heading, figure.summary, "".join(parts), id)


def _paragraph(parts: list[str], words: str, y: float, frame: Frame) -> float:
    """Write a text in lines from here, and return where the next would be."""
    for line in wrapped(words, frame.size, frame.width):
        parts.append(text(0, y, line, "soft"))
        y += 1.4 * frame.size
    return y


def wrapped(words: str, size: float, room: float) -> list[str]:
    """Break a text at spaces into lines; a word that is wider than the room is cut."""
    lines: list[str] = []
    for word in safe(words).split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(fit(word, size, room))
    return lines


def _legend(legend: Iterable[Sample], frame: Frame) -> tuple[str, float]:
    """Lay the entries out in lines."""
    parts, x, y = [], 0.0, 0.0
    for each in legend:
        words = fit(each.words, frame.size, frame.width - each.width - 8)
        wide = each.width + 8 + width(words, frame.size)
        if x and x + wide > frame.width:
            x, y = 0.0, y + 1.8 * frame.size
        body = each.body + text(each.width + 8, 13, words, each.ink)
        parts.append(f'<g transform="translate({at(x)} {at(y)})">{body}</g>')
        x += wide + _GAP
    return "".join(parts), y + 24 if parts else 0


def _listed(numbered: tuple[str, ...], frame: Frame) -> tuple[str, float]:
    """List the triggers that stand in the drawing as numbers."""
    parts, y = [], 1.4 * frame.size
    for number, words in enumerate(numbered, 1):
        for place, line in enumerate(wrapped(words, frame.size, frame.width - 26)):
            parts.append(
                (text(0, y, f"{number}", bold=True) if not place else "") + text(26, y, line, "soft")
            )
            y += 1.4 * frame.size
    return "".join(parts), y if parts else 0
