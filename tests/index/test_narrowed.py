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

from stancetracker.index import queries, recorded
from stancetracker.index.queries import Query, Question, narrowed, pose

NAMES = ("standing", "statements", "silences", "ties", "replies", "corrections")
NARROW: list[dict[str, str | None]] = [
    {"issue": "bridge", "actor": None},
    {"issue": None, "actor": "ada"},
    {"issue": "bridge", "actor": "ada"},
]
# What a query makes for itself while it runs: as long as what it found, and no longer.
_ITS_OWN = re.compile(
    r"SCAN (question|CONSTANT ROW|\(subquery-\d+\)|pair|recorded_pair|record|latest|spoke|look)$"
)


def scans(connection: sqlite3.Connection, name: str, narrow: dict[str, str | None]) -> Iterator[str]:
    """The steps of a query's plan that read a table from its first row to its last."""
    values = {"as_of": "2026-01-01", "known_by": None, "audience": "public", **narrow}
    asked = {word: value is not None for word, value in narrow.items()}
    text = f"EXPLAIN QUERY PLAN {narrowed(name, **asked)}"
    for row in connection.execute(text, values):
        if "SCAN" in row["detail"] and not _ITS_OWN.match(row["detail"]):
            yield row["detail"]


@pytest.mark.parametrize("narrow", NARROW)
@pytest.mark.parametrize("name", NAMES)
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
        pose(connection, asked)
        standings = queries.standings(connection)
        rows = {(row.issue, row.actor, row.actor_kind, row.panel): row for row in standings}
        on_record = queries.on_record(connection, asked)

        assert len(on_record) == len(set(on_record))
        assert (
            {key for key, row in rows.items() if row.evidence or not row.panel} <= set(on_record) <= set(rows)
        )
        assert [row for row in standings if row.panel] == queries.standings(connection, panel=True)
        said = recorded.statements(connection, asked)
        looks = recorded.silences(connection, asked)
        for issue, actor in product((None, *ISSUES, "none"), (None, *ACTORS, "none")):
            one: dict[str, Any] = {"issue": issue, "actor": actor}

            def about(row_issue: str, row_actor: str, one: dict[str, Any] = one) -> bool:
                return one["issue"] in (None, row_issue) and one["actor"] in (None, row_actor)

            assert [row for row in standings if about(row.issue, row.actor)] == queries.standings(
                connection, (issue,) if issue else (), actor=actor
            )
            assert [row for row in said if about(row.issue, row.speaker)] == recorded.statements(
                connection, asked, **one
            )
            assert [row for row in looks if about(row.issue, row.actor)] == recorded.silences(
                connection, asked, **one
            )


def test_replies_corrections_and_ties_are_those_of_the_records_of_an_issue_or_actor(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge"} {"kind": "issue", "id": "tunnel"}
    {"kind": "event", "id": "vote", "issues": ["bridge"]}
    {"kind": "petition", "id": "letter", "issue": "bridge"}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "other", "speaker": "bo", "issue": "tunnel", "date": "2026-01-03", "stance": "favor"}
    {"kind": "silence", "id": "look", "actors": ["bo", "ada"], "date": "2026-01-01"}
    {"kind": "tie", "id": "gift", "actor": "acme", "counterparty": "ada"}
    {"kind": "tie", "id": "visit", "type": "attendance", "actor": "bo", "event": "vote"}
    {"kind": "reply", "id": "r-ada", "to": "ada", "by": "ada", "date": "2026-02-01"}
    {"kind": "reply", "id": "r-bridge", "to": "bridge", "by": "acme", "date": "2026-02-02"}
    {"kind": "reply", "id": "r-gift", "to": "gift", "by": "acme", "date": "2026-02-03"}
    {"kind": "reply", "id": "r-letter", "to": "letter", "by": "acme", "date": "2026-02-04"}
    {"kind": "reply", "id": "r-look", "to": "look", "by": "bo", "date": "2026-02-05"}
    {"kind": "reply", "id": "r-other", "to": "other", "by": "bo", "date": "2026-02-06"}
    {"kind": "reply", "id": "r-vote", "to": "vote", "by": "acme", "date": "2026-02-07"}
    {"kind": "correction", "id": "c-other", "corrects": "other", "type": "supersession", "replacement": "said",
     "recorded": "2026-02-10"}
    {"kind": "correction", "id": "c-look", "corrects": "r-look", "recorded": "2026-02-11"}
    """
    asked = Question("2026-03-01")
    everything, bridge, tunnel = (None, None), ("bridge", None), ("tunnel", None)
    ada, bo, nobody = (None, "ada"), (None, "bo"), (None, "none")

    def told(query: Query[Any], *narrow: tuple[str | None, str | None]) -> list[list[str]]:
        each = [query(connection, asked, issue=issue, actor=actor) for issue, actor in narrow]
        return [[row.id for row in rows] for rows in each]

    replies = ["r-ada", "r-bridge", "r-gift", "r-letter", "r-other", "r-vote"]
    on_bridge = ["r-bridge", "r-letter", "r-vote"]
    assert [replies, on_bridge, ["r-other"]] == told(recorded.replies, everything, bridge, tunnel)
    assert [["r-ada", "r-gift"], ["r-other"], []] == told(recorded.replies, ada, bo, nobody)
    assert [[], ["r-other"]] == told(recorded.replies, ("bridge", "ada"), ("tunnel", "bo"))
    both = ["c-other", "c-look"]
    assert [both, both, ["c-other"]] == told(recorded.corrections, everything, bridge, tunnel)
    assert [both, both, []] == told(recorded.corrections, ada, bo, nobody)
    assert [["gift", "visit"], ["visit"], []] == told(recorded.ties, everything, bridge, tunnel)
    assert [["gift"], ["visit"], []] == told(recorded.ties, ada, bo, nobody)
