"""`stancetracker fmt`: the one canonical form."""

import os
from pathlib import Path

import pytest
from tests.cli.conftest import Run

CANONICAL = '{"kind":"organization","id":"new","name":"New"}\n'
LOOSE = '{ "name" : "New", "kind": "organization", "id": "new" }\n'


@pytest.fixture
def loose(data: Path) -> Path:
    """A file that is not in its canonical form, beside one that is."""
    file = data / "loose.jsonl"
    file.write_text(LOOSE)
    return file


DIFF = f"--- a/loose.jsonl\n+++ b/loose.jsonl\n@@ -1,2 +1,2 @@\n-{LOOSE}+{CANONICAL} \n"


@pytest.mark.parametrize(("flag", "status"), [("--check", 1), ("-n", 0), ("--dry-run", 0)])
def test_what_would_change_is_a_diff_and_nothing_changes(
    run: Run, loose: Path, flag: str, status: int
) -> None:
    assert run("fmt", flag) == (status, DIFF, "")
    assert loose.read_text() == LOOSE


def test_files_are_formatted_once(run: Run, loose: Path) -> None:
    assert run("fmt") == (0, "", "stancetracker: formatted loose.jsonl\n")
    assert loose.read_text() == CANONICAL
    assert run("fmt") == run("fmt", "--check") == run("fmt", "-n") == (0, "", "")


@pytest.mark.parametrize("flags", [[], ["--check"], ["-n"]])
def test_a_file_with_a_fatal_problem_is_left_alone_and_the_others_are_not(
    run: Run, loose: Path, flags: list[str]
) -> None:
    broken = loose.with_name("broken.jsonl")
    broken.write_text("{\n")
    os.mkfifo(loose.with_name("pipe.jsonl"))
    status, _, err = run("fmt", *flags)

    assert status == 1
    assert "broken.jsonl:1:2: fatal: " in err
    assert err.endswith(
        "stancetracker: left as they are: broken.jsonl, pipe.jsonl\nhint: fix the problems first\n"
    )
    assert broken.read_text() == "{\n"
    assert loose.read_text() == (LOOSE if flags else CANONICAL)
