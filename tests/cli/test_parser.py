"""Commands are files; help, completion and the option groups."""

from __future__ import annotations

import re
from typing import Annotated

import pytest
import typer
from tests.cli.conftest import Run, Start

from stancetracker.base import errors, plugins
from stancetracker.cli import commands, options, parser
from stancetracker.cli.commands.help import EXIT_CODES, TOPICS


def test_the_commands_are_the_files(run: Run) -> None:
    names = plugins.names(commands)

    assert {"help", "sample", "fail", "class"} <= set(names)
    assert {"app", "options", "class-", "hidden", "-hidden"}.isdisjoint(names)


def test_help_lists_commands_by_whom_they_are_for(run: Run) -> None:
    status, out, err = run("--help")

    assert (status, err) == (0, "")
    panels = [line for line in out.split("\n") if line.startswith("For ")]
    assert panels == ["For researchers:", "For contributors:", "For publishers:", "For everyone:"]
    assert re.search("^  class +Import things.$", out, re.MULTILINE)
    assert "\x1b" not in out
    assert (status, out, err) == run() == run("-h")


def test_help_of_a_command_has_sections(run: Run) -> None:
    _, out, _ = run("sample", "-h")

    assert "Usage: stancetracker sample [OPTIONS] [NAME]\n\n  Print a sample." in out
    for section in (
        "\nArguments:\n",
        "\nAs of when:\n",
        "\nWhich rows (",
        "\nOutput:\n",
        "\nOptions:\n",
        "\nExamples:\n",
    ):
        assert section in out
    assert "-f, --format FORMAT" not in out
    assert "-f, --format FORMAT" in run("help", "output")[1]


def test_commands_in_a_command(run: Run) -> None:
    assert run("class", "new-table", "--kind", "csv") == (0, "imported csv\n", "")
    assert run("class", "list", "--count", "2") == (0, "a list\na list\n", "")
    assert "quick" not in run("class", "list", "--help")[1]
    assert "new-table  Import a table." in run("class", "--help")[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("stancetracker sam", "sample"),
        ("stancetracker sample -f js", "json\njsonl"),
        ("stancetracker help d", "dates"),
        ("stancetracker nothing x", ""),
    ],
)
def test_completion(start: Start, words: str, expected: str) -> None:
    done = start(
        env={
            "_STANCETRACKER_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
    )

    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, expected, b"")


def test_help_topics(run: Run) -> None:
    listed = run("help")[1]

    for topic in TOPICS:
        assert f"stancetracker help {topic}\n" in listed
        assert run("help", topic)[0] == 0
    assert " 141  output pipe closed\n" in run("help", "exit-codes")[1]


def test_every_exit_status_is_explained() -> None:
    statuses = {
        found.exit_status
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, errors.StancetrackerError)
    }

    assert statuses | {0, 130, 141} == set(EXIT_CODES)


def test_two_groups_with_one_flag_are_an_error() -> None:
    def function(one: options.Asked, two: options.Asked) -> None: ...

    with pytest.raises(ValueError, match="duplicate parameter name"):
        parser.spread(function)


def test_a_command_can_be_called_with_its_flags() -> None:
    """A flag that must be given, and a group."""
    got: list[object] = []

    def function(name: Annotated[str, typer.Option()], as_of: options.Asked) -> None:
        got.extend([name, as_of])

    given = {"data": None, "no_cache": False, "as_of": "2026-01-26", "known_by": None, "audience": "any"}
    parser.spread(function)(name="x", **given)

    assert got == ["x", options.Asked(as_of="2026-01-26", audience="any")]
