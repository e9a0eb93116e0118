"""The part of an index that an export takes: some pairs with all that their standings rest on, or everything.

What is taken of a pair is whole: each statement and look of it with every correction and reply, what these
name, and the events and petitions of its issue. So the standing rule gives for it what it gives in the index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from stancetracker.index import schema
from stancetracker.index.schema import Value
from stancetracker.ledger.fields import EACH, Field, reference_fields
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.values import Ref

Pair = tuple[str, str]
_KEPT: Final = "CREATE TEMP TABLE kept (id TEXT PRIMARY KEY) WITHOUT ROWID"
_PAIRS: Final = (
    "CREATE TEMP TABLE pair_asked (issue TEXT, actor TEXT, PRIMARY KEY (issue, actor)) WITHOUT ROWID"
)
_OF_PAIRS: Final = (
    "SELECT issue FROM pair_asked",
    "SELECT actor FROM pair_asked",
    "SELECT id FROM main.statement WHERE (issue, speaker) IN (SELECT issue, actor FROM pair_asked)",
    "SELECT looked_for.record FROM main.silence_actors AS looked_for"
    " JOIN main.silence AS silence ON silence.id = looked_for.record"
    " WHERE (silence.issue, looked_for.value) IN (SELECT issue, actor FROM pair_asked)",
    "SELECT record FROM main.event_issues WHERE value IN (SELECT issue FROM pair_asked)",
    "SELECT id FROM main.petition WHERE issue IN (SELECT issue FROM pair_asked)",
    "SELECT id FROM main.tie WHERE actor IN (SELECT actor FROM pair_asked)"
    " OR counterparty IN (SELECT actor FROM pair_asked)",
)
_ON_ISSUES: Final = (
    "SELECT issue, speaker FROM main.statement WHERE issue IN ({})",
    "SELECT silence.issue, looked_for.value FROM main.silence AS silence"
    " JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id WHERE silence.issue IN ({})",
    "SELECT record, value FROM main.issue_panel WHERE record IN ({})",
)
# What was recorded on a day may be unknown on an earlier one; the rest is taken as the dataset has it.
_OLDEST_FIRST: Final = "latest IS NOT NULL, latest, earliest, record, field"
_RECORDED: Final = ("statement", "silence", "correction", "reply")
_ABOUT: Final = (("correction", "corrects"), ("reply", "to"))
"""What must come along with the record it is about."""


class Reference(NamedTuple):
    """A column that names records: its table, the column with the record that it is of, and which kinds it names."""

    table: str
    key: str
    column: str
    ref: Ref


@dataclass(frozen=True)
class Extract:
    """What is taken of an open index; with `pairs`, these and what they rest on."""

    connection: sqlite3.Connection
    pairs: tuple[Pair, ...] | None
    narrowed: bool
    """Whether anything may have been left out, so that tables must be read through `temp.kept`."""

    def rows(self, table: str) -> Iterator[tuple[Value, ...]]:
        """The rows of a table that are taken, in the order of what tells them apart."""
        columns = next(one for one in schema.tables() if one.name == table).columns
        return self.selected(table, [f"[{name}]" for name, _ in columns])

    def selected(self, table: str, expressions: Sequence[str]) -> Iterator[tuple[Value, ...]]:
        """What these expressions are for each row of a table that is taken, in the order of what tells them apart.

        So an export follows from what the records say, not from the files they stand in or how the index came to be.
        """
        chosen, key = ", ".join(expressions), schema.key(table)
        order = ", ".join(f"[{table}].[{name}]" for name in key)
        return self.select(f"SELECT {chosen} FROM main.[{table}]{self._kept(key[0])} ORDER BY {order}")

    def passages(self) -> Iterator[tuple[Value, ...]]:
        """The texts of the records that are taken, with all their columns but the id, the oldest first."""
        columns = ", ".join(self.columns("passage")[1:])
        return self.select(
            f"SELECT {columns} FROM main.passage{self._kept('record')} ORDER BY {_OLDEST_FIRST}"
        )

    def select(self, sql: str) -> Iterator[tuple[Value, ...]]:
        """The rows of a query on the index, as plain tuples."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return iter(cursor.execute(sql))

    def columns(self, table: str) -> list[str]:
        """The columns of a table of the index."""
        return [str(row[1]) for row in self.select(f"PRAGMA main.table_info([{table}])")]

    def _kept(self, key: str) -> str:
        taken = self.narrowed and key in ("id", "record")
        return f" WHERE [{key}] IN (SELECT id FROM temp.kept)" if taken else ""


