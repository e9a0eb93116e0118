"""For whom nothing was found is the same list wherever it is read: every export, every engine, and a served page."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED
from tests.publish.exporting import TODAY, export, listed
from tests.publish.serving import fetched, served

WHEN = (
    {"as_of": TODAY},
    {"as_of": "2026-01-26"},
    {"as_of": "2026-01-26", "audience": "any"},
    {"as_of": "2026-01-19"},
)
SQL = "SELECT issue, actor, date, response FROM standing WHERE status = 'silent' ORDER BY issue, actor"
Found = list[tuple[str, str, str, str]]


@pytest.fixture(params=WHEN, ids=str)
def asked(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The question."""
    found: dict[str, Any] = request.param
    return found


@pytest.fixture
def expected(asked: dict[str, Any], tmp_path: Path) -> Found:
    """The list that `list` gives."""
    rows = listed(SHIPPED, tmp_path / "cache", **asked)
    return sorted(
        (one.issue, one.actor, str(one.date), str(one.response)) for one in rows if one.status == "silent"
    )


def test_sqlite(asked: dict[str, Any], expected: Found, tmp_path: Path) -> None:
    with closing(sqlite3.connect(export(SHIPPED, "sqlite", tmp_path / "out", **asked))) as connection:
        assert expected == connection.execute(SQL).fetchall()


def test_csv(asked: dict[str, Any], expected: Found, tmp_path: Path) -> None:
    with (export(SHIPPED, "csv", tmp_path / "out", **asked) / "standing.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "silent"]

    assert expected == sorted((row["issue"], row["actor"], row["date"], row["response"]) for row in rows)


def test_parquet(asked: dict[str, Any], expected: Found, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra parquet has duckdb")
    files = export(SHIPPED, "parquet", tmp_path / "out", **asked) / "standing" / "**" / "*.parquet"
    read = f"read_parquet('{files}', hive_partitioning = true)"

    assert expected == duckdb.sql(SQL.replace("standing", read)).fetchall()


@pytest.fixture
def address(asked: dict[str, Any], tmp_path: Path) -> Iterator[str]:
    """Where the dataset is served."""
    pytest.importorskip("datasette", reason="the extra web has datasette")
    flags = [part for name, value in asked.items() for part in (f"--{name.replace('_', '-')}", value)]
    with served(tmp_path, "-d", str(SHIPPED.path), *flags) as server:
        yield server.address


def test_datasette(address: str, expected: Found) -> None:
    rows = fetched(f"{address}ledger/standing.json?status=silent&_shape=array&_size=max")

    assert expected == sorted((row["issue"], row["actor"], row["date"], row["response"]) for row in rows)
