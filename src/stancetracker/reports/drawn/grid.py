"""Actors beside issues: a standing in each cell."""

from __future__ import annotations

from collections.abc import Sequence

from stancetracker.base import wording
from stancetracker.index.queries import Issue, Standing
from stancetracker.reports.figures import MOST_ROWS, Grid, GridCell, GridRow


def grid(issues: Sequence[Issue], standings: Sequence[Standing]) -> Grid | None:
    """A row for each actor, in the order of the standings; None without any, or with more than can be read."""
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
