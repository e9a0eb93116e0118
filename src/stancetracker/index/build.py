"""Make an index of a dataset in one pass over its lines, or append to one in one transaction.

Where files only grew, as the hashes of their old bytes show, their new lines are appended, unless
one of them changes another record, or there are so many that building is faster.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base import versions
from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.index import tables
from stancetracker.index.checks import FATAL, lines_in, problems, run
from stancetracker.index.queries import configure, file_address, texts
from stancetracker.index.settling import (
    INSERT_OTHER,
    INSERT_RECORD,
    changes_others,
    new_ids,
    rename,
    set_known_days,
    settle,
)
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import Data, DataFile, Folder, Stamp, UnreadableFileError
from stancetracker.ledger.jsonl import FileReader, Line, hashed

_ATTEMPTS: Final = 5
_BLOCK: Final = 65_536
_BATCH: Final = 20
"""The records that are read, then inserted, together."""
_PLACE_OF: Final = "SELECT file, line FROM record WHERE id = ?"
_LINES_BY_DAY: Final = """
WITH every AS (
    SELECT known_from, id, sha256, file || ':' || line AS place FROM record
    UNION ALL SELECT known_from, id, sha256, file || ':' || line FROM other_line
)
SELECT known_from, sha256, place FROM every
WHERE known_from IN (SELECT known_from FROM record WHERE rowid > ?1) OR ?1 = 0
ORDER BY known_from, id, sha256
"""
# A redaction counts from its own day on; until then, what it removed does.
_REDACTIONS: Final = """
SELECT sha256, json FROM record WHERE kind = 'correction' AND json ->> '$.type' = 'redaction'
"""
_HASHES: Final = "SELECT sha256 FROM record UNION ALL SELECT sha256 FROM other_line ORDER BY sha256"
_NO_STAMP: Final = Stamp(0, 0, 0, 0)
"""That of a file which is in no folder."""


class ReadFile(NamedTuple):
    """A data file as it was read."""

    name: str
    stamp: Stamp
    """Its state before it was read."""
    sha256: str
    """The SHA-256 of its bytes."""


class Entry(NamedTuple):
    """A line of the ledger, in the table `record` or `other_line`."""

    id: str
    kind: str
    version: int
    known_from: str
    """The day from which it is known; empty where it always was."""
    file: str
    line: int
    sha256: bytes
    """The hash of the line as it stands, which is its part in the version of the data."""
    json: str
    """The line in its canonical form."""


class Filler:
    """Fills the tables of an index with lines, and collects what is wrong with them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.problems: list[Problem] = []
        self._connection = connection
        [(self.last,)] = connection.execute("SELECT coalesce(max(rowid), 0) FROM record")
        """The rowid of the last record that was there before."""

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """Return the problems because of which nothing may be answered."""
        return tuple(problem for problem in self.problems if problem.severity == "fatal")

    def read(self, name: str, blocks: Iterable[bytes], first: int = 1) -> str:
        """Take in the lines of a file, which come in blocks, and return the SHA-256 of these.

        `first` is the number of the first line.
        """
        reader, sha256 = FileReader(name), hashlib.sha256()
        lines = reader.lines(hashed(blocks, sha256), first)
        while batch := list(islice(lines, _BATCH)):
            self.insert([_entry(name, line) for line in batch])
        self.problems += reader.problems
        unread = [(record_id,) for record_id in reader.unread_ids]
        self._connection.executemany("INSERT OR IGNORE INTO unread VALUES (?)", unread)
        return sha256.hexdigest()

    def insert(self, entries: Sequence[Entry]) -> None:
        """Take in lines; of several with one id, all but the first are other lines for now."""
        inserted = self._connection.executemany(INSERT_RECORD, entries).rowcount
        if inserted == len(entries):
            return
        for entry in entries:
            [place] = self._connection.execute(_PLACE_OF, (entry.id,))
            if place != (entry.file, entry.line):
                self._connection.execute(INSERT_OTHER, entry)

    def finish(self, files: Iterable[ReadFile] = ()) -> None:
        """Settle which lines are records, then insert all else about them, and about the files.

        What was there before stays as it is: new lines must not change it.
        """
        if self.last:
            rename(self._connection, self.last)
        else:
            self.problems += settle(self._connection)
        tables.fill(self._connection, self.last)
        set_known_days(self._connection, self.last)
        rows = [(file.name, *file.stamp, file.sha256) for file in files]
        self._connection.executemany(
            "INSERT OR REPLACE INTO data_file VALUES (?, ?, ?, ?, ?, ?)", rows
        )


def _entry(file: str, line: Line) -> Entry:
    """Return a line of a file as it is stored."""
    values = vars(line.record)
    kind = str(values["kind"])
    # What is redacted must not come back in an earlier state.
    is_known_always = kind == "correction" and values["type"] == "redaction"
    known_from = "" if is_known_always else str(values.get("recorded") or "")
    version = int(values.get("version", 1))
    return Entry(line.id, kind, version, known_from, file, line.number, line.hash, line.canonical)


