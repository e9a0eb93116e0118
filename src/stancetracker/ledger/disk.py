"""The calls by which a dataset's files are made and changed, each as lasting as the disk allows."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.ledger.folder import DataFile, refuse_irregular
from stancetracker.ledger.staging import sync_folder as sync_folder

MODE: Final = 0o644
_SAFELY: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def opened(file: DataFile, flags: int) -> Iterator[int]:
    """Open a regular file that is reached without links; with O_CREAT, its folders are made as well."""
    with suppress(FileNotFoundError):
        refuse_irregular(file)
    if flags & os.O_CREAT:
        make_folder(file.path.parent)
    descriptor = os.open(file.path, flags | _SAFELY, MODE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are not there."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir()
        sync_folder(path.parent)


def write_at_once(descriptor: int, content: bytes) -> None:
    """Write all of it in one call, or raise OSError."""
    if os.write(descriptor, content) < len(content):
        raise OSError(errno.ENOSPC, "only a part could be written")


def beside(path: Path) -> Path:
    """The file in which a file's next content is written."""
    return path.with_name(f".{path.name}.new")


def write_beside(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is to be renamed, and make its content last."""
    # Whoever holds the lock is the only writer, so what lies there is left from a crash.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
