"""Draw who spoke when: a row for each actor over an axis of days."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.days import TAIL, draw_axis, head, labels
from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame, Sample
from stancetracker.addons.site.figures.lettering import fit, wrapped
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
_MOST_ROWS_IN_SIGHT: Final = 20
_BETWEEN: Final = 10
"""Room between two groups."""
_LANE: Final = 15
_MOST_NAME: Final = 200
_MOST_WORDS: Final = 205
_NOTE: Final = 0.9
"""The size of the words about all rows, by that of texts."""
_DASHES: Final = {"stroke_width": 1.5, "stroke_dasharray": "2 4"}
"""The stroke of the days up to the last check of somebody without a statement."""


def who_spoke_when(panel: Panel, material: Material) -> Figure | None:
    """Return the days of the panel's statements and silences, first speakers first.

    Without a panel, they are everyone's.

    Words that were not public stand on their own days, where they count, and on those by which they
    were known. None of nobody, of more than can be read, and where nothing is on record of anybody.
    """
    lines = sorted(lines_of(panel, material), key=turn)
    days = days_of(panel, lines, material.events)
    if len(lines) > MOST_ROWS or not any(_has_a_day(line) for line in lines):
        return None
    counts = Counter(line.mark for line in lines)
    as_of = wording.as_of_words(days.as_of)
    span = f"From {dates.words(days.first)} to {dates.words(days.last)}, {as_of}"
    split = wording.split(counts, {**MARKS, **panel.counts.sides}) or "none"
    return Figure(
        "when",
        "Who spoke when",
        "A bar covers every day on which, by its sources, the words may have been said; the mark is"
        " on the last of these days.",
        f"{plural(counts.total(), 'row')}: {split}. {span}.",
        partial(_drawing, days, lines),
        tuple(_legend(lines, panel.counts.sides)),
        len(lines),
    )


def _has_a_day(line: Line) -> bool:
    return bool(line.spells or line.days_checked or line.private or line.disputed)


def who_was_checked(panel: Panel, checks: Material) -> Figure | None:
    """Return the days of the checks alone."""
    figure = who_spoke_when(panel, checks)
    return figure and figure._replace(
        name="checked",
        heading="Who was checked when",
        description="A small ring stands on each day up to which none was found;"
        " the words say what is on record.",
    )


class _Row(NamedTuple):
    """A row as drawn: its edges, and the height of its days between them."""

    line: Line
    body: str
    top: float
    y: float
    bottom: float


class _Columns(NamedTuple):
    """Where the days begin and end from left to right, and where the words about each row stand."""

    days: float
    end: float
    words: float


class _Places(NamedTuple):
    """The places of what a row holds, and its name as drawn."""

    name: str
    first_line: float
    """Of the words."""
    y: float
    """Of the days."""
    bottom: float


def _drawing(days: Days, lines: Sequence[Line], frame: Frame) -> Drawing:
    """Draw the rows.

    In a wide figure names stand before the days and standings after them, else above them.
    """
    size, narrow = frame.size, frame.is_narrow
    heading = _heading(days, lines, frame)
    columns = _narrow_columns(days, frame) if narrow else _wide_columns(days, lines, frame)
    axis = Axis(days.first, days.last, columns.days, columns.end)
    above = head(frame, axis, days, (0, columns.words - (0 if narrow else 14)))
    line_height = 1.15 * size
    # Words beside the days and their years have two lines; further ones need room above them.
    further_lines = 0 if narrow else max(0, len(heading) - 2)
    base = above.height + size + line_height * further_lines
    top = base + line_height + 9
    rows = list(_rows(lines, axis, frame, columns.words, top + 6))
    bottom = rows[-1].bottom + 6
    bands = [(row.y - 12, row.y + 12) for row in rows] if narrow else [(top, bottom)]
    parts = [
        straight("".join(across(axis.left, axis.right, row.y) for row in rows), "faint"),
        straight(_rules(rows, frame), "rule"),
        draw_axis(above, top, base, bands, ruled=True),
        straight(_checked_days(rows, axis), "soft", **_DASHES),
        *(row.body for row in rows),
    ]
    if len(rows) > _MOST_ROWS_IN_SIGHT:  # with so many, the days stand below them too
        parts.append(labels(above.ticks, bottom + size, size))
        bottom += 2.2 * size
    if narrow:
        for line in heading:
            parts.append(text(frame.width, bottom + size, line, "soft", "end", _NOTE * size))
            bottom += line_height
        bottom += 0.45 * size
    else:
        for number, line in enumerate(heading, -further_lines):
            y = base + line_height * number
            parts.append(text(columns.words, y, line, "soft", size=_NOTE * size))
    return Drawing(bottom, "".join(parts), above.numbered)


def _heading(days: Days, lines: Sequence[Line], frame: Frame) -> list[str]:
    """Return the lines above or below the rows that say as of when their words hold."""
    size = _NOTE * frame.size
    if frame.is_narrow:
        words = ", ".join(filter(None, (_as_of(days, lines), before_gap(days))))
        return wrapped(words, size, frame.width)
    return [_as_of(days, lines), *wrapped(before_gap(days), size, _MOST_WORDS + 20)]


def _as_of(days: Days, lines: Sequence[Line]) -> str:
    """Return a day as of which the words of all rows hold, in words.

    Where some are silent, it is the day of the last check, of the last words or of the last reply;
    where nobody is, the day asked about.
    """
    if not days.checked:
        return wording.as_of_words(days.as_of)
    last = max([days.checked.last, *(_last_day(line, days.as_of) for line in lines)])
    return wording.as_of_words(min(last, days.as_of))


def _last_day(line: Line, as_of: str) -> str:
    """Return the last day that made the words about a row what they are as of a day.

    Words that were not public are those of the day on which they became known.
    """
    standing = line.standing
    if standing.may_have_spoken or (standing.later_words and not line.spells):
        return as_of  # the words that say so are not drawn
    decided = (standing.latest or "") if standing.status == "spoke" else ""
    replied = (dates.parse(standing.replied).latest or "") if standing.replied else ""
    return max([decided, replied, *line.private, *(spell.latest for spell in line.spells)])


def _narrow_columns(days: Days, frame: Frame) -> _Columns:
    """Give the days the whole width."""
    return _Columns(12, frame.width - 12 - _tail(days), frame.width)


def _wide_columns(days: Days, lines: Sequence[Line], frame: Frame) -> _Columns:
    """Give names and words as much room as they need, and the days the rest."""
    size = frame.size
    names = max(width(fit(line.standing.name, size, _MOST_NAME), size) for line in lines)
    parts = (part for line in lines for part in wrapped(line.words, size, _MOST_WORDS))
    words = max(
        *(width(line, _NOTE * size) for line in _heading(days, lines, frame)),
        *(width(part, size) + 20 for part in parts),
    )
    left = min(_MOST_NAME, names) + 28
    right = frame.width - min(_MOST_WORDS + 20, words)
    return _Columns(left, right - 22 - _tail(days), right)


def _tail(days: Days) -> float:
    """Return the room of the broken end of the axis, if it has one."""
    return TAIL if days.as_of > days.last else 0


def _rules(rows: Sequence[_Row], frame: Frame) -> str:
    """Return the lines between groups of rows with one standing."""
    firsts = [row for before, row in pairwise(rows) if before.line.mark != row.line.mark]
    return "".join(across(0, frame.width, row.top - _BETWEEN / 2) for row in firsts)


def _checked_days(rows: Sequence[_Row], axis: Axis) -> str:
    """Return the lines of the days up to the last check of whoever has no statement."""
    return "".join(
        across(axis.left, axis.x(row.line.days_checked[-1]), row.y)
        for row in rows
        if _is_checked(row.line, axis)
    )


def _rows(
    lines: Sequence[Line], axis: Axis, frame: Frame, words: float, top: float
) -> Iterator[_Row]:
    """Yield the rows below each other.

    The words of a wide one begin at `words`, those of a narrow one end at the edge.
    """
    mark_before = lines[0].mark
    most_words = frame.width - 40 if frame.is_narrow else _MOST_WORDS
    for line in lines:
        if line.mark != mark_before:
            top += _BETWEEN
        mark_before = line.mark
        lanes = lanes_of(line, axis)
        parts = wrapped(line.words, frame.size, most_words)
        below = _LANE * max(lanes.values(), default=0)
        place = _narrow_places if frame.is_narrow else _wide_places
        places = place(line, parts, below, top, frame)
        body = (
            places.name
            + _words(line, parts, words, places, frame)
            + _track(line, axis, places.y, lanes)
        )
        yield _Row(line, group(_description(line), body), top, places.y, places.bottom)
        top = places.bottom


def _narrow_places(
    line: Line, parts: Sequence[str], below: float, top: float, frame: Frame
) -> _Places:
    """Put the words beside the name where both have room in one line, and the days below them."""
    size = frame.size
    name = fit(line.standing.name, size, frame.width - 8)
    name_y = top + 16
    is_beside = (
        len(parts) == 1 and 1.15 * width(name, size) + width(parts[0], size) <= frame.width - 34
    )
    first_line = name_y if is_beside else name_y + 20
    last_line = first_line + _LINE * (len(parts) - 1)
    y = last_line + (25 if line.private else 18) + below / 2
    return _Places(text(0, name_y, name, bold=True), first_line, y, y + 16 + below / 2)


def _wide_places(
    line: Line, parts: Sequence[str], below: float, top: float, frame: Frame
) -> _Places:
    """Put name, days and words beside each other, each in the middle of the row."""
    further_lines = _LINE * (len(parts) - 1)
    bottom = top + _ROW + max(further_lines, below)
    y = (top + bottom) / 2
    name = text(0, y + 5, fit(line.standing.name, frame.size, _MOST_NAME))
    return _Places(name, y + 5 - further_lines / 2, y, bottom)


def _words(line: Line, parts: Sequence[str], x: float, places: _Places, frame: Frame) -> str:
    """Draw the standing of a row: its mark, and beside it its words; in a narrow one, before it."""
    side, anchor = (-1, "end") if frame.is_narrow else (1, "")
    drawn = mark(line.mark, x + 6.5 * side, places.first_line - 5)
    for number, part in enumerate(parts):
        y = places.first_line + _LINE * number
        drawn += text(x + 19 * side, y, part, ink(line.mark), anchor)
    return drawn


def _description(line: Line) -> str:
    """Return what a row says to whoever hears it."""
    parts = [f"{line.standing.name}: {line.words}"]
    if line.first:
        parts.append(f"on record by {dates.words(line.first.latest)}")
    parts += [
        f"the standing rests on {spell.when}"
        for spell in line.spells
        if spell.decides and spell != line.first
    ]
    return "; ".join(parts)


def _track(line: Line, axis: Axis, y: float, lanes: dict[Spell, int]) -> str:
    """Draw an actor's records: bars in lanes, then marks, the deciding statement on top."""
    shift = _LANE * max(lanes.values(), default=0) / 2
    heights = {spell: y - shift + _LANE * lane for spell, lane in lanes.items()}
    first = line.first
    spells = sorted(line.spells, key=lambda spell: (spell.decides, spell == first))
    checks = list(
        dict.fromkeys(round(axis.x(day), 1) for day in line.days_checked if axis.has(day))
    )
    last_check = checks.pop() if _is_checked(line, axis) else None
    return "".join(
        (
            *(_bar(spell, axis, heights[spell], is_first=spell == first) for spell in spells),
            *(_disputed_bar(spell, axis, heights[spell]) for spell in line.disputed),
            *(mark("look", x, y + shift) for x in checks),
            "" if last_check is None else mark("silent", last_check, y),
            *(
                _marks(spell, axis, heights[spell], is_first=spell == first)
                for spell in spells
                if axis.has(spell.latest)
            ),
            *(
                mark("uncounted", axis.x(spell.latest), heights[spell], 5.5)
                for spell in line.disputed
                if axis.has(spell.latest)
            ),
            *_private_marks(line, axis, y, last_check),
        )
    )


