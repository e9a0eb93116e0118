"""For whom nothing was found is the same list wherever it is read; of what is served, see test_serve."""

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED
from tests.depth import rest_slow
from tests.exporting import TODAY, export
from tests.reports.asking import asking, cells

from stancetracker.reports.listing import listing

COLUMNS = ("issue", "actor", "date", "response")


def of_csv(place: Path, asked: dict[str, Any]) -> Any:
    with (export(SHIPPED, "csv", place / "out", **asked) / "standing.csv").open(newline="") as file:
        return [*csv.DictReader(file)]


def of_parquet(place: Path, asked: dict[str, Any]) -> Any:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet has pyarrow")
    return parquet.read_table(
        export(SHIPPED, "parquet", place / "out", **asked) / "standing"
    ).to_pylist()


ASKED = ({"as_of": "2026-01-26", "audience": "any"}, {"as_of": TODAY}, {"as_of": "2026-01-19"})


@pytest.mark.parametrize("asked", rest_slow(ASKED), ids=str)
@pytest.mark.parametrize("read", [of_csv, of_parquet])
def test_the_silent_are_those_that_list_gives(
    tmp_path: Path, read: Any, asked: dict[str, Any]
) -> None:
    silent = {"statuses": ("silent",), "everyone": True}
    listed = asking(SHIPPED, tmp_path / "cache")(listing, **silent, **asked).section("standing")

    found = [row for row in read(tmp_path, asked) if row["status"] == "silent"]
    assert sorted(cells(listed, *COLUMNS)) == sorted(
        tuple(row[name] for name in COLUMNS) for row in found
    )
