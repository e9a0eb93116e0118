"""The shapes of standings as outlines, each told from the others without colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from stancetracker.render.charts.drawing import Piece, at


def _circle(x: float, y: float, r: float) -> str:
    # An arc whose ends are further apart than its rounded radii allow, or nearer, is no half circle any more.
    r = round(r, 1)
    turn = f"a{at(r)} {at(r)} 0 1 0"
    return f"M{at(x - r)} {at(y)}{turn} {at(2 * r)} 0{turn}{at(-2 * r)} 0z"


def _square(x: float, y: float, r: float) -> str:
    return f"M{at(x - r)} {at(y - r)}h{at(2 * r)}v{at(2 * r)}h{at(-2 * r)}z"


def _diamond(x: float, y: float, r: float) -> str:
    s = 1.25 * r
    return f"M{at(x)} {at(y - s)}l{at(s)} {at(s)}l{at(-s)} {at(s)}l{at(-s)} {at(-s)}z"


def _half_circle(x: float, y: float, r: float) -> str:
    """A disc with a hole in its right half."""
    hole = round(0.7 * r, 1)
    return _circle(x, y, r) + f"M{at(x)} {at(y - hole)}a{at(hole)} {at(hole)} 0 0 1 0 {at(2 * hole)}z"


def _half_square(x: float, y: float, r: float) -> str:
    edge = 0.3 * r
    return (
        _square(x, y, r) + f"M{at(x)} {at(y - r + edge)}h{at(r - edge)}v{at(2 * (r - edge))}h{at(edge - r)}z"
    )


_SMALL: Final = 5
_OUTLINES: Final[dict[str, tuple[str, Callable[[float, float, float], str], float]]] = {
    "against": ("full", _circle, 1),
    "favor": ("full", _diamond, 1),
    "mixed": ("full", _half_circle, 1),
    "neither": ("hollow", _square, 0.82),
    "silent": ("hollow", _circle, 0.87),
    "unchecked": ("full", _circle, 0.4),
    "reported": ("full", _half_square, 0.87),
    "look": ("hollow", _circle, 0.4),
}


def mark(name: str, x: float, y: float, r: float = 6.5) -> Piece:
    """A shape around a place; `name` is a stance, `silent`, `unchecked`, `reported` or `look`."""
    css, outline, part = _OUTLINES[name]
    small = " small" if r < _SMALL else ""
    return Piece(f"{css}{small} {name}", outline(x, y, part * r))


def tip(name: str, x: float, y: float, side: int) -> Piece:
    """An arrow's head whose point is at the place; `side` is -1 for left, 1 for right."""
    return Piece(f"tip {name}", f"M{at(x)} {at(y)}l{at(-9 * side)} -5.5v11z")


def sample(name: str) -> Piece:
    """A shape as it stands in a text, in a box of 16 by 16."""
    return mark(name, 8, 8)
