"""What a person's own SQL selects: the answer to `query`."""

from __future__ import annotations

import sqlite3

from stancetracker.index import sandbox
from stancetracker.reports.question import Report, Section


def selection(connection: sqlite3.Connection, sql: str) -> Report:
    """Run one SELECT, read-only and within limits.

    Raises QueryError.
    """
    selected = sandbox.select(connection, sql)
    rows = [dict(zip(selected.columns, row, strict=True)) for row in selected.rows]
    section = Section("row", selected.columns, rows, key=selected.columns[0])
    return Report(title="", question="", sections=(section,))
