"""The views for a person's own SQL: a text each in `index/sql/views`, and `standing`.

They are TEMP views with the question's values written in, and go by the names of the tables, which stay
reachable as `main.statement` and so on. A view takes its rows from the query of the same matter where there is
one (`:statements` in a text), so that no rule is written twice. They are made for `query` alone.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Final

from stancetracker.index.queries import Question, narrowed, posed, sql

_QUERY: Final = re.compile(r"\(:(statements|silences|ties|replies|corrections|events)\)")
_COLUMN: Final = re.compile(r"(\w+),? -- (.+)$", re.MULTILINE)
NAMES: Final = (
    "statement",
    "silence",
    "person",
    "organization",
    "source",
    "tie",
    "reply",
    "correction",
    "event",
)


def _written(name: str) -> str:
    if name == "standing":
        return sql(name)
    return (Path(__file__).parent / "sql" / "views" / f"{name}.sql").read_text(encoding="utf-8")


def text(name: str) -> str:
    """Return the SQL of a view, which a person can run."""
    return _QUERY.sub(lambda match: f"(\n{sql(match[1])})", _written(name))


def columns(name: str) -> dict[str, str]:
    """Return the columns of a view, each with what it holds: the comment on its line."""
    return dict(_COLUMN.findall(_written(name).rpartition("\nSELECT\n")[2]))


def make(connection: sqlite3.Connection, asked: Question) -> None:
    """Make the views that see the question."""
    make_standing(connection, asked)
    for name in NAMES:
        connection.execute(f"CREATE TEMP VIEW {name} AS {posed(text(name), asked)}")


def make_standing(connection: sqlite3.Connection, asked: Question) -> None:
    """Make the view `standing` alone."""
    connection.execute(f"CREATE TEMP VIEW standing AS {posed(narrowed('standing'), asked)}")


def schema_sql() -> str:
    """Return every view as SQL, each after a list of its columns; `:as_of` and the like are the question's values."""
    return "\n\n".join(map(_described, ("standing", *NAMES)))


def _described(name: str) -> str:
    told = "\n".join(f"--   {column}: {holds}" for column, holds in columns(name).items())
    return f"-- The view {name}:\n{told}\nCREATE TEMP VIEW {name} AS\n{text(name).strip()};"
