"""Make a new folder with files in it, all of them or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.base.errors import WriteError
from stancetracker.ledger.disk import sync_folder

# A repository without a commit is as good as an empty folder.
_ALLOWED: Final = {".git"}


def make(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder that holds these files; one that is there must be empty but for `.git`.

    Raises WriteError; then everything is as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        if refuse_filled(path):
            _fill(target, files)
        else:
            with _parents(target.parent), _staged(target.parent / _beside(target.name), files) as staged:
                _put(staged, target)
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}; nothing was changed") from None


def _put(staged: Path, target: Path) -> None:
    staged.rename(target)
    try:
        sync_folder(target.parent)
    except BaseException:
        # It is there, but may not stay.
        _remove(target)
        raise


def refuse_filled(path: Path) -> bool:
    """Whether the folder is there; it may be made, or filled.

    Raises WriteError where it holds anything, or is no folder.
    """
    try:
        inside = {item.name for item in os.scandir(path)}
    except FileNotFoundError:
        return False
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}; nothing was changed") from None
    if inside - _ALLOWED:
        raise WriteError(f"not empty: {path}; nothing was changed", "name a new folder, or an empty one")
    return True


def _beside(name: str) -> str:
    return f".{name[:100]}.{os.getpid()}.new"


def _fill(target: Path, files: Mapping[str, bytes]) -> None:
    """Put the files into an empty folder that stays the folder it is, as somebody may be in it."""
    moved: list[Path] = []
    with _staged(target / _beside("init"), files) as staged:
        try:
            for item in sorted(staged.iterdir()):
                moved.append(target / item.name)
                item.rename(moved[-1])
            sync_folder(target)
        except BaseException:
            for path in moved:
                _remove(path)
            raise


@contextmanager
def _staged(staging: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """The files in a folder of their own, on disk; whatever of it is left in the end is removed."""
    staging.mkdir()
    try:
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for folder, _, _ in os.walk(staging):
            sync_folder(Path(folder))
        yield staging
    finally:
        _remove(staging)


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """The folders above, made where they are not there, and taken away again when something goes wrong."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
