"""The records of data files leave an index, and with them what was made of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import Final, NamedTuple

from stancetracker.index import derived, passages, schema
from stancetracker.index.derived import Pair
from stancetracker.ledger.kinds import CLASS_BY_KIND

_LISTED: Final = "IN (SELECT value FROM json_each(?))"
_ANSWERS: Final = (
    f"SELECT id FROM correction WHERE corrects {_LISTED}",
    f'SELECT id FROM reply WHERE "to" {_LISTED}',
)


class Left(NamedTuple):
    """The records that left, and the pairs that they were about."""

    records: frozenset[str]
    pairs: frozenset[Pair]


def take_out(connection: sqlite3.Connection, files: Collection[str]) -> Left:
    """Take all rows and texts of these files out of an index; the summary of the pairs is left to whoever asks."""
    names = json.dumps(list(files))
    records = [
        str(record)
        for kind in CLASS_BY_KIND
        if kind != "dataset"
        for (record,) in connection.execute(f"SELECT id FROM [{kind}] WHERE file {_LISTED}", (names,))
    ]
    left = Left(frozenset(records), frozenset(derived.pairs(connection, records)))
    passages.remove(connection, records)
    describes = connection.execute(f"SELECT 1 FROM dataset WHERE file {_LISTED}", (names,)).fetchone()
    for table in schema.tables():
        if table.name in CLASS_BY_KIND:
            connection.execute(f"DELETE FROM [{table.name}] WHERE file {_LISTED}", (names,))
            continue
        connection.execute(f"DELETE FROM [{table.name}] WHERE record {_LISTED}", (json.dumps(records),))
        if describes:  # what describes the dataset has no id
            connection.execute(f"DELETE FROM [{table.name}] WHERE record IS NULL")
    return left


def answers(connection: sqlite3.Connection, records: Collection[str]) -> set[str]:
    """The corrections of, and the replies to, these records: their texts are found by what those are on."""
    named = json.dumps(list(records))
    return {str(answer) for text in _ANSWERS for (answer,) in connection.execute(text, (named,))}
