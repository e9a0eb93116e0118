"""Carry an index on in one transaction: take in lines that were appended, and renew what is of files that changed.

The rest of a file is proved to be as it was by its hash; where it is not, or the file is gone, all that is of it is
given up. Where what is new may not fit to what is there, the index stays as it is and another is built.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.index import derived, openings, passages, schema, store, tables
from stancetracker.index.fits import KINDS, fits, fits_still, last
from stancetracker.index.reading import Ending, Reader, ReadFile, UnsoundError
from stancetracker.index.removal import answers, take_out
from stancetracker.ledger import folder as folders
from stancetracker.ledger.canonical import version
from stancetracker.ledger.folder import DataFile, Folder, Stamp

_MOST_BYTES: Final = 4_000_000
"""More than this is sooner built anew, and would not stay in the cache until it is all there."""
_WAIT_SECONDS: Final = 1.0
_ATTEMPTS: Final = 3


class MovedError(Exception):
    """The data changed while they were read."""


class Known(NamedTuple):
    """A data file as an index has it, and the sum of its records' digests, where they are its own."""

    file: ReadFile
    total: int | None


class Change(NamedTuple):
    """What came to a file: its state and hash with it, the lines and where they begin; `anew` where these are all."""

    file: ReadFile
    first: int
    content: bytes
    anew: bool


def extend(folder: Folder, path: Path, about: Mapping[str, str]) -> bool:
    """Take what came to the data, and went, into an index whose lock is held; whether that could be done.

    Raises OSError and sqlite3.Error; then, and where it says no, the index is as it was.
    """
    for _ in range(_ATTEMPTS):
        try:
            with closing(_open(path)) as connection:
                if not store.is_whole(path, connection):
                    return False
                _extend(folder, connection, about)
                connection.execute("COMMIT")
                return True
        except MovedError:
            continue
        except (UnsoundError, sqlite3.IntegrityError):
            break
    return False


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
    known, files = _known(connection), folder.files()
    changes = list(_changes(files, known, int(facts["built_ns"])))
    gone = {
        *(known.keys() - {file.name for file in files}),
        *(change.file.name for change in changes if change.anew and change.file.name in known),
    }
    if sum(known[name].file.stamp.size for name in gone) > _MOST_BYTES:
        raise UnsoundError
    ending = _replace(connection, changes, gone) if gone else _append(connection, changes)
    total = int(facts["data_total"], 16) + _note(connection, known, changes, gone, ending)
    facts = {**about, "data_version": version(total), "data_total": f"{total:x}"}
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())
    now = {file.name: folders.stamp(file) for file in folder.files()}
    if now != {name: one.file.stamp for name, one in _known(connection).items()}:
        raise MovedError


def _known(connection: sqlite3.Connection) -> dict[str, Known]:
    return {
        str(name): Known(ReadFile(name, Stamp(*state), sha256), None if total is None else int(total, 16))
        for name, *state, sha256, total in connection.execute("SELECT * FROM data_file")
    }


def _changes(files: Sequence[DataFile], known: Mapping[str, Known], built_ns: int) -> Iterator[Change]:
    """What came to each file that is not as it was.

    Raises UnsoundError where that is very much.
    """
    room = _MOST_BYTES
    for file in files:
        stamp, before = folders.stamp(file), known[file.name].file if file.name in known else None
        if before and before.stamp == stamp and not store.is_young(stamp, built_ns):
            continue
        change = _tail(file, stamp, before, room) or _whole(file, stamp, before, room)
        room -= len(change.content)
        if before != change.file:
            yield change


