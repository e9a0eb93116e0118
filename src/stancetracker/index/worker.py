"""A second process that reads one half of a large dataset while the first reads the other.

It fills the tables of a file of its own, which the first then takes in. It is told what to do by JSON on its standard
input, and says what it found by JSON on its standard output.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.index import tables
from stancetracker.index.reading import Ending, Reader, ReadFile, Stretch, UnsoundError
from stancetracker.index.rows import Rows
from stancetracker.ledger.folder import DataFile, Stamp

_RUN: Final = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from {} import main; main()"


class WorkerError(Exception):
    """The second process can't be started, or ended before its work."""


class Half:
    """The rows of some lines, filled into a database by another process."""

    def __init__(self, process: subprocess.Popen[bytes] | None) -> None:
        self._process = process

    def ending(self) -> Ending:
        """Wait until all is filled in; what is known of it.

        Raises UnsoundError where a file can't be read or a line is no record, and WorkerError.
        """
        if self._process is None or self._process.stdout is None:
            raise WorkerError
        try:
            answer = json.load(self._process.stdout)
            if answer is None:
                raise UnsoundError
            files, totals, opened = answer
            read = tuple(ReadFile(name, Stamp(*stamp), sha256) for name, stamp, sha256 in files)
            return Ending(read, {name: int(total, 16) for name, total in totals.items()}, bool(opened))
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise WorkerError from error


@contextmanager
def reading(stretches: Iterable[Stretch], path: Path, statements: Sequence[str]) -> Iterator[Half]:
    """Let a second process read these lines into a database at `path`, with the tables that `statements` make.

    The file and the process are gone afterwards.
    """
    process = None
    try:
        with suppress(OSError):
            process = _start()
            _tell(process, stretches, path, statements)
        yield Half(process)
    finally:
        if process:
            _end(process)
        with suppress(OSError):
            path.unlink()


def _tell(
    process: subprocess.Popen[bytes], stretches: Iterable[Stretch], path: Path, statements: Sequence[str]
) -> None:
    assert process.stdin is not None
    lines = [(one.file.name, os.fspath(one.file.path), one.start, one.end) for one in stretches]
    process.stdin.write(json.dumps([os.getpid(), os.fspath(path), statements, lines]).encode())
    process.stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for end in (process.stdin, process.stdout):
        with suppress(OSError):
            end.close() if end else None


def _start() -> subprocess.Popen[bytes]:
    """Start this program's Python, which finds modules where this process does and nowhere else."""
    path = json.dumps([place for place in sys.path if place])
    return subprocess.Popen(
        [sys.executable or "", "-P", "-c", _RUN.format(__name__), path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def main() -> None:
    """Be the second process."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    gc.disable()
    first, path, statements, lines = json.load(sys.stdin)
    stretches = [Stretch(DataFile(name, Path(file)), start, end) for name, file, start, end in lines]
    reader, target = Reader(), Path(path)
    target.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(target)) as connection:
            tables.make_half(connection, statements)
            tables.fill(connection, _while_it_lives(first, target, reader.read(stretches)))
    except UnsoundError:
        print("null")
        return
    files, totals, opened = reader.ending
    print(json.dumps([files, {name: f"{total:x}" for name, total in totals.items()}, opened]))


def _while_it_lives(first: int, path: Path, blocks: Iterable[Rows]) -> Iterator[Rows]:
    """The same rows, unless the first process is gone: then nobody wants them, nor the file."""
    for rows in blocks:
        if os.getppid() != first:
            path.unlink(missing_ok=True)
            sys.exit(1)
        yield rows
