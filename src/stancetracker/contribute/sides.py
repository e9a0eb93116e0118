"""The two states that are compared: a dataset, as of a day, as known by a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from stancetracker.base import dates
from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index.question import Question
from stancetracker.ledger import history
from stancetracker.ledger.dataset import Dataset, load
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.model.correction import Correction
from stancetracker.ledger.model.event import Event
from stancetracker.ledger.model.petition import Petition
from stancetracker.ledger.model.reply import Reply
from stancetracker.ledger.model.silence import Silence
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.model.tie import Tie
from stancetracker.ledger.record import Record

_KNOWN: Final = (Statement, Silence, Correction, Reply)
WORKING_TREE: Final = "the working tree"


class BrokenSideError(BrokenDatasetError):
    """One of two states does not load, so they can't be compared."""

    def __init__(self, name: str, dataset: Dataset) -> None:
        super().__init__(dataset.fatal, dataset.lies_in)
        self.message = f"{name}: {self.message}"
        self.hint = None


@dataclass(frozen=True)
class Side:
    """A dataset in one state, and how people call it."""

    name: str
    dataset: Dataset
    asked: Question
    by_day: bool = False
    """Whether it holds only what had certainly happened by the as-of day."""
    apart: bool = False
    """Whether it is a dataset of its own: when it recorded something says nothing about another dataset."""

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """The records that this state holds, by id; that of the `dataset` record is empty."""
        known = {e.id: e.record for e in self.dataset.entries if self._is_known(e.record)}
        if not self.by_day:
            return known
        withdrawn = {record.corrects for record in known.values() if isinstance(record, Correction)}
        return {
            name: record
            for name, record in known.items()
            if name not in withdrawn and self._has_happened(record)
        }

    def _is_known(self, record: Record) -> bool:
        day = self.asked.known_by
        return day is None or not isinstance(record, _KNOWN) or record.recorded <= day

    def _has_happened(self, record: Record) -> bool:
        return all(dates.parse(date).latest <= self.asked.as_of for date in _dates(record) if date)


def _dates(record: Record) -> Iterator[str | None]:
    """The dates that must have passed before it can be said that this has happened."""
    if isinstance(record, Statement):
        yield record.date if record.audience == "public" else record.made_public
    elif isinstance(record, (Silence, Event, Reply)):
        yield record.date
    elif isinstance(record, Petition):
        yield record.published
    elif isinstance(record, Tie):
        yield from (record.date, record.period)


def sound(side: Side) -> Side:
    """The side itself.

    Raises BrokenSideError, which names it, when its dataset does not load.
    """
    if side.dataset.broken:
        raise BrokenSideError(side.name, side.dataset)
    return side


def of_days(folder: Folder, first: Question, last: Question, *, known: bool) -> tuple[Side, Side]:
    """One dataset on two days: as of them, or, where `known`, as known by them."""
    dataset = load(folder)
    one, other = (Side(_day(asked, known), dataset, asked, not known) for asked in (first, last))
    return one, other


def _day(asked: Question, known: bool) -> str:
    if known and asked.known_by:
        return f"what was known by {dates.words(asked.known_by)}"
    return dates.words(asked.as_of)


def of_revisions(folder: Folder, first: str, last: str, asked: Question) -> tuple[Side, Side]:
    """A dataset in two revisions of the repository around it; an empty `last` is the working tree.

    Raises HistoryError.
    """
    before = Side(first, history.load_at(folder, first), asked)
    dataset = history.load_at(folder, last) if last else load(folder)
    return before, Side(last or WORKING_TREE, dataset, asked)


def of_folders(first: Folder, last: Folder, names: tuple[str, str], asked: Question) -> tuple[Side, Side]:
    """Two datasets, called as they were named."""
    before, after = (
        Side(name, load(folder), asked, apart=True) for name, folder in zip(names, (first, last), strict=True)
    )
    return before, after
