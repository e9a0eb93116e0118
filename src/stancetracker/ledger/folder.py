"""Find a dataset, list its files and read their bytes.

On the path of every answer, so nothing here is slow to import.
"""

import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from stancetracker.base.errors import NoDatasetError, Place, Problem, UsageError, WriteError
from stancetracker.base.text import is_whole
from stancetracker.ledger.files import IrregularFileError, reading
from stancetracker.ledger.promise import (
    PENDING,
    BrokenPromiseError,
    is_being_written,
    promised_names,
)

VARIABLE: Final = "STANCETRACKER_DATA"
COPIES: Final = "archive"
"""The folder for copies of sources, which are no data, and which git never tracks."""
FINISH_HINT: Final = "the next `add`, `import` or `fmt` finishes it"
BROKEN_PROMISE_HINT: Final = f"see what changed, for example with git diff, and delete {PENDING}"
"""What to do about a change of files that can't be finished."""
_PATIENCE: Final = 200
"""The number of times to see whether files still change, a pause each: two seconds in all."""
_PAUSE: Final = 0.01
_TICK_NS: Final = 50_000_000
"""The longest tick of a clock that counts in parts of a second."""
_COARSE_TICK_NS: Final = 2_000_000_000
"""The tick of a file system that counts in seconds, as FAT does in two."""
_SECOND_NS: Final = 1_000_000_000
_HINT: Final = "name a folder that holds *.jsonl files, or make one: stancetracker init DIR"
_BYTE_ORDER_MARK: Final = rb"(?:\xef\xbb\xbf)?"
_RECORD_START: Final = (
    _BYTE_ORDER_MARK
    + rb"""
    [\ \t\[,]*\{                # {  or, in a list of JSON: [{
    (?![^\n]*"data_version")    # rows that this program answered with are no records
    (?:[^{}]*|[^\n]*)           # "id": "ada",  over several lines, or anything on one
    "kind"\s*:
    """
)
_RECORD: Final = re.compile(b"^" + _RECORD_START, re.MULTILINE | re.VERBOSE)
_FIRST_RECORD: Final = re.compile(rb"\s*" + _RECORD_START, re.VERBOSE)
_COMPRESSED: Final = re.compile(
    r"\.jsonl\.(?:gz|bz2|xz|zst|lz4|lzma|br|z|7z|zip|rar|tar|tgz|gpg|age)$", re.IGNORECASE
)
_ARCHIVE: Final = re.compile(
    r"\.(?:zip|7z|rar|tar|tgz|tbz2?|txz|jar|gz|bz2|xz|zst|lz4|lzma|br|z|cpio|iso|warc|wacz)$",
    re.IGNORECASE,
)
_GIT: Final = ".git"
"""The folder of a repository, in which git itself lets nothing be committed."""
_DATASET: Final = re.compile(
    b"^" + _BYTE_ORDER_MARK + rb'[ \t]*\{[^{}\n]*"kind"\s*:\s*"dataset"', re.MULTILINE
)
_BLOCK: Final = 65_536
_MOST_NEAREST: Final = 2_000
"""The files by which a folder without records right in it is known to be a dataset or not."""
_LONGEST_REST: Final = 2_000_000
"""The bytes by which a block grows at most to end with a line."""
_LARGEST: Final = 2_000_000_000


class DataFile(NamedTuple):
    """A data file: its name as seen from the dataset folder, with `/`, and its absolute path."""

    name: str
    path: Path
    is_promised: bool = False
    """True where its content lies in a promise (`ledger.promise`) until that is kept."""

    @property
    def root(self) -> Path:
        """Return its dataset folder, which may be the file itself, as it can't be listed."""
        return self.path if self.name == "." else self.path.parents[self.name.count("/")]

    def child(self, name: str) -> "DataFile":
        """Return the file of this name in the folder that this is."""
        return DataFile(f"{self.name}/{name}" if self.name else name, self.path / name)


