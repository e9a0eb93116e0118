"""An index is fresh or it is not used: whatever happens to it or to the data, the answer is the same or newer."""

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import Mock

import pytest
from tests.datasets import SHIPPED, complete, lines_of, write
from tests.depth import STRIDE
from tests.index.edits import KEEPING, Edit
from tests.index.tables import indexes

from stancetracker.base.errors import BrokenDatasetError, Problem
from stancetracker.index import build, lookup, queries, sandbox, views
from stancetracker.index import cache as caches
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question
from stancetracker.index.store import ask, index_path, open_index
from stancetracker.ledger import folder as folders
from stancetracker.ledger import journal, model
from stancetracker.ledger.folder import Folder, Stamp

QUESTION = Question("2026-01-20")
LINES = """
{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
"""


@pytest.fixture
def opposed(tmp_path: Path) -> Folder:
    """Write the same records, except that Ada spoke against the bridge."""
    return write(tmp_path / "opposed", lines_of(LINES.replace("favor", "against")))


def answered(folder: Folder, cache: Path) -> tuple[str, list[tuple[str, str, str | None]]]:
    def answer(index: Index) -> tuple[str, list[tuple[str, str, str | None]]]:
        rows = queries.standings(index.connection)
        return index.source, [(row.actor, row.status, row.stance) for row in rows]

    return ask(folder, QUESTION, answer, cache)


SPOKE = [("ada", "spoke", "favor")]
AGAINST = [("ada", "spoke", "against")]


@pytest.mark.parametrize("change", KEEPING.values(), ids=KEEPING)
def test_a_file_changed_in_any_way_is_read_again_however_new_the_index_claims_to_be(
    folder: Folder, cache: Path, change: Edit
) -> None:
    answered(folder, cache)
    later = time.time_ns() + 10**12  # than any tick may hide, by what the index says of itself
    _run(index_path(folder, cache), f"UPDATE meta SET value = '{later}' WHERE name = 'built_ns'")
    change(folder.path / "all.jsonl", Random(7))

    assert answered(folder, cache)[0] in ("built", "extended")
    assert "fresh" == answered(folder, cache)[0]


