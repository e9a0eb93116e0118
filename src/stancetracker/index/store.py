"""Where indexes lie, when one is fresh, and how one is opened for a question.

The index of a dataset is a file in the user's cache folder, keyed by the dataset's path and the program's
schema. It is fresh only while every data file has the size, mtime, ctime and inode it had; files as young as
the index are compared by content, since a clock tick can hide a change. Where lines were appended, or a few
files changed, the index is carried on (`refresh`); anything else is built anew. Where nothing can be written,
the index is built in memory. Nothing here imports pydantic unless it must build.
"""

import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeVar

from stancetracker.base import __version__, plugins
from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index.queries import Question, pose
from stancetracker.ledger import folder as folders
from stancetracker.ledger import model
from stancetracker.ledger.folder import Folder

if TYPE_CHECKING:
    from stancetracker.ledger.dataset import Dataset

SCHEMA: Final = 8
"""The tables' version; a test holds it to them."""
_TICK_NS: Final = 50_000_000
_COARSE_TICK_NS: Final = 2_000_000_000

_SIZE: Final = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"

BESIDE: Final = ("-journal", "-wal", "-shm")
"""What stands at the end of the names of files that SQLite takes for a part of the one they lie beside."""
_WAIT_SECONDS: Final = 5.0

Source = Literal["fresh", "extended", "built", "memory"]
Answer = TypeVar("Answer")


class Index(NamedTuple):
    """An open index, read-only, and where it came from."""

    connection: sqlite3.Connection
    path: Path | None
    source: Source


def cache_folder() -> Path:
    """The user's cache folder for indexes."""
    if sys.platform == "linux":  # as platformdirs has it, which takes its time to import
        there = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(there or os.path.expanduser("~/.cache"), "stancetracker")  # noqa: PTH111  # never raises
    from platformdirs import user_cache_path

    return user_cache_path("stancetracker")


def index_path(folder: Folder, cache: Path) -> Path:
    """The file that holds the index of this dataset for this version of the program."""
    program = f"{SCHEMA} {' '.join(plugins.names(model))}\0{__version__}"
    key = f"{os.path.realpath(folder.path)}\0{program}".encode("utf-8", "surrogateescape")
    # Two checksums, since hashlib takes its time to import; what an index is of stands in it as well.
    return cache / f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}.sqlite"


def ask(
    folder: Folder, asked: Question, answer: Callable[[Index], Answer], cache: Path | None = None
) -> Answer:
    """Answer a question from a fresh index of the dataset.

    An index that turns out damaged while it is read is thrown away, and the question asked of one in memory.
    Raises BrokenDatasetError when the dataset does not load.
    """
    index = open_index(folder, cache_folder() if cache is None else cache)
    try:
        return _answer(index, asked, answer)
    except sqlite3.DatabaseError:
        if index.path is None:
            raise
        with suppress(OSError):
            index.path.unlink()
    return _answer(in_memory(folder), asked, answer)


def _answer(index: Index, asked: Question, answer: Callable[[Index], Answer]) -> Answer:
    with closing(index.connection):
        pose(index.connection, asked)
        return answer(index)


def ask_of(
    dataset: "Dataset",
    questions: Iterable[Question],
    answer: Callable[[sqlite3.Connection, Question], Answer],
) -> list[Answer]:
    """Answer questions from an index in memory of a dataset that has been read; it need not be in a folder.

    Raises BrokenDatasetError when the dataset does not load.
    """
    from stancetracker.index.build import fill_from

    if dataset.broken:
        raise BrokenDatasetError(dataset.fatal, dataset.lies_in)
    answers = []
    with closing(sqlite3.connect(":memory:")) as connection:
        fill_from(
            connection, {name: part.content for name, part in dataset.parts.items()}, _about(dataset.folder)
        )
        ready(connection)
        for asked in questions:
            pose(connection, asked)
            answers.append(answer(connection, asked))
            connection.execute("DROP VIEW temp.question")
    return answers