class Stamp(NamedTuple):
    """The state of a file, which changes whenever the file does."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    def is_young(self, read_ns: int) -> bool:
        """Return whether the file may have changed again in the clock tick in which it was read."""
        last = max(self.mtime_ns, self.ctime_ns)
        tick = _TICK_NS if last % _SECOND_NS else _COARSE_TICK_NS
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
    is_linked: bool = False
    """True where the path is a link in a repository, so that nothing is read."""

    def files(self) -> tuple[DataFile, ...]:
        """Return every data file in the folder and its subfolders, by name, skipping hidden ones.

        Wait two seconds at most while somebody changes files. After a change that was cut short,
        return the files as they will be once it is finished. Where it can't be finished, list it,
        and so a link that is not followed, so that reading refuses it.
        """
        if self.is_linked:
            return (DataFile(".", self.path),)
        for _ in range(_PATIENCE):
            if not self.is_changing:
                return _files(self.path)
            if not is_being_written(self.path):
                break
            time.sleep(_PAUSE)
        return self._promised_files()

    @property
    def is_changing(self) -> bool:
        """Return whether a change of files is promised, and not yet made."""
        return os.path.lexists(self.path / PENDING)

    def _promised_files(self) -> tuple[DataFile, ...]:
        """Return the data files as a promise has them, or, where it is broken, with its folder."""
        try:
            # Before the files in their places are listed, as a promise may be kept meanwhile.
            names = promised_names(self.path)
        except BrokenPromiseError:
            return (DataFile(PENDING, self.path / PENDING), *_files(self.path))
        in_place = {file for file in _files(self.path) if file.name not in names}
        promised = {DataFile(name, self.path / name, is_promised=True) for name in names}
        return tuple(sorted(in_place | promised))

    @property
    def notice(self) -> str:
        """Return the notice to print before an answer from the packaged dataset, else nothing."""
        if not self.packaged:
            return ""
        return f"no dataset here; reading the one that came with the program, {self.path}"

    def misnamed(self) -> Iterator[DataFile]:
        """Yield the files, by name, that hold records and are not read because of their names.

        Hidden files and those in hidden folders are among them, and so are compressed data files.
        """
        entries = () if self.is_linked else _walk(self.path, hidden=True)
        for file in sorted(entry.file for entry in entries if not entry.is_read):
            if _COMPRESSED.search(file.name) or _seems_to_have_records(file):
                yield file

    def links_and_archives(self) -> Iterator[tuple[DataFile, str]]:
        """Yield the links and archives inside, by name, each with what it is.

        Compressed data files are not among them, nor what the folder of copies holds.
        """
        entries = () if self.is_linked else _walk(self.path, hidden=True)
        for file in sorted(entry.file for entry in entries if not entry.is_read):
            if file.path.is_symlink():
                yield file, "a link"
            elif file.name.partition("/")[0].casefold() == COPIES:
                continue
            elif _ARCHIVE.search(file.name) and not _COMPRESSED.search(file.name):
                yield file, "an archive"


Data = Folder | Mapping[str, bytes]
"""A dataset folder, or data files that are in none: their contents by name."""


class _Entry(NamedTuple):
    """A file inside a dataset folder, and whether it is read or, where that can't be, refused."""

    file: DataFile
    is_read: bool


def _files(root: Path) -> tuple[DataFile, ...]:
    return tuple(sorted(entry.file for entry in _walk(root) if entry.is_read))


def _walk(root: Path, *, hidden: bool = False) -> Iterator[_Entry]:
    """Yield each file in a folder and its subfolders, the nearest first, without git's own.

    Hidden files, and files in hidden folders, are never read; they are yielded where `hidden`.
    """
    folders = deque([DataFile("", root)])
    while folders:
        folder = folders.popleft()
        try:
            children = _children(folder, hidden=hidden)
        except OSError:
            # Reported as unreadable when read: data that can't be listed must not go missing.
            unlisted = DataFile(folder.name or ".", folder.path)
            yield _Entry(unlisted, is_read=not is_hidden(folder.name))
            continue
        for child in children:
            file = folder.child(child.name)
            if child.is_dir(follow_symlinks=False) and not is_data(child.name):
                folders.append(file)
            else:
                yield _Entry(file, is_read=_may_be_data(child) and not is_hidden(folder.name))


def _children(folder: DataFile, *, hidden: bool) -> list[os.DirEntry[str]]:
    """Return what lies in a folder by name, without git's own and, unless `hidden`, what is hidden.

    Raises OSError for a folder that can't be listed.
    """
    children = sorted(os.scandir(folder.path), key=lambda child: child.name)
    return [
        child for child in children if child.name != _GIT and (hidden or not _is_hidden(child.name))
    ]


def is_hidden(name: str) -> bool:
    """Return whether what has this name in a dataset is hidden, or in a hidden folder."""
    return name.startswith(".") or "/." in name


