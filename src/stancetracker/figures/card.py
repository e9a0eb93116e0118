"""Cards of 1200 by 630 for where a link is shared: a headline, its marks, the day and whose data it is."""

from collections.abc import Sequence
from typing import Final

from stancetracker.figures.frame import FONTS, wrapped
from stancetracker.figures.scales import fit
from stancetracker.figures.shapes import INKS, area, box, mark, path, said, shared, text

WIDE, HIGH = 1200, 630
_SERIF: Final = "Charter, Georgia, 'Liberation Serif', serif"
_EDGE: Final = 66
_MOST_MARKS: Final = 40
"""With more people a bar has their shares, and no mark stands for anybody."""


def card(
    kicker: str, day: str, headline: str, marks: Sequence[tuple[str, int]], foot: str, credit: str
) -> str:
    """Write a card; `marks` are shapes with how many people each stands for."""
    room = WIDE - 2 * _EDGE
    size, lines = next(
        (size, lines)
        for size in (60, 52, 45, 38, 32, 26, 20)
        if len(lines := wrapped(headline, 1.15 * size, room)) * size < 250 or size == 20
    )
    parts = [
        path(box(0, 0, WIDE, HIGH), "paper"),
        path(box(0, 0, WIDE, 12), "against"),
        text(_EDGE, 99, fit(kicker, 27, room - 260), "soft", size=27),
        text(WIDE - _EDGE, 99, day, "soft", "end", 25),
    ]
    y: float = 118 + size
    for line in lines[:6]:
        parts.append(
            text(_EDGE, y, line, size=size, bold=True).replace("<text", f'<text font-family="{_SERIF}"')
        )
        y += 1.2 * size
    parts.append(_marks(marks, 466) if marks else "")
    below = [(line, "ink") for line in wrapped(foot, 23, room)[:2]]
    below += [(fit(credit, 21, room), "soft")]
    for place, (words, ink) in enumerate(below):
        parts.append(
            text(_EDGE, 602 - 33 * (len(below) - 1 - place), words, ink, size=23 if ink == "ink" else 21)
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}"'
        f' font-family="{FONTS}" fill="{INKS["ink"]}" role="img"><title>{said(headline)}</title>'
        f"<desc>{said(foot)}</desc>{shared(''.join(parts), 'card')}</svg>"
    )


def _marks(marks: Sequence[tuple[str, int]], y: float) -> str:
    """Draw a mark for each of a few people, or a bar with the shares of many."""
    total, groups = sum(number for _, number in marks), len(marks)
    if total > _MOST_MARKS:
        parts, x = [], float(_EDGE)
        for name, number in marks:
            wide = max(4, (WIDE - 2 * _EDGE - 6 * groups) * number / total)
            parts.append(area(name, x, y - 24, x + wide, y + 24))
            x += wide + 6
        return "".join(parts)
    step = min(78.0, (WIDE - 2 * _EDGE) / (total + 0.6 * groups))
    parts, x = [], _EDGE + step / 2.6
    for name, number in marks:
        for _ in range(number):
            # Drawn ten times larger than in a chart, so that outlines grow with the shape.
            parts.append(
                f'<g transform="translate({x:.1f} {y:.1f}) scale({step / 18:.2f})">{mark(name, 0, 0, 6.5)}</g>'
            )
            x += step
        x += 0.45 * step
    return "".join(parts)
