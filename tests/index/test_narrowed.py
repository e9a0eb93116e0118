"""What is asked of one issue or actor is what the whole answer says of it, and is found without a scan."""

import re
import sqlite3
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from tests.datasets import indexed
from tests.depth import quick
from tests.index import strategies
from tests.index.strategies import ACTORS, ISSUES, Line
from tests.index.test_standing import questions

from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Question, query_text, set_question

NARROW: list[dict[str, str | None]] = [
    {"issue": "bridge", "actor": None},
    {"issue": None, "actor": "ada"},
    {"issue": "bridge", "actor": "ada"},
]
# What a query makes for itself while it runs: as long as what it found, and no longer.
_ITS_OWN = re.compile(
    r"SCAN (question|CONSTANT ROW|\(subquery-\d+\)|pair|recorded_pair|record|latest|spoke|look)$"
)


def scans(
    connection: sqlite3.Connection, name: str, narrow: dict[str, str | None]
) -> Iterator[str]:
    """The steps of a query's plan that read a table from its first row to its last."""
    values = {"as_of": "2026-01-01", "known_by": None, "audience": "public", **narrow}
    asked = {word: value is not None for word, value in narrow.items()}
    text = f"EXPLAIN QUERY PLAN {query_text(name, **asked)}"
    for row in connection.execute(text, values):
        if "SCAN" in row["detail"] and not _ITS_OWN.match(row["detail"]):
            yield row["detail"]


@pytest.mark.parametrize(
    ("name", "narrow"),
    [*product(["standing", "statements", "silences"], NARROW), ("ties", {"actor": "ada"})],
)
def test_no_table_is_read_whole_for_one_issue_or_actor(
    shipped: sqlite3.Connection, name: str, narrow: dict[str, str | None]
) -> None:
    assert [] == list(scans(shipped, name, narrow))


def test_a_table_that_is_read_whole_is_seen(shipped: sqlite3.Connection) -> None:
    nothing: dict[str, str | None] = {"issue": None, "actor": None}

    assert [] != list(scans(shipped, "silences", nothing))


@quick
@given(strategies.datasets(), questions)
def test_the_rows_of_one_issue_or_actor_are_those_of_the_whole_answer(
    lines: list[Line], asked: Question
) -> None:
    with indexed(lines) as connection:
        set_question(connection, asked)
        standings = queries.standings(connection)
        rows = {(row.issue, row.actor, row.actor_kind, row.panel): row for row in standings}
        on_record = queries.on_record(connection, asked)

        assert len(on_record) == len(set(on_record))
        needed = {key for key, row in rows.items() if row.evidence or not row.panel}
        assert needed <= set(on_record) <= set(rows)
        assert [row for row in standings if row.panel] == queries.standings(connection, panel=True)
        said = record_queries.statements(connection, asked)
        looks = record_queries.silences(connection, asked)
        for issue, actor in product((None, *ISSUES, "none"), (None, *ACTORS, "none")):
            one: dict[str, Any] = {"issue": issue, "actor": actor}

            def about(row_issue: str, row_actor: str, one: dict[str, Any] = one) -> bool:
                return one["issue"] in (None, row_issue) and one["actor"] in (None, row_actor)

            assert [row for row in standings if about(row.issue, row.actor)] == queries.standings(
                connection, (issue,) if issue else (), actor=actor
            )
            assert [
                row for row in said if about(row.issue, row.speaker)
            ] == record_queries.statements(connection, asked, **one)
            assert [row for row in looks if about(row.issue, row.actor)] == record_queries.silences(
                connection, asked, **one
            )
