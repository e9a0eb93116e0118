"""Contracts, donations and attendance of a whole panel, whoever spoke; amounts by source and period."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question
from stancetracker.reports import filters, table
from stancetracker.reports.panel import TIES, TIES_SHOWN, panel, report_on, ties
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, plain

AMOUNTS = columns(
    "party party_name type counterparty amount_value amount_currency amount_bound amount_of date period",
    "source publisher ties evidence",
)
_SAME = columns("party type title counterparty amount_currency amount_bound amount_of date period source")
"""What amounts must have in common to be added up."""


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the ties of one issue's panel; nothing chooses some of it, since a part would accuse.

    Raises UsageError when a filter would.
    """
    filters.refuse(question, about="the whole panel")
    if question.since or question.until:
        raise UsageError(
            "days can't narrow this report", "it is about all that is on record of the whole panel"
        )
    asked = panel(connection, question)
    rows, without = ties(connection, question, asked.standings)
    sound = [row for row in rows if row["verification"] != "disputed"]
    disputed = [row for row in rows if row["verification"] == "disputed"]
    made = report_on(
        connection,
        question,
        asked,
        (
            _ties("tie", sound, wording.CONTEXT, without),
            _amounts(sound),
            _ties("disputed", disputed, wording.DISPUTED_TIES, () if disputed else (wording.NONE_DISPUTED,)),
        ),
        title=f"{asked.issue.title}: ties of the panel",
        asks="What is on record of contracts, donations and attendance,"
        f" {wording.asked_on(question.as_of, question.known_by)}?",
        about={str(row["tie"]) for row in rows},
    )
    return made._replace(headline=None)  # ties say nothing about who spoke


def _ties(name: str, rows: list[dict[str, Cell]], about: str, ending: tuple[str, ...]) -> Section:
    return Section(name, TIES, rows, TIES_SHOWN, key="tie", about=about, ending=ending)


def _amounts(rows: list[dict[str, Cell]]) -> Section:
    shows = (
        plain("Whose", "party_name"),
        Shown("What", table.tie),
        Shown("Amount", table.amount),
        Shown("When", table.tie_day, keep=1),
        plain("Ties", "ties", 2, numeric=True),
        Shown("Source", table.published_by, keep=3),
    )
    ties = {str(row["tie"]): row for row in rows}
    amounts = {tie: row for tie, row in ties.items() if row["amount_value"]}
    parts = [tie for tie in amounts if any(whole in amounts for whole in _wholes(tie, ties))]
    added = list(_added({tie: row for tie, row in amounts.items() if tie not in parts}))
    ending = (wording.parts(parts),) if parts else ()
    return Section("amount", AMOUNTS, added, shows, key="evidence", about=wording.AMOUNTS, ending=ending)


def _wholes(tie: str, ties: Mapping[str, Row]) -> Iterator[str]:
    """Yield the ties that contain one, the smallest first."""
    seen = {tie}
    while tie in ties and (whole := ties[tie]["part_of"]) and whole not in seen:
        seen.add(whole)
        yield whole
        tie = whole


def _added(amounts: Mapping[str, Row]) -> Iterator[dict[str, Cell]]:
    """Yield a row for each sum; several people of one organization share its ties, which count once."""
    groups: dict[tuple[Cell, ...], list[Row]] = {}
    for tie, row in amounts.items():
        alone = None if row["date"] or row["period"] else tie  # an amount of no known day adds up with none
        groups.setdefault((*(row[name] for name in _SAME), alone), []).append(row)
    for group in sorted(groups.values(), key=_turn):
        yield {
            **group[0],
            "amount_value": sum(row["amount_value"] for row in group),
            "ties": len(group),
            "evidence": " ".join(row["tie"] for row in group),
        }


def _turn(group: list[Row]) -> tuple[str, ...]:
    """By whose they are and what, then by day, then by source."""
    row = group[0]
    day = dates.parse(row["date"] or row["period"] or "9999")
    what = (row["party_name"], row["type"], row["counterparty"] or "")
    return (*what, day.earliest or "", day.latest, str(row["source"]), row["tie"])
