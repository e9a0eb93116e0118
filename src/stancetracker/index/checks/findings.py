"""Findings of checks, and the columns that hold the fields of records."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from stancetracker.index.schema import SOURCE_TABLE
from stancetracker.ledger.kinds import CLASS_BY_KIND, EACH, Field, Pattern, fields
from stancetracker.ledger.record import Record, Source
from stancetracker.ledger.scan import Path


class Finding(NamedTuple):
    """Something wrong with a record: which value of it, and what."""

    record: str | None
    """Its id, '' for the `dataset` record; None where the dataset as a whole is at fault."""
    path: Path
    message: str
    hint: str | None = None


Findings = Iterator[Finding]


class Column(NamedTuple):
    """A column that holds a field of records."""

    table: str
    name: str
    pattern: Pattern
    """The way from the record to the field."""

    def query(self, condition: str) -> str:
        """Return SQL for the rows that meet a condition: record, part, position and value.

        The condition is on `[name]` of this column; `part` and `position` are the arguments of `path`.
        """
        stands = self.pattern.count(EACH)
        keys = "record, '', position" if stands else "id, '', NULL"
        inside = "1"
        if self.table == SOURCE_TABLE:
            keys = "record, part, position"
            inside = "part = ''" if stands == 1 else f"part LIKE '{self.pattern[0]}/%'"
        rows = f"SELECT {keys}, [{self.name}] AS value FROM [{self.table}]"
        return f"{rows} WHERE {inside} AND [{self.name}] IS NOT NULL AND ({condition})"

    def path(self, part: str, position: int | None) -> Path:
        """Return the path to the value of a row."""
        numbers = iter([*(int(step) for step in part.split("/") if step.isdigit()), position or 0])
        return tuple(next(numbers) if step == EACH else step for step in self.pattern)


def columns(pick: Callable[[Mapping[Pattern, Field]], Iterable[Field]]) -> dict[Column, Field]:
    """Return the columns of the fields that `pick` takes of those of each kind of record."""
    return {
        _column(kind, record_class, field.pattern): field
        for kind, record_class in CLASS_BY_KIND.items()
        for field in pick(fields(record_class))
    }


@cache
def references() -> tuple[tuple[Column, tuple[str, ...]], ...]:
    """Return the columns that name records, each with the kinds it may name; `*` is any, `demand` petition/demand."""

    def chosen(known: Mapping[Pattern, Field]) -> Iterator[Field]:
        # An object that may stand for an id has it in the same column.
        return (one for one in known.values() if one.ref and not known[one.pattern[:-1]].leaf)

    return tuple((column, field.ref.kinds) for column, field in columns(chosen).items() if field.ref)


def _column(kind: str, record_class: type[Record], pattern: Pattern) -> Column:
    *_, last = pattern
    if fields(record_class)[pattern[:-1]].part is Source:
        return Column(SOURCE_TABLE, last, pattern)
    table, names = kind, list[str]()
    for step in pattern:
        if step == EACH:
            table, names = f"{table}_{'_'.join(names)}", []
        else:
            names.append(step)
    return Column(table, "_".join(names) or "value", pattern)


def place_of(connection: sqlite3.Connection, record: str) -> str:
    """Return where a record stands, as people write it: `statements.jsonl:3:1`."""
    [place] = connection.execute(
        "SELECT file || ':' || line || ':1' FROM record WHERE id = ?", (record,)
    ).fetchone()
    return str(place)
