"""The way in and out: exit statuses, error lines, streams."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from tests.cli.conftest import COVERAGE, MAIN, RUN, SOURCE, Run, Start

from stancetracker import __version__
from stancetracker.base.errors import WriteError
from stancetracker.cli import streams
from stancetracker.cli.app import main


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
        ("odd", 1, "stancetracker: internal error (OSError: odd), run again with --debug\n"),
        (
            "bug",
            1,
            "stancetracker: internal error (ValueError: a bug^[^Jin two lines), run again with --debug\n",
        ),
    ],
)
def test_every_failure_is_one_line_and_a_status(run: Run, how: str, status: int, error: str) -> None:
    assert (status, "", error) == run("fail", how)


def test_a_command_that_returns_its_status_is_a_mistake(run: Run) -> None:
    """Typer would take a returned Exit(1) for success."""
    status, _, err = run("class", "returning")

    assert status == 1
    assert "must raise typer.Exit to set a status" in err


def test_problems_stand_before_the_line(run: Run) -> None:
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


def test_a_refused_write_shows_its_problems_and_hints(run: Run) -> None:
    status, _, err = run("fail", "write")

    assert status == 1
    assert err.startswith("a.jsonl:2:3: fatal:")
    assert err.endswith("stancetracker: refused^[[31m\nhint: first\nhint: second\n")


@pytest.mark.parametrize(
    "arguments", [("--debug", "fail", "bug"), ("fail", "--debug", "bug"), ("fail", "bug", "--debug")]
)
def test_debug_goes_anywhere(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)

    assert (status, out) == (1, "")
    assert err.startswith("Traceback (most recent call last):\n")
    assert "\x1b" not in err


def test_debug_by_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCETRACKER_DEBUG", "1")

    assert "Traceback" in run("fail", "usage")[2]


def test_debug_after_two_dashes_is_a_value(run: Run) -> None:
    assert "--debug" in run("sample", "--", "--debug")[1]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["sampel"], "unknown command: sampel\nhint: did you mean sample?"),
        (["\x1b[31m"], "unknown command: ^[[31m\nhint: see stancetracker --help"),
        (["--verson"], "no such option: --verson\nhint: did you mean --version?"),
        (["sample", "--as-fo", "x"], "no such option: --as-fo\nhint: did you mean --as-of"),
        (["sample", "--zzzzzzzz"], "no such option: --zzzzzzzz\nhint: see stancetracker sample --help"),
        (["sample", "-Q"], "no such option: -Q\nhint: see stancetracker sample --help"),
        (["sample", "--as-of"], "option '--as-of' requires an argument"),
        (
            ["sample", "--audience", "pubic"],
            "invalid value for '--audience': 'pubic' is not one of 'public', 'any'\n"
            "hint: did you mean public?",
        ),
        (
            ["sample", "--audience", "\x1b?"],
            "invalid value for '--audience': '\\x1b?' is not one of",
        ),
        (["sample", "--limit", "x\x1b"], "invalid value for '--limit': 'x\\x1b' is not a valid int"),
        (["sample", "-f", "jsn"], "unknown format: jsn\nhint: did you mean json or jsonl?"),
        (["sample", "-f", "\u202e"], "unknown format: \\u202e\nhint: one of csv"),
        (["sample", "a", "b\x1b\u202e"], "got unexpected extra argument(s) (b\\x1b\\u202e)"),
        (["fail"], "missing argument 'HOW'"),
        (["class"], "missing command\nhint: see stancetracker class --help"),
        (["class", "new-tabel"], "unknown command: new-tabel\nhint: did you mean new-table?"),
        (["class", "new-table"], "missing option '--kind'. Choose from: csv, jsonl"),
        (["help", "formts"], "unknown topic: formts\nhint: did you mean formats"),
        (["help", "list"], "unknown topic: list\nhint: one of exit-codes, dates, formats"),
        (["sample", "--as-of", "soon"], "not a date: soon\nhint: write a day as 2026-01-24"),
        (["sample", "--columns", "idd"], "unknown column: idd\nhint: one of id"),
        (["sample", "--section", "oter"], "unknown section: oter\nhint: did you mean other?"),
    ],
)
def test_every_usage_error_is_clear(run: Run, arguments: list[str], expected: str) -> None:
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert err.replace("'how'", "'HOW'").startswith(f"stancetracker: {expected}")
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_a_reader_that_goes_away(start: Start) -> None:
    """A long answer whose first line alone is read."""
    read, write = os.pipe()
    os.close(read)
    done = start("sample", "x" * 100_000, stdout=write)
    os.close(write)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk(start: Start) -> None:
    with Path("/dev/full").open("wb") as full:
        for arguments in (["sample"], ["sample", "-o", "/dev/full", "-f", "csv"]):
            done = start(*arguments, stdout=full)

            assert done.returncode == 1
            assert done.stderr.startswith(b"stancetracker: ")
            assert done.stderr.endswith(b"No space left on device\n")
            assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_that_errors_go_to_as_well() -> None:
    """Python itself would end with 120."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "fail", "usage"],
            stdout=full,
            stderr=full,
            env={"PATH": os.defpath, "PYTHONPATH": SOURCE, **COVERAGE},
        )

    assert done.returncode == 2


