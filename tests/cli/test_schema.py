"""`stancetracker schema`: the shape of the records and of the index."""

from __future__ import annotations

import json

import pytest
from tests.cli.conftest import Run

from stancetracker.ledger.kinds import CLASS_BY_KIND


@pytest.mark.parametrize("kind", CLASS_BY_KIND)
def test_the_schema_of_a_kind(run: Run, kind: str) -> None:
    status, out, err = run("schema", kind)
    made = json.loads(out)

    assert (status, err) == (0, "")
    assert made["properties"]["kind"]["const"] == kind
    assert made["additionalProperties"] is False


def test_the_schema_of_any_line(run: Run) -> None:
    made = json.loads(run("schema")[1])

    assert len(CLASS_BY_KIND) == len(made["anyOf"])


def test_money_has_its_limits_in_the_words_of_json_schema(run: Run) -> None:
    value = json.loads(run("schema", "tie")[1])["$defs"]["Amount"]["properties"]["value"]

    assert {"type": "integer", "minimum": 0, "maximum": 10**15} in value["anyOf"]
    assert {"type": "number", "minimum": 0, "maximum": 10**15} in value["anyOf"]
    assert "ge" not in value


def test_the_views_and_then_the_tables_as_sql(run: Run) -> None:
    status, out, _ = run("schema", "sql")
    views, _, tables = out.partition("CREATE TABLE")

    assert status == 0
    assert 'TABLE "statement"' in tables
    assert views.startswith("-- The view standing:\n--   issue: the id of the issue\n")
    assert "CREATE TEMP VIEW standing AS\n" in views
    assert (
        "CREATE TEMP VIEW tie AS\n-- Contracts, donations and attendance that no correction withdraws"
        in views
    )
    assert "--   type: contract, donation or attendance\n" in views


def test_mistakes(run: Run) -> None:
    assert run("schema", "statment") == (
        2,
        "",
        "stancetracker: unknown kind: statment\nhint: did you mean statement?\n",
    )
