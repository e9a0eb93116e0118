"""What is on record of a whole panel beside its standings: contracts, donations and attendance."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from stancetracker.base import wording
from stancetracker.index import recorded
from stancetracker.index.queries import Standing
from stancetracker.index.question import Question
from stancetracker.index.recorded import Tied
from stancetracker.reports import shown
from stancetracker.reports.answered import same
from stancetracker.reports.panel import Panel
from stancetracker.reports.report import Cell, Section, Shown

COLUMNS = (
    "actor",
    "name",
    "party",
    "type",
    "counterparty",
    "title",
    "amount_value",
    "amount_currency",
    "amount_bound",
    "date",
    "period",
    "verification",
    "source",
    "publisher",
    "tie",
    "as_of",
    "known_by",
    "audience",
    "data_version",
)
SHOWN = (
    Shown("Name", lambda row: shown.text(row, "name")),
    Shown("Whose", lambda row: shown.text(row, "party_name"), keep=1),
    Shown("What", shown.tie),
    Shown("Amount", shown.amount, keep=1),
    Shown("When", shown.tie_day, keep=2),
    Shown("Source", lambda row: shown.text(row, "publisher") or shown.text(row, "source"), keep=3),
)


def context(connection: sqlite3.Connection, question: Question, asked: Panel) -> Section:
    """The ties of the whole panel, with those for whom there is none named below them."""
    members = [standing for standing in asked.standings if standing.panel]
    rows = ties(connection, question, members)
    return Section(
        name="context",
        columns=COLUMNS,
        rows=rows,
        shown=SHOWN,
        key="tie",
        about=wording.CONTEXT,
        ending=without(members, rows),
    )


def ties(
    connection: sqlite3.Connection, question: Question, members: Sequence[Standing]
) -> list[dict[str, Cell]]:
    """A row for each tie of each of these actors, or of an organization they belong to on the day."""
    parties = {standing.actor: {standing.actor} for standing in members}
    for person, organization in recorded.affiliations(connection, question):
        if person in parties:
            parties[person].add(organization)
    found, on_each = recorded.ties(connection, question), same(connection, question)
    return [
        {**_row(tie), "actor": member.actor, "name": member.name, **on_each}
        for member in members
        for tie in found
        if tie.actor in parties[member.actor]
    ]


def without(members: Sequence[Standing], rows: list[dict[str, Cell]]) -> tuple[str, ...]:
    """For whom of these actors none of these rows is."""
    with_ties = {row["actor"] for row in rows}
    names = [standing.name for standing in members if standing.actor not in with_ties]
    return (wording.nothing_looked_up(names),) if names else ()


def _row(tie: Tied) -> dict[str, Cell]:
    return {
        **tie._asdict(),
        "party": tie.actor,
        "party_name": tie.name,
        "title": tie.title or tie.event_title,
        "tie": tie.id,
    }
