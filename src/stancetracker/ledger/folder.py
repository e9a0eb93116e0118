"""Find a dataset, list its files and read their bytes. On the fast reading path: nothing heavy here."""

import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from stancetracker.base.errors import NoDatasetError, Place, Problem, UsageError, WriteError
from stancetracker.base.text import is_whole

VARIABLE: Final = "STANCETRACKER_DATA"
PENDING: Final = ".stancetracker.pending"
"""The folder that is there while files change (`ledger.journal`)."""
_PATIENCE: Final = 200
_PAUSE: Final = 0.01
_TICK_NS: Final = 50_000_000
_COARSE_TICK_NS: Final = 2_000_000_000
_HINT: Final = "name a folder that holds *.jsonl files, or make one: stancetracker init DIR"
# What this program answers in JSON lines names the version of the data.
_ANY: Final = rb'(?:\xef\xbb\xbf)?[ \t\[,]*\{(?![^\n]*"data_version")(?:[^{}]*|[^\n]*)"kind"\s*:'
_RECORD: Final = re.compile(b"^" + _ANY, re.MULTILINE)
_FIRST_RECORD: Final = re.compile(rb"\s*" + _ANY)
_DATASET: Final = re.compile(
    rb'^(?:\xef\xbb\xbf)?[ \t]*\{[^{}\n]*"kind"\s*:\s*"dataset"', re.MULTILINE
)
_BLOCK: Final = 65_536
_LONGEST_REST: Final = 2_000_000
_LARGEST: Final = 2_000_000_000
# What a system lacks counts for nothing; O_BINARY is Windows' own.
SAFELY: Final = sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


class DataFile(NamedTuple):
    """A data file: its name as seen from the dataset folder, with `/`, and its absolute path."""

    name: str
    path: Path

    @property
    def root(self) -> Path:
        """Its dataset folder."""
        return self.path.parents[self.name.count("/")]


