"""Both counts of a panel in one sentence, then by stance and by what came back."""

import sqlite3

from stancetracker.base import wording
from stancetracker.index.queries import LIST_COLUMNS, Question
from stancetracker.reports import filters, table
from stancetracker.reports.panel import panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns, plain

COLUMNS = columns("issue status stance response count total")


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Count the panel of one issue, as of a day."""
    asked = panel(connection, question)
    counts, of = asked.counts, (asked, asked.material())
    on_each = {"issue": asked.issue.id, "total": counts.total, "audience": question.audience}
    rows = [
        {**on_each, "status": status, "stance": stance, "response": response, "count": number}
        for status, stance, response, number in (
            *(("spoke", stance, None, counts.spoke[stance]) for stance in wording.STANCES),
            *(
                ("silent", None, response, counts.silent[response])
                for response in wording.RESPONSES
            ),
            ("unchecked", None, None, counts.unchecked),
        )
    ]
    standings = [standing._asdict() for standing in filters.choose(asked.standings, question)]
    return asked.report(
        Section("count", COLUMNS, rows if counts.total else [], _SHOWN, "status"),
        Section("standing", LIST_COLUMNS, standings, table.STANDING, key="actor"),
        title="summary",
        asks=f"{asked.issue.proposition}: who spoke, and for whom was no public statement found",
        about=asked.records({one.actor for one in asked.standings}),
        corrected=False,
        figures=[(name, of) for name in ("stand", "when", "many")],
    )


def _finding(row: Row) -> str:
    words = wording.none_found(row["response"]) if row["status"] == "silent" else table.finding(row)
    return f"{table.mark(row)} {words}"


_SHOWN = (Shown("Finding", _finding), plain("Count", "count", numeric=True))
