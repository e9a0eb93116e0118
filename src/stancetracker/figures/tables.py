"""Figures that are tables: standings of actors beside issues, and the ties of a whole panel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from stancetracker.base import wording
from stancetracker.figures.record import MOST_ROWS, members
from stancetracker.figures.shapes import standing_mark
from stancetracker.index.queries import Issue, Standing
from stancetracker.reports import table
from stancetracker.reports.panel import Panel
from stancetracker.reports.table import Row


@dataclass(frozen=True)
class GridCell:
    """A standing in a matrix; None in its place says that it was not asked about there."""

    status: str
    stance: str | None
    words: str


@dataclass(frozen=True)
class GridRow:
    """An actor's standings, in the order of the columns."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    cells: tuple[GridCell | None, ...]


@dataclass(frozen=True)
class Grid:
    """Actors beside issues: ids and titles of the issues, a row an actor."""

    issues: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]

    @property
    def marks(self) -> set[str]:
        """Return the shapes that occur."""
        return {standing_mark(cell) for row in self.rows for cell in row.cells if cell}


@dataclass(frozen=True)
class TieRow:
    """The ties on record of one of the panel, by type; empty where there are none."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    ties: tuple[tuple[str, ...], ...]
    """For each type, in the order of the columns, a sentence for each tie."""


@dataclass(frozen=True)
class TiesOfThePanel:
    """The whole panel beside the types of ties, whoever spoke."""

    types: tuple[str, ...]
    rows: tuple[TieRow, ...]

    @property
    def lacking(self) -> bool:
        """Return whether any cell is empty."""
        return not all(all(row.ties) for row in self.rows)

    @property
    def nothing(self) -> list[str]:
        """Return the names of those with no ties on record at all."""
        return [row.name for row in self.rows if not any(row.ties)]


def grid(issues: Sequence[Issue], standings: Sequence[Standing]) -> Grid | None:
    """Return a row an actor, in the order of the standings; None without any or with too many to read."""
    columns = [issue.id for issue in issues]
    actors: dict[str, dict[str, Standing]] = {}
    for standing in standings:
        if standing.issue in columns:
            actors.setdefault(standing.actor, {})[standing.issue] = standing
    if not actors or len(actors) > MOST_ROWS:
        return None
    rows = tuple(_row(by_issue, columns) for by_issue in actors.values())
    return Grid(tuple((issue.id, issue.title) for issue in issues), rows)


def _row(by_issue: dict[str, Standing], columns: Sequence[str]) -> GridRow:
    someone = next(iter(by_issue.values()))
    cells = tuple(_cell(by_issue[issue]) if issue in by_issue else None for issue in columns)
    return GridRow(someone.actor, someone.actor_kind, someone.name, cells)


def _cell(standing: Standing) -> GridCell:
    return GridCell(standing.status, standing.stance, wording.cell(standing._asdict()))


_TIES: Final = {"contract": "Contracts", "donation": "Donations", "attendance": "Attendance"}
"""The types of ties as headings of columns, in their order."""


def _tie(parts: Iterable[str], publisher: str) -> str:
    """Describe a tie and who published it."""
    known = ", ".join(part for part in parts if part)
    return f"{known} ({publisher})" if publisher else known


def ties_of_the_panel(asked: Panel, rows: Sequence[Row]) -> TiesOfThePanel | None:
    """Set the panel beside the types of ties on record; `rows` are those of the context section.

    None where nothing is on record of anybody, and for a panel too large to be listed: it is the whole or nothing.
    """
    types = [each for each in _TIES if any(row["type"] == each for row in rows)]
    actors = members(asked)
    if not types or len(actors) > MOST_ROWS:
        return None
    theirs = {_tie_cell(row) for row in rows if row["party"] != row["actor"]}
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault(_tie_cell(row), []).append(_words(row, named=_tie_cell(row) in theirs))
    return TiesOfThePanel(
        tuple(_TIES[each] for each in types),
        tuple(
            TieRow(one.actor, one.actor_kind, one.name, _tie_cells(one.actor, types, found)) for one in actors
        ),
    )


def _tie_cells(
    actor: str, types: Sequence[str], found: dict[tuple[str, str], list[str]]
) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(found.get((actor, each), ())) for each in types)


def _tie_cell(row: Row) -> tuple[str, str]:
    return table.text(row, "actor"), table.text(row, "type")


def _words(row: Row, *, named: bool) -> str:
    """Describe a tie, with its owner where an organization's ties stand beside it; the column names its type."""
    whose = table.text(row, "party_name") if named else ""
    what = table.tie(row).removeprefix(table.text(row, "type")).removeprefix(", ")
    parts = (whose, what, table.amount(row), table.tie_day(row))
    return _tie(parts, table.text(row, "publisher") or table.text(row, "source"))
