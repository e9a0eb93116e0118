"""Records as rows of the index's tables.

Objects of a class with the same fields go the same way: what inserts them is worked out once, and names no column
that has no value. Rows are inserted way by way, so their numbers in a table tell nothing of the order of records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple

from pydantic_core import PydanticUndefined

from stancetracker.base import dates
from stancetracker.index.schema import KEYS, PLACE, SOURCE_KEYS, SOURCE_TABLE, Value
from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Part, Record, Source

Row = tuple[Value, ...]
Rows = defaultdict[str, list[Row]]
"""Rows, by the SQL that inserts them."""
FIRST_DAY: Final = "0001-01-01"
_DAY: Final = len("2026-01-24")
_MOST: Final = 500
"""As many ways for objects of a class as are kept; few datasets have as many."""


class _List(NamedTuple):
    """A field that holds many: what inserts its single values or pairs, or the ways that its objects go."""

    name: str
    mapping: bool
    insertion: str
    ways: _Ways | None
    of_source: bool


class _Way(NamedTuple):
    """How an object with some fields becomes a row, and those of its lists."""

    insertion: str
    of_days: str
    """What inserts it where each of its dates is a day, its own first and last."""
    single: Callable[[Mapping[str, Any]], Row]
    dates: tuple[str, ...]
    inner: tuple[tuple[str, Callable[[Mapping[str, Any]], Row]], ...]
    lists: tuple[_List, ...]


def add(values: Mapping[str, Any], file: str, line: int, found: Rows) -> None:
    """Add the rows of one record, of which `values` has what is neither null nor as it is anyway.

    An open start reads as the first of all days.
    """
    way = _RECORDS[values["kind"]][tuple(values)]
    _put(values, way, (), (file, line), found)
    if way.lists:
        _children(values, way, values["id"], "", found)


def _children(parent: Mapping[str, Any], way: _Way, record: str, part: str, found: Rows) -> None:
    for name, mapping, insertion, ways, of_source in way.lists:
        items = parent[name]
        if ways is None:
            into = found[insertion]
            for position, item in enumerate(items.items() if mapping else items):
                into.append((record, position, *item) if mapping else (record, position, item))
            continue
        for position, item in enumerate(items):
            inner = ways[tuple(item)]
            keys = (record, part, position) if of_source else (record, position)
            _put(item, inner, keys, (), found)
            if inner.lists:
                _children(item, inner, record, f"{name}/{position}", found)


def _put(values: Mapping[str, Any], way: _Way, before: Row, after: Row, found: Rows) -> None:
    row = before + way.single(values)
    insertion = way.of_days
    for name in way.dates:
        date = values[name]
        if len(date) != _DAY or date[0] == ".":
            insertion = way.insertion
            row += tuple(each for name in way.dates for each in _interval(values[name]))
            break
    for name, single in way.inner:
        row += single(values[name])
    found[insertion].append(row + after)


@lru_cache(65_536)  # many records share few days
def _interval(date: str) -> tuple[str, str]:
    earliest, latest = dates.parse(date)
    return earliest or FIRST_DAY, latest


class _Ways(dict[tuple[str, ...], _Way]):
    """The ways of the objects of a class into a table, by the fields they have."""

    def __init__(self, part: type[Part], table: str) -> None:
        super().__init__()
        self._part, self._table = part, table

    def __missing__(self, names: tuple[str, ...]) -> _Way:
        if len(self) >= _MOST:
            self.clear()
        self[names] = _way(self._part, self._table, frozenset(names))
        return self[names]


@cache
def _ways(part: type[Part], table: str) -> _Ways:
    return _Ways(part, table)


def _way(part: type[Part], table: str, names: frozenset[str]) -> _Way:
    own = [one for one in members(part) if one.name in names]
    single = [one.name for one in own if not one.many and one.part is None]
    dated = [one.name for one in own if one.is_date]
    inner = [
        (one.name, tuple(each.name for each in members(one.part))) for one in own if one.part and not one.many
    ]
    is_record = issubclass(part, Record)
    keys = [name for name, _ in (SOURCE_KEYS if part is Source else () if is_record else KEYS)]
    rest = [f"{name}_{each}" for name, fields in inner for each in fields]
    rest += [name for name, _ in (PLACE if is_record else ())]
    bounds = [f"{name}_{end}" for name in dated for end in ("earliest", "latest")]
    otherwise = _otherwise(part, names)
    days = {bound: f"?{[*keys, *single].index(bound.rpartition('_')[0]) + 1}" for bound in bounds}
    return _Way(
        _insertion(table, [*keys, *single, *bounds, *rest], otherwise),
        _insertion(table, [*keys, *single, *rest], {**days, **otherwise}),
        _getter(single),
        tuple(dated),
        tuple((name, _getter(fields)) for name, fields in inner),
        tuple(_list(one, table) for one in own if one.many),
    )


def _getter(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Row]:
    """What takes these values out of an object, as a tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _otherwise(part: type[Part], names: frozenset[str]) -> dict[str, str]:
    """What the other single values are, as SQL, as far as they are anything."""
    found = {}
    for one in members(part):
        value = part.model_fields[one.name].get_default()
        if one.name not in names and not one.many and value not in (None, PydanticUndefined):
            found[one.name] = f"'{value}'" if isinstance(value, str) else str(int(value))
    return found


def _insertion(table: str, columns: Sequence[str], otherwise: Mapping[str, str]) -> str:
    """What inserts values of these columns into a table, and `otherwise` others, as SQL."""
    names = ", ".join(f"[{name}]" for name in (*columns, *otherwise))
    values = ", ".join(("?",) * len(columns) + tuple(otherwise.values()))
    return f"INSERT INTO [{table}] ({names}) VALUES ({values})"


def _list(member: Member, table: str) -> _List:
    table = SOURCE_TABLE if member.part is Source else f"{table}_{member.name}"
    ways = None if member.part is None else _ways(member.part, table)
    columns = (*(name for name, _ in KEYS), *(("name",) if member.mapping else ()), "value")
    return _List(member.name, member.mapping, _insertion(table, columns, {}), ways, member.part is Source)


_RECORDS: Final = {kind: _ways(record_class, kind) for kind, record_class in CLASS_BY_KIND.items()}