def test_an_edit_that_keeps_size_and_times_within_a_tick_is_seen_by_content(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = folders.stamp
    # Built within the tick, however busy the machine is.
    stamps = {
        file.name: real(file)._replace(mtime_ns=time.time_ns() + 10**12) for file in folder.files()
    }
    monkeypatch.setattr(folders, "stamp", lambda file: stamps[file.name])
    answered(folder, cache)
    path = folder.path / "all.jsonl"
    path.write_text(path.read_text().replace('"favor"', '"mixed"'))

    assert ("built", [("ada", "spoke", "mixed")]) == answered(folder, cache)


@pytest.mark.parametrize(
    ("changed", "later", "young"),
    [
        (1, 50_000_001, True),
        (1, 50_000_002, False),
        (0, 2_000_000_000, True),
        (0, 2_000_000_001, False),
    ],
    ids=["within a tick", "after it", "within a tick of a coarse clock", "after that"],
)
def test_a_file_is_young_while_a_tick_of_its_clock_may_hide_a_change(
    changed: int, later: int, young: bool
) -> None:
    at = 10**18 + changed
    for times in ((at, at - 10**15), (at - 10**15, at)):
        assert young == Stamp(1, *times, 1).is_young(10**18 + later)


def test_a_file_that_disappears_while_it_is_read_breaks_the_dataset(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(folder, cache)
    files = folder.files()
    monkeypatch.setattr(Folder, "files", lambda self: files)
    (folder.path / "all.jsonl").unlink()

    with pytest.raises(BrokenDatasetError):
        answered(folder, cache)


def test_each_dataset_in_a_cache_is_answered_from_its_own_index(
    folder: Folder, opposed: Folder, cache: Path
) -> None:
    assert [SPOKE, AGAINST] == [answered(dataset, cache)[1] for dataset in (folder, opposed)]
    assert [("fresh", SPOKE), ("fresh", AGAINST)] == [
        answered(dataset, cache) for dataset in (folder, opposed)
    ]
    # The index of one is not believed under the name of the other's.
    index_path(opposed, cache).replace(index_path(folder, cache))

    assert ("built", SPOKE) == answered(folder, cache)


def test_two_versions_of_the_program_on_one_cache_have_an_index_each(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(folder, cache)
    monkeypatch.setattr(caches, "__version__", "9.9.9")

    assert ("built", SPOKE) == answered(folder, cache)

    monkeypatch.undo()

    assert ("fresh", SPOKE) == answered(folder, cache)
    assert 2 == len(indexes(cache))


def _run(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


def _replaced(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def harm(path: Path) -> None:
        path.unlink()
        make(path)

    return harm


def _another_wal(path: Path) -> None:
    """Leave the log of another index, one without statements."""
    emptied = path.with_name("opposed")
    shutil.copy(path, emptied)
    with closing(sqlite3.connect(emptied)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; DELETE FROM statement")
        shutil.copy(f"{emptied}-wal", f"{path}-wal")


def _left_over(path: Path) -> None:
    """Leave the stage of a killed build."""
    path.unlink()
    stage = path.parent / ".stancetracker.0123456789abcdef.new"
    stage.mkdir()
    (stage / path.name).write_bytes(b"half of an index")


def _no_folder(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("a file")


HARMS: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
    "torn": lambda path: os.truncate(path, path.stat().st_size - 1000),
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(Random(7).randbytes(10_000)),
    "unreadable": lambda path: path.chmod(0),
    "other program": lambda path: _run(
        path,
        "UPDATE meta SET value = '0.0.0' WHERE name = 'program'; UPDATE statement SET stance = 'mixed'",
    ),
    "meddled": lambda path: _run(
        path, "UPDATE data_file SET size = size + 1; UPDATE statement SET stance = 'mixed'"
    ),
    "another log": _another_wal,
    "folder": _replaced(Path.mkdir),
    "pipe": _replaced(os.mkfifo),
    "dangling link": _replaced(lambda path: path.symlink_to(path.parent / "nowhere")),
    "a schema in no letters": lambda path: path.write_bytes(
        path.read_bytes().replace(b"CREATE TABLE", b"CREATE T\xc5BLE")
    ),
    "no tables": _replaced(lambda path: _run(path, "CREATE TABLE other(a)")),
    "left over": _left_over,
    "no folder": _no_folder,
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_whatever_happens_to_an_index_the_answer_is_the_same(
    folder: Folder, cache: Path, harm: Callable[[Path], object]
) -> None:
    answered(folder, cache)
    harm(index_path(folder, cache))

    assert [SPOKE, SPOKE] == [answered(folder, cache)[1] for _ in range(2)]
    assert [] == list(cache.glob(".stancetracker.*.new"))


def test_a_damaged_page_is_found_while_reading_and_the_answer_is_the_same(
    folder: Folder, cache: Path
) -> None:
    def chosen(index: Index) -> list[tuple[Any, ...]]:
        views.make_views(index.connection, QUESTION)
        return sandbox.select(index.connection, "SELECT name, stance FROM standing")[1]

    answered(folder, cache)
    path = index_path(folder, cache)
    whole, sources = path.read_bytes(), set()
    size = int.from_bytes(whole[16:18], "big")
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'person'"
        (page_of_people,) = connection.execute(query).fetchone()
    for start in {*range(size, len(whole), size * STRIDE), (page_of_people - 1) * size}:
        damaged = whole[:start] + b"\xff" * 400 + whole[start + 400 :]
        path.write_bytes(damaged)
        source, standings = answered(folder, cache)
        sources.add(source)

        assert SPOKE == standings
        assert source != "memory" or not path.exists()  # it is deleted
        path.write_bytes(damaged)
        assert [("Ada", "favor")] == ask(folder, QUESTION, chosen, cache)
    assert {"memory", "fresh"} | ({"built"} if STRIDE == 1 else set()) <= sources


@pytest.mark.parametrize(
    ("table", "column"), [("record", "json"), ("person", "name"), ("source", "title")]
)
def test_a_damaged_text_is_found_while_reading_and_the_answer_is_the_same(
    folder: Folder, cache: Path, table: str, column: str
) -> None:
    def records(index: Index) -> tuple[str, int]:
        rows = index.connection.execute(f"SELECT {column} FROM main.{table}").fetchall()
        return index.source, len(rows)

    _, count = ask(folder, QUESTION, records, cache)
    _run(index_path(folder, cache), f"UPDATE {table} SET {column} = CAST(x'ff7b' AS TEXT)")

    assert ("memory", count) == ask(folder, QUESTION, records, cache)


def test_a_damaged_index_of_words_is_found_while_searching_and_the_answer_is_the_same(
    folder: Folder, cache: Path
) -> None:
    def matching(index: Index) -> tuple[str, int]:
        query = "SELECT count(*) FROM passage_fts WHERE passage_fts MATCH 'bridge'"
        return index.source, index.connection.execute(query).fetchone()[0]

    _, count = ask(folder, QUESTION, matching, cache)
    _run(index_path(folder, cache), "UPDATE passage_fts_config SET v = 0 WHERE k = 'version'")

    assert ("memory", count) == ask(folder, QUESTION, matching, cache)


def test_a_line_that_is_no_json_any_more_is_read_anew(folder: Folder, cache: Path) -> None:
    def statement(index: Index) -> object:
        return lookup.values(index.connection, "s")["stance"]

    answered(folder, cache)
    _run(index_path(folder, cache), "UPDATE record SET json = replace(json, ':', ' ')")

    assert "favor" == ask(folder, QUESTION, statement, cache)


def test_a_value_that_can_not_be_is_read_anew(folder: Folder, cache: Path) -> None:
    def said_on(index: Index) -> date:
        [day] = queries.texts(index.connection, "SELECT date_latest FROM main.statement")
        return date.fromisoformat(day)

    answered(folder, cache)
    _run(index_path(folder, cache), "UPDATE statement SET date_latest = '2026-01-1x'")

    assert date(2026, 1, 10) == ask(folder, QUESTION, said_on, cache)
    with pytest.raises(ZeroDivisionError):  # a mistake in the program
        ask(folder, QUESTION, lambda index: 1 / 0, cache)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT stance FROM nowhere", "no such table: nowhere"),
        ("SELECT ?", "Incorrect number of bindings supplied"),
    ],
)
def test_a_slip_in_a_query_is_no_damage(
    folder: Folder, cache: Path, sql: str, message: str
) -> None:
    sources = []

    def query(index: Index) -> None:
        sources.append(index.source)
        index.connection.execute(sql)

    answered(folder, cache)
    with pytest.raises(sqlite3.Error, match=message):
        ask(folder, QUESTION, query, cache)

    assert ["fresh"] == sources
    assert [index_path(folder, cache)] == indexes(cache)


def test_an_index_inside_the_dataset_is_never_read(
    folder: Folder, opposed: Folder, cache: Path, tmp_path: Path
) -> None:
    answered(opposed, cache)
    for name in (index_path(folder, cache).name, "index.sqlite", ".stancetracker.sqlite"):
        shutil.copy(index_path(opposed, cache), folder.path / name)

    assert SPOKE == answered(folder, tmp_path / "fresh-cache")[1]


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is of Linux")
def test_a_relative_cache_folder_is_ignored_as_xdg_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")

    assert tmp_path / ".cache/stancetracker" == caches.cache_folder()


@pytest.mark.skipif(sys.platform != "linux", reason="only there it is found without a library")
def test_an_index_of_a_user_without_a_home_is_in_memory(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a container that runs as some number; `~` would be a folder in the current one.
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", Mock(side_effect=KeyError))

    assert "memory" == answered(folder, caches.cache_folder())[0]
    assert not (tmp_path / "~").exists()


def test_the_cache_folder_is_the_users_alone(folder: Folder, cache: Path) -> None:
    answered(folder, cache)

    assert 0o700 == cache.stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("mode", "user"), [(0o777, os.geteuid()), (0o720, os.geteuid()), (0o700, 4321)]
)
def test_a_cache_folder_that_is_not_ours_alone_is_not_used(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch, mode: int, user: int
) -> None:
    answered(folder, cache)
    cache.chmod(mode)
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert ("memory", SPOKE) == answered(folder, cache)


def test_a_clock_far_ahead_is_no_error(folder: Folder, cache: Path) -> None:
    os.utime(folder.path / "all.jsonl", ns=(0, (1 << 63) + 10**18))

    assert [("built", SPOKE), ("fresh", SPOKE)] == [answered(folder, cache) for _ in range(2)]


def test_reading_writes_nothing_but_the_index(folder: Folder, cache: Path) -> None:
    # Access times may change.
    times = [(path, path.stat().st_ctime_ns) for path in folder.path.rglob("*")]
    answered(folder, cache)

    assert times == [(path, path.stat().st_ctime_ns) for path in folder.path.rglob("*")]
    assert [index_path(folder, cache)] == indexes(cache)


def test_an_open_index_can_not_be_written(folder: Folder, cache: Path) -> None:
    answered(folder, cache)
    index = open_index(folder, cache)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index.connection.execute("DELETE FROM statement")
    index.connection.close()


def test_a_broken_dataset_answers_nothing_and_leaves_no_index(folder: Folder, cache: Path) -> None:
    with (folder.path / "all.jsonl").open("a") as file:
        file.write('{"kind": "person", "id": ')
    with pytest.raises(BrokenDatasetError) as caught:
        answered(folder, cache)

    assert 3 == caught.value.exit_status
    assert ["all.jsonl"] == [
        problem.place.file for problem in caught.value.problems if isinstance(problem, Problem)
    ]
    assert [] == indexes(cache)


def test_a_build_that_can_not_be_finished_leaves_no_file(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "sync", Mock(side_effect=OSError(28, "No space left on device")))

    assert ("memory", SPOKE) == answered(folder, cache)
    assert [] == indexes(cache)


@pytest.mark.parametrize(
    ("times", "people", "next_answer"), [(1, 2, ("fresh", 2)), (99, 5, ("extended", 6))]
)
def test_a_dataset_that_changes_while_it_is_read_is_read_again(
    folder: Folder,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    people: int,
    next_answer: object,
) -> None:
    # Five times at most; it is answered then, and read again the next time.
    fill, reads = build.fill, list[Folder]()

    def noisily(connection: sqlite3.Connection, data: Folder) -> build.Filler:
        filler, number = fill(connection, data), len(reads) + 1
        reads.append(data)
        if number <= times:
            write(data.path, [complete({"kind": "person", "id": f"p{number}"})], f"{number}.jsonl")
        return filler

    def counted(index: Index) -> tuple[str, int]:
        return index.source, int(
            index.connection.execute("SELECT count(*) FROM person").fetchone()[0]
        )

    monkeypatch.setattr(build, "fill", noisily)
    assert ("built", people) == ask(folder, QUESTION, counted, cache)
    assert people == len(reads)
    monkeypatch.undo()
    assert next_answer == ask(folder, QUESTION, counted, cache)


def test_an_index_is_rebuilt_where_a_class_of_records_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def source() -> str:
        caches.code_checksum.cache_clear()
        index = open_index(SHIPPED, tmp_path / "cache")
        index.connection.close()
        return index.source

    [folder] = model.__path__
    changed = shutil.copytree(folder, tmp_path / "model")

    assert ["built", "fresh"] == [source(), source()]
    monkeypatch.setattr(model, "__path__", [str(changed)])
    assert "fresh" == source()
    with (changed / "event.py").open("a", encoding="utf-8") as file:
        file.write("# Another field.\n")
    assert ["built", "fresh"] == [source(), source()]
    monkeypatch.undo()
    caches.code_checksum.cache_clear()


def test_a_quote_stands_in_its_record_and_its_table_and_nowhere_else(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "quote": "Zebras cross on bridges.", "wording": "verbatim", "language": "en"}
    """
    open_index(folder, cache).connection.close()

    assert 2 == index_path(folder, cache).read_bytes().count(b"Zebras cross on bridges.")
