"""The standing rule on Apache Spark, a cluster of two workers: the rows that SQLite gives."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, standings, write
from tests.publish.exporting import export
from tests.scale import many

from stancetracker.index.queries import FLAGS, Question, Standing
from stancetracker.ledger.folder import Folder

pytestmark = [
    pytest.mark.scale,
    pytest.mark.filterwarnings("default::ResourceWarning", "default::DeprecationWarning"),
]
pytest.importorskip("pyspark", reason="the extra scale has pyspark")
MASTER = "local-cluster[2,1,1024]"
"""Two workers, each a process of its own with one core and a GiB."""
QUESTIONS = (Question("2026-01-25", None, "any"), Question("2026-02-10", "2026-11-01"))


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """A session on a cluster that is there for these tests alone, and asks nothing of the net."""
    if shutil.which("java") is None:
        pytest.skip("no Java")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master(MASTER)
        .appName("stancetracker")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    yield made
    made.stop()


def by_spark(session: Any, folder: Path, asked: Question, *, narrowed: bool = False) -> list[Standing]:
    from stancetracker.index.engines import spark

    found = spark.standings(session, str(folder), asked, narrowed=narrowed).collect()
    rows = []
    for row in found:
        cells: Any = {name: bool(cell) if name in FLAGS else cell for name, cell in row.asDict().items()}
        rows.append(Standing(**cells))
    return sorted(rows, key=lambda row: (row.issue, row.actor))


def by_sqlite(folder: Folder, cache: Path, asked: Question) -> list[Standing]:
    return sorted(standings(folder, cache, asked), key=lambda row: (row.issue, row.actor))


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_shipped_dataset_has_the_same_rows(session: Any, tmp_path: Path, asked: Question) -> None:
    expected = by_sqlite(SHIPPED, tmp_path / "cache", asked)

    assert expected
    assert expected == by_spark(session, export(SHIPPED, "parquet", tmp_path / "out"), asked)


def test_a_part_has_the_rows_of_its_issue(session: Any, tmp_path: Path) -> None:
    out = export(SHIPPED, "parquet", tmp_path / "out", issues=("iceout-letter-demands",))
    expected = by_sqlite(SHIPPED, tmp_path / "cache", QUESTIONS[0])

    assert [one for one in expected if one.issue == "iceout-letter-demands"] == by_spark(
        session, out, QUESTIONS[0], narrowed=True
    )


def test_twenty_thousand_statements_and_looks_have_the_same_rows(session: Any, tmp_path: Path) -> None:
    """SQLite, DuckDB and Spark agree, row for row."""
    from tests.index.test_engines import by_duckdb

    asked = Question("2026-05-01", "2026-06-01", "any")
    folder = write(tmp_path / "data", many.lines(20_000))
    out = export(folder, "parquet", tmp_path / "out")
    expected = by_sqlite(folder, tmp_path / "cache", asked)

    assert len(expected) > 20_000
    assert expected == sorted(by_duckdb([out], asked), key=lambda row: (row.issue, row.actor))
    assert expected == by_spark(session, out, asked)
