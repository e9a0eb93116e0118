"""People beside issues in order of time, each side in the words of its own issue.

No colour stands for a side: a stance is towards one proposition, so one colour would equate sides
of different issues that are opposites.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame, Sample
from stancetracker.addons.site.figures.lettering import fit, wrapped
from stancetracker.addons.site.figures.shapes import (
    across,
    box,
    group,
    mark,
    path,
    straight,
    text,
)
from stancetracker.base import wording
from stancetracker.base.text import plural
from stancetracker.index.queries import Issue, Standing
from stancetracker.render.axis import width
from stancetracker.render.timeline import MOST_ROWS, standing_mark
from stancetracker.reports import cells
from stancetracker.reports.table import joined

_LARGEST: Final = 12.5
_SMALLEST: Final = 10.0
"""Sizes of the words in cells; with more columns they are smaller, and never too small to read."""
_LEADING: Final = 1.2
_MOST_NAME: Final = 150
_CELL_EDGE: Final = 4
_MOST_LINES: Final = 7
_SPOKEN_BLOCK: Final = path(box(0, 1, 22, 15), "band")


class Column(NamedTuple):
    """An issue as a column: its id, its title, and the year in which it began."""

    issue: str
    title: str
    year: str


class Line(NamedTuple):
    """An actor as a row: who it is, and a standing for each column, if there is one."""

    actor: str
    kind: str
    name: str
    standings: Sequence[Standing | None]


class Years(NamedTuple):
    """The standings of actors on issues, the oldest issue first."""

    columns: Sequence[Column]
    lines: Sequence[Line]


def years_of(issues: Iterable[Issue], standings: Iterable[Standing]) -> Years:
    """Arrange standings by actor, in the order given, and by issue, in the order of time."""
    ordered = sorted(issues, key=lambda issue: (issue.since, issue.id))
    columns = [Column(issue.id, issue.title, issue.since[:4]) for issue in ordered]
    titles = {column.issue for column in columns}
    by_actor: dict[str, dict[str, Standing]] = {}
    for standing in standings:
        if standing.issue in titles:
            by_actor.setdefault(standing.actor, {})[standing.issue] = standing
    return Years(columns, [_line(by_issue, columns) for by_issue in by_actor.values()])


def _line(by_issue: Mapping[str, Standing], columns: Sequence[Column]) -> Line:
    """Return the row of an actor from its standings by issue."""
    first = next(iter(by_issue.values()))
    held = [by_issue.get(column.issue) for column in columns]
    return Line(first.actor, first.actor_kind, first.name, held)


def people_beside_issues(issues: Sequence[Issue], standings: Iterable[Standing]) -> Figure | None:
    """Return a row an actor, in the order of the standings, and a column an issue, oldest first.

    None without any row or column, or with too many to read.
    """
    years = years_of(issues, standings)
    if not years.columns or not 0 < len(years.lines) <= MOST_ROWS:
        return None
    titles = "; ".join(column.title for column in years.columns)
    rows, columns = plural(len(years.lines), "row"), plural(len(years.columns), "column")
    return Figure(
        "grid",
        wording.EVERY_ISSUE,
        wording.EACH_SIDE_IN_ITS_WORDS,
        f"{rows} beside {columns}: {titles}.",
        partial(_drawing, years),
        (
            Sample(_SPOKEN_BLOCK, "on record, with the side in the issue's own words", 22),
            Sample(mark("silent", 8, 8), wording.NONE_FOUND.lower()),
            Sample(mark("private", 8, 8), wording.PRIVATE_REMARKS),
            Sample(mark("searched", 8, 8), wording.SEARCHED.lower()),
            Sample(mark("unchecked", 8, 8), wording.NEVER_LOOKED_FOR.lower()),
        ),
        len(years.lines),
    )


def few_words(standing: Standing) -> str:
    """Return a standing in the few words of a cell: `none found; outside the panel`."""
    return joined("; ", _finding(standing), not standing.panel and wording.OUTSIDE)


def _finding(standing: Standing) -> str:
    if standing.status == "spoke":
        return wording.with_basis(standing.side, standing.stance_basis)
    if standing.status == "silent":
        return wording.RESPONSES[str(standing.response)]
    return wording.STATUSES[standing.status].lower()


def dated_words(standing: Standing) -> str:
    """Return a standing in few words with the day of its words, or of its check."""
    return _detailed(standing)


def flagged_words(standing: Standing) -> str:
    """Return the same with its flags and a reply; an old check has its day, which says as much."""
    flags = wording.flags({**standing._asdict(), "stale": False})
    reply = wording.replied(standing.replied) if standing.replied else ""
    return _detailed(standing, *flags, reply)


def _detailed(standing: Standing, *details: str) -> str:
    """Return a standing with its day and details: `none found up to 9 Jan 2026 (declined)`."""
    if standing.status == "spoke":
        words = f"{_finding(standing)}, {cells.day(standing.date)}"
    elif standing.status == "silent":
        words = f"{wording.RESPONSES['none-found']} up to {cells.day(standing.earliest)}"
        details = (wording.response_words(standing.response), *details)
    elif standing.status == "searched":
        words = wording.searched(standing._asdict())
    else:
        words = _finding(standing)
    words = wording.with_details(words, details)
    return joined("; ", words, not standing.panel and wording.OUTSIDE)


def mark_beside_issues(standing: Standing) -> str:
    """Return the mark of a standing beside other issues: the same for both sides."""
    name = standing_mark(standing)
    return "spoke" if name in ("against", "favor") else name


def has_remarks(standing: Standing) -> bool:
    """Return whether of somebody only private words are known."""
    return standing.private and standing.status != "spoke"


class _Layout(NamedTuple):
    """The starts and widths of columns, and the size of words in cells."""

    names: float
    wide: float
    size: float

    def left(self, place: int) -> float:
        return self.names + place * self.wide

    @property
    def room(self) -> float:
        """Return the width for words in a cell."""
        return self.wide - 2 * _CELL_EDGE - 4


def _layout(years: Years, frame: Frame) -> _Layout:
    most = _MOST_NAME if not frame.is_narrow else frame.width * 0.3
    names = max(width(fit(line.name, frame.size, most), frame.size) for line in years.lines) + 12
    wide = min((frame.width - names) / len(years.columns), 240)
    size = max(_SMALLEST, min(_LARGEST, wide / 7.5))
    return _Layout(names, wide, size)


def _drawing(years: Years, frame: Frame) -> Drawing:
    """Draw heads of columns and, below them, rows as high as their longest words."""
    layout = _layout(years, frame)
    leading = _LEADING * layout.size
    heads = [
        wrapped(column.title, layout.size, layout.room)[:_MOST_LINES] for column in years.columns
    ]
    y = leading * (1 + max(map(len, heads))) + 8
    parts = []
    for place, (column, lines) in enumerate(zip(years.columns, heads, strict=True)):
        x = layout.left(place) + _CELL_EDGE
        top = y - 8 - leading * len(lines)
        parts.append(text(x, top, column.year, "soft", size=layout.size))
        parts += [
            text(x, top + leading * number, words, size=layout.size, bold=True)
            for number, words in enumerate(lines, 1)
        ]
    for line in years.lines:
        parts.append(straight(across(0, frame.width, y), "rule"))
        bottom = y + _height(line, layout)
        parts.append(
            text(0, y + 0.5 * (bottom - y) + 5, fit(line.name, frame.size, layout.names - 10))
        )
        parts += [
            _cell(standing, layout, layout.left(place), y, bottom)
            for place, standing in enumerate(line.standings)
            if standing
        ]
        y = bottom
    return Drawing(y + 4, "".join(parts))


def _lines_of(standing: Standing | None, layout: _Layout) -> list[str]:
    """Break the words of a cell; a mark alone stands for the unchecked."""
    if standing is None or standing.status == "unchecked":
        return []
    room = layout.room - (18 if standing.status in ("silent", "searched") else 0)
    return wrapped(few_words(standing), layout.size, room)[:_MOST_LINES]


def _height(line: Line, layout: _Layout) -> float:
    most = max(len(_lines_of(standing, layout)) for standing in line.standings)
    return max(26.0, _LEADING * layout.size * most + 12)


def _cell(standing: Standing, layout: _Layout, left: float, top: float, bottom: float) -> str:
    """Draw a standing: words on a band for somebody on record, else a mark."""
    middle = (top + bottom) / 2
    lines = _lines_of(standing, layout)
    first = middle - _LEADING * layout.size * (len(lines) - 1) / 2 + 0.35 * layout.size
    if standing.status == "spoke":
        body = path(box(left, top + 2, left + layout.wide - 4, bottom - 2), "band")
        x, ink = left + _CELL_EDGE, "ink"
    else:
        body = mark(standing.status, left + _CELL_EDGE + 7, middle)
        x, ink = left + _CELL_EDGE + 18, "soft"
    body += "".join(
        text(x, first + _LEADING * layout.size * number, words, ink, size=layout.size)
        for number, words in enumerate(lines)
    )
    title = few_words(standing)
    if has_remarks(standing):
        body += mark("private", left + layout.wide - 16, middle)
        title += f"; {wording.PRIVATE_REMARKS}"
    return group(title, body)
