"""How wide a text may be, without the font: estimates on the safe side, and texts cut to fit."""

from __future__ import annotations

import unicodedata
from typing import Final

from stancetracker.render.cells import safe

# In parts of the size: the wider of DejaVu Sans and Liberation Sans Bold, which few fonts for screens exceed.
_WIDTHS: Final = {
    char: part
    for part, chars in (
        (0.3, "' ,.Iijl|"),
        (0.37, "-/:;\\f"),
        (0.42, '!()[]rt"'),
        (0.52, "*`z"),
        (0.56, "J_cs"),
        (0.62, "?FLTaekovxy"),
        (0.65, "$0123456789EPSYbdghnpqu{}–"),
        (0.72, "ABCKRVXZ"),
        (0.77, "DHNU"),
        (0.82, "&GOQw"),
        (0.86, "#+<=>M^~"),
        (1.0, "%m@W…—"),
    )
    for char in chars
}
_ELLIPSIS: Final = "…"
_MOST_ACCENTS: Final = 2


def _part(char: str) -> float:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.72 if char.isalpha() and ord(char) < 0x2000 else 1.05


def width(text: str, size: float) -> float:
    """How wide a text is at most, in units of the drawing."""
    return size * sum(map(_part, text))


def fit(text: str, size: float, room: float) -> str:
    """The text as it may be shown, cut with an ellipsis where it is wider than the room."""
    kept: list[str] = []
    used, cut, accents = 0.0, 0, 0
    left = room / size
    for char in safe(text):
        part = _part(char)
        accents = 0 if part else accents + 1
        if accents > _MOST_ACCENTS:
            continue
        used += part
        if used > left:
            return "".join(kept[:cut]).rstrip() + _ELLIPSIS
        kept.append(char)
        if used + _WIDTHS[_ELLIPSIS] <= left:
            cut = len(kept)
    return "".join(kept)


def fits(text: str, size: float, room: float) -> bool:
    """Whether a text has room whole."""
    return len(text) * 0.25 * size <= room and width(safe(text), size) <= room
