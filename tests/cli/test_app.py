"""The way in and out: exit statuses, error lines, streams."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest
from tests.cli.conftest import Append, Refused, Run
from tests.commands import ONE_OF_EACH
from tests.depth import rest_slow

from stancetracker import __version__
from stancetracker.cli.app import main

INTERNAL = "stancetracker: internal error"


@pytest.mark.parametrize(
    ("how", "status", "error"),
    [
        ("usage", 2, "stancetracker: no good\n"),
        ("file", 1, "stancetracker: No such file or directory: x^[.jsonl\n"),
        ("space", 1, "stancetracker: No space left on device\n"),
        ("interrupt", 130, ""),
        ("abort", 130, ""),
        ("pipe", 141, ""),
        ("exit", 1, ""),
        ("system", 3, ""),
        ("words", 1, ""),
        ("quiet", 0, ""),
        ("none", 0, ""),
        ("memory", 1, "stancetracker: not enough memory\n"),
        ("odd", 1, f"{INTERNAL} (OSError: odd), run again with --debug\n"),
        ("bug", 1, f"{INTERNAL} (ValueError: a bug^[^Jin two lines), run again with --debug\n"),
    ],
)
def test_every_failure_is_one_line_and_a_status(
    run: Run, how: str, status: int, error: str
) -> None:
    assert (status, "", error) == run("fail", how)


def test_a_command_that_returns_its_status_is_a_mistake(run: Run) -> None:
    """Typer would take a returned Exit(1) for success."""
    assert "must raise typer.Exit to set a status" in run("fail", "returned")[2]


def test_at_most_twenty_problems_stand_before_the_line(run: Run) -> None:
    status, out, err = run("fail", "broken")
    lines = err.split("\n")

    assert (status, out) == (3, "")
    assert lines[:4] == [
        "a.jsonl:2:3: fatal: an odd thing^[ [odd^[]",
        '    {"^[": 1}',
        "      ^",
        "    hint: mend it",
    ]
    assert lines[80:] == [
        "and 5 more",
        "stancetracker: the dataset does not load (25 problems), so no answer is given",
        "hint: run: stancetracker check",
        "",
    ]


@pytest.mark.parametrize("arguments", rest_slow([(line,) for line in ONE_OF_EACH], 4))
def test_of_a_dataset_with_a_broken_line_nothing_is_answered(
    run: Run, refused: Refused, append: Append, arguments: tuple[str, ...]
) -> None:
    assert run(*arguments)[0] == 0
    append('{"kind":"statement",')
    err = refused(*arguments, status=3)

    assert "bridge.jsonl:25:21: fatal: " in err
    assert err.endswith("so no answer is given\nhint: run: stancetracker check\n")


def test_a_refused_write_shows_its_problems_and_hints(run: Run) -> None:
    status, _, err = run("fail", "write")

    assert status == 1
    assert err.startswith("a.jsonl:2:3: fatal:")
    assert err.endswith("stancetracker: refused^[[31m\nhint: first\nhint: second\n")


@pytest.mark.parametrize(
    "arguments",
    [("--debug", "fail", "bug"), ("fail", "--debug", "bug"), ("fail", "bug", "--debug")],
)
def test_debug_goes_anywhere(refused: Refused, arguments: tuple[str, ...]) -> None:
    err = refused(*arguments, status=1)

    assert err.startswith("Traceback (most recent call last):\n")
    assert "\x1b" not in err


def test_debug_by_the_environment_and_as_a_value(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--debug" in run("sample", "--", "--debug")[1]
    monkeypatch.setenv("STANCETRACKER_DEBUG", "1")
    assert "Traceback" in run("fail", "usage")[2]


def test_version_ends_at_once(run: Run) -> None:
    assert run("--version") == (0, f"stancetracker {__version__}\n", "")
    assert run("--debug", "--version", "sample")[:2] == (0, f"stancetracker {__version__}\n")


@pytest.mark.parametrize("variables", [{}, {"COMP_WORDS": "x", "COMP_CWORD": "\x1b"}])
def test_a_request_for_completion_without_words_is_a_usage_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.setenv("_STANCETRACKER_COMPLETE", "complete_bash")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert run() == (
        2,
        "",
        "stancetracker: the shell asked for completion without saying of what\n",
    )


@pytest.mark.parametrize("arguments", ["help dates", "help no-such-topic", "--version"])
def test_the_process_ends_with_all_written_and_the_status(arguments: str) -> None:
    """As a program that calls this one with streams that are no files gets it."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(arguments.split())
    done = subprocess.run(
        [sys.executable, "-m", "stancetracker", *arguments.split()],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert out.getvalue() or err.getvalue()
    assert (status, out.getvalue(), err.getvalue()) == (done.returncode, done.stdout, done.stderr)
