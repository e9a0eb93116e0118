"""Draw who spoke when: a row for each actor over an axis of days."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.days import TAIL, draw_axis, head, labels
from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame, Sample, fit, wrapped
from stancetracker.addons.site.figures.shapes import (
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
from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.render.axis import Axis, width
from stancetracker.render.timeline import (
    MOST_ROWS,
    Days,
    Line,
    Spell,
    before_gap,
    days_of,
    lanes_of,
    lines_of,
    turn,
)
from stancetracker.reports.panel import Material, Panel

_ROW: Final = 30
_LINE: Final = 16
"""The height of a further line of words."""
_BETWEEN: Final = 10
"""Room between two groups."""
_LANE: Final = 15
_MOST_NAME: Final = 200
_MOST_WORDS: Final = 205
_DASHES: Final = {"stroke_width": 1.5, "stroke_dasharray": "2 4"}
"""The stroke of the days up to the last check of somebody without a statement."""


def who_spoke_when(asked: Panel, known: Material) -> Figure | None:
    """Return the days of the panel's statements and silences, first speakers first; without a panel, everyone's.

    Words that were not public stand on their own days, where they count, and on those by which they were known.
    None of nobody, and of more than can be read.
    """
    found = lines_of(asked, known)
    days = days_of(asked, found, known.events)
    lines = sorted(found, key=turn)
    if not 0 < len(lines) <= MOST_ROWS:
        return None
    counts = Counter(line.mark for line in lines)
    span = f"From {dates.words(days.first)} to {dates.words(days.last)}, {wording.as_of_words(days.as_of, None)}"
    return Figure(
        "when",
        "Who spoke when",
        "A bar covers every day on which, by its sources, the words may have been said; the mark is on the last of"
        " these days.",
        f"{plural(counts.total(), 'row')}: {wording.split(counts, {**MARKS, **asked.counts.sides}) or 'none'}. {span}.",
        partial(_drawing, days, lines),
        tuple(_legend(lines, asked.counts.sides)),
        len(lines),
    )


def who_was_checked(asked: Panel, checks: Material) -> Figure | None:
    """Return the days of the checks alone."""
    found = who_spoke_when(asked, checks)
    return found and found._replace(
        name="checked",
        heading="Who was checked when",
        about="A small ring stands on each day up to which somebody checked; the words say what is on record.",
    )


class _Row(NamedTuple):
    """A row as drawn: its edges, and the height of its days between them."""

    line: Line
    body: str
    top: float
    y: float
    bottom: float


def _drawing(days: Days, lines: Sequence[Line], frame: Frame) -> Drawing:
    """Draw the rows; where it is wide names stand before the days and standings after them, else above them."""
    size, narrow, day, since = (
        frame.size,
        frame.is_narrow,
        wording.as_of_words(days.as_of, None),
        before_gap(days),
    )
    left, words = 12.0, float(frame.width)
    if not narrow:
        names = max(width(fit(line.standing.name, size, _MOST_NAME), size) for line in lines)
        said = [part for line in lines for part in wrapped(line.words, size, _MOST_WORDS)]
        needed = max(
            width(day, size), width(since, size), *(width(part, size) + 20 for part in said)
        )
        left, words = min(_MOST_NAME, names) + 28, frame.width - min(_MOST_WORDS + 20, needed)
    right = words - (12 if narrow else 22) - (TAIL if days.as_of > days.last else 0)
    line = Axis(days.first, days.last, left, right)
    above = head(frame, line, days, (0, words - (0 if narrow else 14)))
    base = above.height + size
    top = base + 1.15 * size + 9
    rows = list(_rows(lines, line, frame, words, top + 6))
    bottom = rows[-1].bottom + 6
    bands = [(row.y - 12, row.y + 12) for row in rows] if narrow else [(top, bottom)]
    groups = [row for before, row in pairwise(rows) if before.line.mark != row.line.mark]
    checked = [
        (line.left, line.x(row.line.looks[-1]), row.y)
        for row in rows
        if _is_checked(row.line, line)
    ]
    parts = [
        straight("".join(across(line.left, line.right, row.y) for row in rows), "faint"),
        straight("".join(across(0, frame.width, row.top - _BETWEEN / 2) for row in groups), "rule"),
        draw_axis(above, top, base, bands, ruled=True),
        straight("".join(across(*each) for each in checked), "soft", **_DASHES),
        *(row.body for row in rows),
    ]
    if len(rows) > 20:  # with so many, the days stand below them too
        parts.append(labels(above.ticks, bottom + size, size))
        bottom += 2.2 * size
    if narrow:
        told = ", ".join(filter(None, (day, since)))
        parts.append(text(frame.width, bottom + size, told, "soft", "end", 0.87 * size))
        bottom += 1.6 * size
    else:
        parts.append(text(words, base, day, "soft"))
        parts.append(text(words, base + 1.15 * size, since, "soft", size=0.9 * size))
    return Drawing(bottom, "".join(parts), above.numbered)


def _rows(
    lines: Sequence[Line], axis: Axis, frame: Frame, words: float, top: float
) -> Iterator[_Row]:
    """Yield the rows below each other; a wide one's words begin at `words`, a narrow one's end at the edge."""
    size, before = frame.size, lines[0].mark
    for line in lines:
        top += _BETWEEN if line.mark != before else 0
        before, lanes, name = line.mark, lanes_of(line, axis), line.standing.name
        more = _LANE * max(lanes.values(), default=0)
        said = wrapped(line.words, size, frame.width - 40 if frame.is_narrow else _MOST_WORDS)
        under = _LINE * (len(said) - 1)
        if frame.is_narrow:
            shown, side, first = fit(name, size, frame.width - 8), -1, top + 16
            called = text(0, first, shown, bold=True)
            first += (
                20
                if under or 1.15 * width(shown, size) + width(said[0], size) > frame.width - 34
                else 0
            )
            y = first + under + (25 if line.reported else 18) + more / 2
            bottom = y + 16 + more / 2
        else:
            bottom, side = top + _ROW + max(under, more), 1
            y = (top + bottom) / 2
            first = y + 5 - under / 2
            called = text(0, y + 5, fit(name, size, _MOST_NAME))
        called += mark(line.mark, words + 6.5 * side, first - 5)
        for place, part in enumerate(said):
            anchor = "end" if frame.is_narrow else ""
            called += text(words + 19 * side, first + _LINE * place, part, ink(line.mark), anchor)
        told = [f"{name}: {line.words}"]
        if line.first:
            told.append(f"on record by {dates.words(line.first.latest)}")
        rests = [each for each in line.spells if each.decides and each != line.first]
        told += [f"the standing rests on {each.when}" for each in rests]
        yield _Row(
            line, group("; ".join(told), called + _track(line, axis, y, lanes)), top, y, bottom
        )
        top = bottom


def _track(line: Line, axis: Axis, y: float, lanes: dict[Spell, int]) -> str:
    """Draw all that is on record of an actor: bars in lanes, then marks, the deciding statement on top."""
    shift = _LANE * max(lanes.values(), default=0) / 2
    heights = {spell: y - shift + _LANE * lane for spell, lane in lanes.items()}
    first = line.first
    bars, marks = [], []
    for spell in sorted(line.spells, key=lambda each: (each.decides, each == first)):
        low, high, at = axis.within(spell.earliest), axis.within(spell.latest), heights[spell]
        if high > low:
            wide = 6 if spell == first else 2.5
            bars.append(straight(across(low, high, at), bar_ink(spell.stance), stroke_width=wide))
        if spell.open_start or spell.earliest < axis.first:
            bars.append(tip(spell.stance, low - 9, at, -1))
        if not axis.has(spell.latest):
            bars.append(tip(spell.stance, high + 9, at, 1))
            continue
        marks.append(mark(spell.stance, high, at, 6.5 if spell.decides or spell == first else 4))
        marks.append(ring(high, at) if spell.decides and spell != first else "")
    for spell in line.disputed:
        low, high, at = axis.within(spell.earliest), axis.within(spell.latest), heights[spell]
        bars.append(
            straight(across(low, high, at), "soft", stroke_width=1.5, stroke_dasharray="1 3")
        )
        marks.append(mark("uncounted", high, at, 5.5) if axis.has(spell.latest) else "")
    taken = [(axis.x(spell.earliest), axis.x(spell.latest)) for spell in line.spells]
    looks = list(dict.fromkeys(round(axis.x(day), 1) for day in line.looks if axis.has(day)))
    if _is_checked(line, axis):
        x = looks.pop()
        taken.append((x, x))
        marks.insert(0, mark("silent", x, y))
    for x in dict.fromkeys(round(axis.x(day), 1) for day in line.reported if axis.has(day)):
        near = any(low - 14 < x < high + 14 for low, high in taken)
        marks.append(mark("reported", x, y - 12 if near else y, 5.5 if near else 6.5))
    return "".join((*bars, *(mark("look", x, y + shift) for x in looks), *marks))


def _is_checked(line: Line, axis: Axis) -> bool:
    return line.mark == "silent" and bool(line.looks) and axis.has(line.looks[-1])


def _legend(lines: Sequence[Line], sides: Mapping[str, str]) -> Iterator[Sample]:
    """Yield an entry for each shape that no words of a row stand beside."""
    spells = [spell for line in lines for spell in line.spells]
    later = [spell for line in lines for spell in line.spells if spell != line.first]
    unnamed = {spell.stance for spell in spells} - {line.mark for line in lines}
    wide = next((spell.stance for spell in spells if spell.earliest < spell.latest), "")
    begun = next((spell.stance for spell in spells if spell.open_start), "")
    thin = next((spell.stance for spell in later), "")
    bars = (across(0, 26, 8), wide, 6), (across(9, 26, 8), begun, 6), (across(0, 22, 8), thin, 2.5)
    days, open_days, later_days = (
        straight(d, bar_ink(name), stroke_width=size) for d, name, size in bars
    )
    for body, words, room, is_there in (
        *((mark(name, 8, 8), words, 16, name in unnamed) for name, words in sides.items()),
        (days + mark(wide, 26, 8), "on one of these days", 34, wide),
        (open_days + tip(begun, 1, 8, -1), "its start is earlier or unknown", 26, begun),
        (later_days + mark(thin, 22, 8, 4), "a later statement", 28, thin),
        (
            ring(10, 8),
            "a later one, which decides the side",
            20,
            any(spell.decides for spell in later),
        ),
        (
            mark("uncounted", 8, 8),
            "disputed, not counted",
            16,
            any(line.disputed for line in lines),
        ),
        (
            mark("look", 8, 8),
            "a check",
            16,
            any(line.looks[line.mark == "silent" :] for line in lines),
        ),
        (mark("reported", 8, 8), "reported, not public", 16, any(line.reported for line in lines)),
    ):
        if is_there:
            yield Sample(body, words, room)
