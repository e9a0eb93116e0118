"""The part of an index that an export takes: some pairs with all that their standings rest on, or everything.

What is taken of a pair is whole: each statement and look of it with every correction and reply, what these
name, and the events and petitions of its issue. So the standing rule gives for it what it gives in the index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from stancetracker.base.traits import Traits
from stancetracker.index import schema
from stancetracker.index.schema import Value
from stancetracker.ledger.fields import EACH, Field, members, reference_fields
from stancetracker.ledger.kinds import CLASS_BY_KIND, traits
from stancetracker.ledger.values import Ref

Pair = tuple[str, str]
_KEPT: Final = "CREATE TEMP TABLE kept (id TEXT PRIMARY KEY) WITHOUT ROWID"
_PAIRS: Final = (
    "CREATE TEMP TABLE pair_asked (issue TEXT, actor TEXT, PRIMARY KEY (issue, actor)) WITHOUT ROWID"
)
_ON_ISSUES: Final = (
    "SELECT issue, speaker FROM main.statement WHERE issue IN ({})",
    "SELECT silence.issue, looked_for.value FROM main.silence AS silence"
    " JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id WHERE silence.issue IN ({})",
    "SELECT record, value FROM main.issue_panel WHERE record IN ({})",
)
# What was recorded on a day may be unknown on an earlier one; the rest is taken as the dataset has it.
_OLDEST_FIRST: Final = "latest IS NOT NULL, latest, earliest, record, field"


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
    for seed in _everything() if chosen is None else _of_pairs():
        _keep(connection, seed)
    _forget(connection, known_by)
    while _come_along(connection, known_by):
        pass
    return Extract(connection, chosen, narrowed=True)


def _traits() -> list[tuple[str, Traits]]:
    return [(kind, traits(kind)) for kind in CLASS_BY_KIND if kind != "dataset"]


def _of_pairs() -> Iterator[str]:
    """Yield the queries for what is on the pairs: on both, else on their issues, else on their actors."""
    for kind, of in _traits():
        issues, actors = _values(kind, (of.issue,)), _values(kind, of.actors)
        if issues and actors:
            yield (
                f"SELECT issues.id FROM ({issues}) AS issues JOIN ({actors}) AS actors ON actors.id = issues.id"
                " WHERE (issues.value, actors.value) IN (SELECT issue, actor FROM pair_asked)"
            )
        elif issues:
            yield f"SELECT id FROM ({issues}) WHERE value IN (SELECT issue FROM pair_asked)"
        elif actors and not of.target:
            others = _values(kind, (*of.actors, *of.others))
            yield f"SELECT id FROM ({others}) WHERE value IN (SELECT actor FROM pair_asked)"


def _values(kind: str, names: Iterable[str]) -> str:
    """Return the query for the values of some fields, each with the id of its record; empty for no field."""
    many = {member.name for member in members(CLASS_BY_KIND[kind]) if member.many}
    return " UNION ALL ".join(
        f"SELECT record AS id, value FROM main.[{kind}_{name}]"
        if name in many
        else f"SELECT id, [{name}] AS value FROM main.[{kind}]"
        for name in names
        if name
    )


def _everything() -> list[str]:
    return [f"SELECT id FROM main.[{kind}]" for kind in CLASS_BY_KIND if kind != "dataset"]


def _keep(connection: sqlite3.Connection, select: str) -> bool:
    """Keep what a query gives; whether anything of it is new."""
    before = connection.total_changes
    connection.execute(f"INSERT OR IGNORE INTO temp.kept {select}")
    return connection.total_changes > before


def _forget(connection: sqlite3.Connection, known_by: str | None) -> None:
    if known_by is not None:
        for kind, known in ((kind, of.known) for kind, of in _traits() if of.known):
            unknown = f"SELECT id FROM main.[{kind}] WHERE [{known}] > ?"
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
    for kind, of in _traits():
        if of.target:
            known = "" if known_by is None or not of.known else f" AND [{of.known}] <= '{known_by}'"
            found |= _keep(connection, f"SELECT id FROM main.[{kind}] WHERE [{of.target}] IN ({kept}){known}")
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
