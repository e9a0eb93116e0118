"""What a check finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from stancetracker.ledger.dataset import Entry
from stancetracker.ledger.scan import Path


class Found(NamedTuple):
    """What a check finds: the record, which value of it, and what is wrong."""

    entry: Entry[Any] | None
    """None where the dataset as a whole is meant."""
    path: Path
    message: str
    hint: str | None = None


Finds = Iterator[Found]
