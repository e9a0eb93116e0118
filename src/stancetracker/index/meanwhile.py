"""The summary of a large index, made by a second thread into a file of its own while the first makes all else.

SQLite works without Python's lock, so both work at once. The second thread reads rows that are all there, in pages of
the file that nobody writes to again until the summary is made; the first only adds what lies behind them. So the file
is for the second one that does not change, which is what `immutable` says: it asks for no lock, and gets no wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.index import derived
from stancetracker.ledger.staging import sync

# The actors of looks are found in an index, of which so much stays at hand; sorting, which has a thread of its own,
# takes as much again of what `main` is given, and is no faster with more.
_MAKING: Final = """
PRAGMA filled.cache_size = -24000;
PRAGMA main.journal_mode = OFF;
PRAGMA main.synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA threads = 1;
"""


@contextmanager
def summed(connection: sqlite3.Connection, path: Path) -> Iterator[Callable[[], None]]:
    """Begin the summary of a filled index, whose file this is; what is given waits for it and puts it there.

    Until then the rows must stay as they are; tables and indices may be made. What it is made in is gone afterwards.
    The function raises sqlite3.Error.
    """
    beside = path.with_name(f"{path.name}.summary")
    try:
        with closing(_beginning(path, beside)) as other, ThreadPoolExecutor(1) as thread:
            made = thread.submit(_make, other)

            def put() -> None:
                # While there is time. To close the file loses its locks, which nobody else looks for yet.
                sync(path)
                made.result()
                derived.take_in(connection, beside)

            try:
                yield put
            except BaseException:
                other.interrupt()
                raise
    finally:
        with suppress(OSError):
            beside.unlink()


def _make(connection: sqlite3.Connection) -> None:
    derived.sum_up(connection, "filled")
    connection.execute("COMMIT")


def _beginning(path: Path, beside: Path) -> sqlite3.Connection:
    """A connection for another thread: a new file to write to, and the file as it is now."""
    connection = sqlite3.connect(
        beside.absolute().as_uri(), uri=True, check_same_thread=False, isolation_level=None
    )
    connection.execute("ATTACH ? AS filled", (f"{path.absolute().as_uri()}?immutable=1",))
    connection.executescript(_MAKING)
    # From here on its first page, which tells where all else is, stays for this connection as it is.
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM filled.sqlite_schema").fetchone()
    return connection
