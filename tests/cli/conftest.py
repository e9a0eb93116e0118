"""Commands for the tests of the frame: a folder of them beside the real ones."""

import fcntl
import os
import re
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache
from importlib import import_module
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Golden as Golden
from tests.faults.injection import ENVIRON, PROGRAM

from stancetracker.cli import commands
from stancetracker.cli.app import main

COMMANDS = Path(__file__).parent / "commands"
DATA = Path(__file__).parent / "data"
TODAY = "2026-03-01"
MAIN = f"import stancetracker.cli.commands as c; c.__path__.append({str(COMMANDS)!r}); {PROGRAM}"
PYTHON = (sys.executable, "-W", "error", "-c")
Run = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
Append = Callable[..., None]
OnTerminal = Callable[..., tuple[int, str]]
Start = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(autouse=True)
def _surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(COMMANDS)])
    own = (f"STANCETRACKER_{name}" for name in ("DEBUG", "TODAY", "DATA"))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", *own):
        monkeypatch.delenv(name, raising=False)
    yield
    # Of very many folders beside it, each temporary folder would take longer to make.
    shutil.rmtree(home, ignore_errors=True)


def besides(errors: str) -> str:
    """Leave out why an answer is empty."""
    reasons = (
        "No (row|match) passes|No issue has|[a-z-]+ has no panel|[^:]+: (not )?in |No text as of"
    )
    return re.sub(rf"(?m)^stancetracker: ({reasons}).*\n", "", errors)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command line in this process: status, standard output, standard error."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run_it


@pytest.fixture
def refused(run: Run) -> Refused:
    """Run a command line that must fail and answer nothing, and return what it says."""

    def refused_it(*arguments: str, status: int = 2) -> str:
        ended, out, err = run(*arguments)
        assert (status, "") == (ended, out)
        return err

    return refused_it


@pytest.fixture
def start() -> Start:
    """Run the command line in a process of its own."""

    def start_it(
        *arguments: str, script: str = MAIN, **more: Any
    ) -> subprocess.CompletedProcess[bytes]:
        environ = {**ENVIRON, **more.pop("env", {})}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run(
            [*PYTHON, script, *arguments], env=environ, timeout=60, **{**pipes, **more}
        )

    return start_it


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small dataset that the commands are shown on, meant where none is named; today is fixed."""
    copy = tmp_path / "dataset"
    shutil.copytree(DATA, copy)
    monkeypatch.setenv("STANCETRACKER_DATA", str(copy))
    monkeypatch.setenv("STANCETRACKER_TODAY", TODAY)
    return copy


@pytest.fixture
def append(data: Path) -> Append:
    """Append lines to the file of that copy."""

    def append_it(*lines: str) -> None:
        with (data / "bridge.jsonl").open("a") as file:
            file.writelines(f"{line}\n" for line in lines)

    return append_it


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, an empty one."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that dataset for all tests that only read, with one index, meant where none is named."""
    copy = tmp_path_factory.getbasetemp() / "small"
    if not copy.exists():
        shutil.copytree(DATA, copy)
    monkeypatch.setenv("XDG_CACHE_HOME", f"{copy}-cache")
    monkeypatch.setenv("STANCETRACKER_DATA", str(copy))
    monkeypatch.setenv("STANCETRACKER_TODAY", TODAY)
    return copy


@pytest.fixture
def on_terminal(data: Path, tmp_path: Path) -> OnTerminal:
    """Run the program in a copy of this process, on a terminal of its own: status, and all that it showed."""
    pty = pytest.importorskip("pty")
    _load_the_program()

    def shown(width: int, *arguments: str, typed: str = "", **environment: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
        environ = {
            **ENVIRON,
            "HOME": str(tmp_path / "home"),
            "STANCETRACKER_DATA": str(data),
            "STANCETRACKER_TODAY": TODAY,
            "TERM": "xterm",
            **environment,
        }
        child = os.fork()
        if child == 0:
            status = 70  # of a program that ends by an exception
            with suppress(BaseException):
                status = _on(theirs, environ, arguments)
            os._exit(status)
        os.close(theirs)
        os.write(ours, f"{typed}\x04".encode())  # and the end of what is typed
        output = b"".join(_all_of(ours))
        os.close(ours)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return status, output.decode().replace("\r\n", "\n")

    return shown


@cache
def _load_the_program() -> None:
    """Add a record once in this process, so that none of its copies loads what that takes."""
    with redirect_stdout(TextIOWrapper(BytesIO())), redirect_stderr(TextIOWrapper(BytesIO())):
        shop = ("add", "organization", "-d", str(DATA), "--id", "shop", "--name", "Shop")
        assert 0 == main((*shop, "--dry-run"))
    import_module("stancetracker.cli.dialogue")


def _on(terminal: int, environ: dict[str, str], arguments: tuple[str, ...]) -> int:
    os.environ.clear()
    os.environ.update(environ)
    for standard in range(3):
        os.dup2(terminal, standard)
    # Not standard input itself, or Python would edit lines with readline, which the tests have imported.
    sys.stdin = os.fdopen(os.dup(terminal), encoding="utf-8")
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    status = main(arguments)
    sys.stdout.flush()
    return status


def _all_of(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # so Linux says that the other side has closed
            return
        if not piece:
            return
        yield piece
