"""The summary of each actor and issue: it says what the rule says, whatever the day, and can be made anew in part."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests import oracle
from tests.datasets import SHIPPED, rows
from tests.index import strategies
from tests.index.strategies import ACTORS, DAYS, ISSUES, Line
from tests.index.test_standing import held, quick

from stancetracker.index import build, derived, queries
from stancetracker.index.question import Question, narrowed, pose
from stancetracker.index.store import Index, ask
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import Folder

ALL_DAYS = ("2025-12-30", "2025-12-31", *DAYS, "2026-01-31", "2026-02-01", "2026-12-31")
NARROW: list[dict[str, str | None]] = [
    {"issue": None, "actor": None},
    *({"issue": issue, "actor": None} for issue in ISSUES),
    *({"issue": None, "actor": actor} for actor in ACTORS),
    {"issue": "bridge", "actor": "ada"},
]


@contextmanager
def indexed(lines: list[Line]) -> Iterator[sqlite3.Connection]:
    """An index in memory of these lines."""
    with held(lines) as (folder, _), closing(sqlite3.connect(":memory:")) as connection:
        build.fill(load(folder), connection, {})
        connection.row_factory = sqlite3.Row
        yield connection


def answered(
    connection: sqlite3.Connection, name: str, as_of: str, narrow: dict[str, str | None], **asked: bool
) -> list[tuple[Any, ...]]:
    """The rows that a text gives for all that is known and the public audience."""
    values = {"as_of": as_of, "known_by": None, "audience": "public", **narrow}
    wanted = {**{word: value is not None for word, value in narrow.items()}, **asked}
    return sorted(map(tuple, connection.execute(narrowed(name, **wanted), values)), key=repr)


@quick
@given(strategies.datasets(), st.sampled_from(NARROW))
def test_the_summary_says_what_the_rule_says(lines: list[Line], narrow: dict[str, str | None]) -> None:
    with indexed(lines) as connection:
        for as_of in ALL_DAYS:
            by_rule = answered(connection, "standing", as_of, narrow)
            of_panel = [row for row in by_rule if row[5]]

            assert by_rule == answered(connection, "summed", as_of, narrow)
            assert of_panel == answered(connection, "summed", as_of, narrow, panel=True)


@quick
@given(strategies.datasets())
def test_the_summary_says_what_the_oracle_says(lines: list[Line]) -> None:
    def compare(index: Index) -> None:
        for as_of in ALL_DAYS:
            index.connection.execute("DROP VIEW temp.question")
            pose(index.connection, Question(as_of))

            assert oracle.standings(lines, as_of) == rows(queries.standings(index.connection))

    with held(lines) as (folder, cache):
        ask(folder, Question("2026-01-01"), compare, cache)


def summary(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """The whole summary."""
    return [tuple(row) for row in connection.execute("SELECT * FROM summary ORDER BY issue, actor")]


@st.composite
def parts(draw: st.DrawFn) -> tuple[list[Line], list[Line]]:
    """A dataset, and some of its records without which it is a dataset too."""
    drawn = draw(strategies.datasets())
    replies = {line["id"] for line in drawn if line["kind"] == "reply"}
    lines = [
        line
        for line in drawn
        if not replies & {line.get("id"), line.get("corrects"), line.get("replacement")}
    ]
    records = [line for line in lines if line["kind"] in ("statement", "silence", "correction")]
    some = draw(st.lists(st.sampled_from(records), unique_by=id)) if records else []
    names = {line["id"] for line in some}
    about = [line for line in records if names & {line.get("corrects"), line.get("replacement")}]
    return lines, [*some, *(line for line in about if line not in some)]


@quick
@given(parts())
def test_pairs_made_anew_are_as_if_all_were_made_anew(drawn: tuple[list[Line], list[Line]]) -> None:
    lines, some = drawn
    ids = [line["id"] for line in some]
    with indexed(lines) as whole, indexed([line for line in lines if line not in some]) as rest:
        with_all, without = summary(whole), summary(rest)
        pairs = derived.pairs(whole, ids)
        taken(rest, records(whole))
        derived.refresh(rest, derived.pairs(rest, ids))

        assert with_all == summary(rest)

        taken(whole, records(rest, ids))
        derived.refresh(whole, pairs)

        assert without == summary(whole)


Records = dict[str, list[tuple[Any, ...]]]
_OWN_ID = {"statement": "id", "silence": "id", "silence_actors": "record", "correction": "id"}


def records(connection: sqlite3.Connection, but: Sequence[str] = ()) -> Records:
    """The records that a summary is made of, but those of some ids."""
    return {
        table: [tuple(row) for row in connection.execute(f"SELECT * FROM {table}") if row[column] not in but]
        for table, column in _OWN_ID.items()
    }


def taken(connection: sqlite3.Connection, found: Records) -> None:
    """Put records in the place of an index's own, and leave the summary as it is."""
    for table, values in found.items():
        connection.execute(f"DELETE FROM {table}")
        if values:
            marks = ", ".join("?" * len(values[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)


def test_what_is_made_anew_is_part_of_the_open_transaction(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "words", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        build.fill(load(folder), connection, {})
        before = summary(connection)
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("UPDATE statement SET date_latest = '2026-01-09'")
        derived.refresh(connection, [("bridge", "ada")])
        changed = summary(connection)
        connection.rollback()

        assert "2026-01-09" == changed[0][3]
        assert before == summary(connection) != changed


def test_no_table_is_read_whole_to_make_some_pairs_anew(cache: Path) -> None:
    def steps(index: Index) -> list[str]:
        index.connection.execute(
            "CREATE TEMP TABLE touched (issue TEXT, actor TEXT, PRIMARY KEY (issue, actor))"
        )
        sql = f"EXPLAIN QUERY PLAN {narrowed('summary', touched=True)}"
        return [row["detail"] for row in index.connection.execute(sql)]

    found = ask(SHIPPED, Question("2026-01-01"), steps, cache)

    assert [] == [step for step in found if re.match("SCAN (?!touched|.subquery)", step)]
    # All looks on an issue may be many: the actor's are found first.
    assert [] == [step for step in found if step.startswith("SEARCH silence ") and "(id=?)" not in step]
