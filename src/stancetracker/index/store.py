"""Open the index of a dataset, and answer from it.

An index is a file in the user's cache folder, keyed by the dataset's path and the program's schema.
It is fresh only while every data file has the size, mtime, ctime and inode it had; files as young
as the index are compared by content, since a clock tick can hide a change. A fresh index is opened
as it is. Where lines were appended, or a few files changed, it is updated; otherwise it is rebuilt.
Where nothing can be written, it is built in memory. On the path of `list`, so nothing heavy here:
only building imports pydantic.
"""

import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeVar

from stancetracker.base import __version__, plugins
from stancetracker.index.queries import Question, configure, set_question
from stancetracker.ledger import folder as folders
from stancetracker.ledger import model
from stancetracker.ledger.files import shipped
from stancetracker.ledger.folder import Folder, Stamp, is_unchanged

_PROGRAM: Final = Path(__file__).parents[1]
_SHAPING: Final = (
    "base/text.py",
    "base/versions.py",
    "base/vocabulary.py",
    "ledger/kinds.py",
    "ledger/record.py",
    "index/build.py",
    "index/former_ids.py",
    "index/schema.py",
    "index/tables.py",
)
"""The modules that decide what an index holds, beside the classes of records."""
LOCK: Final = "lock"
"""The file that is locked: one for all indexes of a cache folder, as none is changed for long."""
# All but the full-text index, the larger part of the file, which no contributor reads.
_CONTRIBUTORS_TABLES: Final = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'passage%'"
)
_DAMAGE: Final = "SELECT 1 FROM pragma_quick_check(?) WHERE quick_check <> 'ok'"
_SIZE: Final = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
# Files that SQLite takes for a part of the one beside them.
_BESIDE: Final = ("-journal", "-wal", "-shm")
_WRITABLE_BY_OTHERS: Final = 0o022
_WAIT_SECONDS: Final = 5.0
_WAIT_FOR_LOCK_SECONDS: Final = 10.0

Source = Literal["fresh", "extended", "built", "memory"]
Answer = TypeVar("Answer")


class Index(NamedTuple):
    """An open index, read-only, and where it came from."""

    connection: sqlite3.Connection
    path: Path | None
    source: Source


def ask(
    folder: Folder,
    question: Question,
    answer: Callable[[Index], Answer],
    cache: Path | None = None,
    revision: str | None = None,
) -> Answer:
    """Answer a question from a fresh index of a dataset, or one in memory of a revision of it.

    Raises BrokenDatasetError when the dataset does not load, and HistoryError where a revision
    can't be read.
    """

    def answered(index: Index) -> Answer:
        with closing(index.connection):
            set_question(index.connection, question)
            return answer(index)

    if revision is not None:
        from stancetracker.index.build import build
        from stancetracker.ledger.git import contents

        files, problems = contents(folder, revision)
        return answered(
            Index(build(files, _about(folder), known_problems=problems), None, "memory")
        )
    index = open_index(folder, cache_folder() if cache is None else cache)
    try:
        return answered(index)
    except sqlite3.DatabaseError:  # the index is damaged
        if index.path is None:
            raise
        _is_discarded(index.path)
    return answered(in_memory(folder))


def open_verified_index(folder: Folder, cache: Path) -> Index:
    """Open an index as `open_index` does, after rebuilding it where a page of it is damaged.

    For whoever can't start anew as `ask` does: a damaged page may be read late, or as an empty one.
    """
    index = open_index(folder, cache)
    if index.path is None or _is_sound(index.connection):
        return index
    index.connection.close()
    return open_index(folder, cache) if _is_discarded(index.path) else in_memory(folder)


def _is_sound(connection: sqlite3.Connection) -> bool:
    """Return whether SQLite finds no damage in the tables and indexes that contributors read."""
    try:
        tables = connection.execute(_CONTRIBUTORS_TABLES).fetchall()
        return not any(connection.execute(_DAMAGE, table).fetchall() for table in tables)
    except sqlite3.DatabaseError:
        return False


def _is_discarded(path: Path) -> bool:
    """Delete a damaged index; return whether it could be deleted."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def open_index(folder: Folder, cache: Path) -> Index:
    """Open the fresh index of a dataset, after updating or building it where it is not fresh.

    Its content stays the same until it is closed. Raises BrokenDatasetError when the dataset does
    not load.
    """
    if not folder.cached or is_shared(cache):
        return in_memory(folder)
    path = index_path(folder, cache)
    index = fresh(folder, path)
    if index is not None:
        return index
    try:
        return _renewed(folder, path)
    except (OSError, sqlite3.Error):
        return in_memory(folder)


def _renewed(folder: Folder, path: Path) -> Index:
    """Update an index, or build it beside and rename it, so that nobody sees half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(path):
        index = fresh(folder, path)
        if index is not None:  # another process made it meanwhile
            return index
        from stancetracker.index import build  # pydantic and sqlite-utils, only to build

        with suppress(OSError, sqlite3.Error):
            with closing(connect(path)) as old:
                may_be_updated = _is_whole(path, old)
            if may_be_updated and build.extend(folder, path, _about(folder)):
                return Index(connect(path), path, "extended")
    from stancetracker.ledger import journal

    with journal.staged(path.parent) as beside:
        new = beside / path.name
        build.build(folder, _about(folder), new).close()
        journal.sync(new)
        with locked(path):
            new.replace(path)
            # Here, as a moment later another process may have put an older one in its place.
            return Index(connect(path), path, "built")


