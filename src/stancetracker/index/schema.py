"""The index's tables, read off the record classes: a table a kind, and one for each list a kind holds.

A date becomes three columns (as written, first and last possible day); a nested record is flattened;
a list becomes a table of its own, `<kind>_<field>`; every source, of whatever record, is in `source`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from stancetracker.ledger.fields import members
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Part, Record, Source

Value = str | int | float | None
SOURCE_TABLE: Final = "source"
KEYS: Final = (("record", str), ("position", int))
PLACE: Final = (("file", str), ("line", int))
SOURCE_KEYS: Final = (("record", str), ("part", str), ("position", int))


@dataclass(frozen=True)
class Table:
    """A table of the index: its name, and its columns with their types."""

    name: str
    columns: tuple[tuple[str, type[Any]], ...]


def _columns(part: type[Part]) -> Iterator[tuple[str, type[Any]]]:
    """The columns a class has in a table of its own: name and type."""
    for member in members(part):
        if member.many:
            continue
        if member.part is not None:
            yield from ((f"{member.name}_{name}", kind) for name, kind in _columns(member.part))
            continue
        yield member.name, int if member.type is bool else member.type
        if member.is_date:
            yield f"{member.name}_earliest", str
            yield f"{member.name}_latest", str


@cache
def tables() -> tuple[Table, ...]:
    """Every table that holds records, children after their parents."""
    found = [table for kind, cls in CLASS_BY_KIND.items() for table in _tables(kind, cls, ())]
    return (*found, Table(SOURCE_TABLE, (*SOURCE_KEYS, *_columns(Source))))


def key(table: str) -> tuple[str, ...]:
    """The columns that tell the rows of a table apart; of that which has one row, its first."""
    if table == SOURCE_TABLE:
        return tuple(name for name, _ in SOURCE_KEYS)
    first = next(one for one in tables() if one.name == table).columns[0][0]
    return tuple(name for name, _ in KEYS) if first == KEYS[0][0] else (first,)


@cache
def kinds_on_issues() -> tuple[str, ...]:
    """The kinds of records that are on one issue."""
    return tuple(kind for kind, record_class in CLASS_BY_KIND.items() if "issue" in record_class.model_fields)


def _tables(name: str, part: type[Part], keys: tuple[tuple[str, type[Any]], ...]) -> Iterator[Table]:
    yield Table(name, (*keys, *_columns(part), *(PLACE if issubclass(part, Record) else ())))
    for member in members(part):
        child = f"{name}_{member.name}"
        if not member.many or member.part is Source:
            continue
        if member.part is not None:
            yield from _tables(child, member.part, KEYS)
            continue
        named = (("name", str),) if member.mapping else ()
        yield Table(child, (*KEYS, *named, ("value", member.type)))
