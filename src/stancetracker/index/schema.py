"""The index's tables, read off the record classes: a table a kind, and one for each list a kind holds.

A date becomes three columns (as written, first and last possible day); a nested record is flattened;
a list becomes a table of its own, `<kind>_<field>`; every source, of whatever record, is in `source`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import nan
from operator import itemgetter
from typing import Any, Final, NamedTuple

from pydantic_core import PydanticUndefined

from stancetracker.base import dates
from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.model import CLASS_BY_KIND, Part, Record, Source

Value = str | int | float | None
TableRow = tuple[Value, ...]
SOURCE_TABLE: Final = "source"
KEYS: Final = (("record", str), ("position", int))
PLACE: Final = (("file", str), ("line", int))
FIRST_DAY: Final = "0001-01-01"
NULL: Final = nan
"""What is put into a column that has no value: SQLite makes it null, and Python looks for no adapter as for None."""
_NO_BOUNDS: Final = (NULL, NULL)
SOURCE_KEYS: Final = (("record", str), ("part", str), ("position", int))


@dataclass(frozen=True)
class Table:
    """A table of the index: its name, its columns with their types, and the order in which `rows` gives them."""

    name: str
    columns: tuple[tuple[str, type[Any]], ...]
    written: tuple[str, ...]


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
    return (*found, _table(SOURCE_TABLE, Source, SOURCE_KEYS, ()))


@cache
def kinds_on_issues() -> tuple[str, ...]:
    """The kinds of records that are on one issue."""
    return tuple(kind for kind, record_class in CLASS_BY_KIND.items() if "issue" in record_class.model_fields)


def _tables(name: str, part: type[Part], keys: tuple[tuple[str, type[Any]], ...]) -> Iterator[Table]:
    yield _table(name, part, keys, PLACE if issubclass(part, Record) else ())
    for member in members(part):
        child = f"{name}_{member.name}"
        if not member.many or member.part is Source:
            continue
        if member.part is not None:
            yield from _tables(child, member.part, KEYS)
            continue
        named = (("name", str),) if member.mapping else ()
        columns = (*KEYS, *named, ("value", member.type))
        yield Table(child, columns, tuple(column for column, _ in columns))


def _table(
    name: str,
    part: type[Part],
    keys: tuple[tuple[str, type[Any]], ...],
    place: tuple[tuple[str, type[Any]], ...],
) -> Table:
    written = (*(key for key, _ in keys), *_shape(part, name).columns, *(column for column, _ in place))
    return Table(name, (*keys, *_columns(part), *place), written)


class _List(NamedTuple):
    """A field that holds many: the table of its items, which are single values, pairs or objects."""

    name: str
    table: str
    mapping: bool
    shape: _Shape | None
    is_source: bool


class _Shape(NamedTuple):
    """How an object of a class becomes the values of a row, what costs most done once and for all."""

    columns: tuple[str, ...]
    """Single values first, then the first and last days of dates, then the values of inner objects."""
    single: Callable[[Mapping[str, Any]], Any]
    otherwise: Mapping[str, Value]
    """What each single value is where it is not given."""
    dates: tuple[str, ...]
    inner: tuple[tuple[str, _Shape], ...]
    lists: tuple[_List, ...]


@cache
def _shape(part: type[Part], table: str) -> _Shape:
    own = members(part)
    single = tuple(one.name for one in own if one.part is None and not one.many)
    dates = tuple(one.name for one in own if one.is_date)
    inner = tuple((one.name, _shape(one.part, table)) for one in own if one.part and not one.many)
    columns = (
        *single,
        *(f"{name}_{end}" for name in dates for end in ("earliest", "latest")),
        *(f"{name}_{column}" for name, shape in inner for column in shape.columns),
    )
    lists = tuple(_list(one, f"{table}_{one.name}") for one in own if one.many)
    otherwise = {name: _default(part, name) for name in single}
    return _Shape(columns, itemgetter(*single), otherwise, dates, inner, lists)


def _default(part: type[Part], name: str) -> Value:
    value = part.model_fields[name].get_default()
    return int(value) if isinstance(value, bool) else NULL if value in (None, PydanticUndefined) else value


def _list(member: Member, table: str) -> _List:
    is_source = member.part is Source
    table = SOURCE_TABLE if is_source else table
    shape = None if member.part is None else _shape(member.part, table)
    return _List(member.name, table, member.mapping, shape, is_source)


def rows(values: Mapping[str, Any], file: str, line: int) -> list[tuple[str, TableRow]]:
    """The rows that the values of one record give: (table, values); what has its default need not be there.

    An open start reads as the first of all days.
    """
    kind = values["kind"]
    shape = _shape(CLASS_BY_KIND[kind], kind)
    found = [(kind, (*_values(values, shape), file, line))]
    if shape.lists:
        _children(values, shape, values.get("id"), "", found)
    return found


def _children(
    parent: Mapping[str, Any],
    shape: _Shape,
    record: str | None,
    part: str,
    found: list[tuple[str, TableRow]],
) -> None:
    for name, table, mapping, inner, is_source in shape.lists:
        items = parent.get(name)
        if not items:
            continue
        for position, item in enumerate(items.items() if mapping else items):
            if inner is None:
                found.append((table, (record, position, *item) if mapping else (record, position, item)))
            elif is_source:
                found.append((table, (record, part, position, *_values(item, inner))))
            else:
                found.append((table, (record, position, *_values(item, inner))))
                _children(item, inner, record, f"{name}/{position}", found)


def _values(values: Mapping[str, Any], shape: _Shape) -> TableRow:
    """The values of an object, in the order in which they are written."""
    row: TableRow = shape.single({**shape.otherwise, **values})
    for name in shape.dates:
        date = values.get(name)
        row += _NO_BOUNDS if date is None else _interval(date)
    for name, inner in shape.inner:
        value = values.get(name)
        row += _values(value, inner) if value else (NULL,) * len(inner.columns)
    return row


@lru_cache(65_536)  # many records share few days
def _interval(date: str) -> tuple[str, str]:
    earliest, latest = dates.parse(date)
    return earliest or FIRST_DAY, latest
