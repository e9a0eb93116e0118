"""Standard streams and files as they really are: closed, full, endless, or a pipe nobody reads."""

import io
import os
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import BinaryIO, Final, Self

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import unobeyed, visible
from stancetracker.ledger.folder import records_around

MOST: Final = 1 << 30
"""The most bytes read from what is not a file, and so may never end."""
_BAR_AFTER: Final = 1.0
_BAR_EVERY: Final = 0.1
_BAR_CELLS: Final = 30


def use_utf8() -> None:
    """Make both streams write UTF-8 and line ends as they are, whatever the locale and the system."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def width() -> int:
    """Return how many cells a line of the terminal has; 80 where there is none."""
    return max(get_terminal_size((80, 24)).columns, 1)


def errors_are_seen() -> bool:
    """Return whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def may_ask() -> bool:
    """Return whether a person can be asked: both standard input and output are terminals."""
    return sys.stdin is not None and sys.stdin.isatty() and is_terminal()


def write(chunks: Iterable[str | bytes], *, commands: bool = False) -> None:
    """Write all of an answer to standard output, texts as UTF-8; a closed pipe raises BrokenPipeError.

    GitHub obeys nothing in it, unless these are our own `commands`.
    """
    if sys.stdout is None or sys.stdout.closed:
        raise WriteError("could not write to standard output: it is closed")
    try:
        for chunk in chunks:
            if isinstance(chunk, str):
                sys.stdout.write(chunk if commands else unobeyed(chunk))
            elif is_terminal():
                raise UsageError(
                    "a picture is not for a terminal", "write it to a file with -o FILE"
                )
            else:
                sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WriteError(f"could not write to standard output: {error.strerror}") from error


def write_file(file: Path, chunks: Iterable[str | bytes]) -> None:
    """Write a text file whole or not at all: beside, then renamed over what was there; never into a dataset."""
    from stancetracker.ledger.journal import put, staged

    if found := records_around(file):
        message = (
            f"{file} would become part of a dataset, as {found} holds records; nothing was written"
        )
        raise WriteError(
            message, "write to another folder, or to a file that does not end in .jsonl"
        )
    try:
        if file.exists() and not file.is_file():  # a pipe or a device can't be replaced
            _write(file, (unobeyed(chunk) if isinstance(chunk, str) else chunk for chunk in chunks))
            return
        target = file.resolve()
        with staged(target.parent) as folder:
            _write(folder / "made", chunks)
            put(folder / "made", target)
    except OSError as error:
        raise WriteError(f"could not write {file}: {error.strerror}") from error


def _write(path: Path, chunks: Iterable[str | bytes]) -> None:
    with path.open("wb") as out:
        for chunk in chunks:
            out.write(
                chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "backslashreplace")
            )


def show(lines: Iterable[object]) -> None:
    """Write lines to standard output, safe to show."""
    write(f"{visible(str(line))}\n" for line in lines)


def complain(lines: Iterable[str]) -> None:
    """Write lines to standard error; do nothing where it can't be written to."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.writelines(unobeyed(line) + "\n" for line in lines)
            sys.stderr.flush()


def say(*lines: str) -> None:
    """Write lines to standard error under the program's name, safe to show."""
    complain(f"stancetracker: {visible(line)}" for line in lines)


def flush() -> None:
    """Flush standard output, so that a failure shows now and not when the interpreter ends."""
    if sys.stdout is not None and not sys.stdout.closed:
        write(())


def discard() -> None:
    """Send what can't be flushed to the null device, so that the interpreter ends quietly with our status."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def content(name: str | Path) -> bytes:
    """Read all bytes of a file, or of standard input for `-`; of what is not a file, at most 1 GiB."""
    try:
        if str(name) != "-":
            with Path(name).open("rb") as opened:
                return _all_of(opened, str(name))
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("can't read standard input: it is closed")
        return _all_of(sys.stdin.buffer, "standard input")
    except OSError as error:
        raise UsageError(f"can't read {name}: {error.strerror}") from None


def _all_of(opened: BinaryIO, name: str) -> bytes:
    with suppress(io.UnsupportedOperation):  # someone's BytesIO
        if stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            return opened.read()
    found = opened.read(MOST + 1)
    if len(found) > MOST:
        message = f"{name} is not a file and holds more than {MOST:,} bytes"
        raise UsageError(message, "save it to a file first")
    return found


class Progress:
    """A progress bar on standard error, without escape codes; shown only on a terminal and past one second."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._next = time.monotonic() + _BAR_AFTER
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how much of `total` is done, if it is time to."""
        now = time.monotonic()
        if self._quiet or now < self._next or not errors_are_seen():
            return
        self._next = now + _BAR_EVERY
        full = _BAR_CELLS * done // max(total, 1)
        self._show(f"{what} [{'#' * full}{'.' * (_BAR_CELLS - full)}] {done:,} of {total:,}")

    def __exit__(self, *_: object) -> None:
        if self._width:
            self._show("")
            sys.stderr.write("\r")

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self._width)}")
        sys.stderr.flush()
        self._width = len(text)
