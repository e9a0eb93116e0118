"""Read a database that anyone may have made, such as an export from elsewhere.

What looks like a table may be a view that never ends, or that makes longer and longer texts.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from stancetracker.index.queries import file_address

_MOST_STEPS: Final = 1_000_000
"""The steps of SQLite's that a query takes at most; those of this program take some thousands."""
_LONGEST_TEXT: Final = 1_000_000
Texts = tuple[str | None, ...]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database to read it, in which a query ends soon.

    Raises sqlite3.Error.
    """
    address = file_address(path, "ro&immutable=1")
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_TEXT)
        connection.set_progress_handler(lambda: True, _MOST_STEPS)
        yield connection


def texts(connection: sqlite3.Connection, query: str) -> Iterator[Texts]:
    """Yield the rows of a query.

    Raises sqlite3.Error, also for a value that is neither a text nor NULL.
    """
    for row in connection.execute(query):
        if not all(value is None or isinstance(value, str) for value in row):
            raise sqlite3.DataError("a value is no text")
        yield tuple(row)