def in_memory(folder: Folder) -> Index:
    """Build an index that is never on disk.

    Raises BrokenDatasetError when the dataset does not load.
    """
    from stancetracker.index.build import build

    return Index(build(folder, _about(folder)), None, "memory")


def cache_folder() -> Path:
    """Return the user's cache folder for indexes."""
    if sys.platform == "linux":  # as platformdirs has it, which takes its time to import
        there = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(there or os.path.expanduser("~/.cache"), "stancetracker")  # noqa: PTH111  # never raises
    from platformdirs import user_cache_path

    return user_cache_path("stancetracker")


def is_shared(cache: Path) -> bool:
    """Return whether another user may have put an index into a cache folder."""
    try:
        status = cache.stat()
    except OSError:
        return False
    if sys.platform == "win32":
        return False
    return status.st_uid != os.geteuid() or bool(status.st_mode & _WRITABLE_BY_OTHERS)


def index_path(folder: Folder, cache: Path) -> Path:
    """Return the file for the index of this dataset, made by this version of the program."""
    program = f"{' '.join(plugins.names(model))}\0{__version__}"
    key = f"{os.path.realpath(folder.path)}\0{program}".encode("utf-8", "surrogateescape")
    # Two checksums, since hashlib takes its time to import; what an index is of stands in it as
    # well.
    return cache / f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}.sqlite"


@cache
def code_checksum() -> str:
    """Return a checksum of the code that decides what an index holds."""
    files = [file for folder in model.__path__ for file in os.scandir(folder)]
    classes = sorted(file.path for file in files if file.name.endswith(".py"))
    checksum = 0
    for path in (*map(Path, classes), *(_PROGRAM / name for name in _SHAPING)):
        checksum = zlib.crc32(shipped(path).encode(), checksum)
    return f"{checksum:08x}"


def _identity(folder: Folder) -> dict[str, str]:
    """Return which folder an index is of, and the program that makes it so."""
    return {
        "folder": os.path.realpath(folder.path),
        "program": __version__,
        "schema": code_checksum(),
    }


def _about(folder: Folder) -> dict[str, str]:
    """Return the facts of an index that is made now."""
    return {**_identity(folder), "built_ns": str(time.time_ns())}


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that sees one state of an index, whatever is written meanwhile.

    Raises OSError and sqlite3.Error.
    """
    if not path.is_file():  # SQLite would wait for a pipe
        raise FileNotFoundError(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS
    )
    try:
        configure(connection)
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except BaseException:
        connection.close()
        raise
    return connection


def fresh(folder: Folder, path: Path) -> Index | None:
    """Open an index if it is fresh; return None if it is not, or may be half done."""
    with suppress(OSError, sqlite3.Error, ValueError, KeyError), ExitStack() as opened:
        if not any(os.path.lexists(f"{path}{end}") for end in _BESIDE):
            connection = opened.enter_context(closing(connect(path)))
            if _is_whole(path, connection) and _is_fresh(folder, connection):
                opened.pop_all()
                return Index(connection, path, "fresh")
    return None


def _is_whole(path: Path, connection: sqlite3.Connection) -> bool:
    """Return whether nothing of an index was cut off, which SQLite would not notice."""
    return bool(path.stat().st_size == connection.execute(_SIZE).fetchone()[0])


def _is_fresh(folder: Folder, connection: sqlite3.Connection) -> bool:
    """Return whether an index is of this folder as it is, made by this program."""
    facts = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    if not _identity(folder).items() <= facts.items():
        return False
    rows = connection.execute("SELECT * FROM data_file").fetchall()
    known = {name: Stamp(*state) for name, *state, _ in rows}
    if not is_unchanged(folder, known):
        return False
    built_ns = int(facts["built_ns"])
    hashes = {row["name"]: row["sha256"] for row in rows if known[row["name"]].is_young(built_ns)}
    if not hashes:
        return True
    from hashlib import sha256  # slow to import

    return all(
        sha256(folders.read(file)).hexdigest() == hashes[file.name]
        for file in folder.files()
        if file.name in hashes
    )


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of an index while its file is changed or replaced.

    An index with a journal beside it is deleted, journal last: who wrote it is gone, and the
    journal may not belong to the file that is there now. Raises OSError where the lock can't be had
    in time.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(path.with_name(LOCK), timeout=_WAIT_FOR_LOCK_SECONDS):
            files = [Path(f"{path}{end}") for end in _BESIDE]
            beside = [file for file in files if os.path.lexists(file)]
            if beside:
                path.unlink(missing_ok=True)
            for file in beside:
                file.unlink(missing_ok=True)
            yield
    except Timeout as error:
        raise OSError(f"{path}: another process holds it") from error
