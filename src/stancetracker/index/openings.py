"""Dates with an open start: each reads as beginning on the first day of the issue that its record is on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final

from stancetracker.index.schema import SOURCE_TABLE, Table, kinds_on_issues, tables

_OF_RECORD: Final = (
    "UPDATE [{table}] SET [{date}_earliest] = min([{table}].[{date}_latest], issue.since)"
    " FROM issue WHERE issue.id = [{table}].issue"
)
_OF_PART: Final = (
    "UPDATE [{table}] SET [{date}_earliest] = min([{table}].[{date}_latest], issue.since)"
    " FROM [{kind}] JOIN issue ON issue.id = [{kind}].issue WHERE [{kind}].id = [{table}].record"
)
_OPEN: Final = " AND [{table}].[{date}] LIKE '../%' AND [{table}].rowid > {after}"


def begin(connection: sqlite3.Connection, after: Mapping[str, int] | None = None) -> None:
    """Let open starts begin with their issues, in the rows of an index that has its indices.

    `after` has the last row of each table that is left as it is.
    """
    for kind in kinds_on_issues():
        for table, date in _dates(kind):
            text = (_OF_RECORD if table == kind else _OF_PART) + _OPEN
            known = after[table] if after else 0
            connection.execute(text.format(kind=kind, table=table, date=date, after=known))


def _dates(kind: str) -> Iterator[tuple[str, str]]:
    """The tables and columns in which records of a kind have dates."""
    for table in tables():
        if table.name in (kind, SOURCE_TABLE) or table.name.startswith(f"{kind}_"):
            yield from ((table.name, date) for date in _of(table))


def _of(table: Table) -> Iterator[str]:
    names = {name for name, _ in table.columns}
    return (name for name in names if f"{name}_earliest" in names)
