"""One record of any kind, field by field, read off the index's tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

from stancetracker.index.kinds import with_ids
from stancetracker.index.queries import is_id, whole

_TABLES: Final = """
SELECT name FROM main.sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'
ORDER BY rowid
"""
_DERIVED: Final = ("_earliest", "_latest")


class Fact(NamedTuple):
    """One field of a record; `field` is its path, such as `memberships.0.role`."""

    field: str
    value: str | int | float


def kind_of(connection: sqlite3.Connection, record: str) -> str | None:
    """The kind of the record with this id, or None."""
    return next((kind for kind in with_ids(connection) if is_id(connection, kind, record)), None)


def ids(connection: sqlite3.Connection) -> list[str]:
    """The id of every record."""
    union = " UNION ALL ".join(f"SELECT id FROM {kind}" for kind in with_ids(connection))
    return [str(row[0]) for row in connection.execute(union)]


def facts(connection: sqlite3.Connection, kind: str, record: str) -> list[Fact]:
    """Every field of a record that is filled, its lists and sources after its own."""
    return list(_facts(connection, kind, record))


def _facts(connection: sqlite3.Connection, kind: str, record: str) -> Iterator[Fact]:
    yield from _row_facts(connection, kind, "id = ?", record, "")
    tables = [str(row[0]) for row in connection.execute(_TABLES)]
    for table in tables:
        if table.startswith(f"{kind}_"):
            where = "record = ? ORDER BY position"
            yield from _row_facts(connection, table, where, record, table.removeprefix(f"{kind}_"))
    yield from _row_facts(connection, "source", "record = ? ORDER BY part, position", record, "sources")


def _row_facts(
    connection: sqlite3.Connection, table: str, where: str, record: str, part: str
) -> Iterator[Fact]:
    cursor = connection.execute(f"SELECT * FROM main.[{table}] WHERE {where}", (record,))
    for row in cursor:
        values = dict(zip((column[0] for column in cursor.description), row, strict=True))
        place = _place(part, values)
        for name, value in values.items():
            value = whole(value)
            if value is not None and not name.endswith(_DERIVED):
                path = place if name == "value" else f"{place}.{name}" if place else name
                yield Fact(path, value)


def _place(part: str, values: dict[str, str | int | float | None]) -> str:
    """The path of a row of a list, such as `signatures.0.sources.1`; takes its keys out of `values`."""
    if not part:
        return ""
    values.pop("record")
    owner = str(values.pop("part", "") or "").replace("/", ".")
    path = f"{owner}.{part}" if owner else part
    return f"{path}.{values.pop('position')}"


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many records of each kind there are."""
    return {
        kind: int(connection.execute(f"SELECT count(*) FROM {kind}").fetchone()[0])
        for kind in with_ids(connection)
    }


def note(connection: sqlite3.Connection, kind: str, record: str) -> str | None:
    """What is remarked about a record of a kind that can be."""
    row = connection.execute(f"SELECT note FROM main.{kind} WHERE id = ?", (record,)).fetchone()
    return None if row is None else row[0]
