"""The fatal problems: a dataset that has one is not answered about, and each has its place."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import Line, complete, write

from stancetracker.base.errors import BrokenDatasetError, Problem
from stancetracker.index.store import in_memory
from stancetracker.ledger.folder import DataFile, Folder, Stamp, stamp

BASE: list[Line] = [
    {"kind": "dataset"},
    {"kind": "organization", "id": "acme"},
    {"kind": "person", "id": "ada"},
    {"kind": "issue", "id": "bridge"},
]
STATEMENT: Line = {"kind": "statement", "speaker": "ada", "date": "2026-01-20", "stance": "favor"}
CONTRACT: Line = {"kind": "tie", "type": "contract", "actor": "acme"}
BO: Line = {"kind": "person", "id": "bo"}


def problems(folder: Folder) -> list[Problem]:
    try:
        in_memory(folder).connection.close()
    except BrokenDatasetError as error:
        return [problem for problem in error.problems if isinstance(problem, Problem)]
    return []


def problems_of(path: Path, *lines: Line) -> list[Problem]:
    """Return the fatal problems of the base and these lines, which begin with line 5."""
    return problems(write(path / "data", map(complete, (*BASE, *lines))))


def facts(folder: Folder) -> tuple[str, list[tuple[Any, ...]]]:
    """Return the version of a dataset, and its records with their lines."""
    connection = in_memory(folder).connection
    [version] = connection.execute("SELECT value FROM meta WHERE name = 'data_version'").fetchone()
    rows = connection.execute("SELECT id, file, line, json FROM record ORDER BY id").fetchall()
    connection.close()
    return version, [tuple(row) for row in rows]


@pytest.mark.parametrize("days", [["03", "02", "04"], ["02", "03"], ["04", "03", "02"]])
def test_of_lines_that_differ_only_in_recorded_the_earliest_counts(
    tmp_path: Path, days: list[str]
) -> None:
    lines = [*BASE, *({**STATEMENT, "recorded": f"2026-{day}-01"} for day in days)]
    version, records = facts(write(tmp_path / "data", map(complete, lines)))
    [(line, text)] = [row[2:] for row in records if row[0].startswith("statement-")]

    assert days.index("02") + 5 == line
    assert "2026-02-01" == json.loads(text)["recorded"]
    alone = [complete(line) for line in (*BASE, {**STATEMENT, "recorded": "2026-02-01"})]
    assert version == facts(write(tmp_path / "alone", alone))[0]


DEMANDS = [{"id": "a", "text": "A"}, {"id": "a", "text": "B"}]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [
                {"kind": "petition", "id": "letter", "demands": DEMANDS},
                {**STATEMENT, "demands": ["letter/a", "letter/b", "leter/a"]},
            ],
            [
                ("duplicate-id", 5, "letter/a occurs twice"),
                ("unknown-reference", 6, "no such demand: letter/b"),
                ("unknown-reference", 6, "did you mean letter/a?"),
            ],
        ),
        (
            [
                {**CONTRACT, "id": "one", "issues": ["bridge", "brige"]},
                {**CONTRACT, "id": "two", "recipient": "acmee"},
                {**CONTRACT, "id": "three", "recipient": "ada"},
                {**CONTRACT, "id": "four", "recipient": "Acmee"},
            ],
            [
                ("unknown-reference", 5, "no such issue: brige; did you mean bridge?"),
                ("unknown-reference", 6, "no such organization: acmee; did you mean acme?"),
                ("wrong-kind-reference", 7, "ada is of kind person, not organization"),
            ],
        ),
        (
            [
                BO,
                {**STATEMENT, "speaker": "adda", "issue": "acme", "event": "bo"},
            ],
            [
                ("unknown-reference", 6, "no such person or organization: adda; did you mean ada?"),
                ("wrong-kind-reference", 6, "acme is of kind organization, not issue"),
                ("wrong-kind-reference", 6, "bo is of kind person, not event"),
            ],
        ),
    ],
)
def test_ids_are_unique_and_references_lead_to_the_right_kind(
    tmp_path: Path, lines: list[Line], expected: list[tuple[str, int, str]]
) -> None:
    reported = problems_of(tmp_path, *lines)

    assert sorted(problem[:2] for problem in expected) == sorted(
        (problem.code, problem.place.line) for problem in reported
    )
    messages = [f"{problem.message}; {problem.hint}" for problem in reported]
    assert all(any(words in message for message in messages) for _, _, words in expected), messages


def test_a_redaction_may_correct_a_deleted_record_and_have_replies(tmp_path: Path) -> None:
    gone: Line = {"kind": "correction", "corrects": "gone", "type": "redaction"}
    reply: Line = {"kind": "reply", "to": "gone", "by": "acme"}

    assert [] == problems_of(tmp_path, gone, reply)
    assert [] == problems_of(tmp_path, {**gone, "corrects": "acme", "type": "retraction"})
    assert ["unknown-reference"] * 2 == [
        problem.code for problem in problems_of(tmp_path, {**gone, "type": "retraction"}, reply)
    ]


def test_a_reference_to_an_unreadable_record_is_not_unknown(tmp_path: Path) -> None:
    reported = problems_of(tmp_path, {**BO, "memberships": []}, {**STATEMENT, "speaker": "bo"})

    assert {"empty-list"} == {problem.code for problem in reported}


def test_a_place_is_found_in_a_line_with_a_bom_and_crlf(tmp_path: Path) -> None:
    line = '\ufeff{"kind":"person","id":"a","name":"A","memberships":[{"role":"r","organization":"acme"}]}\r\n'
    (tmp_path / "a.jsonl").write_bytes(line.encode())
    [problem] = problems(Folder(tmp_path))

    assert "acme" == (problem.line_text or "")[problem.place.column :][:4]


def test_files_that_cannot_be_read_are_fatal_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "gone.jsonl").touch()

    def vanish(file: DataFile) -> Stamp:
        if file.name == "gone.jsonl":
            raise FileNotFoundError(2, "No such file or directory")
        return stamp(file)

    monkeypatch.setattr("stancetracker.ledger.folder.stamp", vanish)

    assert ["unreadable-file", "irregular-file"] == [
        problem.code for problem in problems(Folder(tmp_path))
    ]


def test_a_file_that_cannot_be_read_stands_before_what_follows_from_it(folder: Folder) -> None:
    """{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}"""
    os.mkfifo(folder.path / "people.jsonl")

    assert ["irregular-file", "unknown-reference"] == [problem.code for problem in problems(folder)]


def test_no_line_after_a_line_that_is_too_long_is_lost(
    tmp_path: Path,
) -> None:
    write(tmp_path, map(complete, BASE))
    with (tmp_path / "all.jsonl").open("a") as file:
        file.write(
            f'{{"kind": "{"x" * 5_000_000}"}}\n'
            + json.dumps(complete({**STATEMENT, "issue": "tunnel"}))
            + "\n"
        )

    assert [("line-too-long", 5), ("unknown-reference", 6)] == [
        (problem.code, problem.place.line) for problem in problems(Folder(tmp_path))
    ]
    assert "5,000,012 bytes in one line" in problems(Folder(tmp_path))[0].message
