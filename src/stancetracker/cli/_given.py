"""What a command is given to read: a file, or standard input at `-`."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO, Final

from stancetracker.base.errors import UsageError

# Of what is no file, and so may never end.
MOST: Final = 1 << 30
_HINT: Final = "save it as a file, and name that"


def content(name: str | Path) -> bytes:
    """All bytes of a file, or of standard input; of what is no file, at most 1 GiB.

    Raises UsageError.
    """
    try:
        if str(name) == "-":
            return _stdin()
        with Path(name).open("rb") as opened:
            return _all_of(opened, str(name))
    except OSError as error:
        raise UsageError(f"can't read {name}: {error.strerror}") from None


def _stdin() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("can't read standard input: it is closed")
    return _all_of(sys.stdin.buffer, "standard input")


def _all_of(opened: BinaryIO, name: str) -> bytes:
    if _is_file(opened):
        return opened.read()
    found = opened.read(MOST + 1)
    if len(found) > MOST:
        raise UsageError(f"{name} is no file, and gives more than {MOST:,} bytes", _HINT)
    return found


def _is_file(opened: BinaryIO) -> bool:
    try:
        return stat.S_ISREG(os.fstat(opened.fileno()).st_mode)
    except OSError:  # someone's BytesIO
        return False
