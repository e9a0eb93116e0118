"""The two states that `changes` compares: what a person typed, as two open indexes, and which records differ."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from heapq import merge
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.base import dates
from stancetracker.base.dates import parse_day
from stancetracker.base.errors import BrokenDatasetError, DateError, UsageError
from stancetracker.index.lookup import kinds
from stancetracker.index.queries import Question, data_version
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.kinds import CLASS_BY_KIND, field_at, put, references

_HINT: Final = "compare one of: --as-of A..B, --known-by A..B, --rev A..B (A.. is up to now), or DIR_A DIR_B"
_DAYS_HINT: Final = "two days are 2026-01-24..2026-02-01; two git revisions are --rev A..B"
# What others name comes before them, so that a new id is known when it is met in a reference:
# organizations before the people in them, replies before what corrects them; else as everywhere.
_ORDER: Final = tuple(
    dict.fromkeys(("dataset", "organization", *(k for k in CLASS_BY_KIND if k != "correction"), "correction"))
)
_NOT_IDENTITY: Final = ("id", "recorded", "note")
Answer = TypeVar("Answer")
Range = tuple[str, str]
Values = dict[str, Any]
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
    """True if it holds only what had certainly happened by the as-of day."""
    apart: bool = False
    """True if it is another dataset, so that the days on which the two recorded something do not matter."""


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
    def values(self) -> Values:
        """Return the record as a new object."""
        values: Values = json.loads(self.json)
        return values

    @property
    def is_recorded(self) -> bool:
        """True if it says when it was recorded, so that it is a part of history."""
        return "recorded" in CLASS_BY_KIND[self.kind].model_fields


Lines = Mapping[str, Line]
Pair = tuple[Line | None, Line | None]
"""A record before and after; None where it is not there."""


class FieldChange(NamedTuple):
    """A field of a record, before and after; None where it is not there."""

    name: str
    before: Any
    after: Any

    def completes(self, kind: str) -> bool:
        """Return whether it fills a field of a record of this kind that may be filled later."""
        field = field_at(CLASS_BY_KIND[kind], path_of(self.name))
        return self.before is None and field is not None and field.later


def path_of(field: str) -> tuple[int | str, ...]:
    """Return the path that a name such as `sources.0.url` means."""
    return tuple(int(step) if step.isdigit() else step for step in field.split("."))


class State:
    """A side, opened: its records and whatever else its index answers."""

    def __init__(self, side: Side, connection: sqlite3.Connection) -> None:
        self.name, self.question, self.apart = side.name, side.question, side.apart
        self.is_history = side.revision is not None
        """True if it is a past that must stay as it was."""
        self.connection = connection
        self.kinds = kinds(connection)
        self.version = data_version(connection)
        self.is_empty = next(self._read("LIMIT 1"), None) is None
        self._by_day = side.by_day

    def _read(self, which: str, *values: str) -> Iterator[Line]:
        rows = self.connection.execute(f"SELECT id, kind, json FROM main.record {which}", values)
        return (Line(*row) for row in rows)

    def line(self, record: str) -> Line | None:
        """Return the record with an id, or None."""
        return next(self._read("WHERE id = ?", record), None)

    def lines(self) -> Iterator[Line]:
        """Yield the records that this state holds, by id."""
        for line in self._read("ORDER BY id"):
            if self._is_known(line) and (not self._by_day or self._has_happened(line)):
                yield line

    def has_redacted(self, line: Line) -> bool:
        """Return whether a redaction stands in the place of a line."""
        query = "SELECT 1 FROM main.correction WHERE type = 'redaction' AND corrects = ?"
        return self.connection.execute(query, (line.id,)).fetchone() is not None

    def _is_known(self, line: Line) -> bool:
        field, day = self.kinds[line.kind].known, self.question.known_by
        return day is None or not field or str(line.values[field]) <= day

    def _has_happened(self, line: Line) -> bool:
        traits, values = self.kinds[line.kind], line.values
        if line.id in self._withdrawn:
            return False
        known = (traits.public,) if traits.dates and values.get(traits.public) else traits.dates
        found = (str(values[name]) for name in known if values.get(name))
        return all(dates.parse(date).latest <= self.question.as_of for date in found)

    @cached_property
    def _withdrawn(self) -> frozenset[str]:
        corrections = self._read("WHERE kind = 'correction'")
        return frozenset(line.values["corrects"] for line in corrections if self._is_known(line))


def opened(sides: tuple[Side, Side], answer: Callable[[State, State], Answer]) -> Answer:
    """Open both sides, and return the answer made from them.

    Raises BrokenSideError when one does not load, HistoryError for a revision that can't be read.
    """
    before, after = sides
    return _opened(before, lambda one: _opened(after, lambda other: answer(one, other)))


def _opened(side: Side, answer: Callable[[State], Answer]) -> Answer:
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


def typed(given: Typed, today: str, find: Find) -> tuple[Side, Side]:
    """Return the two states that are asked for.

    Raises UsageError where it is not exactly one comparison, DateError and NoDatasetError.
    """
    days, known, revisions = (_range(text) for text in (given.as_of, given.known_by, given.rev))
    asked = {"--as-of": days, "--known-by": known, "--rev": given.rev, "DIR_A DIR_B": given.folders or None}
    names = [name for name, value in asked.items() if value is not None]
    if len(names) != 1:
        message = f"more than one comparison: {', '.join(names)}" if names else "nothing to compare"
        raise UsageError(message, _HINT)
    if given.folders:
        if len(given.folders) != 2 or given.data is not None:
            raise UsageError("two datasets are named as DIR_A DIR_B, without -d", _HINT)
        question = _of_both(given, today)
        one, other = (Side(name, find(name), question, apart=True) for name in given.folders)
        return one, other
    folder = find(given.data)
    if given.rev is None:
        return _of_days(given, today, folder, days, known)
    if revisions is None:
        raise UsageError(f"not two revisions: --rev {given.rev}", _HINT)
    (first, last), question = revisions, _of_both(given, today)
    return (
        Side(first, folder, question, first),
        Side(last or "the working tree", folder, question, last or None),
    )


def since(folder: Folder, revision: str, today: str) -> tuple[Side, Side]:
    """Return the states of a revision and of the files."""
    return Side(revision, folder, Question(today), revision), Side("the files", folder, Question(today))


def _range(text: str | None) -> Range | None:
    """Return the two ends of `A..B`, or None."""
    first, dots, last = (text or "").partition("..")
    return (first.strip(), last.strip()) if dots and first.strip() else None


def _day(text: str | None, today: str) -> str | None:
    return None if text is None else parse_day(text, today)


def _of_both(given: Typed, today: str) -> Question:
    """Return the question that both states are asked."""
    known = _day(given.known_by, today)
    return Question(_day(given.as_of, today) or known or today, known, given.audience)


def _of_days(
    given: Typed, today: str, folder: Folder, days: Range | None, known: Range | None
) -> tuple[Side, Side]:
    """Return the states of two days; without an as-of day, a known-by day is also the as-of day."""
    try:  # two revisions may have been meant
        first, last = (parse_day(end or "today", today) for end in days or known or ())
    except DateError as error:
        raise DateError(error.message, _DAYS_HINT) from None
    if first > last:
        raise UsageError(f"the first day is after the last: {first}..{last}", f"write {last}..{first}")
    fixed = _day(given.known_by if days else given.as_of, today)

    def side(day: str) -> Side:
        if days:
            return Side(dates.words(day), folder, Question(day, fixed, given.audience), by_day=True)
        asked = Question(fixed or day, day, given.audience)
        return Side(f"what was known by {dates.words(day)}", folder, asked)

    return side(first), side(last)


def differing(before: State, after: State) -> tuple[tuple[Pair, ...], Mapping[str, str]]:
    """Return the records that differ, as each state has them, and the later ids of those that got another."""
    old, new = _differing(before, after)
    renamed: dict[str, str] = {}
    pairs: list[Pair] = []
    for kind in _ORDER:
        gone = {id: line for id, line in old.items() if line.kind == kind and id not in new}
        fresh = {id: line for id, line in new.items() if line.kind == kind and id not in old}
        moved = _moved(gone, fresh, renamed)
        renamed |= moved
        was = {second: first for first, second in moved.items()}
        pairs += ((line, None) for id, line in gone.items() if id not in moved)
        pairs += ((old.get(was.get(id, id)), line) for id, line in new.items() if line.kind == kind)
    return tuple(pairs), renamed


def _differing(before: State, after: State) -> tuple[Lines, Lines]:
    """Return the records of each state that the other has not, or not so."""
    found: tuple[dict[str, Line], dict[str, Line]] = ({}, {})
    both = merge(
        ((line, 0) for line in before.lines()),
        ((line, 1) for line in after.lines()),
        key=lambda one: one[0].id,
    )
    for id, group in groupby(both, key=lambda one: one[0].id):
        lines = {side: line for line, side in group}
        if lines.get(0) != lines.get(1):
            for side, line in lines.items():
                found[side][id] = line
    return found


def _moved(gone: Lines, fresh: Lines, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return which record that is gone is which new one: by its former id, or by all that both say."""
    moved: dict[str, str] = {}
    for id, line in fresh.items():
        # Of two that became one, one moved and the other is gone.
        names = reversed(line.values.get("former_ids", ()))
        former = next((name for name in names if name in gone and name not in moved), None)
        if former is not None:
            moved[former] = id
    says: dict[str, list[str]] = {}
    for id, line in fresh.items():
        if id not in moved.values():
            says.setdefault(_identity(line.values), []).append(id)
    for id, line in gone.items():
        same = says.get(_identity(_now_called(line, renamed)), []) if id not in moved else []
        if same:
            moved[id] = same.pop(0)
    return moved


