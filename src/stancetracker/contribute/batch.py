"""Many records at once: those that can be added are separated from those that can't, with reasons.

Each record comes from rows of a table or from lines of a file. With a rejected row go the records
that come from it alone, and those that name one of these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import Problem, UsageError, WriteError
from stancetracker.contribute import add
from stancetracker.contribute.add import SOURCE, Plan
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.lines import CompleteLine, NewRecord, complete
from stancetracker.contribute.stored import without_history
from stancetracker.contribute.trial import referenced_ids
from stancetracker.ledger.jsonl import SEVERITY, read_line
from stancetracker.ledger.scanner import Fault

_MOST_ROUNDS: Final = 50
# A line of the batch in a message: `-:3:1`.
_PLACE_IN_A_MESSAGE: Final = re.compile(rf"(?<!\S){SOURCE}:(\d+):\d+")
_ID_IN_A_MESSAGE: Final = re.compile(r"[a-z0-9-]+")

Reasons = dict[int, list[str]]
"""Why rows are rejected, by their places in the table."""


class Item(NamedTuple):
    """A record to add and the rows it comes from; it is added if any of them is accepted."""

    record: NewRecord
    rows: tuple[int, ...]
    """Empty if it comes from no row: then it must not be rejected."""
    origin: str
    """The name people know it by: its line in the table, or a part of the mapping."""
    reason: str = ""
    """Why it is the next version of the record that has its id, where there is one."""

    @property
    def value(self) -> Mapping[str, Any]:
        """Return the record as an object."""
        return json.loads(self.record) if isinstance(self.record, str) else self.record


class NotImportedError(WriteError):
    """Nothing was imported, for a reason that concerns no single row."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(f"nothing was imported: {message}", hint)


Items = Callable[[Collection[int]], Sequence[Item]]
"""Returns the items that remain when these rows are rejected."""


class Settlement(NamedTuple):
    """A plan to add all items that may be added, these items, and why other rows are rejected."""

    plan: Plan
    items: tuple[Item, ...]
    rejected: Reasons


class _Rejection(NamedTuple):
    item: Item
    reason: str


def settle(
    dataset: Dataset,
    items: Items,
    today: str,
    recorded: str | None,
    rejected: Reasons,
    file: str | None = None,
) -> Settlement:
    """Plan to add all records that may be added; `rejected` are the rows rejected so far.

    `file` is the data file that they go to, by default that of their kinds.

    Raises NotImportedError if a record that comes from no row is at fault.
    """
    rejected = dict(rejected)
    for round_number in range(_MOST_ROUNDS):
        rejected_before = len(rejected)
        batch = [_next_version(dataset, item, recorded or today) for item in items(rejected)]
        lines = complete(dataset.connection, [item.record for item in batch], recorded)
        # Unknown names, and at first all other faults, with every reason.
        _reject(rejected, _unreadable(batch, lines, only_names=round_number > 0))
        if len(rejected) > rejected_before:
            continue
        complete_items = tuple(
            item._replace(record=line.text) for item, line in zip(batch, lines, strict=True)
        )
        planned = _plan(dataset, complete_items, today, file)
        if not planned.blockers:
            return Settlement(planned, complete_items, rejected)
        ids = _ids(planned, len(complete_items))
        _reject(rejected, _blamed(complete_items, ids, planned.blockers))
        _reject_orphans(rejected, dataset, complete_items, ids)
    raise NotImportedError("its rows contradict each other and the dataset in too many ways")


def _next_version(dataset: Dataset, item: Item, day: str) -> Item:
    """Return an item as the next version of its record, if the dataset has that otherwise."""
    if not item.reason:
        return item
    values = item.value
    values_there = dataset.values(str(values.get("id", "")))
    if not values_there:
        return item
    as_written = dataset.values_as_written(values_there.get("id", ""))
    if without_history(values) in map(without_history, (values_there, as_written)):
        return item._replace(record=as_written)
    return item._replace(record=dataset.next_version(values, item.reason, day))


