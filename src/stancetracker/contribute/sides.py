"""The two states that `changes` compares: what a person typed becomes two open indexes, each asked a question."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.base import dates
from stancetracker.base.dates import parse_day
from stancetracker.base.errors import BrokenDatasetError, DateError, UsageError
from stancetracker.base.traits import Traits
from stancetracker.index.lookup import kinds
from stancetracker.index.queries import Question
from stancetracker.index.store import ask, ask_at
from stancetracker.ledger.folder import Folder

WORKING_TREE: Final = "the working tree"
_HINT: Final = "compare one of: --as-of A..B, --known-by A..B, --rev A..B (A.. is up to now), or DIR_A DIR_B"
_DAYS_HINT: Final = "two days are 2026-01-24..2026-02-01; two git revisions are --rev A..B"
_LINES: Final = "SELECT id, kind, json FROM main.record ORDER BY id"
_LINE: Final = "SELECT id, kind, json FROM main.record WHERE id = ?"
_CORRECTED: Final = "SELECT json FROM main.record WHERE kind = 'correction'"
Answer = TypeVar("Answer")
Range = tuple[str, str]
Find = Callable[[str | None], Folder]
"""Find the dataset of a path, or the one that is meant where none is named."""


class Typed(NamedTuple):
    """A comparison as it was typed."""

    as_of: str | None
    known_by: str | None
    rev: str | None
    audience: str
    data: str | None
    folders: tuple[str, ...]


class Side(NamedTuple):
    """A dataset in one state, what people call it, and the question it is asked."""

    name: str
    folder: Folder
    question: Question
    revision: str | None = None
    """The git revision it is read from; None: from its files."""
    by_day: bool = False
    """Whether it holds only what had certainly happened by the as-of day."""
    apart: bool = False
    """Whether it is another dataset: when that recorded something says nothing about this one."""


class BrokenSideError(BrokenDatasetError):
    """One of two states does not load, so they can't be compared."""

    def __init__(self, name: str, error: BrokenDatasetError) -> None:
        super().__init__(error.problems, error.folder)
        self.message = f"{name}: {self.message}"
        self.hint = None


class Line(NamedTuple):
    """A record: its id ('' of the `dataset` record), its kind and its canonical JSON."""

    id: str
    kind: str
    json: str

    @property
    def values(self) -> dict[str, Any]:
        """The record as a new object."""
        values: dict[str, Any] = json.loads(self.json)
        return values


class State:
    """A side, opened: its records and whatever else its index answers."""

    def __init__(self, side: Side, connection: sqlite3.Connection) -> None:
        self.name, self.question, self.apart = side.name, side.question, side.apart
        self.connection = connection
        self.kinds = kinds(connection)
        self._by_day = side.by_day
        self.version = str(self._one("SELECT value FROM main.meta WHERE name = 'data_version'"))
        self.is_empty = self._one("SELECT 1 FROM main.record") is None

    def _one(self, sql: str) -> Any:
        return next((row[0] for row in self.connection.execute(f"{sql} LIMIT 1")), None)

    def line(self, record: str) -> Line | None:
        """Return the record with an id, or None."""
        return next((Line(*row) for row in self.connection.execute(_LINE, (record,))), None)

    def lines(self) -> Iterator[Line]:
        """Yield the records that this state holds, by id."""
        for row in self.connection.execute(_LINES):
            line = Line(*row)
            if self._is_known(line) and (not self._by_day or self._has_happened(line)):
                yield line

    def _is_known(self, line: Line) -> bool:
        field, day = self.kinds[line.kind].known, self.question.known_by
        return day is None or not field or str(line.values[field]) <= day

    def _has_happened(self, line: Line) -> bool:
        return line.id not in self._withdrawn and all(
            dates.parse(date).latest <= self.question.as_of for date in _dates(line, self.kinds[line.kind])
        )

    @cached_property
    def _withdrawn(self) -> frozenset[str]:
        found = (Line("", "correction", row[0]) for row in self.connection.execute(_CORRECTED))
        return frozenset(str(line.values["corrects"]) for line in found if self._is_known(line))


def _dates(line: Line, traits: Traits) -> Iterator[str]:
    """Yield the dates that must have passed before it can be said that a record has happened."""
    values = line.values if traits.dates else {}
    known = [traits.public] if values.get(traits.public) else traits.dates
    yield from (str(values[name]) for name in known if values.get(name))


