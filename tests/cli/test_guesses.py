"""Mistyped and misplaced words are answered with the command or flag that they may mean."""

from pathlib import Path

import pytest
from tests.cli.conftest import Refused

from stancetracker.base import plugins
from stancetracker.cli import commands
from stancetracker.cli.guesses import command_hint
from stancetracker.reports import catalogue

pytestmark = pytest.mark.usefixtures("small")


@pytest.mark.parametrize("word", ["sql", "bal", "merge", "delete"])
def test_a_command_of_another_program_is_answered_with_the_help(
    refused: Refused, word: str
) -> None:
    assert refused(word) == (
        f"stancetracker: unknown command: {word}\nhint: see stancetracker --help\n"
    )


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("silent", "list --silent"),
        ("beside", "report matrix --beside"),
        ("SILENT", "list --silent"),
    ],
)
def test_a_word_of_ours_that_is_no_command_is_answered_with_the_command(
    refused: Refused, word: str, command: str
) -> None:
    assert refused(word).endswith(f"\nhint: did you mean {command}?\n")


@pytest.mark.parametrize("name", plugins.names(catalogue))
def test_the_name_of_a_report_is_answered_with_the_report(refused: Refused, name: str) -> None:
    assert refused(name).endswith(f"\nhint: did you mean report {name}?\n")


@pytest.mark.parametrize(
    ("word", "command"),
    [("lst", "list"), ("reprot", "report"), ("serch", "search"), ("timelin", "report timeline")],
)
def test_a_typing_error_is_answered_with_the_command_alone(
    refused: Refused, word: str, command: str
) -> None:
    assert refused(word).endswith(f"\nhint: did you mean {command}?\n")


def test_a_word_like_none_has_no_guess() -> None:
    assert command_hint("zebra", plugins.names(commands)) is None


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("list Young", "list --person cy"),
        ("list silent", "list --silent"),
        ("list against", "list --stance against"),
        ("list json", "list -f json"),
        ("list acme", "list --org acme"),
        ("list bridge", "list --issue bridge"),
        ("due young", "due --person cy"),
        ("due 2026-01-20", "due --as-of 2026-01-20"),
        ("report summary toll", "report summary --issue toll"),
    ],
)
def test_a_bare_word_is_answered_with_its_flag(refused: Refused, line: str, hint: str) -> None:
    assert f"\nhint: did you mean {hint}?\n" in refused(*line.split())


def test_a_word_too_many_that_is_too_long_for_a_path_is_a_usage_error(refused: Refused) -> None:
    assert refused("due", "x" * 300).startswith("stancetracker: got unexpected extra argument(s)")


@pytest.mark.parametrize("name", ["nowhere", "x" * 300])
def test_a_word_too_many_for_a_dataset_that_is_not_there_is_a_usage_error(
    refused: Refused, name: str
) -> None:
    assert refused("due", "ada", "-d", name) == (
        "stancetracker: got unexpected extra argument(s) (ada)\n"
        "hint: see stancetracker due --help\n"
    )


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("show Ada Lovelace", "show 'Ada Lovelace'"),
        ("search federal agents", "search 'federal agents'"),
        ("cite the bridge", "cite 'the bridge'"),
        ("site my site", "site 'my site'"),
        ("init my data", "init 'my data'"),
    ],
)
def test_words_that_are_one_argument_are_to_be_quoted(
    refused: Refused, line: str, hint: str
) -> None:
    assert refused(*line.split()).endswith(f"\nhint: quote what is one argument: {hint}\n")


@pytest.mark.parametrize("command", ["check", "fmt", "due", "show ada"])
def test_a_folder_as_an_argument_is_answered_with_its_flag(
    refused: Refused, tmp_path: Path, command: str
) -> None:
    hint = f"to name a dataset: {command} -d {tmp_path}"

    assert refused(*command.split(), str(tmp_path)).endswith(f"\nhint: {hint}\n")


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("--quite", "did you mean --quiet?"),
        ("--slient", "did you mean --silent?"),
        ("--isue", "did you mean --issue?"),
        ("--verbose", "see stancetracker list --help"),
        ("--all-rows", "see stancetracker list --help"),
        ("--strict", "see stancetracker list --help"),
    ],
)
def test_an_option_is_suggested_for_a_typing_error_alone(
    refused: Refused, option: str, hint: str
) -> None:
    assert refused("list", option).endswith(f"\nhint: {hint}\n")
