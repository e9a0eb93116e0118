"""Whether the records in an index fit together: one id a record, and every name that of something there.

It says no more than yes or no; where no, or where it can't be sure, `ledger.dataset` tells what is wrong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final

from stancetracker.ledger.dataset import ANY
from stancetracker.ledger.fields import EACH, Pattern, reference_fields
from stancetracker.ledger.kinds import CLASS_BY_KIND

KINDS: Final = tuple(
    kind for kind, record_class in CLASS_BY_KIND.items() if "id" in record_class.model_fields
)
"""The kinds of records that have an id."""
_FORMER: Final = "SELECT value FROM person_former_ids UNION ALL SELECT value FROM organization_former_ids"
_FEW: Final = (
    "SELECT 1 FROM dataset LIMIT 1 OFFSET 1",
    f"SELECT 1 FROM ({_FORMER}) GROUP BY value HAVING count(*) > 1",
    "SELECT 1 FROM petition_demands GROUP BY record, id HAVING count(*) > 1",
    *(f"SELECT 1 FROM ({_FORMER}) WHERE value IN (SELECT id FROM {kind})" for kind in KINDS),
)
"""What finds a fault among few rows."""


def fits(connection: sqlite3.Connection) -> bool:
    """Whether every rule over several records is met by those of an index that has its indices."""
    return _finds_none(connection, (*_FEW, *_unknown()))


def _finds_none(connection: sqlite3.Connection, queries: Iterable[str]) -> bool:
    return not any(connection.execute(f"SELECT EXISTS ({text})").fetchone()[0] for text in queries)


def _unknown() -> Iterator[str]:
    """Queries that find a name of nothing."""
    for kind, record_class in CLASS_BY_KIND.items():
        for field in reference_fields(record_class):
            assert field.ref is not None
            table, column = _column(kind, field.pattern)
            names = f'SELECT DISTINCT "{column}" AS id FROM {table} WHERE "{column}" IS NOT NULL'
            absent = " AND ".join(f"NOT EXISTS ({text})" for text in _known(field.ref.kinds))
            yield f"SELECT 1 FROM ({names}) AS named WHERE {absent}"


def _column(kind: str, pattern: Pattern) -> tuple[str, str]:
    """The table and the column that hold what a field of a kind names."""
    table, names = kind, list[str]()
    for step in pattern:
        if step == EACH:
            table, names = f"{table}_{'_'.join(names)}", []
        else:
            names.append(step)
    return table, "_".join(names) or "value"


def _known(kinds: tuple[str, ...]) -> list[str]:
    """Queries of which one finds what is named; a redaction may name a record whose line it stands for."""
    if kinds == ("demand",):
        return ["SELECT 1 WHERE named.id IN (SELECT record || '/' || id FROM petition_demands)"]
    known = [f"SELECT 1 FROM {kind} WHERE id = named.id" for kind in (KINDS if kinds == ANY else kinds)]
    if kinds == ANY:
        known.append("SELECT 1 FROM correction WHERE corrects = named.id AND type = 'redaction'")
    return known
