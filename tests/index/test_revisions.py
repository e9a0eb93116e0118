"""The index of a revision is that of its files, however it was made, and is kept under its commit."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from tests.datasets import complete, lines_of, write
from tests.depth import rest_slow
from tests.index.tables import Tables, filled, tables
from tests.repositories import commit, git

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index import build, revisions
from stancetracker.index.store import in_memory, open_index, open_revision
from stancetracker.index.tables import has_texts, index_texts
from stancetracker.ledger.folder import Folder

LINES = lines_of(
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    {"kind": "reply", "id": "r", "to": "s", "by": "ada"}
    {"kind": "silence", "id": "t", "actors": ["bo"], "date": "2026-01-12"}
    """
)
NEW = complete(
    {"kind": "statement", "id": "n", "speaker": "bo", "date": "2026-01-14", "stance": "against"}
)
Change = Callable[[Path], object]


def _append(path: Path) -> None:
    with (path / "all.jsonl").open("a") as file:
        file.write(f"{json.dumps(NEW)}\n")


def _replace(old: str, new: str) -> Change:
    def change(path: Path) -> None:
        file = path / "all.jsonl"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    return change


def _without_last_line_end(path: Path) -> None:
    file = path / "all.jsonl"
    file.write_bytes(file.read_bytes().removesuffix(b"\n"))


def _split(path: Path) -> None:
    write(path, LINES[:3])
    write(path / "deep", LINES[3:], "more.jsonl")


DERIVED: dict[str, Change] = {
    "nothing": lambda path: None,
    "appended": _append,
    "edited": _replace("favor", "mixed"),
    "first line gone": lambda path: write(path, [*LINES[1:], LINES[0]]),
    "last line gone": lambda path: write(path, LINES[:-1]),
    "answered record edited": _replace('"speaker": "ada"', '"speaker": "bo"'),
    "no last line end": _without_last_line_end,
    "split": _split,
    "another file": lambda path: write(path, [NEW], "new.jsonl"),
    "CRLF": _replace("\n", "\r\n"),
}
BUILT: dict[str, Change] = {
    "another first day": _replace('"since": "2026-01-01"', '"since": "2025-01-01"'),
    "merged": lambda path: write(path, [LINES[0]], "twice.jsonl"),
    "former id": _replace('"id": "bo"', '"id": "bo", "former_ids": ["beau"]'),
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Commit a dataset."""
    folder = write(tmp_path / "data", LINES)
    commit(folder.path)
    return folder


def contents(folder: Folder, revision: str, cache: Path) -> tuple[str, Tables, Any]:
    """Return where an index came from, its tables, and the files and lines it names."""
    index = open_revision(folder, revision, cache)
    with closing(index.connection):
        files = index.connection.execute("SELECT * FROM data_file ORDER BY name").fetchall()
        return index.source, tables(index.connection), [tuple(file) for file in files]


def built(folder: Folder, revision: str) -> tuple[str, Tables, Any]:
    """Return the same of an index that is built from the files of the revision."""
    return contents(folder._replace(cached=False), revision, folder.path)


@pytest.mark.parametrize("change", rest_slow([*DERIVED.values()], 3), ids=DERIVED)
@pytest.mark.parametrize("backwards", [True, False], ids=["to the past", "from the past"])
def test_what_differs_makes_the_index_of_a_revision(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch, change: Change, backwards: bool
) -> None:
    change(folder.path)
    if not backwards:
        commit(folder.path)
        git(folder.path, "checkout", "-q", "HEAD~1")
    revision = "HEAD" if backwards else "main"
    expected = built(folder, revision)
    open_index(folder, cache).connection.close()
    monkeypatch.setattr(build, "build", Mock(side_effect=AssertionError("read again as a whole")))

    assert ("built", *expected[1:]) == contents(folder, revision, cache)
    assert ("fresh", *expected[1:]) == contents(folder, revision, cache)


@pytest.mark.parametrize("change", DERIVED.values(), ids=DERIVED)
def test_an_index_at_hand_makes_that_of_a_revision_without_texts_for_the_moment(
    folder: Folder, cache: Path, change: Change
) -> None:
    change(folder.path)
    expected = built(folder, "HEAD")[1]
    with closing(filled(folder)) as base:
        index = open_revision(folder, "HEAD", cache, base)
    with closing(index.connection):
        assert not has_texts(index.connection)
        index_texts(index.connection)
        assert ("memory", expected) == (index.source, tables(index.connection))
    assert not cache.exists()


@pytest.mark.parametrize("change", BUILT.values(), ids=BUILT)
def test_what_touches_other_lines_builds_the_index_of_a_revision(
    folder: Folder, cache: Path, change: Change
) -> None:
    change(folder.path)
    commit(folder.path)
    for revision in ("HEAD", "HEAD~1"):
        assert built(folder, revision)[1:] == contents(folder, revision, cache)[1:]


def test_more_than_is_worth_it_builds_the_index_of_a_revision(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _append(folder.path)
    monkeypatch.setattr(build, "_MOST_BYTES", 100)
    derive = Mock(wraps=build.derive)
    monkeypatch.setattr(build, "derive", derive)

    assert built(folder, "HEAD")[1:] == contents(folder, "HEAD", cache)[1:]
    assert derive.called


def test_a_revision_of_a_dataset_that_is_broken_today_is_answered(
    folder: Folder, cache: Path
) -> None:
    with (folder.path / "all.jsonl").open("a") as file:
        file.write("{\n")

    assert built(folder, "HEAD")[1:] == contents(folder, "HEAD", cache)[1:]


def test_a_broken_revision_answers_nothing_and_is_not_kept(folder: Folder, cache: Path) -> None:
    with (folder.path / "all.jsonl").open("a") as file:
        file.write("{\n")
    commit(folder.path)
    write(folder.path, LINES)
    for _ in range(2):
        with pytest.raises(BrokenDatasetError):
            open_revision(folder, "HEAD", cache)

    assert [] == list(cache.glob("revision-*"))


def test_a_name_that_moves_to_another_commit_gets_that_ones_index(
    folder: Folder, cache: Path
) -> None:
    first = contents(folder, "main", cache)
    _append(folder.path)
    commit(folder.path)
    second = contents(folder, "main", cache)

    assert first[1] != second[1]
    assert ("fresh", *first[1:]) == contents(folder, "main~1", cache)
    assert ("fresh", *second[1:]) == contents(folder, "main", cache)


def test_another_folder_has_its_own_index_of_a_commit(folder: Folder, cache: Path) -> None:
    """A repository of a stranger's may give other contents under the name of a known commit."""
    contents(folder, "HEAD", cache)
    git(folder.path.parent, "clone", "-q", str(folder.path), "clone")

    assert "built" == contents(Folder(folder.path.parent / "clone"), "HEAD", cache)[0]


def _zero_a_page(path: Path) -> None:
    """Leave a page that reads as one without records."""
    query = "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'record'"
    with closing(sqlite3.connect(path)) as connection:
        [(page, size)] = connection.execute(query)
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))


