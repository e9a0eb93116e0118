"""The index's tables, read off the record classes: a table a kind, and one for each list a kind holds.

A date becomes three columns (as written, first and last possible day); a nested record is flattened;
a list becomes a table of its own, `<kind>_<field>`; every source, of whatever record, is in `source`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from stancetracker.base import dates
from stancetracker.ledger.fields import members
from stancetracker.ledger.model import CLASS_BY_KIND, Part, Record, Source, kind_of

Value = str | int | float | None
TableRow = tuple[Value, ...]
SOURCE_TABLE: Final = "source"
KEYS: Final = (("record", str), ("position", int))
SOURCE_KEYS: Final = (("record", str), ("part", str), ("position", int))


@dataclass(frozen=True)
class Table:
    """A table of the index: its name and its columns with their types."""

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
    source = Table(SOURCE_TABLE, (*SOURCE_KEYS, *_columns(Source)))
    return (*found, source)


def _tables(name: str, part: type[Part], keys: tuple[tuple[str, type[Any]], ...]) -> Iterator[Table]:
    place = (("file", str), ("line", int)) if issubclass(part, Record) else ()
    yield Table(name, (*keys, *_columns(part), *place))
    for member in members(part):
        child = f"{name}_{member.name}"
        if not member.many or member.part is Source:
            continue
        if member.part is not None:
            yield from _tables(child, member.part, KEYS)
        elif member.mapping:
            yield Table(child, (*KEYS, ("name", str), ("value", member.type)))
        else:
            yield Table(child, (*KEYS, ("value", member.type)))


def rows(record: Record, file: str, line: int, since: str | None) -> Iterator[tuple[str, TableRow]]:
    """The rows one record gives: (table, values). `since` is the day that an open start reads as."""
    kind = kind_of(type(record))
    yield kind, (*_values(record, since), file, line)
    yield from _children(kind, record, getattr(record, "id", None), "", since)


def _children(
    name: str, parent: Part, record: str | None, part: str, since: str | None
) -> Iterator[tuple[str, TableRow]]:
    for member in members(type(parent)):
        if not member.many:
            continue
        items, child = getattr(parent, member.name), f"{name}_{member.name}"
        for position, item in enumerate(sorted(items.items()) if member.mapping else items):
            if member.part is Source:
                yield SOURCE_TABLE, (record, part, position, *_values(item, since))
            elif member.part is not None:
                yield child, (record, position, *_values(item, since))
                yield from _children(child, item, record, f"{member.name}/{position}", since)
            elif member.mapping:
                yield child, (record, position, *item)
            else:
                yield child, (record, position, item)


def _values(part: Part, since: str | None) -> Iterator[Value]:
    for member in members(type(part)):
        if member.many:
            continue
        value = getattr(part, member.name)
        if member.part is not None:
            yield from _values(value, since) if value else (None for _ in _columns(member.part))
        else:
            yield int(value) if isinstance(value, bool) else value
            if member.is_date:
                yield from _bounds(value, since)


def _bounds(date: str | None, since: str | None) -> tuple[str | None, str | None]:
    if date is None:
        return None, None
    earliest, latest = dates.parse(date)
    return min(earliest or since or "0001-01-01", latest), latest
