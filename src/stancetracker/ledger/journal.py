"""The only way to write to a dataset. What was acknowledged is on disk, exactly once.

Every write holds a lock on a file of its own beside the data, never on a file that is replaced. A line is appended by
one write and fsynced. Many lines, or a new form of files, are all or none, also where the program is killed midway:
new contents are made in a folder beside, and that folder, renamed, is the promise. Without it nothing has changed,
with it whoever holds the lock next finishes the change, and until then nothing is answered (`folder.read`).
"""

import difflib
import errno
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout

from stancetracker.base.errors import WriteError
from stancetracker.ledger.folder import (
    PENDING,
    DataFile,
    Folder,
    UnreadableFileError,
    is_data,
    read,
    refuse_irregular,
    writable,
)
from stancetracker.ledger.jsonl import is_torn
from stancetracker.ledger.staging import clear, staged, sync, sync_folder

LOCK_NAME: Final = ".stancetracker.lock"
TORN_SUFFIX: Final = ".torn"
_WAIT_SECONDS: Final = 60.0
_CHUNK: Final = 1 << 20
_MODE: Final = 0o644
_SAFELY: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_BEFORE: Final = "before.json"
"""The hashes of what the files of a promise hold until they change."""


class Change(NamedTuple):
    """The name of a data file, the content it has and the one it gets; one that is not there has nothing."""

    name: str
    before: bytes
    after: bytes

    def diff(self) -> Iterator[str]:
        """Return a unified diff, line by line. The lines are data: sanitise them before printing."""
        # Only LF ends a line, so that a CR shows as part of one.
        before, after = (text.decode().split("\n") for text in (self.before, self.after))
        return difflib.unified_diff(before, after, f"a/{self.name}", f"b/{self.name}", lineterm="")


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
        for name, own in lines.items():
            with _writing(name):
                before = _content(self._file(name))
            start = before + b"\n" if before and not before.endswith(b"\n") else before
            changes.append(Change(name, before, start + "".join(f"{line}\n" for line in own).encode()))
            first[name] = start.count(b"\n") + 1
        if changes:
            self.replace_all(changes)
        return first

    def set_aside(self, name: str) -> str | None:
        """Move a torn last line into a file beside, and return its name; None where there is no torn line.

        Raises WriteError.
        """
        file = self._file(name)
        if not os.path.lexists(file.path):
            return None
        with _writing(name), _opened(file, os.O_RDWR) as descriptor:
            _, start, size = _ends(descriptor)
            tail = os.pread(descriptor, size - start, start)
            if start == size or not is_torn(tail):
                return None
            # On disk in its new place before it leaves the old one.
            aside = self._file(name + TORN_SUFFIX)
            with _opened(aside, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as beside:
                _write_at_once(beside, tail + b"\n")
                os.fsync(beside)
            sync_folder(aside.path.parent)
            os.ftruncate(descriptor, start)
            os.fsync(descriptor)
        return aside.name

    def replace_all(self, changes: Sequence[Change]) -> None:
        """Give data files new contents, all of them or none, if each still has the content that is expected.

        Raises WriteError; then the files are as they were, or, where so it says, the next one to write finishes the
        change.
        """
        with _writing(", ".join(change.name for change in changes)):
            for change in changes:
                if _content(self._file(change.name)) != change.before:
                    message = f"{change.name} was changed meanwhile, so it was left alone"
                    raise WriteError(message, "try again")
            _promise(self._folder, changes)

    def _file(self, name: str) -> DataFile:
        return DataFile(name, self._folder.path / name)

    def _append(self, name: str, lines: Sequence[str]) -> int:
        file = self._file(name)
        content = "".join(f"{line}\n" for line in lines).encode()
        is_new = not os.path.lexists(file.path)
        with _opened(file, os.O_RDWR | os.O_APPEND | os.O_CREAT) as descriptor:
            whole, start, size = _ends(descriptor)
            if start < size:
                content, whole = b"\n" + content, whole + 1
            try:
                _write_at_once(descriptor, content)
                os.fsync(descriptor)
                if is_new:
                    sync_folder(file.path.parent)
            except BaseException:
                # Nothing half may stay, whatever happened.
                try:
                    os.ftruncate(descriptor, size)
                    if is_new:
                        file.path.unlink()
                except OSError as error:
                    message = f"a failed write could not be undone: {error.strerror}"
                    raise WriteError(message, "run: stancetracker check") from None
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
        message = "another program has been writing to the dataset for a minute"
        raise WriteError(message, f"see {path}") from None
    except (OSError, NotImplementedError) as error:
        raise WriteError(f"the dataset can't be locked: {_reason(error)}") from None
    try:
        with _writing(PENDING):
            _finish(folder)
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


def _ends(descriptor: int) -> tuple[int, int, int]:
    """Return the number of line ends in a file, the offset after the last of them, and the size of the file."""
    lines = tail = size = 0
    while chunk := os.pread(descriptor, _CHUNK, size):
        lines += chunk.count(b"\n")
        last = chunk.rfind(b"\n")
        tail = tail if last < 0 else size + last + 1
        size += len(chunk)
    return lines, tail, size


def _promise(folder: Folder, changes: Sequence[Change]) -> None:
    """Change files.

    Raises OSError; then all are as they were. WriteError where the change was cut short, which is finished by whoever
    writes next.
    """
    files = [DataFile(change.name, folder.path / change.name) for change in changes]
    with staged(folder.path) as stage:
        for change, file in zip(changes, files, strict=True):
            made = stage / "made" / change.name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(change.after)
            if os.path.lexists(file.path):
                made.chmod(stat.S_IMODE(os.lstat(file.path).st_mode))
        hashes = {change.name: _hash(change.before) for change in changes}
        (stage / "made" / _BEFORE).write_text(json.dumps(hashes), encoding="utf-8")
        sync(stage / "made")
        (stage / "made").rename(folder.path / PENDING)
    try:
        sync_folder(folder.path)
        _keep(folder, files)
    except OSError as error:
        hint = "the next `add`, `import` or `fmt` finishes it"
        raise WriteError(f"a change of files was cut short: {error.strerror}", hint) from None


def _keep(folder: Folder, files: Sequence[DataFile]) -> None:
    for file in files:
        with suppress(FileNotFoundError):
            refuse_irregular(file)
        _make_folder(file.path.parent)
        (folder.path / PENDING / file.name).replace(file.path)
        sync_folder(file.path.parent)
    shutil.rmtree(folder.path / PENDING)
    sync_folder(folder.path)


def _finish(folder: Folder) -> None:
    """Finish a change that was cut short, where there is one; only who holds the lock may.

    Raises OSError, and WriteError where a file has been changed since.
    """
    pending = DataFile(PENDING, folder.path / PENDING)
    if os.path.lexists(pending.path):
        refuse_irregular(pending)
        _keep(folder, list(_waiting(folder, pending.path)))
        clear(folder.path)


def _waiting(folder: Folder, pending: Path) -> Iterator[DataFile]:
    """Yield the files that are still to change; a name that a stranger may have put there leads nowhere else."""
    try:
        before = dict(json.loads((pending / _BEFORE).read_bytes()))
    except FileNotFoundError:
        return  # all have changed
    except (OSError, ValueError, TypeError, RecursionError):
        raise _unfinishable(PENDING) from None
    for name, expected in before.items():
        parts = name.split("/")
        if not is_data(name) or "\0" in name or any(part.startswith(".") or not part for part in parts):
            raise _unfinishable(PENDING)
        if os.path.lexists(pending / name):
            refuse_irregular(DataFile(f"{PENDING}/{name}", pending / name))
            file = DataFile(name, folder.path / name)
            if _hash(_content(file)) != expected:
                raise _unfinishable(name)
            yield file


def _unfinishable(name: str) -> WriteError:
    hint = f"see what changed, for example with git diff, and delete {PENDING}"
    return WriteError(f"a change of files was cut short, and {name} is not as it was", hint)


def _content(file: DataFile) -> bytes:
    return read(file) if os.path.lexists(file.path) else b""


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


@contextmanager
def _opened(file: DataFile, flags: int) -> Iterator[int]:
    """Open a regular file that is reached without links; with O_CREAT, its folders are made as well."""
    with suppress(FileNotFoundError):
        refuse_irregular(file)
    if flags & os.O_CREAT:
        _make_folder(file.path.parent)
    descriptor = os.open(file.path, flags | _SAFELY, _MODE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are not there."""
    if not path.is_dir():
        _make_folder(path.parent)
        path.mkdir()
        sync_folder(path.parent)


def _write_at_once(descriptor: int, content: bytes) -> None:
    """Write all of it in one call, or raise OSError."""
    if os.write(descriptor, content) < len(content):
        raise OSError(errno.ENOSPC, "only a part could be written")
