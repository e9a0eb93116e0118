"""`stancetracker list`: every filter, its mistakes, and its formats."""

import json
import shlex
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from tests.cli.conftest import Run, besides

pytestmark = pytest.mark.usefixtures("small")


def rows(run: Run, *arguments: str) -> list[dict[str, Any]]:
    status, out, err = run(*arguments, "--json")
    assert (status, besides(err)) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)
    return found


@pytest.mark.parametrize(
    ("flags", "actors"),
    [
        ("", "ada bo cy dee fay"),
        ("--all", "ada bo cy dee fay eve"),
        ("--issue TOLL --all", "eve"),
        ("--person cyrus", "cy"),
        ("--org acme", "ada"),
        ("--org city --org acme", "ada bo"),
        ("--stance favor", "cy"),
        ("--stance favor --stance against", "ada cy"),
        ("--channel speech", "ada"),
        ("--source news", "bo"),
        ("--since 2026-02-01", "cy dee"),
        ("--until 2026-01-12", "ada"),
        ("--since 2026-01-13 --until 2026-01-20", "bo"),
        ("--as-of 2026-01-11 --spoke --stance favor", "ada"),
        ("--known-by 2026-01-05 --spoke", "ada"),
        ("--audience any --spoke", "ada bo cy"),
        ("--silent", "bo dee"),
        ("--spoke", "ada cy"),
        ("--unchecked", "fay"),
        ("--silent --unchecked", "bo dee fay"),
        ("--stale", "bo"),
        ("--private", "bo"),
        ("--moved", "ada"),
        ("--silent --stance favor", ""),
        ("--kind organization --all", ""),
        ("--kind person", "ada bo cy dee fay"),
    ],
)
def test_each_filter_chooses_rows_and_flags_combine(run: Run, flags: str, actors: str) -> None:
    assert actors.split() == [row["actor"] for row in rows(run, "list", *shlex.split(flags))]


def test_as_of_is_known_by_where_that_is_given(run: Run) -> None:
    [row] = rows(run, "list", "--known-by", "2026-01-05", "--spoke")

    assert (row["as_of"], row["known_by"], row["stance"]) == ("2026-01-05", "2026-01-05", "favor")


def test_a_spreadsheet_runs_nothing_unless_it_is_asked_for(run: Run) -> None:
    words = (
        "report",
        "speech",
        "--columns",
        "quote",
        "--csv",
        "--no-headers",
        "--stance",
        "against",
    )

    assert run(*words)[1].startswith("\"'=SUM(1)")
    assert run(*words, "--raw")[1].startswith('"=SUM(1)')


def test_why_nobody_is_listed_is_said_last_under_a_table_and_beside_an_answer_in_a_pipe(
    run: Run, tmp_path: Path
) -> None:
    reason = "No row passes --stance and --unchecked"
    empty = ("list", "--stance", "mixed", "--unchecked")
    page = tmp_path / "page.html"

    assert run(*empty, "-f", "table")[1:] == (ANY, "")
    assert run(*empty, "-f", "table")[1].endswith(f"\n{reason}\n")
    for name in ("json", "id", "csv"):
        assert run(*empty, "-f", name)[2] == f"stancetracker: {reason}\n"
        assert run("list", "-f", name)[2] == ""
    assert run(*empty, "-o", str(page))[1:] == ("", "")
    assert reason in page.read_text("utf-8")
    assert run("list", "--person", "eve", "-f", "id") == (0, "eve\n", "")
