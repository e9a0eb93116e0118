"""Which two states are compared: what a person typed becomes a pair of sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import DateError, UsageError
from stancetracker.contribute import sides
from stancetracker.contribute.sides import Side
from stancetracker.index.question import Question
from stancetracker.ledger.folder import Folder

_HINT: Final = "compare one of: --as-of A..B, --known-by A..B, --rev A..B (A.. is up to now), or DIR_A DIR_B"
_DAYS_HINT: Final = "two days are 2026-01-24..2026-02-01; two git revisions are --rev A..B"
Range = tuple[str, str]
Find = Callable[[str | None], Folder]
"""The dataset of a name, or the one that is meant where none is named."""


class Typed(NamedTuple):
    """A comparison as it was typed."""

    as_of: str | None
    known_by: str | None
    rev: str | None
    audience: str
    data: str | None
    folders: tuple[str, ...]


def both(typed: Typed, today: str, find: Find) -> tuple[Side, Side]:
    """The two states that are asked for.

    Raises UsageError where it is not exactly one comparison, DateError, NoDatasetError and HistoryError.
    """
    days, known, revisions = (_range(text) for text in (typed.as_of, typed.known_by, typed.rev))
    _refuse_many(days, known, typed)
    if typed.folders:
        return _of_folders(typed, today, find)
    folder = find(typed.data)
    if typed.rev is not None:
        if revisions is None:
            raise UsageError(f"not two revisions: --rev {typed.rev}", _HINT)
        return sides.of_revisions(folder, *revisions, _one(typed, today))
    return sides.of_days(folder, *_two(typed, today, days, known), known=known is not None)


def _range(text: str | None) -> Range | None:
    """The two ends of `A..B`; None where it is none."""
    first, dots, last = (text or "").partition("..")
    return (first.strip(), last.strip()) if dots and first.strip() else None


def _refuse_many(days: Range | None, known: Range | None, typed: Typed) -> None:
    asked = {"--as-of": days, "--known-by": known, "--rev": typed.rev, "DIR_A DIR_B": typed.folders or None}
    given = [name for name, value in asked.items() if value is not None]
    if not given:
        raise UsageError("nothing to compare", _HINT)
    if len(given) > 1:
        raise UsageError(f"more than one comparison: {', '.join(given)}", _HINT)


def _of_folders(typed: Typed, today: str, find: Find) -> tuple[Side, Side]:
    if len(typed.folders) != 2 or typed.data is not None:
        raise UsageError("two datasets are named as DIR_A DIR_B, without -d", _HINT)
    first, last = typed.folders
    return sides.of_folders(find(first), find(last), (first, last), _one(typed, today))


def _one(typed: Typed, today: str) -> Question:
    """The one question that both states are asked."""
    known = None if typed.known_by is None else parse_day(typed.known_by, today)
    day = known or today if typed.as_of is None else parse_day(typed.as_of, today)
    return Question(day, known, typed.audience)


def _end(text: str, today: str) -> str:
    """One of two days; a revision may have been meant."""
    try:
        return parse_day(text or "today", today)
    except DateError as error:
        raise DateError(error.message, _DAYS_HINT) from None


def _two(typed: Typed, today: str, days: Range | None, known: Range | None) -> tuple[Question, Question]:
    """The questions of two days; without a day of its own, what is known by a day is as of that day."""
    first, last = (_end(end, today) for end in days or known or ())
    if first > last:
        raise UsageError(f"the first day is after the last: {first}..{last}", f"write {last}..{first}")
    if days:
        by = None if typed.known_by is None else parse_day(typed.known_by, today)
        return Question(first, by, typed.audience), Question(last, by, typed.audience)
    as_of = None if typed.as_of is None else parse_day(typed.as_of, today)
    return Question(as_of or first, first, typed.audience), Question(as_of or last, last, typed.audience)
