"""The index of the lines that were known by a day, or are in a revision, is kept in the cache."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.datasets import complete, lines_of, write
from tests.index.tables import Tables, tables
from tests.repositories import commit, git

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index import cache as caches
from stancetracker.index.queries import fact
from stancetracker.index.store import open_index, open_lines
from stancetracker.ledger.folder import Folder

LINES = lines_of(
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "version": 2, "reason": "Joined.", "recorded": "2026-02-03"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    {"kind": "tie", "id": "gift", "actor": "ada", "recorded": "2026-02-04"}
    {"kind": "reply", "id": "r", "to": "s", "by": "ada", "recorded": "2026-02-02"}
    {"kind": "correction", "id": "c", "corrects": "s", "recorded": "2026-02-03"}
    """
)
DAY = "2026-02-02"
KNOWN = [line for line in LINES if line.get("recorded", "") <= DAY]
NEW = complete(
    {"kind": "statement", "id": "n", "speaker": "bo", "date": "2026-01-14", "stance": "against"}
)
Change = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Commit a dataset."""
    folder = write(tmp_path / "data", LINES)
    commit(folder.path)
    return folder


def contents(
    folder: Folder, cache: Path, revision: str | None = None, known_by: str | None = None
) -> tuple[str, Tables]:
    """Return where an index came from, and its tables."""
    index = open_lines(folder, cache, revision, known_by)
    with closing(index.connection):
        return index.source, tables(index.connection)


def kept(cache: Path) -> list[Path]:
    return [*cache.glob("lines-*.sqlite")]


def append(folder: Folder, line: dict[str, object] = NEW) -> None:
    with (folder.path / "all.jsonl").open("a") as file:
        file.write(f"{json.dumps(line)}\n")


def test_the_lines_known_by_a_day_make_the_index_that_these_lines_alone_make(
    folder: Folder, cache: Path, tmp_path: Path
) -> None:
    known = contents(write(tmp_path / "known", KNOWN), cache)[1]
    cut = contents(folder, cache, known_by=DAY)[1]
    # Lines stand in other places, of which these hashes are too.
    for table in ("record", "person", "issue", "statement", "reply", "known_day"):
        known[table] = [row[:3] for row in known[table]]
        cut[table] = [row[:3] for row in cut[table]]
    assert known.pop("known_day") != cut.pop("known_day")

    assert known == cut


def test_the_index_of_a_day_is_made_once(folder: Folder, cache: Path) -> None:
    assert "built" == contents(folder, cache, known_by=DAY)[0]
    assert "fresh" == contents(folder, cache, known_by=DAY)[0]
    assert "fresh" == contents(folder, cache, known_by="2026-02-02")[0]
    assert "built" == contents(folder, cache, known_by="2026-02-01")[0]


def test_a_day_by_which_all_was_known_needs_no_index_of_its_own(
    folder: Folder, cache: Path
) -> None:
    contents(folder, cache)

    assert "fresh" == contents(folder, cache, known_by="2026-02-04")[0]
    assert [] == kept(cache)


def test_a_line_of_a_later_day_leaves_the_index_of_a_day_as_it_is(
    folder: Folder, cache: Path
) -> None:
    before = contents(folder, cache, known_by=DAY)[1]
    append(folder, {**NEW, "recorded": "2026-03-01"})

    assert ("fresh", before) == contents(folder, cache, known_by=DAY)
    append(folder, {**NEW, "id": "o", "recorded": DAY})
    assert "built" == contents(folder, cache, known_by=DAY)[0]


def test_the_index_of_a_day_has_the_version_of_its_lines(folder: Folder, cache: Path) -> None:
    versions = set()
    for day in (None, DAY, "2026-02-01"):
        with closing(open_lines(folder, cache, known_by=day).connection) as connection:
            versions.add(fact(connection, "data_version"))

    assert 3 == len(versions)


def test_a_revision_may_be_cut_at_a_day(folder: Folder, cache: Path) -> None:
    cut = contents(folder, cache, known_by=DAY)
    append(folder)

    assert cut[1] == contents(folder, cache, "HEAD", DAY)[1]


def test_a_revision_of_a_dataset_that_is_broken_today_is_answered(
    folder: Folder, cache: Path
) -> None:
    expected = contents(folder, cache)[1]
    append(folder, {"kind": "person"})

    assert expected == contents(folder, cache, "HEAD")[1]


def test_a_broken_revision_answers_nothing_and_is_not_kept(folder: Folder, cache: Path) -> None:
    append(folder, {"kind": "person"})
    commit(folder.path)
    write(folder.path, LINES)
    for _ in range(2):
        with pytest.raises(BrokenDatasetError):
            contents(folder, cache, "HEAD")

    assert [] == kept(cache)


def test_a_name_that_moves_to_another_commit_gets_that_ones_index(
    folder: Folder, cache: Path
) -> None:
    first = contents(folder, cache, "main")
    append(folder)
    commit(folder.path)
    second = contents(folder, cache, "main")

    assert first[1] != second[1]
    assert ("fresh", first[1]) == contents(folder, cache, "main~1")
    assert ("fresh", second[1]) == contents(folder, cache, "main")


def test_another_folder_has_its_own_index_of_a_commit(folder: Folder, cache: Path) -> None:
    """A repository of a stranger's may give other contents under the name of a known commit."""
    contents(folder, cache, "HEAD")
    git(folder.path.parent, "clone", "-q", str(folder.path), "clone")

    assert "built" == contents(Folder(folder.path.parent / "clone"), cache, "HEAD")[0]


