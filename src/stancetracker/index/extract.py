"""The part of an index that an export takes: some pairs with all that their standings rest on, or everything.

Each pair comes whole: its statements and silences with every correction and reply, the records these name, and the
events and petitions of its issue. So the standing rule gives for it what it gives in the index.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stancetracker.index import schema
from stancetracker.index.checks.fields import references
from stancetracker.index.schema import Value
from stancetracker.ledger.kinds import CLASS_BY_KIND, members, traits

Pair = tuple[str, str]
_KEPT: Final = "CREATE TEMP TABLE kept (id TEXT PRIMARY KEY) WITHOUT ROWID"
_PAIRS: Final = (
    "CREATE TEMP TABLE pair_asked (issue TEXT, actor TEXT, PRIMARY KEY (issue, actor)) WITHOUT ROWID"
)
_EVERYTHING: Final = "SELECT id FROM main.record WHERE id != ''"
_ON_ISSUES: Final = (
    "SELECT issue, speaker FROM main.statement WHERE issue IN ({})",
    "SELECT silence.issue, sought.value FROM main.silence AS silence"
    " JOIN main.silence_actors AS sought ON sought.record = silence.id WHERE silence.issue IN ({})",
    "SELECT record, value FROM main.issue_panel WHERE record IN ({})",
)
_OLDEST_FIRST: Final = "latest IS NOT NULL, latest, earliest, record, field"


@dataclass(frozen=True)
class Extract:
    """The rows of an open index that an export takes; with `pairs`, those that these rest on."""

    connection: sqlite3.Connection
    pairs: tuple[Pair, ...] | None
    narrowed: bool
    """True where something may be left out, so that tables must be read through `temp.kept`."""

    def rows(self, table: str) -> Iterator[tuple[Value, ...]]:
        """Return the rows of a table, in the order of its key."""
        return self.selected(table, [f"[{name}]" for name in schema.tables()[table]])

    def selected(
        self, table: str, expressions: Sequence[str], *, by_first: bool = False
    ) -> Iterator[tuple[Value, ...]]:
        """Return the values of SQL expressions for each row of a table, in the order of its key, or of the first.

        So an export does not depend on the order of files and lines, or on how the index was built.
        """
        chosen, key = ", ".join(expressions), schema.key(table)
        order = ", ".join(["1"] * by_first + [f"[{table}].[{name}]" for name in key])
        return self.select(f"SELECT {chosen} FROM main.[{table}]{self._kept(key[0])} ORDER BY {order}")

    def passages(self) -> Iterator[tuple[Value, ...]]:
        """Return the texts of the records, with all their columns but the id, the oldest first."""
        columns, kept = ", ".join(self.columns("passage")[1:]), self._kept("record")
        return self.select(f"SELECT {columns} FROM main.passage{kept} ORDER BY {_OLDEST_FIRST}")

    def select(self, sql: str) -> Iterator[tuple[Value, ...]]:
        """Return the rows of a query on the index, as plain tuples."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return iter(cursor.execute(sql))

    def columns(self, table: str) -> list[str]:
        """Return the columns of a table of the index."""
        return [str(row[1]) for row in self.select(f"PRAGMA main.table_info([{table}])")]

    def _kept(self, key: str) -> str:
        taken = self.narrowed and key in ("id", "record")
        return f" WHERE [{key}] IN (SELECT id FROM temp.kept)" if taken else ""


def pairs_on(connection: sqlite3.Connection, issues: Collection[str]) -> set[Pair]:
    """Return every actor with a record on one of these issues, of any day, or in its panel."""
    marks = ", ".join("?" * len(issues))
    return {
        (str(issue), str(actor))
        for text in _ON_ISSUES
        for issue, actor in connection.execute(text.format(marks), tuple(issues))
    }


def extract(connection: sqlite3.Connection, pairs: Collection[Pair] | None, known_by: str | None) -> Extract:
    """Return the part of the index for these pairs, or for all, that was known by a day."""
    chosen = None if pairs is None else tuple(sorted(pairs))
    if chosen is None and known_by is None:
        return Extract(connection, None, narrowed=False)
    for table in ("kept", "pair_asked"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    connection.execute(_KEPT)
    connection.execute(_PAIRS)
    connection.executemany("INSERT INTO temp.pair_asked VALUES (?, ?)", chosen or ())
    for seed in (_EVERYTHING,) if chosen is None else _of_pairs():
        _keep(connection, seed)
    for kind in _KINDS:
        if known_by is not None and (known := traits(kind).known):
            unknown = f"SELECT id FROM main.[{kind}] WHERE [{known}] > ?"
            connection.execute(f"DELETE FROM temp.kept WHERE id IN ({unknown})", (known_by,))
    while _come_along(connection, known_by):
        pass
    return Extract(connection, chosen, narrowed=True)


_KINDS: Final = tuple(kind for kind in CLASS_BY_KIND if kind != "dataset")


def _of_pairs() -> Iterator[str]:
    """Yield the queries for what is on the pairs: on both, else on their issues, else on their actors."""
    # No record names a publisher, but its type decides between sources.
    yield "SELECT id FROM main.publisher"
    for kind, of in zip(_KINDS, map(traits, _KINDS), strict=True):
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


def _keep(connection: sqlite3.Connection, select: str) -> bool:
    """Keep the ids that a query gives; return whether any is new."""
    before = connection.total_changes
    connection.execute(f"INSERT OR IGNORE INTO temp.kept {select}")
    return connection.total_changes > before


def _come_along(connection: sqlite3.Connection, known_by: str | None) -> bool:
    """Keep the records that kept ones name, and those that answer or correct them; return whether any is new."""
    kept = "SELECT id FROM temp.kept"
    found = False
    for table, column in references():
        name, key = f"[{column.name}]", schema.key(table)[0]
        value = f"substr({name}, 1, instr({name}, '/') - 1)" if column.kinds == ("demand",) else name
        of_kept = f"[{key}] IN ({kept}) AND {name} IS NOT NULL"
        found |= _keep(connection, f"SELECT {value} FROM main.[{table}] WHERE {of_kept}")
    for kind, of in zip(_KINDS, map(traits, _KINDS), strict=True):
        if of.target:
            known = "" if known_by is None or not of.known else f" AND [{of.known}] <= '{known_by}'"
            found |= _keep(connection, f"SELECT id FROM main.[{kind}] WHERE [{of.target}] IN ({kept}){known}")
    return found