def fill(connection: sqlite3.Connection, data: Data) -> Filler:
    """Fill an empty database with the records of a dataset, all but what `search` reads.

    Never raises for what is in the data.
    """
    tables.make(connection)
    filler = Filler(connection)
    with connection:
        filler.finish(list(_read_whole(filler, data)))
    connection.executescript(tables.statements().indices)
    with connection:
        put_facts(connection, {})
    return filler


def _read_whole(filler: Filler, data: Data) -> Iterator[ReadFile]:
    """Read every file of a dataset; one that can't be read is a problem."""
    if not isinstance(data, Folder):
        for name, content in data.items():
            yield ReadFile(name, _NO_STAMP, filler.read(name, _blocks(content)))
        return
    for file in data.files():
        try:
            stamp = folders.stamp(file)
            sha256 = filler.read(file.name, folders.blocks(file))
            yield ReadFile(file.name, stamp, sha256)
        except UnreadableFileError as error:
            filler.problems.append(error.problem)
        except OSError as error:
            message = f"gone while the dataset was read: {error.strerror}"
            filler.problems.append(
                Problem(Place(file.name, 1), "unreadable-file", "fatal", message)
            )


def _blocks(content: bytes) -> Iterator[bytes]:
    """Yield a content in blocks, which don't end with lines."""
    for start in range(0, len(content), _BLOCK):
        yield content[start : start + _BLOCK]


def put_facts(
    connection: sqlite3.Connection, facts: Mapping[str, str], known_by: str | None = None
) -> None:
    """Store facts about the index, and the version of its data, as they were known by a day.

    Lines that a redaction removed are counted by the hashes that it has, so that a version from
    before it can be computed again.
    """
    redactions = {sha256: json.loads(line) for sha256, line in connection.execute(_REDACTIONS)}
    later = {sha256 for sha256, line in redactions.items() if not _is_known(line, known_by)}
    removed = sorted({*_removed(redactions.values(), known_by)})
    lines = map(itemgetter(0), connection.execute(_HASHES))
    hashes = merge((line for line in lines if line not in later), removed)
    whole_version = versions.whole_version(hash for hash, _ in groupby(hashes))
    facts = {
        **facts,
        "data_version": whole_version[: versions.EVIDENCE_DIGITS],
        "whole_data_version": whole_version,
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())


def _removed(redactions: Iterable[Mapping[str, Any]], known_by: str | None) -> Iterator[bytes]:
    """Yield the hashes of removed lines that were known by a day."""
    for redaction in redactions:
        for line in redaction.get("removed", ()):
            if _is_known(line, known_by):
                yield bytes.fromhex(line["sha256"])


def _is_known(line: Mapping[str, Any], known_by: str | None) -> bool:
    """Return whether a line was recorded by a day, or on any where there is none."""
    return known_by is None or line.get("recorded", "") <= known_by


def put_days(connection: sqlite3.Connection, after: int = 0) -> None:
    """Store a hash of the lines of each day from which lines after a rowid are known."""
    lines = connection.execute(_LINES_BY_DAY, (after,))
    hashes = [
        (day, _hash_of_lines(lines_of_day)) for day, lines_of_day in groupby(lines, itemgetter(0))
    ]
    connection.executemany("INSERT OR REPLACE INTO known_day VALUES (?, ?)", hashes)


def _hash_of_lines(lines: Iterable[tuple[str, bytes, str]]) -> bytes:
    """Return the hash of the lines of a day, with their places."""
    digest = hashlib.sha256()
    for _, sha256, place in lines:
        digest.update(sha256)
        digest.update(place.encode())
    return digest.digest()


def is_current(connection: sqlite3.Connection, folder: Folder) -> bool:
    """Return whether the data files are as they were when the index was filled."""
    rows = connection.execute("SELECT name, size, mtime_ns, ctime_ns, inode FROM data_file")
    return folders.is_unchanged(folder, {name: Stamp(*state) for name, *state in rows})


