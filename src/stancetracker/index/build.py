"""Make an index of a dataset, in one pass over its lines."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import BrokenDatasetError, Place, Problem
from stancetracker.index import passages, rows, schema, tables
from stancetracker.index.fits import fits
from stancetracker.index.lock import locked
from stancetracker.ledger import folder as folders
from stancetracker.ledger.canonical import digest, identified, version
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import DataFile, Folder, Stamp, UnreadableFileError
from stancetracker.ledger.jsonl import FileReader, Line
from stancetracker.ledger.rules import SEVERITY
from stancetracker.ledger.staging import staged, sync

_ATTEMPTS: Final = 5
_BATCH: Final = 200
"""Records whose rows are held before they are inserted."""
_KEEP: Final = "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?)"
_KEPT: Final = "SELECT kind, file, line, json FROM record WHERE id = ?"
_OPEN_OF_RECORD: Final = (
    "UPDATE [{table}] SET [{date}_earliest] = min([{date}_latest], issue.since)"
    " FROM issue WHERE issue.id = [{table}].issue AND [{date}] LIKE '../%'"
)
_OPEN_OF_PART: Final = (
    "UPDATE [{table}] SET [{date}_earliest] = min([{table}].[{date}_latest], issue.since)"
    " FROM [{kind}] JOIN issue ON issue.id = [{kind}].issue"
    " WHERE [{kind}].id = [{table}].record AND [{table}].[{date}] LIKE '../%'"
)

Connect = Callable[[], sqlite3.Connection]


class ReadFile(NamedTuple):
    """A data file as it was read: its state before that, and the SHA-256 of its bytes."""

    name: str
    stamp: Stamp
    sha256: str


class Loaded(NamedTuple):
    """What filling an index found: the problems of files, lines and ids, and the files that were read."""

    problems: tuple[Problem, ...]
    files: tuple[ReadFile, ...]

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """The problems for which nothing may be answered."""
        return tuple(problem for problem in self.problems if problem.severity == "fatal")


class Filler:
    """Fills the tables of an index with records, and collects what is wrong with their lines and ids.

    Of lines that say the same, the one recorded first counts. `flush` ends a series of records.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.problems: list[Problem] = []
        self.totals: dict[str, int] = defaultdict(int)
        """The sum of the digests of the records of each file."""
        self.merged = 0
        """How many lines said what another one said."""
        self.records: list[str] = []
        """The ids of the records since `flush` was last called."""
        self._connection = connection
        self._insertions = rows.insertions()
        self._rows: dict[str, list[rows.Row]] = {table: [] for table in self._insertions}

    @property
    def is_broken(self) -> bool:
        """Whether a problem is fatal."""
        return any(problem.severity == "fatal" for problem in self.problems)

    def read(self, name: str, blocks: Iterable[bytes], first: int = 1) -> None:
        """Take in the lines of a file, which come in blocks; `first` is the number of the first line."""
        reader = FileReader(name)
        for line in reader.lines(blocks, first):
            self.add(name, line)
        self.problems += reader.problems
        self._connection.executemany("INSERT OR IGNORE INTO unread VALUES (?)", [(u,) for u in reader.unread])

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
            place, code = Place(file.name, 1), "unreadable-file"
            self.problems.append(Problem(place, code, SEVERITY[code], message))
        return None

    def add(self, file: str, line: Line) -> None:
        """Take in a record of a file."""
        name, text = identified(line.record, line.canonical)
        values = line.values
        if name:
            values["id"] = name
        kind = values["kind"]
        if not self._connection.execute(_KEEP, (name, kind, file, line.number, text)).rowcount:
            self._settle(name, text, file, line)
            return
        self._put(name, text, file, line)

    def _put(self, name: str, text: str, file: str, line: Line) -> None:
        self.totals[file] += digest(text.encode())
        rows.add(line.values, file, line.number, self._rows)
        self.records.append(name)
        if not len(self.records) % _BATCH:
            self._insert()

    def _settle(self, name: str, text: str, file: str, line: Line) -> None:
        """Merge a line with the one that has its id, or report it."""
        kind, first_file, number, first = self._connection.execute(_KEPT, (name,)).fetchone()
        place, first_place = Place(file, line.number), Place(first_file, number)
        one, other = json.loads(first), json.loads(text)
        recorded, recorded_first = other.pop("recorded", ""), one.pop("recorded", "")
        if one != other:
            self.problems.append(_duplicate(name, kind, place, first_place, line))
            return
        self.merged += 1
        if recorded < recorded_first:
            self._insert()
            remove(self._connection, [name])
            self.totals[first_file] -= digest(first.encode())
            self._connection.execute(_KEEP, (name, kind, file, line.number, text))
            self._put(name, text, file, line)

    def _insert(self) -> None:
        for table, found in self._rows.items():
            if found:
                self._connection.executemany(self._insertions[table], found)
                found.clear()

    def flush(self) -> list[str]:
        """Insert the rows that are held, and return the ids of the records since the last time."""
        self._insert()
        found, self.records = self.records, []
        return found


