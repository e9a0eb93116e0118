"""`stancetracker panel`: who is removed stays in every answer that was known before."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Refused, Run
from tests.datasets import complete, stored, write
from tests.repositories import commit

LINES = [
    complete({"kind": "dataset"}),
    complete({"kind": "person", "id": "ada"}),
    complete({"kind": "person", "id": "bo"}),
    complete({"kind": "person", "id": "cy"}),
    complete(
        {
            "kind": "issue",
            "id": "bridge",
            "panel": ["ada", {"actor": "bo", "recorded": "2026-01-05"}],
        }
    ),
]
ARGUMENTS = ("--recorded", "2026-02-01", "-d")


def panel(folder: Path) -> list[Any]:
    [issue] = [line for line in stored(folder / "all.jsonl") if line["kind"] == "issue"]
    return list(issue["panel"])


def members(run: Run, folder: Path, known_by: str) -> list[str]:
    flags = ("--issue", "bridge", "--known-by", known_by, "--json", "-d", str(folder))
    return [row["actor"] for row in json.loads(run("list", *flags)[1])]


def test_who_is_removed_stays_in_the_panel_until_that_day(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, LINES).path
    commit(folder)
    status, _, err = run(
        "panel", "bridge", "--remove", "Ada", "--remove", "bo", *ARGUMENTS, str(folder)
    )

    assert (0, "stancetracker: 0 members added, 2 removed\n") == (status, err)
    assert [
        {"actor": "ada", "removed": "2026-02-01"},
        {"actor": "bo", "recorded": "2026-01-05", "removed": "2026-02-01"},
    ] == panel(folder)
    assert ["ada", "bo"] == members(run, folder, "2026-01-31")
    assert ["ada"] == members(run, folder, "2026-01-04")
    assert [] == members(run, folder, "2026-02-01")
    assert 0 == run("check", "--against", "HEAD", "-d", str(folder))[0]
    rows = json.loads(
        run("panel", "bridge", "--section", "removed", "--json", "-d", str(folder))[1]
    )
    assert [("ada", None), ("bo", "2026-01-05")] == [
        (row["actor"], row["recorded"]) for row in rows
    ]


def test_who_was_removed_may_be_added_again(run: Run, refused: Refused, tmp_path: Path) -> None:
    folder = write(tmp_path, LINES).path
    commit(folder)
    run("panel", "bridge", "--remove", "ada", *ARGUMENTS, str(folder))
    flags = ("--add", "ada", "--recorded", "2026-02-03", "-d", str(folder))

    assert "not on the panel of bridge: ada" in refused(
        "panel", "bridge", "--remove", "ada", "-d", str(folder)
    )
    assert 0 == run("panel", "bridge", *flags)[0]
    assert {"actor": "ada", "recorded": "2026-02-03"} == panel(folder)[-1]
    assert ["bo"] == members(run, folder, "2026-02-02")
    assert ["bo", "ada"] == members(run, folder, "2026-02-03")
    assert "already on the panel of bridge: ada" in refused("panel", "bridge", *flags)


def test_an_entry_without_a_day_that_no_commit_has_is_deleted(run: Run, tmp_path: Path) -> None:
    others = LINES[:-1]
    folder = write(tmp_path, others).path
    commit(folder)
    write(tmp_path, LINES)
    run("panel", "bridge", "--remove", "ada", "--remove", "bo", *ARGUMENTS, str(folder))

    assert [{"actor": "bo", "recorded": "2026-01-05", "removed": "2026-02-01"}] == panel(folder)


def test_outside_a_repository_nothing_is_deleted(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, LINES).path
    run("panel", "bridge", "--remove", "ada", *ARGUMENTS, str(folder))

    assert {"actor": "ada", "removed": "2026-02-01"} == panel(folder)[0]


def test_nobody_is_removed_before_they_were_added(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, LINES).path
    flags = ("--remove", "bo", "--recorded", "2026-01-04", "-d", str(folder))
    status, _, err = run("panel", "bridge", *flags)

    assert 1 == status
    assert "bo was added to the panel later, on 2026-01-05" in err
    assert LINES[-1]["panel"] == panel(folder)


def test_the_first_members_need_a_rule_and_the_flag_for_it_is_named(
    refused: Refused, run: Run, tmp_path: Path
) -> None:
    issue = complete({"kind": "issue", "id": "tunnel"})
    folder = str(write(tmp_path, [*LINES[:2], issue]).path)

    assert "hint: give it: --rule TEXT\n" in refused(
        "panel", "tunnel", "--add", "ada", "-d", folder
    )
    assert 0 == run("panel", "tunnel", "--add", "ada", "--rule", "All.", "-d", folder)[0]
    assert 0 == run("panel", "tunnel", "--remove", "ada", "-d", folder)[0]
