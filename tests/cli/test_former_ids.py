"""An id can be changed, and two people merged, in a ledger that proves its history."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.datasets import Line, complete, stored, write
from tests.repositories import commit

ANN: Line = {"kind": "person", "id": "ann", "name": "Ann Lee"}
LINES: list[Line] = [
    {"kind": "dataset"},
    ANN,
    {"kind": "person", "id": "bo"},
    {"kind": "issue", "id": "span", "panel": ["ann", "bo"]},
    {
        "kind": "statement",
        "speaker": "ann",
        "issue": "span",
        "date": "2026-01-09",
        "stance": "favor",
    },
    {
        "kind": "silence",
        "id": "none",
        "actors": ["ann", "bo"],
        "issue": "span",
        "date": "2026-01-05",
    },
    {"kind": "reply", "id": "reply", "to": "none", "by": "ann"},
    {"kind": "correction", "id": "c", "corrects": "none"},
]
RENAMED = {"ann": ANN | {"id": "ann-lee", "former_ids": ["ann"]}}
BO: Line = {"kind": "person", "id": "bo", "former_ids": ["ann"], "other_names": ["Ann Lee"]}
MERGED = {"ann": None, "bo": BO}
ISSUE_RENAMED = {
    "span": {"kind": "issue", "id": "bridge", "former_ids": ["span"], "panel": ["ann", "bo"]}
}


def with_changes(lines: list[Line], changes: dict[str, Any]) -> list[Line]:
    changed = [changes.get(line.get("id", ""), line) for line in lines]
    return [complete(line) for line in changed if line is not None]


@pytest.mark.parametrize("changes", [RENAMED, MERGED, ISSUE_RENAMED, RENAMED | ISSUE_RENAMED])
def test_a_new_id_rewrites_no_history(run: Run, tmp_path: Path, changes: dict[str, Any]) -> None:
    folder = write(tmp_path, with_changes(LINES, {})).path
    commit(folder)
    write(folder, with_changes(LINES, changes))
    status, _, err = run("check", "--against", "HEAD", "-d", str(folder))

    assert (0, False) == (status, "rewritten" in err)


def test_a_record_that_changed_with_an_id_is_still_reported(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, with_changes(LINES, {})).path
    commit(folder)
    changed = [{**line, "stance": "against"} if "stance" in line else line for line in LINES]
    write(folder, with_changes(changed, RENAMED))
    status, out, _ = run("check", "--against", "HEAD", "-d", str(folder))

    assert (1, True) == (status, "rewritten-history" in out)


def test_a_former_id_is_the_name_of_the_record_of_today(run: Run, tmp_path: Path) -> None:
    folder = str(write(tmp_path, with_changes(LINES, RENAMED | ISSUE_RENAMED)).path)
    flags = ("--person", "ann", "--issue", "span", "--json", "-d", folder)
    [row] = json.loads(run("list", *flags)[1])

    assert ("ann-lee", "bridge", "spoke") == (row["actor"], row["issue"], row["status"])
    shown = json.loads(run("show", "ann", "--json", "-d", folder)[1])
    assert ["ann-lee"] == [standing["actor"] for standing in shown["standings"]]
    assert 0 == run("show", "span", "-d", folder)[0]


def test_a_line_may_be_added_under_a_former_id_and_a_person_writes_that_of_today(
    run: Run, tmp_path: Path
) -> None:
    folder = write(tmp_path / "data", with_changes(LINES, RENAMED)).path
    line = complete({"kind": "silence", "actors": ["ann"], "issue": "span", "date": "2026-01-07"})
    write(tmp_path / "new", [line], "new.jsonl")
    run("add", "--json", str(tmp_path / "new" / "new.jsonl"), "-d", str(folder))
    flags = (
        "--date 2026-01-08 --basis own-search --response none-found --searched X --checked-by Us"
    )
    run("add", "silence", "--actor", "ann", "--issue", "span", *flags.split(), "-d", str(folder))

    assert [["ann"], ["ann-lee"]] == [
        line["actors"] for line in stored(folder / "statements.jsonl")
    ]


def test_a_line_under_a_former_id_is_compared_with_those_of_today(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "data", with_changes(LINES, RENAMED)).path
    line = complete({"kind": "silence", "actors": ["ann"], "issue": "span", "date": "2026-01-12"})
    write(tmp_path / "new", [line], "new.jsonl")
    status, _, err = run("add", "--json", str(tmp_path / "new" / "new.jsonl"), "-d", str(folder))

    assert (1, True) == (status, "silence-contradicted" in err)


def test_a_line_that_is_there_is_known_under_either_id(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "data", with_changes(LINES, RENAMED)).path
    before = stored(folder / "all.jsonl")
    lines = [line for line in with_changes(LINES, {}) if line["kind"] in ("silence", "statement")]
    write(tmp_path / "old", lines, "lines.jsonl")
    run("export", "csv", "-o", str(tmp_path / "package"), "-d", str(folder))
    for place in ("old/lines.jsonl", "package"):
        assert 0 == run("import", str(tmp_path / place), "-d", str(folder))[0]

    assert before == stored(*folder.glob("*.jsonl"))


def test_a_panel_changes_where_two_of_its_entries_are_one_person(run: Run, tmp_path: Path) -> None:
    cy: Line = complete({"kind": "person", "id": "cy"})
    folder = write(tmp_path, [*with_changes(LINES, MERGED), cy]).path
    flags = ("--recorded", "2026-02-01", "-d", str(folder))

    assert 0 == run("check", "-d", str(folder))[0]
    assert 0 == run("panel", "span", "--add", "cy", *flags)[0]
    assert 0 == run("panel", "span", "--remove", "bo", *flags)[0]
    [issue] = [line for line in stored(folder / "all.jsonl") if line["kind"] == "issue"]
    assert [
        {"actor": "ann", "removed": "2026-02-01"},
        {"actor": "bo", "removed": "2026-02-01"},
        {"actor": "cy", "recorded": "2026-02-01"},
    ] == issue["panel"]


def test_changes_name_the_person_who_was_taken_in(run: Run, tmp_path: Path) -> None:
    folders = [str(tmp_path / name) for name in ("one", "two")]
    for folder, changes in zip(folders, ({}, MERGED), strict=True):
        write(Path(folder), with_changes(LINES, changes))
    out = run("changes", *folders)[1]

    assert "Bo on “The bridge”: public statement, for the proposition" in out
    assert "Ann Lee: former ids" not in out