def test_closed_output(start: Start) -> None:
    done = start("sample", preexec_fn=lambda: os.close(1))

    assert (done.returncode, done.stderr) == (
        1,
        b"stancetracker: could not write to standard output: it is closed\n",
    )


def test_closed_error_output(start: Start) -> None:
    done = start("fail", "usage", preexec_fn=lambda: os.close(2))

    assert (done.returncode, done.stderr) == (2, b"")


def test_output_is_utf8_whatever_the_locale(start: Start) -> None:
    done = start("sample", env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C", "PYTHONUTF8": "0"})

    assert "é○\n".encode() in done.stdout


def test_nothing_heavy_is_imported(start: Start) -> None:
    """What an answer for machines must not import."""
    heavy = "{'pydantic','rich','sqlite_utils','jinja2','importlib.metadata'}"
    script = RUN + (
        "import sys; from stancetracker.cli.app import main; status = main(sys.argv[1:]);"
        f"print(sorted({heavy} & set(sys.modules)), file=sys.stderr);"
        "print('typer' in sys.modules, 'stancetracker.cli.fail' in sys.modules, file=sys.stderr)"
    )

    for arguments in (["sample", "--json"], ["sample", "--help"]):
        assert start(*arguments, script=script).stderr == b"[]\nTrue False\n"
    assert start("--version", script=script).stderr == b"[]\nFalse False\n"


def test_importing_the_package_costs_nothing(start: Start) -> None:
    script = (
        "import sys; old = set(sys.modules); import stancetracker; print(*sorted(set(sys.modules) - old))"
    )

    assert (
        start(script=script, env=dict.fromkeys(COVERAGE, "")).stdout == b"stancetracker stancetracker.base\n"
    )


def test_version(run: Run, start: Start) -> None:
    assert run("--version") == (0, f"stancetracker {__version__}\n", "")
    assert run("--debug", "--version", "sample")[:2] == (0, f"stancetracker {__version__}\n")
    done = subprocess.run(
        [sys.executable, "-m", "stancetracker", "--version"],
        capture_output=True,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **COVERAGE},
        check=True,
    )
    assert done.stdout == f"stancetracker {__version__}\n".encode()


def test_half_a_character_is_told(run: Run) -> None:
    """No system hands one over, a program that calls this one can."""
    assert run("sample", "a\ud800") == (
        2,
        "",
        "stancetracker: an argument holds half of a character: a\\ud800\n",
    )


@pytest.mark.parametrize("variables", [{}, {"COMP_WORDS": "x", "COMP_CWORD": "\x1b"}])
def test_a_request_for_completion_that_is_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.setenv("_STANCETRACKER_COMPLETE", "complete_bash")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert run() == (2, "", "stancetracker: the shell asked for completion without saying of what\n")


def test_text_streams_that_are_no_files() -> None:
    with redirect_stdout(io.StringIO()) as out:
        assert main(["help", "exit-codes"]) == 0

    assert "interrupted" in out.getvalue()


def test_streams_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    streams.use_utf8()
    streams.flush()

    assert not streams.is_terminal()
    with pytest.raises(WriteError):
        streams.write([""])


def test_nobody_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    with redirect_stderr(closed):
        streams.complain(["x"])
    monkeypatch.setattr(sys, "stderr", None)
    streams.complain(["x"])


@pytest.mark.parametrize(("arguments", "status"), [(("help", "dates"), 0), (("help", "no-such-topic"), 2)])
def test_the_process_ends_with_all_written_and_the_status(arguments: tuple[str, ...], status: int) -> None:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert status == main(arguments)
    done = subprocess.run(
        [sys.executable, "-m", "stancetracker", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert out.getvalue() or err.getvalue()
    assert (status, out.getvalue(), err.getvalue()) == (done.returncode, done.stdout, done.stderr)


def test_arguments_of_the_process_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["stancetracker", "fail", "none"])

    assert main() == 0
