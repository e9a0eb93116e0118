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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.base.errors import WriteError

if sys.platform != "win32":
    import fcntl

_NAME: Final = re.compile(r"\.stancetracker\.[0-9a-f]{16}\.new", re.ASCII)
_OLD: Final = "old"


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """Give a folder inside `place` to make something in, and remove it in the end; clear what killed makers left.

    Raises OSError.
    """
    clear(place)
    folder = place / f".stancetracker.{os.urandom(8).hex()}.new"
    folder.mkdir(mode=0o700)
    try:
        with _locked(folder, is_ours=True):
            yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


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


def clear(place: Path) -> None:
    """Remove what killed makers left in a folder, where that can be done."""
    with suppress(OSError):
        for folder in [Path(item) for item in os.scandir(place) if is_staged(item.name)]:
            with suppress(OSError), _locked(folder, is_ours=False):
                old = folder / _OLD
                # What was moved away, with nothing in its place yet, stays until there is.
                if not old.is_dir() or all(os.path.lexists(place / item.name) for item in old.iterdir()):
                    shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path, *, is_ours: bool) -> Iterator[None]:
    """Hold the lock of a folder in which something is made; raises OSError where another's can't be had."""
    if sys.platform == "win32":  # pragma: no cover  # a folder can't be opened there, so nothing is left over
        if not is_ours:
            raise OSError
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # Where a file system has no locks, nothing is taken for a leftover, either.
            if not is_ours:
                raise
        yield
    finally:
        os.close(descriptor)


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
    """Make a folder that holds these files, or fill an empty one, which stays the folder it is.

    Raises WriteError.
    """
    refuse_filled(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with staged(path) as folder:
            for name, content in files.items():
                made = folder / "made" / name
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_bytes(content)
            sync(folder / "made")
            for item in sorted((folder / "made").iterdir()):
                item.rename(path / item.name)
            sync_folder(path)
        sync_folder(path.parent)
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}") from None


def refuse_filled(path: Path) -> None:
    """Raise WriteError where this is a folder that holds anything, or no folder at all."""
    try:
        inside = [item.name for item in os.scandir(path) if item.name != ".git" and not is_staged(item.name)]
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}; nothing was changed") from None
    if inside:
        hint = "name a new folder, or an empty one"
        raise WriteError(f"not empty: {path}; nothing was changed", hint)