def _hashed(blocks: Iterable[bytes], sha256: Any) -> Iterator[bytes]:
    for block in blocks:
        sha256.update(block)
        yield block


def _duplicate(name: str, kind: str, place: Place, first: Place, line: Line) -> Problem:
    same = kind == line.values["kind"]
    if not name:
        message, hint = f"another `dataset` record is at {first}", None
        return Problem(place, "duplicate-dataset", SEVERITY["duplicate-dataset"], message, hint)
    message = f"{name} at {place} is also at {first}, and says something else"
    hint = (
        "keep one of the two lines; after a merge, these are two edits of one record"
        if same
        else "give one of the two another id: ids are unique over all kinds"
    )
    return Problem(place, "duplicate-id", SEVERITY["duplicate-id"], message, hint, None, name)


def remove(connection: sqlite3.Connection, records: Iterable[str]) -> None:
    """Delete the rows of these records, but not their texts; '' is the `dataset` record."""
    for name in records:
        [(kind,)] = connection.execute("SELECT kind FROM record WHERE id = ?", (name,))
        connection.execute("DELETE FROM record WHERE id = ?", (name,))
        for table in schema.tables():
            if table.name == kind:
                where = "id = ?" if name else "? = ''"
                connection.execute(f"DELETE FROM [{kind}] WHERE {where}", (name,))
            elif table.name.startswith(f"{kind}_") or table.name == schema.SOURCE_TABLE:
                connection.execute(f"DELETE FROM [{table.name}] WHERE record = ?", (name,))


def fill(connection: sqlite3.Connection, folder: Folder) -> Loaded:
    """Fill an empty database with the records of a folder, all but what `search` reads.

    Never raises for what is in the data.
    """
    tables.make(connection)
    filler, files = Filler(connection), []
    with connection:
        for file in folder.files():
            read = filler.read_file(file)
            if read is not None:
                files.append(read)
        filler.flush()
        for read in files:
            put_file(connection, read, filler.totals[read.name])
    tables.index(connection)
    with connection:
        resolve_open_starts(connection)
        put_facts(connection, {"merged": str(filler.merged)})
    return Loaded(tuple(filler.problems), tuple(files))


def fill_from(connection: sqlite3.Connection, files: Mapping[str, bytes], about: Mapping[str, str]) -> None:
    """Fill an empty database with the records of files that lie in no folder, by name; all of it."""
    tables.make(connection)
    filler = Filler(connection)
    with connection:
        for name, content in files.items():
            filler.read(name, [content])
        filler.flush()
        for name, content in files.items():
            state = ReadFile(name, Stamp(len(content), 0, 0, 0), hashlib.sha256(content).hexdigest())
            put_file(connection, state, filler.totals[name])
    tables.index(connection)
    with connection:
        resolve_open_starts(connection)
    finish(connection, about)


def put_file(connection: sqlite3.Connection, file: ReadFile, total: int) -> None:
    """Write down the state of a data file, and the sum of the digests of its records."""
    row = (file.name, *file.stamp, file.sha256, f"{total:x}")
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
    tables.make_search(connection)
    passages.gather(connection)
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
                refuse_broken(connection, folder, loaded)
                finish(connection, about)
                return connection
        connection.close()
    raise AssertionError


def refuse_broken(connection: sqlite3.Connection, folder: Folder, loaded: Loaded) -> None:
    """Raise BrokenDatasetError where a problem is fatal."""
    if loaded.fatal or not fits(connection):
        raise BrokenDatasetError(load(folder).fatal, folder.path)


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


def resolve_open_starts(connection: sqlite3.Connection, records: Iterable[str] | None = None) -> None:
    """Let dates with an open start begin on the first day of the issue their record is on.

    With `records`, those of these records alone.
    """
    among = "" if records is None else " AND [{table}].[{key}] IN (SELECT value FROM json_each(?))"
    values = () if records is None else (json.dumps(list(records)),)
    for kind in schema.kinds_on_issues():
        for table, key, date in _dates(kind):
            text = _OPEN_OF_RECORD if table == kind else _OPEN_OF_PART
            connection.execute((text + among).format(kind=kind, table=table, date=date, key=key), values)


def _dates(kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield the tables, their columns of the record's id, and the columns in which records of a kind have dates."""
    for table in schema.tables():
        if table.name in (kind, schema.SOURCE_TABLE) or table.name.startswith(f"{kind}_"):
            names = {name for name, _ in table.columns}
            key = "id" if table.name == kind else "record"
            yield from ((table.name, key, name) for name in names if f"{name}_earliest" in names)
