"""Who spoke when: a row for each actor over an axis of days."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.figures.first import FirstStatements, first_statements
from stancetracker.figures.frame import (
    FRAMES,
    TAIL,
    Frame,
    Head,
    axis_samples,
    base_line,
    day_lines,
    head,
    leads,
    picture_of,
    stems,
    title_labels,
)
from stancetracker.figures.record import (
    MOST_ROWS,
    Days,
    Line,
    OnRecord,
    days_of,
    deciding,
    on_record,
    statements,
    track,
)
from stancetracker.figures.scales import Axis, axis, fit, tick_labels, width
from stancetracker.figures.shapes import (
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
    extent,
    joined,
    label,
    mark,
    marks,
    standing_mark,
    tally,
    tip,
)
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel


@dataclass(frozen=True)
class WhoSpokeWhen(Days):
    """A line for each actor."""

    lines: tuple[Line, ...]


_STATUSES: Final = ("spoke", "silent", "unchecked")


def who_spoke_when(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> WhoSpokeWhen | FirstStatements:
    """Return the days of the panel's statements and silences, earliest speakers first; without a panel, everyone's.

    Words that were not public stand on their own days, where they count, and on those by which they were known.
    """
    found = on_record(asked, said, looks)
    days = days_of(asked, found, events)
    if len(found) > MOST_ROWS:
        return first_statements(found, days)
    lines = tuple(_line(one) for one in sorted(found, key=_turn))
    return WhoSpokeWhen(**vars(days), lines=lines)


def _turn(one: OnRecord) -> tuple[int, str, str, bool, str, str]:
    """Sort by status, then by first statement (those reported last among the others), then by name."""
    standing, first = one.standing, one.first
    days = (first.latest, first.earliest) if first else ("", "")
    reported = first is None and bool(one.reported)
    return (_STATUSES.index(standing.status), *days, reported, standing.name, standing.actor)


def _line(one: OnRecord) -> Line:
    standing = one.standing
    return Line(
        actor=standing.actor,
        kind=standing.actor_kind,
        name=standing.name,
        status=standing.status,
        stance=standing.stance,
        words=wording.cell({**standing._asdict(), "panel": True}),
        spells=one.spells,
        looks=one.looks,
        reported=one.reported,
    )


_ROW = 30
_NOTE = 16
_BETWEEN = 10
"""Room between two groups."""
_NAME = 15
_MOST_NAME = 200
_MOST_WORDS = 205
_MANY_ROWS = 20
"""With more than these, the days stand below the rows too."""


class _Plan(NamedTuple):
    """The columns of a drawing, and its axis."""

    frame: Frame
    axis: Axis
    head: Head
    words: float
    """Where the words of standings begin; on a phone they end at the edge."""


def picture(figure: WhoSpokeWhen) -> Picture:
    """Lay the figure out."""
    plans = [_plan(figure, frame) for frame in FRAMES]
    counts = Counter(standing_mark(line) for line in figure.lines)
    about = (
        "A bar covers every day on which, by its sources, the words may have been said; the mark is on the last of"
        " these days."
    )
    span = extent(figure.first, plans[0].axis.last, figure.as_of)
    return picture_of(
        "when",
        (
            "Who spoke when",
            about,
            f"{plural(counts.total(), 'row')}: {tally(counts) or 'none'}. {span}.",
        ),
        [plan.head for plan in plans],
        [_drawing(figure, plan) for plan in plans],
        _legend(figure),
        _table(figure),
    )


def _plan(figure: WhoSpokeWhen, frame: Frame) -> _Plan:
    broken = TAIL if figure.as_of > figure.last else 0
    if frame.is_narrow:
        line = axis(figure.first, figure.last, 12, frame.width - 12 - broken)
        bounds, words = (0.0, float(frame.width)), 0.0
    else:
        asked = width(as_of(figure.as_of), frame.size)
        names = min(
            _MOST_NAME, max([width(fit(each.name, _NAME, _MOST_NAME), _NAME) for each in figure.lines] or [0])
        )
        said = min(225, max([asked, *(_wide(each, frame.size) + 20 for each in figure.lines)]))
        words = frame.width - said
        left = names + 28 if names else 10
        line = axis(figure.first, figure.last, left, words - 22 - broken)
        bounds = (0, words - 14)
    return _Plan(frame, line, head(frame, line, figure.triggers, bounds), words)


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


def _drawing(figure: WhoSpokeWhen, plan: _Plan) -> Drawing:
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


def _ground(plan: _Plan, rows: list[_Place], top: float) -> Iterator[Piece]:
    """Draw what lies behind the rows: their tracks, rules between groups, days and triggers."""
    line, bottom = plan.axis, (rows[-1].bottom if rows else top) + 6
    rules = [placed.top - _BETWEEN / 2 for placed in rows if placed.begins_group]
    bands = [(each.y - 12, each.y + 12) for each in rows] if plan.frame.is_narrow else [(top, bottom)]
    yield Piece("track", "".join(across(line.left, line.right, each.y) for each in rows))
    yield Piece("rule", "".join(across(0, plan.frame.width, y) for y in rules))
    yield day_lines(plan.head, [(top, top + 6)] if plan.frame.is_narrow else bands)
    yield leads(plan.frame, plan.head, top)
    yield stems(plan.head, bands)


def _rows(figure: WhoSpokeWhen, plan: _Plan, top: float) -> Iterator[_Place]:
    before: str | None = None
    for line in figure.lines:
        begins = before is not None and standing_mark(line) != before
        before = standing_mark(line)
        top += _BETWEEN if begins else 0
        placed = (_narrow_row if plan.frame.is_narrow else _wide_row)(line, plan, top)
        yield placed._replace(begins_group=begins)
        top = placed.bottom


def _wide_row(line: Line, plan: _Plan, top: float) -> _Place:
    words, note = (fit(text, plan.frame.size, _MOST_WORDS) for text in _said(line))
    high = _ROW + (_NOTE if note else 0)
    y = top + high / 2
    first = y + 5 - (_NOTE / 2 if note else 0)
    labels = [
        label("name", 0, y + 5, fit(line.name, _NAME, _MOST_NAME)),
        label("words", plan.words + 18, first, words),
    ]
    labels += [label("note", plan.words + 18, first + _NOTE, note)] if note else []
    shape = mark(standing_mark(line), plan.words + 6.5, first - 5, 6)
    return _placed(line, plan, (top, y, top + high), labels, shape)


def _narrow_row(line: Line, plan: _Plan, top: float) -> _Place:
    size, end = plan.frame.size, plan.frame.width
    said = fit(line.words, size, end - 40)
    below = width(said, size) > 0.55 * end
    first = top + 16
    second = first + 20 if below else first
    room = end - 8 if below else end - 34 - width(said, size)
    labels = [label("name", 0, first, fit(line.name, size, room)), label("words", end - 20, second, said)]
    shape = mark(standing_mark(line), end - 7, second - 5, 6)
    y = second + (25 if line.reported else 18)
    return _placed(line, plan, (top, y, y + 16), labels, shape)


def _placed(
    line: Line, plan: _Plan, heights: tuple[float, float, float], labels: list[Label], shape: Piece
) -> _Place:
    name = standing_mark(line)
    is_whole = plan.frame.is_narrow and labels[0].text == line.name
    title = "" if is_whole else "; ".join((f"{line.name}: {line.words}", *deciding(line)))
    pieces = (
        Piece(each.css.removesuffix(f" {name}"), each.d)
        for each in (*track(line, plan.axis, heights[1]), shape)
    )
    return _Place(Row(title, name, joined(pieces), tuple(labels)), *heights, False)


def _table(figure: WhoSpokeWhen) -> Table:
    columns = (
        "Name",
        "Standing",
        "Statements",
        "Checks",
        "Reported, not public",
    )
    return Table(columns, tuple(_cells(line) for line in figure.lines))


def _cells(line: Line) -> tuple[Cell, ...]:
    days = (
        statements(line),
        map(as_of, line.looks),
        (dates.interval_words(None, day) for day in line.reported),
    )
    return (Cell(line.name, line.actor), Cell(line.words), *(Cell("; ".join(each)) for each in days))


def _legend(figure: WhoSpokeWhen) -> tuple[Sample, ...]:
    """Return a legend entry for each shape in the figure."""
    return (*_stances(figure.lines), *_others(figure.lines), *axis_samples(figure))


def _stances(lines: tuple[Line, ...]) -> Iterator[Sample]:
    used = {standing_mark(line) for line in lines} | {each.stance for line in lines for each in line.spells}
    for name, words in marks().items():
        if name in used and name not in ("silent", "unchecked"):
            yield Sample((mark(name, 8, 8),), words)


def _others(lines: tuple[Line, ...]) -> Iterator[Sample]:
    spells = [spell for line in lines for spell in line.spells]
    if any(spell.earliest < spell.latest for spell in spells):
        name = next(spell.stance for spell in spells if spell.earliest < spell.latest)
        bar = (Piece(f"bar {name}", across(0, 26, 8)), mark(name, 26, 8))
        yield Sample(bar, "on one of these days", 34)
    for spell in spells:
        if spell.open_start:
            yield Sample(
                (Piece(f"bar {spell.stance}", across(9, 26, 8)), tip(spell.stance, 1, 8, -1)),
                "begins further left, or the source gives no start",
                26,
            )
            break
    for spell in spells:
        if not spell.decides:
            yield Sample((mark(spell.stance, 8, 8, 4),), "another statement of the same actor")
            break
    if any(line.status == "silent" for line in lines):
        until = (Piece("until", across(0, 22, 8)), mark("silent", 26, 8))
        yield Sample(until, "no public statement found up to this check", 34)
    if any(line.looks[line.status == "silent" :] for line in lines):
        yield Sample((mark("look", 8, 8),), "a check")
    if any(line.reported for line in lines):
        yield Sample((mark("reported", 8, 8),), "reported, not public")
    if any(line.status == "unchecked" for line in lines):
        yield Sample((mark("unchecked", 8, 8),), "unchecked: no check on record")
