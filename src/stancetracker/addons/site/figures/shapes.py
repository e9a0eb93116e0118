"""Elements of a drawing, each with its colours as attributes.

So it looks the same without any stylesheet.

A class beside each colour (`f-` fills, `s-` strokes) lets a page's theme replace it.
"""

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from xml.sax.saxutils import escape

from stancetracker.base import wording
from stancetracker.base.text import BIDI_ENTITIES, safe

INKS: Final = MappingProxyType(
    {
        "paper": "#fbfaf7",
        "ink": "#1b1d22",
        "soft": "#5d6069",
        "rule": "#dcdad3",
        "faint": "#ebe8e1",
        "against": "#125ca4",
        "favor": "#a1460b",
        "mixed": "#5b3fa0",
        "against-bar": "#5b8cc4",
        "favor-bar": "#c47a4a",
        "mixed-bar": "#8a74bf",
        "other-bar": "#8b8e97",
        "band": "#dcdfe4",
        "band-open": "#ecedee",
    }
)
"""The colours on paper; those of a stance never stand without a shape and words."""
_TAG: Final = re.compile("<[^<>]*>")
_COLOUR: Final = re.compile(' (?:fill|stroke)="#[0-9a-f]{6}"')
_SANS: Final = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
SERIF: Final = "Charter, Georgia, 'Liberation Serif', serif"


def themed() -> str:
    """Return the rules by which a page gives its own colours to a drawing."""
    return "".join(
        f".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}" for name in INKS
    )


def at(value: float) -> str:
    """Format a coordinate, to at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def escaped(text: str) -> str:
    """Escape a text from data for XML, so that it can only be read."""
    shown = safe(text, but_marks=True).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return escape(shown).translate(BIDI_ENTITIES)


def path(d: str, fill: str = "", stroke: str = "", **more: object) -> str:
    """Draw an outline in these colours.

    Other attributes have hyphens for underscores; an empty one is left out.
    """
    classes = []
    if fill:
        classes.append(f"f-{fill}")
    if stroke:
        classes.append(f"s-{stroke}")
    attributes = f' class="{" ".join(classes)}"' if classes else ""
    attributes += f' fill="{INKS[fill] if fill else "none"}"'
    attributes += f' stroke="{INKS[stroke]}"' if stroke else ""
    for name, value in more.items():
        shown = at(value) if isinstance(value, float) else value
        attributes += f' {name.replace("_", "-")}="{shown}"' if value else ""
    return f'<path{attributes} d="{d}"/>' if d else ""


def straight(d: str, stroke: str, **more: object) -> str:
    """Draw straight lines, which enclose nothing; nothing for an empty outline."""
    return path(d, "", stroke, **more).replace(' fill="none"', "", 1)


def text(
    x: float,
    y: float,
    words: str,
    ink: str = "ink",
    anchor: str = "",
    size: float = 0,
    bold: bool = False,
) -> str:
    """Write a text on one line; `anchor` is `middle` or `end`."""
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += f' font-size="{at(size)}"' if size else ""
    more += ' font-weight="600"' if bold else ""
    colour = "" if ink == "ink" else f' class="f-{ink}" fill="{INKS[ink]}"'
    return f'<text x="{at(x)}" y="{at(y)}"{colour}{more}>{escaped(words)}</text>' if words else ""


def headline(x: float, y: float, words: str, size: float) -> str:
    """Write a line of a headline."""
    return f'<g font-family="{SERIF}">{text(x, y, words, size=size, bold=True)}</g>'


def whole(
    attributes: str, title: str, description: str, drawing: str, id: str, *, has_links: bool = False
) -> str:
    """Write a picture with the shapes it uses, under an id that is unique on a page."""
    role = "group" if has_links else "img"
    used = sorted(set(_USED.findall(drawing)))
    shapes = "".join(
        f'<g id="{id}-{name}{r}">{shape(name, float(r or 6.5))}</g>' for name, r in used
    )
    body = (f"<defs>{shapes}</defs>" if used else "") + _USED.sub(rf'"#{id}-\1\2"', drawing)
    return (
        f'<svg {attributes} font-family="{_SANS}" fill="{INKS["ink"]}" role="{role}"'
        f' aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{escaped(title)}</title>'
        f'<desc id="{id}-d">{escaped(description)}</desc>{body}</svg>'
    )


def group(title: str, body: str) -> str:
    """Group the shapes of one thing, with its full description."""
    return f"<g><title>{escaped(title)}</title>{body}</g>" if title else body


def linked(address: str, name: str, body: str) -> str:
    """Link shapes to an address, under a name that is also said to those who can't see them."""
    return f'<a href="{escaped(address)}"><title>{escaped(name)}</title>{body}</a>'


def without_colours(drawing: str) -> str:
    """Return a drawing for a page whose theme has colours and letters: without its own."""
    drawing = drawing.replace(f' font-family="{_SANS}"', "", 1)
    return _TAG.sub(lambda tag: _COLOUR.sub("", tag[0]), drawing)


def across(x1: float, x2: float, y: float) -> str:
    """Return a horizontal line."""
    return f"M{at(x1)} {at(y)}H{at(x2)}"


def down(x: float, y1: float, y2: float) -> str:
    """Return a vertical line."""
    return f"M{at(x)} {at(y1)}V{at(y2)}"


