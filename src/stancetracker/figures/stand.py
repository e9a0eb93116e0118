"""Draw where a panel stands as one bar: in groups, the silent split by what came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from stancetracker.base import wording
from stancetracker.figures.frame import FRAMES, Frame
from stancetracker.figures.record import MOST_ROWS, members
from stancetracker.figures.scales import width
from stancetracker.figures.shapes import (
    MARKS,
    Cell,
    Drawing,
    Label,
    Picture,
    Piece,
    Row,
    Table,
    area,
    label,
    mark,
    patterns,
    standing_mark,
)
from stancetracker.index.queries import Standing
from stancetracker.reports import table
from stancetracker.reports.panel import Panel


@dataclass(frozen=True)
class Group:
    """Those of a panel with one standing; silent ones are split by what came back."""

    status: str
    stance: str | None
    response: str | None
    audience: str
    count: int
    members: tuple[Standing, ...]
    """Empty for a panel too large to be listed."""

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


@dataclass(frozen=True)
class WhereTheyStand:
    """The panel in groups, none of them empty; the counts add up to `total`."""

    kind: ClassVar = "stand"
    heading: ClassVar = "Where they stand"

    total: int
    groups: tuple[Group, ...]

    def picture(self) -> Picture:
        """Lay the figure out."""
        groups = "; ".join(f"{group.count:,} {group.words}" for group in self.groups)
        rows = (
            (Cell(group.words, mark=group.mark), Cell(f"{group.count:,} of {self.total:,}"))
            for group in self.groups
        )
        return Picture(
            title=self.heading,
            summary=f"Of {self.total:,}: {groups}.",
            drawings=tuple(_drawing(self, frame) for frame in FRAMES),
            table=Table(("Standing", "How many"), tuple(rows)),
        )


Key = tuple[str, str | None, str | None]
_KEYS: Final[tuple[Key, ...]] = (
    *(("spoke", stance, None) for stance in wording.STANCES),
    *(("silent", None, response) for response in wording.RESPONSES),
    ("unchecked", None, None),
)
"""The status, stance and response of each group, in the order in which they stand."""


def where_they_stand(asked: Panel) -> WhereTheyStand | None:
    """Group the panel by standing; those reported are marked within their group. None without a panel."""
    if not asked.counts.total:
        return None
    grouped: dict[Key, list[Standing]] = {}
    for standing in members(asked):
        key = (standing.status, standing.stance, standing.response)
        grouped.setdefault(key, []).append(standing)
    is_listed = asked.counts.total <= MOST_ROWS
    groups = (
        Group(*key, asked.counts.audience, len(found), tuple(found if is_listed else ()))
        for key in _KEYS
        if (found := grouped.get(key))
    )
    return WhereTheyStand(asked.counts.total, tuple(groups))


def note(standing: Standing) -> str:
    """Return what stands beside a name: `as of 26 Jan 2026, reported by TechCrunch; reported, not public`."""
    row = standing._asdict()
    side = standing.stance_basis == "inferred" and wording.side(standing.stance, "inferred")
    finding = table.joined(", ", side, table.day(row)) if standing.status == "spoke" else ""
    if standing.status == "silent":
        finding = ", ".join(filter(None, (table.when(row), wording.checked(row))))
    return "; ".join(filter(None, (finding, *wording.flags(row))))


_GAP = 4
_LEAST = 3
_LABELS = 24
_BAR = 26


def _drawing(figure: WhereTheyStand, frame: Frame) -> Drawing:
    rows = tuple(
        _part(group, left, right, frame, figure.total)
        for group, left, right in _shares(figure.groups, frame.width)
    )
    names = patterns(group.mark for group in figure.groups)
    return Drawing(frame.css, frame.width, _LABELS + _BAR + 2, (), (), rows, names)


def _shares(groups: tuple[Group, ...], width: float) -> Iterator[tuple[Group, float, float]]:
    """Yield each group with its edges: exact shares, except that small ones stay visible."""
    shown = [group for group in groups if group.count]
    room = width - 2 - _GAP * (len(shown) - 1) - _LEAST * len(shown)
    total = sum(group.count for group in shown)
    left = 1.0
    for group in shown:
        right = left + _LEAST + room * group.count / total
        yield group, left, right
        left = right + _GAP


def _part(group: Group, left: float, right: float, frame: Frame, total: int) -> Row:
    """Draw a group's part of the bar, with shape, number and words above where they fit."""
    pieces: list[Piece] = [area(group.mark, left, _LABELS, right, _LABELS + _BAR)]
    number = f"{group.count:,}"
    labels: list[Label] = []
    if width(number, frame.size) + 20 <= right - left + _GAP - 2:
        text = f"{number} {_short(group)}"
        said = text if width(text, frame.size) + 22 <= right - left else number
        pieces.append(mark(group.mark, left + 7, _LABELS - 13, 6))
        labels.append(label("words", left + 19, _LABELS - 8, said))
    return Row(f"{number} of {total:,}: {group.words}", group.mark, tuple(pieces), tuple(labels))


def _short(group: Group) -> str:
    if group.status == "silent":
        return wording.RESPONSES.get(group.response or "", "")
    return MARKS[group.mark]