def _tail(file: DataFile, stamp: Stamp, before: ReadFile | None, room: int) -> Change | None:
    """What was appended to a file; None where something else was done to it."""
    size, sha256, lines, content, end = before.stamp.size if before else 0, hashlib.sha256(), 0, b"", b"\n"
    old = before.sha256 if before else sha256.hexdigest()
    if not 0 <= stamp.size - size <= room:
        return None
    read = 0
    for block in folders.blocks(file, size):
        if read == size and sha256.hexdigest() != old:
            return None
        sha256.update(block)
        if read < size:
            lines += block.count(b"\n")
            end = block[-1:]
        else:
            content += block
        read += len(block)
    if read != stamp.size:
        raise MovedError
    if (not content and sha256.hexdigest() != old) or (content and end != b"\n"):
        return None
    return Change(ReadFile(file.name, stamp, sha256.hexdigest()), lines + 1, content, anew=False)


def _whole(file: DataFile, stamp: Stamp, before: ReadFile | None, room: int) -> Change:
    """All lines of a file.

    Raises UnsoundError where they are very many, or the index knows these very bytes by another size.
    """
    if stamp.size > room:
        raise UnsoundError
    content = folders.read(file)
    sha256 = hashlib.sha256(content).hexdigest()
    if before and before.sha256 == sha256:
        raise UnsoundError
    return Change(ReadFile(file.name, stamp, sha256), 1, content, anew=True)


def _append(connection: sqlite3.Connection, changes: Sequence[Change]) -> Ending:
    """Take in lines that came to those that are there, and what follows from them."""
    before = _lasts(connection)
    new, ending = _put_in(connection, changes, before)
    if any(change.content for change in changes) and not fits_still(connection, before):
        raise UnsoundError
    passages.add(connection, new)
    derived.refresh(connection, derived.pairs(connection, new))
    return ending


def _replace(connection: sqlite3.Connection, changes: Sequence[Change], gone: Collection[str]) -> Ending:
    """Give up what is of some files, take in what came, and renew what follows from either.

    Raises UnsoundError also where an issue begins on another day, for its dates with an open start lie anywhere.
    """
    since, left = _since(connection), take_out(connection, gone)
    new, ending = _put_in(connection, changes, _lasts(connection))
    if not fits(connection) or any(since.get(issue, day) != day for issue, day in _since(connection).items()):
        raise UnsoundError
    answering = answers(connection, left.records.union(new)).difference(new)
    passages.remove(connection, answering)
    passages.add(connection, answering.union(new))
    derived.refresh(connection, left.pairs | derived.pairs(connection, new))
    return ending


def _put_in(
    connection: sqlite3.Connection, changes: Sequence[Change], before: Mapping[str, int]
) -> tuple[list[str], Ending]:
    """Insert the rows of lines that came, and tell the ids of their records, and what is known of them."""
    reader = Reader()
    for change in changes:
        if change.content:
            tables.put(connection, reader.rows(change.content, change.file.name, change.first))
    if reader.ending.opened:
        openings.begin(connection, before)
    return list(_ids(connection, before)), reader.ending


def _note(
    connection: sqlite3.Connection,
    known: Mapping[str, Known],
    changes: Sequence[Change],
    gone: Collection[str],
    ending: Ending,
) -> int:
    """Say what the files are like now; by how much the sum of all records' digests grows.

    Raises UnsoundError where it is not known what those of a file that is gone add up to.
    """
    lost = 0
    for name in gone:
        total = known[name].total
        if total is None:
            raise UnsoundError
        lost += total
        connection.execute("DELETE FROM data_file WHERE name = ?", (name,))
    for change in changes:
        name, stamp, sha256 = change.file
        before = known[name].total if name in known and name not in gone else 0
        came = ending.totals.get(name, 0)
        tables.put_file(connection, (name, *stamp, sha256), None if before is None else before + came)
    return sum(ending.totals.values()) - lost


def _since(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT id, since FROM issue"))


def _lasts(connection: sqlite3.Connection) -> dict[str, int]:
    return {table.name: last(connection, table.name) for table in schema.tables()}


def _ids(connection: sqlite3.Connection, before: Mapping[str, int]) -> Iterator[str]:
    for kind in KINDS:
        for row in connection.execute(f"SELECT id FROM {kind} WHERE rowid > ?", (before[kind],)):
            yield str(row[0])
