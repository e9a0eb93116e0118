"""Carry an index on: take in the lines that were appended to its files, in one transaction, and nothing else.

The rest of each file is proved to be as it was by its hash. Where anything but that happened, or what is new may
not fit to what is there, the index stays as it is and another is built.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.index import derived, openings, passages, schema, store, tables
from stancetracker.index.fits import KINDS, fits_still, last
from stancetracker.index.reading import Reader, ReadFile, Rows, UnsoundError
from stancetracker.ledger import folder as folders
from stancetracker.ledger.canonical import version
from stancetracker.ledger.folder import DataFile, Folder, Stamp

_MOST_BYTES: Final = 4_000_000
"""More than this is sooner built anew, and would not stay in the cache until it is all there."""
_WAIT_SECONDS: Final = 1.0


class Tail(NamedTuple):
    """What came to a file: from which line on, and its state and hash with it."""

    file: ReadFile
    first: int
    content: bytes


def extend(folder: Folder, path: Path, about: Mapping[str, str]) -> bool:
    """Take appended lines into an index whose lock is held; whether that is all that there was to do.

    Raises OSError and sqlite3.Error; then, and where it says no, the index is as it was.
    """
    try:
        with closing(_open(path)) as connection:
            if not store.is_whole(path, connection):
                raise UnsoundError
            _extend(folder, connection, about)
            connection.execute("COMMIT")
    except (UnsoundError, sqlite3.IntegrityError):
        return False
    return True


def _open(path: Path) -> sqlite3.Connection:
    """A connection that has begun to write; a close before its end takes back what it wrote."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS, isolation_level=None
    )
    try:
        # Readers see nothing of a page, and wait for none, until all is there.
        connection.execute("PRAGMA cache_spill = OFF")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
            raise UnsoundError
        connection.execute("BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return connection


def _extend(folder: Folder, connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
    facts = dict(connection.execute("SELECT name, value FROM meta"))
    if not store.same_dataset(folder, facts):
        raise UnsoundError
    known = {str(name): ReadFile(name, Stamp(*state), sha256) for name, *state, sha256 in _files(connection)}
    files = folder.files()
    if not set(known) <= {file.name for file in files}:
        raise UnsoundError
    tails = list(_tails(files, known, int(facts["built_ns"])))
    total = int(facts["data_total"], 16) + _take_in(connection, tails)
    for tail in tails:
        values = (tail.file.name, *tail.file.stamp, tail.file.sha256)
        connection.execute("INSERT OR REPLACE INTO data_file VALUES (?, ?, ?, ?, ?, ?)", values)
    facts = {**about, "data_version": version(total), "data_total": f"{total:x}"}
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())
    now = {file.name: folders.stamp(file) for file in folder.files()}
    if now != {name: Stamp(*state) for name, *state, _ in _files(connection)}:
        raise UnsoundError


def _files(connection: sqlite3.Connection) -> list[Any]:
    return connection.execute("SELECT * FROM data_file").fetchall()


def _tails(files: Sequence[DataFile], known: Mapping[str, ReadFile], built_ns: int) -> Iterator[Tail]:
    """What came to each file that is not as it was.

    Raises UnsoundError where that is more than lines at its end, or very much.
    """
    room = _MOST_BYTES
    for file in files:
        stamp, before = folders.stamp(file), known.get(file.name)
        if before and before.stamp == stamp and not store.is_young(stamp, built_ns):
            continue
        size = before.stamp.size if before else 0
        if not 0 <= stamp.size - size <= room:
            raise UnsoundError
        tail = _tail(file, stamp, before)
        room -= len(tail.content)
        if before != tail.file:
            yield tail


def _tail(file: DataFile, stamp: Stamp, before: ReadFile | None) -> Tail:
    size, sha256, lines, content, end = before.stamp.size if before else 0, hashlib.sha256(), 0, b"", b"\n"
    old = before.sha256 if before else sha256.hexdigest()
    read = 0
    for block in folders.blocks(file, size):
        if read == size and sha256.hexdigest() != old:
            raise UnsoundError
        sha256.update(block)
        if read < size:
            lines += block.count(b"\n")
            end = block[-1:]
        else:
            content += block
        read += len(block)
    if read != stamp.size or (not content and sha256.hexdigest() != old) or (content and end != b"\n"):
        raise UnsoundError
    return Tail(ReadFile(file.name, stamp, sha256.hexdigest()), lines + 1, content)


def _take_in(connection: sqlite3.Connection, tails: Sequence[Tail]) -> int:
    """Insert what the lines say and what follows from it; the sum of their records' digests."""
    before = {table.name: last(connection, table.name) for table in schema.tables()}
    reader = Reader()
    found = [reader.rows(tail.content, tail.file.name, tail.first) for tail in tails if tail.content]
    for rows in found:
        for table, values in rows.items():
            tables.insert(connection, table, values)
    if found and not fits_still(connection, before):
        raise UnsoundError
    if reader.ending.opened:
        openings.begin(connection, before)
    new = [row[0] for rows in found for row in _with_ids(rows)]
    passages.add(connection, new)
    derived.refresh(connection, derived.pairs(connection, new))
    return reader.ending.total


def _with_ids(rows: Rows) -> Iterator[tuple[Any, ...]]:
    # The id is the first column of the tables that have one.
    for kind in KINDS:
        yield from rows.get(kind, ())
