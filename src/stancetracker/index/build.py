"""Make an index of a dataset, in one pass over its lines.

The pass takes a dataset without a fault. One with a line that is no record, an id that two records have or a name
of nothing is read whole instead, by what tells its problems in words and settles lines that say the same.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from stancetracker.base.collecting import without_collecting
from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index import derived, meanwhile, openings, passages, rows, tables, worker
from stancetracker.index.fits import fits
from stancetracker.index.lock import locked
from stancetracker.index.reading import Ending, Reader, ReadFile, Stretch, UnsoundError, halves
from stancetracker.index.rows import Rows
from stancetracker.index.worker import WorkerError
from stancetracker.ledger.canonical import version
from stancetracker.ledger.dataset import Dataset, load
from stancetracker.ledger.folder import DataFile, Folder, Stamp, stamp
from stancetracker.ledger.staging import staged, sync

_ATTEMPTS: Final = 5
_MUCH: Final = 4_000_000
"""Bytes of data from which on a second process is worth its start."""

Connect = Callable[[], sqlite3.Connection]


def build(folder: Folder, connect: Connect, about: Mapping[str, str]) -> sqlite3.Connection:
    """Fill an empty database with the dataset, the state of its files, and the facts in `about`.

    `connect` gives an empty database, a new one each time.
    Raises BrokenDatasetError when the dataset does not load.
    """
    for attempt in range(_ATTEMPTS):
        connection = _streamed(folder, connect, about) or _whole(folder, connect, about)
        if attempt == _ATTEMPTS - 1 or _is_unchanged(folder, connection):
            break
        connection.close()
    return connection


def _is_unchanged(folder: Folder, connection: sqlite3.Connection) -> bool:
    """Whether the files are as they were before they were read, so that they fit together."""
    read = {str(name): Stamp(*state) for name, *state, _, _ in connection.execute("SELECT * FROM data_file")}
    try:
        return read == {file.name: stamp(file) for file in folder.files()}
    except FileNotFoundError:
        return False


def _streamed(folder: Folder, connect: Connect, about: Mapping[str, str]) -> sqlite3.Connection | None:
    """A database filled while the data are read; None where anything about them is, or may be, wrong."""
    try:
        with _kept(connect()) as connection, without_collecting():
            tables.make(connection)
            ending = _filled(connection, folder.files())
            _finish(connection, about, ending, sum(ending.totals.values()), doubted=True)
            return connection
    except (UnsoundError, sqlite3.IntegrityError):
        return None


def _filled(connection: sqlite3.Connection, files: Sequence[DataFile]) -> Ending:
    """Read data into an empty database, half of many by a second process; what is known of them.

    Raises UnsoundError.
    """
    reader, path = Reader(), _path(connection)
    first, second = _halves(files) if path else ([Stretch(file) for file in files], [])
    if not (path and second):
        tables.fill(connection, reader.read(first))
        return reader.ending
    beside = path.with_name(f"{path.name}.half")
    with worker.reading(second, beside, tables.statements(connection)) as half:
        tables.fill(connection, reader.read(first))
        try:
            rest = half.ending()
        except WorkerError:
            tables.fill(connection, reader.read(second))
            return reader.ending
        tables.take_in(connection, beside)
        return reader.ending.and_then(rest)


def _path(connection: sqlite3.Connection) -> Path | None:
    """The file of a database; None in memory."""
    _, _, file = connection.execute("PRAGMA database_list").fetchone()
    return Path(file) if file else None


def _halves(files: Sequence[DataFile]) -> tuple[list[Stretch], list[Stretch]]:
    """All lines of these files in two parts; the second has some where a second process is worth its start."""
    with suppress(OSError):
        if sum(stamp(file).size for file in files) > _MUCH:
            return halves(files)
    return [Stretch(file) for file in files], []


@contextmanager
def _kept(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Keep a connection open unless something goes wrong."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def _whole(folder: Folder, connect: Connect, about: Mapping[str, str]) -> sqlite3.Connection:
    """A database filled with the dataset read whole."""
    dataset = load(folder)
    with _kept(connect()) as connection:
        fill(dataset, connection, about)
        return connection


def fill(dataset: Dataset, connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
    """Fill an empty database with a dataset that has been read.

    Raises BrokenDatasetError when it does not load.
    """
    if dataset.broken:
        raise BrokenDatasetError(dataset.fatal, dataset.lies_in)
    tables.make(connection)
    tables.fill(connection, [_rows(dataset)])
    # Of lines that say the same, one stands for all: no file's records are its own.
    ending = Ending(tuple(_files(dataset)), totals={}, opened=True)
    _finish(connection, about, ending, dataset.total, doubted=False)


def _rows(dataset: Dataset) -> Rows:
    found: Rows = defaultdict(list)
    for entry in dataset.entries:
        rows.add(entry.record.model_dump(exclude_defaults=True), entry.place.file, entry.place.line, found)
    return found


def _files(dataset: Dataset) -> Iterator[ReadFile]:
    for name, state in dataset.stamps.items():
        yield ReadFile(name, state, hashlib.sha256(dataset.parts[name].content).hexdigest())


def _finish(
    connection: sqlite3.Connection, about: Mapping[str, str], ending: Ending, total: int, *, doubted: bool
) -> None:
    """Make what follows from the rows, and tell of what they were made; `total` is the sum of all records' digests.

    Raises UnsoundError where it is `doubted` that the records fit together, and they do not.
    """
    tables.index_first(connection)
    with connection:
        if ending.opened:
            openings.begin(connection)
    with _summed(connection, ending) as put_summary:
        tables.index(connection)
        derived.index(connection)
        if doubted and not fits(connection):
            raise UnsoundError
        tables.make_search(connection)
        passages.gather(connection)
        tables.index_texts(connection)
        put_summary()
    facts = {**about, "data_version": version(total), "data_total": f"{total:x}"}
    with connection:
        for file in ending.files:
            tables.put_file(connection, (file.name, *file.stamp, file.sha256), ending.totals.get(file.name))
        tables.put_facts(connection, facts)


@contextmanager
def _summed(connection: sqlite3.Connection, ending: Ending) -> Iterator[Callable[[], None]]:
    """Begin the summary; what is given ends it, at once where the data are so few that it was not begun."""
    path = _path(connection)
    if path and sum(file.stamp.size for file in ending.files) > _MUCH:
        with meanwhile.summed(connection, path) as put:
            yield put
    else:
        with connection:
            derived.sum_up(connection)
        yield lambda: None


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
