"""Make an index of a dataset, in one pass over its lines."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.index import schema, tables
from stancetracker.index.checks import FATAL, lines_in, problems, run
from stancetracker.index.queries import ready
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import Data, DataFile, Folder, Stamp, UnreadableFileError
from stancetracker.ledger.jsonl import FileReader, Line, digest, identified, version

_ATTEMPTS: Final = 5
_BATCH: Final = 20  # records read, then inserted, together
_KEEP: Final = "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?)"
_REPLACE: Final = "UPDATE record SET file = ?, line = ?, json = ? WHERE id = ?"


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
        [(self.last,)] = connection.execute("SELECT coalesce(max(rowid), 0) FROM record")

    def read_file(self, file: DataFile) -> ReadFile | None:
        """Take in a data file; None where it can't be read, which is a problem then."""
        try:
            return ReadFile(file.name, folders.stamp(file), self.read(file.name, folders.blocks(file)))
        except UnreadableFileError as error:
            self.problems.append(error.problem)
        except OSError as error:
            message = f"gone while the dataset was read: {error.strerror}"
            self.problems.append(Problem(Place(file.name, 1), "unreadable-file", "fatal", message))
        return None

    def read(self, name: str, blocks: Iterable[bytes], first: int = 1) -> str:
        """Take in the lines of a file, which come in blocks, and return the SHA-256 of these.

        `first` is the number of the first line.
        """
        reader, sha256 = FileReader(name), hashlib.sha256()

        def hashed() -> Iterator[bytes]:
            for block in blocks:
                sha256.update(block)
                yield block

        lines = reader.lines(hashed(), first)
        while some := list(islice(lines, _BATCH)):
            self._add(name, some)
        self.problems += reader.problems
        unread = [(each,) for each in reader.unread]
        self._connection.executemany("INSERT OR IGNORE INTO unread VALUES (?)", unread)
        return sha256.hexdigest()

    def finish(self) -> None:
        """Insert all rows of the records but those of the table `record`."""
        tables.fill(self._connection, self.last)

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
            code, message, hint = "duplicate-dataset", f"another `dataset` record is at {place}", None
            if entry.id:
                code, message = (
                    "duplicate-id",
                    f"{entry.id} at {entry.place} is also at {place}, and says something else",
                )
                hint = "keep one of the two lines; after a merge, these are two edits of one record"
                if kind != entry.kind:
                    hint = "give one of the two another id: ids are unique over all kinds"
            self.problems.append(Problem(entry.place, code, "fatal", message, hint, None, entry.id or None))
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


def remove(connection: sqlite3.Connection, records: Iterable[str]) -> None:
    """Delete the rows of these records, but not their texts; '' is the `dataset` record."""
    listed = (json.dumps(list(records)),)
    for table, columns in schema.tables().items():
        first = next(iter(columns))
        key = f"[{first}]" if first in ("id", "record") else "''"
        connection.execute(f"DELETE FROM [{table}] WHERE {key} {tables.LISTED}", listed)
    connection.execute(f"DELETE FROM record WHERE id {tables.LISTED}", listed)


def fill(connection: sqlite3.Connection, data: Data) -> Loaded:
    """Fill an empty database with the records of a dataset, all but what `search` reads.

    Never raises for what is in the data.
    """
    tables.make(connection)
    filler = Filler(connection)
    with connection:
        if isinstance(data, Folder):
            files = [file for file in map(filler.read_file, data.files()) if file]
        else:
            nothing = Stamp(0, 0, 0, 0)
            files = [ReadFile(name, nothing, filler.read(name, [content])) for name, content in data.items()]
        filler.finish()
    tables.index(connection)
    with connection:
        for file in files:
            put_file(connection, file._replace(total=filler.totals[file.name]))
        put_facts(connection, {"merged": str(filler.merged)})
    return Loaded(tuple(filler.problems), tuple(files))


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


def build(
    data: Data, about: Mapping[str, str], path: Path | None = None, *, known: Iterable[Problem] = ()
) -> sqlite3.Connection:
    """Return a new index of a dataset, with the facts in `about`: a file at this path, else in memory.

    `known` are problems of files that are not given. Raises BrokenDatasetError when the dataset does not load.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        if path:
            path.unlink(missing_ok=True)
        connection = sqlite3.connect(path or ":memory:")
        try:
            loaded = fill(connection, data)
            read = {file.name: file.stamp for file in loaded.files}
            # Files that changed meanwhile may not fit together.
            is_whole = not isinstance(data, Folder) or folders.is_unchanged(data, read)
            if is_whole or attempt == _ATTEMPTS:
                _refuse_broken(connection, data, (*known, *loaded.fatal))
                tables.index_texts(connection)
                with connection:
                    put_version(connection)
                    put_facts(connection, about)
                ready(connection)
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
    raise AssertionError


def _refuse_broken(connection: sqlite3.Connection, data: Data, fatal: Collection[Problem]) -> None:
    """Raise BrokenDatasetError where a problem is fatal."""
    found = list(run(connection, "", checks=FATAL))
    if fatal or found:
        path = data.path if isinstance(data, Folder) else None
        raise BrokenDatasetError(problems(connection, fatal, found, lines_in(data)), path)
