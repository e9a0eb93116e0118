"""Make an index of a dataset, in one pass over its lines."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.index import schema, tables
from stancetracker.index.cache import locked
from stancetracker.index.checks import FATAL, Lines, lines_in, problems, run
from stancetracker.ledger import folder as folders
from stancetracker.ledger.canonical import digest, identified, version
from stancetracker.ledger.folder import DataFile, Folder, Stamp, UnreadableFileError
from stancetracker.ledger.jsonl import FileReader, Line
from stancetracker.ledger.staging import staged, sync

_ATTEMPTS: Final = 5
_BATCH: Final = 20
"""Records that are read, and then inserted, together."""
_LISTED: Final = "IN (SELECT value FROM json_each(?))"
_KEEP: Final = "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?)"
_REPLACE: Final = "UPDATE record SET file = ?, line = ?, json = ? WHERE id = ?"

Connect = Callable[[], sqlite3.Connection]


class ReadFile(NamedTuple):
    """A data file as it was read: its state before that, the SHA-256 of its bytes, the sum of its records' digests."""

    name: str
    stamp: Stamp
    sha256: str
    total: int = 0


class Loaded(NamedTuple):
    """The result of filling an index: the problems of files, lines and ids, and the files that were read."""

    problems: tuple[Problem, ...]
    files: tuple[ReadFile, ...]

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """The problems for which nothing may be answered."""
        return tuple(problem for problem in self.problems if problem.severity == "fatal")


class Filler:
    """Fills the tables of an index with records, and collects what is wrong with their files, lines and ids.

    Of lines that say the same, the one recorded first counts.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.problems: list[Problem] = []
        self.totals: dict[str, int] = defaultdict(int)
        """The sum of the digests of the records of each file."""
        self.merged = 0
        """The number of lines that said what another one said."""
        self._connection = connection
        [(self._last,)] = connection.execute("SELECT coalesce(max(rowid), 0) FROM record")

    @property
    def is_broken(self) -> bool:
        """Return whether a problem is fatal."""
        return any(problem.severity == "fatal" for problem in self.problems)

    def added(self) -> list[str]:
        """Return the ids of the records that were taken in."""
        found = self._connection.execute("SELECT id FROM record WHERE rowid > ?", (self._last,))
        return [str(name) for (name,) in found]

    def read_file(self, file: DataFile) -> ReadFile | None:
        """Take in a data file; None where it can't be read, which is a problem then."""
        try:
            stamp, sha256 = folders.stamp(file), hashlib.sha256()
            self.read(file.name, _hashed(folders.blocks(file), sha256))
            return ReadFile(file.name, stamp, sha256.hexdigest())
        except UnreadableFileError as error:
            self.problems.append(error.problem)
        except OSError as error:
            message = f"gone while the dataset was read: {error.strerror}"
            self.problems.append(Problem(Place(file.name, 1), "unreadable-file", "fatal", message))
        return None

    def read(self, name: str, blocks: Iterable[bytes], first: int = 1) -> None:
        """Take in the lines of a file, which come in blocks; `first` is the number of the first line."""
        reader = FileReader(name)
        lines = reader.lines(blocks, first)
        while some := list(islice(lines, _BATCH)):
            self._add(name, some)
        self.problems += reader.problems
        self._connection.executemany(
            "INSERT OR IGNORE INTO unread VALUES (?)", [(name,) for name in reader.unread]
        )

    def finish(self) -> None:
        """Insert all rows of the records but those of the table `record`."""
        tables.fill(self._connection, self._last)

    def _add(self, file: str, lines: Sequence[Line]) -> None:
        """Take in records of a file: all whose id is new, then the others."""
        entries = []
        for number, record, text in lines:
            name, line = identified(record, text)
            entries.append(_Entry(name, str(vars(record)["kind"]), file, number, line))
        kept = self._connection.executemany(_KEEP, entries).rowcount
        for entry in entries:
            if kept == len(entries) or self._place(entry.id) == entry.place:
                self.totals[file] += digest(entry.json.encode())
            else:
                self._settle(entry)

    def _place(self, record: str) -> Place:
        row = self._connection.execute("SELECT file, line FROM record WHERE id = ?", (record,))
        return Place(*row.fetchone())

    def _settle(self, entry: _Entry) -> None:
        """Merge a record with the one that has its id, or report it."""
        [(kind, first)] = self._connection.execute("SELECT kind, json FROM record WHERE id = ?", (entry.id,))
        one, other, place = json.loads(first), json.loads(entry.json), self._place(entry.id)
        recorded, recorded_first = other.pop("recorded", ""), one.pop("recorded", "")
        if one != other:
            self.problems.append(_duplicate(entry, kind, place))
            return
        self.merged += 1
        if recorded < recorded_first:
            self.totals[place.file] -= digest(first.encode())
            self.totals[entry.file] += digest(entry.json.encode())
            self._connection.execute(_REPLACE, (*entry[2:], entry.id))


class _Entry(NamedTuple):
    """A row of the table `record`: a record with the file it is in, its line there, and its canonical line."""

    id: str
    kind: str
    file: str
    line: int
    json: str

    @property
    def place(self) -> Place:
        return Place(self.file, self.line)


def _hashed(blocks: Iterable[bytes], sha256: Any) -> Iterator[bytes]:
    for block in blocks:
        sha256.update(block)
        yield block


