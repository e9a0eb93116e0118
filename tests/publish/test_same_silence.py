"""For whom nothing was found is the same list wherever it is read: every export, every engine, and a served page."""

import csv
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED
from tests.publish.exporting import TODAY, export
from tests.publish.serving import fetched, served
from tests.reports.asking import asking, cells

from stancetracker.reports.listing import listing

COLUMNS = ("issue", "actor", "date", "response")


def of_csv(place: Path, asked: dict[str, Any]) -> Any:
    with (export(SHIPPED, "csv", place / "out", **asked) / "standing.csv").open(newline="") as file:
        return [*csv.DictReader(file)]


def of_parquet(place: Path, asked: dict[str, Any]) -> Any:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet has pyarrow")
    return parquet.read_table(export(SHIPPED, "parquet", place / "out", **asked) / "standing").to_pylist()


def of_datasette(place: Path, asked: dict[str, Any]) -> Any:
    pytest.importorskip("datasette", reason="the extra web has datasette")
    flags = [part for name, value in asked.items() for part in (f"--{name.replace('_', '-')}", value)]
    with served(place, "-d", str(SHIPPED.path), *flags) as server:
        return fetched(f"{server.address}ledger/standing.json?status=silent&_shape=array&_size=max")


ASKED = ({"as_of": "2026-01-26", "audience": "any"}, {"as_of": TODAY}, {"as_of": "2026-01-19"})


# A server takes its time to start, so it is asked one question.
@pytest.mark.parametrize(
    ("read", "asked"),
    [*product((of_csv, of_parquet), ASKED), (of_datasette, ASKED[0])],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_the_silent_are_those_that_list_gives(tmp_path: Path, read: Any, asked: dict[str, Any]) -> None:
    silent = {"statuses": ("silent",), "actors": "any", "everyone": True}
    listed = asking(SHIPPED, tmp_path / "cache")(listing, **silent, **asked).section("standing")

    found = [row for row in read(tmp_path, asked) if row["status"] == "silent"]
    assert sorted(cells(listed, *COLUMNS)) == sorted(tuple(row[name] for name in COLUMNS) for row in found)
