"""Figures drawn in characters: who stands where, and who spoke when."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.render import BOLD, DIM, HUES, Display, Span, cell_len
from stancetracker.render.axis import Axis, short, ticks
from stancetracker.render.timeline import (
    MOST_ROWS,
    Days,
    Line,
    Spell,
    check_days,
    days_of,
    gap,
    lanes_of,
    lines_of,
    turn,
)
from stancetracker.reports import filters
from stancetracker.reports.panel import Material, Panel

GAP: Final = 2
_CELL: Final = 8.0
"""A cell in the units of an axis; letters of _SIZE are at most as wide."""
_SIZE: Final = 16.0
_NARROWEST: Final = 26
"""An axis of fewer cells stands under the names, not beside them."""
_WIDEST: Final = 120
_TAIL: Final = 3
"""The cells of the broken end of an axis, if that has four times as many."""
_MOST_MARKS: Final = 100
_LEGEND: Final = {
    "━": "on one of these days, at the latest on the mark",
    "◂": "its start is earlier or unknown",
    "─": "a later statement",
    "○": "none found up to this check",
    "∘": "a check",
    "◧": "private words",
    "×": "disputed, not counted",
}
_FIRST_BAR: Final = "━"
_LATER_BAR: Final = "─"
_DISPUTED_BAR: Final = "╌"
_EARLIER: Final = "◂"
_LATER: Final = "▸"
_LAST_CHECK: Final = "○"
_CHECK: Final = "∘"
_STEM: Final = Span("┊", DIM)
_TICK: Final = Span("┴", DIM)
_RULE: Final = Span("─", DIM)
_BROKEN: Final = Span("┈", DIM)
_BLANK: Final = Span(" ")
Cells = dict[int, Span]
"""The characters of a line by their places."""


def drawn(name: str, rows: Sequence[Any], display: Display) -> Iterator[str]:
    """Draw what characters can draw of a figure, after an empty line."""
    draw = {"stand": _strip, "when": _timeline, "checked": _timeline}.get(name)
    if draw is None:
        return
    lines = list(draw(rows, display))
    if lines:
        yield "\n"
        yield from lines


def _strip(rows: Sequence[Any], display: Display) -> Iterator[str]:
    """Draw a mark for each member of the panel; nothing for nobody or too many."""
    panel: Panel = rows[0]
    counts = panel.counts
    if not 0 < counts.total <= _MOST_MARKS:
        return
    numbers = {
        **counts.spoke,
        "silent": counts.silent.total(),
        "searched": counts.searched,
        "unchecked": counts.unchecked,
    }
    marks = "".join(mark * numbers.get(name, 0) for name, mark in wording.MARKS.items())
    for start in range(0, len(marks), display.width):
        row = marks[start : start + display.width]
        yield display.paint_spans(_spans(map(_mark, row)))


def _mark(mark: str) -> Span:
    return Span(mark, HUES.get(mark, ""))


class _Layout(NamedTuple):
    """The place of a timeline on the display."""

    display: Display
    axis: Axis
    left: int
    """The cells before the days."""
    cells: int
    """The cells of the days."""
    is_beside: bool
    """True if names and standings stand beside the days, not above them."""

    def place(self, day: str) -> int:
        """Return the cell of a day, or of the nearest on the axis."""
        return _place(self.axis, day)

    def paint_days(self, cells: Cells) -> str:
        """Return a line of the days alone."""
        return self.display.paint_spans([Span(" " * self.left), *_line_of(cells, self.cells)])


def _timeline(rows: Sequence[Any], display: Display) -> Iterator[str]:
    """Draw the chosen members of the panel over an axis of days, first speakers first."""
    panel: Panel
    material: Material
    panel, material = rows
    on_record = lines_of(panel, material)
    chosen = filters.choose_actors(panel.standings, panel.question)
    actors = {standing.actor for standing in chosen}
    lines = sorted((line for line in on_record if line.standing.actor in actors), key=turn)
    if not 0 < len(lines) <= MOST_ROWS:
        return
    days = days_of(panel, on_record, material.events)
    # The axis has the days of all, the words below it those of the chosen.
    days = days._replace(checked=check_days(line.standing for line in lines))
    layout = _lay_out(lines, days, display)
    yield from _axis_lines(days, layout)
    yield from _trigger_lines(days, layout)
    stems = {layout.place(trigger.date_latest): _STEM for trigger in days.triggers}
    characters: set[str] = set()
    for line in lines:
        track = _track(line, layout.axis)
        characters.update(span.text for cells in track for span in cells.values())
        yield from _row_lines(line, [stems | cells for cells in track], layout)
    yield "\n"
    sides = {wording.MARKS[stance]: words for stance, words in panel.counts.sides.items()}
    legend = {**sides, **_LEGEND}
    meanings = [f"{mark} {meaning}" for mark, meaning in legend.items() if mark in characters]
    scope = wording.as_of_words(days.as_of, audience=panel.question.audience)
    notes = filter(None, (*meanings, scope, gap(days)))
    yield from display.lines(" · ".join(notes), DIM)


def _lay_out(lines: Sequence[Line], days: Days, display: Display) -> _Layout:
    """Put names and standings beside the days if these have room enough then."""
    names = max(cell_len(display.text(line.standing.name)) for line in lines)
    standings = max(cell_len(display.text(line.words)) for line in lines) + len("● ")
    left = names + GAP
    cells = min(display.width - left - GAP - standings, _WIDEST)
    is_beside = cells >= _NARROWEST
    if not is_beside:
        left = 0
        cells = display.width
    is_broken = days.as_of > days.last and cells > 4 * _TAIL
    last_cell = cells - _TAIL if is_broken else cells
    axis = Axis(days.first, days.last, _CELL / 2, _CELL * last_cell - _CELL / 2)
    return _Layout(display, axis, left, cells, is_beside)


def _place(axis: Axis, day: str) -> int:
    return int(axis.within(day) // _CELL)


def _line_of(cells: Cells, width: int) -> Iterator[Span]:
    """Yield the spans of a line of so many cells."""
    return _spans([cells.get(place, _BLANK) for place in range(width)])


def _spans(characters: Iterable[Span]) -> Iterator[Span]:
    """Join neighbours of the same style."""
    for style, group in groupby(characters, key=lambda character: character.style):
        yield Span("".join(character.text for character in group), style)


def _axis_lines(days: Days, layout: _Layout) -> Iterator[str]:
    """Yield the labels of days, the years, and the axis below them."""
    last = layout.place(days.last)
    rule = {place: _RULE if place <= last else _BROKEN for place in range(layout.cells)}
    labels: Cells = {}
    years: Cells = {}
    triggers = [trigger.date_latest for trigger in days.triggers]
    for tick in ticks(layout.axis, triggers, _SIZE, (0, _CELL * layout.cells)):
        place = int(tick.x // _CELL)
        rule[place] = _TICK
        labels |= _centred(tick.text, place, layout.cells, BOLD)
        years |= _centred(tick.year, place, layout.cells, DIM)
    for cells in (labels, years, rule):
        yield layout.paint_days(cells)


def _centred(text: str, place: int, width: int, style: str) -> Cells:
    """Return the cells of a text around a place, within the line."""
    start = max(min(place - len(text) // 2, width - len(text)), 0)
    return _text_at(start, text, style)


def _text_at(start: int, text: str, style: str) -> Cells:
    return {place: Span(character, style) for place, character in enumerate(text, start)}


def _trigger_lines(days: Days, layout: _Layout) -> Iterator[str]:
    """Yield the titles of triggers, each beside its place if there is room, else with its day."""
    display = layout.display
    stems: Cells = {}
    for trigger in days.triggers:
        place = layout.place(trigger.date_latest)
        title = display.text(trigger.title)
        room_after = display.width - layout.left - place - len("▼ ")
        before = layout.left + place - cell_len(title) - len(" ")
        if cell_len(title) <= room_after:
            lead = [Span(" " * layout.left), *_line_of(stems, place)]
            yield display.paint_spans([*lead, Span(f"▼ {title}")])
        elif before >= 0:
            yield display.paint_spans([Span(f"{' ' * before}{title} ▼")])
        else:
            yield from display.lines(f"▼ {short(trigger.date_latest)}: {title}")
        stems[place] = _STEM


def _row_lines(line: Line, track: Sequence[Cells], layout: _Layout) -> Iterator[str]:
    """Yield the lines of an actor, with the name and standing beside the first or above it."""
    display = layout.display
    name, words = display.text(line.standing.name), display.text(line.words)
    mark = wording.MARKS[line.mark]
    if not layout.is_beside:
        yield from display.lines(f"{name}  {mark} {words}")
        yield from map(layout.paint_days, track)
        return
    first, *others = track
    lead = Span(name + " " * (layout.left - cell_len(name)))
    standing = [Span(" " * GAP), _mark(mark), Span(f" {words}")]
    yield display.paint_spans([lead, *_line_of(first, layout.cells), *standing])
    yield from map(layout.paint_days, others)


def _track(line: Line, axis: Axis) -> list[Cells]:
    """Return the lines of an actor: bars in lanes, each with its mark, and checks between them."""
    lanes = lanes_of(line, axis)
    track: list[Cells] = [{} for _ in range(max(lanes.values(), default=0) + 1)]
    # The statement that decides is drawn over the others, the first over all.
    for spell in sorted(lanes, key=lambda spell: (spell.decides, spell == line.first)):
        track[lanes[spell]] |= _bar(spell, line, axis)
    checks = [day for day in line.days_checked if axis.has(day)]
    reports = [day for day in line.private if axis.has(day)]
    last_check = checks.pop() if checks and line.mark == "silent" else None
    for day in checks:
        _put(Span(_CHECK), _place(axis, day), track)
    silence = _put(Span(_LAST_CHECK), _place(axis, last_check), track) if last_check else None
    for day in reports:
        _put(_mark(wording.MARKS["private"]), _place(axis, day), track)
    if silence is not None and last_check is not None:
        _draw_silence(silence, last_check, axis)
    return track


def _bar(spell: Spell, line: Line, axis: Axis) -> Cells:
    """Return the days on which a statement may have been made, with its mark on the last."""
    if spell in line.disputed:
        bar = _DISPUTED_BAR
        mark = wording.MARKS["uncounted"]
        style = DIM
    else:
        bar = _FIRST_BAR if spell == line.first else _LATER_BAR
        mark = wording.MARKS[spell.mark]
        style = HUES.get(mark, "")
    start = _place(axis, spell.earliest)
    end = _place(axis, spell.latest)
    cells = {place: Span(bar, style) for place in range(start, end)}
    if spell.open_start or spell.earliest < axis.first:
        cells[start] = Span(_EARLIER, style)
    cells[end] = Span(mark if axis.has(spell.latest) else _LATER, style)
    return cells


def _put(character: Span, place: int, track: list[Cells]) -> Cells:
    """Put a character on the first line that is free there, and return that line."""
    for cells in track:
        if place not in cells:
            cells[place] = character
            return cells
    track.append({place: character})
    return track[-1]


def _draw_silence(cells: Cells, last_check: str, axis: Axis) -> None:
    """Draw the days up to the last check, and its date where there is room."""
    place = _place(axis, last_check)
    for before in range(place):
        cells.setdefault(before, _BROKEN)
    label = _text_at(place + 1, f" {short(last_check)} ", DIM)
    if cells.keys().isdisjoint(label) and max(label) <= _place(axis, axis.last) + 1:
        cells |= label
