"""What a drawing consists of: paths, texts and rows of both, with every coordinate already written out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from stancetracker.reports.figures import Moment


def at(value: float) -> str:
    """A coordinate, to a tenth at most."""
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
    """A cell of a table; `actor` where it is that actor's name."""

    text: str
    actor: str | None = None
    mark: str | None = None


class Table(NamedTuple):
    """The same data as rows; the first cell of each names it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Picture(NamedTuple):
    """All of a drawn figure."""

    kind: str
    title: str
    about: str
    """What is to be seen, in a sentence above it."""
    summary: str
    """The same as the drawings, for whoever can't see them."""
    drawings: tuple[Drawing, ...]
    legend: tuple[Sample, ...]
    triggers: tuple[str, ...]
    """Each in words; numbered where a drawing has only numbers."""
    numbered: str
    """Which drawings have only numbers: the class of their list, `both`, or empty."""
    table: Table


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces, those that look the same as one."""
    outlines: dict[tuple[str, str], str] = {}
    for css, d, fill in pieces:
        outlines[css, fill] = outlines.get((css, fill), "") + d
    return tuple(Piece(css, d, fill) for (css, fill), d in outlines.items())


def label(css: str, x: float, y: float, text: str) -> Label:
    """A text at a place."""
    return Label(css, at(x), at(y), text)


def across(x1: float, x2: float, y: float) -> str:
    """A level line."""
    return f"M{at(x1)} {at(y)}H{at(x2)}"


def down(x: float, y1: float, y2: float) -> str:
    """An upright line."""
    return f"M{at(x)} {at(y1)}V{at(y2)}"


def box(x1: float, y1: float, x2: float, y2: float) -> str:
    """A rectangle."""
    return f"M{at(x1)} {at(y1)}H{at(x2)}V{at(y2)}H{at(x1)}z"


def in_order(triggers: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """Triggers by day."""
    return tuple(sorted(triggers, key=lambda each: each.day))
