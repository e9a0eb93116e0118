"""`stancetracker query`: SQL, read-only."""

import json

import pytest
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("data")


def test_standing_follows_the_flags(run: Run) -> None:
    sql = "SELECT status, count(*) AS actors FROM standing WHERE panel GROUP BY status"

    assert run("query", sql)[1] == "status\tactors\nsilent\t2\nspoke\t2\nunchecked\t1\n"
    assert run("query", sql, "--audience", "any")[1] == "status\tactors\nsilent\t1\nspoke\t3\nunchecked\t1\n"
    assert run("query", sql, "--as-of", "2026-01-01")[1] == "status\tactors\nunchecked\t5\n"
    assert run("query", sql, "--known-by", "2026-01-05")[1] == "status\tactors\nspoke\t1\nunchecked\t4\n"


def test_the_key_is_the_first_column(run: Run) -> None:
    assert json.loads(run("query", "SELECT 1 AS a, NULL AS b", "--json")[1]) == [{"a": 1, "b": None}]
    assert run("query", "SELECT id, name FROM person WHERE id = 'bo'", "-f", "id")[1] == "bo\n"


def test_a_column_without_a_name(run: Run) -> None:
    for format in ("table", "plain", "md", "csv", "tsv", "json", "jsonl", "html"):
        assert run("query", "SELECT 7 AS ''", "-f", format)[::2] == (0, "")
