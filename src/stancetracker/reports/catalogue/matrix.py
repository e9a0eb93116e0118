"""People by issues: the mark and words of each standing, and how much of each panel is covered."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from stancetracker.base import wording
from stancetracker.index.queries import LIST_COLUMNS, Question, Standing
from stancetracker.reports import cells, filters
from stancetracker.reports.counts import Counts
from stancetracker.reports.panel import Panel, fetch_panels, framed, notes
from stancetracker.reports.table import Cell, Figure, Report, Section, grouped, plain

_ACTOR: Final = ("actor", "name", "organization", "role")
MatrixRow = Mapping[str, Cell]
"""An actor, or the coverage, by column; each issue has a column."""


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Set the standings of several issues side by side, an actor a row.

    An actor's whole row stands in the matrix; the standings below it are those that pass the
    filters.
    """
    panels = sorted(fetch_panels(connection, question), key=lambda panel: not panel.issue.people)
    standings = [standing for panel in panels for standing in panel.standings]
    others = [row for panel in panels for row in panel.others]
    selection = filters.choose(standings, question)
    listed = {standing.actor for standing in selection}
    by_actor = grouped(
        (standing for standing in standings if standing.actor in listed),
        lambda standing: standing.actor,
    )
    actors = {standing.actor for standing in standings}
    records = {record for panel in panels for record in panel.records(actors)}
    shown = cells.GROUPED if len(panels) > 1 else cells.STANDING
    section = Section("standing", LIST_COLUMNS, selection, shown, key="actor")
    matrix = _matrix(panels, [*by_actor.values()])
    day = wording.as_of_words(question.as_of, question.known_by)
    in_grid = [standing for row in by_actor.values() for standing in row]
    return Report(
        title="Standings, people beside issues",
        question=(f"Who spoke about what, and for whom was no public statement found, {day}?"),
        sections=framed(connection, question, records, matrix, section, corrected=False),
        notes=notes(panels),
        main=2,
        left_out=filters.outside(others, question.actors),
        figures=(Figure("grid", ([panel.issue for panel in panels], in_grid)),),
    )


def _matrix(panels: Sequence[Panel], actors: Sequence[list[Standing]]) -> Section[MatrixRow]:
    """Return a row for each actor, with a column for each issue, and the counts of each panel."""
    # No other column has a colon in its name.
    keys = {panel.issue.id: f"issue:{panel.issue.id}" for panel in panels}
    empty: dict[str, Cell] = dict.fromkeys((*_ACTOR, *keys.values()))
    rows = [empty | _actor_cells(standings, keys) for standings in actors]
    rows += [empty | coverage for coverage in _coverage(panels, keys)]
    issue_columns = (
        plain(issue, _cell_of(key), keep)._replace(wraps=True)
        for keep, (issue, key) in enumerate(keys.items())
    )
    return Section(
        "matrix",
        tuple(empty),
        rows,
        (plain("Name", _cell_of("name")), *issue_columns),
        key="actor",
        caption=wording.LEGEND,
        ending=tuple(f"{panel.issue.id}: {panel.issue.proposition}" for panel in panels),
    )


def _cell_of(column: str) -> Callable[[MatrixRow], Cell]:
    """Return a function that returns the cell of a row in a column."""
    return lambda row: row[column]


def _actor_cells(standings: Sequence[Standing], keys: Mapping[str, str]) -> dict[str, Cell]:
    """Return the filled cells of an actor, by column."""
    row: dict[str, Cell] = {name: getattr(standings[0], name) for name in _ACTOR}
    for standing in standings:
        mark = wording.mark(standing.status, standing.stance)
        row[keys[standing.issue]] = f"{mark} {cells.in_few_words(standing)}"
    return row


def _coverage(panels: Sequence[Panel], keys: Mapping[str, str]) -> list[dict[str, Cell]]:
    """Return a row for each status, with how many of each panel have it."""
    rows: dict[str, dict[str, Cell]] = {
        status: {"name": f"Coverage: {status}"} for status in ("spoke", "silent", "unchecked")
    }
    for panel in panels:
        if panel.counts.total:
            for status, words in _covered(panel.counts).items():
                rows[status][keys[panel.issue.id]] = words
    return [*rows.values()]


def _covered(counts: Counts) -> dict[str, str]:
    """Return how many of a panel have each status, in words."""
    spoke = wording.split(counts.spoke, counts.sides)
    return {
        "spoke": wording.with_details(f"{counts.spoke.total()} of {counts.total}", (spoke,)),
        "silent": wording.with_details(
            f"{counts.silent.total()} of {counts.total}", (counts.came_back,)
        ),
        "unchecked": f"{counts.unchecked} of {counts.total}",
    }
