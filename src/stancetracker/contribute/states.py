"""The two states that `changes` compares: as a person names them, and as open indexes."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.base import dates, versions
from stancetracker.base.dates import parse_day
from stancetracker.base.errors import BrokenDatasetError, DateError, UsageError
from stancetracker.contribute.pairs import Values
from stancetracker.index import foreign, lookup
from stancetracker.index.lookup import kinds
from stancetracker.index.queries import Question, data_version, fact, sql
from stancetracker.index.store import ask
from stancetracker.index.tables import LISTED
from stancetracker.ledger import files
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import HistoryError, commit_of, common_ancestor
from stancetracker.ledger.history import commits_with

_FILES_WITH_A_VERSION: Final = ("export.json", "datapackage.json", "index.html")
# `"data_version": "1c5e9a0b…"`, which no words of a record can look like, as their quotation marks
# are escaped.
_STATED_VERSION: Final = re.compile(rb'"(?:data_)?version": ?"([0-9a-f]{12,64})\b')
# `Data <a …>1c5e9a0b…`
_PRINTED_VERSION: Final = re.compile(rb"\b[Dd]ata (?:<[^<>]*>)?([0-9a-f]{12,64})\b")
_START_OF_SQLITE: Final = b"SQLite format 3\0"
_STORED_VERSION: Final = "SELECT value FROM meta WHERE name = 'data_version'"
SINCE_ANCESTOR: Final = "..."
"""What follows a revision, as in git, to compare with the last commit that both ends have."""
_CHECKED_OUT: Final = "HEAD"
_HINT_FOR_DIGITS: Final = (
    f"give {versions.EVIDENCE_DIGITS} or more, as `info`, `cite` and rows of JSON have them,"
    " or a git revision"
)
_HINT_FOR_FILE: Final = (
    "name the front page of a site or an export, of this version of the program, or a git revision"
)
_HINT: Final = (
    "compare one of: --as-of A..B, --known-by A..B, --rev A..B (HEAD.. for what is not committed),"
    " or DIR_A DIR_B"
)
_RECORDS: Final = "SELECT id, {} FROM main.record ORDER BY id"
_LINES: Final = f"SELECT id, json FROM main.record WHERE id {LISTED} ORDER BY id"
_REDACTION: Final = "SELECT 1 FROM main.correction WHERE type = 'redaction' AND corrects = ?"
Answer = TypeVar("Answer")


class Side(NamedTuple):
    """A dataset in one state, what people call it, and the question it is asked."""

    name: str
    folder: Folder
    question: Question
    revision: str | None = None
    """The git revision it is read from, a past that must stay as it was; None: from its files."""
    by_day: bool = False
    """True if it holds only what had certainly happened by the as-of day."""
    apart: bool = False
    """True if it is another dataset, so that the days of recording do not matter."""


class BrokenSideError(BrokenDatasetError):
    """One of two states does not load, so they can't be compared."""

    def __init__(self, name: str, error: BrokenDatasetError) -> None:
        super().__init__(error.problems, error.folder)
        self.message = f"{name}: {self.message}"
        self.hint = None


