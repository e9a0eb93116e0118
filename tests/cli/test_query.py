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


def test_views_follow_the_flags(run: Run) -> None:
    sql = "SELECT id FROM statement WHERE counts ORDER BY id"

    assert run("query", sql, "-f", "id")[1] == "ada-1\nada-2\ncy-1\neve-1\n"
    assert run("query", sql, "-f", "id", "--audience", "any")[1] == "ada-1\nada-2\nbo-1\ncy-1\neve-1\n"
    assert run("query", sql, "-f", "id", "--as-of", "2026-01-11")[1] == "ada-1\neve-1\n"
    assert run("query", sql, "-f", "id", "--known-by", "2026-01-05")[1] == "ada-1\n"


def test_formats_columns_and_nothing_matched(run: Run) -> None:
    assert json.loads(run("query", "SELECT 1 AS a, NULL AS b", "--json")[1]) == [{"a": 1, "b": None}]
    assert run("query", "SELECT id, name FROM person WHERE id = 'bo'", "-f", "id")[1] == "bo\n"
    assert run("query", "SELECT 1 AS a, 2 AS b", "--columns", "b", "--no-headers")[1] == "2\n"
    assert run("query", "SELECT 1 AS a WHERE 0", "--json", "-e") == (1, "[]\n", "")


def test_a_column_without_a_name(run: Run) -> None:
    for format in ("table", "plain", "md", "csv", "tsv", "json", "jsonl", "html"):
        assert run("query", "SELECT 7 AS ''", "-f", format)[::2] == (0, "")


def test_json_has_no_infinity(run: Run) -> None:
    infinite = "SELECT 1e999 AS a, -1e999 AS b"

    assert run("query", infinite, "--json")[1] == '[\n{"a": null, "b": null}\n]\n'
    assert run("query", infinite, "--tsv")[1] == "a\tb\ninf\t-inf\n"
