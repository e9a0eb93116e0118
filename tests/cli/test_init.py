"""`init`: flags, questions on a terminal only, what is printed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Refused, Run

from stancetracker.cli import streams

CARD = ("--title", "Bridges", "--publisher", "Us", "--contact", "us@example.org")


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
    status, would, err = run("init", "new", *CARD, "-n")
    assert (0, "", False) == (status, err, Path("new").exists())
    assert (0, would, NEXT) == run("init", "new", *CARD)
    assert sorted(would.split()) == sorted(str(path) for path in Path("new").rglob("*") if path.is_file())
    assert (0, "", "") == run("fmt", "--check", "-d", "new")
    assert '"licence":"CC-BY-4.0"' in Path("new/data/dataset.jsonl").read_text()


def test_here_needs_no_cd(run: Run) -> None:
    assert NEXT.replace("  cd new\n", "") == run("init", ".", *CARD)[2]


def test_a_folder_that_is_not_empty_is_refused_first(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    assert refused("init", ".", status=1) == (
        "stancetracker: not empty: .; nothing was changed\nhint: name a new folder, or an empty one\n"
    )


def test_what_is_missing_is_told_where_nobody_can_be_asked(refused: Refused) -> None:
    assert refused("init", "new", "--title", "Bridges") == (
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


GARBAGE = '{"kind":"statement",\n'


def _moved(old: str, new: str, more: str = "") -> None:
    Path(new).parent.mkdir(parents=True, exist_ok=True)
    Path(old).rename(new)
    with Path(new).open("a") as file:
        file.write(more)


def _linked(old: str, new: str) -> None:
    _moved(old, new)
    Path("data/more").symlink_to("../away")


@pytest.mark.parametrize(
    "change",
    [
        lambda: _moved("data/statements.jsonl", "data/said.jsonl", GARBAGE),
        lambda: _moved("data/statements.jsonl", "data/2026/january.jsonl", GARBAGE),
        lambda: _moved("data/people.jsonl", "data/people.json"),
        lambda: _moved("data/people.jsonl", "data/people.jsonl.txt"),
        lambda: _moved("data/dataset.jsonl", "data/data/statements.jsonl"),
        lambda: _moved("data/dataset.jsonl", "dataset.jsonl"),
        lambda: Path("data").rename("records"),
        lambda: _linked("data/people.jsonl", "away/deep/people.jsonl"),
    ],
)
def test_a_pull_request_does_not_switch_off_its_own_checks(run: Run, change: Callable[[], object]) -> None:
    """By giving a file another name, cutting it up, or moving it: what checks is what `init` wrote."""
    run("init", ".", *CARD)
    Path(".git").mkdir()
    Path("data/people.jsonl").write_text(
        '{"kind":"person","id":"ada","name":"Ada","memberships":[{"role":"Mayor"}]}\n'
    )
    workflow, hooks = (
        Path(name).read_text() for name in (".github/workflows/check.yml", ".pre-commit-config.yaml")
    )
    entries = re.findall(r"entry: stancetracker (.*)\n +args: \[(.*)\]", hooks)
    commands = re.findall(r"run: stancetracker ((?:check|fmt) .*)", workflow)
    commands += [f"{entry} {arguments.replace(',', '')}" for entry, arguments in entries]
    assert [0, 0, 0, 0] == [run(*command.split())[0] for command in commands]
    change()

    for command in commands:
        if command.startswith("check"):
            assert 0 != run(*command.split())[0], command
    assert "files:" not in hooks


def test_an_example_speaks_for_itself(run: Run, refused: Refused) -> None:
    assert 0 == run("init", "new", "--example")[0]
    assert 0 == run("check", "-d", "new")[0]
    assert "an example has a title" in refused("init", "other", "--example", "--title", "Mine")