def _seems_to_have_records(file: DataFile) -> bool:
    """Return whether a file that is not read holds records, going by what its name promises."""
    name = file.name.rpartition("/")[2]
    if is_data(name) or ("json" in name.casefold() and not _is_hidden(name)):
        return _has_block(file, _RECORD.search)
    # It may show a record somewhere, as a page of documentation or what an editor left does.
    return _has_block(file, _FIRST_RECORD.match, 1)


def _may_be_data(child: os.DirEntry[str]) -> bool:
    """Return whether what lies in a folder is data by its name, or a link that may lead to data."""
    if _is_hidden(child.name):
        return False
    if is_data(child.name):
        return True
    # A link to a folder, even to one that is not there now, may lead to data.
    return child.is_symlink() and not os.path.isfile(child.path)  # noqa: PTH113  Path's may raise


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def is_data(name: str) -> bool:
    """Return whether a file of this name is a data file, whatever the case of its letters."""
    return name.casefold().endswith(".jsonl")


def _has_block(
    file: DataFile,
    matches: Callable[[bytes], object],
    limit: int | None = None,
    *,
    if_unreadable: bool = False,
) -> bool:
    """Return whether one of the first `limit` blocks of a file matches."""
    try:
        return any(map(matches, islice(blocks(file), limit)))
    except UnreadableFileError:
        return if_unreadable


def records_around(file: Path) -> Path | None:
    """Return a file of records in the folder of a new data file, or in a folder around it.

    Return None where there is none, or the new file is no data file.
    """
    file = Path(os.path.realpath(file))
    if _is_hidden(file.name) or not is_data(file.name):
        return None
    neighbours = chain.from_iterable(map(_record_files, _around(file.parent)))
    return next((neighbour.path for neighbour in neighbours), None)


def dataset_around(folder: Path) -> Path | None:
    """Return a file with a record of kind `dataset` in a folder or one around it, or None."""
    return next(
        (
            neighbour.path
            for place in _around(Path(os.path.realpath(folder)))
            for neighbour in _record_files(place)
            if _has_block(neighbour, _has_dataset_record)
        ),
        None,
    )


def _around(folder: Path) -> Iterator[Path]:
    """Yield a folder and those around it, up to a hidden one or the top of a repository."""
    for place in (folder, *folder.parents):
        yield place
        if _is_hidden(place.name) or _is_repository(place):
            return


def _record_files(folder: Path) -> Iterator[DataFile]:
    """Yield the data files right in a folder, by name, that begin with records or can't be read."""
    for file in _files_right_in(folder):
        if _begins_with_records(file):
            yield file


def _files_right_in(folder: Path) -> list[DataFile]:
    try:
        files = [DataFile(path.name, path) for path in folder.iterdir()]
    except OSError:
        return []
    return sorted(file for file in files if is_data(file.name) and not _is_hidden(file.name))


def _is_dataset(folder: Path) -> bool:
    """Return whether a record of kind `dataset` is in a data file right in a folder."""
    return any(_has_block(file, _has_dataset_record) for file in _record_files(folder))


def _has_dataset_record(block: bytes) -> bool:
    # Most blocks have none, and looking for a word is quick.
    return b'"dataset"' in block and _DATASET.search(block) is not None


def is_in_repository(folder: Path) -> bool:
    """Return whether a folder is in a repository of git's."""
    return any(_is_repository(place) for place in (folder, *folder.parents))


def _is_repository(folder: Path) -> bool:
    return (folder / _GIT).exists()


def stamp(file: DataFile) -> Stamp:
    """Return the size, times and inode of a data file; raises OSError where there is none."""
    status = _status(file)
    return Stamp(
        size=_signed(status.st_size),
        mtime_ns=_signed(status.st_mtime_ns),
        ctime_ns=_signed(status.st_ctime_ns),
        inode=_signed(status.st_ino),
    )


def _status(file: DataFile) -> os.stat_result:
    if file.is_promised:
        with suppress(FileNotFoundError):  # somebody may have put it in its place
            return os.lstat(file.root / PENDING / file.name)
    return os.lstat(file.path)


def _signed(number: int) -> int:
    """Return a number in 64 bits with a sign, as SQLite stores it.

    A clock or an inode may have more.
    """
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def is_unchanged(folder: Folder, stamps: Mapping[str, Stamp]) -> bool:
    """Return whether the data files of a folder are these, by name, and as they were."""
    try:
        return stamps == {file.name: stamp(file) for file in folder.files()}
    except OSError:
        return False