def build(
    data: Data,
    facts: Mapping[str, str],
    path: Path | None = None,
    *,
    known_problems: Iterable[Problem] = (),
) -> sqlite3.Connection:
    """Return a new index of a dataset: a file at this path, else in memory.

    `known_problems` are problems of files that are not given. Raises BrokenDatasetError when the
    dataset does not load.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        if path:
            path.unlink(missing_ok=True)
        with ExitStack() as stack:
            connection = stack.enter_context(closing(sqlite3.connect(path or ":memory:")))
            filler = fill(connection, data)
            # Files that changed meanwhile may not fit together.
            if (
                isinstance(data, Folder)
                and attempt < _ATTEMPTS
                and not is_current(connection, data)
            ):
                continue
            fatal = (*known_problems, *filler.fatal)
            findings = list(run(connection, "", checks=FATAL))
            if fatal or findings:
                folder = data.path if isinstance(data, Folder) else None
                every_problem = problems(connection, fatal, findings, lines_in(data))
                raise BrokenDatasetError(every_problem, folder)
            tables.index_texts(connection)
            with connection:
                put_facts(connection, facts)
                put_days(connection)
            configure(connection)
            stack.pop_all()
            return connection
    raise AssertionError


_MOST_BYTES: Final = 8_000_000
"""Rebuilding is faster than appending more, which would leave the page cache, too."""
_WAIT_SECONDS: Final = 1.0
_SHA256_OF_NOTHING: Final = hashlib.sha256().hexdigest()
_OTHER_LINES: Final = "SELECT count(*) FROM other_line"


class _RebuildError(Exception):
    """The index must be rebuilt."""


class _Tail(NamedTuple):
    """New lines at the end of a file."""

    file: ReadFile
    """The file with them."""
    first: int
    """The number of the first."""
    content: bytes


def extend(folder: Folder, path: Path, new_facts: Mapping[str, str]) -> bool:
    """Append new lines to an index whose lock is held; return whether that could be done.

    Raises OSError and sqlite3.Error; then, and where it returns False, the index is as it was.
    """
    with suppress(_RebuildError), closing(_open(path)) as connection:
        facts = dict(connection.execute("SELECT name, value FROM meta"))
        if any(facts.get(name) != new_facts[name] for name in new_facts if name != "built_ns"):
            return False
        rows = connection.execute("SELECT * FROM data_file")
        known = {name: ReadFile(name, Stamp(*state), sha256) for name, *state, sha256 in rows}
        files = folder.files()
        if known.keys() - {file.name for file in files}:
            return False
        _append(connection, list(_tails(files, known, int(facts["built_ns"]))))
        put_facts(connection, new_facts)
        if is_current(connection, folder):
            connection.execute("COMMIT")
            return True
    return False


def _open(path: Path) -> sqlite3.Connection:
    """Open a connection that has begun to write; closed before it commits, it changes nothing."""
    with ExitStack() as stack:
        address = file_address(path, "rw")
        connection = sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS, isolation_level=None)
        stack.enter_context(closing(connection))
        # Readers see nothing of a page, and wait for none, until all is there.
        connection.execute("PRAGMA cache_spill = OFF")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
            raise _RebuildError
        connection.execute("BEGIN IMMEDIATE")
        stack.pop_all()
        return connection


def _tails(
    files: Sequence[DataFile], old_files: Mapping[str, ReadFile], built_ns: int
) -> Iterator[_Tail]:
    """Yield what each file gained that is not as it was.

    Raises _RebuildError where a file changed otherwise, or gained too much.
    """
    room = _MOST_BYTES
    for file in files:
        stamp = folders.stamp(file)
        old_file = old_files.get(file.name)
        if old_file and old_file.stamp == stamp and not stamp.is_young(built_ns):
            continue
        empty = ReadFile(file.name, stamp._replace(size=0), _SHA256_OF_NOTHING)
        tail = _tail(file, stamp, old_file or empty, room)
        room -= len(tail.content)
        if old_file != tail.file:
            yield tail


def _tail(file: DataFile, stamp: Stamp, old_file: ReadFile, room: int) -> _Tail:
    """Return what a file gained.

    Raises _RebuildError if it changed otherwise, gained more than `room` bytes, or changes
    meanwhile.
    """
    old_size = old_file.stamp.size
    if not 0 <= stamp.size - old_size <= room:
        raise _RebuildError
    sha256 = hashlib.sha256()
    old_lines = 0
    last_old_byte = b"\n"
    content = b""
    read_bytes = 0
    for block in folders.blocks(file, old_size):  # one of them ends where the old bytes do
        if read_bytes == old_size and sha256.hexdigest() != old_file.sha256:
            raise _RebuildError
        sha256.update(block)
        if read_bytes < old_size:
            old_lines += block.count(b"\n")
            last_old_byte = block[-1:]
        else:
            content += block
        read_bytes += len(block)
    if read_bytes != stamp.size:
        raise _RebuildError
    is_other_content = not content and sha256.hexdigest() != old_file.sha256
    continues_a_line = content and last_old_byte != b"\n"
    if is_other_content or continues_a_line:
        raise _RebuildError
    grown = old_file._replace(stamp=stamp, sha256=sha256.hexdigest())
    return _Tail(grown, old_lines + 1, content)


def _append(connection: sqlite3.Connection, tails: Sequence[_Tail]) -> None:
    """Append the records of new lines.

    Raises _RebuildError where one of them changes another record, or has a fatal problem.
    """
    other_lines = connection.execute(_OTHER_LINES).fetchone()
    ids_before = new_ids(connection)
    filler = Filler(connection)
    for tail in tails:
        filler.read(tail.file.name, [tail.content], tail.first)
    if other_lines != connection.execute(_OTHER_LINES).fetchone():
        raise _RebuildError
    if changes_others(connection, filler.last) or ids_before != new_ids(connection):
        raise _RebuildError
    filler.finish(tail.file for tail in tails)
    if filler.fatal or any(run(connection, "", checks=FATAL)):
        raise _RebuildError
    put_days(connection, filler.last)
    if tables.has_texts(connection):
        added = texts(connection, "SELECT id FROM record WHERE rowid > ?", (filler.last,))
        tables.add(connection, added)
