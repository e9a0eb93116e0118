"""An index is fresh or it is not used: whatever happens to it or to the data, the answer is the same or newer."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import Mock

import pytest
from tests.datasets import complete, lines_of, write
from tests.depth import STRIDE
from tests.index.edits import KEEPING, Edit
from tests.index.tables import indexes

from stancetracker.base.errors import BrokenDatasetError, Problem
from stancetracker.index import build, queries, sandbox, store, views
from stancetracker.index.queries import Question
from stancetracker.index.store import Index, ask, index_path, open_index
from stancetracker.ledger import folder as folders
from stancetracker.ledger import journal
from stancetracker.ledger.folder import Folder, Stamp

ASKED = Question("2026-01-20")
LINES = """
{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
"""


@pytest.fixture
def other(tmp_path: Path) -> Folder:
    """The same records, but Ada spoke against it."""
    return write(tmp_path / "other", lines_of(LINES.replace("favor", "against")))


def seen(folder: Folder, cache: Path) -> tuple[str, list[tuple[str, str, str | None]]]:
    def answer(index: Index) -> tuple[str, list[tuple[str, str, str | None]]]:
        rows = queries.standings(index.connection)
        return index.source, [(one.actor, one.status, one.stance) for one in rows]

    return ask(folder, ASKED, answer, cache)


SPOKE = [("ada", "spoke", "favor")]
AGAINST = [("ada", "spoke", "against")]


@pytest.mark.parametrize("change", KEEPING.values(), ids=KEEPING)
def test_a_file_that_changed_in_any_way_is_read_again_however_old_the_index(
    folder: Folder, cache: Path, change: Edit
) -> None:
    seen(folder, cache)
    later = time.time_ns() + 10**12  # than any clock tick may hide, as far as the index is told
    _run(index_path(folder, cache), f"UPDATE meta SET value = '{later}' WHERE name = 'built_ns'")
    change(folder.path / "all.jsonl", Random(7))

    assert ["extended", "fresh"] == [seen(folder, cache)[0] for _ in range(2)]


def test_an_edit_that_keeps_size_and_times_within_a_tick_is_seen_by_content(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = folders.stamp
    # Built within the tick, however busy the machine is.
    stamps = {
        file.name: real(file)._replace(mtime_ns=time.time_ns() + 10**12) for file in folder.files()
    }
    monkeypatch.setattr(folders, "stamp", lambda file: stamps[file.name])
    seen(folder, cache)
    path = folder.path / "all.jsonl"
    path.write_text(path.read_text().replace('"favor"', '"mixed"'))

    assert ("extended", [("ada", "spoke", "mixed")]) == seen(folder, cache)


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


def test_a_file_that_goes_away_while_it_is_looked_at_is_not_answered_about(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(folder, cache)
    files = folder.files()
    monkeypatch.setattr(Folder, "files", lambda self: files)
    (folder.path / "all.jsonl").unlink()

    with pytest.raises(BrokenDatasetError):
        seen(folder, cache)


def test_two_datasets_on_one_cache_do_not_meet(folder: Folder, other: Folder, cache: Path) -> None:
    assert [SPOKE, AGAINST] == [seen(each, cache)[1] for each in (folder, other)]
    assert [("fresh", SPOKE), ("fresh", AGAINST)] == [seen(each, cache) for each in (folder, other)]
    # Nor is the index of another believed under the name of this one's.
    index_path(other, cache).replace(index_path(folder, cache))

    assert ("built", SPOKE) == seen(folder, cache)


def test_two_versions_of_the_program_on_one_cache_have_an_index_each(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(folder, cache)
    monkeypatch.setattr(store, "__version__", "9.9.9")

    assert ("built", SPOKE) == seen(folder, cache)

    monkeypatch.undo()

    assert ("fresh", SPOKE) == seen(folder, cache)
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
    other = path.with_name("other")
    shutil.copy(path, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; DELETE FROM statement")
        shutil.copy(f"{other}-wal", f"{path}-wal")


def _left_over(path: Path) -> None:
    """Leave what a killed build leaves."""
    path.unlink()
    left = path.parent / ".stancetracker.0123456789abcdef.new"
    left.mkdir()
    (left / path.name).write_bytes(b"half of an index")


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
    "no tables": _replaced(lambda path: _run(path, "CREATE TABLE other(a)")),
    "left over": _left_over,
    "no folder": _no_folder,
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_whatever_happens_to_an_index_the_answer_is_the_same(
    folder: Folder, cache: Path, harm: Callable[[Path], object]
) -> None:
    seen(folder, cache)
    harm(index_path(folder, cache))

    assert [SPOKE, SPOKE] == [seen(folder, cache)[1] for _ in range(2)]
    assert [] == list(cache.glob(".stancetracker.*.new"))


def test_a_damaged_page_is_found_while_reading_and_the_answer_is_the_same(
    folder: Folder, cache: Path
) -> None:
    # Also where it is a person's own SQL that meets it, whose fault it is not.
    def chosen(index: Index) -> list[tuple[Any, ...]]:
        views.make_views(index.connection, ASKED)
        return sandbox.select(index.connection, "SELECT name, stance FROM standing")[1]

    seen(folder, cache)
    path = index_path(folder, cache)
    whole, sources = path.read_bytes(), set()
    size = int.from_bytes(whole[16:18], "big")
    for start in range(size, len(whole), size * STRIDE):
        damaged = whole[:start] + b"\xff" * 400 + whole[start + 400 :]
        path.write_bytes(damaged)
        source, found = seen(folder, cache)
        sources.add(source)

        assert SPOKE == found
        assert source != "memory" or not path.exists()  # it is thrown away
        path.write_bytes(damaged)
        assert [("Ada", "favor")] == ask(folder, ASKED, chosen, cache)
    assert {"memory", "fresh"} | ({"built"} if STRIDE == 1 else set()) <= sources


@pytest.mark.parametrize("cache_name", ["cache", "file"])
def test_damage_that_memory_has_as_well_is_told(
    folder: Folder, tmp_path: Path, cache_name: str
) -> None:
    (tmp_path / "file").write_text("in the way")

    def broken(index: Index) -> None:
        raise sqlite3.DatabaseError(index.source)

    with pytest.raises(sqlite3.DatabaseError, match="memory"):
        ask(folder, ASKED, broken, tmp_path / cache_name)


def test_an_index_inside_the_dataset_is_never_read(
    folder: Folder, other: Folder, cache: Path, tmp_path: Path
) -> None:
    seen(other, cache)
    for name in (index_path(folder, cache).name, "index.sqlite", ".stancetracker.sqlite"):
        shutil.copy(index_path(other, cache), folder.path / name)

    assert SPOKE == seen(folder, tmp_path / "fresh-cache")[1]


def test_the_cache_folder_is_the_users_alone(folder: Folder, cache: Path) -> None:
    seen(folder, cache)

    assert 0o700 == cache.stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("mode", "user"), [(0o777, os.geteuid()), (0o720, os.geteuid()), (0o700, 4321)]
)
def test_a_cache_folder_that_is_not_ours_alone_is_not_used(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch, mode: int, user: int
) -> None:
    seen(folder, cache)
    cache.chmod(mode)
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert ("memory", SPOKE) == seen(folder, cache)


def test_a_clock_far_ahead_is_no_error(folder: Folder, cache: Path) -> None:
    os.utime(folder.path / "all.jsonl", ns=(0, (1 << 63) + 10**18))

    assert [("built", SPOKE), ("fresh", SPOKE)] == [seen(folder, cache) for _ in range(2)]


def test_reading_writes_nothing_but_the_index(folder: Folder, cache: Path) -> None:
    # When each file was changed; that it was read may be noted.
    written = [(path, path.stat().st_ctime_ns) for path in folder.path.rglob("*")]
    seen(folder, cache)

    assert written == [(path, path.stat().st_ctime_ns) for path in folder.path.rglob("*")]
    assert [index_path(folder, cache)] == indexes(cache)


def test_an_open_index_can_not_be_written(folder: Folder, cache: Path) -> None:
    seen(folder, cache)
    index = open_index(folder, cache)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index.connection.execute("DELETE FROM statement")
    index.connection.close()


def test_a_broken_dataset_answers_nothing_and_leaves_no_index(folder: Folder, cache: Path) -> None:
    with (folder.path / "all.jsonl").open("a") as file:
        file.write('{"kind": "person", "id": ')
    with pytest.raises(BrokenDatasetError) as caught:
        seen(folder, cache)

    assert 3 == caught.value.exit_status
    assert ["all.jsonl"] == [
        one.place.file for one in caught.value.problems if isinstance(one, Problem)
    ]
    assert [] == indexes(cache)


def test_a_build_that_can_not_be_finished_leaves_no_file(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "sync", Mock(side_effect=OSError(28, "No space left on device")))

    assert ("memory", SPOKE) == seen(folder, cache)
    assert [] == indexes(cache)


@pytest.mark.parametrize(
    ("times", "people", "then"), [(1, 2, ("fresh", 2)), (99, 5, ("extended", 6))]
)
def test_a_dataset_that_changes_while_it_is_read_is_read_again(
    folder: Folder,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    people: int,
    then: object,
) -> None:
    # Five times at most; it is answered then, and read again the next time.
    fill, reads = build.fill, list[Folder]()

    def noisily(connection: sqlite3.Connection, read: Folder) -> build.Filler:
        found, number = fill(connection, read), len(reads) + 1
        reads.append(read)
        if number <= times:
            write(read.path, [complete({"kind": "person", "id": f"p{number}"})], f"{number}.jsonl")
        return found

    def counted(index: Index) -> tuple[str, int]:
        return index.source, int(
            index.connection.execute("SELECT count(*) FROM person").fetchone()[0]
        )

    monkeypatch.setattr(build, "fill", noisily)
    assert ("built", people) == ask(folder, ASKED, counted, cache)
    assert people == len(reads)
    monkeypatch.undo()
    assert then == ask(folder, ASKED, counted, cache)
