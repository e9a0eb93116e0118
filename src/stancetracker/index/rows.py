"""The rows of a record: one in its kind's table, one for each item of its lists, in the columns of `index.schema`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from stancetracker.base import dates
from stancetracker.index.schema import SOURCE_TABLE, Value
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, members
from stancetracker.ledger.record import Part, Record, Source

Row = tuple[Value, ...]
# SQLite stores NaN as NULL, and Python binds a float five times as fast as None, for which it seeks an adapter.
_NULL: Final = math.nan
FIRST_DAY: Final = "0001-01-01"
"""What an open start reads as until it is resolved to the first day of an issue."""


class _List(NamedTuple):
    """A list or mapping: its field, its table, and the shape of its items if they are objects."""

    name: str
    table: str
    shape: _Shape | None
    of_sources: bool
    is_mapping: bool
    text: str
    """The field that a text stands for in the place of an object; empty where none may."""


class _Shape(NamedTuple):
    """The way of an object of a class to rows: its single fields, its dates, objects and lists."""

    singles: tuple[str, ...]
    dates: tuple[str, ...]
    objects: tuple[tuple[str, tuple[str, ...]], ...]
    lists: tuple[_List, ...]


@cache
def insertions() -> dict[str, str]:
    """Return what inserts a row that `add` made, for each table, as SQL."""
    return {
        table: f"INSERT INTO [{table}] ([{'], ['.join(columns)}]) VALUES ({', '.join('?' * len(columns))})"
        for kind in CLASS_BY_KIND
        for table, columns in _columns(kind)
    }


def tables_of(kind: str) -> list[str]:
    """Return the tables that hold the rows of a kind; the sources of all kinds are in one."""
    return list(dict(_columns(kind)))


def _columns(kind: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the tables of a kind, each with its columns in the order that rows have here."""
    shape = _record_shape(kind)
    yield kind, [*_own(shape), "file", "line"]
    yield from _of_lists(shape)


def _of_lists(shape: _Shape, inside: bool = False) -> Iterator[tuple[str, list[str]]]:
    for one in shape.lists:
        keys = ["record", *(["part"] if one.of_sources or inside else []), "position"]
        if one.shape is None:
            yield one.table, [*keys, *(["name"] if one.is_mapping else []), "value"]
        else:
            own = _own(one.shape)
            yield one.table, [*keys, *(["value", *own[1:]] if one.text else own)]
            yield from _of_lists(one.shape, inside=True)


def _own(shape: _Shape) -> list[str]:
    names = list(shape.singles)
    names += [f"{name}_{end}" for name in shape.dates for end in ("earliest", "latest")]
    return names + [f"{name}_{field}" for name, fields in shape.objects for field in fields]


def add(record: Record, name: str, file: str, line: int, rows: Mapping[str, list[Row]]) -> None:
    """Add the rows of a record to the lists of rows by table; `name` is its id, derived where it gives none."""
    values = vars(record)
    if "id" in values and values["id"] is None:
        values = values | {"id": name}
    shape = _record_shape(values["kind"])
    rows[values["kind"]].append((*_cells(values, shape), file, line))
    _add_lists(values, shape, name or None, "", rows)


def _add_lists(
    values: Mapping[str, Any], shape: _Shape, record: str | None, part: str, rows: Mapping[str, list[Row]]
) -> None:
    for name, table, inner, of_sources, is_mapping, text in shape.lists:
        items = values[name]
        if not items:
            continue
        into = rows[table]
        if is_mapping:
            into += [(record, number, *item) for number, item in enumerate(items.items())]
        elif inner is None:
            of = (record, part) if part else (record,)
            into += [(*of, number, item) for number, item in enumerate(items)]
        else:
            for number, item in enumerate(items):
                own = (
                    defaultdict[str, Any](lambda: None, {text: item}) if isinstance(item, str) else vars(item)
                )
                keys = (record, part, number) if of_sources or part else (record, number)
                into.append((*keys, *_cells(own, inner)))
                if inner.lists:
                    _add_lists(own, inner, record, f"{name}/{number}", rows)


def _cells(values: Mapping[str, Any], shape: _Shape) -> Row:
    cells = [_NULL if (value := values[name]) is None else value for name in shape.singles]
    for name in shape.dates:
        cells += _interval(values[name])
    for name, fields in shape.objects:
        item = values[name]
        cells += [_NULL if (value := getattr(item, field, None)) is None else value for field in fields]
    return tuple(cells)


@lru_cache(65_536)  # many records share few days
def _interval(date: str | None) -> tuple[Value, Value]:
    if date is None:
        return _NULL, _NULL
    earliest, latest = dates.parse(date)
    return earliest or FIRST_DAY, latest


@cache
def _record_shape(kind: str) -> _Shape:
    return _shape(CLASS_BY_KIND[kind], kind)


def _shape(part: type[Part], table: str) -> _Shape:
    own = members(part)
    single = [one for one in own if not one.many]
    return _Shape(
        tuple(one.name for one in single if one.part is None),
        tuple(one.name for one in single if one.is_date),
        tuple((one.name, tuple(each.name for each in members(one.part))) for one in single if one.part),
        tuple(_list(one, table) for one in own if one.many),
    )


def _list(one: Member, table: str) -> _List:
    of_sources = one.part is Source
    child, inner = SOURCE_TABLE if of_sources else f"{table}_{one.name}", one.part or one.entry
    text = members(one.entry)[0].name if one.entry else ""
    return _List(one.name, child, _shape(inner, child) if inner else None, of_sources, one.mapping, text)
