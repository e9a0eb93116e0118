"""What a person's own SQL selects: the answer to `query`."""

from __future__ import annotations

import sqlite3

from stancetracker.index import sandbox, views
from stancetracker.index.question import Question
from stancetracker.reports.report import Report, Section


def selection(connection: sqlite3.Connection, sql: str, question: Question) -> Report:
    """Run one SELECT, read-only and within limits, on the views as of the day asked about.

    Raises QueryError.
    """
    views.make(connection, question)
    selected = sandbox.select(connection, sql)
    rows = [dict(zip(selected.columns, row, strict=True)) for row in selected.rows]
    section = Section("row", selected.columns, rows, key=selected.columns[0])
    return Report(title="", question="", sections=(section,))
