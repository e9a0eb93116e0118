"""Of the lines of an index one an id is its record, and names what counts."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, asked, complete, lines_of
from tests.depth import quick

from stancetracker.base.errors import Problem
from stancetracker.index import build, queries, schema, tables
from stancetracker.index.build import Entry, Filler
from stancetracker.index.queries import Question
from stancetracker.ledger.hashes import line_hash

BASE = """
{"kind": "dataset"}
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
 "recorded": "2026-02-01"}
{"kind": "silence", "id": "l", "actors": ["bo", "cy"], "date": "2026-01-20", "recorded": "2026-02-01"}
"""


def entry(number: int, values: Line) -> Entry:
    """Return a line as the index has it."""
    recorded = "" if values.get("type") == "redaction" else values.get("recorded", "")
    version = values.get("version", 1)
    text = json.dumps(values, separators=(",", ":"))
    id = "" if values["kind"] == "dataset" else values["id"]
    place = ("all.jsonl", number)
    return Entry(id, values["kind"], version, recorded, *place, line_hash(values), text)


@contextmanager
def index_of(*lines: Line) -> Iterator[tuple[sqlite3.Connection, list[str]]]:
    """Open an index of the base and these lines, with the codes of what is wrong with them."""
    with opened([*lines_of(BASE), *lines]) as (connection, problems):
        yield connection, sorted(problem.code for problem in problems)


@contextmanager
def opened(lines: Iterable[Line]) -> Iterator[tuple[sqlite3.Connection, list[Problem]]]:
    """Open an index of these lines, with what is wrong with them."""
    every_line = map(complete, lines)
    with closing(sqlite3.connect(":memory:")) as connection:
        tables.make(connection)
        filler = Filler(connection)
        filler.insert([entry(number, line) for number, line in enumerate(every_line, 1)])
        filler.finish()
        connection.executescript(tables.statements().indices)
        build.put_facts(connection, {})
        build.put_days(connection)
        queries.configure(connection)
        connection.commit()
        yield connection, filler.problems


def standings(connection: sqlite3.Connection, day: str = "2026-03-01") -> dict[str, str]:
    """Return who spoke, is silent or unchecked, by actor."""
    queries.set_question(connection, Question(day))
    return {
        row.actor: f"{row.status} {row.stance or row.evidence or ''}".strip()
        for row in queries.standings(connection)
    }


def answer(*lines: Line, known_by: str | None = None) -> tuple[dict[str, str], list[str]]:
    question = Question("2026-03-01", known_by)
    with index_of(*lines) as (connection, codes), asked(connection, question) as known:
        return standings(known), codes


def version(record: str, number: int, day: str = "2026-02-02", **fields: Any) -> Line:
    """Return a further version of a record of the base."""
    [first] = [line for line in lines_of(BASE) if line.get("id") == record]
    return {**first, "version": number, "recorded": day, "reason": "It was wrong.", **fields}


BEFORE = {"ada": "spoke favor", "bo": "silent l", "cy": "silent l"}


def test_the_highest_version_is_what_standings_rest_on() -> None:
    changed = version("s", 2, stance="against")

    assert ({**BEFORE, "ada": "spoke against"}, []) == answer(changed)
    assert BEFORE == answer(changed, known_by="2026-02-01")[0]
    assert "spoke against" == answer(changed, known_by="2026-02-02")[0]["ada"]


def test_two_versions_of_one_number_answer_and_the_next_ends_the_error() -> None:
    two = [version("s", 2, stance="against"), version("s", 2, "2026-02-03", stance="mixed")]

    assert ({**BEFORE, "ada": "spoke against"}, ["two-versions"]) == answer(*two)
    assert ({**BEFORE, "ada": "spoke mixed"}, []) == answer(
        *two, version("s", 4, "2026-02-03", stance="mixed")
    )


def test_a_panel_is_that_of_the_version_known_then() -> None:
    smaller = version("bridge", 2, panel=["bo"])

    assert {"ada": "spoke favor", "bo": "silent l", "cy": "silent l"} == answer(smaller)[0]
    with index_of(smaller) as (connection, _):
        for day, people in (("2026-02-01", 3), ("2026-02-02", 1)):
            with asked(connection, Question("2026-03-01", day)) as known:
                [issue] = queries.issues(known)
            assert people == issue.people


def test_of_two_people_with_one_id_neither_counts_nor_what_names_them() -> None:
    other = {"kind": "person", "id": "ada", "name": "Another Ada"}

    assert ({"bo": "silent l", "cy": "silent l"}, ["two-first-versions"]) == answer(other)
    assert (BEFORE, []) == answer(other, version("ada", 3))


MERGE = {"kind": "correction", "id": "m", "type": "merge", "corrects": "cy", "replacement": "bo",
         "recorded": "2026-02-05"}  # fmt: skip


def test_who_is_merged_counts_once_and_answers_as_the_other() -> None:
    with index_of(MERGE) as (connection, codes):
        assert ({"ada": "spoke favor", "bo": "silent l"}, []) == (standings(connection), codes)
        names = {row.name: row.id for row in queries.names(connection)}
        [issue] = queries.issues(connection)
        assert 2 == issue.people
        assert ("bo", "bo") == (names["cy"], names["Cy"])
    assert BEFORE == answer(MERGE, known_by="2026-02-04")[0]


def test_a_merge_against_distinct_from_has_no_effect() -> None:
    assert (BEFORE, ["merge-of-distinct"]) == answer(MERGE, version("bo", 2, distinct_from=["cy"]))


def test_a_merge_that_is_retracted_is_none() -> None:
    undo = {"kind": "correction", "id": "u", "type": "retraction", "corrects": "m",
            "recorded": "2026-02-06"}  # fmt: skip

    assert (BEFORE, []) == answer(MERGE, undo)
    assert "cy" not in answer(MERGE, undo, known_by="2026-02-05")[0]


def test_what_is_redacted_is_gone_with_what_needs_it() -> None:
    redaction = {"kind": "correction", "id": "r", "type": "redaction", "corrects": "cy",
                 "recorded": "2026-02-05"}  # fmt: skip
    other = {"kind": "statement", "id": "t", "speaker": "cy", "date": "2026-01-12",
             "stance": "favor", "recorded": "2026-02-01"}  # fmt: skip
    reply = {"kind": "reply", "id": "y", "to": "t", "by": "bo", "recorded": "2026-02-01"}
    with index_of(redaction, other, reply) as (connection, codes):
        ids = set(queries.texts(connection, "SELECT id FROM record"))

        # The list of a silence goes on without; a statement, and what answers it, does not.
        assert ({"ada": "spoke favor", "bo": "silent l"}, ["redacted-line"]) == (
            standings(connection),
            codes,
        )
        assert ids.isdisjoint({"cy", "t", "y"})
    for day in ("2026-02-01", "2026-02-05"):
        assert "cy" not in answer(redaction, other, reply, known_by=day)[0]


def test_the_version_of_an_earlier_day_has_what_a_redaction_removed() -> None:
    secret = complete({"kind": "statement", "id": "t", "speaker": "cy", "date": "2026-01-12",
                       "stance": "favor", "recorded": "2026-02-01"})  # fmt: skip
    removed = [{"sha256": line_hash(secret).hex(), "recorded": "2026-02-01"}]
    redaction = {"kind": "correction", "id": "r", "type": "redaction", "corrects": "t",
                 "removed": removed, "recorded": "2026-02-05"}  # fmt: skip

    def data_version(*lines: Line, day: str) -> str:
        with (
            index_of(*lines) as (connection, _),
            asked(connection, Question("2026-03-01", day)) as known,
        ):
            return queries.data_version(known)

    assert data_version(secret, day="2026-02-04") == data_version(redaction, day="2026-02-04")
    assert data_version(secret, day="2026-02-05") != data_version(redaction, day="2026-02-05")
    assert data_version(day="2026-01-31") == data_version(redaction, day="2026-01-31")


def test_a_line_is_known_from_the_latest_day_of_what_it_names() -> None:
    event = {"kind": "event", "id": "vote", "recorded": "2026-02-03"}
    early = version("s", 1, "2026-02-01", id="t", event="vote", stance="against", date="2026-01-15")
    reply = {"kind": "reply", "id": "y", "to": "t", "by": "ada", "recorded": "2026-02-01"}
    with index_of(event, early, reply) as (connection, _):
        days = dict(connection.execute("SELECT id, known_from FROM record").fetchall())

    assert ("2026-02-03", "2026-02-03") == (days["t"], days["y"])
    for day, stance in (("2026-02-02", "favor"), ("2026-02-03", "against")):
        assert f"spoke {stance}" == answer(event, early, reply, known_by=day)[0]["ada"]


def test_a_later_version_of_what_a_line_names_does_not_date_it() -> None:
    assert BEFORE == answer(version("ada", 2, "2026-02-10", note="n"), known_by="2026-02-01")[0]


CHANGES = st.sampled_from(
    [
        version("s", 2, stance="against"),
        version("s", 2, "2026-02-03", stance="mixed"),
        version("s", 3, "2026-02-04", stance="favor"),
        version("s", 2, "2026-02-03", speaker="bo"),
        version("bridge", 2, panel=["bo"]),
        version("ada", 1, name="Another"),
        version("ada", 3, name="Ada"),
        version("bo", 2, distinct_from=["cy"]),
        MERGE,
        {**MERGE, "id": "n", "replacement": "ada"},
        {**MERGE, "id": "o", "corrects": "bo", "replacement": "cy", "recorded": "2026-02-06"},
        {"kind": "correction", "id": "u", "type": "retraction", "corrects": "m",
         "recorded": "2026-02-06"},
        {"kind": "correction", "id": "v", "type": "retraction", "corrects": "s"},
        {"kind": "correction", "id": "w", "type": "redaction", "corrects": "cy"},
        {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-30", "stance": "favor",
         "recorded": "2026-02-04"},
    ]
)  # fmt: skip


@quick
@given(st.lists(CHANGES, max_size=5), st.lists(CHANGES, max_size=5))
def test_two_branches_answer_the_same_in_either_order(ours: list[Line], theirs: list[Line]) -> None:
    needs_m = [line for line in (*ours, *theirs) if line["id"] == "u"]
    base = [MERGE] if needs_m else []

    assert answer(*base, *ours, *theirs) == answer(*base, *theirs, *ours)
    assert answer(*base, *ours, *theirs) == answer(*theirs, *theirs, *ours, *base)


@quick
@given(st.lists(CHANGES, max_size=6), st.sampled_from(["2026-02-01", "2026-02-03", "2026-02-05"]))
def test_what_is_recorded_later_changes_nothing_that_was_known(lines: list[Line], day: str) -> None:
    """Redactions apart, which are known always."""
    lines = [line for line in lines if line.get("type") != "redaction" and line["id"] != "u"]
    known = [line for line in lines if complete(line).get("recorded", "") <= day]

    assert answer(*lines, known_by=day)[0] == answer(*known)[0]


@pytest.mark.parametrize("id", ["cy", "bo"])
def test_no_table_names_what_is_gone(id: str) -> None:
    redaction = {"kind": "correction", "id": "r", "type": "redaction", "corrects": id}
    with index_of(redaction) as (connection, _):
        connection.execute("DELETE FROM correction")
        for table in schema.tables():
            rows = connection.execute(f"SELECT * FROM [{table}]").fetchall()
            assert not any(id in tuple(row) for row in rows), table