def _bar(spell: Spell, axis: Axis, y: float, *, is_first: bool) -> str:
    """Draw the days on one of which words were said, with a tip if they go beyond the axis."""
    low, high = axis.within(spell.earliest), axis.within(spell.latest)
    drawn = ""
    if high > low:
        thickness = 6 if is_first else 2.5
        drawn = straight(across(low, high, y), bar_ink(spell.stance), stroke_width=thickness)
    if spell.open_start or spell.earliest < axis.first:
        drawn += tip(spell.stance, low - 9, y, -1)
    if not axis.has(spell.latest):
        drawn += tip(spell.stance, high + 9, y, 1)
    return drawn


def _disputed_bar(spell: Spell, axis: Axis, y: float) -> str:
    """Draw the days of words that are disputed."""
    line = across(axis.within(spell.earliest), axis.within(spell.latest), y)
    return straight(line, "soft", stroke_width=1.5, stroke_dasharray="1 3")


def _marks(spell: Spell, axis: Axis, y: float, *, is_first: bool) -> str:
    """Draw the mark of a statement, with a ring where it is a later one that decides."""
    x = axis.within(spell.latest)
    drawn = mark(spell.mark, x, y, 6.5 if spell.decides or is_first else 4)
    return drawn + ring(x, y) if spell.decides and not is_first else drawn


