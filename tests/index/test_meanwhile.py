"""A summary that a second thread makes is the one that one thread makes, and leaves nothing behind."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.index import derived, meanwhile
from stancetracker.index.store import index_path, open_index


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An index of the shipped data, without its summary."""
    open_index(SHIPPED, tmp_path).connection.close()
    path = index_path(SHIPPED, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE summary")
    return path


def summary(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """The whole summary."""
    return connection.execute("SELECT * FROM summary ORDER BY issue, actor").fetchall()


def test_it_is_the_summary_that_one_thread_makes_while_the_first_makes_tables(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        with meanwhile.summed(connection, file) as put:
            connection.execute("CREATE TABLE other AS SELECT * FROM statement")
            connection.execute("CREATE INDEX another ON statement (date)")
            put()
        found = summary(connection)
        [text] = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'summary'").fetchone()
        connection.execute("DROP TABLE summary")
        derived.sum_up(connection)

        assert len(found) > 10
        assert summary(connection) == found
        assert (text,) == connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'summary'"
        ).fetchone()
    assert [] == list(file.parent.glob("*.summary"))


def test_what_goes_wrong_here_ends_it_there(file: Path) -> None:
    with (
        closing(sqlite3.connect(file)) as connection,
        pytest.raises(KeyboardInterrupt),
        meanwhile.summed(connection, file),
    ):
        raise KeyboardInterrupt

    assert [] == list(file.parent.glob("*.summary"))


def test_what_goes_wrong_here_interrupts_what_is_long_there(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = threading.Event(), list[str]()

    def interrupted() -> None:
        begun.wait()
        time.sleep(0.3)  # until SQLite is at it
        raise KeyboardInterrupt

    def long(connection: sqlite3.Connection, _: str) -> None:
        begun.set()
        try:
            connection.execute(
                "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000000) SELECT max(i) FROM n"
            ).fetchone()
        except sqlite3.OperationalError as error:
            told.append(str(error))

    monkeypatch.setattr(derived, "sum_up", long)
    with (
        closing(sqlite3.connect(file)) as connection,
        pytest.raises(KeyboardInterrupt),
        meanwhile.summed(connection, file),
    ):
        interrupted()

    assert ["interrupted"] == told


def test_what_goes_wrong_there_is_told_here(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE silence_actors")
        with (
            pytest.raises(sqlite3.OperationalError, match="silence_actors"),
            meanwhile.summed(connection, file) as put,
        ):
            put()

    assert [] == list(file.parent.glob("*.summary"))
