"""The one door to files: open what lies beneath a folder, and follow no link on the way.

Strangers place links, pipes and folders in repositories, in archives, and where output goes. Which
folder it is, a person says: a link to that one is followed. On Windows, files are opened plainly.

On the path of every answer, so nothing here is slow to import.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, BufferedWriter, TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

WHOLE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
"""The flags to write a file from its beginning, old or new."""
APPENDING: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND
"""The flags to write at the end of a file, old or new."""
_LINKED: Final = "reached by a symbolic link, which is not followed"
_IRREGULAR: Final = "not a regular file"
_OUTSIDE: Final = "not the name of a file in this folder"
# What a system lacks counts for nothing; O_BINARY is Windows' own.
_SAFELY: Final = sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)
_FOLDER: Final = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_DIRECTORY", "O_CLOEXEC"))
_SUBFOLDER: Final = _FOLDER | getattr(os, "O_NOFOLLOW", 0)
_OPENS_BENEATH: Final = os.open in os.supports_dir_fd
"""Whether the system opens a file beneath a folder that is open, as Windows doesn't."""
_AS_UMASK_SAYS: Final = 0o666


class IrregularFileError(OSError):
    """A file that is reached by a link, or is no regular file; `reason` says which."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(errno.ELOOP, reason, name)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


def reading(folder: Path, name: str) -> BufferedReader:
    """Open the regular file of this name, with `/`, beneath a folder; never waits for a pipe.

    Raises IrregularFileError, and OSError where there is no such file.
    """
    return os.fdopen(_opened(folder, name, os.O_RDONLY), "rb")


def content(folder: Path, name: str) -> bytes:
    """Read the regular file of this name beneath a folder whole; raises as `reading`."""
    with reading(folder, name) as stream:
        return stream.read()


def writing(
    folder: Path, name: str, flags: int = WHOLE, mode: int = _AS_UMASK_SAYS
) -> BufferedWriter:
    """Open the regular file of this name beneath a folder to write it, by default all of it.

    Flags that make a file also make the folders on the way, on disk. Raises as `reading`.
    """
    return os.fdopen(_opened(folder, name, flags, mode), "wb")


def writing_text(folder: Path, name: str) -> TextIO:
    """Open the regular file of this name beneath a folder to write all of it in UTF-8.

    Line ends are written as they are. Raises as `writing`.
    """
    return TextIOWrapper(writing(folder, name), encoding="utf-8", newline="")


def write(folder: Path, name: str, content: bytes) -> None:
    """Write all of the regular file of this name beneath a folder; raises as `writing`."""
    with writing(folder, name) as stream:
        stream.write(content)


def remove(folder: Path, name: str) -> None:
    """Remove the file of this name beneath a folder, if there is one; raises as `reading`.

    Of a link, removes the link.
    """
    *parents, last = _parts(name)
    with suppress(FileNotFoundError):
        if parents:
            refuse_irregular(folder, "/".join(parents))
        if _OPENS_BENEATH:
            with _parent(folder, parents, makes=False) as parent:
                os.unlink(last, dir_fd=parent)
        else:  # pragma: no cover
            (folder / name).unlink()


def make_parents(folder: Path, name: str) -> None:
    """Make the folders on the way to a name beneath a folder, on disk; raises as `reading`."""
    parents = _parts(name)[:-1]
    if _OPENS_BENEATH:
        with _parent(folder, parents, makes=True):
            pass
    else:  # pragma: no cover
        folder.joinpath(*parents).mkdir(parents=True, exist_ok=True)


def resolved(path: Path) -> tuple[Path, str]:
    """Return the folder and the name of a file that a person named, whose links are followed."""
    real = Path(os.path.realpath(path))
    return real.parent, real.name


def shipped(path: Path) -> str:
    """Return the text of a file that came with the program."""
    return path.read_text(encoding="utf-8")


def refuse_irregular(folder: Path, name: str) -> None:
    """Raise IrregularFileError for a name that a link, a pipe or a device is at or on the way to.

    Raises FileNotFoundError where nothing is there.
    """
    path = folder
    for part in _parts(name):
        path /= part
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            raise IrregularFileError(name, _LINKED)
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise IrregularFileError(name, _IRREGULAR)


def _parts(name: str) -> list[str]:
    parts = name.split("/")
    if "" in parts or ".." in parts or "\0" in name:
        raise IrregularFileError(name, _OUTSIDE)
    return parts


def _opened(folder: Path, name: str, flags: int, mode: int = _AS_UMASK_SAYS) -> int:
    """Return the descriptor of a regular file beneath a folder."""
    try:
        refuse_irregular(folder, name)
    except FileNotFoundError:
        if not flags & os.O_CREAT:
            raise
    # What was seen above may have been swapped since: no link is followed here, either.
    if _OPENS_BENEATH:
        *parents, last = _parts(name)
        with _parent(folder, parents, makes=bool(flags & os.O_CREAT)) as parent:
            descriptor = os.open(last, flags | _SAFELY, mode, dir_fd=parent)
    else:  # pragma: no cover
        if flags & os.O_CREAT:
            make_parents(folder, name)
        descriptor = os.open(folder / name, flags | _SAFELY, mode)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise IrregularFileError(name, _IRREGULAR)
    return descriptor


@contextmanager
def _parent(folder: Path, parts: list[str], *, makes: bool) -> Iterator[int]:
    """Open a subfolder, and make what is missing on the way where `makes`."""
    descriptor = os.open(folder, _FOLDER)
    try:
        for part in parts:
            if makes:
                _make_folder(part, descriptor)
            subfolder = os.open(part, _SUBFOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = subfolder
        yield descriptor
    finally:
        os.close(descriptor)


def _make_folder(name: str, parent: int) -> None:
    """Make a folder on disk, if there is nothing of this name."""
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=parent)
        os.fsync(parent)