def _duplicate(entry: _Entry, kind: str, first: Place) -> Problem:
    """Return the problem of a record that has the id of another, of this kind, at `first`."""
    hint = None
    code, message = "duplicate-dataset", f"another `dataset` record is at {first}"
    if entry.id:
        code, message = (
            "duplicate-id",
            f"{entry.id} at {entry.place} is also at {first}, and says something else",
        )
        hint = "keep one of the two lines; after a merge, these are two edits of one record"
        if kind != entry.kind:
            hint = "give one of the two another id: ids are unique over all kinds"
    return Problem(entry.place, code, "fatal", message, hint, None, entry.id or None)


def remove(connection: sqlite3.Connection, records: Iterable[str]) -> None:
    """Delete the rows of these records, but not their texts; '' is the `dataset` record."""
    listed = (json.dumps(list(records)),)
    for table, columns in schema.tables().items():
        first = next(iter(columns))
        key = f"[{first}]" if first in ("id", "record") else "''"
        connection.execute(f"DELETE FROM [{table}] WHERE {key} {_LISTED}", listed)
    connection.execute(f"DELETE FROM record WHERE id {_LISTED}", listed)


def fill(connection: sqlite3.Connection, folder: Folder) -> Loaded:
    """Fill an empty database with the records of a folder, all but what `search` reads.

    Never raises for what is in the data.
    """
    return _filled(connection, lambda filler: map(filler.read_file, folder.files()))


def fill_from(connection: sqlite3.Connection, contents: Mapping[str, bytes]) -> Loaded:
    """Fill an empty database as `fill` does, with files that are in no folder, by name."""

    def read(filler: Filler) -> Iterator[ReadFile]:
        for name, content in contents.items():
            filler.read(name, [content])
            yield ReadFile(name, Stamp(len(content), 0, 0, 0), hashlib.sha256(content).hexdigest())

    return _filled(connection, read)


def _filled(connection: sqlite3.Connection, read: Callable[[Filler], Iterable[ReadFile | None]]) -> Loaded:
    tables.make(connection)
    filler = Filler(connection)
    with connection:
        files = tuple(filter(None, read(filler)))
        filler.finish()
    tables.index(connection)
    with connection:
        for file in files:
            put_file(connection, file._replace(total=filler.totals[file.name]))
        put_facts(connection, {"merged": str(filler.merged)})
    return Loaded(tuple(filler.problems), files)


def put_file(connection: sqlite3.Connection, file: ReadFile) -> None:
    """Write down a data file as it was read."""
    row = (file.name, *file.stamp, file.sha256, f"{file.total:x}")
    connection.execute("INSERT OR REPLACE INTO data_file VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def put_facts(connection: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    """Write down what the index is of, and what made it."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())


def put_version(connection: sqlite3.Connection) -> None:
    """Write down the version of the data, from the sums of the files."""
    totals = connection.execute("SELECT total FROM data_file")
    put_facts(connection, {"data_version": version(sum(int(total, 16) for (total,) in totals))})


def finish(connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
    """Make what `search` reads, and write down the facts in `about` and the version of the data."""
    tables.index_texts(connection)
    with connection:
        put_version(connection)
        put_facts(connection, about)


def build(folder: Folder, connect: Connect, about: Mapping[str, str]) -> sqlite3.Connection:
    """Fill an empty database with the dataset, the state of its files, and the facts in `about`.

    `connect` gives an empty database, a new one each time.
    Raises BrokenDatasetError when the dataset does not load.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        with _kept(connect()) as connection:
            loaded = fill(connection, folder)
            if attempt == _ATTEMPTS or _is_unchanged(folder, loaded):
                _refuse_broken(connection, loaded, lines_in(folder), folder.path)
                finish(connection, about)
                return connection
        connection.close()
    raise AssertionError


def build_from(
    connection: sqlite3.Connection,
    contents: Mapping[str, bytes],
    known: Iterable[Problem],
    about: Mapping[str, str],
) -> None:
    """Fill an empty database with files that are in no folder, by name; `known` are problems of others.

    Raises BrokenDatasetError when they do not load.
    """
    loaded = fill_from(connection, contents)
    loaded = loaded._replace(problems=(*known, *loaded.problems))

    def lines(name: str, numbers: Collection[int]) -> Mapping[int, str]:
        found = enumerate(contents[name].split(b"\n"), 1)
        return {number: line.decode("utf-8", "replace") for number, line in found if number in numbers}

    _refuse_broken(connection, loaded, lines, None)
    finish(connection, about)


def _refuse_broken(connection: sqlite3.Connection, loaded: Loaded, lines: Lines, path: Path | None) -> None:
    """Raise BrokenDatasetError where a problem is fatal."""
    found = list(run(connection, "", checks=FATAL))
    if loaded.fatal or found:
        raise BrokenDatasetError(problems(connection, loaded.fatal, found, lines), path)


def _is_unchanged(folder: Folder, loaded: Loaded) -> bool:
    """Return whether the files are as they were before they were read, so that they fit together."""
    try:
        now = {file.name: folders.stamp(file) for file in folder.files()}
    except FileNotFoundError:
        return False
    return now == {file.name: file.stamp for file in loaded.files}


@contextmanager
def _kept(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Close a connection if something goes wrong."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def build_beside(folder: Folder, target: Path, about: Mapping[str, str]) -> None:
    """Build an index in a file of its own and rename it to `target`, so that readers see old or new, never half.

    Raises BrokenDatasetError, OSError and sqlite3.Error; then nothing is left behind.
    """
    with staged(target.parent) as beside:
        made = beside / target.name

        def anew() -> sqlite3.Connection:
            made.unlink(missing_ok=True)
            return sqlite3.connect(made)

        build(folder, anew, about).close()
        sync(made)
        with locked(target):
            made.replace(target)
