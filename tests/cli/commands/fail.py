"""A command that fails in every way."""

import errno
import os

import typer

from stancetracker.base import errors
from stancetracker.base.errors import Place, Problem
from stancetracker.cli.options import argument

PANEL = "contributors"
PROBLEM = Problem(
    Place("a.jsonl", 2, 3), "odd\x1b", "fatal", "an odd thing\x1b", "mend it", '{"\x1b": 1}'
)


def _write_error() -> Exception:
    error = errors.WriteError("refused\x1b[31m", "first\nsecond")
    error.problems = (PROBLEM,)  # type: ignore[attr-defined]
    return error


RAISED: dict[str, BaseException | None] = {
    "usage": errors.UsageError("no good"),
    "broken": errors.BrokenDatasetError([PROBLEM] * 25),
    "write": _write_error(),
    "file": FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "x\x1b.jsonl"),
    "space": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "memory": MemoryError(),
    "odd": OSError("odd"),
    "bug": ValueError("a bug\x1b\nin two lines"),
    "interrupt": KeyboardInterrupt(),
    "abort": typer.Abort(),
    "exit": typer.Exit(1),
    "system": SystemExit(3),
    "words": SystemExit("words"),
    "quiet": SystemExit(None),
    "pipe": BrokenPipeError(),
    "none": None,
}


def command(how: str = argument("HOW", "How to fail.")) -> typer.Exit | None:
    """Fail; "returned" makes a mistake that the frame must find."""
    if how == "returned":
        return typer.Exit(1)
    error = RAISED[how]
    if error is not None:
        raise error
    return None
