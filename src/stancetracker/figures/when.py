"""Draw who spoke when: a row for each actor over an axis of days."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.figures.counts import FirstStatements, first_statements
from stancetracker.figures.frame import (
    TAIL,
    Frame,
    Plan,
    axis_samples,
    base_line,
    day_lines,
    head,
    leads,
    picture_of,
    stems,
    title_labels,
)
from stancetracker.figures.record import MOST_ROWS, Days, Line, Spell, days_of, lines_of
from stancetracker.figures.scales import Axis, axis, fit, tick_labels, width
from stancetracker.figures.shapes import (
    MARKS,
    Cell,
    Drawing,
    Label,
    Picture,
    Piece,
    Row,
    Sample,
    Table,
    across,
    as_of,
    joined,
    label,
    mark,
    tip,
)
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel


@dataclass(frozen=True)
class WhoSpokeWhen(Days):
    """A line for each actor."""

    kind: ClassVar = "when"
    heading: ClassVar = "Who spoke when"

    lines: tuple[Line, ...]

    def picture(self) -> Picture:
        """Lay the figure out."""
        about = (
            "A bar covers every day on which, by its sources, the words may have been said; the mark is on the last of"
            " these days."
        )
        counts = Counter(line.mark for line in self.lines)
        found = f"{plural(counts.total(), 'row')}: {wording.split(counts, MARKS) or 'none'}"
        legend = (*_legend(self.lines), *axis_samples(self))
        return picture_of(self, (self.heading, about, found), _plan, _drawing, legend, _table(self.lines))


_STATUSES: Final = ("spoke", "silent", "unchecked")


def who_spoke_when(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> WhoSpokeWhen | FirstStatements | None:
    """Return the days of the panel's statements and silences, earliest speakers first; without a panel, everyone's.

    Words that were not public stand on their own days, where they count, and on those by which they were known.
    None of nobody.
    """
    found = lines_of(asked, said, looks)
    days = days_of(asked, found, events)
    if len(found) > MOST_ROWS:
        return first_statements(found, days)
    return WhoSpokeWhen(**vars(days), lines=tuple(sorted(found, key=_turn))) if found else None


def _turn(line: Line) -> tuple[int, str, str, bool, str, str]:
    """Sort by status, then by first statement (those reported last among the others), then by name."""
    standing, first = line.standing, line.first
    days = (first.latest, first.earliest) if first else ("", "")
    reported = first is None and bool(line.reported)
    return (_STATUSES.index(standing.status), *days, reported, standing.name, standing.actor)


_ROW = 30
_NOTE = 16
_BETWEEN = 10
"""Room between two groups."""
_NAME = 15
_MOST_NAME = 200
_MOST_WORDS = 205
_MANY_ROWS = 20
"""With more than these, the days stand below the rows too."""


@dataclass(frozen=True)
class _Columns(Plan):
    """The columns of a drawing."""

    words: float
    """Where the words of standings begin; on a phone they end at the edge."""


def _plan(figure: WhoSpokeWhen, frame: Frame) -> _Columns:
    broken = TAIL if figure.as_of > figure.last else 0
    if frame.is_narrow:
        line = axis(figure.first, figure.last, 12, frame.width - 12 - broken)
        bounds, words = (0.0, float(frame.width)), 0.0
    else:
        cut = (fit(each.standing.name, _NAME, _MOST_NAME) for each in figure.lines)
        names = min(_MOST_NAME, max((width(name, _NAME) for name in cut), default=0))
        asked = width(as_of(figure.as_of), frame.size)
        words = frame.width - min(225, max([asked, *(_wide(each, frame.size) + 20 for each in figure.lines)]))
        line = axis(figure.first, figure.last, names + 28 if names else 10, words - 22 - broken)
        bounds = (0, words - 14)
    return _Columns(frame, line, head(frame, line, figure.triggers, bounds), words)


def _wide(line: Line, size: float) -> float:
    return max(width(fit(text, size, _MOST_WORDS), size) for text in _said(line))


def _said(line: Line) -> tuple[str, str]:
    """Split a standing's words from what stands in brackets after them."""
    words, _, rest = line.words.partition(" (")
    return words, rest.removesuffix(")")


class _Place(NamedTuple):
    """A row with its track's height and its end."""

    row: Row
    top: float
    y: float
    bottom: float
    begins_group: bool


