"""Update an index in one transaction: add appended lines, read changed files again.

A file that only grew, as the hash of its old bytes shows, is read from where it ended. Another changed file, or one
that is gone, gives up its records. Where an update is not sure to be right, or would be slower, the index is rebuilt.
"""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.index import build, tables
from stancetracker.index.build import Filler, ReadFile
from stancetracker.index.checks import FATAL, run
from stancetracker.index.queries import texts
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import DataFile, Folder, Stamp

_MOST_BYTES: Final = 8_000_000
"""More than this is rebuilt sooner, and would not stay in the page cache until it is all there."""
_WAIT_SECONDS: Final = 1.0
_ATTEMPTS: Final = 3
_SINCE: Final = "SELECT id, since FROM issue"
_ANSWERS: Final = (
    f"SELECT id FROM correction WHERE corrects {tables.LISTED}",
    f'SELECT id FROM reply WHERE "to" {tables.LISTED}',
)


class _RebuildError(Exception):
    """The index must be rebuilt."""


class _MovedError(Exception):
    """The data changed while they were read."""


class _Change(NamedTuple):
    """New lines of a file: its state with them, the number of the first, and their bytes; `whole` if these are all."""

    file: ReadFile
    first: int
    content: bytes
    whole: bool


def extend(folder: Folder, path: Path, about: Mapping[str, str]) -> bool:
    """Update an index whose lock is held; return whether that could be done.

    Raises OSError and sqlite3.Error; then, and where it returns False, the index is as it was.
    """
    for _ in range(_ATTEMPTS):
        try:
            with closing(_open(path)) as connection:
                _extend(folder, connection, about)
                connection.execute("COMMIT")
                return True
        except _MovedError:
            continue
        except _RebuildError:
            break
    return False


def _open(path: Path) -> sqlite3.Connection:
    """Open a connection that has begun to write; closing it before it commits takes everything back."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS, isolation_level=None
    )
    try:
        # Readers see nothing of a page, and wait for none, until all is there.
        connection.execute("PRAGMA cache_spill = OFF")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
            raise _RebuildError
        connection.execute("BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return connection


def _extend(folder: Folder, connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
    facts = dict(connection.execute("SELECT name, value FROM meta"))
    if any(facts.get(name) != about[name] for name in ("folder", "program", "schema")):
        raise _RebuildError
    known, files = _known(connection), folder.files()
    changes = list(_changes(files, known, int(facts["built_ns"])))
    gone = {
        *(known.keys() - {file.name for file in files}),
        *(change.file.name for change in changes if change.whole and change.file.name in known),
    }
    # A line that was merged with one of another file is not in the index, and would have to come back.
    if gone and (facts["merged"] != "0" or sum(known[name].stamp.size for name in gone) > _MOST_BYTES):
        raise _RebuildError
    _apply(connection, known, changes, gone)
    build.put_version(connection)
    build.put_facts(connection, about)
    if not folders.is_unchanged(folder, {name: one.stamp for name, one in _known(connection).items()}):
        raise _MovedError


def _known(connection: sqlite3.Connection) -> dict[str, ReadFile]:
    return {
        str(name): ReadFile(name, Stamp(*state), sha256, int(total, 16))
        for name, *state, sha256, total in connection.execute("SELECT * FROM data_file")
    }


def _changes(files: Sequence[DataFile], known: Mapping[str, ReadFile], built_ns: int) -> Iterator[_Change]:
    """Yield what is new in each file that is not as it was.

    Raises _RebuildError where that is too much.
    """
    room = _MOST_BYTES
    for file in files:
        stamp, before = folders.stamp(file), known.get(file.name)
        if before and before.stamp == stamp and not stamp.is_young(built_ns):
            continue
        change = _tail(file, stamp, before, room)
        if change is None:
            if stamp.size > room:
                raise _RebuildError
            content = folders.read(file)
            state = ReadFile(file.name, stamp, hashlib.sha256(content).hexdigest())
            change = _Change(state, 1, content, whole=True)
        room -= len(change.content)
        if before is None or before._replace(total=0) != change.file:
            yield change


def _tail(file: DataFile, stamp: Stamp, before: ReadFile | None, room: int) -> _Change | None:
    """Return what was appended to a file; None where something else was done to it."""
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
        raise _MovedError
    if (not content and sha256.hexdigest() != old) or (content and end != b"\n"):
        return None
    return _Change(ReadFile(file.name, stamp, sha256.hexdigest()), lines + 1, content, whole=False)


def _apply(
    connection: sqlite3.Connection,
    known: Mapping[str, ReadFile],
    changes: Sequence[_Change],
    gone: Collection[str],
) -> None:
    """Remove the records of files that are gone or changed, add the new ones, and what follows from either.

    Raises _RebuildError where the new records have a fatal problem, or an issue begins on another day: dates with an
    open start depend on it wherever they are.
    """
    since = dict(connection.execute(_SINCE))
    listed = json.dumps(list(gone))
    removed = texts(connection, f"SELECT id FROM record WHERE file {tables.LISTED}", (listed,))
    tables.remove(connection, removed)
    build.remove(connection, removed)
    connection.execute(f"DELETE FROM data_file WHERE name {tables.LISTED}", (listed,))
    filler = Filler(connection)
    for change in changes:
        filler.read(change.file.name, [change.content], change.first)
    filler.finish()
    added = texts(connection, "SELECT id FROM record WHERE rowid > ?", (filler.last,))
    is_broken = any(problem.severity == "fatal" for problem in filler.problems)
    if filler.merged or is_broken or any(run(connection, "", checks=FATAL)):
        raise _RebuildError
    now = dict(connection.execute(_SINCE))
    if any(now.get(issue, day) != day for issue, day in since.items()):
        raise _RebuildError
    for change in changes:
        name = change.file.name
        before = known[name].total if name in known and name not in gone else 0
        build.put_file(connection, change.file._replace(total=before + filler.totals[name]))
    # Texts of replies and corrections are found by the issue and actor of what they are about.
    about = json.dumps([*removed, *added])
    answers = {each for text in _ANSWERS for each in texts(connection, text, (about,))}.difference(added)
    tables.remove(connection, answers)
    tables.add(connection, answers.union(added))
