"""The fields of records: declared once, on the class of a kind, they reach every row and view.

The table of a kind has a column for each of its fields with a single value (`index.schema`). Code
reads some of them by name: these are written in a row class (`index.record_queries`), and views
describe them in a line each. Whatever else a kind declares follows by itself: a row class gets it
as further fields, and a view has it where its text says

    -- other fields: statement

A list is a table of its own, with a view of all its columns.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final, NamedTuple, TypeVar

Cell = str | int | float | None
Row = TypeVar("Row", bound=NamedTuple)
_NO_FIELDS: Final = ("withdrawn", "file", "line")
"""The columns that say whether a record is withdrawn and where it stands."""
_DAY_SUFFIXES: Final = ("_earliest", "_latest")


class Field(NamedTuple):
    """A column with a field of a record, or with the first or last possible day of a date."""

    name: str
    is_flag: bool
    """True where it holds 0 or 1, which mean no and yes."""


def beyond(connection: sqlite3.Connection, kind: str, written: Collection[str]) -> list[Field]:
    """Return the fields that a kind declares beyond those written, in their order."""
    columns = connection.execute("SELECT name FROM pragma_table_info(?, 'main')", (kind,))
    flags = "SELECT value FROM main.kind, json_each(traits, '$.flags') WHERE kind.name = ?"
    flag_names = {name for (name,) in connection.execute(flags, (kind,))}
    names = others((name for (name,) in columns), written)
    return [Field(name, name in flag_names) for name in names]


def others(columns: Iterable[str], written: Collection[str]) -> list[str]:
    """Return the columns with fields that are not written; the days of a date go with the date."""
    known = {*written, *_NO_FIELDS}
    return [name for name in columns if name not in known and _date_of(name) not in known]


def _date_of(column: str) -> str:
    """Return the date that a column has the first or last possible day of; else the column."""
    for suffix in _DAY_SUFFIXES:
        column = column.removesuffix(suffix)
    return column


@cache
def extended(row_class: type[Row], fields: tuple[Field, ...]) -> type[Row]:
    """Return a row class with these fields after its own; a row of it is one of the class given."""
    if not fields:
        return row_class
    names = (*row_class._fields, *(field.name for field in fields))
    hints = {field.name: bool if field.is_flag else Cell for field in fields}
    namespace = {"__slots__": (), "__annotations__": row_class.__annotations__ | hints}
    longer = namedtuple(row_class.__name__, names)  # type: ignore[misc]  # known when it runs
    return type(row_class.__name__, (longer, row_class), namespace)
