"""An answer about one issue or actor is that part of the whole answer, found without a scan."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
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
from stancetracker.index.record_queries import Statement

SCOPES: list[dict[str, str | None]] = [
    {"issue": "bridge", "actor": None},
    {"issue": None, "actor": "ada"},
    {"issue": "bridge", "actor": "ada"},
]
SCOPES_OF_STANDINGS: list[dict[str, str | None]] = [
    {"issue": "bridge", "actors": None},
    {"issue": None, "actors": '["ada", "bo"]'},
    {"issue": "bridge", "actors": '["ada", "bo"]'},
]
# Tables that a query makes while it runs are no longer than its answer.
INTERNAL_SCANS = re.compile(
    r"SCAN (question|CONSTANT ROW|json_each VIRTUAL TABLE INDEX 1:|\(subquery-\d+\)|pair|member|standing|recorded_pair|known_panel|record|sound|latest|spoke|in_order|sound_silence|past|superseded)$"
)


def scans(connection: sqlite3.Connection, name: str, scope: dict[str, str | None]) -> Iterator[str]:
    """Yield the steps of a query's plan that read a whole table."""
    values = {"as_of": "2026-01-01", "known_by": None, "audience": "public", **scope}
    is_narrowed = {word: value is not None for word, value in scope.items()}
    text = f"EXPLAIN QUERY PLAN {query_text(name, **is_narrowed)}"
    for row in connection.execute(text, values):
        if "SCAN" in row["detail"] and not INTERNAL_SCANS.match(row["detail"]):
            yield row["detail"]


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        *(("standing", scope) for scope in SCOPES_OF_STANDINGS),
        *product(["statements", "silences"], SCOPES),
        ("ties", {"actor": "ada"}),
    ],
)
def test_one_issue_or_actor_is_answered_without_a_scan(
    shipped: sqlite3.Connection, name: str, scope: dict[str, str | None]
) -> None:
    assert [] == list(scans(shipped, name, scope))


def test_the_scan_of_an_unrestricted_query_is_noticed(shipped: sqlite3.Connection) -> None:
    unrestricted: dict[str, str | None] = {"issue": None, "actor": None}

    assert [] != list(scans(shipped, "silences", unrestricted))


def in_scope(rows: Iterable[Any], issue: str | None, actor: str | None) -> list[Any]:
    """Return the rows on an issue and of an actor; None is any."""
    return [
        row
        for row in rows
        if issue in (None, row.issue)
        and actor in (None, row.speaker if isinstance(row, Statement) else row.actor)
    ]


@quick
@given(strategies.datasets(), questions)
def test_one_issue_or_actor_has_its_rows_of_the_whole_answer(
    lines: list[Line], question: Question
) -> None:
    with indexed(lines) as connection:
        set_question(connection, question)
        standings = queries.standings(connection)
        statements = record_queries.statements(connection, question)
        silences = record_queries.silences(connection, question)

        for issue, actor in product((None, *ISSUES, "none"), (None, *ACTORS, "none")):
            actors = None if actor is None else {actor}
            assert in_scope(standings, issue, actor) == queries.standings(
                connection, (issue,) if issue else (), actors=actors
            )
            assert in_scope(statements, issue, actor) == record_queries.statements(
                connection, question, issue=issue, actor=actor
            )
            assert in_scope(silences, issue, actor) == record_queries.silences(
                connection, question, issue=issue, actor=actor
            )


@quick
@given(strategies.datasets(), questions)
def test_a_panel_and_two_actors_have_their_rows_of_all_standings(
    lines: list[Line], question: Question
) -> None:
    two_actors = {*ACTORS[:2]}
    with indexed(lines) as connection:
        set_question(connection, question)
        standings = queries.standings(connection)

        of_panel = [row for row in standings if row.panel]
        assert of_panel == queries.standings(connection, panel=True)
        of_two = [row for row in standings if row.actor in two_actors]
        assert of_two == queries.standings(connection, actors=two_actors)
