"""What the figures of an issue are made of, read while an index is open; the figures are made when they are drawn."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from stancetracker.index import recorded
from stancetracker.index.question import Question
from stancetracker.index.recorded import Happened, Looked, Said
from stancetracker.reports.panel import Panel
from stancetracker.reports.report import Draw

if TYPE_CHECKING:
    from stancetracker.reports.figures import Figure

Name = Literal["stand", "when", "many"]


class Material(NamedTuple):
    """The statements, looks and events of one issue, each oldest first."""

    said: list[Said]
    looks: list[Looked]
    events: list[Happened]


def material(connection: sqlite3.Connection, question: Question, issue: str) -> Material:
    """All that is known of an issue."""
    return Material(
        recorded.statements(connection, question, issue=issue),
        recorded.looks(connection, question, issue=issue),
        recorded.events(connection, question, issue=issue),
    )


def drawing(asked: Panel, found: Material, *names: Name) -> Draw:
    """What makes these figures, of the whole panel whatever rows are chosen, once somebody draws them."""
    return partial(_figures, asked, found, names)


def _figures(asked: Panel, found: Material, names: tuple[Name, ...]) -> tuple[Figure, ...]:
    return tuple(figure for name in names for figure in _figure(asked, found, name))


def _figure(asked: Panel, found: Material, name: Name) -> Iterator[Figure]:
    """The figure; none of an empty panel."""
    from stancetracker.reports.drawn import many, stand, when  # slow to import, and data formats draw nothing

    if name == "when" and asked.standings:
        yield when.who_spoke_when(asked, *found)
    elif name == "many" and (band := many.how_many_had_spoken(asked, *found)):
        yield band
    elif name == "stand" and (groups := stand.where_they_stand(asked, found.looks)):
        yield groups