def box(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a rectangle."""
    return f"M{at(x1)} {at(y1)}H{at(x2)}V{at(y2)}H{at(x1)}z"


def _circle(x: float, y: float, r: float) -> str:
    # An arc is a half circle only where its ends are as far apart as its rounded radii say.
    r = round(r, 1)
    turn = f"a{at(r)} {at(r)} 0 1 0"
    return f"M{at(x - r)} {at(y)}{turn} {at(2 * r)} 0{turn}{at(-2 * r)} 0z"


_CORNERS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "triangle": ((0, -1), (1, 0.8), (-1, 0.8)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "speech": ((-1, -0.9), (1, -0.9), (1, 0.4), (0, 0.4), (-0.65, 1), (-0.65, 0.4), (-1, 0.4)),
    "cross": ((-1, -1), (1, 1), (0, 0), (1, -1), (-1, 1), (0, 0)),
}


class _Shape(NamedTuple):
    """A shape by how it is filled, its outline, and its part of the size asked for."""

    filling: Literal["full", "half", "hollow", "dotted", "bare"]
    outline: str
    part: float


_SHAPES: Final = {
    "spoke": _Shape("full", "speech", 0.92),
    "against": _Shape("full", "circle", 1),
    "favor": _Shape("full", "diamond", 1),
    "mixed": _Shape("half", "circle", 0.87),
    "undecided": _Shape("hollow", "triangle", 0.9),
    "neither": _Shape("hollow", "square", 0.82),
    "silent": _Shape("hollow", "circle", 0.87),
    "searched": _Shape("dotted", "circle", 0.87),
    "unchecked": _Shape("full", "circle", 0.4),
    "private": _Shape("half", "square", 0.82),
    "look": _Shape("hollow", "circle", 0.4),
    "uncounted": _Shape("bare", "cross", 0.8),
}
_USED: Final = re.compile(r'"#~([a-z]+)~([0-9.]*)"')
_STANCES: Final = ("against", "favor", "mixed")
MARKS: Final = MappingProxyType(
    {
        **wording.SIDES,
        "silent": wording.NONE_FOUND.lower(),
        "searched": wording.SEARCHED.lower(),
        "unchecked": wording.NEVER_LOOKED_FOR.lower(),
    }
)
"""The meaning of the shape of each standing."""


def ink(name: str) -> str:
    """Return the colour of a shape."""
    if name in _STANCES:
        return name
    return "ink" if name in ("private", "spoke") else "soft"


def bar_ink(name: str) -> str:
    """Return the colour of the days of a statement."""
    return f"{name}-bar" if name in _STANCES else "other-bar"


def mark(name: str, x: float, y: float, r: float = 6.5) -> str:
    """Place a shape, centred; a drawing holds each that it uses once, as `whole` puts it there."""
    return f'<use href="#~{name}~{"" if r == 6.5 else at(r)}" x="{at(x)}" y="{at(y)}"/>'


def shape(name: str, r: float) -> str:
    """Draw a shape around 0, 0; only the shapes of words on record are filled with ink."""
    filling, outline, part = _SHAPES[name]
    is_thin = r < 5
    r *= part
    colour = ink(name)
    corners = "L".join(f"{at(x * r)} {at(y * r)}" for x, y in _CORNERS.get(outline, ()))
    d = f"M{corners}z" if corners else _circle(0, 0, r)
    if filling == "full":
        return path(d, colour, "paper", stroke_width=1 if is_thin else 1.5)
    paper = "" if filling == "bare" else "paper"
    dashes = "1.8 1.8" if filling == "dotted" else ""
    drawn = path(d, paper, colour, stroke_width=1.4 if is_thin else 2, stroke_dasharray=dashes)
    if filling != "half":
        return drawn
    if outline == "square":
        return drawn + path(box(-r, -r, 0, r), colour)
    left_half = f"M0 {at(-r)}a{at(r)} {at(r)} 0 0 0 0 {at(2 * r)}z"
    return drawn + path(left_half, colour)


def ring(x: float, y: float) -> str:
    """Draw a ring around a mark."""
    return path(_circle(x, y, 9.5), "", "ink", stroke_width=1.2)


def tip(name: str, x: float, y: float, side: int) -> str:
    """Draw an arrowhead that points at the place; `side` is -1 for left, 1 for right."""
    return path(f"M{at(x)} {at(y)}l{at(-9 * side)} -5.5v11z", bar_ink(name))


def area(name: str, left: float, top: float, right: float, bottom: float) -> str:
    """Draw a surface with the texture of a stance.

    The textures are made of dashes, and so the same everywhere.
    """
    d, middle = box(left, top, right, bottom), (top + bottom) / 2
    if name == "against":
        return path(d, name, name, stroke_width=1.5)
    more = {"searched": "2 2 6 2", "unchecked": "2 3", "undecided": "6 3"}.get(name, "")
    drawn = path(
        d, "paper", ink(name), stroke_width=3 if name == "neither" else 1.5, stroke_dasharray=more
    )
    if name == "favor":
        strip = across(left, right, middle)
        drawn += straight(strip, name, stroke_width=bottom - top, stroke_dasharray="1.5 3.5")
    if name == "mixed":
        dots = across(left + 4, right - 2, middle)
        drawn += straight(
            dots, name, stroke_width=3.5, stroke_dasharray=".1 6", stroke_linecap="round"
        )
    return drawn


def bar(
    marks: Sequence[tuple[str, int]], left: float, right: float, top: float, bottom: float
) -> Iterator[str]:
    """Draw each number's share of a width: exact, except that small ones stay visible."""
    between, least = 4, 3
    room = right - left - between * (len(marks) - 1) - least * len(marks)
    total = sum(number for _, number in marks)
    for name, number in marks:
        wide = least + room * number / total
        yield area(name, left, top, left + wide, bottom)
        left += wide + between
