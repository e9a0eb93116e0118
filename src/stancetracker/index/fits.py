"""Whether the records in a filled index fit together: one id a record, and every name that of something there.

It says no more than yes or no; where no, or where it can't be sure, `ledger.dataset` tells what is wrong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from stancetracker.ledger.dataset import ANY
from stancetracker.ledger.fields import EACH, Pattern, reference_fields
from stancetracker.ledger.model import CLASS_BY_KIND

_KINDS: Final = tuple(
    kind for kind, record_class in CLASS_BY_KIND.items() if "id" in record_class.model_fields
)
_FORMER: Final = ("person_former_ids", "organization_former_ids")


def fits(connection: sqlite3.Connection) -> bool:
    """Whether every rule over several records is met by those of an index that has its indices."""
    return not any(
        connection.execute(f"SELECT EXISTS ({text})").fetchone()[0] for text in _faults(connection)
    )


def _faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Queries that find a record which breaks a rule."""
    yield "SELECT 1 FROM dataset LIMIT 1 OFFSET 1"
    yield from _shared(connection)
    yield f"SELECT 1 FROM ({_former()}) GROUP BY value HAVING count(*) > 1"
    yield from (f"SELECT 1 FROM ({_former()}) WHERE value IN (SELECT id FROM {kind})" for kind in _KINDS)
    yield "SELECT 1 FROM petition_demands GROUP BY record, id HAVING count(*) > 1"
    for kind, record_class in CLASS_BY_KIND.items():
        for field in reference_fields(record_class):
            assert field.ref is not None
            yield _unknown(*_column(kind, field.pattern), field.ref.kinds)


def _former() -> str:
    return " UNION ALL ".join(f"SELECT value FROM {table}" for table in _FORMER)


def _shared(connection: sqlite3.Connection) -> Iterator[str]:
    """Queries that find an id of two kinds, for those kinds of which the first and last ids leave room for one."""
    found = {}
    for kind in _KINDS:
        size, first, last = connection.execute(f"SELECT count(*), min(id), max(id) FROM {kind}").fetchone()
        if size:
            found[kind] = (size, first, last)
    by_size = sorted(found, key=lambda kind: found[kind])
    for place, few in enumerate(by_size):
        for many in by_size[place + 1 :]:
            if found[few][1] <= found[many][2] and found[many][1] <= found[few][2]:
                yield f"SELECT 1 FROM {few} CROSS JOIN {many} ON {many}.id = {few}.id"


def _column(kind: str, pattern: Pattern) -> tuple[str, str]:
    """The table and the column that hold what a field of a kind names."""
    table, names = kind, list[str]()
    for step in pattern:
        if step == EACH:
            table, names = f"{table}_{'_'.join(names)}", []
        else:
            names.append(step)
    return table, "_".join(names) or "value"


def _unknown(table: str, column: str, kinds: tuple[str, ...]) -> str:
    """A query that finds a name of nothing; a redaction may name a record whose line it stands for."""
    if kinds == ANY:
        known = [f"SELECT 1 FROM {kind} WHERE id = named.id" for kind in _KINDS]
        known.append("SELECT 1 FROM correction WHERE corrects = named.id AND type = 'redaction'")
    elif kinds == ("demand",):
        known = ["SELECT 1 WHERE named.id IN (SELECT record || '/' || id FROM petition_demands)"]
    else:
        known = [f"SELECT 1 FROM {kind} WHERE id = named.id" for kind in kinds]
    names = f'SELECT DISTINCT "{column}" AS id FROM {table} WHERE "{column}" IS NOT NULL'
    absent = " AND ".join(f"NOT EXISTS ({text})" for text in known)
    return f"SELECT 1 FROM ({names}) AS named WHERE {absent}"