def _plan(dataset: Dataset, items: Sequence[Item], today: str, file: str | None) -> Plan:
    records = [item.record for item in items]
    return add.plan(dataset, records, today, notices=False, file=file, are_complete=True)


def _ids(planned: Plan, count: int) -> list[str]:
    """Return the ids of all items; empty for one that the dataset has already."""
    id_by_line = {addition.number: addition.id for addition in planned.additions}
    return [id_by_line.get(number, "") for number in range(1, count + 1)]


def _reject(rejected: Reasons, rejections: Iterable[_Rejection]) -> None:
    for item, reason in rejections:
        if not item.rows:
            raise NotImportedError(f"{item.origin}: {reason}", "fix the mapping, or the dataset")
        for row in item.rows:
            reasons = rejected.setdefault(row, [])
            if reason not in reasons:
                reasons.append(reason)


def _reason(fault: UsageError | Fault | Problem) -> str:
    return f"{fault.message} ({fault.hint})" if fault.hint else fault.message


def _unreadable(
    items: Sequence[Item], lines: Sequence[CompleteLine], *, only_names: bool
) -> Iterator[_Rejection]:
    """Yield the items with unknown names, and those whose lines can't be read."""
    for item, line in zip(items, lines, strict=True):
        if line.error:
            yield _Rejection(item, _reason(line.error))
        for fault in () if only_names else read_line(line.text).faults:
            if SEVERITY[fault.code] == "fatal":
                yield _Rejection(item, _reason(fault))


def _blamed(
    items: Sequence[Item], ids: Sequence[str], problems: Iterable[Problem]
) -> Iterator[_Rejection]:
    """Yield the items that cause each problem."""
    item_by_id = dict(zip(ids, items, strict=True))

    def origin(match: re.Match[str]) -> str:
        return items[int(match[1]) - 1].origin

    for problem in problems:
        # People know the lines of the batch by where they come from.
        reason = _PLACE_IN_A_MESSAGE.sub(origin, _reason(problem))
        if problem.place.file == SOURCE:
            yield _Rejection(items[problem.place.line - 1], reason)
            continue
        # A record of the dataset would become wrong: its message names the new record to blame.
        words = _ID_IN_A_MESSAGE.findall(problem.message)
        culprits = [item_by_id[word] for word in words if word in item_by_id]
        if not culprits:
            raise NotImportedError(f"{problem.place} would become wrong: {reason}")
        victim = f"{problem.record or 'a record'} at {problem.place}"
        for item in culprits:
            yield _Rejection(item, f"{victim} would become wrong: {reason}")


def _reject_orphans(
    rejected: Reasons, dataset: Dataset, items: Sequence[Item], ids: Sequence[str]
) -> None:
    """Reject the items that name a rejected record, directly or through others."""
    # What has no row, and what differs from a rejected namesake, is made anew without that record.
    ids_named_by_item = [
        tuple(referenced_ids({**item.value, "distinct_from": []})) if item.rows else ()
        for item in items
    ]
    while True:
        lost_ids = _lost_ids(rejected, dataset, items, ids)
        orphans = [
            _Rejection(item, f"it names {id}, which is rejected")
            for item, named_ids in zip(items, ids_named_by_item, strict=True)
            for id in named_ids
            if id in lost_ids and not _is_rejected(item, rejected)
        ]
        if not orphans:
            return
        _reject(rejected, orphans)


def _lost_ids(
    rejected: Reasons, dataset: Dataset, items: Sequence[Item], ids: Sequence[str]
) -> set[str]:
    """Return the ids that no record will have: of rejected items, and of nothing else."""
    remaining_ids = {
        id for id, item in zip(ids, items, strict=True) if not _is_rejected(item, rejected)
    }
    lost_ids = set(ids) - remaining_ids
    return lost_ids - dataset.known_ids(lost_ids)


def _is_rejected(item: Item, rejected: Collection[int]) -> bool:
    return bool(item.rows) and all(row in rejected for row in item.rows)
