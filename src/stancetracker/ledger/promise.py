"""A change of data files that was promised: a folder beside the data with their new contents.

Once that folder is there, the change is as good as made: whoever holds the lock next puts the files
in their places (`ledger.journal`), and whoever reads before that takes them from the promise. Only
a promise that was made here is believed: in a repository, an archive or a copy, no file has the
inode and the time that it had where it was made.

On the path of every answer, so nothing here is slow to import.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from stancetracker.ledger import files

if sys.platform != "win32":
    import fcntl

PENDING: Final = ".stancetracker.pending"
"""The folder of a promise, in that of the dataset."""
LOCK_NAME: Final = ".stancetracker.lock"
"""The file whose lock a writer holds."""
BEFORE: Final = "before.json"
"""The file in a promise with the hashes of what its files hold until they change."""
_MARKS_FILE: Final = "made.json"
"""The file in a promise with the marks of its other files."""
_BLOCK: Final = 1 << 20
"""The bytes that are read at once."""


class BrokenPromiseError(Exception):
    """A promise that was not made here, or can't be kept; `name` is that of the file at fault."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def sign(promise: Path, hashes: dict[str, str]) -> None:
    """Write down which files a promise has, and the hashes of what these hold until they change.

    Raises OSError.
    """
    import json  # slow to import

    marks = {name: _mark(promise, name) for name in hashes}
    files.write(promise, _MARKS_FILE, json.dumps(marks).encode())
    files.write(promise, BEFORE, json.dumps(hashes).encode())


def is_being_written(folder: Path) -> bool:
    """Return whether a writer holds the lock of a dataset, as far as the system says."""
    if sys.platform == "win32":  # pragma: no cover
        return True
    try:
        with files.reading(folder, LOCK_NAME) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def promised_names(folder: Path) -> frozenset[str]:
    """Return the names of the data files whose new contents still lie in the promise.

    Raises BrokenPromiseError, also where a file in its place was changed since.
    """
    promise = folder / PENDING
    try:
        files.refuse_irregular(folder, PENDING)
        names = _names(promise)
        hashes = _facts(promise, BEFORE)
        marks = _facts(promise, _MARKS_FILE)
        unsound = {name for name in names if not _is_sound(folder, name, hashes, marks)}
    except FileNotFoundError:  # somebody has finished the change meanwhile
        return frozenset()
    except (OSError, ValueError, TypeError, RecursionError):
        raise BrokenPromiseError(PENDING) from None
    for name in sorted(unsound):
        # If it is gone, somebody has put it in its place meanwhile.
        if os.path.lexists(promise / name):
            raise BrokenPromiseError(name)
    return frozenset(names - unsound)


def _names(promise: Path) -> set[str]:
    """Return the names of the files in a promise, but of those about it."""

    def fail(error: OSError) -> None:
        raise error

    names = {
        Path(folder, name).relative_to(promise).as_posix()
        for folder, _, file_names in os.walk(promise, onerror=fail)
        for name in file_names
    }
    return names - {BEFORE, _MARKS_FILE}


def _facts(promise: Path, name: str) -> dict[str, Any]:
    """Return what a file about a promise says of its other files; nothing where it is gone."""
    import json  # slow to import

    try:
        return dict(json.loads(files.content(promise, name)))
    except FileNotFoundError:
        return {}


def _is_sound(folder: Path, name: str, hashes: dict[str, Any], marks: dict[str, Any]) -> bool:
    """Return whether a file was promised here, and the one in its place is as it was then."""
    promise = folder / PENDING
    if name not in marks or not os.path.lexists(promise / name):
        return False
    return _mark(promise, name) == marks[name] and _hash(folder, name) == hashes.get(name)


def _mark(promise: Path, name: str) -> list[int | str]:
    """Return what a file has only where it was made, and the hash of what it holds.

    The time alone is not enough: an edit within one tick of the file system's clock keeps it.
    """
    status = os.lstat(promise / name)
    return [status.st_mtime_ns, status.st_ino, _hash(promise, name)]


def _hash(folder: Path, name: str) -> str:
    """Return the SHA-256 of a file in a folder, in hexadecimal; of nothing where there is none."""
    from hashlib import sha256  # slow to import

    digest = sha256()
    with suppress(FileNotFoundError), files.reading(folder, name) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
