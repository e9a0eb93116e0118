"""The parts of a drawing: paths, texts, surfaces and the shapes of standings, every coordinate written out."""

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording


def at(value: float) -> str:
    """Format a coordinate, to at most one decimal."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


class Piece(NamedTuple):
    """A path: its classes and its outline."""

    css: str
    d: str
    fill: str = ""
    """The pattern that fills it, if any."""


class Label(NamedTuple):
    """A text on one line; its classes say how it is aligned."""

    css: str
    x: str
    y: str
    text: str


class Row(NamedTuple):
    """Parts that belong to one thing, and what it is in full."""

    title: str
    css: str
    pieces: tuple[Piece, ...]
    labels: tuple[Label, ...]


class Drawing(NamedTuple):
    """An image with what stands below its rows, and the rows."""

    css: str
    width: int
    height: int
    pieces: tuple[Piece, ...]
    labels: tuple[Label, ...]
    rows: tuple[Row, ...] = ()
    patterns: tuple[str, ...] = ()


class Sample(NamedTuple):
    """An entry of a legend: a small drawing and what it stands for."""

    pieces: tuple[Piece, ...]
    words: str
    width: int = 16


class Cell(NamedTuple):
    """A cell of a table; `actor`, a kind and an id, where it is that actor's name."""

    text: str
    actor: tuple[str, str] | None = None
    mark: str | None = None


class Table(NamedTuple):
    """The same data as rows; the first cell of each names it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Picture(NamedTuple):
    """All of a drawn figure."""

    title: str
    summary: str
    """The same as the drawings, for people who can't see them."""
    drawings: tuple[Drawing, ...]
    table: Table
    about: str = ""
    """A sentence above it that says what it shows."""
    legend: tuple[Sample, ...] = ()
    triggers: tuple[str, ...] = ()
    """Each in words; numbered where a drawing has only numbers."""
    numbered: str = ""
    """Which drawings have only numbers: the class of their list, `both`, or empty."""


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Join the pieces that look the same."""
    outlines: dict[tuple[str, str], str] = {}
    for css, d, fill in pieces:
        outlines[css, fill] = outlines.get((css, fill), "") + d
    return tuple(Piece(css, d, fill) for (css, fill), d in outlines.items())


def label(css: str, x: float, y: float, text: str) -> Label:
    """Place a text."""
    return Label(css, at(x), at(y), text)


def across(x1: float, x2: float, y: float) -> str:
    """Return a horizontal line."""
    return f"M{at(x1)} {at(y)}H{at(x2)}"


def down(x: float, y1: float, y2: float) -> str:
    """Return a vertical line."""
    return f"M{at(x)} {at(y1)}V{at(y2)}"


def box(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a rectangle."""
    return f"M{at(x1)} {at(y1)}H{at(x2)}V{at(y2)}H{at(x1)}z"


MARKS: Final = MappingProxyType(
    {**wording.STANCES, "silent": wording.NONE_FOUND.lower(), "unchecked": "unchecked"}
)
"""The meaning of each shape."""
PATTERNS: Final = MappingProxyType({"favor": "M0 3h6", "mixed": "M1 3a2 2 0 1 0 4 0a2 2 0 1 0-4 0z"})
"""The pattern repeated on their surfaces, in a square of 6, turned by 45 degrees."""


def area(name: str, left: float, top: float, right: float, bottom: float) -> Piece:
    """Return a filled surface; its pattern must be among the drawing's."""
    return Piece(f"area {name}", box(left, top, right, bottom), name if name in PATTERNS else "")


def patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Return the patterns that surfaces with these names need."""
    used = set(names)
    return tuple(name for name in PATTERNS if name in used)


def area_sample(name: str) -> tuple[Piece, ...]:
    """Return a surface for a legend, where no pattern can be referenced."""
    surface = Piece(f"area {name}", box(1, 1.5, 25, 14.5))
    if name not in PATTERNS:
        return (surface,)
    if name == "favor":
        lines = "".join(f"M{at(x)} 14.5l13-13" for x in range(1, 13, 6)) + "M19 14.5l6-6"
        return (surface, Piece("hatch favor", lines))
    dots = "".join(f"M{x} {y}h.1" for x in (5, 13, 21) for y in (5, 11))
    return (surface, Piece("dots mixed", dots + "M9 8h.1M17 8h.1"))


def _circle(x: float, y: float, r: float) -> str:
    # An arc whose ends are further apart than its rounded radii allow, or nearer, is no half circle any more.
    r = round(r, 1)
    turn = f"a{at(r)} {at(r)} 0 1 0"
    return f"M{at(x - r)} {at(y)}{turn} {at(2 * r)} 0{turn}{at(-2 * r)} 0z"


def _square(x: float, y: float, r: float) -> str:
    return f"M{at(x - r)} {at(y - r)}h{at(2 * r)}v{at(2 * r)}h{at(-2 * r)}z"


def _triangle(x: float, y: float, r: float) -> str:
    return f"M{at(x)} {at(y - r)}l{at(r)} {at(1.8 * r)}h{at(-2 * r)}z"


def _diamond(x: float, y: float, r: float) -> str:
    s = 1.25 * r
    return f"M{at(x)} {at(y - s)}l{at(s)} {at(s)}l{at(-s)} {at(s)}l{at(-s)} {at(-s)}z"


def _half_circle(x: float, y: float, r: float) -> str:
    """Return a disc with a hole in its right half."""
    hole = round(0.7 * r, 1)
    return _circle(x, y, r) + f"M{at(x)} {at(y - hole)}a{at(hole)} {at(hole)} 0 0 1 0 {at(2 * hole)}z"


def _half_square(x: float, y: float, r: float) -> str:
    edge = 0.3 * r
    return (
        _square(x, y, r) + f"M{at(x)} {at(y - r + edge)}h{at(r - edge)}v{at(2 * (r - edge))}h{at(edge - r)}z"
    )


def _cross(x: float, y: float, r: float) -> str:
    return (
        f"M{at(x - r)} {at(y - r)}l{at(2 * r)} {at(2 * r)}M{at(x + r)} {at(y - r)}l{at(-2 * r)} {at(2 * r)}"
    )


_SMALL: Final = 5
_OUTLINES: Final[dict[str, tuple[str, Callable[[float, float, float], str], float]]] = {
    "against": ("full", _circle, 1),
    "favor": ("full", _diamond, 1),
    "mixed": ("full", _half_circle, 1),
    "undecided": ("hollow", _triangle, 0.9),
    "neither": ("hollow", _square, 0.82),
    "silent": ("hollow", _circle, 0.87),
    "unchecked": ("full", _circle, 0.4),
    "reported": ("full", _half_square, 0.87),
    "look": ("hollow", _circle, 0.4),
    "uncounted": ("hollow", _cross, 0.8),
}


def mark(name: str, x: float, y: float, r: float = 6.5) -> Piece:
    """Return a shape centred on a place; `name` is one of `_OUTLINES`."""
    css, outline, part = _OUTLINES[name]
    small = " small" if r < _SMALL else ""
    return Piece(f"{css}{small} {name}", outline(x, y, part * r))


def tip(name: str, x: float, y: float, side: int) -> Piece:
    """Return an arrowhead that points at the place; `side` is -1 for left, 1 for right."""
    return Piece(f"tip {name}", f"M{at(x)} {at(y)}l{at(-9 * side)} -5.5v11z")


def standing_mark(standing: Any) -> str:
    """Return the shape of a standing: its stance where one spoke, else its status."""
    return str(standing.stance if standing.status == "spoke" and standing.stance else standing.status)


def as_of(day: str) -> str:
    """Return the day a figure is about, in words."""
    return f"as of {dates.words(day)}"
