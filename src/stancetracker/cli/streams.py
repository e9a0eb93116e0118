"""Standard streams and files as they really are: closed, full, endless, or a pipe nobody reads."""

import errno
import io
import os
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import BinaryIO, Final, Self

from stancetracker.base import __version__
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import unobeyed, visible
from stancetracker.cli import hints
from stancetracker.ledger.folder import records_around

MOST: Final = 1 << 30
"""The most bytes read from what is not a file, and so may never end."""
_STANDARD_OUTPUT: Final = ("-", "/dev/stdout")
_COPIED_BYTES: Final = 1 << 20
_SIZE_OF_NO_TERMINAL: Final = (80, 24)
# Of a progress bar: the seconds before it is shown and between two of its states, and its length.
_BAR_AFTER: Final = 1.0
_BAR_EVERY: Final = 0.1
_BAR_CELLS: Final = 30


def use_utf8() -> None:
    """Make both streams write UTF-8, and line ends as they are, whatever locale and system."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def width() -> int:
    """Return how many cells a line of the terminal has; 80 where there is none."""
    return max(get_terminal_size(_SIZE_OF_NO_TERMINAL).columns, 1)


def errors_are_seen() -> bool:
    """Return whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def may_ask() -> bool:
    """Return whether a person can be asked: both standard input and output are terminals."""
    return sys.stdin is not None and sys.stdin.isatty() and is_terminal()


