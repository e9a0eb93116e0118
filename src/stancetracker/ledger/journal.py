"""The only way to write to a dataset, and to make files and folders whole.

What was acknowledged is on disk. Every write to a dataset holds a lock on a file of its own beside
the data, never on a file that is replaced. A line is appended by one write and fsynced. Many lines,
or a new form of files, are all or none, also where the program is killed midway: new contents are
made in a folder beside, and that folder, renamed, is the promise. Without it nothing has changed,
with it whoever holds the lock next finishes the change, and until then readers take the new
contents from that folder (`ledger.promise`).

A thing made beside its place is in a hidden folder of its own, locked while its maker lives: a
process number says nothing in another container, and is given again. So the next maker knows what
a killed one left, and removes it.
"""

import difflib
import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import WriteError
from stancetracker.ledger import files
from stancetracker.ledger import folder as folders
from stancetracker.ledger.files import IrregularFileError
from stancetracker.ledger.folder import (
    BROKEN_PROMISE_HINT,
    FINISH_HINT,
    DataFile,
    Folder,
    UnreadableFileError,
)
from stancetracker.ledger.promise import (
    LOCK_NAME,
    PENDING,
    BrokenPromiseError,
    promised_names,
    sign,
)

if sys.platform != "win32":
    import fcntl

TORN_SUFFIX: Final = ".torn"
_WAIT_SECONDS: Final = 60.0
_CHUNK: Final = 1 << 20
"""The bytes that are read at once."""
_STAGE: Final = re.compile(r"\.stancetracker\.[0-9a-f]{16}\.new", re.ASCII)
_ALL_MAY_READ: Final = 0o644
"""The mode of a new data file."""
_OLD: Final = "old"
"""The folder in a stage for what was moved away."""


class Change(NamedTuple):
    """A data file's content before and after; one that is not there has nothing."""

    name: str
    before: bytes
    after: bytes

    def diff(self) -> Iterator[str]:
        """Return a unified diff, line by line. The lines are data: sanitise before printing."""
        # Only LF ends a line, so that a CR shows as part of one.
        before = self.before.decode().split("\n")
        after = self.after.decode().split("\n")
        return difflib.unified_diff(before, after, f"a/{self.name}", f"b/{self.name}", lineterm="")


class _Extent(NamedTuple):
    """The size of a file, and its last line."""

    line_ends: int
    tail_start: int
    """The offset after the last line end."""
    size: int

    @property
    def has_tail(self) -> bool:
        """Return whether the last line has no line end."""
        return self.tail_start < self.size


