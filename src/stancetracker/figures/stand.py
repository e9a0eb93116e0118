"""Where they stand: a panel in groups, the silent split by what came back, drawn as one bar."""

from functools import partial
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.figures.frame import Drawing, Figure, Frame, Sample
from stancetracker.figures.scales import shares
from stancetracker.figures.shapes import MARKS, area, group, ink, mark
from stancetracker.reports.panel import Counts, Panel

_BAR: Final = 26


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