def _drawing(figure: WhoSpokeWhen, plan: _Columns) -> Drawing:
    frame, size, narrow = plan.frame, plan.frame.size, plan.frame.is_narrow
    base = plan.head.height + size
    top = math.ceil(base + 1.15 * size + 9)
    rows = list(_rows(figure, plan, top + 6))
    bottom = (rows[-1].bottom if rows else top) + 6
    feet = tick_labels(plan.head.ticks, bottom + size, size) if len(rows) > _MANY_ROWS else []
    bottom += 2.2 * size if feet else 0
    css, x, y = ("as-of end", frame.width, bottom + size) if narrow else ("as-of", plan.words, base)
    labels = [
        *title_labels(plan.head.titles, plan.head.height - 6, size),
        *tick_labels(plan.head.ticks, base, size),
        *feet,
        label(css, x, y, as_of(figure.as_of)),
    ]
    pieces = (*base_line(plan.axis, top, figure.as_of), *_ground(plan, rows, top))
    height = round(bottom + (size + 6 if narrow else 2))
    return Drawing(frame.css, frame.width, height, pieces, tuple(labels), tuple(each.row for each in rows))


def _ground(plan: _Columns, rows: list[_Place], top: float) -> Iterator[Piece]:
    """Draw what lies behind the rows: their tracks, rules between groups, days and triggers."""
    line, bottom = plan.axis, (rows[-1].bottom if rows else top) + 6
    rules = [placed.top - _BETWEEN / 2 for placed in rows if placed.begins_group]
    bands = [(each.y - 12, each.y + 12) for each in rows] if plan.frame.is_narrow else [(top, bottom)]
    yield Piece("track", "".join(across(line.left, line.right, each.y) for each in rows))
    yield Piece("rule", "".join(across(0, plan.frame.width, y) for y in rules))
    yield day_lines(plan.head, [(top, top + 6)] if plan.frame.is_narrow else bands)
    yield leads(plan.frame, plan.head, top)
    yield stems(plan.head, bands)


def _rows(figure: WhoSpokeWhen, plan: _Columns, top: float) -> Iterator[_Place]:
    before: str | None = None
    for line in figure.lines:
        begins = before is not None and line.mark != before
        before = line.mark
        top += _BETWEEN if begins else 0
        placed = (_narrow_row if plan.frame.is_narrow else _wide_row)(line, plan, top)
        yield placed._replace(begins_group=begins)
        top = placed.bottom


def _wide_row(line: Line, plan: _Columns, top: float) -> _Place:
    words, note = (fit(text, plan.frame.size, _MOST_WORDS) for text in _said(line))
    high = _ROW + (_NOTE if note else 0)
    y = top + high / 2
    first = y + 5 - (_NOTE / 2 if note else 0)
    labels = [
        label("name", 0, y + 5, fit(line.standing.name, _NAME, _MOST_NAME)),
        label("words", plan.words + 18, first, words),
    ]
    labels += [label("note", plan.words + 18, first + _NOTE, note)] if note else []
    shape = mark(line.mark, plan.words + 6.5, first - 5, 6)
    return _placed(line, plan, (top, y, top + high), labels, shape)


def _narrow_row(line: Line, plan: _Columns, top: float) -> _Place:
    size, end = plan.frame.size, plan.frame.width
    said = fit(line.words, size, end - 40)
    below = width(said, size) > 0.55 * end
    first = top + 16
    second = first + 20 if below else first
    room = end - 8 if below else end - 34 - width(said, size)
    labels = [
        label("name", 0, first, fit(line.standing.name, size, room)),
        label("words", end - 20, second, said),
    ]
    shape = mark(line.mark, end - 7, second - 5, 6)
    y = second + (25 if line.reported else 18)
    return _placed(line, plan, (top, y, y + 16), labels, shape)


def _placed(
    line: Line, plan: _Columns, heights: tuple[float, float, float], labels: list[Label], shape: Piece
) -> _Place:
    name = line.mark
    decided = (_when(each) for each in line.spells if each.decides)
    is_whole = plan.frame.is_narrow and labels[0].text == line.standing.name
    title = "" if is_whole else "; ".join((f"{line.standing.name}: {line.words}", *decided))
    pieces = (
        Piece(each.css.removesuffix(f" {name}"), each.d)
        for each in (*_track(line, plan.axis, heights[1]), shape)
    )
    return _Place(Row(title, name, joined(pieces), tuple(labels)), *heights, False)


_BESIDE = 14
_UP = 12


