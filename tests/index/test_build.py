"""A build is whole or is not there."""

import sqlite3
from pathlib import Path
from unittest.mock import Mock

import pytest
from tests.datasets import complete, write
from tests.index.tables import indexes

from stancetracker.base.errors import BrokenDatasetError, Problem
from stancetracker.index import build
from stancetracker.index.queries import Question
from stancetracker.index.store import Index, ask
from stancetracker.ledger import journal
from stancetracker.ledger.folder import Folder

ASKED = Question("2026-01-20")
LINES = """
{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
"""


def problems(error: BrokenDatasetError) -> list[Problem]:
    return [problem for problem in error.problems if isinstance(problem, Problem)]


def source(index: Index) -> str:
    return index.source


def test_a_broken_dataset_answers_nothing_and_leaves_no_index(folder: Folder, cache: Path) -> None:
    with (folder.path / "all.jsonl").open("a") as file:
        file.write('{"kind": "person", "id": ')
    with pytest.raises(BrokenDatasetError) as caught:
        ask(folder, ASKED, source, cache)

    assert 3 == caught.value.exit_status
    assert ["all.jsonl"] == [problem.place.file for problem in problems(caught.value)]
    assert [] == indexes(cache)


def test_an_empty_folder_is_a_dataset_without_rows(tmp_path: Path, cache: Path) -> None:
    folder = write(tmp_path / "data", [])

    assert "built" == ask(folder, ASKED, source, cache)


def test_a_build_that_can_not_be_finished_leaves_no_file(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "sync", Mock(side_effect=OSError(28, "No space left on device")))

    assert "memory" == ask(folder, ASKED, source, cache)
    assert [] == indexes(cache)


def noisily(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Folder]:
    """Add a file whenever the dataset has been read, so many times; the reads so far."""
    reads: list[Folder] = []
    fill = build.fill

    def read_noisily(connection: sqlite3.Connection, read: Folder) -> build.Filler:
        found = fill(connection, read)
        reads.append(read)
        if len(reads) <= times:
            number = len(reads)
            write(read.path, [complete({"kind": "person", "id": f"p{number}"})], f"{number}.jsonl")
        return found

    monkeypatch.setattr(build, "fill", read_noisily)
    return reads


def test_a_dataset_that_changes_while_it_is_read_is_read_again(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = noisily(monkeypatch, 1)

    assert 2 == ask(folder, ASKED, _people, cache)
    assert 2 == len(reads)
    assert "fresh" == ask(folder, ASKED, source, cache)


def test_a_dataset_that_never_rests_is_answered_and_read_again_the_next_time(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noisily(monkeypatch, 99)

    assert 5 == ask(folder, ASKED, _people, cache)

    monkeypatch.undo()

    assert ("extended", 6) == ask(folder, ASKED, lambda index: (index.source, _people(index)), cache)


def _people(index: Index) -> int:
    return int(index.connection.execute("SELECT count(*) FROM person").fetchone()[0])
