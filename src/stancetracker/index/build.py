"""Make an index of a dataset in one pass over its lines, or update one in one transaction.

Of a file that only grew, as the hash of its old bytes shows, the new lines are added. Another
changed file, or one that is gone, gives up its records. Where an update is not sure to be right, or
would be slower, there is none.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base import versions
from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.index import former_ids, schema, tables
from stancetracker.index.checks import FATAL, lines_in, problems, run
from stancetracker.index.queries import configure, file_address, texts
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import Data, DataFile, Folder, Stamp, UnreadableFileError
from stancetracker.ledger.jsonl import FileReader, hashed

_ATTEMPTS: Final = 5
_BLOCK: Final = 65_536
_BATCH: Final = 20
"""The records that are read, then inserted, together."""
_KEEP: Final = "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?, ?, ?, NULL)"
_SAME_ID: Final = "SELECT id, kind, known_from, file, line, sha256, json FROM record WHERE id = ?"
_REPLACE: Final = (
    "UPDATE record SET known_from = ?, file = ?, line = ?, sha256 = ?, json = ? WHERE id = ?"
)


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
    """A row of the table `record`: a record, where it stands, and its canonical line."""

    id: str
    kind: str
    known_from: str
    """The day from which it is known; empty where it always was."""
    file: str
    line: int
    sha256: bytes
    """The hash of the line as it stands, which is its part in the version of the data."""
    json: str

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(self.file, self.line)


class Filler:
    """Fills the tables of an index with records, and collects what is wrong with them.

    Of lines that say the same, the one recorded first counts.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.problems: list[Problem] = []
        self.merged = 0
        """The number of lines that said what another one said."""
        self._connection = connection
        [(self.last,)] = connection.execute("SELECT coalesce(max(rowid), 0) FROM record")

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
            entries = []
            for line in batch:
                kind = str(vars(line.record)["kind"])
                known_from = str(vars(line.record).get("recorded") or "")
                entries.append(
                    Entry(line.id, kind, known_from, name, line.number, line.hash, line.canonical)
                )
            self._insert(entries)
        self.problems += reader.problems
        unread = [(record_id,) for record_id in reader.unread_ids]
        self._connection.executemany("INSERT OR IGNORE INTO unread VALUES (?)", unread)
        return sha256.hexdigest()

    def finish(self, files: Iterable[ReadFile] = (), freed: Collection[str] = ()) -> None:
        """Insert all other rows of the records, and write down the files as they were read.

        `freed` are older records of which a correction is gone.
        """
        former_ids.resolve(self._connection, self.last)
        changed = tables.mark_withdrawn(self._connection, freed)
        if self.last:
            tables.copy_marks(self._connection, changed)
        tables.fill(self._connection, self.last)
        rows = [(file.name, *file.stamp, file.sha256) for file in files]
        self._connection.executemany(
            "INSERT OR REPLACE INTO data_file VALUES (?, ?, ?, ?, ?, ?)", rows
        )

    def _insert(self, entries: list[Entry]) -> None:
        """Insert the records of a file; settle those whose ids are there already."""
        inserted = self._connection.executemany(_KEEP, entries).rowcount
        if inserted == len(entries):
            return
        for entry in entries:
            [row] = self._connection.execute(_SAME_ID, (entry.id,))
            self._settle(entry, Entry(*row))

    def _settle(self, entry: Entry, stored: Entry) -> None:
        """Merge or report a record whose id is there already, unless it was just inserted."""
        if entry.place == stored.place:
            return
        values = json.loads(entry.json)
        stored_values = json.loads(stored.json)
        recorded = values.pop("recorded", "")
        first_recorded = stored_values.pop("recorded", "")
        if values != stored_values:
            self.problems.append(_duplicate(entry, stored))
            return
        self.merged += 1
        if (recorded, entry.sha256) < (first_recorded, stored.sha256):
            self._connection.execute(_REPLACE, (*entry[2:], entry.id))


def _duplicate(entry: Entry, stored: Entry) -> Problem:
    """Return the problem of a record whose id another one has that says something else."""
    if not entry.id:
        message = f"another `dataset` record is at {stored.place}"
        return Problem(entry.place, "duplicate-dataset", "fatal", message)
    message = f"{entry.id} at {entry.place} is also at {stored.place}, and says something else"
    hint = "make one line of the two; after a merge, these are two edits of one record"
    if entry.kind != stored.kind:
        hint = "give one of the two another id: ids are unique over all kinds"
    return Problem(entry.place, "duplicate-id", "fatal", message, hint, record=entry.id)


def remove(connection: sqlite3.Connection, records: Iterable[str]) -> None:
    """Delete the rows of these records, but not their texts; '' is the `dataset` record."""
    ids = (json.dumps(list(records)),)
    for table, columns in schema.tables().items():
        first_column = next(iter(columns))
        key = f"[{first_column}]" if first_column in ("id", "record") else "''"
        connection.execute(f"DELETE FROM [{table}] WHERE {key} {tables.LISTED}", ids)
    connection.execute(f"DELETE FROM record WHERE id {tables.LISTED}", ids)
    connection.execute(f"DELETE FROM written WHERE id {tables.LISTED}", ids)


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
        put_facts(connection, {"merged": str(filler.merged)})
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


