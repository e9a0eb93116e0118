"""Where they stand: the whole panel as one bar in groups."""

from __future__ import annotations

from collections.abc import Iterator

from stancetracker.base import chart_words, wording
from stancetracker.render.charts.areas import area, patterns
from stancetracker.render.charts.drawing import Cell, Drawing, Label, Picture, Piece, Row, Table, label
from stancetracker.render.charts.frame import FRAMES, Frame
from stancetracker.render.charts.marks import mark
from stancetracker.render.charts.measure import width
from stancetracker.reports.figures import Group, WhereTheyStand

_GAP = 4
_LEAST = 3
_LABELS = 24
_BAR = 26


def picture(figure: WhereTheyStand) -> Picture:
    """Lay the figure out."""
    groups = [(group.count, group.words) for group in figure.groups]
    return Picture(
        kind="stand",
        title=chart_words.STAND,
        about="",
        summary=chart_words.about_stand(figure.total, groups),
        drawings=tuple(_drawing(figure, frame) for frame in FRAMES),
        legend=(),
        triggers=(),
        numbered="",
        table=_table(figure),
    )


def shape(group: Group) -> str:
    """The shape of a group's standing."""
    return group.stance if group.status == "spoke" and group.stance else group.status


def _drawing(figure: WhereTheyStand, frame: Frame) -> Drawing:
    rows = tuple(
        _part(group, left, right, frame, figure.total)
        for group, left, right in _parts(figure.groups, frame.width)
    )
    names = patterns(shape(group) for group in figure.groups)
    return Drawing(frame.css, frame.width, _LABELS + _BAR + 2, (), (), rows, names)


def _parts(groups: tuple[Group, ...], width: float) -> Iterator[tuple[Group, float, float]]:
    """Each group with its edges; shares are exact but for what keeps the small ones to be seen."""
    shown = [group for group in groups if group.count]
    room = width - 2 - _GAP * (len(shown) - 1) - _LEAST * len(shown)
    total = sum(group.count for group in shown)
    left = 1.0
    for group in shown:
        right = left + _LEAST + room * group.count / total
        yield group, left, right
        left = right + _GAP


def _part(group: Group, left: float, right: float, frame: Frame, total: int) -> Row:
    """A group's part of the bar, with shape, number and words above where they have room."""
    pieces: list[Piece] = [area(shape(group), left, _LABELS, right, _LABELS + _BAR)]
    number = f"{group.count:,}"
    labels: list[Label] = []
    if width(number, frame.size) + 20 <= right - left + _GAP - 2:
        text = f"{number} {_short(group)}"
        said = text if width(text, frame.size) + 22 <= right - left else number
        pieces.append(mark(shape(group), left + 7, _LABELS - 13, 6))
        labels.append(label("words", left + 19, _LABELS - 8, said))
    return Row(f"{number} {chart_words.of(total)}: {group.words}", shape(group), tuple(pieces), tuple(labels))


def _short(group: Group) -> str:
    if group.status == "silent":
        return wording.RESPONSES.get(group.response or "", "")
    return chart_words.marks()[shape(group)]


def _table(figure: WhereTheyStand) -> Table:
    rows = (
        (Cell(group.words, mark=shape(group)), Cell(f"{group.count:,} {chart_words.of(figure.total)}"))
        for group in figure.groups
    )
    return Table((chart_words.STANDING, chart_words.HOW_MANY), tuple(rows))
