"""A record that names a former id of an actor or an issue means the actor or issue of today."""

import json
import sqlite3
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, complete, indexed, lines_of
from tests.depth import quick
from tests.index import strategies
from tests.index.strategies import ACTORS, ISSUES
from tests.index.test_standing import answers, questions

from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.queries import Question
from stancetracker.ledger.kinds import CLASS_BY_KIND, put, references

FORMER = {name: f"{name}-of-old" for name in (*ACTORS, *ISSUES)}


@quick
@given(strategies.datasets(), questions, st.data())
def test_former_ids_change_no_answer(
    lines: list[Line], question: Question, data: st.DataObject
) -> None:
    renamed = []
    for line in lines:
        if "actors" in line:  # each named once, as the check of silences wants it
            line["actors"] = [*dict.fromkeys(line["actors"])]
        former = json.loads(json.dumps(line))
        for field, path, name in references(CLASS_BY_KIND[line["kind"]], line):
            is_target = (line["kind"], field.name) == ("correction", "corrects")
            if name in FORMER and not is_target and data.draw(st.booleans()):
                put(former, path, FORMER[name])
        if line.get("id") in FORMER:
            former["former_ids"] = [FORMER[line["id"]]]
        renamed.append(former)

    assert answers(question, lines) == answers(question, renamed)


def test_every_field_of_a_record_may_name_a_former_id(connection: sqlite3.Connection) -> None:
    """
    {"kind": "person", "id": "ada", "former_ids": ["a"], "memberships": [{"role": "chief", "organization": "x"}]}
    {"kind": "organization", "id": "acme", "former_ids": ["x", "y"], "distinct_from": ["a"]}
    {"kind": "issue", "id": "bridge", "former_ids": ["span"], "panel": ["x", {"actor": "a", "recorded": "2026-01-03"}]}
    {"kind": "event", "id": "vote", "issues": ["span"]}
    {"kind": "petition", "id": "letter", "issue": "span", "organizers": ["x"], "addressees": ["a"]}
    {"kind": "statement", "id": "said", "speaker": "a", "issue": "span", "date": "../2026-01-05", "stance": "favor"}
    {"kind": "silence", "id": "none", "actors": ["a", "y"], "issue": "span", "date": "2026-01-04"}
    {"kind": "tie", "id": "tie", "type": "contract", "actor": "a", "counterparty": "x", "recipient": "y",
     "issues": ["span"]}
    {"kind": "reply", "id": "reply", "to": "a", "by": "x"}
    """
    named = {
        table: [tuple(row) for row in connection.execute(f"SELECT {columns} FROM {table}")]
        for table, columns in {
            "person_memberships": "organization",
            "organization_distinct_from": "value",
            "issue_panel": "value, recorded",
            "event_issues": "value",
            "petition": "issue",
            "petition_organizers": "value",
            "petition_addressees": "value",
            "statement": "speaker, issue, date_earliest",
            "silence_actors ORDER BY position": "value",
            "tie": "actor, counterparty, recipient",
            "tie_issues": "value",
            "reply": '"to", "by"',
        }.items()
    }

    assert {
        "person_memberships": [("acme",)],
        "organization_distinct_from": [("ada",)],
        "issue_panel": [("acme", None), ("ada", "2026-01-03")],
        "event_issues": [("bridge",)],
        "petition": [("bridge",)],
        "petition_organizers": [("acme",)],
        "petition_addressees": [("ada",)],
        "statement": [("ada", "bridge", "2026-01-01")],
        "silence_actors ORDER BY position": [("ada",), ("acme",)],
        "tie": [("ada", "acme", "acme")],
        "tie_issues": [("bridge",)],
        "reply": [("ada", "acme")],
    } == named
    assert "ada" == lookup.values(connection, "said")["speaker"]
    assert "a" == lookup.values_as_written(connection, "said")["speaker"]


MERGED = """
{"kind": "person", "id": "ada", "former_ids": ["ann"]} {"kind": "person", "id": "bo"}
{"kind": "issue", "id": "bridge", "panel": [
    {"actor": "ada", "recorded": "2026-01-04"}, "bo", {"actor": "ann", "recorded": "2026-01-02"}]}
{"kind": "silence", "id": "none", "actors": ["ann", "ada"], "date": "2026-01-05"}
"""


def test_two_who_became_one_count_once_from_the_earlier_day() -> None:
    lines = lines_of(MERGED)

    def panel(known_by: str | None) -> list[tuple[Any, ...]]:
        rows = answers(Question("2026-02-01", known_by), lines)["standings"]
        return [(row["actor"], row["status"]) for row in rows if row["panel"]]

    assert [("bo", "unchecked")] == panel("2026-01-01")
    assert [("bo", "unchecked"), ("ada", "unchecked")] == panel("2026-01-02")
    assert [("ada", "silent"), ("bo", "unchecked")] == panel(None)
    with indexed(lines) as connection:
        queries.configure(connection)
        queries.set_question(connection, Question("2026-02-01"))
        [issue] = queries.issues(connection)
        silences = record_queries.silences(connection, Question("2026-02-01"))

    assert (2, ["ada"]) == (issue.people, [silence.actor for silence in silences])


def test_a_correction_withdraws_nothing_that_took_in_what_it_corrects(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "person", "id": "ada", "former_ids": ["ann"]}
    {"kind": "correction", "id": "c", "corrects": "ann", "reason": "There is no such person."}
    """
    [correction] = record_queries.corrections(connection, Question("2026-02-01"))

    assert "ann" == correction.corrects


def test_the_version_of_the_data_is_of_the_lines_as_they_are_written() -> None:
    ada = complete({"kind": "person", "id": "ada", "former_ids": ["ann"]})
    said = complete(
        {"kind": "statement", "id": "s", "speaker": "ann", "date": "2026", "stance": "favor"}
    )
    issue = complete({"kind": "issue", "id": "bridge"})
    with (
        indexed([ada, said, issue]) as by_former_id,
        indexed([ada, {**said, "speaker": "ada"}, issue]) as by_id,
    ):
        assert queries.data_version(by_former_id) != queries.data_version(by_id)
