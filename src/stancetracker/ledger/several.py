"""A change of several files: all of it or none, also where the program is killed in its midst.

The new contents are written beside the files. A list of them is the promise: without it nothing has changed,
with it the change is finished by whoever holds the lock next. Until then nothing is answered (`folder.read`).
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from stancetracker.base.errors import WriteError
from stancetracker.ledger import disk
from stancetracker.ledger.folder import PENDING, DataFile, Folder, is_data, read, refuse_irregular


class Change(NamedTuple):
    """A data file, the content it gets and the one it has; None where it is not to be there, or is not."""

    file: DataFile
    after: bytes | None
    before: bytes | None


class _Promise(NamedTuple):
    """A data file and the hashes of what it gets and has; that of a file which is not there is empty."""

    file: DataFile
    after: str
    before: str


def write(folder: Folder, changes: Sequence[Change]) -> None:
    """Change the files.

    Raises OSError; then all are as they were. WriteError where even that can't be promised.
    """
    try:
        _promise(folder, changes)
    except BaseException:
        _withdraw(folder, changes)
        raise
    try:
        _keep(folder, [_hashed(change) for change in changes])
    except BaseException:
        _take_back(folder, changes)
        raise


def finish(folder: Folder) -> None:
    """Finish a change that was cut short, where there is one; only who holds the lock may.

    Raises OSError, and WriteError where a file has been changed since.
    """
    pending = DataFile(PENDING, folder.path / PENDING)
    if os.path.lexists(pending.path):
        promises = _read_promises(pending)
        waiting = [each for each in promises if _hash_of(each.file) != each.after]
        for each in waiting:
            if _hash_of(each.file) != each.before or (
                each.after and _hash_of(_next(each.file)) != each.after
            ):
                raise _unfinishable(each.file.name)
        _keep(folder, waiting)


def _promise(folder: Folder, changes: Sequence[Change]) -> None:
    """Write the new contents beside the files, and then down that they are to be there."""
    for change in changes:
        if change.after is not None:
            disk.make_folder(change.file.path.parent)
            disk.write_beside(disk.beside(change.file.path), change.after, _mode(change.file))
    _sync_folders(change.file for change in changes)
    hashed = ({**_hashed(change)._asdict(), "file": change.file.name} for change in changes)
    path = folder.path / PENDING
    content = "".join(f"{json.dumps(each)}\n" for each in hashed).encode()
    disk.write_beside(disk.beside(path), content, disk.MODE)
    disk.beside(path).replace(path)
    disk.sync_folder(folder.path)


def _keep(folder: Folder, promises: Sequence[_Promise]) -> None:
    for each in promises:
        if each.after:
            disk.beside(each.file.path).replace(each.file.path)
        else:
            each.file.path.unlink(missing_ok=True)
    _sync_folders(each.file for each in promises)
    (folder.path / PENDING).unlink()
    disk.sync_folder(folder.path)


def _take_back(folder: Folder, changes: Sequence[Change]) -> None:
    """Undo what could not be kept: a change of its own, the other way round."""
    try:
        made = [change for change in changes if _content(change.file) == change.after]
        back = [Change(change.file, after=change.before, before=change.after) for change in made]
        _promise(folder, back)
        _keep(folder, [_hashed(change) for change in back])
    except OSError as error:
        raise _not_taken_back(error) from None
    _withdraw(folder, changes)


def _withdraw(folder: Folder, changes: Iterable[Change]) -> None:
    """Leave nothing of a change that was not promised."""
    pending = folder.path / PENDING
    try:
        pending.unlink(missing_ok=True)
    except OSError as error:
        raise _not_taken_back(error) from None
    for path in (pending, *(change.file.path for change in changes)):
        with suppress(OSError):
            disk.beside(path).unlink()


def _read_promises(pending: DataFile) -> list[_Promise]:
    """What was promised; a name that a stranger may have put there leads nowhere else."""
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


def _not_taken_back(error: OSError) -> WriteError:
    message = f"a failed write could not be taken back: {error.strerror}"
    return WriteError(message, "run: stancetracker check")


def _mode(file: DataFile) -> int:
    return stat.S_IMODE(os.lstat(file.path).st_mode) if os.path.lexists(file.path) else disk.MODE


def _content(file: DataFile) -> bytes | None:
    return read(file) if os.path.lexists(file.path) else None


def _hash(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hexdigest()


def _hash_of(file: DataFile) -> str:
    return _hash(_content(file))


def _next(file: DataFile) -> DataFile:
    path = disk.beside(file.path)
    return DataFile(f"{file.name.removesuffix(file.path.name)}{path.name}", path)


def _hashed(change: Change) -> _Promise:
    return _Promise(change.file, _hash(change.after), _hash(change.before))


def _sync_folders(files: Iterable[DataFile]) -> None:
    for path in sorted({file.path.parent for file in files}):
        disk.sync_folder(path)
