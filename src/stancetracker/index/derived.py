"""What an index holds beside its tables, made from them last: indices, and the summary of each actor and issue.

The summary holds the days on which a standing may change, so that an answer for all that is known and the public
audience reads a row a pair (`sql/summed.sql`), whatever the day. It is made of all records at once, or made anew for
the pairs that some records are about: `refresh(connection, pairs(connection, ids))`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from stancetracker.index.question import narrowed, sql

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
SUMMARY: Final = """
CREATE TABLE main.summary (
    issue TEXT, actor TEXT, begun TEXT,
    said_first TEXT, said_last TEXT, said TEXT, mixed INTEGER, maybe_first TEXT, reported_first TEXT,
    looked_first TEXT, looked_last TEXT, look TEXT, looked_on TEXT,
    PRIMARY KEY (issue, actor)
) WITHOUT ROWID
"""
Pair = tuple[str, str]


def index(connection: sqlite3.Connection) -> None:
    """Make the indices that the standing rule and reports need, besides those that reading needs."""
    for table, columns in INDICES:
        name = f"idx_{table}_{'_'.join(columns)}"
        connection.execute(f"CREATE INDEX [{name}] ON [{table}] ({', '.join(columns)})")


def sum_up(connection: sqlite3.Connection, filled: str = "main") -> None:
    """Make the summary of a filled index, which this connection knows as `filled`."""
    connection.execute(SUMMARY)
    connection.execute(f"INSERT INTO main.summary {sql('summary').replace('main.', f'{filled}.')}")


def take_in(connection: sqlite3.Connection, other: Path) -> None:
    """Put the summary there that was made in another database.

    Raises sqlite3.Error.
    """
    connection.execute("ATTACH ? AS other", (str(other),))
    with connection:
        connection.execute(SUMMARY)
        connection.execute("INSERT INTO main.summary SELECT * FROM other.summary")
    connection.execute("DETACH other")


def pairs(connection: sqlite3.Connection, records: Iterable[str]) -> set[Pair]:
    """The issue and actor of each of these records, and of those that they correct, as the tables have them now."""
    found: set[Pair] = set()
    for record in records:
        found.update((str(issue), str(actor)) for issue, actor in connection.execute(sql("pairs"), (record,)))
    return found


def refresh(connection: sqlite3.Connection, pairs: Iterable[Pair]) -> None:
    """Make the summary of these pairs (issue, actor) anew, after their records came or went.

    Runs in the transaction that is open, and leaves what else a transaction holds alone. A pair of a record that goes
    is to be found before it goes.
    """
    connection.execute(
        "CREATE TEMP TABLE touched (issue TEXT, actor TEXT, PRIMARY KEY (issue, actor)) WITHOUT ROWID"
    )
    connection.executemany("INSERT INTO temp.touched VALUES (?, ?)", set(pairs))
    connection.execute(
        "DELETE FROM main.summary WHERE (issue, actor) IN (SELECT issue, actor FROM temp.touched)"
    )
    connection.execute(f"INSERT INTO main.summary {narrowed('summary', touched=True)}")
    connection.execute("DROP TABLE temp.touched")