def write(chunks: Iterable[str | bytes], *, commands: bool = False) -> None:
    """Write all of an answer to standard output, texts as UTF-8.

    GitHub obeys nothing in it, unless these are our own `commands`.
    Raises BrokenPipeError where nobody reads the pipe, WriteError for what else fails.
    """
    if sys.stdout is None or sys.stdout.closed:
        raise WriteError("could not write to standard output: it is closed")
    try:
        for chunk in chunks:
            if isinstance(chunk, str):
                _write_text(chunk if commands else unobeyed(chunk))
            else:
                _write_bytes(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WriteError(f"could not write to standard output: {error.strerror}") from error


def _write_text(text: str) -> None:
    raw = _raw_output()
    if raw is None:
        sys.stdout.write(text)
    else:
        _write_whole(text.encode(errors="backslashreplace"), raw)


def _write_bytes(chunk: bytes) -> None:
    if is_terminal() and b"\0" in chunk:
        raise UsageError("binary output is not for a terminal", "write it to a file with -o FILE")
    raw = _raw_output()
    if raw is None:
        sys.stdout.buffer.write(chunk)
    else:
        _write_whole(chunk, raw)


def _raw_output() -> io.RawIOBase | None:
    """Return what standard output writes to where Python buffers nothing, by PYTHONUNBUFFERED."""
    raw = getattr(sys.stdout, "buffer", None)
    return raw if isinstance(raw, io.RawIOBase) else None


def _write_whole(chunk: bytes, raw: io.RawIOBase) -> None:
    """Write a chunk to what may take only a part of it at a time."""
    rest = memoryview(chunk)
    while rest:
        count = raw.write(rest)
        if count is None:  # it would have to be waited for, and is set not to
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        rest = rest[count:]


def is_standard_output(path: Path) -> bool:
    """Return whether a path names standard output."""
    return str(path) in _STANDARD_OUTPUT


def is_stream(path: Path) -> bool:
    """Return whether a path names standard output, a pipe or a device, of which nothing is kept."""
    if is_standard_output(path):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def copy(file: Path, stream: Path) -> None:
    """Write the bytes of a file to a stream; raises as `write`, and WriteError."""
    with file.open("rb") as content:
        chunks = iter(partial(content.read, _COPIED_BYTES), b"")
        if is_standard_output(stream):
            write(chunks)
        else:
            write_file(stream, chunks)


def write_file(file: Path, chunks: Iterable[str | bytes]) -> None:
    """Write a file whole or not at all: beside, then renamed over what was there.

    Raises WriteError where it fails, and for a file that would become part of a dataset.
    """
    from stancetracker.ledger.journal import put, staged

    records = records_around(file)
    if records:
        raise WriteError(
            f"{file} would become part of a dataset, as {records} holds records; "
            "nothing was written",
            "write to another folder, or to a file that does not end in .jsonl",
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
    with path.open("wb") as file:
        for chunk in chunks:
            content = chunk.encode("utf-8", "backslashreplace") if isinstance(chunk, str) else chunk
            file.write(content)


def show(lines: Iterable[object]) -> None:
    """Write lines to standard output, safe to show."""
    write(f"{visible(str(line))}\n" for line in lines)


def complain(lines: Iterable[str]) -> None:
    """Write lines to standard error; do nothing where it can't be written to."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.writelines(unobeyed(line) + "\n" for line in lines)
            sys.stderr.flush()


class _Noise:
    """Whether notes and hints are written."""

    is_quiet = False


def be_quiet(*, quiet: bool) -> None:
    """Write notes and hints from now on, or, if `quiet`, warnings and errors alone."""
    _Noise.is_quiet = quiet


def warn(*lines: str) -> None:
    """Write lines to standard error under the program's name, safe to show, even if quiet."""
    complain(f"stancetracker: {visible(hints.for_dataset(line))}" for line in lines)


def say(*lines: str) -> None:
    """Write notes to standard error under the program's name, safe to show, unless quiet."""
    if not _Noise.is_quiet:
        warn(*lines)


def say_below(lines: Iterable[str]) -> None:
    """Write the lines of a note below its first to standard error, unless quiet."""
    if not _Noise.is_quiet:
        complain(visible(line) for line in lines)


def hints_are_seen() -> bool:
    """Return whether somebody watches standard error and wants hints."""
    return errors_are_seen() and not _Noise.is_quiet


def hint(*lines: str) -> None:
    """Write hints to standard error as notes, only where somebody watches."""
    if hints_are_seen():
        warn(*lines)


def write_version() -> None:
    """Write the program and its version to standard output."""
    write([f"stancetracker {__version__}\n"])


def flush() -> None:
    """Flush standard output, so that a failure shows now and not when the interpreter ends."""
    if sys.stdout is not None and not sys.stdout.closed:
        write(())


def discard() -> None:
    """Send what can't be flushed to the null device, so that the interpreter ends quietly."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            null_device = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null_device, stream.fileno())
            os.close(null_device)


def content(name: str | Path) -> bytes:
    """Read all bytes of a file, or of standard input for `-`.

    Raises UsageError where that fails, and for more than 1 GiB of what is not a file.
    """
    try:
        if str(name) != "-":
            with Path(name).open("rb") as file:
                return _all_of(file, str(name))
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("can't read standard input: it is closed")
        return _all_of(sys.stdin.buffer, "standard input")
    except OSError as error:
        raise UsageError(f"can't read {name}: {error.strerror}") from None


def _all_of(stream: BinaryIO, name: str) -> bytes:
    with suppress(io.UnsupportedOperation):  # someone's BytesIO
        if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            return stream.read()
    content = stream.read(MOST + 1)
    if len(content) > MOST:
        message = f"{name} is not a file and holds more than {MOST:,} bytes"
        raise UsageError(message, "save it to a file first")
    return content


class Progress:
    """A progress bar on standard error, without escapes; on a terminal alone, past a second."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._due = time.monotonic() + _BAR_AFTER
        """The time at which it is shown next."""
        self._width = 0
        """The characters shown now."""

    def __enter__(self) -> Self:
        return self

    def __call__(self, task: str, count: int, total: int) -> None:
        """Show how many of `total` are done, if it is time to."""
        now = time.monotonic()
        if self._quiet or _Noise.is_quiet or now < self._due or not errors_are_seen():
            return
        self._due = now + _BAR_EVERY
        full = _BAR_CELLS * count // max(total, 1)
        bar = "#" * full + "." * (_BAR_CELLS - full)
        self._show(f"{task} [{bar}] {count:,} of {total:,}")

    def __exit__(self, *_: object) -> None:
        if self._width:
            self._show("")
            sys.stderr.write("\r")

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self._width)}")
        sys.stderr.flush()
        self._width = len(text)
