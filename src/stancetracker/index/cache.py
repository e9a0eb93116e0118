"""The user's cache folder for indexes: how a file in it is named, opened, locked and replaced.

On the path of `list`, so nothing heavy here.
"""

import os
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from stancetracker.base import __version__, plugins
from stancetracker.index.queries import configure, file_address
from stancetracker.ledger import model
from stancetracker.ledger.files import shipped
from stancetracker.ledger.folder import Folder

_PROGRAM: Final = Path(__file__).parents[1]
_SHAPING: Final = (
    "base/text.py",
    "base/versions.py",
    "base/vocabulary.py",
    "ledger/hashes.py",
    "ledger/kinds.py",
    "ledger/record.py",
    "index/build.py",
    "index/cuts.py",
    "index/resolution.py",
    "index/schema.py",
    "index/settling.py",
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
_PRIMARY_CODE: Final = 0xFF
"""The bits of an error's code that are not more exact than SQLite's documented ones."""
_CODES_OF_DAMAGE: Final = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}
)
_WORDS_OF_DAMAGE: Final = (
    "Could not decode to UTF-8",
    "malformed JSON",
    "invalid fts5 file format",
)
"""What errors of damage begin with which have no code of their own."""
_ERRORS_OF_DAMAGED_VALUES: Final = (ValueError, TypeError, LookupError, AttributeError)
"""What reading a value raises that is not as it was written."""
# Files that SQLite takes for a part of the one beside them.
_BESIDE: Final = ("-journal", "-wal", "-shm")
_WRITABLE_BY_OTHERS: Final = 0o022
_KEPT: Final = "lines-"
"""The beginning of the names of indexes of a revision or a day, which never go stale."""
MOST_KEPT: Final = 5
_WAIT_SECONDS: Final = 5.0
_WAIT_FOR_LOCK_SECONDS: Final = 10.0

Source = Literal["fresh", "extended", "built", "memory"]


class Index(NamedTuple):
    """An open index, read-only, and where it came from."""

    connection: sqlite3.Connection
    path: Path | None
    source: Source


def cache_folder() -> Path:
    """Return the user's cache folder for indexes."""
    if sys.platform == "linux":  # as platformdirs has it, which takes its time to import
        caches = os.environ.get("XDG_CACHE_HOME", "").strip()
        if not os.path.isabs(caches):  # noqa: PTH117  # a relative one is to be ignored
            caches = os.path.expanduser("~/.cache")  # noqa: PTH111  # never raises
        if caches.startswith("~"):  # of a user without a home; below a device nothing is kept
            caches = os.devnull
        return Path(caches, "stancetracker")
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


def name_in_cache(folder: Folder, what: str = "") -> str:
    """Return the name, without extension, under which this program keeps what is of a dataset."""
    program = f"{' '.join(plugins.names(model))}\0{__version__}"
    names = f"{os.path.realpath(folder.path)}\0{program}{what}"
    key = names.encode("utf-8", "surrogateescape")
    # Two checksums, since hashlib takes its time to import; what an index is of stands in it as
    # well.
    return f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}"


def name_of_lines(folder: Folder, key: str) -> str:
    """Return the file name for the index of lines with a key: their hash, or their commit."""
    return f"{_KEPT}{name_in_cache(folder)}-{code_checksum()}-{key}.sqlite"


@cache
def code_checksum() -> str:
    """Return a checksum of the code that decides what an index holds."""
    files = [file for folder in model.__path__ for file in os.scandir(folder)]
    classes = sorted(file.path for file in files if file.name.endswith(".py"))
    checksum = 0
    for path in (*map(Path, classes), *(_PROGRAM / name for name in _SHAPING)):
        checksum = zlib.crc32(shipped(path).encode(), checksum)
    return f"{checksum:08x}"