def open_index(folder: Folder, cache: Path) -> Index:
    """Open the fresh index of a dataset, carrying it on or building it first where it is not.

    What is read of it stays as it is until it is closed. Raises BrokenDatasetError when the dataset does not load.
    """
    if not folder.cached:
        return in_memory(folder)
    path = index_path(folder, cache)
    connection = _fresh(folder, path)
    if connection is not None:
        return Index(connection, path, "fresh")
    try:
        return _renewed(folder, path)
    except (OSError, sqlite3.Error):
        return in_memory(folder)


def _renewed(folder: Folder, path: Path) -> Index:
    from stancetracker.index.lock import locked

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(path):
        connection = _fresh(folder, path)  # by another process
        if connection is not None:
            return Index(connection, path, "fresh")
        if path.is_file() and _is_extended(folder, path):
            return Index(connect(path), path, "extended")
    from stancetracker.index.build import build_beside  # pydantic and sqlite-utils, only to build

    build_beside(folder, path, _about(folder))
    return Index(connect(path), path, "built")


def _is_extended(folder: Folder, path: Path) -> bool:
    from stancetracker.index.refresh import extend

    with suppress(OSError, sqlite3.Error):
        return extend(folder, path, _about(folder))
    return False


def in_memory(folder: Folder) -> Index:
    """Build an index of a dataset that is never on disk.

    Raises BrokenDatasetError when the dataset does not load.
    """
    from stancetracker.index.build import build

    connection = build(folder, lambda: sqlite3.connect(":memory:"), _about(folder))
    ready(connection)
    return Index(connection, None, "memory")


def _about(folder: Folder) -> dict[str, str]:
    return {
        "folder": os.path.realpath(folder.path),
        "program": __version__,
        "schema": str(SCHEMA),
        "built_ns": str(time.time_ns()),
    }


def connect(path: Path) -> sqlite3.Connection:
    """A connection to one state of an index, which for it stays as it is.

    Raises OSError and sqlite3.Error.
    """
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS)
    try:
        ready(connection)
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except BaseException:
        connection.close()
        raise
    return connection


def ready(connection: sqlite3.Connection) -> None:
    """Let a connection give rows with names, and keep what is made for it in memory."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA temp_store = MEMORY")


def _fresh(folder: Folder, path: Path) -> sqlite3.Connection | None:
    """A connection to an index that is fresh; None where it is not, or may be half done."""
    try:
        if not path.is_file() or any(os.path.lexists(f"{path}{end}") for end in BESIDE):
            return None
        connection = connect(path)
        try:
            if is_whole(path, connection) and _is_fresh(folder, connection):
                return connection
        except (OSError, sqlite3.Error, ValueError, KeyError):
            pass
        connection.close()
    except (OSError, sqlite3.Error):
        pass
    return None


def is_whole(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether nothing of an index was cut off: SQLite fills up its last page, and tells nobody."""
    return bool(path.stat().st_size == connection.execute(_SIZE).fetchone()[0])


def _is_fresh(folder: Folder, connection: sqlite3.Connection) -> bool:
    about = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    known = {row["name"]: tuple(row) for row in connection.execute("SELECT * FROM data_file")}
    return same_dataset(folder, about) and _same_files(folder, known, int(about["built_ns"]))


def same_dataset(folder: Folder, about: dict[str, str]) -> bool:
    now = _about(folder)
    return all(about.get(name) == now[name] for name in ("folder", "program", "schema"))


def _same_files(folder: Folder, known: dict[str, tuple[object, ...]], built_ns: int) -> bool:
    files = folder.files()
    if {file.name for file in files} != set(known):
        return False
    for file in files:
        try:
            stamp = folders.stamp(file)
            if known[file.name][1:5] != tuple(stamp):
                return False
            if is_young(stamp, built_ns):
                from hashlib import sha256

                digest = sha256(folders.read(file)).hexdigest()
                if digest != known[file.name][5]:
                    return False
        except OSError:
            return False
    return True


def is_young(stamp: folders.Stamp, built_ns: int) -> bool:
    """Whether the file may have changed again within the clock tick in which the index read it."""
    last = max(stamp.mtime_ns, stamp.ctime_ns)
    tick = _TICK_NS if last % 1_000_000_000 else _COARSE_TICK_NS
    return last + tick >= built_ns
