"""Hints whose commands ask the dataset that the command line names."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Refused, Run

from stancetracker.cli import commands, hints


@pytest.fixture
def named(data: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name the dataset as it is called from the folder around it."""
    monkeypatch.chdir(data.parent)
    monkeypatch.delenv("STANCETRACKER_DATA", raising=False)
    return data.name


def test_a_broken_dataset_is_to_be_checked_itself(refused: Refused, data: Path, named: str) -> None:
    (data / "x.jsonl").write_text("{}\n")

    err = refused("list", "-d", named, status=3)

    assert f"hint: run: stancetracker -d {named} check\n" in err


def test_the_hint_of_an_unknown_name_searches_the_dataset(refused: Refused, named: str) -> None:
    err = refused("show", "-d", named, "nothing-like-it")

    assert f"stancetracker -d {named} search nothing-like-it\n" in err


def test_the_hint_of_a_problem_formats_the_dataset_that_has_it(
    run: Run, data: Path, named: str
) -> None:
    with (data / "dataset.jsonl").open("a") as file:
        file.write(
            '{"kind":"person","id":"cafe","name":"Cafe\u0301","memberships":[{"role":"x"}]}\n'
        )

    assert f"hint: run: stancetracker -d {named} fmt\n" in run("check", "-d", named)[1]


def test_a_command_of_the_list_of_the_due_names_the_dataset(run: Run, named: str) -> None:
    assert f": stancetracker -d {named} add silence --actor" in run("due", "-d", named, "--md")[1]


def test_the_next_command_of_each_row_of_the_due_names_the_dataset(run: Run, named: str) -> None:
    rows = json.loads(run("due", "-d", named, "--json")[1])
    commands = [row[column] for row in rows for column in ("next", "if_none")]

    assert commands
    assert all(command.startswith(f"stancetracker -d {named} ") for command in commands)


def test_a_dataset_that_is_found_is_not_named(
    refused: Refused, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "x.jsonl").write_text("{}\n")
    monkeypatch.chdir(data)

    assert "hint: run: stancetracker check\n" in refused("list", status=3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("run: stancetracker check", "run: stancetracker -d 'my data' check"),
        ("or make one: stancetracker init DIR", None),
        ("see stancetracker help dates", None),
        ("see stancetracker add person --help", None),
        ("a version of stancetracker", None),
        ("publisher The stancetracker contributors, was P", None),
    ],
)
def test_only_commands_that_ask_a_dataset_name_it(text: str, expected: str | None) -> None:
    hints.know_commands(commands)
    hints.name_dataset(Path("my data"))
    try:
        assert hints.for_dataset(text) == (expected or text)
    finally:
        hints.name_dataset(None)
