"""What an index holds beside its tables, made from them last: indices for the records of one issue or actor."""

from __future__ import annotations

import sqlite3
from typing import Final

INDICES: Final = (
    ("statement", ("speaker", "issue")),
    ("issue_panel", ("value", "record")),
    ("silence_searched", ("record", "position")),
    ("petition", ("issue",)),
    ("tie", ("counterparty",)),
    ("tie", ("event",)),
    ("reply", ("by",)),
    ("correction", ("replacement",)),
)


def derive(connection: sqlite3.Connection) -> None:
    """Make what is derived from the tables of a filled index."""
    for table, columns in INDICES:
        name = f"idx_{table}_{'_'.join(columns)}"
        connection.execute(f"CREATE INDEX [{name}] ON [{table}] ({', '.join(columns)})")
