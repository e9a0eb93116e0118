"""Large tables go to a file a month or an issue, none of more than 10 MB."""

from __future__ import annotations

from typing import Final, Literal, get_args

from stancetracker.base import dates
from stancetracker.contribute.add import Addition, Filing
from stancetracker.ledger.dataset import Dataset
from stancetracker.ledger.model.silence import Silence
from stancetracker.ledger.model.statement import Statement

Split = Literal["month", "issue"]
SPLITS: Final[tuple[str, ...]] = get_args(Split)
MOST_BYTES: Final = 10_000_000


def filing(split: Split, most: int = MOST_BYTES) -> Filing:
    """Put statements and silences into `statements/2022-09.jsonl` or `statements/ISSUE.jsonl`, then `-2`, `-3`.

    The month is that of the last day a record may be of.
    """

    def file(dataset: Dataset, additions: tuple[Addition, ...]) -> tuple[Addition, ...]:
        sizes = {name: len(part.content) for name, part in dataset.parts.items()}
        return tuple(_filed(addition, split, sizes, most) for addition in additions)

    return file


def _filed(addition: Addition, split: Split, sizes: dict[str, int], most: int) -> Addition:
    record = addition.record
    if not isinstance(record, Statement | Silence):
        return addition
    stem = record.issue if split == "issue" else dates.parse(record.date).latest[:7]
    size, number = len(addition.line.encode()) + 1, 1
    name = f"statements/{stem}.jsonl"
    while sizes.get(name, 0) and sizes[name] + size > most:
        number += 1
        name = f"statements/{stem}-{number}.jsonl"
    sizes[name] = sizes.get(name, 0) + size
    return addition._replace(file=name)
