"""Figures that are tables: standings of actors beside issues, and the ties of a whole panel."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from stancetracker.figures.record import MOST_ROWS, members
from stancetracker.figures.shapes import standing_mark
from stancetracker.index.queries import Issue, Standing
from stancetracker.reports import table
from stancetracker.reports.context import TYPES, Context
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
    """The ties of one of the panel, or of an organization: for each type, in their order, a sentence for each tie."""

    id: str
    kind: str
    name: str
    people: str
    """The people of the panel with their roles in the organization; empty for the panel itself."""
    ties: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TiesOfThePanel:
    """The whole panel and then its organizations beside the types of ties, whoever spoke."""

    kind: ClassVar = "ties"
    heading: ClassVar = "Ties of the whole panel"

    types: tuple[str, ...]
    rows: tuple[TieRow, ...]


def ties_of_the_panel(asked: Panel, beside: Context) -> TiesOfThePanel | None:
    """Set the panel and its organizations beside the types of ties on record.

    None where nothing is on record of anybody, and for a panel too large to be listed: it is the whole or nothing.
    """
    types = [each for each in TYPES if any(row["type"] == each for row in beside.ties)]
    if not types or len(members(asked)) > MOST_ROWS:
        return None
    ordered = sorted(beside.cells, key=lambda cell: bool(cell["role"]))  # the panel, then its organizations
    cells = {cell["party"]: cell for cell in ordered}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in beside.ties:
        found[row["party"], row["type"]].append(_words(row))
    return TiesOfThePanel(
        tuple(TYPES[each] for each in types),
        tuple(
            TieRow(
                party,
                "organization" if cell["role"] else cell["actor_kind"],
                cell["party_name"],
                table.text(cell, "people"),
                tuple(tuple(found[party, each]) for each in types),
            )
            for party, cell in cells.items()
        ),
    )


def _words(row: Row) -> str:
    """Describe a tie; the row names its owner and the column its type."""
    what = table.tie(row).removeprefix(table.text(row, "type")).removeprefix(", ")
    known = ", ".join(filter(None, (what, table.amount(row), table.tie_day(row))))
    publisher = table.published_by(row)
    return f"{known} ({publisher})" if publisher else known