def _private_marks(line: Line, axis: Axis, y: float, last_check: float | None) -> Iterator[str]:
    """Yield the marks of private words that were made known, above whatever mark is near."""
    near_bars = [(axis.x(spell.earliest), axis.x(spell.latest)) for spell in line.spells]
    if last_check is not None:
        near_bars.append((last_check, last_check))
    for x in dict.fromkeys(round(axis.x(day), 1) for day in line.private if axis.has(day)):
        is_near = any(low - 14 < x < high + 14 for low, high in near_bars)
        yield mark("private", x, y - 12, 5.5) if is_near else mark("private", x, y)


def _is_checked(line: Line, axis: Axis) -> bool:
    return line.mark == "silent" and bool(line.days_checked) and axis.has(line.days_checked[-1])


def _legend(lines: Sequence[Line], sides: Mapping[str, str]) -> Iterator[Sample]:
    """Yield an entry for each shape that no words of a row stand beside."""
    spells = [spell for line in lines for spell in line.spells]
    later = [spell for line in lines for spell in line.spells if spell != line.first]
    unnamed = {spell.mark for spell in spells} - {line.mark for line in lines}
    for stance, words in sides.items():
        if stance in unnamed:
            yield Sample(mark(stance, 8, 8), words, 16)
    yield from _legend_of_bars(spells, later)
    yield from _legend_of_signs(lines, later)


