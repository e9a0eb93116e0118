"""Open the index of a dataset, and answer from it.

An index is a file in the user's cache folder, keyed by the dataset's path and the program's schema.
It is fresh only while every data file has the size, mtime, ctime and inode it had; files as young
as the index are compared by content, since a clock tick can hide a change. A fresh index is opened
as it is. Where lines were appended, or a few files changed, it is updated; otherwise it is rebuilt.
Where nothing can be written, it is built in memory. On the path of `list`, so nothing heavy here:
only building imports pydantic.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TypeVar

from stancetracker.index import cache as caches
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question, set_question
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import Folder, Stamp, is_unchanged

Answer = TypeVar("Answer")


def ask(
    folder: Folder,
    question: Question,
    answer: Callable[[Index], Answer],
    cache: Path | None = None,
    revision: str | None = None,
) -> Answer:
    """Answer a question from the index of a dataset, or of a revision of it, cut at a day.

    The day is that by which a line was known, if the question names one.

    Raises BrokenDatasetError when the dataset does not load, and HistoryError where a revision
    can't be read.
    """

    def answered(index: Index) -> Answer:
        with closing(index.connection):
            set_question(index.connection, question)
            return answer(index)

    cache = caches.cache_folder() if cache is None else cache
    path = index_path(folder, cache)
    try:
        index = open_lines(folder, cache, revision, question.known_by)
        path = index.path or path
        return answered(index)
    except Exception as error:
        if not path.exists() or not caches.is_of_damage(error):
            raise
        caches.is_discarded(path)
    in_no_file = folder._replace(cached=False)
    return answered(open_lines(in_no_file, cache, revision, question.known_by))


def open_verified_index(folder: Folder, cache: Path) -> Index:
    """Open an index as `open_index` does, after rebuilding it where a page of it is damaged.

    For whoever can't start anew as `ask` does: a damaged page may be read late, or as an empty one.
    """
    index = open_index(folder, cache)
    if index.path is None or caches.is_sound(index.connection):
        return index
    index.connection.close()
    return open_index(folder, cache) if caches.is_discarded(index.path) else in_memory(folder)


def open_index(folder: Folder, cache: Path) -> Index:
    """Open the fresh index of a dataset, after updating or building it where it is not fresh.

    Its content stays the same until it is closed. Raises BrokenDatasetError when the dataset does
    not load.
    """
    if not folder.cached or caches.is_shared(cache):
        return in_memory(folder)
    path = index_path(folder, cache)
    index = fresh(folder, path)
    if index is not None:
        return index
    try:
        return _renewed(folder, path)
    except (OSError, sqlite3.Error):
        return in_memory(folder)


def open_lines(
    folder: Folder, cache: Path, revision: str | None = None, known_by: str | None = None
) -> Index:
    """Open the index of the lines in a dataset, or in a revision, that were known by a day.

    All but the index of the files as they are is kept in the cache, and never goes stale.

    Raises BrokenDatasetError when the lines do not load, and HistoryError where a revision can't be
    read.
    """
    index = open_index(folder, cache) if revision is None else _revision(folder, revision, cache)
    return index if known_by is None else _cut(folder, index, known_by, cache)


def _revision(folder: Folder, revision: str, cache: Path) -> Index:
    """Open the index of the lines in a revision."""
    from stancetracker.ledger import git  # git and subprocess, only for a revision

    commit = git.commit_of(folder, revision)

    def make(path: Path | None) -> sqlite3.Connection:
        from stancetracker.index import build

        files, problems = git.contents(folder, commit)
        return build.build(files, _facts(folder), path, known_problems=problems)

    return _kept(folder, commit, cache, make)


def _cut(folder: Folder, index: Index, day: str, cache: Path) -> Index:
    """Open the index of the lines of another one that were known by a day."""
    from stancetracker.index.cuts import Cut

    with ExitStack() as base:
        base.enter_context(closing(index.connection))
        cut = Cut(index.connection, day)
        if cut.is_whole:
            base.pop_all()
            return index
        return _kept(folder, cut.key, cache, lambda path: cut.make(path or ":memory:"))


def _kept(
    folder: Folder, key: str, cache: Path, make: Callable[[Path | None], sqlite3.Connection]
) -> Index:
    """Open the index that the cache has under a key, after making it where it has none."""
    if not folder.cached or folder.is_linked or caches.is_shared(cache):
        return Index(make(None), None, "memory")
    path = cache / caches.name_of_lines(folder, key)
    with suppress(OSError, sqlite3.Error):
        return Index(caches.open_kept(path), path, "fresh")
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        index = caches.put(path, make)
    except (OSError, sqlite3.Error):
        return Index(make(None), None, "memory")
    caches.clear(cache)
    return index


def _renewed(folder: Folder, path: Path) -> Index:
    """Update an index, or build it beside and rename it, so that nobody sees half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with caches.locked(path):
        index = fresh(folder, path)
        if index is not None:  # another process made it meanwhile
            return index
        from stancetracker.index import build  # pydantic and sqlite-utils, only to build

        with suppress(OSError, sqlite3.Error):
            with closing(caches.connect(path)) as old:
                may_be_updated = caches.is_whole(path, old)
            if may_be_updated and build.extend(folder, path, _facts(folder)):
                return Index(caches.connect(path), path, "extended")
    return caches.put(path, lambda new: build.build(folder, _facts(folder), new))


def in_memory(folder: Folder) -> Index:
    """Build an index of a dataset that is never on disk.

    Raises BrokenDatasetError when it does not load.
    """
    from stancetracker.index.build import build

    return Index(build(folder, _facts(folder)), None, "memory")


def index_path(folder: Folder, cache: Path) -> Path:
    """Return the file for the index of this dataset, made by this version of the program."""
    return cache / f"{caches.name_in_cache(folder)}.sqlite"


def _facts(folder: Folder) -> dict[str, str]:
    """Return the facts of an index that is made now."""
    return {**caches.identity(folder), "built_ns": str(time.time_ns())}


def fresh(folder: Folder, path: Path) -> Index | None:
    """Open an index if it is fresh; return None if it is not, or may be half done."""
    with suppress(OSError, sqlite3.Error, ValueError, KeyError), ExitStack() as opened:
        connection = opened.enter_context(closing(caches.connect_to_whole(path)))
        if _is_fresh(folder, connection):
            opened.pop_all()
            return Index(connection, path, "fresh")
    return None


def _is_fresh(folder: Folder, connection: sqlite3.Connection) -> bool:
    """Return whether an index is of this folder as it is, made by this program."""
    facts = caches.facts(connection)
    if not caches.identity(folder).items() <= facts.items():
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