class Journal(NamedTuple):
    """Writes to a dataset whose lock it holds; get one from `locked`."""

    folder: Folder

    def append(self, lines: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Append whole lines to data files, old or new, all or none.

        Return the number of the first line of each. A torn last line is set aside first.

        Raises WriteError; then the lines of the files are as they were.
        """
        for name in lines:
            self.set_aside(name)
        if sum(map(len, lines.values())) == 1:
            [(name, [line])] = lines.items()
            with _writing(name):
                return {name: self._append_line(name, line)}
        changes = []
        first_numbers = {}
        for name, new_lines in lines.items():
            with _writing(name):
                before = _content(self._file(name))
            whole = before
            if before and not before.endswith(b"\n"):
                whole += b"\n"
            after = whole + "".join(f"{line}\n" for line in new_lines).encode()
            changes.append(Change(name, before, after))
            first_numbers[name] = whole.count(b"\n") + 1
        self.replace_all(changes)
        return first_numbers

    def set_aside(self, name: str) -> str | None:
        """Move a torn last line into a file beside, and return its name; None for no torn line.

        Raises WriteError.
        """
        # Slow to import, and not needed to make files.
        from stancetracker.ledger.jsonl import is_torn

        file = self._file(name)
        if not os.path.lexists(file.path):
            return None
        with _writing(name), _opened(file, os.O_RDWR) as descriptor:
            extent = _extent(descriptor)
            tail = os.pread(descriptor, extent.size - extent.tail_start, extent.tail_start)
            if not extent.has_tail or not is_torn(tail):
                return None
            # On disk in its new place before it leaves the old one.
            aside = self._file(name + TORN_SUFFIX)
            with _opened(aside, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as aside_descriptor:
                _write_at_once(aside_descriptor, tail + b"\n")
                os.fsync(aside_descriptor)
            sync_one(aside.path.parent)
            os.ftruncate(descriptor, extent.tail_start)
            os.fsync(descriptor)
        return aside.name

    def replace_all(self, changes: Sequence[Change]) -> None:
        """Give data files new contents, all or none, if each still has the content it had before.

        Raises WriteError; then the files are as they were, or, where it says so, the next write
        finishes the change.
        """
        changed_files = [self._file(change.name) for change in changes]
        with _writing(", ".join(change.name for change in changes)):
            for change, file in zip(changes, changed_files, strict=True):
                if _content(file) != change.before:
                    message = f"{change.name} was changed meanwhile, so it was left alone"
                    raise WriteError(message, "try again")
            self._promise(changes)
            try:
                sync_one(self.folder.path)
                _fulfil(self.folder, changed_files)
            except OSError as error:
                message = f"a change of files was cut short: {error.strerror}"
                raise WriteError(message, FINISH_HINT) from None

    def _promise(self, changes: Sequence[Change]) -> None:
        """Write the new contents to a folder beside, on disk; to rename it promises them."""
        root = self.folder.path
        with staged(root) as stage:
            promise = stage / "promise"
            promise.mkdir()
            for change in changes:
                target = self._file(change.name).path
                files.write(promise, change.name, change.after)
                if os.path.lexists(target):
                    mode = stat.S_IMODE(os.lstat(target).st_mode)
                    (promise / change.name).chmod(mode)
            hashes = {change.name: sha256(change.before).hexdigest() for change in changes}
            sign(promise, hashes)
            sync(promise)
            promise.rename(root / PENDING)

    def _file(self, name: str) -> DataFile:
        return DataFile(name, self.folder.path / name)

    def _append_line(self, name: str, line: str) -> int:
        """Append a line to a file, and return its number."""
        file = self._file(name)
        is_new = not os.path.lexists(file.path)
        content = f"{line}\n".encode()
        with _opened(file, os.O_RDWR | os.O_APPEND | os.O_CREAT) as descriptor:
            extent = _extent(descriptor)
            if extent.has_tail:
                content = b"\n" + content
            try:
                _write_at_once(descriptor, content)
                os.fsync(descriptor)
                if is_new:
                    sync_one(file.path.parent)
            except BaseException:
                # Nothing half may stay, whatever happened.
                _undo_append(file, descriptor, extent.size, is_new=is_new)
                raise
        return extent.line_ends + extent.has_tail + 1


def _undo_append(file: DataFile, descriptor: int, size: int, *, is_new: bool) -> None:
    """Cut a file back to the size it had, or remove a new one; raises WriteError if that fails."""
    try:
        os.ftruncate(descriptor, size)
        if is_new:
            file.path.unlink()
    except OSError as error:
        message = f"a failed write could not be undone: {error.strerror}"
        raise WriteError(message, "run: stancetracker check") from None


@contextmanager
def locked(folder: Folder) -> Iterator[Journal]:
    """Hold the lock of a dataset while writing to it, and first finish a change that was cut short.

    Raises WriteError where it can't be had, or the dataset is the packaged one.
    """
    from filelock import FileLock, Timeout  # slow to import, and not needed to make files

    path = folders.writable(folder).path / LOCK_NAME
    lock = FileLock(path, timeout=_WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise WriteError("another program has been writing for a minute", f"see {path}") from None
    except (OSError, NotImplementedError) as error:
        raise WriteError(f"the dataset can't be locked: {_reason(error)}") from None
    try:
        with _writing(PENDING):
            if folder.is_changing:
                _fulfil(folder, _promised_files(folder))
                clear(folder.path)
        yield Journal(folder)
    finally:
        lock.release()


def finished(folder: Folder, *, dry_run: bool = False) -> Folder:
    """Finish a change that was cut short, but on a dry run, and return the folder.

    Raises WriteError.
    """
    if folders.writable(folder).is_changing and not dry_run:
        with locked(folder):
            pass
    return folder


@contextmanager
def _writing(name: str) -> Iterator[None]:
    try:
        yield
    except (UnreadableFileError, IrregularFileError) as error:
        raise WriteError(f"can't write to {error}") from None
    except OSError as error:
        raise WriteError(f"can't write to {name}: {_reason(error)}; nothing was changed") from None


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _extent(descriptor: int) -> _Extent:
    line_ends = 0
    tail_start = 0
    size = 0
    while chunk := os.pread(descriptor, _CHUNK, size):
        line_ends += chunk.count(b"\n")
        last = chunk.rfind(b"\n")
        if last >= 0:
            tail_start = size + last + 1
        size += len(chunk)
    return _Extent(line_ends, tail_start, size)


def _fulfil(folder: Folder, promised: Sequence[DataFile]) -> None:
    """Give files the contents that were promised, and end the promise."""
    for file in promised:
        with suppress(FileNotFoundError):
            files.refuse_irregular(folder.path, file.name)
        files.make_parents(folder.path, file.name)
        (folder.path / PENDING / file.name).replace(file.path)
        sync_one(file.path.parent)
    shutil.rmtree(folder.path / PENDING)
    sync_one(folder.path)


def _promised_files(folder: Folder) -> list[DataFile]:
    """Return the files that are still to change; raises WriteError where they can't."""
    try:
        names = promised_names(folder.path)
    except BrokenPromiseError as error:
        message = f"a change of files was cut short, and {error.name} is not as it was"
        raise WriteError(message, BROKEN_PROMISE_HINT) from None
    return [DataFile(name, folder.path / name) for name in sorted(names)]


def _content(file: DataFile) -> bytes:
    return folders.read(file) if os.path.lexists(file.path) else b""


@contextmanager
def _opened(file: DataFile, flags: int) -> Iterator[int]:
    with files.writing(file.root, file.name, flags, _ALL_MAY_READ) as stream:
        yield stream.fileno()


def _write_at_once(descriptor: int, content: bytes) -> None:
    """Write all of it in one call, or raise OSError."""
    if os.write(descriptor, content) < len(content):
        raise OSError(errno.ENOSPC, "only a part could be written")


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """Give a folder inside `place` to make something in, and remove it in the end.

    Clear first what killed makers left.
    """
    clear(place)
    folder = place / f".stancetracker.{os.urandom(8).hex()}.new"
    folder.mkdir(mode=0o700)
    try:
        with _folder_lock(folder, is_ours=True):
            yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


def write_whole(folder: Path, name: str, content: bytes) -> None:
    """Give a file beneath a folder a new content, the whole or none of it, following no link.

    Raises OSError.
    """
    with suppress(FileNotFoundError):
        files.refuse_irregular(folder, name)
    target = folder / name
    with staged(target.parent) as stage:
        files.write(stage, target.name, content)
        put(stage / target.name, target)


def put(source: Path, target: Path) -> None:
    """Rename what was made to its place once it is on disk, with the mode of a file it replaces.

    A folder that is there is moved away first.

    Raises OSError; then what was there is as it was, or, where only the last call failed, what was
    made is there and may not last.
    """
    sync(source)
    if source.is_dir() and target.exists():
        old = source.parent / _OLD / target.name
        old.parent.mkdir()
        target.rename(old)
        try:
            source.rename(target)
        except OSError:
            old.rename(target)
            raise
    else:
        if target.exists():
            source.chmod(stat.S_IMODE(target.stat().st_mode))
        source.replace(target)
    sync_one(target.parent)


def sync(path: Path) -> None:
    """Flush a file to disk, or a folder with everything in it."""
    for folder, _, names in os.walk(path):
        for name in names:
            sync_one(Path(folder, name))
        sync_one(Path(folder))
    if not path.is_dir():
        sync_one(path)


def sync_one(path: Path) -> None:
    """Flush a file to disk, or the names in a folder."""
    # Windows opens neither a folder nor a file that is only read.
    if sys.platform == "win32":  # pragma: no cover
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_staged(name: str) -> bool:
    """Return whether a folder of this name is one for making something in."""
    return _STAGE.fullmatch(name) is not None


def is_in_use(stage: Path) -> bool:
    """Return whether the program that makes something in a stage is running."""
    try:
        with _folder_lock(stage, is_ours=False):
            return False
    except OSError:
        return True


def clear(place: Path) -> None:
    """Remove what killed processes left in a folder, where possible."""
    with suppress(OSError):
        for stage in [Path(item) for item in os.scandir(place) if is_staged(item.name)]:
            with suppress(OSError), _folder_lock(stage, is_ours=False):
                if _is_superseded(stage / _OLD, place):
                    shutil.rmtree(stage)


def _is_superseded(old: Path, place: Path) -> bool:
    """Return whether all that was moved away has something in its place again."""
    if not old.is_dir():
        return True
    return all(os.path.lexists(place / item.name) for item in old.iterdir())


@contextmanager
def _folder_lock(folder: Path, *, is_ours: bool) -> Iterator[None]:
    """Hold the lock of a folder in which something is made.

    Raises OSError where another's can't be had.
    """
    # Windows opens no folder, so nothing is taken for left over.
    if sys.platform == "win32":  # pragma: no cover
        if not is_ours:
            raise OSError
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        # Where a file system has no locks, nothing is taken for left over, either.
        with suppress(OSError) if is_ours else nullcontext():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
