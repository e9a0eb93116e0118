"""Cards of 1200 by 630 for where a link is shared: a headline, its marks, the day and whose data it is."""

from collections.abc import Sequence
from typing import Final

from stancetracker.figures.frame import wrapped
from stancetracker.figures.scales import fit, shares
from stancetracker.figures.shapes import area, box, headline, mark, path, text, whole

WIDE, HIGH = 1200, 630
_EDGE: Final = 66
_MOST_MARKS: Final = 40
"""With more people a bar has their shares, and no mark stands for anybody."""


def card(kicker: str, day: str, title: str, marks: Sequence[tuple[str, int]], foot: str, credit: str) -> str:
    """Write a card; `marks` are shapes with how many people each stands for."""
    room = WIDE - 2 * _EDGE
    for size in (60, 52, 45, 38, 32, 26, 20):
        lines = wrapped(title, 1.15 * size, room)
        if len(lines) * size < 250:
            break
    parts = [
        path(box(0, 0, WIDE, HIGH), "paper"),
        path(box(0, 0, WIDE, 12), "against"),
        text(_EDGE, 99, fit(kicker, 27, room - 260), "soft", size=27),
        text(WIDE - _EDGE, 99, day, "soft", "end", 25),
        *(
            headline(_EDGE, 118 + size * (1 + 1.2 * place), line, size)
            for place, line in enumerate(lines[:6])
        ),
        _marks(marks, 466),
    ]
    below = [(line, "ink", 23) for line in wrapped(foot, 23, room)[:2]] + [
        (fit(credit, 21, room), "soft", 21)
    ]
    for place, (words, ink, size) in enumerate(reversed(below)):
        parts.append(text(_EDGE, 602 - 33 * place, words, ink, size=size))
    opened = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}"'
    )
    return whole(opened, title, foot, "".join(parts), "card")


def _marks(marks: Sequence[tuple[str, int]], y: float) -> str:
    """Draw a mark for each of a few people, or a bar with the shares of many."""
    total = sum(number for _, number in marks)
    if total > _MOST_MARKS:
        edges = shares([number for _, number in marks], _EDGE, WIDE - _EDGE)
        parts = (
            area(name, left, y - 24, right, y + 24)
            for (name, _), (left, right) in zip(marks, edges, strict=True)
        )
        return "".join(parts)
    step = min(78.0, (WIDE - 2 * _EDGE) / (total + 0.6 * len(marks) or 1))
    drawn, x = "", _EDGE + step / 2.6
    for name, number in marks:
        for _ in range(number):
            # Drawn larger than in a chart, so that outlines grow with the shape.
            place = f"translate({x:.1f} {y:.1f}) scale({step / 18:.2f})"
            drawn += f'<g transform="{place}">{mark(name, 0, 0)}</g>'
            x += step
        x += 0.45 * step
    return drawn
