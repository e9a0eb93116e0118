"""A mark for each row and column: people beside demands or days."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame, Sample
from stancetracker.addons.site.figures.lettering import fit, wrapped
from stancetracker.addons.site.figures.shapes import (
    MARKS,
    across,
    at,
    group,
    mark,
    straight,
    text,
)
from stancetracker.base import wording
from stancetracker.base.text import plural
from stancetracker.render.axis import width
from stancetracker.render.timeline import MOST_ROWS
from stancetracker.reports.catalogue.demands import DemandRow

_ROW: Final = 26
_MOST_NAME: Final = 200
_MOST_LINES: Final = 4
_ROOM_OF_A_MARK: Final = 16
"""Beside a name."""
_LINE: Final = 1.25
"""The height of a line of words, in the size of its letters."""
_WIDEST_COLUMN: Final = 420
_NARROWEST_COLUMN: Final = 5
"""In the size of letters; narrower ones have a number above them."""


class Cell(NamedTuple):
    """A mark and what it stands for, which is written beside it where there is room for all."""

    mark: str
    words: str


class _Row(NamedTuple):
    """The name of an actor and its cells, one a column."""

    name: str
    cells: list[Cell | None]
    is_private: bool
    """True if only remarks that were not public are on record."""


def grid(
    name: str,
    heading: str,
    description: str,
    columns: Mapping[str, str],
    cells: Iterable[tuple[str, str, str, Cell | None]],
    *,
    dense: bool = False,
    meanings: Mapping[str, str] = MARKS,
    private: Collection[str] = (),
) -> Figure | None:
    """Return a figure of marks from its columns, by id, and its cells.

    A cell comes with its actor, the actor's name and its column.

    None without any row, or with too many to read. `dense` writes no words in cells; `meanings`
    are those of the marks, and the names of the actors in `private` have the mark of remarks that
    were not public.
    """
    names: dict[str, str] = {}
    held: dict[tuple[str, str], Cell | None] = {}
    for actor, label, column, cell in cells:
        names[actor], held[actor, column] = label, cell
    if not columns or not 0 < len(names) <= MOST_ROWS:
        return None
    rows = [
        _Row(label, [held.get((actor, column)) for column in columns], actor in private)
        for actor, label in names.items()
    ]
    used = {cell.mark for cell in held.values() if cell}
    if private:
        used.add("private")
    known = {**MARKS, **meanings, "private": wording.PRIVATE, "uncounted": "nothing recorded"}
    titles = list(columns.values())
    return Figure(
        name,
        heading,
        description,
        f"{plural(len(rows), 'row')} beside {plural(len(titles), 'column')}: {'; '.join(titles)}.",
        partial(_drawing, titles, rows, dense),
        tuple(Sample(mark(shape, 8, 8), words) for shape, words in known.items() if shape in used),
        len(rows),
    )


def people_beside_demands(rows: Sequence[DemandRow]) -> Figure | None:
    """Return a row an actor from the rows of `report demands`.

    Words that name no demand stand in none.
    """
    cells = []
    for row in rows:
        stance = row.stance or ""
        cell = (
            Cell(stance, wording.with_basis(row.side, row.stance_basis)) if row.on_record else None
        )
        cells.append((row.actor, row.name, row.demand, cell))
    description = (
        "A mark where counting words name the demand; an empty place: nothing recorded about it."
    )
    demands = {row.demand: row.demand_text for row in rows}
    return grid("demands", "On record about each demand", description, demands, cells)


class _Heads(NamedTuple):
    """The words above the columns, in lines, and the titles where these are numbers."""

    lines: list[list[str]]
    numbered: tuple[str, ...] = ()


class _Layout(NamedTuple):
    """The places of a grid's columns and marks."""

    size: float
    """Of its texts."""
    left: float
    """Where the columns begin."""
    column: float
    """The width of a column."""
    mark: float
    """Where a mark stands in its column."""
    top: float
    """Where the rows begin."""
    dense: bool
    """True if no words stand in cells."""

    def x(self, place: int) -> float:
        """Return where a column begins."""
        return self.left + self.column * place

    def y(self, number: float) -> float:
        """Return where a row begins."""
        return self.top + _ROW * number


