"""Where they stand: a panel in groups, the silent split by what came back, as one bar, and a card to share."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.figures.frame import Drawing, Figure, Frame, Sample, wrapped
from stancetracker.figures.scales import fit, shares
from stancetracker.figures.shapes import MARKS, area, box, group, headline, ink, mark, path, text, whole
from stancetracker.reports.filters import Counts
from stancetracker.reports.panel import Panel

_BAR: Final = 26
WIDE, HIGH = 1200, 630
_EDGE: Final = 66
_MOST_MARKS: Final = 40
"""With more people a bar has their shares, and no mark stands for anybody."""


class Group(NamedTuple):
    """Those of a panel with one standing: its shape, how many, the standing in words and in short."""

    mark: str
    number: int
    words: str
    short: str


def groups_of(counts: Counts) -> tuple[Group, ...]:
    """Group a panel by standing, the silent by what came back; no group is empty."""
    found = [
        Group(each, counts.spoke[each], wording.standing("spoke", each, None, counts.audience), words)
        for each, words in wording.STANCES.items()
    ]
    for each in wording.RESPONSES:
        words = wording.none_found(each)
        found.append(Group("silent", counts.silent[each], words, words.lower()))
    words = wording.standing("unchecked", None, None)
    found.append(Group("unchecked", counts.unchecked, words, MARKS["unchecked"]))
    return tuple(each for each in found if each.number)


def where_they_stand(asked: Panel) -> Figure | None:
    """Return the panel as one bar; None without a panel."""
    counts = asked.counts
    if not counts.total:
        return None
    groups = groups_of(counts)
    told = "; ".join(f"{each.number:,} {each.words}" for each in groups)
    return Figure(
        "stand",
        "Where they stand",
        f"{wording.actors(counts.total, counts.kind)}, {wording.asked_on(counts.as_of, None)}.",
        f"Of {counts.total:,}: {told}.",
        partial(_drawing, groups, counts.total),
        tuple(
            Sample(mark(each.mark, 8, 8), f"{each.number:,} {each.short}", 14, ink(each.mark))
            for each in groups
        ),
    )


def _drawing(groups: tuple[Group, ...], total: int, frame: Frame) -> Drawing:
    edges = shares([each.number for each in groups], 1, frame.width - 1)
    parts = (
        group(f"{each.number:,} of {total:,}: {each.words}", area(each.mark, left, 2, right, 2 + _BAR))
        for each, (left, right) in zip(groups, edges, strict=True)
    )
    return Drawing(2 + _BAR, "".join(parts))


def card(kicker: str, day: str, title: str, marks: Sequence[tuple[str, int]], foot: str, credit: str) -> str:
    """Write a card for where a link is shared; `marks` are shapes with how many people each stands for."""
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
    for place, (words, colour, size) in enumerate(reversed(below)):
        parts.append(text(_EDGE, 602 - 33 * place, words, colour, size=size))
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
