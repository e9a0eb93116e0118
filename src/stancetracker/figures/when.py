"""Draw who spoke when: a row for each actor over an axis of days."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.figures.days import (
    TAIL,
    Head,
    base_line,
    gap,
    head,
    labels,
    over,
    samples,
    stems,
)
from stancetracker.figures.frame import Drawing, Figure, Frame, Sample, as_of
from stancetracker.figures.record import MOST_ROWS, Days, Line, Spell, days_of, lines_of
from stancetracker.figures.scales import Axis, axis, fit, width
from stancetracker.figures.shapes import (
    MARKS,
    across,
    bar_ink,
    group,
    ink,
    mark,
    ring,
    straight,
    text,
    tip,
)
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel

_STATUSES: Final = ("spoke", "silent", "unchecked")
_ROW: Final = 30
_NOTE: Final = 16
_BETWEEN: Final = 10
"""Room between two groups."""
_LANE: Final = 15
_MOST_LANES: Final = 3
_MOST_NAME: Final = 200
_MOST_WORDS: Final = 205
_MANY_ROWS: Final = 20
"""With more than these, the days stand below the rows too."""


def who_spoke_when(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> Figure | None:
    """Return the days of the panel's statements and silences, first speakers first; without a panel, everyone's.

    Words that were not public stand on their own days, where they count, and on those by which they were known.
    None of nobody, and of more than can be read.
    """
    found = lines_of(asked, said, looks)
    days = days_of(asked, found, events)
    lines = sorted(found, key=turn)
    if not 0 < len(lines) <= MOST_ROWS:
        return None
    counts = Counter(line.mark for line in lines)
    span = f"From {dates.words(days.first)} to {dates.words(days.last)}, {as_of(days.as_of)}"
    return Figure(
        "when",
        "Who spoke when",
        "A bar covers every day on which, by its sources, the words may have been said; the mark is on the last of"
        " these days.",
        f"{plural(counts.total(), 'row')}: {wording.split(counts, MARKS) or 'none'}. {span}.",
        partial(_drawing, days, lines),
        (*_legend(lines), *samples(days)),
        len(lines),
    )


def who_was_checked(asked: Panel, looks: Sequence[Silence], events: Sequence[Happened]) -> Figure | None:
    """Return the days of the checks alone."""
    found = who_spoke_when(asked, (), looks, events)
    return found and found._replace(
        name="checked",
        heading="Who was checked when",
        about="A small ring stands on each day up to which somebody checked; the words say what is on record.",
    )


def turn(line: Line) -> tuple[int, str, str, bool, str, str]:
    """Sort by status, then by first statement (those reported last among the others), then by name."""
    standing, first = line.standing, line.first
    days = (first.latest, first.earliest) if first else ("", "")
    reported = first is None and bool(line.reported)
    return (_STATUSES.index(standing.status), *days, reported, standing.name, standing.actor)


class _Plan(NamedTuple):
    frame: Frame
    axis: Axis
    head: Head
    words: float
    """Where the words of standings begin; in a narrow frame they end at the edge."""


def _plan(days: Days, lines: Sequence[Line], frame: Frame) -> _Plan:
    broken = TAIL if days.as_of > days.last else 0
    if frame.is_narrow:
        line = axis(days.first, days.last, 12, frame.width - 12 - broken)
        return _Plan(frame, line, head(frame, line, days.triggers, (0.0, float(frame.width))), 0.0)
    cut = (fit(each.standing.name, frame.size, _MOST_NAME) for each in lines)
    names = min(_MOST_NAME, max((width(name, frame.size) for name in cut), default=0))
    asked = max(width(words, frame.size) for words in (as_of(days.as_of), gap(days)))
    words = frame.width - min(225, max([asked, *(_wide(each, frame.size) + 20 for each in lines)]))
    line = axis(days.first, days.last, names + 28 if names else 10, words - 22 - broken)
    return _Plan(frame, line, head(frame, line, days.triggers, (0, words - 14)), words)


def _wide(line: Line, size: float) -> float:
    return max(width(fit(each, size, _MOST_WORDS), size) for each in _said(line))


def _said(line: Line) -> tuple[str, str]:
    """Split a standing's words from what stands in brackets after them, but for an inferred stance."""
    words, bracket, rest = line.words.partition(" (")
    if rest.startswith("inferred)"):
        words, _, rest = line.words.partition(") (")
        return words + ("" if words.endswith(")") else ")"), rest.removesuffix(")")
    return words, rest.removesuffix(")") if bracket else ""


class _Row(NamedTuple):
    body: str
    top: float
    y: float
    bottom: float
    until: str
    """The line up to the last check of somebody without a statement."""
    begins_group: bool = False