def put_facts(connection: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    """Store facts about the index, and the version of its data."""
    hashes = connection.execute("SELECT sha256 FROM record ORDER BY sha256")
    whole_version = versions.whole_version(map(itemgetter(0), hashes))
    facts = {
        **facts,
        "data_version": whole_version[: versions.EVIDENCE_DIGITS],
        "whole_data_version": whole_version,
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())


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
            configure(connection)
            stack.pop_all()
            return connection
    raise AssertionError


_MOST_BYTES: Final = 8_000_000
"""Rebuilding is faster than updating by more, which would leave the page cache, too."""
_WAIT_SECONDS: Final = 1.0
_SHA256_OF_NOTHING: Final = hashlib.sha256().hexdigest()
_GONE: Final = """
SELECT record.id FROM json_each(?) AS gone CROSS JOIN record ON record.file = gone.key
WHERE record.line >= gone.value
"""
_CORRECTED_BY: Final = f"SELECT corrects FROM correction WHERE id {tables.LISTED}"
_SINCE: Final = "SELECT id, since FROM issue"


class _RebuildError(Exception):
    """The index must be rebuilt."""


class _Change(NamedTuple):
    """New lines of a file."""

    file: ReadFile
    """The file with them."""
    first: int
    """The number of the first."""
    content: bytes


def extend(folder: Folder, path: Path, new_facts: Mapping[str, str]) -> bool:
    """Update an index whose lock is held; return whether that could be done.

    Raises OSError and sqlite3.Error; then, and where it returns False, the index is as it was.
    """
    with suppress(_RebuildError), closing(_open(path)) as connection:
        facts = dict(connection.execute("SELECT name, value FROM meta"))
        if any(facts.get(name) != new_facts[name] for name in new_facts if name != "built_ns"):
            return False
        rows = connection.execute("SELECT * FROM data_file")
        known = {name: ReadFile(name, Stamp(*state), sha256) for name, *state, sha256 in rows}
        files = folder.files()
        changes = list(_changes(files, known, int(facts["built_ns"])))
        gone_names = known.keys() - {file.name for file in files}
        gone_names |= {change.file.name for change in changes if change.first == 1} & known.keys()
        gone = dict.fromkeys(gone_names, 1)
        # A line that was merged with one of another file is not in the index, and would have to
        # come back.
        is_merged = facts["merged"] != "0"
        if gone and (is_merged or sum(known[name].stamp.size for name in gone) > _MOST_BYTES):
            return False
        _apply(connection, changes, gone)
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


def _changes(
    files: Sequence[DataFile], old_files: Mapping[str, ReadFile], built_ns: int
) -> Iterator[_Change]:
    """Yield what is new in each file that is not as it was.

    Raises _RebuildError where that is too much.
    """
    room = _MOST_BYTES
    for file in files:
        stamp = folders.stamp(file)
        old_file = old_files.get(file.name)
        if old_file and old_file.stamp == stamp and not stamp.is_young(built_ns):
            continue
        empty = ReadFile(file.name, stamp._replace(size=0), _SHA256_OF_NOTHING)
        change = _tail(file, stamp, old_file or empty, room)
        if change is None:
            if stamp.size > room:
                raise _RebuildError
            content = folders.read(file)
            sha256 = hashlib.sha256(content).hexdigest()
            change = _Change(ReadFile(file.name, stamp, sha256), 1, content)
        room -= len(change.content)
        if old_file != change.file:
            yield change


def _tail(file: DataFile, stamp: Stamp, old_file: ReadFile, room: int) -> _Change | None:
    """Return what a file gained; None if it changed otherwise, or gained more than `room` bytes.

    Raises _RebuildError if it changes meanwhile.
    """
    old_size = old_file.stamp.size
    if not 0 <= stamp.size - old_size <= room:
        return None
    sha256 = hashlib.sha256()
    old_lines = 0
    last_old_byte = b"\n"
    content = b""
    read_bytes = 0
    for block in folders.blocks(file, old_size):  # one of them ends where the old bytes do
        if read_bytes == old_size and sha256.hexdigest() != old_file.sha256:
            return None
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
        return None
    grown = old_file._replace(stamp=stamp, sha256=sha256.hexdigest())
    return _Change(grown, old_lines + 1, content)


def _apply(
    connection: sqlite3.Connection, changes: Sequence[_Change], gone: Mapping[str, int]
) -> None:
    """Remove the records of lines that are gone, and add the new ones.

    `gone` has the number of the first line that is gone, by file.

    Raises _RebuildError where the new records have a fatal problem, or an issue begins on another
    day: dates with an open start depend on it wherever they are. So do names on former ids.
    """
    first_days = dict(connection.execute(_SINCE))
    new_ids = former_ids.todays_ids(connection)
    removed = texts(connection, _GONE, (json.dumps(gone),))
    has_texts = tables.has_texts(connection)
    freed = texts(connection, _CORRECTED_BY, (json.dumps(removed),))
    if removed:
        if has_texts:
            tables.remove(connection, removed)
        remove(connection, removed)
    names = (json.dumps(list(gone)),)
    connection.execute(f"DELETE FROM data_file WHERE name {tables.LISTED}", names)
    filler = Filler(connection)
    for change in changes:
        filler.read(change.file.name, [change.content], change.first)
    filler.finish((change.file for change in changes), freed)
    added = texts(connection, "SELECT id FROM record WHERE rowid > ?", (filler.last,))
    if filler.merged or filler.fatal or any(run(connection, "", checks=FATAL)):
        raise _RebuildError
    new_days = dict(connection.execute(_SINCE))
    if any(new_days.get(issue, day) != day for issue, day in first_days.items()):
        raise _RebuildError
    if former_ids.todays_ids(connection) != new_ids:
        raise _RebuildError
    if has_texts:
        tables.add(connection, added)
