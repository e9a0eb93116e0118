"""What goes for every command that answers: broken data, which dataset, terminals, what is imported."""

import os
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Append, OnTerminal, Refused, Run, Start, besides

from stancetracker.ledger.folder import packaged

ANSWERING = [
    ("list", "--json"),
    ("list",),
    ("show", "ada"),
    ("query", "SELECT 1 AS one"),
    ("report", "summary"),
    ("report", "silence"),
    ("report", "speech", "-f", "html"),
    ("info",),
    ("cite", "bo"),
    ("due",),
    ("search", "x"),
    ("export", "csv", "-o", "out", "-n"),
    ("site", "out", "-n"),
]


@pytest.mark.parametrize("arguments", ANSWERING)
def test_a_broken_line_and_nothing_is_answered(
    run: Run, refused: Refused, append: Append, arguments: tuple[str, ...]
) -> None:
    assert run(*arguments)[0] == 0
    append('{"kind":"statement",')
    err = refused(*arguments, status=3)

    assert "bridge.jsonl:25:21: fatal: " in err
    assert err.endswith("so no answer is given\nhint: run: stancetracker check\n")


def test_a_folder_without_a_dataset(refused: Refused, tmp_path: Path) -> None:
    for arguments in ANSWERING:
        err = refused(*arguments, "-d", str(tmp_path))

        assert err.startswith(f"stancetracker: no dataset in {tmp_path}\nhint: name a folder")


def test_the_environment_names_a_folder_that_is_not_there(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCETRACKER_DATA", "nowhere")

    assert refused("list") == (
        "stancetracker: no such folder: STANCETRACKER_DATA=nowhere\n"
        "hint: name a folder that holds *.jsonl files, or make one: stancetracker init DIR\n"
    )


def test_outside_a_dataset_the_packaged_one_answers_says_so_and_is_never_written_to(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = f"stancetracker: no dataset here; reading the one that came with the program, {packaged().path}\n"
    silent = "sundar-pichai\ntim-cook\nmark-zuckerberg\njeff-bezos\n"

    asked = ("list", "--silent", "--issue", "minneapolis-immigration-operations", "-f", "id")
    status, out, err = run(*asked)
    assert (0, silent, said) == (status, out, besides(err))
    for arguments in (("info",), ("check",), ("fmt", "--check"), ("query", "SELECT 1 AS one")):
        assert run(*arguments)[2].startswith(said)
    refused = (
        "stancetracker: the dataset that came with the program is read-only\n"
        "hint: name yours with -d DIR, or make one: stancetracker init DIR\n"
    )
    assert run("add", "organization", "--id", "x", "--name", "X") == (1, "", said + refused)
    assert not list(tmp_path.iterdir())


def test_in_a_git_repository_only_its_own_dataset_answers(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be it renamed or gone: never another one, whose answers and checks would be about somebody else."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    for arguments in (*ANSWERING, ("check",), ("fmt", "--check")):
        assert refused(*arguments).startswith(
            "stancetracker: no dataset in the git repository here\nhint: "
        )


@pytest.mark.parametrize(
    "before", [("-d", "DIR"), ("--data=DIR",), ("--data", "elsewhere", "-d", "DIR")]
)
def test_the_dataset_is_named_before_the_command(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...]
) -> None:
    named = [word.replace("DIR", str(data)) for word in before]
    monkeypatch.setenv("STANCETRACKER_DATA", "nowhere")

    assert (0, "ada\n", "") == run(*named, "list", "-f", "id", "--person", "ada")
    assert (0, "ada\n", "") == run("-d", "elsewhere", "list", *named, "-f", "id", "--person", "ada")
    would = run(*named, "add", "organization", "-n", "--id", "x", "--name", "X")[1]
    assert "+++ organizations.jsonl\n" in would
    assert 2 == run(*named, "help", "dates")[0]


@pytest.mark.parametrize("flag", ["--as-of", "--known-by"])
def test_a_day_in_the_future_is_said(run: Run, data: Path, flag: str) -> None:
    said = (
        "stancetracker: 2026-03-02 is in the future; what will be said by then is not on record\n"
    )

    assert run("list", "--person", "ada", "-f", "id", flag, "2026-03-02") == (0, "ada\n", said)
    assert run("list", "--person", "ada", "-f", "id", flag, "2026-03-01") == (0, "ada\n", "")


def test_a_terminal_gets_a_table_as_wide_as_it_is(
    on_terminal: OnTerminal, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    assert (0, run("list", "-f", "table")[1]) == on_terminal(60, "list", "--color", "never")


def test_no_color_leaves_no_escape_byte(on_terminal: OnTerminal) -> None:
    assert "\x1b[1m" in on_terminal(80, "list")[1]
    assert "\x1b" not in on_terminal(80, "list", NO_COLOR="1")[1]
    assert "\x1b" not in on_terminal(80, "list", FORCE_COLOR="0")[1]


def test_a_reader_that_goes_away_ends_it_quietly(start: Start) -> None:
    """A long answer of which nothing is read."""
    read, write = os.pipe()
    os.close(read)
    done = start("sample", "x" * 100_000, stdout=write)
    os.close(write)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to_file = ("list", "-o", "/dev/full", "-f", "csv")
    others = [to_file, ("schema",), ("help", "dates"), ("--help",), ("--version",)]
    for arguments in [*ANSWERING, *others]:
        with monkeypatch.context() as patched, Path("/dev/full").open("w") as full:
            patched.setattr(sys, "stdout", full)
            status, _, err = run(*arguments)

        place = "/dev/full" if arguments == to_file else "to standard output"
        assert (1, f"stancetracker: could not write {place}: No space left on device\n") == (
            status,
            err,
        )