class State:
    """A side, opened: its records and whatever else its index answers."""

    def __init__(self, side: Side, connection: sqlite3.Connection) -> None:
        self.side = side
        self.connection = connection
        self.kinds = kinds(connection)
        self.version = data_version(connection)
        self.is_empty = connection.execute("SELECT 1 FROM main.record LIMIT 1").fetchone() is None

    def hashes(self) -> dict[str, bytes]:
        """Return the hashes of its records by id; that of the `dataset` record is ''."""
        hashes: dict[str, bytes] = dict(self._records("sha256"))
        if self.side.by_day:
            ids = self._ids_by_day()
            hashes = {id: sha256 for id, sha256 in hashes.items() if id in ids}
        return hashes

    def _ids_by_day(self) -> set[str]:
        """Return the ids of records that stand, about a time certainly up to the as-of day."""
        ids = set()
        corrected_ids = set()
        for id, line in self._records("json"):
            values: Values = json.loads(line)
            corrected_ids.add(values.get("corrects"))
            if self._has_happened(values):
                ids.add(id)
        return ids - corrected_ids

    def _records(self, column: str) -> Iterator[tuple[str, Any]]:
        """Yield the id of each record and a column."""
        yield from self.connection.execute(_RECORDS.format(column))

    def lines(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the canonical lines of these of its records by id."""
        rows = self.connection.execute(_LINES, (json.dumps(list(ids)),))
        return dict(rows.fetchall())

    def _has_happened(self, values: Values) -> bool:
        """Return whether a record is certainly about a time up to the as-of day."""
        traits = self.kinds[values["kind"]]
        fields = (traits.public,) if values.get(traits.public) else traits.dates
        last_days = [dates.parse(values[field]).latest for field in fields if values.get(field)]
        return all(day <= self.side.question.as_of for day in last_days)

    def values(self, record: str) -> Values:
        """Return a record by its id; empty if there is none."""
        return lookup.values(self.connection, record)

    def has_resting(self, record: str) -> bool:
        """Return whether a statement or a silence rests on an issue, an actor or an event."""
        query = sql("resting")
        return self.connection.execute(query, {"record": record}).fetchone() is not None

    def has_redacted(self, record: str) -> bool:
        """Return whether a redaction stands in the place of a record."""
        return self.connection.execute(_REDACTION, (record,)).fetchone() is not None


def ask_state(side: Side, answer: Callable[[State], Answer]) -> Answer:
    """Open a side, and return the answer made from it.

    Raises BrokenSideError and HistoryError.
    """
    try:
        return ask(
            side.folder,
            side.question,
            lambda index: answer(State(side, index.connection)),
            revision=side.revision,
        )
    except BrokenSideError:
        raise
    except BrokenDatasetError as error:
        raise BrokenSideError(side.name, error) from None


def revision_of(side: Side, name: str) -> str:
    """Return the revision that a name means.

    A version of the data, or a file that was published of it, means the oldest commit with these
    data; `main...` means the commit from which what is checked out left `main`. Any other name
    means itself.

    Raises HistoryError if no commit has this version, and UsageError for too few digits of one, or
    for a file without a version.
    """
    with suppress(OSError):  # what is too long for a path is none
        if Path(name).exists():
            return _oldest_commit(side, _published_version(side.folder, name))
    if name.endswith(SINCE_ANCESTOR):
        return common_ancestor(side.folder, name.removesuffix(SINCE_ANCESTOR), _CHECKED_OUT)
    try:
        commit = commit_of(side.folder, name)
    except HistoryError:
        if versions.is_evidence(name):
            return _oldest_commit(side, name)
        if versions.is_too_short(name):
            message = f"{len(name)} digits of a version prove nothing: {name}"
            raise UsageError(message, _HINT_FOR_DIGITS) from None
        raise
    is_object = len(name) == len(commit) or commit.startswith(name)
    if versions.is_evidence(name) and not is_object:
        message = f"a branch or tag is named like a version of the data: {name}"
        raise UsageError(message, "rename it, or write refs/heads/NAME or refs/tags/NAME")
    return name


def _oldest_commit(side: Side, version: str) -> str:
    """Return the oldest commit whose data have this version; raises HistoryError for none.

    Who can make two datasets of one version comes later than who published the first.
    """
    for commit in commits_with(side.folder, version):
        with suppress(BrokenDatasetError, HistoryError):
            version_of_commit = ask(
                side.folder,
                side.question,
                lambda index: fact(index.connection, "whole_data_version"),
                revision=commit,
            )
            if version_of_commit.startswith(version):
                return commit
    hint = "the data must have been committed; a shallow clone may have to be deepened"
    raise HistoryError(f"no commit here has the data {version}", hint)


def _published_version(folder: Folder, name: str) -> str:
    """Return the version of the data in a page, a site, an export or a database.

    Raises UsageError if there is none or more than one, or if the name is also a revision.
    """
    with suppress(HistoryError):
        commit_of(folder, name)
        raise UsageError(f"both a revision and a file: {name}", f"for the file, write ./{name}")
    path = Path(name)
    files_in_it = (path / file for file in _FILES_WITH_A_VERSION)
    path = next((file for file in files_in_it if file.is_file()), path)
    try:
        printed_versions = _versions_in(path)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"can't read {path}: {getattr(error, 'strerror', error)}") from None
    proving_versions = set(filter(versions.is_evidence, printed_versions))
    if len(proving_versions) == 1:
        return proving_versions.pop()
    if proving_versions:
        raise UsageError(
            f"{path} names {len(proving_versions)} versions of the data", _HINT_FOR_FILE
        )
    if printed_versions:
        message = f"{path} has too few digits of the version to prove anything"
        raise UsageError(message, _HINT_FOR_FILE)
    raise UsageError(f"{path} names no version of the data", _HINT_FOR_FILE)


def _versions_in(path: Path) -> set[str]:
    """Return the versions of data that a file states, or else those that stand in its words.

    Raises OSError and sqlite3.Error.
    """
    content = files.content(*files.resolved(path))
    if not content.startswith(_START_OF_SQLITE):
        versions_in_file = _STATED_VERSION.findall(content) or _PRINTED_VERSION.findall(content)
        return {version.decode() for version in versions_in_file}
    with foreign.opened(path) as database:
        return {str(version) for (version,) in foreign.texts(database, _STORED_VERSION)}


class _Range(NamedTuple):
    """The two ends of `A..B`; the last is empty for `A..`."""

    first: str
    last: str


def _range(text: str | None) -> _Range | None:
    """Return the two ends of `A..B`, or None for any other text."""
    first, dots, last = (text or "").partition("..")
    if not dots or not first.strip():
        return None
    return _Range(first.strip(), last.strip())


class _Asker(NamedTuple):
    """Makes the questions of both sides, about the same things."""

    today: str
    filters: Mapping[str, Any]

    def question(self, as_of: str | None, known_by: str | None) -> Question:
        """Return the question on these days, as typed; raises DateError."""
        as_of_day = self.day(as_of) if as_of is not None else None
        known_by_day = self.day(known_by) if known_by is not None else None
        return Question(as_of_day or known_by_day or self.today, known_by_day, **self.filters)

    def day(self, text: str) -> str:
        """Return a day as ISO text; raises DateError."""
        return parse_day(text, self.today)

    def days(self, ends: _Range) -> _Range:
        """Return the days of a range, the last of them today if it is open; raises UsageError."""
        try:
            first = self.day(ends.first)
            last = self.day(ends.last or "today")
        except DateError as error:  # two revisions may have been meant
            hint = "two days are 2026-01-24..2026-02-01; two git revisions are --rev A..B"
            raise DateError(error.message, hint) from None
        if first > last:
            message = f"the first day is after the last: {first}..{last}"
            raise UsageError(message, f"write {last}..{first}")
        return _Range(first, last)


def sides(
    today: str,
    find: Callable[[Path | None], Folder],
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    rev: str | None = None,
    data: Path | None = None,
    folders: Sequence[Path] = (),
    **filters: Any,
) -> Sequence[Side]:
    """Return the two states that a person asks to compare; `filters` go into the question of both.

    `find` finds the dataset of a path, or the one that is meant if none is named.

    Raises UsageError unless it is exactly one comparison, DateError and NoDatasetError.
    """
    as_of_range = _range(as_of)
    known_by_range = _range(known_by)
    _refuse_unless_one(
        {
            "--as-of": as_of_range is not None,
            "--known-by": known_by_range is not None,
            "--rev": rev is not None,
            "DIR_A DIR_B": bool(folders),
        }
    )
    asker = _Asker(today, filters)
    if folders:
        if len(folders) != 2 or data is not None:
            raise UsageError("to compare two datasets, name DIR_A DIR_B without -d", _HINT)
        return [
            Side(str(path), find(path), asker.question(as_of, known_by), apart=True)
            for path in folders
        ]
    folder = find(data)
    if as_of_range is not None:
        return [
            Side(dates.words(day), folder, asker.question(day, known_by), by_day=True)
            for day in asker.days(as_of_range)
        ]
    if known_by_range is not None:
        return [
            Side(f"what was known by {dates.words(day)}", folder, asker.question(as_of, day))
            for day in asker.days(known_by_range)
        ]
    return _sides_of_revisions(folder, asker.question(as_of, known_by), str(rev))


def _sides_of_revisions(folder: Folder, question: Question, rev: str) -> Sequence[Side]:
    """Return the states at two revisions, or at one and in the working tree."""
    revisions = _range(rev.replace(SINCE_ANCESTOR, "..", 1))
    if revisions is None:
        raise UsageError(f"not two revisions: --rev {rev}", _HINT)
    first, last = revisions
    before = Side(first, folder, question, first)
    if SINCE_ANCESTOR in rev:
        other = last or _CHECKED_OUT
        name = f"the common ancestor of {first} and {other}"
        before = Side(name, folder, question, common_ancestor(folder, first, other))
    if not last:
        return [before, Side("the working tree", folder, question)]
    return [before, Side(last, folder, question, last)]


def _refuse_unless_one(is_used: Mapping[str, bool]) -> None:
    """Raise UsageError unless exactly one comparison is asked for."""
    flags = [flag for flag in is_used if is_used[flag]]
    if len(flags) > 1:
        raise UsageError(f"more than one comparison: {', '.join(flags)}", _HINT)
    if not flags:
        raise UsageError("nothing to compare", _HINT)