@pytest.mark.parametrize(
    "harm",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: os.truncate(path, path.stat().st_size // 2),
        lambda path: Path(f"{path}-journal").write_bytes(b"half"),
    ],
    ids=["deleted", "empty", "torn", "half changed"],
)
@pytest.mark.parametrize("lines", [{"revision": "HEAD"}, {"known_by": DAY}], ids=["REV", "DAY"])
def test_a_harmed_index_of_lines_is_made_again(
    folder: Folder, cache: Path, lines: dict[str, str], harm: Change
) -> None:
    expected = contents(folder, cache, **lines)
    [path] = kept(cache)
    harm(path)

    assert expected == contents(folder, cache, **lines)
    assert "fresh" == contents(folder, cache, **lines)[0]


def test_a_cache_folder_that_others_may_write_to_keeps_no_lines(
    folder: Folder, cache: Path
) -> None:
    cache.mkdir()
    cache.chmod(0o777)

    assert "memory" == contents(folder, cache, "HEAD")[0] == contents(folder, cache, None, DAY)[0]
    assert [] == [*cache.iterdir()]


def test_the_least_recently_used_indexes_of_lines_go_first(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = ["2026-02-01", "2026-02-02", "2026-02-03"]
    open_index(folder, cache).connection.close()
    working = {*cache.iterdir()}
    monkeypatch.setattr(caches, "MOST_KEPT", 2)
    for day in (days[0], days[1], days[0], days[2]):
        contents(folder, cache, known_by=day)

    assert "fresh" == contents(folder, cache, known_by=days[0])[0]
    assert "fresh" == contents(folder, cache, known_by=days[2])[0]
    assert 2 == len(kept(cache))
    assert "built" == contents(folder, cache, known_by=days[1])[0]
    assert working <= {*cache.iterdir()}


def test_a_dataset_without_a_cache_keeps_no_lines(folder: Folder, cache: Path) -> None:
    uncached = folder._replace(cached=False)

    assert (
        "memory" == contents(uncached, cache, "HEAD")[0] == contents(uncached, cache, None, DAY)[0]
    )
    assert not cache.exists()


def test_an_index_that_fails_while_it_is_made_leaves_none(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("stancetracker.ledger.journal.sync", fail)

    assert "memory" == contents(folder, cache, known_by=DAY)[0]
    assert [] == kept(cache)
