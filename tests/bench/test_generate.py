"""Generated datasets: sound, the same for the same arguments, however they are written."""

from pathlib import Path
from typing import Any

import pytest
from tests.datasets import stored

from bench import generate
from stancetracker.cli.app import main


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-11-25")


def by_id(folder: Path) -> dict[str, Any]:
    """The records of a dataset that have an id."""
    return {line["id"]: line for line in stored(*folder.rglob("*.jsonl")) if "id" in line}


def test_nothing_is_wrong_with_it_and_people_write_it(tmp_path: Path) -> None:
    count = generate.generate(1000, tmp_path / "made", issues=5)
    found = stored(*tmp_path.rglob("*.jsonl"))
    quotes = [line["quote"] for line in found if line["kind"] == "statement"]

    assert 0 == main(["check", "--strict", "-d", str(tmp_path / "made")])
    assert 0 == main(["fmt", "--check", "-d", str(tmp_path / "made")])
    assert count == len(found)
    assert {"correction", "reply", "tie", "petition", "event"} < {line["kind"] for line in found}
    assert 180 < sum(map(len, quotes)) / len(quotes) < 210
    assert all(any(mark in quote for quote in quotes) for mark in ('"', "\n", "е", "ι", "支"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the records of a dataset without a variant, by id."""
    folder = tmp_path_factory.mktemp("plain")
    generate.generate(300, folder, issues=2)
    return by_id(folder)


@pytest.mark.parametrize("variant", generate.VARIANTS)
def test_variants_hold_the_same_records(
    tmp_path: Path, plain: dict[str, Any], variant: str
) -> None:
    generate.generate(300, tmp_path / "again", issues=2, variant=variant)
    again = by_id(tmp_path / "again")

    assert (1 if variant == "crlf" else 0) == main(["check", "-d", str(tmp_path / "again")])
    if variant == "non-ascii":  # the quotes differ
        assert len(plain) == len(again)
    else:
        assert again == {key: plain[key] for key in again}
        assert variant == "no-ids" or len(plain) == len(again)


def test_files_stay_small(tmp_path: Path) -> None:
    generate.generate(300, tmp_path / "made", issues=2, file_bytes=20_000)
    sizes = [file.stat().st_size for file in tmp_path.rglob("*.jsonl")]

    assert 20_000 >= max(sizes)
    assert 5 < len(sizes)


@pytest.mark.parametrize(("text", "size"), [("10", 10), ("10k", 10_000), ("3M", 3_000_000)])
def test_a_size_is_written_as_people_write_it(text: str, size: int) -> None:
    assert size == generate.number(text)
