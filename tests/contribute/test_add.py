import json
from pathlib import Path
from typing import Any

import pytest
from tests.contribute.conftest import a_silence, a_statement
from tests.faults.injection import contents
from tests.loading import faults, opening

from stancetracker.contribute.add import Outcome, Plan, RefusedError, plan, write
from stancetracker.contribute.lines import lines_of
from stancetracker.ledger.folder import DataFile, Folder

TODAY = "2026-06-01"
NAME = "statements.jsonl"


def planned(folder: Folder, *given: str | dict[str, Any]) -> Plan:
    return plan(opening(folder), given, TODAY)


def test_a_dataset_that_lacks_its_own_record_is_added_to(tmp_path: Path) -> None:
    """That it lacks one is told of it already, and no fault of what is added."""
    (tmp_path / "people.jsonl").write_text("")
    one = planned(Folder(tmp_path), {"kind": "organization", "id": "x", "name": "X"})

    assert (one.problems, len(one.additions)) == ((), 1)


def test_a_record_is_completed_planned_and_written(folder: Folder) -> None:
    one = planned(folder, json.dumps(a_statement(speaker="PERSON A", issue="issue a")))
    before = contents(folder.path)

    assert () == one.problems
    [addition] = one.additions
    assert NAME == addition.file
    assert f'"recorded":"{TODAY}"' in addition.line
    assert '"id":"statement-' in addition.line
    assert '"speaker":"person-a"' in addition.line
    assert before == contents(folder.path)
    [(written, place)] = write(one).additions
    assert (addition, (NAME, 6, 1)) == (written, place)
    assert before[NAME] + addition.line.encode() + b"\n" == contents(folder.path)[NAME]


def test_what_is_known_records_is_not_added_again(folder: Folder) -> None:
    write(planned(folder, a_statement(recorded="2026-02-01")))
    before = contents(folder.path)
    one = planned(
        folder,
        a_statement(),
        {"kind": "organization", "id": "acme", "name": "Acme", "other_names": ["Acme Inc."]},
    )

    assert [] == list(one.additions)
    assert ["statement", "acme"] == [id.split("-")[0] for id, _ in one.known_records]
    assert Outcome((), ()) == write(one)
    assert before == contents(folder.path)
    assert 1 == len(
        planned(folder, a_statement(note="n", id="x"), a_statement(note="n", id="x")).additions
    )


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
    given = (
        tie,
        a_silence(actors=["Acme"]),
        a_statement(speaker="Person C", event="event-a"),
        person,
        event,
    )
    added = write(planned(folder, *given))

    assert [
        ("people.jsonl", 1), ("issues.jsonl", 1), (NAME, 6), (NAME, 7), ("ties.jsonl", 1),
    ] == [place[:2] for _, place in added.additions]  # fmt: skip
    assert [4, 5, 2, 3, 1] == [addition.number for addition, _ in added.additions]
    assert () == faults(folder)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("{", "invalid-json"),
        ('{"kind":"organization","id":"x","name":"X","name":"Y"}', "duplicate-key"),
        ('{"kind":"organization","id":"x","name":"\\u0000"}', "nul-character"),
        ('{"kind":"organization","id":"x","name":"\ud800"}', "invalid-utf8"),
        ({"kind": "organization", "id": "acme", "name": "Other"}, "duplicate-id"),
        ({"kind": "organization", "id": "other", "name": "Acrne"}, "look-alike"),
        ({"kind": "statement", "speaker": 3, "issue": "", "date": "2026"}, "wrong-type"),
    ],
)
def test_what_check_would_not_pass_is_refused(folder: Folder, given: Any, code: str) -> None:
    before = contents(folder.path)
    good = '{"kind":"organization","id":"good","name":"Good"}'
    one = planned(folder, good, given)

    assert (code, "-", 2) in [(problem.code, *problem.place[:2]) for problem in one.problems]
    with pytest.raises(RefusedError) as refused:
        write(one)
    assert one.blockers == refused.value.problems
    assert 1 == refused.value.exit_status
    assert before == contents(folder.path)


def test_it_is_planned_anew_where_the_dataset_has_changed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, same, other = (planned(folder, a_statement(id="x", note=note)) for note in ("a", "a", "b"))
    write(one)

    assert () == write(same).additions
    with pytest.raises(RefusedError):
        write(other)
    more = planned(folder, a_statement(id="y"))

    def gone(file: DataFile) -> None:
        monkeypatch.undo()
        raise FileNotFoundError(2, "No such file")

    monkeypatch.setattr("stancetracker.ledger.folder.stamp", gone)
    assert 1 == len(write(more).additions)


@pytest.mark.parametrize(
    "content, expected",
    [
        (b'\n{"a": 1}\n\n{"b": 2}\n', ["", '{"a": 1}', "", '{"b": 2}']),
        (b" \n\n", []),
        (b'{\n  "a":\n  1\n}\n', ['{   "a":   1 }']),
        (b'{\n  "a": \n', ["{", '  "a": ']),
    ],
)
def test_records_are_lines_and_one_may_stand_over_several(
    content: bytes, expected: list[str]
) -> None:
    assert expected == lines_of(content)
