"""Figures that are tables: standings of actors beside issues, and the ties of a whole panel."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from stancetracker.figures.record import MOST_ROWS, members
from stancetracker.figures.shapes import standing_mark
from stancetracker.index.queries import Issue, Standing
from stancetracker.reports import table
from stancetracker.reports.panel import Panel
from stancetracker.reports.table import Row


class GridRow(NamedTuple):
    """An actor's standings, in the order of the columns; None where it was not asked about."""

    actor: Standing
    cells: tuple[Standing | None, ...]


@dataclass(frozen=True)
class Grid:
    """Actors beside issues, a row an actor."""

    kind: ClassVar = "grid"
    heading: ClassVar = "Every issue side by side"

    issues: tuple[Issue, ...]
    rows: tuple[GridRow, ...]

    @property
    def marks(self) -> set[str]:
        """Return the shapes that occur."""
        return {standing_mark(cell) for row in self.rows for cell in row.cells if cell}


def grid(issues: Sequence[Issue], standings: Sequence[Standing]) -> Grid | None:
    """Return a row an actor, in the order of the standings; None without any or with too many to read."""
    columns = {issue.id for issue in issues}
    actors: dict[str, dict[str, Standing]] = defaultdict(dict)
    for standing in standings:
        if standing.issue in columns:
            actors[standing.actor][standing.issue] = standing
    if not actors or len(actors) > MOST_ROWS:
        return None
    rows = (
        GridRow(next(iter(by_issue.values())), tuple(by_issue.get(issue.id) for issue in issues))
        for by_issue in actors.values()
    )
    return Grid(tuple(issues), tuple(rows))


class TieRow(NamedTuple):
    """The ties on record of one of the panel: for each type, in the order of the columns, a sentence for each tie."""

    actor: Standing
    ties: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TiesOfThePanel:
    """The whole panel beside the types of ties, whoever spoke."""

    kind: ClassVar = "ties"
    heading: ClassVar = "Ties of the whole panel"

    types: tuple[str, ...]
    rows: tuple[TieRow, ...]

    @property
    def lacking(self) -> bool:
        """Return whether any cell is empty."""
        return not all(all(row.ties) for row in self.rows)

    @property
    def nothing(self) -> list[str]:
        """Return the names of those with no ties on record at all."""
        return [row.actor.name for row in self.rows if not any(row.ties)]


_TIES: Final = {"contract": "Contracts", "donation": "Donations", "attendance": "Attendance"}
"""The types of ties as headings of columns, in their order."""


def ties_of_the_panel(asked: Panel, rows: Sequence[Row]) -> TiesOfThePanel | None:
    """Set the panel beside the types of ties on record; `rows` are those of the context section.

    None where nothing is on record of anybody, and for a panel too large to be listed: it is the whole or nothing.
    """
    types = [each for each in _TIES if any(row["type"] == each for row in rows)]
    actors = members(asked)
    if not types or len(actors) > MOST_ROWS:
        return None
    of_organizations = {(row["actor"], row["type"]) for row in rows if row["party"] != row["actor"]}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        cell = table.text(row, "actor"), table.text(row, "type")
        found[cell].append(_words(row, named=cell in of_organizations))
    return TiesOfThePanel(
        tuple(_TIES[each] for each in types),
        tuple(TieRow(one, tuple(tuple(found[one.actor, each]) for each in types)) for one in actors),
    )


def _words(row: Row, *, named: bool) -> str:
    """Describe a tie, with its owner where an organization's ties stand beside it; the column names its type."""
    whose = table.text(row, "party_name") if named else ""
    what = table.tie(row).removeprefix(table.text(row, "type")).removeprefix(", ")
    known = ", ".join(filter(None, (whose, what, table.amount(row), table.tie_day(row))))
    publisher = table.published_by(row)
    return f"{known} ({publisher})" if publisher else known
