"""Where the indexes of datasets are, when one is fresh, and who may change one.

An index is a file in the user's cache folder, keyed by the dataset's path and the program's schema. It is fresh only
while every data file has the size, mtime, ctime and inode it had; files as young as the index are compared by
content, since a clock tick can hide a change. On the path of `list`, so nothing heavy here.
"""

import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stancetracker.base import __version__, plugins
from stancetracker.ledger import folder as folders
from stancetracker.ledger import model
from stancetracker.ledger.folder import Folder, Stamp

SCHEMA: Final = 14
"""The version of the tables; a test compares it with them."""
LOCK: Final = "lock"
"""The file that is locked: one for all indexes of a cache folder, as none is changed for long."""
_TICK_NS: Final = 50_000_000
_COARSE_TICK_NS: Final = 2_000_000_000
_SIZE: Final = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
# Files that SQLite takes for a part of the one beside them.
_BESIDE: Final = ("-journal", "-wal", "-shm")
_WAIT_SECONDS: Final = 5.0
_WAIT_FOR_LOCK_SECONDS: Final = 10.0


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
        found = cache.stat()
    except OSError:
        return False
    return sys.platform != "win32" and (found.st_uid != os.geteuid() or bool(found.st_mode & 0o022))


def index_path(folder: Folder, cache: Path) -> Path:
    """Return the file for the index of this dataset, made by this version of the program."""
    program = f"{SCHEMA} {' '.join(plugins.names(model))}\0{__version__}"
    key = f"{os.path.realpath(folder.path)}\0{program}".encode("utf-8", "surrogateescape")
    # Two checksums, since hashlib takes its time to import; what an index is of stands in it as well.
    return cache / f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}.sqlite"


def about(folder: Folder) -> dict[str, str]:
    """Return what an index says of itself: which folder it is of, and which program made it when."""
    return {
        "folder": os.path.realpath(folder.path),
        "program": __version__,
        "schema": str(SCHEMA),
        "built_ns": str(time.time_ns()),
    }


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that sees one state of an index, whatever is written meanwhile.

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
    """Let a connection return rows with names, and keep temporary tables in memory."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA temp_store = MEMORY")


def fresh(folder: Folder, path: Path) -> sqlite3.Connection | None:
    """Open an index if it is fresh; return None if it is not, or may be half done."""
    try:
        if not path.is_file() or any(os.path.lexists(f"{path}{end}") for end in _BESIDE):
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
    """Return whether nothing of an index was cut off; SQLite would fill up its last page without an error."""
    return bool(path.stat().st_size == connection.execute(_SIZE).fetchone()[0])


def _is_fresh(folder: Folder, connection: sqlite3.Connection) -> bool:
    facts = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    known = {row["name"]: tuple(row) for row in connection.execute("SELECT * FROM data_file")}
    return same_dataset(folder, facts) and _same_files(folder, known, int(facts["built_ns"]))


def same_dataset(folder: Folder, facts: dict[str, str]) -> bool:
    """Return whether an index with these facts is of this folder, made by this program."""
    now = about(folder)
    return all(facts.get(name) == now[name] for name in ("folder", "program", "schema"))


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

                digest = sha256()
                for block in folders.blocks(file):
                    digest.update(block)
                if digest.hexdigest() != known[file.name][5]:
                    return False
        except OSError:
            return False
    return True


def is_young(stamp: Stamp, built_ns: int) -> bool:
    """Return whether the file may have changed again within the clock tick in which the index read it."""
    last = max(stamp.mtime_ns, stamp.ctime_ns)
    tick = _TICK_NS if last % 1_000_000_000 else _COARSE_TICK_NS
    return last + tick >= built_ns


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of an index while its file is changed or replaced.

    An index with a journal beside it is deleted, journal last: who wrote it is gone, and the journal may not belong to
    the file that is there now. Raises OSError where the lock can't be had in time.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(path.with_name(LOCK), timeout=_WAIT_FOR_LOCK_SECONDS):
            left = [file for end in _BESIDE if os.path.lexists(file := Path(f"{path}{end}"))]
            if left:
                path.unlink(missing_ok=True)
            for file in left:
                file.unlink(missing_ok=True)
            yield
    except Timeout as error:
        raise OSError(f"{path}: another process holds it") from error
