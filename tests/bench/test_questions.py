"""The questions that are measured alone: they say what standings say, and read no more than they must."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from tests.datasets import SHIPPED
from tests.index import strategies
from tests.index.strategies import DAYS, ISSUES, Line
from tests.index.test_standing import held, quick

import bench
from stancetracker.index import queries
from stancetracker.index.question import Question, posed_to
from stancetracker.index.store import Index, ask

SQL = {name: Path(bench.__file__).with_name(f"{name}.sql").read_text() for name in ("silent", "silences")}


@quick
@given(strategies.datasets())
def test_they_say_what_standings_say(lines: list[Line]) -> None:
    def compare(index: Index) -> None:
        standings = queries.standings(index.connection)
        silent = [standing for standing in standings if standing.status == "silent"]
        as_of = posed_to(index.connection).as_of
        counted = dict(map(tuple, index.connection.execute(SQL["silences"], {"as_of": as_of})))

        assert Counter(standing.issue for standing in silent) == counted
        for issue in ISSUES:
            found = index.connection.execute(SQL["silent"], {"as_of": as_of, "issue": issue})

            assert {one.actor for one in silent if one.issue == issue} == {actor for actor, _ in found}

    with held(lines) as (folder, cache):
        for as_of in ("2025-12-31", *DAYS[::3], "2026-12-31"):
            ask(folder, Question(as_of), compare, cache)


def plan(index: Index, name: str) -> list[str]:
    values: dict[str, Any] = {"as_of": "2026-11-25", "issue": "x"}
    return [row["detail"] for row in index.connection.execute(f"EXPLAIN QUERY PLAN {SQL[name]}", values)]


def test_the_silent_of_an_issue_are_one_range(cache: Path) -> None:
    assert [
        "SEARCH issue USING INDEX idx_issue_id (id=?)",
        "SEARCH summary USING PRIMARY KEY (issue=?)",
    ] == ask(SHIPPED, Question("2026-01-01"), lambda index: plan(index, "silent"), cache)


def test_the_silences_of_all_issues_are_one_scan(cache: Path) -> None:
    assert [
        "CO-ROUTINE silent",
        "SCAN main.summary",
        "SCAN silent",
        "SEARCH issue USING INDEX idx_issue_id (id=?)",
    ] == ask(SHIPPED, Question("2026-01-01"), lambda index: plan(index, "silences"), cache)