def _drawing(days: Days, lines: Sequence[Line], frame: Frame) -> Drawing:
    plan = _plan(days, lines, frame)
    size, narrow = frame.size, frame.is_narrow
    base = plan.head.height + size
    top = base + 1.15 * size + 9
    rows = list(_rows(lines, plan, top + 6))
    bottom = rows[-1].bottom + 6
    bands = [(row.y - 12, row.y + 12) for row in rows] if narrow else [(top, bottom)]
    parts = [
        straight("".join(across(plan.axis.left, plan.axis.right, row.y) for row in rows), "faint"),
        straight(
            "".join(across(0, frame.width, row.top - _BETWEEN / 2) for row in rows if row.begins_group),
            "rule",
        ),
        base_line(plan.axis, top, days.as_of),
        stems(plan.head, bands),
        over(plan.head, frame, base),
        straight("".join(row.until for row in rows), "soft", stroke_width=1.5, stroke_dasharray="2 4"),
        *(row.body for row in rows),
    ]
    if len(rows) > _MANY_ROWS:
        parts += labels(plan.head.ticks, bottom + size, size)
        bottom += 2.2 * size
    day, since = as_of(days.as_of), gap(days)
    if narrow:
        words = ", ".join(filter(None, (day, since)))
        parts.append(text(frame.width, bottom + size, words, "soft", "end", 0.87 * size))
        bottom += 1.6 * size
    else:
        parts += [
            text(plan.words, base, day, "soft"),
            text(plan.words, base + 1.15 * size, since, "soft", size=0.9 * size),
        ]
    return Drawing(bottom, "".join(parts), plan.head.numbered)


def _rows(lines: Sequence[Line], plan: _Plan, top: float) -> Iterator[_Row]:
    before: str | None = None
    for line in lines:
        begins = before is not None and line.mark != before
        before = line.mark
        top += _BETWEEN if begins else 0
        row = (_narrow_row if plan.frame.is_narrow else _wide_row)(line, plan, top)
        yield row._replace(begins_group=begins)
        top = row.bottom


def _wide_row(line: Line, plan: _Plan, top: float) -> _Row:
    size = plan.frame.size
    words, note = (fit(each, size, _MOST_WORDS) for each in _said(line))
    lanes = lanes_of(line, plan.axis)
    high = max(_ROW + (_NOTE if note else 0), _ROW + _LANE * max(lanes.values(), default=0))
    y = top + high / 2
    first = y + 5 - (_NOTE / 2 if note else 0)
    body = (
        text(0, y + 5, fit(line.standing.name, size, _MOST_NAME))
        + mark(line.mark, plan.words + 6.5, first - 5)
        + text(plan.words + 18, first, words, ink(line.mark))
        + text(plan.words + 18, first + _NOTE, note, "soft")
        + _track(line, plan.axis, y, lanes)
    )
    return _Row(group(_title(line), body), top, y, top + high, _until(line, plan.axis, y))


def _narrow_row(line: Line, plan: _Plan, top: float) -> _Row:
    size, end = plan.frame.size, plan.frame.width
    said = fit(line.words, size, end - 40)
    below = width(said, size) > 0.55 * end
    first = top + 16
    second = first + 20 if below else first
    room = end - 8 if below else end - 34 - width(said, size)
    lanes = lanes_of(line, plan.axis)
    y = second + (25 if line.reported else 18) + _LANE * max(lanes.values(), default=0) / 2
    body = (
        text(0, first, fit(line.standing.name, size, room), bold=True)
        + mark(line.mark, end - 7, second - 5)
        + text(end - 20, second, said, ink(line.mark), "end")
        + _track(line, plan.axis, y, lanes)
    )
    bottom = y + 16 + _LANE * max(lanes.values(), default=0) / 2
    return _Row(body, top, y, bottom, _until(line, plan.axis, y))


def _title(line: Line) -> str:
    first, decided = line.first, (each for each in line.spells if each.decides)
    parts = [f"{line.standing.name}: {line.words}"]
    parts += [f"first {first.when}"] if first else []
    parts += [f"the standing rests on {each.when}" for each in decided if each != first]
    return "; ".join(parts)


def lanes_of(line: Line, axis: Axis) -> dict[Spell, int]:
    """Give each statement the lowest lane where it touches no other, so that no two bars look like one."""
    ends: list[float] = []
    lanes: dict[Spell, int] = {}
    for spell in sorted(
        (*line.spells, *line.disputed), key=lambda each: (each.earliest, each.latest, each.stance)
    ):
        low, high = _within(axis, spell)
        lane = next((n for n, end in enumerate(ends) if end + 3 < low), len(ends))
        lane = min(lane, _MOST_LANES - 1)
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = high + 7
        lanes[spell] = lane
    return lanes


def _within(axis: Axis, spell: Spell) -> tuple[float, float]:
    """Return where a bar begins and ends, within the axis."""
    low, high = (min(max(axis.x(day), axis.left), axis.right) for day in (spell.earliest, spell.latest))
    return low, high


