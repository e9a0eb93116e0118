"""The rows of records in the tables of `index.schema`, which SQLite takes from their canonical lines."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from stancetracker.base import dates
from stancetracker.index.schema import SOURCE_TABLE
from stancetracker.ledger.kinds import CLASS_BY_KIND, members
from stancetracker.ledger.record import Part, Source

# A date with an open start begins on the first day of the issue that its record is on, else of all days.
_SINCE: Final = (
    "SELECT issue.json ->> '$.since' FROM record AS issue WHERE issue.id = record.json ->> '$.issue'"
)
_OPEN: Final = f"iif({{0}} IS NULL, NULL, coalesce(min(last_day({{0}}), ({_SINCE})), '0001-01-01'))"
# An item that is a text stands for an object with that text alone.
_ENTRY: Final = "CASE {0}.type WHEN 'object' THEN {0}.value ELSE json_object('{1}', {0}.value) END"
_PLACE_OF_NAME: Final = "(SELECT count(*) FROM json_each({0}, '$.{1}') AS before WHERE before.id < {2}.id)"


def fill(connection: sqlite3.Connection, after: int) -> None:
    """Insert the rows of all records behind one in the table `record`, given by its rowid."""
    connection.create_function("first_day", 1, _first_day, deterministic=True)
    connection.create_function("last_day", 1, _last_day, deterministic=True)
    # SQLite reads some numbers of many digits as their neighbours.
    connection.create_function("number", 1, lambda text: text and json.loads(text), deterministic=True)
    for statement in insertions():
        connection.execute(statement, (after,))


def _first_day(date: str | None) -> str | None:
    return date and dates.parse(date).earliest


def _last_day(date: str | None) -> str | None:
    return date and dates.parse(date).latest


@cache
def insertions() -> tuple[str, ...]:
    """Return the SQL that inserts the rows of every table."""
    place = {"file": "record.file", "line": "record.line"}
    return tuple(
        f"{text} WHERE record.kind = '{kind}' AND record.rowid > ?"
        for kind, record_class in CLASS_BY_KIND.items()
        for text in _of(kind, record_class, "record.json", place, "record")
    )


def _of(
    table: str,
    part: type[Part],
    at: str,
    keys: Mapping[str, str],
    rows: str,
    inside: str = "",
    text: bool = False,
) -> Iterator[str]:
    """Yield the SQL for the table of a class and those of its lists.

    `at` is SQL for an object of the class, `keys` for columns besides its own, `rows` for what to select from,
    `inside` for the part of the record that the object is; with `text`, its first field is called `value`.
    """
    values = dict(_values(part, at))
    if text:
        values = dict(zip(("value", *list(values)[1:]), values.values(), strict=True))
    yield _insert(table, {**keys, **values}, rows)
    for one in members(part):
        if not one.many:
            continue
        each = f"each_{one.name}"
        child = SOURCE_TABLE if one.part is Source else f"{table}_{one.name}"
        of = {"record": "record.id"} | ({"part": inside or "''"} if inside or one.part is Source else {})
        of["position"] = _PLACE_OF_NAME.format(at, one.name, each) if one.mapping else f"{each}.key"
        of |= {"name": f"{each}.key"} if one.mapping else {}
        among = f"{rows} CROSS JOIN json_each({at}, '$.{one.name}') AS {each}"
        if inner := one.part or one.entry:
            item = _ENTRY.format(each, members(inner)[0].name) if one.entry else f"{each}.value"
            within = f"'{one.name}/' || {each}.key"
            yield from _of(child, inner, item, of, among, within, text=one.entry is not None)
        else:
            yield _insert(child, {**of, "value": f"{each}.value"}, among)


def _insert(table: str, values: Mapping[str, str], rows: str) -> str:
    columns = ", ".join(f"[{name}]" for name in values)
    return f"INSERT INTO [{table}] ({columns}) SELECT {', '.join(values.values())} FROM {rows}"


def _values(part: type[Part], at: str, way: str = "$.", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the columns of a class, each with SQL for its value."""
    for one in members(part):
        if one.many:
            continue
        if one.part is not None:
            yield from _values(one.part, at, f"{way}{one.name}.", f"{prefix}{one.name}_")
            continue
        value = f"{at} ->> '{way}{one.name}'"
        if one.type is float:
            value = f"number({at} -> '{way}{one.name}')"
        # A line leaves out what is so by default.
        info = part.model_fields[one.name]
        if not info.is_required() and info.default is not None:
            default = int(info.default) if isinstance(info.default, bool) else info.default
            value = f"coalesce({value}, {default!r})"
        yield f"{prefix}{one.name}", value
        if one.is_date:
            yield f"{prefix}{one.name}_earliest", f"coalesce(first_day({value}), {_OPEN.format(value)})"
            yield f"{prefix}{one.name}_latest", f"last_day({value})"