def identity(folder: Folder) -> dict[str, str]:
    """Return which folder an index is of, and the program that makes it so."""
    return {
        "folder": os.path.realpath(folder.path),
        "program": __version__,
        "schema": code_checksum(),
    }


def open_kept(path: Path) -> sqlite3.Connection:
    """Open an index that never goes stale, which is used herewith.

    Raises OSError and sqlite3.Error.
    """
    with ExitStack() as opened:
        connection = opened.enter_context(closing(connect_to_whole(path)))
        facts(connection)  # which an empty file has not
        os.utime(path)
        opened.pop_all()
        return connection


def clear(cache: Path) -> None:
    """Delete all but the newest of the indexes that never go stale."""
    with suppress(OSError):
        paths = sorted(cache.glob(f"{_KEPT}*.sqlite"), key=lambda path: path.stat().st_mtime_ns)
        for path in paths[:-MOST_KEPT]:
            path.unlink(missing_ok=True)


def facts(connection: sqlite3.Connection) -> dict[str, str]:
    """Return what an index says of itself."""
    return dict(connection.execute("SELECT name, value FROM meta").fetchall())


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that sees one state of an index, whatever is written meanwhile.

    Raises OSError and sqlite3.Error.
    """
    if not path.is_file():  # SQLite would wait for a pipe
        raise FileNotFoundError(path)
    connection = sqlite3.connect(file_address(path, "ro"), uri=True, timeout=_WAIT_SECONDS)
    try:
        configure(connection)
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except UnicodeDecodeError as error:  # of SQLite's message, which quotes a damaged schema
        connection.close()
        raise OSError(f"{path}: a damaged schema") from error
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_whole(path: Path) -> sqlite3.Connection:
    """Open a connection as `connect` does, unless something of the index was cut off, or half done.

    Raises OSError and sqlite3.Error.
    """
    if any(os.path.lexists(f"{path}{end}") for end in _BESIDE):
        raise OSError(f"{path}: being changed")
    connection = connect(path)
    try:
        if not is_whole(path, connection):
            raise OSError(f"{path}: cut short")
    except BaseException:
        connection.close()
        raise
    return connection


def is_whole(path: Path, connection: sqlite3.Connection) -> bool:
    """Return whether nothing of an index was cut off, which SQLite would not notice."""
    return bool(path.stat().st_size == connection.execute(_SIZE).fetchone()[0])


def is_sound(connection: sqlite3.Connection) -> bool:
    """Return whether SQLite finds no damage in the tables and indexes that contributors read."""
    try:
        tables = connection.execute(_CONTRIBUTORS_TABLES).fetchall()
        return not any(connection.execute(_DAMAGE, table).fetchall() for table in tables)
    except sqlite3.DatabaseError:
        return False


def is_of_damaged_file(error: Exception) -> bool:
    """Return whether SQLite raised an error because a file is damaged, or can't be read."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & _PRIMARY_CODE in _CODES_OF_DAMAGE


def is_of_damage(error: Exception) -> bool:
    """Return whether an error may be one of an index whose file, or a value in it, is damaged.

    Whatever else SQLite raises is a mistake in a query of this program.
    """
    if isinstance(error, sqlite3.Error):
        return is_of_damaged_file(error) or str(error).startswith(_WORDS_OF_DAMAGE)
    return isinstance(error, _ERRORS_OF_DAMAGED_VALUES)


def is_discarded(path: Path) -> bool:
    """Delete a damaged index; return whether it could be deleted."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def put(path: Path, make: Callable[[Path], sqlite3.Connection]) -> Index:
    """Make an index beside its place and rename it, so that nobody sees half of it.

    Raises OSError and sqlite3.Error.
    """
    from stancetracker.ledger import journal

    with journal.staged(path.parent) as beside:
        new = beside / path.name
        make(new).close()
        journal.sync(new)
        with locked(path):
            new.replace(path)
            # Here, as a moment later another process may have put an older one in its place.
            return Index(connect(path), path, "built")


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