def _track(line: Line, axis: Axis, y: float, lanes: dict[Spell, int]) -> str:
    """Draw all that is on record of an actor: bars in lanes, then marks, the deciding statement on top."""
    looks = list(dict.fromkeys(round(axis.x(day), 1) for day in line.looks if axis.has(day)))
    silent = looks[-1:] if _is_checked(line, axis) else []
    shift = _LANE * max(lanes.values(), default=0) / 2
    heights = {spell: y - shift + _LANE * lane for spell, lane in lanes.items()}
    first = line.first
    parts: list[str] = []
    for spell in sorted(line.spells, key=lambda each: (each.decides, each == first)):
        parts += _bar(spell, axis, heights[spell], thick=spell == first)
    parts += [
        straight(
            across(*_within(axis, spell), heights[spell]),
            "soft",
            stroke_width=1.5,
            stroke_dasharray="1 3",
        )
        for spell in line.disputed
    ]
    parts += [mark("look", x, y + shift) for x in looks if x not in silent]
    parts += [mark("silent", x, y) for x in silent]
    for spell in sorted(line.spells, key=lambda each: (each.decides, each == first)):
        if axis.has(spell.latest):
            x, large = axis.x(spell.latest), spell.decides or spell == first
            parts.append(mark(spell.stance, x, heights[spell], 6.5 if large else 4))
            parts.append(ring(x, heights[spell]) if spell.decides and spell != first else "")
    parts += [
        mark("uncounted", axis.x(spell.latest), heights[spell], 5.5)
        for spell in line.disputed
        if axis.has(spell.latest)
    ]
    return "".join((*parts, *_dots(line, axis, y, silent)))


def _is_checked(line: Line, axis: Axis) -> bool:
    return line.mark == "silent" and bool(line.looks) and axis.has(line.looks[-1])


def _until(line: Line, axis: Axis, y: float) -> str:
    if not _is_checked(line, axis) or axis.first == axis.last:
        return ""
    return across(axis.left, axis.x(line.looks[-1]), y)


def _bar(spell: Spell, axis: Axis, y: float, *, thick: bool) -> Iterator[str]:
    """Draw a bar from the first possible day to the last, with an arrow where it leaves the axis or is open."""
    begins, ends = _within(axis, spell)
    if ends > begins:
        yield straight(across(begins, ends, y), bar_ink(spell.stance), stroke_width=6 if thick else 2.5)
    if spell.open_start or spell.earliest < axis.first:
        yield tip(spell.stance, begins - 9, y, -1)
    if spell.latest > axis.last:
        yield tip(spell.stance, ends + 9, y, 1)


def _dots(line: Line, axis: Axis, y: float, taken: list[float]) -> Iterator[str]:
    """Draw half-filled squares, raised where another mark stands."""
    spans = [(axis.x(spell.earliest), axis.x(spell.latest)) for spell in line.spells]
    spans += [(x, x) for x in taken]
    for x in dict.fromkeys(round(axis.x(day), 1) for day in line.reported if axis.has(day)):
        near = any(low - 14 < x < high + 14 for low, high in spans)
        yield mark("reported", x, y - 12 if near else y, 5.5 if near else 6.5)


def _legend(lines: Sequence[Line]) -> Iterator[Sample]:
    """Yield an entry for each shape in the figure."""
    spells = [spell for line in lines for spell in line.spells]
    later = [spell for line in lines for spell in line.spells if spell != line.first]
    used = {line.mark for line in lines} | {spell.stance for spell in spells}
    yield from (Sample(mark(name, 8, 8), words) for name, words in wording.STANCES.items() if name in used)
    for name in [spell.stance for spell in spells if spell.earliest < spell.latest][:1]:
        bar = straight(across(0, 26, 8), bar_ink(name), stroke_width=6) + mark(name, 26, 8)
        yield Sample(bar, "on one of these days", 34)
    for name in [spell.stance for spell in spells if spell.open_start][:1]:
        bar = straight(across(9, 26, 8), bar_ink(name), stroke_width=6) + tip(name, 1, 8, -1)
        yield Sample(bar, "its start is earlier or unknown", 26)
    for name in [spell.stance for spell in later][:1]:
        thin = straight(across(0, 22, 8), bar_ink(name), stroke_width=2.5) + mark(name, 22, 8, 4)
        yield Sample(thin, "a later statement", 28)
    if any(spell.decides for spell in later):
        yield Sample(ring(10, 8), "the standing rests on it", 20)
    if "silent" in used:
        dash = straight(across(0, 22, 8), "soft", stroke_width=1.5, stroke_dasharray="2 4")
        yield Sample(dash + mark("silent", 26, 8), "none found up to this check", 34)
    for name, words, is_there in (
        ("uncounted", "disputed, not counted", any(line.disputed for line in lines)),
        ("look", "a check", any(line.looks[line.mark == "silent" :] for line in lines)),
        ("reported", "reported, not public", any(line.reported for line in lines)),
        ("unchecked", "unchecked: no check on record", "unchecked" in used),
    ):
        if is_there:
            yield Sample(mark(name, 8, 8), words)
