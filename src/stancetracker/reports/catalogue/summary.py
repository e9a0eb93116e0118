"""Both counts of a panel in one sentence, then by stance and by what came back."""

import sqlite3

from stancetracker.base import wording
from stancetracker.index.queries import LIST_COLUMNS, Question
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Panel, panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns, plain

COLUMNS = columns("issue status stance response count total")


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Count the panel of one issue, as of a day."""
    asked = panel(connection, question)
    chosen = filters.choose(asked.standings, question)
    actors = {one.actor for one in asked.standings}
    standings = [standing._asdict() for standing in chosen]
    return asked.report(
        counted(asked),
        Section("standing", LIST_COLUMNS, standings, table.STANDING, key="actor"),
        title="summary",
        asks=f"{asked.issue.proposition}: who spoke, and for whom was no public statement found",
        about=asked.records(actors),
        corrected=False,
        figures=("stand", "when", "many"),
        found=asked.material(),
    )


def counted(asked: Panel) -> Section:
    """Return the counts of a panel, by stance and by what came back; empty without a panel."""
    return Section(
        name="count",
        columns=COLUMNS,
        rows=_rows(asked) if asked.counts.total else [],
        shown=(Shown("Finding", _finding), plain("Count", "count", numeric=True)),
        key="status",
        ending=asked.ending,
    )


def _rows(asked: Panel) -> list[Row]:
    counts = asked.counts
    groups: list[tuple[str, str | None, str | None, int]] = [
        *(("spoke", stance, None, counts.spoke[stance]) for stance in wording.STANCES),
        *(("silent", None, response, counts.silent[response]) for response in wording.RESPONSES),
        ("unchecked", None, None, counts.unchecked),
    ]
    on_each = {"issue": asked.issue.id, "total": counts.total, "audience": counts.audience}
    return [
        {"status": status, "stance": stance, "response": response, "count": number, **on_each}
        for status, stance, response, number in groups
    ]


def _finding(row: Row) -> str:
    words = wording.none_found(row["response"]) if row["status"] == "silent" else table.finding(row)
    return f"{table.mark(row)} {words}"
