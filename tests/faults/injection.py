"""A disk that fails at a chosen call, through `os` in this process or through strace in another."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn
from unittest import mock

import stancetracker

PROGRAM: Final = "import sys; from stancetracker.cli.app import main; sys.exit(main())"
DATA: Final = Path(__file__).parents[1] / "cli" / "data" / "bridge.jsonl"
SOURCE: Final = str(Path(stancetracker.__file__).parents[1])
COVERAGE: Final = {name: value for name, value in os.environ.items() if name.startswith("COV")}
ENVIRON: Final = {"PATH": os.defpath, "PYTHONPATH": SOURCE, **COVERAGE}
"""The environment that a process of the program needs."""
TODAY: Final = "2026-03-01"
# The calls that can change a disk, or flush it.
FUNCTIONS: Final = (
    "open write fsync ftruncate replace rename unlink remove mkdir rmdir chmod fchmod".split()
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
ENDS: Final = frozenset({0, 1, 2, 3, 130, 141})
KILLED: Final = 128 + 9


@contextmanager
def interrupted(
    at: int, replacement: Callable[..., Any], *, for_good: bool = False
) -> Iterator[list[str]]:
    """Replace the n-th call that could change a disk, and yield the names of those calls.

    With `for_good` replace all calls from that one on, except those that open a file to read it.
    """
    intercepted: list[str] = []

    def mortal(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if for_good and name == "open" and not arguments[1] & _WRITING:
                return real(*arguments, **options)
            intercepted.append(name)
            count = len(intercepted)
            chosen = count >= at if for_good else count == at
            return (
                replacement(real, *arguments, **options) if chosen else real(*arguments, **options)
            )

        return call

    with ExitStack() as patches:
        for name in FUNCTIONS:
            patches.enter_context(mock.patch.object(os, name, mortal(name, getattr(os, name))))
        yield intercepted


def failing(at: int, number: int, *, for_good: bool = False) -> AbstractContextManager[list[str]]:
    """Fail the n-th call with the error of this number."""

    def fails(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return interrupted(at, fails, for_good=for_good)


def killed(act: Callable[[Any], object], folder: Any, at: int, after: bool) -> bool:
    """Kill a copy of this program before, halfway through or after the n-th call; return whether it died."""
    write = os.write

    def dies(real: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        if after:
            with suppress(OSError):
                real(*arguments, **options)
        elif real is write:
            real(arguments[0], arguments[1][: len(arguments[1]) // 2])
        os._exit(KILLED)

    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException), interrupted(at, dies):
            act(folder)
            status = 0
        os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, KILLED), status
    return status == KILLED


class Ended(NamedTuple):
    status: int
    out: str
    err: str


def can_inject() -> bool:
    """Return whether strace is installed and may alter system calls."""
    if shutil.which("strace") is None:
        return False
    trial = subprocess.run(
        ["strace", "-f", "-o", os.devnull, "-e", "inject=fsync:error=EIO", "true"],
        capture_output=True,
    )
    return trial.returncode == 0


def run(arguments: Sequence[str], home: Path, *before: str, cwd: Path | None = None) -> Ended:
    """Run the program in a process with a minimal environment; `before` is a wrapper such as strace."""
    environ = ENVIRON | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(home),
        "STANCETRACKER_TODAY": TODAY,
    }
    if before:  # what measuring coverage writes would be among the calls that fail
        environ |= dict.fromkeys(COVERAGE, "")
    process = subprocess.run(
        [*before, sys.executable, "-P", "-m", "stancetracker", *arguments],
        capture_output=True,
        env=environ,
        cwd=cwd or home,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    status = process.returncode if process.returncode >= 0 else 128 - process.returncode
    return Ended(status, process.stdout.decode(), process.stderr.decode())


def traced(log: Path, calls: str, fault: str | None = None) -> tuple[str, ...]:
    """Return the words before a command line that log some system calls, perhaps with a fault at some."""
    inject = () if fault is None else ("-e", f"inject={fault}")
    return ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={calls}", *inject)


class Call(NamedTuple):
    """The n-th call of a system call."""

    name: str
    number: int


def calls(log: Path) -> list[Call]:
    counts: Counter[str] = Counter()
    made_calls = []
    for name in re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE):
        counts[name] += 1
        made_calls.append(Call(name, counts[name]))
    return made_calls


def contents(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in everything(folder).items() if "/." not in f"/{name}"}


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by name, hidden ones included."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
