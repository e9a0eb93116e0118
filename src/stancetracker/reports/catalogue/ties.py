"""The panel beside contracts, donations and attendance on record; amounts by source and period."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question
from stancetracker.reports import context, filters, table
from stancetracker.reports.panel import panel
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, plain

AMOUNTS = columns(
    "party party_name type counterparty amount_value amount_currency amount_bound amount_of date period",
    "source publisher ties evidence",
)
_SAME = columns("party type title counterparty amount_currency amount_bound amount_of date period source")
"""What amounts must have in common to be added up."""


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List one issue's panel beside its ties; of all its filters, only those for a status choose some of it.

    Raises UsageError when another would: a part chosen by anything else would accuse.
    """
    filters.refuse(question, about="the whole panel, or all of one status", but="statuses")
    if question.since or question.until:
        raise UsageError(
            "days can't narrow this report", "it is about all that is on record of the whole panel"
        )
    asked = panel(connection, question)
    beside = context.context(connection, question, filters.choose_actors(asked.standings, question))
    sound = [row for row in beside.ties if row["verification"] != "disputed"]
    disputed = [row for row in beside.ties if row["verification"] == "disputed"]
    none_disputed = () if disputed else (wording.NONE_DISPUTED,)
    about = f"{wording.CONTEXT} {wording.OF_A_STATUS}" if question.statuses else wording.CONTEXT
    return asked.report(
        beside.section(about, asked.ending),
        context.section("tie", sound),
        _amounts(sound),
        context.section("disputed", disputed, wording.DISPUTED_TIES, none_disputed),
        title="ties of the panel",
        asks="What is on record of contracts, donations and attendance",
        about={str(row["tie"]) for row in beside.ties},
    )


def _amounts(rows: Sequence[Row]) -> Section:
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
    ending = (wording.PARTS.format(", ".join(parts)),) if parts else ()
    return Section("amount", AMOUNTS, added, shows, key="evidence", about=wording.AMOUNTS, ending=ending)


def _wholes(tie: str, ties: Mapping[str, Row]) -> Iterator[str]:
    """Yield the ties that contain one, the smallest first."""
    seen = {tie}
    while tie in ties and (whole := ties[tie]["part_of"]) and whole not in seen:
        seen.add(whole)
        yield whole
        tie = whole


def _added(amounts: Mapping[str, Row]) -> Iterator[dict[str, Cell]]:
    """Yield a row for each sum."""
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