class Stamp(NamedTuple):
    """The state of a file, which changes whenever the file does."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    def is_young(self, read_ns: int) -> bool:
        """Return whether the file may have changed again within the clock tick in which it was read."""
        last = max(self.mtime_ns, self.ctime_ns)
        tick = _TICK_NS if last % 1_000_000_000 else _COARSE_TICK_NS
        return last + tick >= read_ns


class UnreadableFileError(OSError):
    """A data file that can't or must not be read; `problem` reports it as a fault in the data."""

    def __init__(self, file: DataFile, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(f"{file.name}: {message}")
        self.problem = Problem(Place(file.name, 1), code, "fatal", message, hint)


class Folder(NamedTuple):
    """A dataset folder; the packaged one is read-only."""

    path: Path
    packaged: bool = False
    cached: bool = True
    """True where its index may be in the cache."""

    def files(self) -> tuple[DataFile, ...]:
        """Return every data file in the folder and its subfolders, by name, skipping hidden ones.

        Wait two seconds while files change; a change that was cut short is listed, so that reading refuses it.
        """
        pending = DataFile(PENDING, self.path / PENDING)
        for _ in range(_PATIENCE):
            if not os.path.lexists(pending.path):
                return _files(self.path)
            time.sleep(_PAUSE)
        return (pending, *_files(self.path))

    @property
    def notice(self) -> str:
        """Return the sentence to say before answering from the packaged dataset; empty for any other."""
        said = f"no dataset here; reading the one that came with the program, {self.path}"
        return said if self.packaged else ""

    def misnamed(self) -> Iterator[DataFile]:
        """Yield the files, by name, that hold records and are not read because of their names."""
        for file in sorted(file for file, is_read in _walk(self.path) if not is_read):
            # Without `json` in its name, it holds records if it begins with one.
            is_json = "json" in file.name.casefold()
            if _holds(file, *((_RECORD.search,) if is_json else (_FIRST_RECORD.match, 1))):
                yield file


Data = Folder | Mapping[str, bytes]
"""A dataset folder, or data files that are in none: their contents by name."""


def _files(root: Path) -> tuple[DataFile, ...]:
    return tuple(sorted(file for file, is_read in _walk(root) if is_read))


def _walk(root: Path) -> Iterator[tuple[DataFile, bool]]:
    """Yield each file, of hidden ones only *.jsonl, and whether it is read or, where that can't be, refused."""
    waiting = [DataFile("", root)]
    while waiting:
        name, path = waiting.pop()
        try:
            inside = [
                item
                for item in os.scandir(path)
                if not item.name.startswith(".") or is_data(item.name)
            ]
        except OSError:
            # Reported as unreadable when read: data that can't be listed must not go missing silently.
            yield DataFile(name or ".", path), True
            continue
        for item in inside:
            file = DataFile(f"{name}/{item.name}" if name else item.name, path / item.name)
            # A link to a folder, even to one that is not there now, may lead to data. `isfile` never raises.
            if item.name.startswith("."):
                yield file, False
            elif is_data(item.name) or (item.is_symlink() and not os.path.isfile(item.path)):  # noqa: PTH113
                yield file, True
            elif item.is_dir(follow_symlinks=False):
                waiting.append(file)
            else:
                yield file, False


def is_data(name: str) -> bool:
    """Return whether a file of this name is a data file, ignoring case so that none goes missing silently."""
    return name.casefold().endswith(".jsonl")


def _holds(
    file: DataFile,
    found: Callable[[bytes], object],
    most: int | None = None,
    *,
    unread: bool = False,
) -> bool:
    """Return whether something is found in the first blocks of a file; `unread` for one that can't be read."""
    try:
        return any(map(found, islice(blocks(file), most)))
    except UnreadableFileError:
        return unread


def records_around(file: Path) -> Path | None:
    """Return a file of records in the folder of a new data file, or around it; None for none or no data file."""
    file = Path(os.path.realpath(file))
    if file.name.startswith(".") or not is_data(file.name):
        return None
    for folder in file.parents:
        if found := next(_of_records(folder), None):
            return found.path
        if folder.name.startswith(".") or (folder / ".git").exists():
            return None
    return None


def _of_records(folder: Path) -> Iterator[DataFile]:
    """Yield the data files right in a folder, by name, that begin with records or can't be read."""
    return (file for file in _right_in(folder) if _holds(file, _RECORD.search, 1, unread=True))


def _right_in(folder: Path) -> list[DataFile]:
    try:
        inside = [DataFile(path.name, path) for path in folder.iterdir()]
    except OSError:
        return []
    return sorted(file for file in inside if is_data(file.name) and not file.name.startswith("."))


def _is_dataset(folder: Path) -> bool:
    """Return whether a record of kind `dataset` is in a data file right in a folder."""
    # Most blocks hold none, and looking for a word is quick.
    return any(
        _holds(file, lambda block: b'"dataset"' in block and _DATASET.search(block))
        for file in _of_records(folder)
    )


def stamp(file: DataFile) -> Stamp:
    """Return the size, times and inode of a data file; raises OSError where there is none."""
    found = os.lstat(file.path)
    numbers = found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
    # SQLite has 64 bits with a sign; a clock or an inode may have more.
    return Stamp(*((number + (1 << 63)) % (1 << 64) - (1 << 63) for number in numbers))


def is_unchanged(folder: Folder, known: Mapping[str, Stamp]) -> bool:
    """Return whether the data files of a folder are these, by name, and as they were."""
    try:
        return known == {file.name: stamp(file) for file in folder.files()}
    except OSError:
        return False


def read(file: DataFile) -> bytes:
    """Return the bytes of a data file; never waits, and follows no link inside. Raises UnreadableFileError."""
    with _opened(file) as opened:
        if os.fstat(opened.fileno()).st_size > _LARGEST:
            said, hint = "too large to be read whole", "split it: 2 GB are the most"
            raise UnreadableFileError(file, "unreadable-file", said, hint)
        return opened.read()


def blocks(file: DataFile, start: int = 0) -> Iterator[bytes]:
    """Yield the bytes that `read` returns in blocks that end with a line, at `start`, or with the file.

    Raises UnreadableFileError; a line much longer than a block is given in pieces.
    """
    with _opened(file) as opened:
        while (before := start - opened.tell()) > 0 and (block := opened.read(min(before, _BLOCK))):
            yield _to_line_end(block, opened, before - len(block))
        while block := opened.read(_BLOCK):
            yield _to_line_end(block, opened, _LONGEST_REST)


def _to_line_end(block: bytes, opened: BinaryIO, most: int) -> bytes:
    return block if block.endswith(b"\n") else block + opened.readline(min(most, _LONGEST_REST))


@contextmanager
def _opened(file: DataFile) -> Iterator[BinaryIO]:
    if file.name == PENDING:
        said, hint = (
            "a change of files was cut short",
            "the next `add`, `import` or `fmt` finishes it",
        )
        raise UnreadableFileError(file, "unfinished-write", said, hint)
    if not is_whole(file.name):  # such a name fits into no index and no answer
        said, hint = "its name is not UTF-8", "give it a name that is UTF-8"
        raise UnreadableFileError(file, "invalid-file-name", said, hint)
    try:
        refuse_irregular(file)
        descriptor = os.open(file.path, os.O_RDONLY | SAFELY)
        try:
            # What was looked at above may have been swapped since.
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableFileError(file, "irregular-file", "not a regular file")
            with os.fdopen(descriptor, "rb", closefd=False) as opened:
                yield opened
        finally:
            os.close(descriptor)
    except UnreadableFileError:
        raise
    except OSError as error:
        raise UnreadableFileError(
            file, "unreadable-file", f"can't be read: {error.strerror}"
        ) from None


def refuse_irregular(file: DataFile) -> None:
    """Raise UnreadableFileError for all but a regular file reached without links, OSError where none is."""
    path = file.root
    parts = () if file.name == "." else file.name.split("/")
    for part in parts:
        path = path / part
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            said = "reached by a symbolic link, which is not followed"
            raise UnreadableFileError(file, "irregular-file", said)
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise UnreadableFileError(file, "irregular-file", "not a regular file")


def here(named: str | os.PathLike[str] | None) -> Folder:
    """Return the dataset that `find` finds for this process."""
    try:
        home = Path.home()
    except RuntimeError:
        home = None
    return find(None if named is None else os.fspath(named), os.environ, Path.cwd(), home)


def find(named: str | None, environ: Mapping[str, str], cwd: Path, home: Path | None) -> Folder:
    """Return the dataset that is named, else that of the environment, else around `cwd`, else the packaged one.

    Only a name takes a folder that has no record of kind `dataset`; else the nearest one is searched for, up to git's
    folder or home. Raises NoDatasetError, also where records without a dataset are on the way, and in a git
    repository; UsageError for an empty name; an empty variable is none.
    """
    if named == "":
        raise UsageError("--data is empty", "name a folder, or leave it out")
    if named is not None:
        return Folder(_named(cwd / named, named))
    if environ.get(VARIABLE):
        return Folder(_named(cwd / environ[VARIABLE], f"{VARIABLE}={environ[VARIABLE]}"))
    home, others = home and Path(os.path.realpath(home)), list[DataFile]()
    for folder in (cwd, *cwd.parents):
        for candidate in (folder, folder / "data"):
            if _is_dataset(candidate):
                return Folder(candidate)
            others += _of_records(candidate)
        if folder == home or (folder / ".git").exists():
            break
    if others:
        message = f"{others[0].path} holds records, but no dataset is in its folder or around it"
        raise NoDatasetError(message, f"to use that folder: -d {others[0].root}")
    if any((folder / ".git").exists() for folder in (cwd, *cwd.parents)):
        raise NoDatasetError("no dataset in the git repository here", _HINT)
    return packaged()


def _named(path: Path, asked: str) -> Path:
    """Return the folder, or the dataset that it holds as `data`."""
    path = Path(os.path.realpath(path))
    inside = path / "data"
    if _is_dataset(path):
        return path
    beside = next(_of_records(path), None)
    if beside and _is_dataset(inside):
        message = f"{beside.path} holds records, but not of the dataset in {inside}"
        raise UsageError(message, f"move it, or name that folder: -d {inside}")
    if not beside and _right_in(inside):
        return inside
    if path.is_dir() and _files(path):
        return path
    what = (
        "no dataset in"
        if path.is_dir()
        else "not a folder:"
        if path.exists()
        else "no such folder:"
    )
    raise NoDatasetError(f"{what} {asked}", _HINT)


def packaged() -> Folder:
    """Return the dataset that came with the program, in its package or checkout; raises NoDatasetError."""
    package = Path(__file__).resolve().parents[1]
    for candidate in (package / "data", package.parents[1] / "data"):
        if _is_dataset(candidate):
            return Folder(candidate, packaged=True)
    raise NoDatasetError("no dataset here, and none came with the program", _HINT)


def writable(folder: Folder) -> Folder:
    """Return the folder; raises WriteError for the packaged one."""
    if folder.packaged:
        hint = "name yours with -d DIR, or make one: stancetracker init DIR"
        raise WriteError("the dataset that came with the program is read-only", hint)
    return folder
