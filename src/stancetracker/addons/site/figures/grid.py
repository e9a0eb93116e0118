"""A mark for each row and column: people beside demands or days."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame, Sample, fit, wrapped
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


class Cell(NamedTuple):
    """A mark and what it stands for, which is written beside it where there is room for all."""

    mark: str
    words: str


def grid(
    name: str,
    heading: str,
    about: str,
    columns: Mapping[str, str],
    cells: Iterable[tuple[str, str, str, Cell | None]],
    *,
    dense: bool = False,
) -> Figure | None:
    """Return a figure of marks, from the columns by id and cells with their actor, its name and their column.

    None without any row, or with too many to read. `dense` writes no words in cells.
    """
    names: dict[str, str] = {}
    held: dict[tuple[str, str], Cell | None] = {}
    for actor, called, column, cell in cells:
        names[actor], held[actor, column] = called, cell
    if not columns or not 0 < len(names) <= MOST_ROWS:
        return None
    rows = [
        (called, [held.get((actor, each)) for each in columns]) for actor, called in names.items()
    ]
    used = {cell.mark for cell in held.values() if cell}
    known = {**MARKS, "reported": wording.REPORTED, "uncounted": "nothing recorded"}
    titles = list(columns.values())
    return Figure(
        name,
        heading,
        about,
        f"{plural(len(rows), 'row')} beside {plural(len(titles), 'column')}: {'; '.join(titles)}.",
        partial(_drawing, titles, rows, dense),
        tuple(Sample(mark(each, 8, 8), words) for each, words in known.items() if each in used),
        len(rows),
    )


def people_beside_demands(rows: Sequence[DemandRow]) -> Figure | None:
    """Return a row an actor from the rows of `report demands`; words that name no demand stand in none."""
    cells = []
    for row in rows:
        stance = row.stance or ""
        cell = (
            Cell(stance, wording.with_basis(row.side, row.stance_basis)) if row.recorded else None
        )
        cells.append((row.actor, row.name, row.demand, cell))
    about = (
        "A mark where counting words name the demand; an empty place: nothing recorded about it."
    )
    demands = {row.demand: row.demand_text for row in rows}
    return grid("demands", "On record about each demand", about, demands, cells)


def _drawing(
    columns: Sequence[str],
    rows: Sequence[tuple[str, list[Cell | None]]],
    dense: bool,
    frame: Frame,
) -> Drawing:
    size, count = frame.size, len(columns)
    most = _MOST_NAME if not frame.is_narrow else frame.width * 0.45
    names = min(most, max(width(fit(name, size, most), size) for name, _ in rows)) + 14
    wide = min((frame.width - names) / count, 420)
    heads = [wrapped(words, size, wide - 8) for words in columns]
    numbered: tuple[str, ...] = ()
    if dense:
        # As many columns are labelled as there is room for, the first always.
        step = math.ceil((max(width(words, size) for words in columns) + 2) / wide)
        heads = [[words if not place % step else ""] for place, words in enumerate(columns)]
    elif wide < 5 * size or max(map(len, heads)) > _MOST_LINES:
        numbered, heads = tuple(columns), [[str(number)] for number in range(1, count + 1)]
    top = 1.25 * size * max(map(len, heads)) + 8
    shift = 8.0 if not dense else wide / 2
    cells = [cell for _, held in rows for cell in held if cell]
    is_wordy = not dense and all(width(cell.words, size) <= wide - 24 for cell in cells)
    rules = "".join(
        across(0, frame.width, top + _ROW * number) for number in range(1, len(rows) + 1)
    )
    parts = [straight(rules, "faint")]
    for place, lines in enumerate(heads):
        x = names + place * wide
        for line, words in enumerate(lines):
            y = top - 8 - 1.25 * size * (len(lines) - 1 - line)
            parts.append(
                text(x + (shift if dense else 0), y, words, "soft", "middle" if dense else "")
            )
    for number, (name, held) in enumerate(rows):
        y = top + _ROW * (number + 0.5)
        xs = [(cell, names + place * wide + shift) for place, cell in enumerate(held) if cell]
        # Dots are many where nobody had checked yet, so those of a row are one path.
        dots = "".join(
            f"M{at(x)} {at(y)}h.1" for cell, x in xs if dense and cell.mark == "unchecked"
        )
        drawn = straight(dots, "soft", stroke_width=5, stroke_linecap="round") + "".join(
            mark(cell.mark, x, y) + text(x + 13, y + 5, cell.words)
            if is_wordy
            else group(cell.words, mark(cell.mark, x, y))
            for cell, x in xs
            if not (dense and cell.mark == "unchecked")
        )
        parts.append(text(0, y + 5, fit(name, size, names - 12)) + drawn)
    return Drawing(top + _ROW * len(rows) + 4, "".join(parts), numbered)
