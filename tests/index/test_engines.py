"""The standing rule on DuckDB, over exported Parquet files: the rows that SQLite gives, whatever the dataset."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.datasets import SHIPPED, complete, lines_of, standings, write
from tests.depth import tried
from tests.index import strategies
from tests.index.strategies import DAYS, Line
from tests.index.test_standing import questions, quick
from tests.publish.exporting import export

from stancetracker.index import queries
from stancetracker.index.queries import Question, Standing
from stancetracker.ledger.folder import Folder

pytest.importorskip("duckdb", reason="the extra parquet has duckdb")
pytest.importorskip("sqlglot", reason="the extra parquet has sqlglot")

QUESTIONS = (
    Question("2026-11-25"),
    Question("2026-01-20"),
    Question("2026-01-25", None, "any"),
    Question("2026-02-10", "2026-11-01"),
    Question("2025-12-31"),
)


def by_duckdb(folders: list[Path], asked: Question, *, narrowed: bool = False, **only: Any) -> list[Standing]:
    from stancetracker.index.engines.duckdb import opened

    with opened(folders, asked, narrowed=narrowed) as engine:
        connection: Any = engine
        return queries.standings(connection, **only)


def parquet(folder: Folder, place: Path, **asked: Any) -> Path:
    return export(folder, "parquet", place, **asked)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_shipped_dataset_has_the_same_rows(tmp_path: Path, asked: Question) -> None:
    expected = standings(SHIPPED, tmp_path / "cache", asked)

    assert expected
    assert expected == by_duckdb([parquet(SHIPPED, tmp_path / "out")], asked)


@given(strategies.datasets(), questions, st.sampled_from(DAYS))
@settings(quick, max_examples=tried(5, 1000).max_examples)
def test_any_dataset_has_the_same_rows_whole_or_by_issue_whatever_day_the_exports_are_of(
    lines: list[Line], asked: Question, day: str
) -> None:
    with TemporaryDirectory() as place:
        folder = write(Path(place, "data"), [complete({"kind": "dataset"}), *lines])
        expected, out = standings(folder, Path(place, "cache"), asked), Path(place, "out")
        parts = [parquet(folder, out / name, issues=(name,), as_of=day) for name in ("bridge", "tunnel")]

        assert expected == by_duckdb([parquet(folder, out / "whole")], asked)
        assert expected == by_duckdb(parts, asked, narrowed=True)
        assert [one for one in expected if one.issue == "tunnel"] == by_duckdb(
            parts[1:], asked, narrowed=True
        )


def test_it_can_be_asked_about_an_issue_or_an_actor(tmp_path: Path) -> None:
    asked, out = QUESTIONS[0], parquet(SHIPPED, tmp_path / "out")
    every = by_duckdb([out], asked)

    assert [one for one in every if one.actor == "tim-cook"] == by_duckdb([out], asked, actor="tim-cook")
    assert [one for one in every if one.issue == "iceout-letter-demands"] == by_duckdb(
        [out], asked, issues=("iceout-letter-demands",)
    )


def test_a_part_of_a_dataset_ranks_sources_as_the_whole_does(tmp_path: Path) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "publisher", "id": "paper", "name": "Paper"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "actors": ["ada"], "issue": "bridge", "date": "2026-01-02", "sources": [
        {"url": "https://example.com/1", "tier": "secondary"},
        {"citation": "A paper, page 1", "tier": "secondary", "publisher": "Paper"}]}
    """
    folder = write(
        tmp_path / "data", lines_of(test_a_part_of_a_dataset_ranks_sources_as_the_whole_does.__doc__)
    )
    expected = standings(folder, tmp_path / "cache", QUESTIONS[0])

    assert ["A paper, page 1"] == [one.source for one in expected]
    part = parquet(folder, tmp_path / "out", issues=("bridge",))
    assert expected == by_duckdb([part], QUESTIONS[0], narrowed=True)


def test_names_are_what_they_are(tmp_path: Path) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "organization", "id": "true"}
    {"kind": "issue", "id": "2026", "panel": ["ada"]} {"kind": "issue", "id": "null", "panel": ["true"]}
    {"kind": "statement", "speaker": "ada", "issue": "2026", "date": "2026-01-02", "stance": "favor"}
    {"kind": "silence", "actors": ["true"], "issue": "null", "date": "2026-01-02"}
    """
    folder = write(tmp_path / "data", lines_of(test_names_are_what_they_are.__doc__))
    out = parquet(folder, tmp_path / "a [place]*' of its own")
    expected = standings(folder, tmp_path / "cache", QUESTIONS[0])

    assert ["spoke", "silent"] == [one.status for one in expected]
    assert expected == by_duckdb([out], QUESTIONS[0])
