"""Make a file or a folder beside its place, and rename it there once it is whole and on disk; or fill a new folder.

It is made in a hidden folder of its own, which is locked for as long as its maker lives: by a lock of the file
system, since a process number says nothing in another container and is given again. So what a killed maker left is
distinguished from what is still being made, and the next one removes it.
"""

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.base.errors import WriteError

if sys.platform != "win32":
    import fcntl

_NAME: Final = re.compile(r"\.stancetracker\.[0-9a-f]{16}\.new", re.ASCII)
_LOCK: Final = "lock"
_OLD: Final = "old"
_SAFELY: Final = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"))
# A repository without a commit is as good as an empty folder.
_ALLOWED: Final = {".git"}


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """Give a folder inside `place` to make something in, and remove it in the end; clear what killed makers left.

    Raises OSError.
    """
    clear(place)
    folder, lock = _begun(place)
    try:
        yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)
        os.close(lock)


def put(made: Path, target: Path) -> None:
    """Rename what was made to its place, once it is on disk; a file that is there gives it its mode.

    A folder that is there is moved away first. Raises OSError; then what was there is as it was, or, where only the
    last call failed, what was made is there and may not last.
    """
    sync(made)
    if made.is_dir() and target.exists():
        _exchange(made, target)
    else:
        if target.exists():
            made.chmod(stat.S_IMODE(target.stat().st_mode))
        made.replace(target)
    sync_folder(target.parent)


def sync(made: Path) -> None:
    """Make a file last, or a folder with all that is in it."""
    if not made.is_dir():
        _sync_file(made)
    for folder, _, names in os.walk(made):
        for name in names:
            _sync_file(Path(folder, name))
        sync_folder(Path(folder))


def sync_folder(path: Path) -> None:
    """Make the names in a folder last."""
    if sys.platform == "win32":  # pragma: no cover  # a folder can't be opened there
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_staged(name: str) -> bool:
    """Return whether a folder of this name is one in which something is made."""
    return _NAME.fullmatch(name) is not None


def left(place: Path) -> list[Path]:
    """Return the folders that killed makers left in this one."""
    found = []
    for folder in _staged(place):
        with suppress(OSError), _taken(folder):
            found.append(folder)
    return found


def clear(place: Path) -> None:
    """Remove what killed makers left in a folder, where that can be done."""
    for folder in _staged(place):
        with suppress(OSError), _taken(folder):
            old = folder / _OLD
            # What was moved away, with nothing in its place yet, stays until there is.
            if not old.is_dir() or all(os.path.lexists(place / item.name) for item in old.iterdir()):
                shutil.rmtree(folder)


def _staged(place: Path) -> list[Path]:
    with suppress(OSError):
        found = [item for item in os.scandir(place) if is_staged(item.name)]
        return [Path(item) for item in found if item.is_dir(follow_symlinks=False)]
    return []


@contextmanager
def _taken(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder that a killed maker left; raises OSError where its maker lives."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | _SAFELY, 0o600)
    try:
        _hold(lock, wait=False)
        yield
    finally:
        os.close(lock)


def _begun(place: Path) -> tuple[Path, int]:
    """Return a new folder and the descriptor that holds its lock."""
    while True:
        folder = place / f".stancetracker.{os.urandom(8).hex()}.new"
        folder.mkdir(mode=0o700)
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | _SAFELY, 0o600)
        except FileNotFoundError:  # mistaken for a leftover before it was locked
            continue
        except BaseException:
            with suppress(OSError):
                folder.rmdir()
            raise
        with suppress(
            OSError
        ):  # no locks on this file system: nothing will be mistaken for a leftover, either
            _hold(lock, wait=True)
        if os.path.lexists(folder / _LOCK):
            return folder, lock
        os.close(lock)


def _hold(lock: int, *, wait: bool) -> None:
    """Take a lock, which ends with its descriptor; raises OSError where it can't be had."""
    if sys.platform == "win32":  # pragma: no cover  # what is open can't be removed there
        return
    fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def _exchange(made: Path, target: Path) -> None:
    old = made.parent / _OLD / target.name
    old.parent.mkdir()
    target.rename(old)
    try:
        made.rename(target)
    except OSError:
        old.rename(target)
        raise


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def make_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder that holds these files; one that is there must be empty but for `.git`.

    Whatever a killed run of the same left is completed. Raises WriteError; then everything is as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        if refuse_filled(path) and not _is_begun(target, files):
            raise _filled(path)
        with _parents(target):
            _fill(target, files)
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}; nothing was changed") from None


def refuse_filled(path: Path) -> bool:
    """Return whether the folder exists; it may be made, or filled.

    Raises WriteError where it holds anything but what a killed run may have left, or is no folder.
    """
    try:
        inside = {item.name for item in os.scandir(path)}
    except FileNotFoundError:
        return False
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}; nothing was changed") from None
    if inside - _ALLOWED and not left(path):
        raise _filled(path)
    return True


def _filled(path: Path) -> WriteError:
    return WriteError(f"not empty: {path}; nothing was changed", "name a new folder, or an empty one")


def _is_begun(target: Path, files: Mapping[str, bytes]) -> bool:
    """Return whether everything there is as it should be; what is in one folder came at once."""
    there = {item.name for item in target.iterdir() if not is_staged(item.name)} - _ALLOWED
    wanted = {name: content for name, content in files.items() if name.partition("/")[0] in there}
    found = {
        path.relative_to(target).as_posix(): path.read_bytes()
        for name in there
        for path in (target / name, *(target / name).rglob("*"))
        if path.is_file()
    }
    return wanted == found and there == {name.partition("/")[0] for name in wanted}


def _fill(target: Path, files: Mapping[str, bytes]) -> None:
    """Put the files into a folder, which stays the folder it is, as somebody may be in it."""
    moved: list[Path] = []
    with staged(target) as folder:
        for name, content in files.items():
            path = folder / "made" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        sync(folder / "made")
        try:
            for item in sorted((folder / "made").iterdir()):
                if not os.path.lexists(target / item.name):
                    moved.append(target / item.name)
                    item.rename(moved[-1])
            sync_folder(target)
        except BaseException as error:
            _take_back(moved, error)
            raise


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make a folder and those above it, and remove them again when something goes wrong."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in missing:
            sync_folder(path.parent)
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


def _take_back(paths: Sequence[Path], error: BaseException) -> None:
    """Remove what was made before something went wrong; raises WriteError where that goes wrong, too."""
    for path in paths:
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    if isinstance(error, OSError) and any(map(os.path.lexists, paths)):
        message = f"a failed write could not be undone: {error.strerror}"
        raise WriteError(message, f"see {paths[0].parent}") from None
