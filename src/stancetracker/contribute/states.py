"""The two states that `changes` compares: as a person names them, and as open indexes."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.base import dates
from stancetracker.base.dates import parse_day
from stancetracker.base.errors import BrokenDatasetError, DateError, Problem, UsageError
from stancetracker.contribute.pairs import Values
from stancetracker.index import lookup
from stancetracker.index.lookup import kinds
from stancetracker.index.queries import Question, data_version
from stancetracker.index.store import ask
from stancetracker.index.tables import LISTED
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import common_ancestor
from stancetracker.ledger.old_format import refuse_old_format

SINCE_ANCESTOR: Final = "..."
"""What follows a revision, as in git, to compare with the last commit that both ends have."""
_CHECKED_OUT: Final = "HEAD"
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

    def has_redacted(self, record: str) -> bool:
        """Return whether a redaction stands in the place of a record."""
        return self.connection.execute(_REDACTION, (record,)).fetchone() is not None


def ask_state(side: Side, answer: Callable[[State], Answer]) -> Answer:
    """Open a side, and return the answer made from it.

    Raises BrokenSideError, HistoryError, and OldFormatError for a revision of an earlier format.
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
        if side.revision is not None:
            problems = (one for one in error.problems if isinstance(one, Problem))
            refuse_old_format(side.name, problems)
        raise BrokenSideError(side.name, error) from None


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
