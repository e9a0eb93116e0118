"""What is written to standard error: hints for who watches, notes, and what must be said."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from stancetracker.ledger.folder import packaged

REASON = "stancetracker: No row passes --stance and --unchecked\n"
EMPTY = ("list", "--stance", "mixed", "--unchecked", "--json")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("line", ["list --json", "list", "due --json", "report coverage --csv"])
def test_an_answer_in_a_script_says_nothing_beside_its_rows(run: Run, line: str) -> None:
    assert run(*line.split())[2] == ""


@pytest.mark.usefixtures("small")
def test_why_an_answer_is_empty_is_said_in_a_script_too_unless_quiet(run: Run) -> None:
    assert run(*EMPTY) == (0, "[]\n", REASON)
    assert run(*EMPTY, "-q") == (0, "[]\n", "")


@pytest.mark.usefixtures("small")
def test_under_a_table_it_is_said_quiet_or_not(run: Run) -> None:
    table = ("list", "--stance", "mixed", "--unchecked", "-f", "table", "-q")

    assert "\nNo row passes --stance and --unchecked\n" in run(*table)[1]


@pytest.mark.usefixtures("data")
def test_a_note_of_several_lines_is_left_out_whole(run: Run, tmp_path: Path) -> None:
    statement = {
        "kind": "statement",
        "speaker": "ada",
        "issue": "bridge",
        "date": "2026-01-20",
        "stance": "favor",
        "summary": "Said yes.",
        "channel": "speech",
        "sources": [{"citation": "A talk", "tier": "primary"}],
    }
    (tmp_path / "more.jsonl").write_text(json.dumps(statement))
    line = ("import", str(tmp_path / "more.jsonl"), "-n")

    assert "for the proposition" in run(*line)[2]
    assert "" == run(*line, "-q")[2]
    title = ("--title", "Bridges", "--publisher", "Us", "--contact", "us@example.org")
    assert "made; next:\n  cd " in run("init", str(tmp_path / "new"), *title)[2]
    assert "" == run("init", str(tmp_path / "newer"), *title, "-q")[2]


@pytest.mark.usefixtures("small")
def test_quiet_hides_no_error(run: Run) -> None:
    assert run("list", "--issue", "nope", "-q")[2].startswith(
        "stancetracker: unknown issue: nope\n"
    )


@pytest.mark.usefixtures("small")
def test_after_two_dashes_it_is_an_argument(run: Run) -> None:
    assert "matches “-q”" in run("search", "--json", "--", "-q")[2]


def test_which_dataset_answers_is_said_even_if_quiet(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert str(packaged().path) in run("info", "-q")[2]