def read(file: DataFile) -> bytes:
    """Return the bytes of a data file; never waits, and follows no link inside its dataset.

    Raises UnreadableFileError.
    """
    with _opened(file) as stream:
        if os.fstat(stream.fileno()).st_size > _LARGEST:
            hint = "split it: 2 GB are the most"
            raise UnreadableFileError(file, "unreadable-file", "too large to be read whole", hint)
        return stream.read()


def blocks(file: DataFile, start: int = 0) -> Iterator[bytes]:
    """Yield the bytes that `read` returns in blocks that end with a line, at `start` or at the end.

    A line much longer than a block comes in pieces. Raises UnreadableFileError.
    """
    with _opened(file) as stream:
        while (distance := start - stream.tell()) > 0:
            block = stream.read(min(distance, _BLOCK))
            if not block:
                break
            yield _to_line_end(block, stream, distance - len(block))
        while block := stream.read(_BLOCK):
            yield _to_line_end(block, stream, _LONGEST_REST)


def _to_line_end(block: bytes, stream: BinaryIO, most: int) -> bytes:
    """Return a block with the rest of its last line, of at most so many bytes."""
    if block.endswith(b"\n"):
        return block
    return block + stream.readline(min(most, _LONGEST_REST))


@contextmanager
def _opened(file: DataFile) -> Iterator[BinaryIO]:
    _refuse_by_name(file)
    try:
        with _stream(file) as stream:
            yield stream
    except IrregularFileError as error:
        hint = None
        if file.name == ".":
            hint = f"name the folder itself: -d {os.path.realpath(file.path)}"
        raise UnreadableFileError(file, "irregular-file", error.reason, hint) from None
    except UnreadableFileError:
        raise
    except OSError as error:
        message = f"can't be read: {error.strerror}"
        raise UnreadableFileError(file, "unreadable-file", message) from None


def _stream(file: DataFile) -> BinaryIO:
    if file.is_promised:
        with suppress(FileNotFoundError):  # somebody may have put it in its place
            return reading(file.root, f"{PENDING}/{file.name}")
    return reading(file.root, file.name)


def _refuse_by_name(file: DataFile) -> None:
    if file.name == PENDING:
        message = "a change of files that was not begun here, or whose files have changed since"
        raise UnreadableFileError(file, "unfinished-write", message, BROKEN_PROMISE_HINT)
    if not is_whole(file.name):  # such a name fits into no index and no answer
        hint = "give it a name that is UTF-8"
        raise UnreadableFileError(file, "invalid-file-name", "its name is not UTF-8", hint)


def here(name: str | os.PathLike[str] | None) -> Folder:
    """Return the dataset that `find` finds for this process."""
    try:
        home = Path.home()
    except RuntimeError:
        home = None
    return find(None if name is None else os.fspath(name), os.environ, Path.cwd(), home)


def find(name: str | None, environ: Mapping[str, str], cwd: Path, home: Path | None) -> Folder:
    """Return the dataset of this name, else of the environment, else around `cwd`, else packaged.

    Only a name takes a folder that has no record of kind `dataset`; else the nearest one that has
    is searched for, up to git's folder or home. An empty variable is none.

    Raises NoDatasetError, also where records without a dataset are on the way, and in a git
    repository; UsageError for an empty name.
    """
    if name == "":
        raise UsageError("--data is empty", "name a folder, or leave it out")
    if name is not None:
        return _without_planted_link(cwd / name, _dataset_at(cwd / name, name))
    if environ.get(VARIABLE):
        path = cwd / environ[VARIABLE]
        return _without_planted_link(path, _dataset_at(path, f"{VARIABLE}={environ[VARIABLE]}"))
    if nearest := _nearest(cwd, home):
        return _without_planted_link(nearest)
    if is_in_repository(cwd):
        raise NoDatasetError("no dataset in the git repository here", _HINT)
    return packaged()


def _without_planted_link(*paths: Path) -> Folder:
    """Return the last of these folders, or the link in a git repository that leads to one of them.

    Anyone may have committed that: a folder that is turned into a link loses its history.
    """
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100  resolve() follows links
        for place in (*reversed(absolute.parents), absolute):
            if place.is_symlink() and is_in_repository(Path(os.path.realpath(place.parent))):
                return Folder(place, is_linked=True)
    return Folder(paths[-1])