def _identity(values: Values) -> str:
    said = {name: item for name, item in values.items() if name not in _NOT_IDENTITY}
    return json.dumps(said, sort_keys=True)


def _now_called(line: Line, renamed: Mapping[str, str]) -> Values:
    """Return the values of a record, with the ids that others have by now."""
    values = line.values
    for _, path, name in references(CLASS_BY_KIND[line.kind], values) if renamed else ():
        owner, slash, part = name.partition("/")
        put(values, path, renamed.get(owner, owner) + slash + part)
    return values


def fields(before: Line, after: Line, renamed: Mapping[str, str]) -> Iterator[FieldChange]:
    """Yield the fields that differ; of a record that is of another kind now, those both kinds have."""
    was, now = _now_called(before, renamed), after.values
    for name in dict.fromkeys([*was, *now]):
        old, new = was.get(name), now.get(name)
        if before.kind == after.kind or (old is not None and new is not None):
            yield from _leaves(name, old, new)


def _leaves(name: str, before: Any, after: Any) -> Iterator[FieldChange]:
    """Yield what differs in a field; in objects, each value, as long as none was added or taken away."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _leaves(f"{name}.{key}", before.get(key), after.get(key))
    elif _are_objects(before) and _are_objects(after) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _leaves(f"{name}.{number}", old, new)
    else:
        yield FieldChange(name, before, after)


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
