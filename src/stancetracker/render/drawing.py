"""Figures drawn in characters: who stands where, and who spoke when, in marks of a shape and a hue."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from stancetracker.base import wording
from stancetracker.render import BOLD, DIM, HUES, Display, cell_len
from stancetracker.render.axis import Axis, short, ticks
from stancetracker.render.timeline import (
    MOST_ROWS,
    Days,
    Line,
    days_of,
    gap,
    lanes_of,
    lines_of,
    turn,
)
from stancetracker.reports import filters

GAP: Final = 2
_CELL: Final = 8.0
"""A cell in the units of an axis; letters of _SIZE are at most as wide."""
_SIZE: Final = 16.0
_NARROWEST: Final = 26
"""An axis of fewer cells stands under the names, not beside them."""
_WIDEST: Final = 120
_TAIL: Final = 3
_MOST_MARKS: Final = 100
_LEGEND: Final = {
    "━": "on one of these days, at the latest on the mark",
    "◂": "its start is earlier or unknown",
    "─": "a later statement",
    "○": "none found up to this check",
    "∘": "a check",
    "◧": "reported, not public",
    "×": "disputed, not counted",
}
Cells = dict[int, tuple[str, str]]
"""The characters of a line by their places, each with its style."""


def drawn(name: str, rows: Sequence[Any], display: Display) -> Iterator[str]:
    """Draw what characters can draw, after an empty line."""
    draw = {"stand": _strip, "when": _timeline, "checked": _timeline}.get(name)
    lines = list(draw(rows, display)) if draw else []
    yield from ("\n", *lines) if lines else ()


def _strip(rows: Sequence[Any], display: Display) -> Iterator[str]:
    """Draw a mark for each member of the panel; nothing for nobody or too many."""
    counts = rows[0].counts
    numbers = {**counts.spoke, "silent": counts.silent.total(), "unchecked": counts.unchecked}
    if 0 < counts.total <= _MOST_MARKS:
        marks = "".join(mark * numbers.get(name, 0) for name, mark in wording.MARKS.items())
        for start in range(0, len(marks), display.width):
            line = ((mark, HUES.get(mark, "")) for mark in marks[start : start + display.width])
            yield display.painted(_runs(dict(enumerate(line)), display.width))


def _timeline(rows: Sequence[Any], display: Display) -> Iterator[str]:
    """Draw a row for each member of the panel who is asked for, first speakers first, over an axis of days."""
    asked, known = rows
    on_record = lines_of(asked, known)
    chosen = {one.actor for one in filters.choose_actors(asked.standings, asked.question)}
    lines = sorted((line for line in on_record if line.standing.actor in chosen), key=turn)
    if not 0 < len(lines) <= MOST_ROWS:
        return
    days = days_of(asked, on_record, known.events)
    left = max(cell_len(display.text(line.standing.name)) for line in lines) + GAP
    cells = display.width - left - GAP - max(cell_len(line.words) + 2 for line in lines)
    beside = cells >= _NARROWEST
    left, cells = (left, min(cells, _WIDEST)) if beside else (0, display.width)
    tail = _TAIL if days.as_of > days.last and cells > 4 * _TAIL else 0
    scale = Axis(days.first, days.last, _CELL / 2, _CELL * (cells - tail) - _CELL / 2)
    yield from _head(days, scale, left, cells, display)
    stems = {_at(scale, each.date_latest): ("┊", DIM) for each in days.triggers}
    used = set[str]()
    for line in lines:
        name, mark = display.text(line.standing.name), wording.MARKS[line.mark]
        words = [(mark, HUES.get(mark, "")), (f" {line.words}", "")]
        if not beside:
            yield from display.lines(f"{name}  {mark} {line.words}")
        for number, row in enumerate(_track(line, scale)):
            used |= {char for char, _ in row.values()}
            shown, after = (name, [(" " * GAP, ""), *words]) if beside and not number else ("", [])
            lead = shown + " " * (left - cell_len(shown))
            yield display.painted([(lead, ""), *_runs(stems | row, cells), *after])
    yield "\n"
    legend = (f"{char} {meaning}" for char, meaning in _LEGEND.items() if char in used)
    ending = (*legend, wording.as_of_words(days.as_of, None), gap(days))
    yield from display.lines(" · ".join(filter(None, ending)), DIM)


def _at(scale: Axis, day: str) -> int:
    """Return the cell of a day, or of the nearest on the axis."""
    return int(scale.within(day) // _CELL)


def _runs(row: Cells, cells: int) -> Iterator[tuple[str, str]]:
    """Yield the cells of a line, those of a style together."""
    every = (row.get(place, (" ", "")) for place in range(cells))
    for style, run in groupby(every, key=lambda one: one[1]):
        yield "".join(char for char, _ in run), style


def _head(days: Days, scale: Axis, left: int, cells: int, display: Display) -> Iterator[str]:
    """Yield the labels of days, the axis, and the triggers, whose titles stand above the rows."""
    rule: Cells = {
        place: ("─" if place <= _at(scale, scale.last) else "┈", DIM) for place in range(cells)
    }
    labels, years = Cells(), Cells()
    for tick in ticks(
        scale, [each.date_latest for each in days.triggers], _SIZE, (0, _CELL * cells)
    ):
        rule[int(tick.x // _CELL)] = ("┴", DIM)
        for line, text, style in ((labels, tick.text, BOLD), (years, tick.year, DIM)):
            start = max(min(int(tick.x // _CELL) - len(text) // 2, cells - len(text)), 0)
            line.update((start + place, (char, style)) for place, char in enumerate(text))
    stems = Cells()
    for line in (labels, years, rule):
        yield display.painted([(" " * left, ""), *_runs(line, cells)])
    for each in days.triggers:
        place, title = _at(scale, each.date_latest), display.text(each.title)
        before = left + place - cell_len(title) - 1
        if cell_len(title) < display.width - left - place - 1:
            yield display.painted([(" " * left, ""), *_runs(stems, place), (f"▼ {title}", "")])
        elif before >= 0:
            yield display.painted([(f"{' ' * before}{title} ▼", "")])
        else:
            yield from display.lines(f"▼ {short(each.date_latest)}: {title}")
        stems[place] = ("┊", DIM)


def _track(line: Line, scale: Axis) -> list[Cells]:
    """Return the lines of an actor: bars in lanes, each with its mark, and checks where there is room."""
    placed = lanes_of(line, scale)
    rows = [Cells() for _ in range(max(placed.values(), default=0) + 1)]
    for spell, lane in sorted(
        placed.items(), key=lambda one: (one[0].decides, one[0] == line.first)
    ):
        counts = spell not in line.disputed
        mark = wording.MARKS[spell.stance if counts else "uncounted"]
        bar = "╌" if not counts else "━" if spell == line.first else "─"
        style = HUES.get(mark, "") if counts else DIM
        low, high = _at(scale, spell.earliest), _at(scale, spell.latest)
        rows[lane].update((place, (bar, style)) for place in range(low, high))
        if spell.open_start or spell.earliest < scale.first:
            rows[lane][low] = ("◂", style)
        rows[lane][high] = (mark if scale.has(spell.latest) else "▸", style)
    checks, mark = [day for day in line.looks if scale.has(day)], wording.MARKS["reported"]
    points = [
        ("○" if line.mark == "silent" and day == checks[-1] else "∘", day, "") for day in checks
    ]
    points += [(mark, day, HUES[mark]) for day in line.reported if scale.has(day)]
    for char, day, style in points:
        place = _at(scale, day)
        if all(place in row for row in rows):
            rows.append(Cells())
        next(row for row in rows if place not in row)[place] = (char, style)
    if line.mark == "silent" and checks:
        last = _at(scale, checks[-1])
        row = next(row for row in rows if row.get(last) == ("○", ""))
        row |= {place: ("┈", DIM) for place in range(last) if place not in row}
        label = dict(enumerate(f" {short(checks[-1])} ", last + 1))
        if not row.keys() & label.keys() and max(label) <= _at(scale, scale.last) + 1:
            row |= {place: (char, DIM) for place, char in label.items()}
    return rows
