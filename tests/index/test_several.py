"""Two connections to one state of a dataset, each asked something of its own."""

import sqlite3
from pathlib import Path

import pytest
from tests.datasets import write
from tests.index.tables import indexes

from stancetracker.index import cache as caches
from stancetracker.index import queries, store
from stancetracker.index.queries import Question, pose
from stancetracker.index.store import ask_both
from stancetracker.ledger.folder import Folder

Statuses = list[tuple[str, str]]


def statuses(connection: sqlite3.Connection) -> Statuses:
    return [(each.as_of, each.status) for each in queries.standings(connection)]


def in_turns(one: sqlite3.Connection, other: sqlite3.Connection) -> list[Statuses]:
    """What both say, asked of two days, then the other way round."""
    found = []
    for first, second in (("2026-01-05", "2026-01-15"), ("2026-01-15", "2026-01-05")):
        pose(one, Question(first))
        pose(other, Question(second))
        found += [statuses(one), statuses(other)]
    return found


LINES = """
{"kind":"person","id":"ada"}
{"kind":"issue","id":"bridge","panel":["ada"]}
{"kind":"statement","id":"ada-1","speaker":"ada","date":"2026-01-10","stance":"favor"}
"""
EXPECTED = [
    [("2026-01-05", "unchecked")],
    [("2026-01-15", "spoke")],
    [("2026-01-15", "spoke")],
    [("2026-01-05", "unchecked")],
]


@pytest.mark.parametrize("kept", [True, False])
def test_each_is_asked_something_of_its_own(folder: Folder, cache: Path, kept: bool) -> None:
    if not kept:
        cache.write_text("a file")

    assert EXPECTED == ask_both(folder, in_turns, cache)
    assert kept == (cache.is_dir() and len(indexes(cache)) == 1)


def test_a_dataset_that_changes_meanwhile_is_seen_as_it_was(folder: Folder, cache: Path) -> None:
    def changing(one: sqlite3.Connection, other: sqlite3.Connection) -> list[Statuses]:
        (folder.path / "all.jsonl").write_text("")
        ask_both(folder, lambda *_: None, cache)
        return in_turns(one, other)

    assert EXPECTED == ask_both(folder, changing, cache)


def test_two_that_are_not_of_the_same_data_are_never_compared(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The file is replaced between one opening and the other.
    connect = caches.connect
    opened: list[str] = []

    def slowly(path: Path) -> sqlite3.Connection:
        opened.append("" if len(opened) != 1 else changed())
        return connect(path)

    def changed() -> str:
        line = {"kind": "person", "id": "bo", "name": "Bo", "memberships": [{"role": "x"}]}
        write(folder.path, [line], "more.jsonl")
        monkeypatch.undo()
        store.open_index(folder, cache).connection.close()
        return "changed"

    store.open_index(folder, cache).connection.close()
    monkeypatch.setattr(caches, "connect", slowly)
    found = ask_both(folder, lambda *both: [queries.data_version(each) for each in both], cache)

    assert "changed" in opened
    assert found[0] == found[1]


def test_views_made_for_a_question_go_with_it(folder: Folder, cache: Path) -> None:
    def views(one: sqlite3.Connection, other: sqlite3.Connection) -> list[list[str]]:
        found = []
        for day in ("2026-01-05", "2026-01-15"):
            pose(one, Question(day))
            found.append([name for (name,) in one.execute("SELECT name FROM sqlite_temp_master")])
            one.execute("CREATE TEMP VIEW more AS SELECT 1")
        return found

    first, second = ask_both(folder, views, cache)
    assert ["question"] == first
    assert first == second
