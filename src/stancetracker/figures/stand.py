"""Where they stand: a panel in groups, the silent split by what came back, drawn as one bar."""

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.figures.frame import Drawing, Figure, Frame, as_of, wrapped
from stancetracker.figures.record import members
from stancetracker.figures.scales import width
from stancetracker.figures.shapes import MARKS, area, group, ink, mark, standing_mark, text
from stancetracker.index.queries import Standing
from stancetracker.reports.panel import Panel

Key = tuple[str, str | None, str | None]
_KEYS: Final[tuple[Key, ...]] = (
    *(("spoke", stance, None) for stance in wording.STANCES),
    *(("silent", None, response) for response in wording.RESPONSES),
    ("unchecked", None, None),
)
"""The status, stance and response of each group, in the order in which they stand."""
_GAP: Final = 4
_LEAST: Final = 3
_BAR: Final = 26


class Group(NamedTuple):
    """Those of a panel with one standing; silent ones are split by what came back."""

    status: str
    stance: str | None
    response: str | None
    number: int
    audience: str

    @property
    def mark(self) -> str:
        """Return the shape of the standing."""
        return standing_mark(self)

    @property
    def words(self) -> str:
        """Say what they have in common: `Public statement, against`, `No public statement found (declined)`."""
        if self.response:
            return wording.none_found(self.response)
        return wording.standing(self.status, self.stance, None, self.audience)


def groups_of(asked: Panel) -> tuple[Group, ...]:
    """Group the panel by standing; no group is empty."""
    grouped: dict[Key, list[Standing]] = {}
    for one in members(asked):
        grouped.setdefault((one.status, one.stance, one.response), []).append(one)
    return tuple(
        Group(*key, len(found), asked.counts.audience) for key in _KEYS if (found := grouped.get(key))
    )


def where_they_stand(asked: Panel) -> Figure | None:
    """Return the panel as one bar; None without a panel."""
    total = asked.counts.total
    if not total:
        return None
    groups = groups_of(asked)
    told = "; ".join(f"{each.number:,} {each.words}" for each in groups)
    return Figure(
        "stand",
        "Where they stand",
        f"{wording.actors(total, asked.counts.kind)}, {as_of(asked.counts.as_of)}.",
        f"Of {total:,}: {told}.",
        partial(_drawing, groups, total),
    )


def _drawing(groups: tuple[Group, ...], total: int, frame: Frame) -> Drawing:
    """Draw the bar, and below it each group's shape, number and words."""
    bar = "".join(_part(each, left, right, total) for each, left, right in _shares(groups, frame.width))
    parts, x, y = [], 0.0, _BAR + 26.0
    for each in groups:
        lines = wrapped(f"{each.number:,} {_short(each)}", frame.size, frame.width - 22)
        wide = 22 + max(width(line, frame.size) for line in lines)
        if x and x + wide > frame.width:
            x, y = 0.0, y + 1.7 * frame.size
        parts.append(mark(each.mark, x + 7, y - 5))
        for place, line in enumerate(lines):
            parts.append(text(x + 20, y + 1.3 * frame.size * place, line, ink(each.mark)))
        y += 1.3 * frame.size * (len(lines) - 1)
        x += wide + 22
    return Drawing(y + 6, bar + "".join(parts))


def _shares(groups: tuple[Group, ...], width: float) -> Iterator[tuple[Group, float, float]]:
    """Yield each group with its edges: exact shares, except that small ones stay visible."""
    room = width - 2 - _GAP * (len(groups) - 1) - _LEAST * len(groups)
    total, left = sum(each.number for each in groups), 1.0
    for each in groups:
        right = left + _LEAST + room * each.number / total
        yield each, left, right
        left = right + _GAP


def _part(each: Group, left: float, right: float, total: int) -> str:
    return group(f"{each.number:,} of {total:,}: {each.words}", area(each.mark, left, 2, right, 2 + _BAR))


def _short(each: Group) -> str:
    if each.status == "silent":
        return wording.none_found(each.response).lower()
    return MARKS[each.mark]
