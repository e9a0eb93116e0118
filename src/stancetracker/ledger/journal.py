"""The only way to write to a dataset. What returns is on disk, exactly once.

Every write holds a lock on a file of its own beside the data, never on a file that is replaced. A line is
appended by one write and fsynced; many lines, or a new form of a file, are written beside it and renamed in.
Several files change together (`several`), through the calls of `disk`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout

from stancetracker.base.errors import WriteError
from stancetracker.ledger import disk, several
from stancetracker.ledger.folder import PENDING, DataFile, Folder, UnreadableFileError, read, writable
from stancetracker.ledger.jsonl import is_torn

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
            with _told(name):
                return {name: self._append(name, own)}
        replacements, first = [], {}
        for name, own in lines.items():
            before = self._content(name)
            start = before if before.endswith(b"\n") or not before else before + b"\n"
            after = start + "".join(f"{line}\n" for line in own).encode()
            replacements.append(Replacement(name, after, before))
            first[name] = start.count(b"\n") + 1
        self.replace_all(replacements)
        return first

    def _content(self, name: str) -> bytes:
        with _told(name):
            return read(self._file(name)) if os.path.lexists(self._file(name).path) else b""

    def set_aside(self, name: str) -> str | None:
        """Move a torn last line into a file beside, and tell its name; None where there is no torn line.

        Raises WriteError.
        """
        with _told(name):
            return self._set_aside(name)

    def replace(self, name: str, content: bytes, expected: bytes) -> None:
        """Give a data file a new content in one step, if it still holds the expected one.

        A file that is not there is expected to hold nothing. Raises WriteError; then the file is as it was.
        """
        with _told(name):
            _replace(self._file(name), content, self._expected(name, expected))

    def replace_all(self, replacements: Sequence[Replacement]) -> None:
        """Give data files new contents, all of them or none, if each still holds the expected one.

        Raises WriteError; then the files are as they were.
        """
        if len(replacements) == 1:
            self.replace(*replacements[0])
            return
        names = ", ".join(each.name for each in replacements)
        with _told(names):
            changes = [
                several.Change(self._file(name), content, self._expected(name, expected))
                for name, content, expected in replacements
            ]
            several.write(self._folder, changes)

    def _expected(self, name: str, expected: bytes) -> bytes | None:
        """The content of a file, None where it is not there; raises WriteError for any but the expected one."""
        file = self._file(name)
        before = read(file) if os.path.lexists(file.path) else None
        if (before or b"") != expected:
            raise WriteError(f"{name} was changed meanwhile, so it was left alone", "try again")
        return before

    def _file(self, name: str) -> DataFile:
        return DataFile(name, self._folder.path / name)

    def _append(self, name: str, lines: Sequence[str]) -> int:
        file = self._file(name)
        content = "".join(f"{line}\n" for line in lines).encode()
        is_new = not os.path.lexists(file.path)
        with disk.opened(file, os.O_RDWR | os.O_APPEND | os.O_CREAT) as descriptor:
            whole, start, size = _ends(descriptor)
            if start < size:
                content, whole = b"\n" + content, whole + 1
            try:
                disk.write_at_once(descriptor, content)
                os.fsync(descriptor)
                if is_new:
                    disk.sync_folder(file.path.parent)
            except BaseException:
                # Nothing half may stay, whatever happened.
                _take_back(descriptor, size, file.path if is_new else None)
                raise
        return whole + 1

    def _set_aside(self, name: str) -> str | None:
        file = self._file(name)
        if not os.path.lexists(file.path):
            return None
        with disk.opened(file, os.O_RDWR) as descriptor:
            _, start, size = _ends(descriptor)
            tail = os.pread(descriptor, size - start, start)
            if start == size or not is_torn(tail):
                return None
            # On disk in its new place before it leaves the old one.
            aside = self._file(name + TORN_SUFFIX)
            with disk.opened(aside, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as beside:
                disk.write_at_once(beside, tail + b"\n")
                os.fsync(beside)
            disk.sync_folder(aside.path.parent)
            os.ftruncate(descriptor, start)
            os.fsync(descriptor)
        return aside.name


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
        with _told(PENDING):
            several.finish(folder)
        yield Journal(folder)
    finally:
        lock.release()


def finished(folder: Folder) -> Folder:
    """The folder, with a change of several files that was cut short finished.

    Raises WriteError where it may not or can't be written to.
    """
    if os.path.lexists(writable(folder).path / PENDING):
        with locked(folder):
            pass
    return folder


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except UnreadableFileError as error:
        raise WriteError(f"can't write to {error}") from None
    except OSError as error:
        raise WriteError(f"can't write to {name}: {_reason(error)}; nothing was changed") from None


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


class _Ends(NamedTuple):
    """How many line ends a file has, where what follows the last of them begins, and where the file ends."""

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
        raise _not_taken_back(error) from None


def _not_taken_back(error: OSError) -> WriteError:
    message = f"a failed write could not be taken back: {_reason(error)}"
    return WriteError(message, "run: stancetracker check")


def _replace(file: DataFile, content: bytes, before: bytes | None) -> None:
    beside = disk.beside(file.path)
    disk.make_folder(file.path.parent)
    try:
        mode = disk.MODE if before is None else stat.S_IMODE(os.lstat(file.path).st_mode)
        disk.write_beside(beside, content, mode)
        beside.replace(file.path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    try:
        disk.sync_folder(file.path.parent)
    except BaseException:
        # The new file is there, but may not stay: what can't be promised is taken back.
        try:
            _restore(file.path, beside, before)
        except OSError as error:
            raise _not_taken_back(error) from None
        raise


def _restore(path: Path, beside: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink()
    else:
        disk.write_beside(beside, before, stat.S_IMODE(os.lstat(path).st_mode))
        beside.replace(path)
