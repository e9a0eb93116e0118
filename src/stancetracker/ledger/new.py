"""Make a new folder with files in it, all of them or nothing."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.base.errors import WriteError
from stancetracker.ledger.staging import is_staged, left, staged, sync, sync_folder

# A repository without a commit is as good as an empty folder.
_ALLOWED: Final = {".git"}


def make(path: Path, files: Mapping[str, bytes]) -> None:
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
