"""Validate a batch: separate the lines that can be added from those that can't, with every reason."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from stancetracker.base.errors import Problem, WriteError
from stancetracker.contribute import add
from stancetracker.contribute.add import Filing, Plan
from stancetracker.contribute.dataset import Dataset, named
from stancetracker.contribute.names import Completed, Given, complete
from stancetracker.ledger.jsonl import read_line
from stancetracker.ledger.rules import SEVERITY

# No data file is called so, as the names of data files end in .jsonl.
_SOURCE: Final = "-"
_MOST_ROUNDS: Final = 50
_PLACE: Final = re.compile(rf"(?<!\S){_SOURCE}:(\d+):\d+")
_WORD: Final = re.compile(r"[a-z0-9-]+")

Reasons = dict[int, list[str]]


class Item(NamedTuple):
    """A record to add and the rows it comes from; it is added if any of them is accepted."""

    given: Given
    rows: tuple[int, ...]
    """Empty if it comes from no row: then it must not be rejected."""
    origin: str
    """Its name in messages."""


class NotImportedError(WriteError):
    """Nothing was imported, for a reason that concerns no single row."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(f"nothing was imported: {message}", hint)


Items = Callable[[Collection[int]], Sequence[Item]]
"""Returns the lines that are left when these rows are rejected."""


class Settled(NamedTuple):
    """The plan for what can be added, its lines, and why other rows are rejected."""

    plan: Plan
    items: tuple[Item, ...]
    rejected: Reasons


def settle(
    dataset: Dataset, items: Items, today: str, recorded: str, file: Filing | None, rejected: Reasons
) -> Settled:
    """Plan to add all lines that may be added.

    Raises NotImportedError where a line that comes from no row is at fault.
    """
    rejected = dict(rejected)
    for number in range(_MOST_ROUNDS):
        known = len(rejected)
        given = items(rejected)
        lines = complete(dataset.connection, [item.given for item in given], recorded)
        _reject(rejected, _unsound(given, lines, closely=number == 0))
        if len(rejected) > known:
            continue
        left = tuple(item._replace(given=line.text) for item, line in zip(given, lines, strict=True))
        planned = add.plan(dataset, [item.given for item in left], today, _SOURCE, file=file, notices=False)
        if not planned.refused:
            return Settled(planned, left, rejected)
        new = {addition.number: addition.id for addition in planned.additions}
        ids = [new.get(number, "") for number in range(1, len(left) + 1)]  # empty for what is there already
        _reject(rejected, _blamed(left, ids, planned.refused))
        _reject(rejected, _orphans(dataset, left, ids, rejected))
    raise NotImportedError("its rows contradict each other and the dataset in too many ways")


def _reject(rejected: Reasons, found: Iterable[tuple[Item, str]]) -> None:
    for item, reason in found:
        if not item.rows:
            raise NotImportedError(f"{item.origin}: {reason}", "fix the mapping, or the dataset")
        for row in item.rows:
            reasons = rejected.setdefault(row, [])
            reasons += [reason] if reason not in reasons else []


def _unsound(
    items: Sequence[Item], lines: Sequence[Completed], *, closely: bool
) -> Iterator[tuple[Item, str]]:
    """Yield the lines with unknown names or, read `closely`, other faults, with every reason."""
    for item, (line, error) in zip(items, lines, strict=True):
        if error is not None:
            yield item, _reason(error.message, error.hint)
        for fault in read_line(line).faults if closely else ():
            if SEVERITY[fault.code] == "fatal":
                yield item, _reason(fault.message, fault.hint)


def _reason(message: str, hint: str | None) -> str:
    return f"{message} ({hint})" if hint else message


def _blamed(
    items: Sequence[Item], ids: Sequence[str], problems: Iterable[Problem]
) -> Iterator[tuple[Item, str]]:
    """Yield the lines that cause each problem."""
    by_id = dict(zip(ids, items, strict=True))
    for problem in problems:
        # People know new lines by other names.
        said = _reason(problem.message, problem.hint)
        reason = _PLACE.sub(lambda match: items[int(match[1]) - 1].origin, said)
        if problem.place.file == _SOURCE:
            yield items[problem.place.line - 1], reason
            continue
        # A record of the dataset would become wrong: its message names the new record to blame.
        named = [by_id[word] for word in _WORD.findall(problem.message) if word in by_id]
        if not named:
            raise NotImportedError(f"{problem.place} would become wrong: {reason}")
        for item in named:
            yield item, f"{problem.record or 'a record'} at {problem.place} would become wrong: {reason}"


def _orphans(
    dataset: Dataset, items: Sequence[Item], ids: Sequence[str], rejected: Reasons
) -> Iterator[tuple[Item, str]]:
    """Yield the lines that name a rejected record, directly or through others."""
    # Who differs from a rejected namesake is made anew without that.
    names = [tuple(named({**json.loads(str(item.given)), "distinct_from": []})) for item in items]
    while True:
        out = [bool(item.rows) and all(row in rejected for row in item.rows) for item in items]
        stays = {name for name, gone in zip(ids, out, strict=True) if not gone}
        gone = set(ids) - stays
        gone -= dataset.known(gone)
        found = [
            (item, f"it names {name}, which is rejected")
            for item, its, is_out in zip(items, names, out, strict=True)
            for name in its
            if item.rows and not is_out and name in gone  # what has no row is made anew without them
        ]
        if not found:
            return
        yield from found
