"""Surfaces that say without colour which shape they go with: full, hatched, dotted or hollow."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from stancetracker.render.charts.drawing import Piece, at, box

PATTERNS: Final = MappingProxyType({"favor": "M0 3h6", "mixed": "M1 3a2 2 0 1 0 4 0a2 2 0 1 0-4 0z"})
"""What is repeated on the surfaces of these, in a square of 6, turned by 45 degrees."""


def area(name: str, left: float, top: float, right: float, bottom: float) -> Piece:
    """A surface of a drawing; its pattern is to be among the drawing's."""
    return Piece(f"area {name}", box(left, top, right, bottom), name if name in PATTERNS else "")


def patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Those patterns that the surfaces with these names need."""
    used = set(names)
    return tuple(name for name in PATTERNS if name in used)


def sample(name: str) -> tuple[Piece, ...]:
    """A surface as it stands in a legend, where no pattern can be named."""
    surface = Piece(f"area {name}", box(1, 1.5, 25, 14.5))
    if name not in PATTERNS:
        return (surface,)
    if name == "favor":
        lines = "".join(f"M{at(x)} 14.5l13-13" for x in range(1, 13, 6)) + "M19 14.5l6-6"
        return (surface, Piece("hatch favor", lines))
    dots = "".join(f"M{x} {y}h.1" for x in (5, 13, 21) for y in (5, 11))
    return (surface, Piece("dots mixed", dots + "M9 8h.1M17 8h.1"))
