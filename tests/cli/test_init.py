"""`init`: flags, questions on a terminal only, what is printed."""

from pathlib import Path

import pytest
from tests.cli.conftest import Run

from stancetracker.cli import streams

CARD = ("--title", "Bridges", "--publisher", "Us", "--contact", "us@example.org")
MADE = """\
new/.gitattributes
new/.github/workflows/check.yml
new/.github/workflows/comment.yml
new/.gitignore
new/.pre-commit-config.yaml
new/LICENSE
new/README.md
new/data/dataset.jsonl
new/data/issues.jsonl
new/data/organizations.jsonl
new/data/people.jsonl
new/data/statements.jsonl
new/data/ties.jsonl
"""
NEXT = """\
stancetracker: made; next:
  cd new
  git init && git add . && git commit -m 'A new dataset'
  stancetracker add issue --help
  stancetracker check
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_prints_what_was_made_and_what_comes_next(run: Run) -> None:
    assert (0, MADE, NEXT) == run("init", "new", *CARD)
    assert (0, "", "") == run("check", "-d", "new")
    assert (0, "", "") == run("fmt", "--check", "-d", "new")
    assert '"licence":"CC-BY-4.0"' in Path("new/data/dataset.jsonl").read_text()


def test_a_dry_run_makes_nothing(run: Run) -> None:
    assert (0, MADE, "") == run("init", "new", *CARD, "-n")
    assert not Path("new").exists()


def test_here_needs_no_cd(run: Run) -> None:
    assert NEXT.replace("  cd new\n", "") == run("init", ".", *CARD)[2]


def test_a_folder_that_is_not_empty_is_refused_before_anything_is_asked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    status, out, err = run("init", ".")

    assert (1, "") == (status, out)
    assert (
        "stancetracker: not empty: .; nothing was changed\nhint: name a new folder, or an empty one\n" == err
    )


def test_what_is_missing_is_told_where_nobody_can_be_asked(run: Run) -> None:
    status, out, err = run("init", "new", "--title", "Bridges")

    assert (2, "") == (status, out)
    assert err == (
        "stancetracker: a dataset needs --publisher, --contact\n"
        "hint: give them, or run this on a terminal to be asked\n"
    )
    assert not Path("new").exists()


def test_a_person_at_a_terminal_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(question: str, *, default: str | None) -> str:
        asked.append((question, default))
        return default or f" {question} "

    monkeypatch.setattr(streams, "may_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", answer)
    assert 0 == run("init", "new", "--title", "Bridges")[0]
    assert [("publisher", None), ("licence", "CC-BY-4.0"), ("contact", None)] == asked
    assert '"contact":"contact"' in Path("new/data/dataset.jsonl").read_text()


def test_an_example_speaks_for_itself(run: Run) -> None:
    assert 0 == run("init", "new", "--example")[0]
    assert 0 == run("check", "-d", "new")[0]
    status, _, err = run("init", "other", "--example", "--title", "Mine")
    assert 2 == status
    assert err.startswith("stancetracker: an example has a title")
