"""`stancetracker schema`: the shape of the records and of the index."""

import sqlite3
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from stancetracker.ledger.kinds import CLASS_BY_KIND

SCHEMAS = Path(__file__).parents[2] / "schema"


@pytest.mark.parametrize("kind", [None, *CLASS_BY_KIND])
def test_the_schema_of_a_kind_or_any_line_is_the_published_one(run: Run, kind: str | None) -> None:
    published = SCHEMAS / f"{kind or 'record'}.json"

    assert (0, published.read_text("utf-8"), "") == run("schema", *([kind] if kind else []))


def test_the_views_and_then_the_tables_as_sql(run: Run) -> None:
    status, out, _ = run("schema", "sql")
    views, _, tables = out.partition("CREATE TABLE")

    assert status == 0
    assert 'TABLE "statement"' in tables
    sqlite3.connect(":memory:").executescript(f"CREATE TABLE{tables}")
    assert views.startswith("-- The view standing:\n--   issue: the id of the issue\n")
    assert "CREATE TEMP VIEW standing AS\n" in views
    assert (
        "CREATE TEMP VIEW tie AS\n-- Contracts, donations and attendance that no correction withdraws"
        in views
    )
    assert "--   type: contract, donation or attendance\n" in views