def _legend_of_signs(lines: Sequence[Line], later: Sequence[Spell]) -> Iterator[Sample]:
    """Yield an entry for each ring and each mark of a record that decides nothing."""
    if any(spell.decides for spell in later):
        yield Sample(ring(10, 8), "a later one, which decides the side", 20)
    if any(line.disputed for line in lines):
        yield Sample(mark("uncounted", 8, 8), "disputed, not counted", 16)
    if any(_has_ring(line) for line in lines):
        yield Sample(mark("look", 8, 8), "none found up to this day", 16)
    if any(_has_remarks(line) for line in lines):
        yield Sample(mark("private", 8, 8), "private words", 16)


def _has_remarks(line: Line) -> bool:
    return bool(line.private) or any(not spell.is_public for spell in line.spells)


def _has_ring(line: Line) -> bool:
    """Return whether a day checked has a ring: the last of the silent has their own mark."""
    return len(line.days_checked) > (1 if line.mark == "silent" else 0)


def _legend_of_bars(spells: Sequence[Spell], later: Sequence[Spell]) -> Iterator[Sample]:
    """Yield an entry for each form of bar, in the colour of the first one drawn so."""
    wide = next((spell for spell in spells if spell.earliest < spell.latest), None)
    begun = next((spell.stance for spell in spells if spell.open_start), "")
    thin = next(iter(later), None)
    if wide:
        bar = straight(across(0, 26, 8), bar_ink(wide.stance), stroke_width=6)
        yield Sample(bar + mark(wide.mark, 26, 8), "on one of these days", 34)
    if begun:
        bar = straight(across(9, 26, 8), bar_ink(begun), stroke_width=6)
        yield Sample(bar + tip(begun, 1, 8, -1), "its start is earlier or unknown", 26)
    if thin:
        bar = straight(across(0, 22, 8), bar_ink(thin.stance), stroke_width=2.5)
        yield Sample(bar + mark(thin.mark, 22, 8, 4), "a later statement", 28)
