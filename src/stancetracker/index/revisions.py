"""Keep the index of a revision in the cache under its commit, where it never goes stale.

Its key is the dataset's path as well: what a repository says of a commit is believed only there. At
most eight are kept, and a gigabyte; the least recently used go first.
"""

import os
import sqlite3
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Final

from stancetracker.index import build
from stancetracker.index import cache as caches
from stancetracker.index.cache import Index
from stancetracker.ledger import git
from stancetracker.ledger.folder import Folder

_PREFIX: Final = "revision-"
"""What the names of these indexes begin with."""
MOST_KEPT: Final = 8
MOST_BYTES: Final = 1_000_000_000


def open_kept(folder: Folder, commit: str, cache: Path) -> Index | None:
    """Open the index of a commit, which is used herewith; return None where none is kept.

    One with a damaged page is none: a comparison could not start anew once that is read.
    """
    path = _path(folder, commit, cache)
    with suppress(OSError, sqlite3.Error), ExitStack() as opened:
        connection = opened.enter_context(closing(caches.connect_to_whole(path)))
        is_of_commit = _identity(folder, commit).items() <= caches.facts(connection).items()
        if is_of_commit and caches.is_sound(connection):
            os.utime(path)
            opened.pop_all()
            return Index(connection, path, "fresh")
    return None


def keep(folder: Folder, commit: str, cache: Path, base: sqlite3.Connection | None) -> Index:
    """Make the index of a commit and keep it, from the index of the folder where there is one.

    Raises BrokenDatasetError when the revision does not load, and HistoryError.
    """
    files, problems = git.contents(folder, commit)
    facts = _facts(folder, commit)

    def make(path: Path) -> sqlite3.Connection:
        derived = None
        if base is not None and not problems:
            derived = build.derive(base, folder, files, facts, path)
        return derived or build.build(files, facts, path, known_problems=problems)

    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        index = caches.put(_path(folder, commit, cache), make)
    except (OSError, sqlite3.Error):
        return in_memory(folder, commit)
    _clear(cache)
    return index


def beside(folder: Folder, commit: str, base: sqlite3.Connection) -> Index | None:
    """Make the index of a commit from that of the folder, for the moment; None where it can't be.

    Raises HistoryError.
    """
    files, problems = git.contents(folder, commit)
    if problems:
        return None
    with suppress(OSError, sqlite3.Error):
        connection = build.derive(base, folder, files, _facts(folder, commit))
        return Index(connection, None, "memory") if connection else None
    return None


def in_memory(folder: Folder, commit: str) -> Index:
    """Build the index of a commit in memory.

    Raises BrokenDatasetError when the revision does not load, and HistoryError.
    """
    files, problems = git.contents(folder, commit)
    connection = build.build(files, _facts(folder, commit), known_problems=problems)
    return Index(connection, None, "memory")


def _clear(cache: Path) -> None:
    """Delete the least recently used indexes of revisions that are too many, or too large."""
    with suppress(OSError):
        paths = [(path.stat().st_mtime_ns, path) for path in cache.glob(f"{_PREFIX}*.sqlite")]
        size = 0
        for number, (_, path) in enumerate(sorted(paths, reverse=True), start=1):
            size += path.stat().st_size
            if number > MOST_KEPT or size > MOST_BYTES:
                path.unlink(missing_ok=True)


def _path(folder: Folder, commit: str, cache: Path) -> Path:
    return cache / f"{_PREFIX}{caches.index_name(folder, commit)}"


def _identity(folder: Folder, commit: str) -> dict[str, str]:
    return {**caches.identity(folder), "commit": commit}


def _facts(folder: Folder, commit: str) -> dict[str, str]:
    return {**_identity(folder, commit), "built_ns": str(time.time_ns())}