def _nearest(cwd: Path, home: Path | None) -> Path | None:
    """Return the nearest dataset, upwards to git's folder or home, each folder before its `data`.

    Raises NoDatasetError where there is none, but records.
    """
    top = Path(os.path.realpath(home)) if home else None
    strays: list[DataFile] = []
    for folder in (cwd, *cwd.parents):
        for candidate in (folder, folder / "data"):
            if _is_dataset(candidate):
                return candidate
            strays += _record_files(candidate)
        if folder == top or _is_repository(folder):
            break
    if strays:
        message = f"{strays[0].path} holds records, but no dataset is in its folder or around it"
        raise NoDatasetError(message, f"to use that folder: -d {strays[0].root}")
    return None


def _dataset_at(path: Path, name: str) -> Path:
    """Return the folder at a path, or the dataset in its `data`; messages call it `name`."""
    path = Path(os.path.realpath(path))
    inside = path / "data"
    if _is_dataset(path):
        return path
    beside = next(_record_files(path), None)
    if beside and _is_dataset(inside):
        message = f"{beside.path} holds records, but not of the dataset in {inside}"
        raise UsageError(message, f"move it, or name that folder: -d {inside}")
    if not beside and _files_right_in(inside):
        return inside
    # Path's may raise, as for a name that is too long.
    if os.path.isdir(path):  # noqa: PTH112
        if not beside:
            _refuse_other_tree(path, name)
        return path
    if os.path.exists(path):  # noqa: PTH110
        raise NoDatasetError(f"not a folder: {name}", _HINT)
    raise NoDatasetError(f"no such folder: {name}", _HINT)


def _refuse_other_tree(path: Path, name: str) -> None:
    """Raise NoDatasetError for a folder that is plainly no dataset, before all of it is read.

    No records are right in it; of what lies below it, only the nearest files are read, and of them
    the first block.
    """
    nearest = [*islice(_walk(path), _MOST_NEAREST)]
    files = [entry.file for entry in nearest if _may_hold_records(entry)]
    with_records = [file for file in files if _begins_with_records(file)]
    has_dataset = _has_one_dataset(with_records, name)
    # A damaged line at the start of a file makes no other folder of a dataset.
    if has_dataset or any("/" not in file.name for file in files):
        return
    large = next((file for file in files if file not in with_records and _is_large(file)), None)
    if large is not None:
        raise NoDatasetError(f"no dataset in {name}: {large.name} holds no records", _HINT)
    if not with_records and len(nearest) == _MOST_NEAREST:
        message = f"no dataset in {name}: no records in the first {_MOST_NEAREST:,} files below it"
        raise NoDatasetError(message, _HINT)
    if not files:
        raise NoDatasetError(f"no dataset in {name}{_unread_folder(nearest)}", _HINT)


def _has_one_dataset(files: Iterable[DataFile], name: str) -> bool:
    """Return whether files begin with the record of a dataset; raises NoDatasetError for several.

    They are several where they lie in several folders.
    """
    folders = [file.path.parent for file in files if _has_block(file, _has_dataset_record, 1)]
    if len({*folders}) > 1:
        message = f"no dataset in {name}, but several below it"
        raise NoDatasetError(message, f"name one of them: {folders[0]}")
    return bool(folders)


def _may_hold_records(entry: _Entry) -> bool:
    """Return whether an entry is read; a folder that can't be listed is reported then."""
    return entry.is_read and (is_data(entry.file.name) or entry.file.name == ".")


def _unread_folder(entries: Iterable[_Entry]) -> str:
    """Return, as a reason, the first folder that is a link, or can't be listed; '' for none."""
    for entry in entries:
        if entry.is_read:
            try:
                read(entry.file)
            except UnreadableFileError as error:
                return f": {error}"
    return ""


def _begins_with_records(file: DataFile) -> bool:
    """Return whether a record is in the first block of a data file, or it can't be read."""
    return _has_block(file, _RECORD.search, 1, if_unreadable=True)


def _is_large(file: DataFile) -> bool:
    """Return whether a file is larger than the block in which its records are looked for."""
    try:
        return stamp(file).size > _BLOCK
    except OSError:
        return False


def packaged() -> Folder:
    """Return the dataset that came with the program, in its package or checkout.

    Raises NoDatasetError.
    """
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
