"""Cut the lines of an index at a day: an index of those that were known by then.

A line that was recorded later is left out.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

from stancetracker.index.queries import configure, days

_LEFT_OUT: Final = "SELECT 1 FROM main.known_day WHERE day > ?"
_DAYS: Final = "SELECT sha256 FROM main.known_day WHERE day <= ? ORDER BY day"
_LINES: Final = """
SELECT id, kind, version, known_from, file, line, sha256, json FROM main.line WHERE known_from <= ?
"""
_COPIED: Final = ("unread", "data_file")
_BATCH: Final = 1000


class Cut:
    """The lines of an index that were known by a day."""

    def __init__(self, base: sqlite3.Connection, day: str) -> None:
        self._base = base
        self._day = day

    @property
    def is_whole(self) -> bool:
        """Return whether all that the index has was known by then."""
        return self._base.execute(_LEFT_OUT, (self._day,)).fetchone() is None

    @cached_property
    def key(self) -> str:
        """Return what tells this index from all others: a hash of its lines and their places."""
        from hashlib import sha256  # slow to import

        key = sha256("".join(days(self._base)[:1]).encode())
        for (sha256_of_day,) in self._base.execute(_DAYS, (self._day,)):
            key.update(sha256_of_day)
        return key.hexdigest()

    def make(self, path: Path | str, *, searchable: bool = True) -> sqlite3.Connection:
        """Make the index, a file at this path, and open it; `search` finds nothing unless asked.

        Raises sqlite3.Error.
        """
        from stancetracker.index import build, tables  # what builds an index is slow to import

        with ExitStack() as stack:
            connection = stack.enter_context(closing(sqlite3.connect(path)))
            tables.make(connection)
            with connection:
                for table in _COPIED:
                    self._copy(connection, table)
                filler = build.Filler(connection)
                lines = self._lines()
                while batch := [build.Entry(*line) for line in islice(lines, _BATCH)]:
                    filler.insert(batch)
                filler.finish()
            connection.executescript(tables.statements().indices)
            with connection:
                facts = dict(self._base.execute("SELECT name, value FROM main.meta").fetchall())
                first_day = "".join(days(self._base)[:1])
                facts |= {"first_recorded": first_day}
                build.put_facts(connection, facts, self._day)
                build.put_days(connection)
            if searchable:
                tables.index_texts(connection)
            configure(connection)
            stack.pop_all()
            return connection

    def _copy(self, connection: sqlite3.Connection, table: str) -> None:
        rows = self._base.execute(f"SELECT * FROM main.{table}")
        holes = ", ".join("?" for _ in rows.description)
        connection.executemany(f"INSERT INTO {table} VALUES ({holes})", map(tuple, rows))

    def _lines(self) -> Iterator[tuple[Any, ...]]:
        yield from self._base.execute(_LINES, (self._day,))
