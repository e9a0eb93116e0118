"""Standard output and error as they are in the real world: closed, full, or with a reader that has gone."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable


def use_utf8() -> None:
    """Make both streams write UTF-8, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def write(chunks: Iterable[str]) -> None:
    """Write text to standard output as UTF-8, and all of it.

    Raises WriteError when that fails, BrokenPipeError when the reader has gone.
    """
    if sys.stdout is None or sys.stdout.closed:
        raise _refused("it is closed")
    try:
        _write(chunks)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refused(error.strerror) from error


def _refused(why: str | None) -> Exception:
    from stancetracker.base.errors import WriteError  # `--version` needs no errors

    return WriteError(f"could not write to standard output: {why}")


def _write(chunks: Iterable[str]) -> None:
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # someone's StringIO
        sys.stdout.writelines(chunks)
        return
    sys.stdout.flush()
    for chunk in chunks:
        # Bytes, because a text stream translates line ends on some systems.
        binary.write(chunk.encode("utf-8", "backslashreplace"))
    binary.flush()


def complain(lines: Iterable[str]) -> None:
    """Write lines to standard error; when nobody can read them there is nobody to tell."""
    if sys.stderr is not None:
        try:
            sys.stderr.writelines(line + "\n" for line in lines)
            sys.stderr.flush()
        except (OSError, ValueError):
            return


def flush() -> None:
    """Write out what is buffered, so that a failure shows now and not when the interpreter ends."""
    if sys.stdout is None or sys.stdout.closed:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refused(error.strerror) from error


def discard() -> None:
    """Send what is still buffered nowhere, so that the interpreter ends quietly and with our status."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
