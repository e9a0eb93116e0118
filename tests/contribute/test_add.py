"""Additions are planned, completed, checked and written, all of them or none."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.contribute.conftest import a_silence, a_statement
from tests.datasets import Line
from tests.faults.injection import contents
from tests.loading import faults, opening

from stancetracker.contribute.add import Outcome, Plan, RefusedError, plan, write
from stancetracker.ledger.folder import DataFile, Folder

TODAY = "2026-06-01"
NAME = "statements.jsonl"


def planned(folder: Folder, *records: str | dict[str, Any]) -> Plan:
    return plan(opening(folder), records, TODAY)


def test_a_missing_dataset_record_is_no_problem_of_an_addition(tmp_path: Path) -> None:
    (tmp_path / "people.jsonl").write_text("")
    addition = planned(Folder(tmp_path), {"kind": "organization", "id": "x", "name": "X"})

    assert (addition.problems, len(addition.additions)) == ((), 1)


def test_a_record_is_completed_planned_and_written(folder: Folder) -> None:
    statement = planned(folder, json.dumps(a_statement(speaker="PERSON A", issue="issue a")))
    before = contents(folder.path)

    assert () == statement.problems
    [addition] = statement.additions
    assert NAME == addition.file
    assert f'"recorded":"{TODAY}"' in addition.line
    assert '"id":"statement-' in addition.line
    assert '"speaker":"person-a"' in addition.line
    assert before == contents(folder.path)
    assert ((addition, (NAME, 6, 1)),) == write(statement).additions
    assert before[NAME] + addition.line.encode() + b"\n" == contents(folder.path)[NAME]


def recorded_days(folder: Folder, *lines: Line) -> list[str]:
    return [json.loads(line.line)["recorded"] for line in planned(folder, *lines).additions]


NEW_RECORDS: tuple[Line, ...] = (
    {"kind": "organization", "id": "nova", "name": "Nova"},
    {"kind": "publisher", "id": "paper", "name": "The Paper", "type": "newsroom"},
)


def test_every_new_record_gets_the_day_on_which_it_is_recorded(folder: Folder) -> None:
    assert [TODAY, TODAY] == recorded_days(folder, *NEW_RECORDS)


def test_what_others_may_name_gets_the_earliest_day_that_is_stated_beside_it(
    folder: Folder,
) -> None:
    old = {"kind": "organization", "id": "old", "name": "Old", "recorded": "2026-01-01"}

    assert 3 * ["2026-01-01"] == recorded_days(folder, *NEW_RECORDS, old)


def test_a_record_of_the_dataset_is_not_added_again(folder: Folder) -> None:
    write(planned(folder, a_statement(recorded="2026-02-01")))
    before = contents(folder.path)
    addition = planned(
        folder,
        a_statement(),
        {"kind": "organization", "id": "acme", "name": "Acme", "other_names": ["Acme Inc."]},
    )

    assert () == addition.additions
    statement, acme = addition.known_records
    assert (statement.id[:10], acme.id) == ("statement-", "acme")
    assert Outcome((), ()) == write(addition)
    assert before == contents(folder.path)


def test_a_record_that_comes_twice_is_added_once(folder: Folder) -> None:
    statement = a_statement(id="x")

    assert 1 == len(planned(folder, statement, statement).additions)


def test_many_records_may_name_each_other_and_go_to_their_files(folder: Folder) -> None:
    person = {
        "kind": "person",
        "id": "person-c",
        "name": "Person C",
        "memberships": [{"role": "CEO"}],
    }
    source = {"citation": "C", "tier": "primary"}
    tie = {"kind": "tie", "type": "donation", "actor": "Person C", "sources": [source]}
    event = {
        "kind": "event",
        "id": "event-a",
        "title": "E",
        "date": "2026-01-08",
        "issues": ["Issue A"],
    }
    silence = a_silence(actors=["Acme"])
    statement = a_statement(speaker="Person C", event="event-a")
    outcome = write(planned(folder, tie, silence, statement, person, event))

    assert [
        (4, "people.jsonl", 1),
        (5, "issues.jsonl", 1),
        (2, NAME, 6),
        (3, NAME, 7),
        (1, "ties.jsonl", 1),
    ] == [(addition.number, place.file, place.line) for addition, place in outcome.additions]
    assert () == faults(folder)


def test_who_was_paid_is_an_organization_of_the_dataset_or_a_name(folder: Folder) -> None:
    contract = {
        "kind": "tie",
        "type": "contract",
        "actor": "person-a",
        "issues": ["Issue A"],
        "sources": [{"citation": "C", "tier": "primary"}],
    }
    recipients = ("acme", "Acme", "Shop")
    plan = planned(folder, *(contract | {"recipient": recipient} for recipient in recipients))

    assert () == plan.problems
    assert recipients == tuple(addition.values["recipient"] for addition in plan.additions)
    assert [["issue-a"]] * 3 == [addition.values["issues"] for addition in plan.additions]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("{", "invalid-json"),
        ('{"kind":"organization","id":"x","name":"X","name":"Y"}', "duplicate-key"),
        ('{"kind":"organization","id":"x","name":"\\u0000"}', "nul-character"),
        ('{"kind":"organization","id":"x","name":"\ud800"}', "invalid-utf8"),
        ({"kind": "organization", "id": "acme", "name": "Other"}, "two-first-versions"),
        ({"kind": "organization", "id": "other", "name": "Acrne"}, "look-alike"),
        ({"kind": "statement", "speaker": 3, "issue": "", "date": "2026"}, "wrong-type"),
    ],
)
def test_a_record_that_check_would_not_pass_stops_all(
    folder: Folder, wrong: Any, code: str
) -> None:
    before = contents(folder.path)
    good = '{"kind":"organization","id":"good","name":"Good"}'
    addition = planned(folder, good, wrong)

    [problem] = [problem for problem in addition.problems if problem.code == code]
    # Of two records of one id, the problem is at either.
    assert str(problem.place).startswith("-:2:") or "-:2:" in problem.message
    with pytest.raises(RefusedError) as refusal:
        write(addition)
    assert addition.blockers == refusal.value.problems
    assert 1 == refusal.value.exit_status
    assert before == contents(folder.path)


def test_an_addition_is_planned_anew_where_the_dataset_has_changed(folder: Folder) -> None:
    first = planned(folder, a_statement(id="x", note="a"))
    same = planned(folder, a_statement(id="x", note="a"))
    different = planned(folder, a_statement(id="x", note="b"))
    write(first)

    assert () == write(same).additions
    with pytest.raises(RefusedError):
        write(different)


def test_an_addition_is_planned_anew_where_a_file_has_gone(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    addition = planned(folder, a_statement())

    def missing(file: DataFile) -> None:
        monkeypatch.undo()
        raise FileNotFoundError(2, "No such file")

    monkeypatch.setattr("stancetracker.ledger.folder.stamp", missing)
    assert 1 == len(write(addition).additions)
