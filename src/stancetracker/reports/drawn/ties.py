"""What is on record of a whole panel beside its standings, whoever spoke."""

from __future__ import annotations

from collections.abc import Sequence

from stancetracker.base import figure_words
from stancetracker.reports import shown
from stancetracker.reports.drawn.on_record import members
from stancetracker.reports.figures import MOST_ROWS, TieRow, TiesOfThePanel
from stancetracker.reports.panel import Panel
from stancetracker.reports.report import Row


def ties_of_the_panel(asked: Panel, rows: Sequence[Row]) -> TiesOfThePanel | None:
    """Each of the panel beside the types of ties on record; `rows` are those of the context section.

    None where nothing is on record of anybody, and for a panel too large to be listed: it is the whole or nothing.
    """
    types = [each for each in figure_words.TIES if any(row["type"] == each for row in rows)]
    actors = members(asked)
    if not types or len(actors) > MOST_ROWS:
        return None
    theirs = {_cell(row) for row in rows if row["party"] != row["actor"]}
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault(_cell(row), []).append(_words(row, named=_cell(row) in theirs))
    return TiesOfThePanel(
        tuple(figure_words.TIES[each] for each in types),
        tuple(TieRow(one.actor, one.actor_kind, one.name, _cells(one.actor, types, found)) for one in actors),
    )


def _cells(
    actor: str, types: Sequence[str], found: dict[tuple[str, str], list[str]]
) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(found.get((actor, each), ())) for each in types)


def _cell(row: Row) -> tuple[str, str]:
    return shown.text(row, "actor"), shown.text(row, "type")


def _words(row: Row, *, named: bool) -> str:
    """A tie, with whose it is where ties of an organization stand beside it; its type stands above the column."""
    whose = shown.text(row, "party_name") if named else ""
    what = shown.tie(row).removeprefix(shown.text(row, "type")).removeprefix(", ")
    parts = (whose, what, shown.amount(row), shown.tie_day(row))
    return figure_words.tie(parts, shown.text(row, "publisher") or shown.text(row, "source"))
