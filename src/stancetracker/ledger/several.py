"""Change files of a dataset: one by a rename, several all or none, also where the program is killed midway.

New contents are written beside the files. For several, a list of them is the promise: without it nothing has
changed, with it whoever holds the lock next finishes the change. Until then nothing is answered (`folder.read`).
"""

import errno
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import WriteError
from stancetracker.ledger.folder import PENDING, DataFile, Folder, is_data, read, refuse_irregular
from stancetracker.ledger.staging import sync_folder

_MODE: Final = 0o644
_SAFELY: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Change(NamedTuple):
    """A data file, the content it gets and the one it has, None where it is not there."""

    file: DataFile
    after: bytes
    before: bytes | None


class _Promise(NamedTuple):
    """A data file and the hashes of what it gets and has; that of a file which is not there is empty."""

    file: DataFile
    after: str
    before: str


def write(folder: Folder, changes: Sequence[Change]) -> None:
    """Change the files.

    Raises OSError; then all are as they were. WriteError where the one change is made and may not last, or one of
    several was cut short, which is finished by whoever writes next.
    """
    paths = [_beside(change.file).path for change in changes]
    pending = DataFile(PENDING, folder.path / PENDING)
    try:
        for path, change in zip(paths, changes, strict=True):
            make_folder(change.file.path.parent)
            _write_beside(path, change.after, _mode(change.file))
        if len(changes) == 1:
            paths[0].replace(changes[0].file.path)
            _make_last(changes[0].file)
            return
        _sync_folders(change.file for change in changes)
        _promise(pending, changes)
    except BaseException:
        _withdraw(pending, paths)
        raise
    try:
        _keep(folder, [change.file for change in changes])
    except OSError as error:
        hint = "the next `add`, `import` or `fmt` finishes it"
        raise WriteError(f"a change of several files was cut short: {error.strerror}", hint) from None


def _make_last(file: DataFile) -> None:
    try:
        sync_folder(file.path.parent)
    except OSError as error:
        message = f"{file.name} was changed, and may not be after a power cut: {error.strerror}"
        raise WriteError(message, "run: stancetracker check") from None


def finish(folder: Folder) -> None:
    """Finish a change that was cut short, where there is one; only who holds the lock may.

    Raises OSError, and WriteError where a file has been changed since.
    """
    pending = DataFile(PENDING, folder.path / PENDING)
    if os.path.lexists(pending.path):
        promises = _read_promises(pending)
        waiting = [each for each in promises if _hash_of(each.file) != each.after]
        for each in waiting:
            if _hash_of(each.file) != each.before or _hash_of(_beside(each.file)) != each.after:
                raise _unfinishable(each.file.name)
        _keep(folder, [each.file for each in waiting])


def _promise(pending: DataFile, changes: Sequence[Change]) -> None:
    """Write down that the new contents, which are beside the files, are to be there."""
    hashed = [
        {"file": change.file.name, "after": _hash(change.after), "before": _hash(change.before)}
        for change in changes
    ]
    content = "".join(f"{json.dumps(each)}\n" for each in hashed).encode()
    _write_beside(_beside(pending).path, content, _MODE)
    _beside(pending).path.replace(pending.path)
    sync_folder(pending.path.parent)


def _keep(folder: Folder, files: Sequence[DataFile]) -> None:
    for file in files:
        _beside(file).path.replace(file.path)
    _sync_folders(files)
    (folder.path / PENDING).unlink()
    sync_folder(folder.path)


def _withdraw(pending: DataFile, paths: Iterable[Path]) -> None:
    """Leave nothing of a change that was not promised."""
    try:
        pending.path.unlink(missing_ok=True)
    except OSError as error:
        raise not_taken_back(error) from None
    for path in (_beside(pending).path, *paths):
        with suppress(OSError):
            path.unlink()


def _read_promises(pending: DataFile) -> list[_Promise]:
    """Return what was promised; a name that a stranger may have put there leads nowhere else."""
    refuse_irregular(pending)
    try:
        lines = [json.loads(line) for line in pending.path.read_bytes().split(b"\n") if line]
        found = [_Promise(line["file"], line["after"], line["before"]) for line in lines]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _unfinishable(PENDING) from None
    if not all(isinstance(text, str) for each in found for text in each):
        raise _unfinishable(PENDING)
    return [each._replace(file=_inside(pending, str(each.file))) for each in found]


def _inside(pending: DataFile, name: str) -> DataFile:
    if not is_data(name) or "\0" in name or any(part.startswith(".") or not part for part in name.split("/")):
        raise _unfinishable(PENDING)
    return DataFile(name, pending.path.parent / name)


def _unfinishable(name: str) -> WriteError:
    hint = f"see what changed, for example with git diff, and delete {PENDING}"
    return WriteError(f"a change of several files was cut short, and {name} is not as it was", hint)


def not_taken_back(error: OSError) -> WriteError:
    """Return the error to raise where a failed write leaves something behind."""
    return WriteError(f"a failed write could not be undone: {error.strerror}", "run: stancetracker check")


def _mode(file: DataFile) -> int:
    return stat.S_IMODE(os.lstat(file.path).st_mode) if os.path.lexists(file.path) else _MODE


def _hash(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hexdigest()


def _hash_of(file: DataFile) -> str:
    return _hash(read(file) if os.path.lexists(file.path) else None)


def _sync_folders(files: Iterable[DataFile]) -> None:
    for path in sorted({file.path.parent for file in files}):
        sync_folder(path)


@contextmanager
def opened(file: DataFile, flags: int) -> Iterator[int]:
    """Open a regular file that is reached without links; with O_CREAT, its folders are made as well."""
    with suppress(FileNotFoundError):
        refuse_irregular(file)
    if flags & os.O_CREAT:
        make_folder(file.path.parent)
    descriptor = os.open(file.path, flags | _SAFELY, _MODE)
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


def _beside(file: DataFile) -> DataFile:
    """Return the file in which a file's next content is written."""
    path = file.path.with_name(f".{file.path.name}.new")
    return DataFile(f"{file.name.removesuffix(file.path.name)}{path.name}", path)


def _write_beside(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is to be renamed, and make its content last."""
    # Whoever holds the lock is the only writer, so what is there is left from a crash.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
