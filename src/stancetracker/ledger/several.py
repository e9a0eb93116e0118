"""Change files of a dataset, all or none, also where the program is killed midway.

New contents are made in a folder beside. That folder, renamed, is the promise: without it nothing has changed, with
it whoever holds the lock next finishes the change. Until then nothing is answered (`folder.read`).
"""

import errno
import json
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import WriteError
from stancetracker.ledger.folder import PENDING, DataFile, Folder, is_data, read, refuse_irregular
from stancetracker.ledger.staging import clear, staged, sync, sync_folder

_MODE: Final = 0o644
_SAFELY: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_BEFORE: Final = "before.json"
"""The hashes of what the files of a promise hold until they change."""


class Change(NamedTuple):
    """A data file, the content it gets and the one it has, None where it is not there."""

    file: DataFile
    after: bytes
    before: bytes | None


def write(folder: Folder, changes: Sequence[Change]) -> None:
    """Change the files.

    Raises OSError; then all are as they were. WriteError where the change was cut short, which is finished by whoever
    writes next.
    """
    with staged(folder.path) as stage:
        for change in changes:
            made = stage / "made" / change.file.name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(change.after)
            made.chmod(_mode(change.file))
        hashes = {change.file.name: _hash(change.before) for change in changes}
        (stage / "made" / _BEFORE).write_text(json.dumps(hashes), encoding="utf-8")
        sync(stage / "made")
        (stage / "made").rename(folder.path / PENDING)
    try:
        sync_folder(folder.path)
        _keep(folder, [change.file for change in changes])
    except OSError as error:
        hint = "the next `add`, `import` or `fmt` finishes it"
        raise WriteError(f"a change of files was cut short: {error.strerror}", hint) from None


def _keep(folder: Folder, files: Sequence[DataFile]) -> None:
    for file in files:
        with suppress(FileNotFoundError):
            refuse_irregular(file)
        make_folder(file.path.parent)
        (folder.path / PENDING / file.name).replace(file.path)
        sync_folder(file.path.parent)
    shutil.rmtree(folder.path / PENDING)
    sync_folder(folder.path)


def finish(folder: Folder) -> None:
    """Finish a change that was cut short, where there is one; only who holds the lock may.

    Raises OSError, and WriteError where a file has been changed since.
    """
    pending = DataFile(PENDING, folder.path / PENDING)
    if os.path.lexists(pending.path):
        refuse_irregular(pending)
        waiting = list(_waiting(folder, pending.path))
        before = _hashes(pending.path) if waiting else {}
        for file in waiting:
            refuse_irregular(DataFile(f"{PENDING}/{file.name}", pending.path / file.name))
            there = read(file) if os.path.lexists(file.path) else None
            if _hash(there) != before.get(file.name):
                raise _unfinishable(file.name)
        _keep(folder, waiting)
        clear(folder.path)


def _waiting(folder: Folder, pending: Path) -> Iterator[DataFile]:
    """Yield the files that are still to change; a name that a stranger may have put there is refused."""
    if not pending.is_dir():
        raise _unfinishable(PENDING)
    for at, _, names in os.walk(pending, onerror=_raise):
        for path in (Path(at, name) for name in names):
            name = path.relative_to(pending).as_posix()
            if name != _BEFORE:
                if not is_data(name) or any(part.startswith(".") for part in name.split("/")):
                    raise _unfinishable(PENDING)
                yield DataFile(name, folder.path / name)


def _raise(error: OSError) -> None:
    raise error


def _hashes(pending: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((pending / _BEFORE).read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        raise _unfinishable(PENDING) from None


def _unfinishable(name: str) -> WriteError:
    hint = f"see what changed, for example with git diff, and delete {PENDING}"
    return WriteError(f"a change of files was cut short, and {name} is not as it was", hint)


def _mode(file: DataFile) -> int:
    return stat.S_IMODE(os.lstat(file.path).st_mode) if os.path.lexists(file.path) else _MODE


def _hash(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hexdigest()


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