def _track(line: Line, axis: Axis, y: float) -> tuple[Piece, ...]:
    """Draw all that is on record of an actor, the deciding statement on top."""
    looks = list(dict.fromkeys(round(axis.x(day), 1) for day in line.looks if axis.has(day)))
    silent = looks[-1:] if line.mark == "silent" and looks and axis.has(line.looks[-1]) else []
    spells = sorted(line.spells, key=lambda each: each.decides)
    return (
        *(Piece("until", across(axis.left, x, y)) for x in silent if axis.first < axis.last),
        *(piece for spell in spells for piece in _bar(spell, _name(spell, line), axis, y)),
        *(mark("look", x, y) for x in looks if x not in silent),
        *(mark("silent", x, y) for x in silent),
        *(
            mark(_name(spell, line), axis.x(spell.latest), y, 6.5 if spell.decides else 4)
            for spell in spells
            if axis.has(spell.latest)
        ),
        *_dots(line, axis, y, silent),
    )


def _name(spell: Spell, line: Line) -> str:
    return line.mark if spell.decides else spell.stance


def _bar(spell: Spell, name: str, axis: Axis, y: float) -> Iterator[Piece]:
    """Draw a bar from the first possible day to the last, with an arrow where it leaves the axis or is open."""
    begins = min(max(axis.x(spell.earliest), axis.left), axis.right)
    ends = min(max(axis.x(spell.latest), axis.left), axis.right)
    if ends > begins:
        yield Piece(f"bar {name}" if spell.decides else f"bar past {name}", across(begins, ends, y))
    if spell.open_start or spell.earliest < axis.first:
        yield tip(name, begins - 9, y, -1)
    if spell.latest > axis.last:
        yield tip(name, ends + 9, y, 1)


def _dots(line: Line, axis: Axis, y: float, taken: list[float]) -> Iterator[Piece]:
    """Draw half-filled squares, raised where another mark stands."""
    spans = [(axis.x(spell.earliest), axis.x(spell.latest)) for spell in line.spells]
    spans += [(x, x) for x in taken]
    for x in dict.fromkeys(round(axis.x(day), 1) for day in line.reported if axis.has(day)):
        near = any(low - _BESIDE < x < high + _BESIDE for low, high in spans)
        yield mark("reported", x, y - _UP if near else y, 5.5 if near else 6.5)


def _table(lines: Sequence[Line]) -> Table:
    columns = ("Name", "Standing", "Statements", "Checks", "Reported, not public")
    return Table(columns, tuple(_cells(line) for line in lines))


def _cells(line: Line) -> tuple[Cell, ...]:
    said = sorted(line.spells, key=lambda each: (each.latest, each.earliest))
    days = (
        (f"{wording.side(each.stance, each.stance_basis)}, {_when(each)}" for each in said),
        map(as_of, line.looks),
        (dates.interval_words(None, day) for day in line.reported),
    )
    actor = (line.standing.actor_kind, line.standing.actor)
    return (Cell(line.standing.name, actor), Cell(line.words), *(Cell("; ".join(each)) for each in days))


def _when(spell: Spell) -> str:
    return dates.interval_words(None if spell.open_start else spell.earliest, spell.latest)


def _legend(lines: tuple[Line, ...]) -> Iterator[Sample]:
    """Yield an entry for each shape in the figure."""
    spells = [spell for line in lines for spell in line.spells]
    used = {line.mark for line in lines} | {spell.stance for spell in spells}
    for name, words in wording.STANCES.items():
        if name in used:
            yield Sample((mark(name, 8, 8),), words)
    if name := next((spell.stance for spell in spells if spell.earliest < spell.latest), ""):
        bar = (Piece(f"bar {name}", across(0, 26, 8)), mark(name, 26, 8))
        yield Sample(bar, "on one of these days", 34)
    if name := next((spell.stance for spell in spells if spell.open_start), ""):
        bar = (Piece(f"bar {name}", across(9, 26, 8)), tip(name, 1, 8, -1))
        yield Sample(bar, "begins further left, or the source gives no start", 26)
    if name := next((spell.stance for spell in spells if not spell.decides), ""):
        yield Sample((mark(name, 8, 8, 4),), "another statement of the same actor")
    if any(line.mark == "silent" for line in lines):
        until = (Piece("until", across(0, 22, 8)), mark("silent", 26, 8))
        yield Sample(until, "no public statement found up to this check", 34)
    if any(line.looks[line.mark == "silent" :] for line in lines):
        yield Sample((mark("look", 8, 8),), "a check")
    if any(line.reported for line in lines):
        yield Sample((mark("reported", 8, 8),), "reported, not public")
    if any(line.mark == "unchecked" for line in lines):
        yield Sample((mark("unchecked", 8, 8),), "unchecked: no check on record")
