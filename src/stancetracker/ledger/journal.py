"""The only way to write to a dataset. What was acknowledged is on disk, exactly once.

Every write holds a lock on a file of its own beside the data, never on a file that is replaced. A line is
appended by one write and fsynced; many lines, or a new form of files, are written beside them and renamed in
(`several`).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout

from stancetracker.base.errors import WriteError
from stancetracker.ledger import several
from stancetracker.ledger.folder import PENDING, DataFile, Folder, UnreadableFileError, read, writable
from stancetracker.ledger.jsonl import is_torn
from stancetracker.ledger.staging import sync_folder

LOCK_NAME: Final = ".stancetracker.lock"
TORN_SUFFIX: Final = ".torn"
_WAIT_SECONDS: Final = 60.0
_CHUNK: Final = 1 << 20


class Replacement(NamedTuple):
    """The name of a data file, the content it gets, and the one it is expected to hold."""

    name: str
    content: bytes
    expected: bytes


class Journal:
    """Writes to a dataset whose lock it holds; get one from `locked`."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def append(self, lines: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Append whole lines to data files, all or none; the number of the first new line of each.

        Files that are not there are made; a torn last line is set aside first. Raises WriteError; then the lines
        of the files are as they were.
        """
        for name in lines:
            self.set_aside(name)
        if sum(map(len, lines.values())) == 1:
            [(name, own)] = lines.items()
            with _writing(name):
                return {name: self._append(name, own)}
        changes, first = [], {}
        with _writing(", ".join(lines)):
            for name, own in lines.items():
                before = self._content(name)
                start = before or b""
                if start and not start.endswith(b"\n"):
                    start += b"\n"
                after = start + "".join(f"{line}\n" for line in own).encode()
                changes.append(several.Change(self._file(name), after, before))
                first[name] = start.count(b"\n") + 1
            if changes:
                several.write(self._folder, changes)
        return first

    def set_aside(self, name: str) -> str | None:
        """Move a torn last line into a file beside, and return its name; None where there is no torn line.

        Raises WriteError.
        """
        file = self._file(name)
        if not os.path.lexists(file.path):
            return None
        with _writing(name), several.opened(file, os.O_RDWR) as descriptor:
            _, start, size = _ends(descriptor)
            tail = os.pread(descriptor, size - start, start)
            if start == size or not is_torn(tail):
                return None
            # On disk in its new place before it leaves the old one.
            aside = self._file(name + TORN_SUFFIX)
            with several.opened(aside, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as beside:
                several.write_at_once(beside, tail + b"\n")
                os.fsync(beside)
            sync_folder(aside.path.parent)
            os.ftruncate(descriptor, start)
            os.fsync(descriptor)
        return aside.name

    def replace_all(self, replacements: Sequence[Replacement]) -> None:
        """Give data files new contents, all of them or none, if each still holds the expected one.

        A file that is not there is expected to hold nothing. Raises WriteError; then the files are as they were, or,
        where so it says, the next one to write finishes the change.
        """
        with _writing(", ".join(each.name for each in replacements)):
            changes = []
            for name, content, expected in replacements:
                before = self._content(name)
                if (before or b"") != expected:
                    raise WriteError(f"{name} was changed meanwhile, so it was left alone", "try again")
                changes.append(several.Change(self._file(name), content, before))
            several.write(self._folder, changes)

    def _content(self, name: str) -> bytes | None:
        file = self._file(name)
        return read(file) if os.path.lexists(file.path) else None

    def _file(self, name: str) -> DataFile:
        return DataFile(name, self._folder.path / name)

    def _append(self, name: str, lines: Sequence[str]) -> int:
        file = self._file(name)
        content = "".join(f"{line}\n" for line in lines).encode()
        is_new = not os.path.lexists(file.path)
        with several.opened(file, os.O_RDWR | os.O_APPEND | os.O_CREAT) as descriptor:
            whole, start, size = _ends(descriptor)
            if start < size:
                content, whole = b"\n" + content, whole + 1
            try:
                several.write_at_once(descriptor, content)
                os.fsync(descriptor)
                if is_new:
                    sync_folder(file.path.parent)
            except BaseException:
                # Nothing half may stay, whatever happened.
                _take_back(descriptor, size, file.path if is_new else None)
                raise
        return whole + 1


@contextmanager
def locked(folder: Folder) -> Iterator[Journal]:
    """Hold the lock of a dataset while writing to it.

    Raises WriteError where it can't be had, or the dataset is the packaged one.
    """
    path = writable(folder).path / LOCK_NAME
    lock = FileLock(path, timeout=_WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise WriteError(
            "another program has been writing to the dataset for a minute", f"see {path}"
        ) from None
    except (OSError, NotImplementedError) as error:
        raise WriteError(f"the dataset can't be locked: {_reason(error)}") from None
    try:
        with _writing(PENDING):
            several.finish(folder)
        yield Journal(folder)
    finally:
        lock.release()


def finished(folder: Folder, *, dry_run: bool = False) -> Folder:
    """The folder, with a change of files that was cut short finished; a dry run finishes none.

    Raises WriteError where it may not or can't be written to.
    """
    if os.path.lexists(writable(folder).path / PENDING) and not dry_run:
        with locked(folder):
            pass
    return folder


@contextmanager
def _writing(name: str) -> Iterator[None]:
    try:
        yield
    except UnreadableFileError as error:
        raise WriteError(f"can't write to {error}") from None
    except OSError as error:
        raise WriteError(f"can't write to {name}: {_reason(error)}; nothing was changed") from None


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


class _Ends(NamedTuple):
    """The number of line ends in a file, the offset after the last of them, and the size of the file."""

    lines: int
    tail: int
    size: int


def _ends(descriptor: int) -> _Ends:
    lines = tail = size = 0
    while chunk := os.pread(descriptor, _CHUNK, size):
        lines += chunk.count(b"\n")
        last = chunk.rfind(b"\n")
        tail = tail if last < 0 else size + last + 1
        size += len(chunk)
    return _Ends(lines, tail, size)


def _take_back(descriptor: int, size: int, new: Path | None) -> None:
    """Leave a file as it was before a write that failed."""
    try:
        os.ftruncate(descriptor, size)
        if new:
            new.unlink()
    except OSError as error:
        message = f"a failed write could not be undone: {error.strerror}"
        raise WriteError(message, "run: stancetracker check") from None
