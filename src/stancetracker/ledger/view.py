"""A dataset as its checks look at it: by kind and by id, with what is withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from stancetracker.base import dates
from stancetracker.base.dates import Interval
from stancetracker.ledger.dataset import Dataset, Entry
from stancetracker.ledger.model.correction import Correction
from stancetracker.ledger.model.issue import Issue
from stancetracker.ledger.model.organization import Organization
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.model.silence import Silence
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.record import Record

R = TypeVar("R", bound=Record)


class View:
    """The records of a dataset, ready to be compared. What is missing or unread is left out."""

    def __init__(self, dataset: Dataset) -> None:
        self.entries = dataset.entries
        self.by_id = dataset.by_id
        self.position = {entry.place: number for number, entry in enumerate(dataset.entries)}
        """Which of two records stands first."""
        self.whole = not dataset.broken
        """Whether every line was read; if not, nothing can be said to be missing."""
        self._by_class: dict[type[Record], list[Entry[Any]]] = defaultdict(list)
        for entry in self.entries:
            self._by_class[type(entry.record)].append(entry)

    def of(self, record_class: type[R]) -> list[Entry[R]]:
        """The records of one kind, by place."""
        return self._by_class[record_class]

    @cached_property
    def actors(self) -> list[Entry[Person] | Entry[Organization]]:
        """People, then organizations."""
        return [*self.of(Person), *self.of(Organization)]

    @cached_property
    def issues(self) -> Mapping[str, Issue]:
        """The issues by id."""
        return {entry.record.id: entry.record for entry in self.of(Issue)}

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """The ids of the records that a correction withdraws."""
        return frozenset(entry.record.corrects for entry in self.of(Correction))

    def standing(self, record_class: type[R]) -> Iterator[Entry[R]]:
        """The records of one kind that are not withdrawn."""
        return (entry for entry in self.of(record_class) if entry.id not in self.withdrawn)

    def named(self, name: str, record_class: type[R]) -> R | None:
        """The record of that id, if it is there and of that kind."""
        entry = self.by_id.get(name)
        return entry.record if entry and isinstance(entry.record, record_class) else None

    def since(self, record: Statement | Silence) -> str | None:
        """The first day of the issue a record is about."""
        issue = self.issues.get(record.issue)
        return issue.since if issue else None

    def days(self, record: Statement | Silence) -> tuple[str, str]:
        """The first and last possible day of a record; an open start reads as the issue's first day."""
        return first(dates.parse(record.date), self.since(record)), dates.parse(record.date).latest


def first(interval: Interval, since: str | None = None) -> str:
    """The first possible day of a date; its last one where its start is open and nothing bounds it."""
    start = interval.earliest or since
    return interval.latest if start is None else min(start, interval.latest)
