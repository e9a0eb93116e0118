"""Generated datasets: sound, and as people write them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bench.floor import load
from bench.generate import Shape, generate, number
from tests.datasets import stored
from tests.repositories import git

from stancetracker.cli.app import main


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-11-25")


@pytest.mark.slow
def test_nothing_is_wrong_with_it_and_people_write_it(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    count = generate(1000, folder, Shape(issues=5))
    found = stored(*folder.rglob("*.jsonl"))
    quotes = [line["quote"] for line in found if line["kind"] == "statement"]
    size = sum(file.stat().st_size for file in folder.rglob("*.jsonl"))

    assert 0 == main(["check", "--strict", "-d", str(folder)])
    assert 0 == main(["fmt", "--check", "-d", str(folder)])
    assert count == len(found)
    assert {"correction", "reply", "tie", "petition", "event"} < {line["kind"] for line in found}
    assert 850 < size / count < 950
    assert 500 < len({line["recorded"] for line in found if "recorded" in line})
    assert all(any(mark in quote for quote in quotes) for mark in '"\néеι支لż👍')


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape",
    [
        Shape(issues=1, people=200),
        Shape(issues=2, speakers=1),
        Shape(issues=2, names=20),
        Shape(issues=2, quote=20_000),
    ],
)
def test_nothing_is_wrong_with_other_shapes(tmp_path: Path, shape: Shape) -> None:
    generate(300, tmp_path / "made", shape)

    assert 0 == main(["check", "--strict", "-d", str(tmp_path / "made")])


def test_it_is_committed_as_it_grew(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    generate(300, folder, Shape(issues=2, commits=7))
    lines = git(folder, "diff", "HEAD~1", "--numstat").split()

    assert "7" == git(folder, "rev-list", "--count", "HEAD")
    assert "" == git(folder, "status", "--porcelain")
    assert ["10", "0"] == lines[:2]


def test_files_stay_small(tmp_path: Path) -> None:
    generate(300, tmp_path / "made", Shape(issues=2, file_bytes=20_000))
    sizes = [file.stat().st_size for file in tmp_path.rglob("*.jsonl")]

    assert 20_000 >= max(sizes)
    assert 5 < len(sizes)


def test_the_floor_loads_every_record(tmp_path: Path) -> None:
    count = generate(300, tmp_path / "made", Shape(issues=2))
    load(tmp_path / "made", tmp_path / "floor.db")
    with closing(sqlite3.connect(tmp_path / "floor.db")) as connection:
        assert (count,) == connection.execute("SELECT count(*) FROM record").fetchone()
        query = "SELECT count(*) FROM words WHERE words MATCH 'people'"
        assert connection.execute(query).fetchone() > (0,)


@pytest.mark.parametrize(("text", "size"), [("10", 10), ("10k", 10_000), ("3M", 3_000_000)])
def test_a_size_is_written_as_people_write_it(text: str, size: int) -> None:
    assert size == number(text)