def opened(sides: tuple[Side, Side], answer: Callable[[State, State], Answer]) -> Answer:
    """Open both sides, and return the answer made from them.

    Raises BrokenSideError when one does not load, HistoryError for a revision that can't be read.
    """
    before, after = sides
    return _opened(before, lambda one: _opened(after, lambda other: answer(one, other)))


def _opened(side: Side, answer: Callable[[State], Answer]) -> Answer:
    try:
        if side.revision is None:
            return ask(side.folder, side.question, lambda index: answer(State(side, index.connection)))
        return ask_at(
            side.folder, side.revision, side.question, lambda connection: answer(State(side, connection))
        )
    except BrokenSideError:
        raise
    except BrokenDatasetError as error:
        raise BrokenSideError(side.name, error) from None


def typed(given: Typed, today: str, find: Find) -> tuple[Side, Side]:
    """Return the two states that are asked for.

    Raises UsageError where it is not exactly one comparison, DateError and NoDatasetError.
    """
    days, known, revisions = (_range(text) for text in (given.as_of, given.known_by, given.rev))
    _refuse_many(days, known, given)
    if given.folders:
        return _of_folders(given, today, find)
    folder = find(given.data)
    if given.rev is not None:
        if revisions is None:
            raise UsageError(f"not two revisions: --rev {given.rev}", _HINT)
        first, last = revisions
        asked = _one(given, today)
        return Side(first, folder, asked, first), Side(last or WORKING_TREE, folder, asked, last or None)
    first_asked, last_asked = _two(given, today, days, known)
    return _of_day(folder, first_asked, known), _of_day(folder, last_asked, known)


def _range(text: str | None) -> Range | None:
    """Return the two ends of `A..B`, or None."""
    first, dots, last = (text or "").partition("..")
    return (first.strip(), last.strip()) if dots and first.strip() else None


def _refuse_many(days: Range | None, known: Range | None, given: Typed) -> None:
    asked = {"--as-of": days, "--known-by": known, "--rev": given.rev, "DIR_A DIR_B": given.folders or None}
    names = [name for name, value in asked.items() if value is not None]
    if not names:
        raise UsageError("nothing to compare", _HINT)
    if len(names) > 1:
        raise UsageError(f"more than one comparison: {', '.join(names)}", _HINT)


def _of_folders(given: Typed, today: str, find: Find) -> tuple[Side, Side]:
    if len(given.folders) != 2 or given.data is not None:
        raise UsageError("two datasets are named as DIR_A DIR_B, without -d", _HINT)
    asked = _one(given, today)
    first, last = (Side(name, find(name), asked, apart=True) for name in given.folders)
    return first, last


def _of_day(folder: Folder, asked: Question, known: Range | None) -> Side:
    by_day = known is None
    day = dates.words(asked.as_of if by_day or not asked.known_by else asked.known_by)
    return Side(day if by_day else f"what was known by {day}", folder, asked, by_day=by_day)


def _one(given: Typed, today: str) -> Question:
    """Return the question that both states are asked."""
    known = None if given.known_by is None else parse_day(given.known_by, today)
    day = known or today if given.as_of is None else parse_day(given.as_of, today)
    return Question(day, known, given.audience)


def _two(given: Typed, today: str, days: Range | None, known: Range | None) -> tuple[Question, Question]:
    """Return the questions of two days; without an as-of day, a known-by day is also the as-of day."""
    first, last = (_end(end, today) for end in days or known or ())
    if first > last:
        raise UsageError(f"the first day is after the last: {first}..{last}", f"write {last}..{first}")
    if days:
        by = None if given.known_by is None else parse_day(given.known_by, today)
        return Question(first, by, given.audience), Question(last, by, given.audience)
    as_of = None if given.as_of is None else parse_day(given.as_of, today)
    return Question(as_of or first, first, given.audience), Question(as_of or last, last, given.audience)


def _end(text: str, today: str) -> str:
    """Return one of two days; a revision may have been meant."""
    try:
        return parse_day(text or "today", today)
    except DateError as error:
        raise DateError(error.message, _DAYS_HINT) from None
