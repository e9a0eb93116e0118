from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stancetracker.ledger.dataset import Dataset, extended, load
from stancetracker.ledger.folder import Folder, stamp
from stancetracker.ledger.jsonl import parse

Load = Callable[..., Dataset]
Make = Callable[..., dict[str, Any]]


def told(dataset: Dataset) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.place.line, problem.place.column) for problem in dataset.problems]


def test_a_sound_dataset_has_entries_ids_and_a_version(dataset_of: Load, statement: Make) -> None:
    dataset = dataset_of(statement())

    assert [] == told(dataset)
    assert not dataset.broken
    assert 12 == len(dataset.version)
    entry = dataset.entries[-1]
    assert entry.id.startswith("statement-")
    assert entry is dataset.by_id[entry.id]
    assert dataset.line(entry).startswith('{"kind": "statement"')
    assert "" == dataset.entries[0].id


def test_order_files_and_repetition_change_no_version(
    dataset_of: Load, statement: Make, tmp_path: Path
) -> None:
    dataset = dataset_of(statement())
    lines = (tmp_path / "statements.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "statements.jsonl").write_text("".join(reversed(lines[2:])))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "other.jsonl").write_text("".join(lines[:4]))
    again = load(Folder(tmp_path))

    assert dataset.version == again.version
    assert len(dataset.entries) == len(again.entries)
    assert sorted(entry.place for entry in again.entries) == [entry.place for entry in again.entries]


def test_of_lines_that_differ_in_the_day_alone_the_earlier_wins(dataset_of: Load, statement: Make) -> None:
    days = ["2026-03-01", "2026-02-01", "2026-04-01"]
    dataset = dataset_of(*(statement(recorded=day) for day in days))

    assert [] == told(dataset)
    assert ["2026-02-01"] == [getattr(e.record, "recorded", None) for e in dataset.entries[5:]]


def test_one_id_for_two_records_is_fatal_and_names_both_places(dataset_of: Load, statement: Make) -> None:
    dataset = dataset_of(statement(id="x"), statement(id="x", note="n"))

    assert [("duplicate-id", 7, 263)] == told(dataset)
    [problem] = dataset.fatal
    assert "statements.jsonl:6:1" in problem.message
    assert "statements.jsonl:7:1" in problem.message
    assert "x" == problem.record
    assert dataset.broken


def test_derived_ids_that_clash_have_no_column(dataset_of: Load, statement: Make) -> None:
    assert [("duplicate-id", 7, 1)] == told(dataset_of(statement(), statement(note="n")))


def test_ids_are_unique_over_kinds(dataset_of: Load, person: Make) -> None:
    dataset = dataset_of(person(id="acme"))

    assert [("duplicate-id", 6, 26)] == told(dataset)
    assert "over all kinds" in (dataset.problems[0].hint or "")


def test_a_dataset_has_one_name(dataset_of: Load) -> None:
    record = {"kind": "dataset", "title": "Other", "publisher": "p", "licence": "l", "contact": "c"}

    assert [("duplicate-dataset", 6, 1)] == told(dataset_of(record))


@pytest.mark.parametrize("former", [["acme"], ["person-b"], ["person-c"]])
def test_former_ids_clash_with_ids_in_use(dataset_of: Load, person: Make, former: list[str]) -> None:
    records = (person(id="person-b", former_ids=former), person(id="person-d", former_ids=["person-c"]))
    codes = [code for code, _, _ in told(dataset_of(*records))]

    assert ["duplicate-id"] == codes


def test_demands_of_a_petition_have_ids_of_their_own(dataset_of: Load, statement: Make) -> None:
    petition = {
        "kind": "petition", "id": "letter", "issue": "issue-a", "title": "L", "published": "2026-01-20",
        "demands": [{"id": "a", "text": "A"}, {"id": "a", "text": "B"}],
    }  # fmt: skip
    dataset = dataset_of(petition, statement(demands=["letter/a", "letter/b", "leter/a"]))

    assert [("duplicate-id", 6), ("unknown-reference", 7), ("unknown-reference", 7)] == [
        (code, line) for code, line, _ in told(dataset)
    ]
    assert "did you mean letter/a?" == dataset.problems[2].hint


def test_references_lead_to_records_of_the_right_kind(
    dataset_of: Load, statement: Make, person: Make
) -> None:
    former = person(id="person-b", former_ids=["person-old"])
    dataset = dataset_of(former, statement(speaker="persn-a", issue="acme", event="person-old"))

    assert [
        ("unknown-reference", "did you mean person-a or person-b?"),
        ("wrong-kind-reference", None),
        ("former-id", "write person-b"),
    ] == [(problem.code, problem.hint) for problem in dataset.problems]
    assert "no such person or organization: persn-a" == dataset.problems[0].message


def test_a_redaction_may_correct_what_is_gone_and_be_answered(dataset_of: Load) -> None:
    gone: dict[str, Any] = {"kind": "correction", "corrects": "gone", "reason": "r", "recorded": "2026-02-01"}
    reply = {
        "kind": "reply", "to": "gone", "by": "acme", "date": "2026", "text": "T", "language": "en",
        "recorded": "2026-02-01",
    }  # fmt: skip

    assert [] == told(dataset_of(gone | {"type": "redaction"}, reply))
    assert ["unknown-reference"] * 2 == [
        c for c, _, _ in told(dataset_of(gone | {"type": "retraction"}, reply))
    ]
    assert [] == told(dataset_of(gone | {"corrects": "acme", "type": "retraction"}))


def test_lines_that_are_not_read_make_no_unknown_references(dataset_of: Load, statement: Make) -> None:
    broken = {"kind": "person", "id": "person-z"}
    dataset = dataset_of(broken, statement(speaker="person-z"))

    assert {"missing-field"} == {code for code, _, _ in told(dataset)}


def test_only_some_unknown_names_get_a_suggestion(dataset_of: Load, statement: Make) -> None:
    dataset = dataset_of(*(statement(speaker=f"person-a{n}") for n in range(30)))

    assert 25 == sum(problem.hint is not None for problem in dataset.problems)


def test_a_place_is_found_in_a_line_with_a_bom_and_crlf(tmp_path: Path) -> None:
    line = (
        '\ufeff{"kind":"person","id":"a","name":"A","memberships":[{"role":"r","organization":"acme"}]}\r\n'
    )
    (tmp_path / "a.jsonl").write_bytes(line.encode())
    dataset = load(Folder(tmp_path))

    [problem] = dataset.fatal
    assert "acme" == (problem.line_text or "")[problem.place.column :][:4]


def test_files_that_cannot_be_read_are_fatal_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "gone.jsonl").touch()

    def vanish(file: Any) -> Any:
        (tmp_path / "gone.jsonl").unlink(missing_ok=True)
        return stamp(file)

    monkeypatch.setattr("stancetracker.ledger.dataset.stamp", vanish)
    dataset = load(Folder(tmp_path))

    assert ["unreadable-file", "irregular-file"] == [problem.code for problem in dataset.fatal]
    more = extended(dataset, parse(b'{"kind":"organization","id":"acme","name":"A"}\n', "-"))
    assert dataset.problems == more.problems
    assert ["acme"] == [entry.id for entry in more.entries]


def test_loading_never_raises_for_an_empty_folder(folder: Folder) -> None:
    assert () == load(folder).entries


def test_a_docstring_is_a_dataset(folder: Folder) -> None:
    """
    {"kind":"organization","id":"acme","name":"Acme"}
    """
    assert ["acme"] == [entry.id for entry in load(folder).entries]