def pairs_on(connection: sqlite3.Connection, issues: Collection[str]) -> set[Pair]:
    """Every actor with a record on one of these issues, or in its panel, whenever that is from."""
    marks = ", ".join("?" * len(issues))
    return {
        (str(issue), str(actor))
        for text in _ON_ISSUES
        for issue, actor in connection.execute(text.format(marks), tuple(issues))
    }


def extract(connection: sqlite3.Connection, pairs: Collection[Pair] | None, known_by: str | None) -> Extract:
    """What is taken for these pairs, or for all, as far as it was known by a day."""
    chosen = None if pairs is None else tuple(sorted(pairs))
    if chosen is None and known_by is None:
        return Extract(connection, None, narrowed=False)
    for table in ("kept", "pair_asked"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    connection.execute(_KEPT)
    connection.execute(_PAIRS)
    connection.executemany("INSERT INTO temp.pair_asked VALUES (?, ?)", chosen or ())
    for seed in _everything() if chosen is None else _OF_PAIRS:
        _keep(connection, seed)
    _forget(connection, known_by)
    while _come_along(connection, known_by):
        pass
    return Extract(connection, chosen, narrowed=True)


def _everything() -> list[str]:
    return [f"SELECT id FROM main.[{kind}]" for kind in CLASS_BY_KIND if kind != "dataset"]


def _keep(connection: sqlite3.Connection, select: str) -> bool:
    """Keep what a query gives; whether anything of it is new."""
    before = connection.total_changes
    connection.execute(f"INSERT OR IGNORE INTO temp.kept {select}")
    return connection.total_changes > before


def _forget(connection: sqlite3.Connection, known_by: str | None) -> None:
    if known_by is not None:
        for kind in _RECORDED:
            unknown = f"SELECT id FROM main.[{kind}] WHERE recorded > ?"
            connection.execute(f"DELETE FROM temp.kept WHERE id IN ({unknown})", (known_by,))


def _come_along(connection: sqlite3.Connection, known_by: str | None) -> bool:
    """Keep what kept records name, and what is about them; whether anything is new."""
    kept = "SELECT id FROM temp.kept"
    found = False
    for one in references():
        name = f"[{one.column}]"
        value = f"substr({name}, 1, instr({name}, '/') - 1)" if one.ref.kinds == ("demand",) else name
        named = f"SELECT {value} FROM main.[{one.table}] WHERE [{one.key}] IN ({kept}) AND {name} IS NOT NULL"
        found |= _keep(connection, named)
    known = "" if known_by is None else f" AND recorded <= '{known_by}'"
    for kind, column in _ABOUT:
        found |= _keep(connection, f"SELECT id FROM main.[{kind}] WHERE [{column}] IN ({kept}){known}")
    return found


@cache
def references() -> tuple[Reference, ...]:
    """Every column of the tables that names other records."""
    return tuple(
        _reference(kind, field) for kind, cls in CLASS_BY_KIND.items() for field in reference_fields(cls)
    )


def _reference(kind: str, field: Field) -> Reference:
    assert field.ref is not None
    if EACH not in field.pattern:
        return Reference(kind, "id", "_".join(field.pattern), field.ref)
    at = field.pattern.index(EACH)
    table = "_".join((kind, *field.pattern[:at]))
    return Reference(table, "record", "_".join(field.pattern[at + 1 :]) or "value", field.ref)