def _drawing(columns: Sequence[str], rows: Sequence[_Row], dense: bool, frame: Frame) -> Drawing:
    size = frame.size
    most = frame.width * 0.45 if frame.is_narrow else _MOST_NAME
    left = min(most, max(_name_width(row, size, most) for row in rows)) + 14
    column = min((frame.width - left) / len(columns), _WIDEST_COLUMN)
    heads = _sparse_heads(columns, size, column) if dense else _whole_heads(columns, size, column)
    top = _LINE * size * max(map(len, heads.lines)) + 8
    layout = _Layout(size, left, column, column / 2 if dense else 8.0, top, dense)
    cells = [cell for row in rows for cell in row.cells if cell]
    has_words = not dense and all(width(cell.words, size) <= column - 24 for cell in cells)
    rules = "".join(across(0, frame.width, layout.y(number)) for number in range(1, len(rows) + 1))
    parts = [straight(rules, "faint"), *_draw_heads(heads, layout)]
    for number, row in enumerate(rows):
        y = layout.y(number + 0.5)
        room = left - 12 - (_ROOM_OF_A_MARK if row.is_private else 0)
        name = text(0, y + 5, fit(row.name, size, room))
        if row.is_private:
            name += mark("private", left - _ROOM_OF_A_MARK, y)
        parts.append(name + _draw_cells(row, y, layout, has_words=has_words))
    return Drawing(layout.y(len(rows)) + 4, "".join(parts), heads.numbered)


def _name_width(row: _Row, size: float, most: float) -> float:
    return width(fit(row.name, size, most), size) + (_ROOM_OF_A_MARK if row.is_private else 0)


def _sparse_heads(columns: Sequence[str], size: float, column: float) -> _Heads:
    """Label as many columns as there is room for, the first always."""
    step = math.ceil((max(width(words, size) for words in columns) + 2) / column)
    return _Heads([["" if place % step else words] for place, words in enumerate(columns)])


def _whole_heads(columns: Sequence[str], size: float, column: float) -> _Heads:
    """Label each column with its title, or with a number where the titles have no room."""
    lines = [wrapped(words, size, column - 8) for words in columns]
    if column < _NARROWEST_COLUMN * size or max(map(len, lines)) > _MOST_LINES:
        return _Heads([[str(number)] for number, _ in enumerate(columns, 1)], tuple(columns))
    return _Heads(lines)


def _draw_heads(heads: _Heads, layout: _Layout) -> Iterator[str]:
    """Draw the words above the columns, the last line of each at the same height."""
    shift, anchor = (layout.mark, "middle") if layout.dense else (0, "")
    for place, lines in enumerate(heads.lines):
        for number, words in enumerate(lines, 1):
            y = layout.top - 8 - _LINE * layout.size * (len(lines) - number)
            yield text(layout.x(place) + shift, y, words, "soft", anchor)


def _draw_cells(row: _Row, y: float, layout: _Layout, *, has_words: bool) -> str:
    """Draw the marks of a row, with their words beside them or as their titles."""
    dots = []
    marks = []
    for place, cell in enumerate(row.cells):
        if cell is None:
            continue
        x = layout.x(place) + layout.mark
        if layout.dense and cell.mark == "unchecked":
            # Dots are many where nobody had checked yet, so those of a row are one path.
            dots.append(f"M{at(x)} {at(y)}h.1")
        elif has_words:
            marks.append(mark(cell.mark, x, y) + text(x + 13, y + 5, cell.words))
        else:
            marks.append(group(cell.words, mark(cell.mark, x, y)))
    drawn_dots = straight("".join(dots), "soft", stroke_width=5, stroke_linecap="round")
    return drawn_dots + "".join(marks)