@pytest.mark.parametrize(
    "harm",
    [
        Path.unlink,
        _zero_a_page,
        lambda path: path.write_bytes(b""),
        lambda path: os.truncate(path, path.stat().st_size // 2),
        lambda path: Path(f"{path}-journal").write_bytes(b"half"),
    ],
    ids=["deleted", "page", "empty", "torn", "half changed"],
)
def test_a_harmed_index_of_a_revision_is_made_again(
    folder: Folder, cache: Path, harm: Change
) -> None:
    expected = contents(folder, "HEAD", cache)
    [path] = cache.glob("revision-*.sqlite")
    harm(path)

    assert expected == contents(folder, "HEAD", cache)
    assert "fresh" == contents(folder, "HEAD", cache)[0]


def test_the_index_of_one_commit_is_not_believed_under_the_name_of_another(
    folder: Folder, cache: Path
) -> None:
    contents(folder, "HEAD", cache)
    [first] = cache.glob("revision-*.sqlite")
    _append(folder.path)
    commit(folder.path)
    expected = contents(folder, "HEAD", cache)
    [second] = {*cache.glob("revision-*.sqlite")} - {first}
    second.write_bytes(first.read_bytes())

    assert expected == contents(folder, "HEAD", cache)


def test_a_cache_folder_that_others_may_write_to_keeps_no_revision(
    folder: Folder, cache: Path
) -> None:
    cache.mkdir()
    cache.chmod(0o777)

    assert "memory" == contents(folder, "HEAD", cache)[0]
    assert [] == list(cache.iterdir())


def test_the_least_recently_used_indexes_of_revisions_go_first(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> list[str]:
        sources = [revisions.open_kept(folder, hash, cache) for hash in hashes]
        for index in filter(None, sources):
            index.connection.close()
        return [name for name, index in zip("abc", sources, strict=True) if index]

    def use(*names: str) -> None:
        for name in names:
            contents(folder, hashes["abc".index(name)], cache)

    hashes = [commit(folder.path, message) for message in "abc"]
    open_index(folder, cache).connection.close()
    working = set(cache.iterdir())
    monkeypatch.setattr(revisions, "MOST_KEPT", 2)
    use("a", "b", "a", "c")

    assert ["a", "c"] == kept()
    monkeypatch.setattr(revisions, "MOST_BYTES", 1)
    use("b")
    assert [] == kept()
    assert working <= set(cache.iterdir())


def test_a_dataset_without_a_cache_keeps_no_revision(folder: Folder, cache: Path) -> None:
    assert "memory" == contents(folder._replace(cached=False), "HEAD", cache)[0]
    assert not cache.exists()
    with closing(in_memory(folder, "HEAD").connection) as connection:
        assert built(folder, "HEAD")[1] == tables(connection)
