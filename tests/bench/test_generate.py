"""Generated datasets: sound, the same for the same seed, skewed, and in files that stay small."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench import generate
from stancetracker.ledger.checks import check
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import Folder


def written(folder: Path) -> dict[str, bytes]:
    """What a dataset's files hold."""
    return {file.name: file.path.read_bytes() for file in Folder(folder).files()}


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    """The records of a kind."""
    found = [json.loads(line) for content in written(folder).values() for line in content.splitlines()]
    return [line for line in found if line["kind"] == kind]


@pytest.mark.parametrize("size", [10, 3000])
def test_nothing_is_wrong_with_it(tmp_path: Path, size: int) -> None:
    count = generate.generate(size, tmp_path)
    dataset = load(Folder(tmp_path))

    assert () == check(dataset, "2026-11-25")
    assert count == len(dataset.entries)
    assert [size, size] == [len(lines(tmp_path, kind)) for kind in ("statement", "silence")]


def test_a_seed_is_a_dataset(tmp_path: Path) -> None:
    for name, seed in {"one": 1, "same": 1, "other": 2}.items():
        generate.generate(200, tmp_path / name, seed)

    assert written(tmp_path / "one") == written(tmp_path / "same")
    assert written(tmp_path / "one") != written(tmp_path / "other")


def test_no_file_is_larger_than_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "MOST_BYTES", 20_000)
    generate.generate(200, tmp_path / "small")
    monkeypatch.undo()
    generate.generate(200, tmp_path / "whole")
    small, whole = written(tmp_path / "small"), written(tmp_path / "whole")

    assert 20_000 >= max(map(len, small.values()))
    assert 5 < len(small)
    assert b"".join(whole[name] for name in sorted(whole)) == b"".join(small[name] for name in sorted(small))


def test_some_get_more_attention_than_others(tmp_path: Path) -> None:
    generate.generate(3000, tmp_path)
    looks = Counter(line["issue"] for line in lines(tmp_path, "silence")).most_common()
    statements = lines(tmp_path, "statement")

    assert 30 == len(looks)
    assert looks[0][1] > 1.5 * looks[-1][1]
    assert 180 < sum(len(line["quote"]) for line in statements) / len(statements) < 230


def test_it_has_what_makes_standings_hard(tmp_path: Path) -> None:
    generate.generate(3000, tmp_path)
    statements = lines(tmp_path, "statement")

    assert lines(tmp_path, "correction")
    assert any(line["trigger"] for line in lines(tmp_path, "event") if "trigger" in line)
    assert any(line.get("verification") == "disputed" for line in statements)
    assert any(line.get("audience") == "internal" for line in statements)
    assert any("/" in line["date"] for line in statements)


@pytest.mark.parametrize("text, size", [("10", 10), ("10k", 10_000), ("3M", 3_000_000)])
def test_a_size_is_written_as_people_write_it(text: str, size: int) -> None:
    assert size == generate.number(text)


def test_it_runs_as_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench.generate", "10", str(tmp_path / "made")])
    generate.main()

    assert "35 records" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        generate.main()
    assert "is there already" in capsys.readouterr().err
