"""A second process that reads a dataset ahead of the one that fills the index.

It is told what to read on its standard input and answers in frames, each its length and a marshalled value, on
its standard output. Both ends are of one program and one Python, which is all that marshal asks.
"""

from __future__ import annotations

import json
import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from stancetracker.index.reading import Ending, Reader, ReadFile, Rows, UnsoundError
from stancetracker.ledger.folder import DataFile, Stamp

_PIPE: Final = 1 << 20
_WORD: Final = 8
_RUN: Final = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from {} import main; main()"


class WorkerError(Exception):
    """The second process can't be started, or ended before its work."""


class Ahead:
    """Reads data files in a second process; its `ending` is whole when all were read."""

    def __init__(self, since: dict[str, str]) -> None:
        self._since = since
        self._ending: Ending | None = None

    @property
    def ending(self) -> Ending:
        """What is known of all that was read."""
        assert self._ending is not None
        return self._ending

    def read(self, files: Sequence[DataFile]) -> Generator[Rows, None, None]:
        """The rows of every record of these files, a block of lines at a time.

        Raises UnsoundError where a file can't be read or a line is no record, and WorkerError.
        """
        try:
            process = _start()
        except OSError as error:
            raise WorkerError from error
        try:
            yield from self._rows(process, files)
        finally:
            process.kill()
            for end in (process.stdin, process.stdout):
                with suppress(OSError):
                    end.close() if end else None
            process.wait()

    def _rows(
        self, process: subprocess.Popen[bytes], files: Sequence[DataFile]
    ) -> Generator[Rows, None, None]:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _send(process.stdin, ([(file.name, os.fspath(file.path)) for file in files], self._since))
            while (answer := _receive(process.stdout))[0] == "rows":
                yield answer[1]
            if answer[0] == "unsound":
                raise UnsoundError
            found, total, since, too_early = answer[1]
            read = tuple(ReadFile(name, Stamp(*stamp), sha256) for name, stamp, sha256 in found)
            self._ending = Ending(read, int(total, 16), since, too_early)
        except (OSError, EOFError, ValueError, TypeError) as error:
            raise WorkerError from error


def _start() -> subprocess.Popen[bytes]:
    """Start this program's Python, which finds modules where this process does and nowhere else."""
    path = json.dumps([place for place in sys.path if place])
    process = subprocess.Popen(
        [sys.executable or "", "-P", "-c", _RUN.format(__name__), path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        assert process.stdout is not None
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, _PIPE)
    return process


def _send(stream: IO[bytes], value: Any) -> None:
    content = marshal.dumps(value, 2)
    stream.write(len(content).to_bytes(_WORD, "big"))
    stream.write(content)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    size = stream.read(_WORD)
    content = stream.read(int.from_bytes(size, "big"))
    if len(size) < _WORD or len(content) < int.from_bytes(size, "big"):
        raise EOFError
    return marshal.loads(content)  # noqa: S302 - from a process of our own


def main() -> None:
    """Be the second process."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    gc.disable()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    files, since = _receive(source)
    reader = Reader(since)
    try:
        for rows in reader.read(DataFile(name, Path(path)) for name, path in files):
            _send(target, ("rows", rows))
    except UnsoundError:
        _send(target, ("unsound",))
        return
    read, total, since, too_early = reader.ending
    ended = [(name, tuple(stamp), sha256) for name, stamp, sha256 in read]
    _send(target, ("end", (ended, f"{total:x}", since, too_early)))
