"""Settle which lines of a filled table `record` are records, and what they name.

Ids with several lines, and corrections, are resolved one by one (`index.resolution`). Of all other
lines those alone are looked at that name a record which is another one now, or is gone.
"""

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from typing import Any, Final

from pydantic import ValidationError

from stancetracker.base.errors import Place, Problem
from stancetracker.index import resolution
from stancetracker.index.checks.functions import references
from stancetracker.index.resolution import Fault, Line
from stancetracker.index.schema import tables
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND, with_other_ids
from stancetracker.ledger.kinds import references as names_in

COLUMNS: Final = "id, kind, version, known_from, file, line, sha256, json"
"""The columns of a line."""
_MARKS: Final = ", ".join("?" for _ in COLUMNS.split(", "))
INSERT_RECORD: Final = f"INSERT INTO record ({COLUMNS}) VALUES ({_MARKS}) ON CONFLICT DO NOTHING"
INSERT_OTHER: Final = f"INSERT INTO other_line ({COLUMNS}) VALUES ({_MARKS})"
_OF_RECORD: Final = f"SELECT {COLUMNS} FROM record WHERE id = ?"
_OF_OTHERS: Final = f"SELECT {COLUMNS} FROM other_line WHERE id = ? ORDER BY file, line"
_MOVE: Final = f"INSERT INTO other_line ({COLUMNS}) SELECT {COLUMNS} FROM record WHERE id = ?"
_CORRECTIONS: Final = f"SELECT {COLUMNS} FROM record WHERE kind = 'correction'"
_REDACTIONS: Final = """
SELECT json ->> '$.corrects', id FROM record
WHERE kind = 'correction' AND json ->> '$.type' = 'redaction'
"""
_REDACTED: Final = "SELECT file, line FROM {} WHERE id = ?"
# A superset, from which names are read: a demand goes by `petition/demand`.
_NAMING: Final = """
SELECT id, kind, json FROM record
WHERE EXISTS (
    SELECT 1 FROM json_each(?) AS named WHERE instr(record.json, '"' || named.value)
)
"""
_FEW: Final = 100
_TEXT_LIKE_AN_ID: Final = re.compile(r'"([a-z0-9-]+)')
# A correction says something of a record under the id that it had. It never withdraws another.
_KEPT: Final = {"correction": (("corrects",),)}

Row = tuple[Any, ...]


def settle(connection: sqlite3.Connection) -> list[Problem]:
    """Leave one line of each id in the table `record`, and mark what is withdrawn.

    Return what is wrong with lines beside others.
    """
    problems = [*_forget_redacted(connection)]
    faults = [*_choose_versions(connection)]
    missing = {id for id, _ in _redactions(connection)} | _without_record(connection)
    _leave_out(connection, missing)
    corrections = [_line(row) for row in connection.execute(_CORRECTIONS)]
    effects = resolution.effects(corrections, _Ledger(connection, missing))
    faults += effects.faults
    _merge_actors(connection, effects.merged)
    rename(connection, 0)
    marks = [(type, id) for id, type in effects.withdrawn.items()]
    connection.executemany("UPDATE record SET withdrawn = ? WHERE id = ?", marks)
    return [*problems, *map(_problem, faults)]


def _line(row: Row) -> Line:
    id, _, _, _, file, line, sha256, text = row
    return Line(id, Place(file, line), sha256, json.loads(text))


def _problem(fault: Fault) -> Problem:
    line = fault.line
    return Problem(line.place, fault.code, "error", fault.message, fault.hint, record=line.id)


def _redactions(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the ids of redacted records, each with that of its redaction."""
    return [(str(id), str(redaction)) for id, redaction in connection.execute(_REDACTIONS)]


def _forget_redacted(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Delete the lines of redacted records; yield those that are there still."""
    for id, redaction in _redactions(connection):
        for table in ("record", "other_line"):
            for place in connection.execute(_REDACTED.format(table), (id,)).fetchall():
                message = f"{redaction} redacts {id}, whose line is not read, and has to go"
                hint = "delete the line, and its hash goes into `removed` of the redaction"
                yield Problem(
                    Place(*place), "redacted-line", "notice", message, hint, record=redaction
                )
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (id,))


def _choose_versions(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Choose of several lines with one id that which is the record; yield what is wrong."""
    ids = connection.execute("SELECT DISTINCT id FROM other_line ORDER BY id").fetchall()
    for (id,) in ids:
        rows = [*connection.execute(_OF_RECORD, (id,)), *connection.execute(_OF_OTHERS, (id,))]
        row_by_place = {Place(row[4], row[5]): row for row in map(tuple, rows)}
        resolved = resolution.record(map(_line, row_by_place.values()))
        connection.execute("DELETE FROM other_line WHERE id = ?", (id,))
        connection.execute("DELETE FROM record WHERE id = ?", (id,))
        others = [row_by_place[line.place] for line in resolved.others]
        connection.executemany(INSERT_OTHER, others)
        if resolved.line is not None:
            connection.execute(INSERT_RECORD, row_by_place[resolved.line.place])
        yield from resolved.faults


def _without_record(connection: sqlite3.Connection) -> set[str]:
    """Return the ids of lines of which none counts."""
    query = "SELECT id FROM other_line WHERE id NOT IN (SELECT id FROM record)"
    return {str(id) for (id,) in connection.execute(query)}


def _naming(connection: sqlite3.Connection, ids: Set[str]) -> list[tuple[str, str, str]]:
    """Return the id, kind and line of each record that may name one of these."""
    if len(ids) <= _FEW:
        return list(map(tuple, connection.execute(_NAMING, (json.dumps([*ids]),))))
    rows = connection.execute("SELECT id, kind, json FROM record")
    return [tuple(row) for row in rows if not ids.isdisjoint(_TEXT_LIKE_AN_ID.findall(row[2]))]


def _leave_out(connection: sqlite3.Connection, gone: set[str]) -> None:
    """Take names of records that are gone out of others; leave out those that need one.

    Those are then gone, too.
    """
    missing = gone
    while missing:
        newly_missing = set()
        for id, kind, line in _naming(connection, missing):
            if kind == "correction":
                continue
            values = json.loads(line)
            if not any(name.partition("/")[0] in missing for name in _names(kind, values)):
                continue
            rest = _without_names(kind, values, missing)
            if rest is None:
                connection.execute(_MOVE, (id,))
                connection.execute("DELETE FROM record WHERE id = ?", (id,))
                newly_missing.add(id)
            else:
                _rewrite(connection, id, rest)
        gone |= newly_missing
        missing = newly_missing


def _names(kind: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids that a record names."""
    for _, _, name in names_in(CLASS_BY_KIND[kind], values):
        yield name


def _without_names(
    kind: str, values: dict[str, Any], missing: Collection[str]
) -> dict[str, Any] | None:
    """Return a record without names of what is missing; None where it needs one of them."""
    paths = [
        path
        for _, path, name in names_in(CLASS_BY_KIND[kind], values)
        if name.partition("/")[0] in missing
    ]
    for path in sorted(paths, key=_from_the_end):
        _delete(values, path)
        if not _is_sound(kind, values) and any(isinstance(step, int) for step in path):
            # The entry of a list that can't do without it.
            place = max(place for place, step in enumerate(path) if isinstance(step, int))
            if place < len(path) - 1:
                _delete(values, path[: place + 1])
    rest = {name: value for name, value in values.items() if value != []}
    return rest if _is_sound(kind, rest) else None


def _from_the_end(path: Sequence[Any]) -> tuple[Any, ...]:
    """Return what sorts paths so that none moves another."""
    return tuple(-step if isinstance(step, int) else 0 for step in path)


def _delete(values: Any, path: Sequence[Any]) -> None:
    *way, last = path
    for step in way:
        values = values[step]
    del values[last]


def _is_sound(kind: str, values: Mapping[str, Any]) -> bool:
    """Return whether values make a record."""
    try:
        ADAPTERS[kind].validate_json(_as_line(values))
    except ValidationError:
        return False
    return True


def _as_line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _rewrite(connection: sqlite3.Connection, id: str, values: Mapping[str, Any]) -> None:
    """Replace the line of a record, and keep it as it was written."""
    keep = "INSERT INTO written SELECT id, json FROM record WHERE id = ? ON CONFLICT DO NOTHING"
    connection.execute(keep, (id,))
    connection.execute("UPDATE record SET json = ? WHERE id = ?", (_as_line(values), id))


class _Ledger:
    """The records in an index, as corrections are judged by them."""

    def __init__(self, connection: sqlite3.Connection, gone: Set[str]) -> None:
        self._connection = connection
        self._gone = gone

    def kind(self, id: str) -> str | None:
        """Return the kind of the record with an id; None where none counts."""
        row = self._connection.execute("SELECT kind FROM record WHERE id = ?", (id,)).fetchone()
        return None if row is None else str(row[0])

    def is_gone(self, id: str) -> bool:
        """Return whether lines have, or a redaction has, an id of which no record counts."""
        return id in self._gone

    def is_distinct(self, id: str, other: str) -> bool:
        """Return whether one of two actors is said to be distinct from the other."""
        query = "SELECT id, json FROM record WHERE id IN (?, ?)"
        rows = self._connection.execute(query, (id, other))
        return any({id, other} - {own} <= _distinct_from(line) for own, line in rows)


def _distinct_from(line: str) -> set[str]:
    return {*json.loads(line).get("distinct_from", ())}


def _merge_actors(connection: sqlite3.Connection, merged: Mapping[str, str]) -> None:
    """Give the names of actors to those that they are now, and take their records out."""
    names_of_dead: dict[str, list[str]] = {}
    for id, new in sorted(merged.items()):
        [(line,)] = connection.execute("SELECT json FROM record WHERE id = ?", (id,))
        values = json.loads(line)
        names = [values["name"], values.get("sort_name"), *values.get("other_names", ())]
        names_of_dead.setdefault(new, []).extend(filter(None, names))
        connection.execute(_MOVE, (id,))
        connection.execute("DELETE FROM record WHERE id = ?", (id,))
        connection.execute("INSERT INTO merged VALUES (?, ?, ?)", (id, values["kind"], new))
    for new, names in names_of_dead.items():
        [(line,)] = connection.execute("SELECT json FROM record WHERE id = ?", (new,))
        values = json.loads(line)
        own_names = {values["name"], values.get("sort_name")}
        every_name = dict.fromkeys((*values.get("other_names", ()), *names))
        other_names = [name for name in every_name if name not in own_names]
        _rewrite(connection, new, {**values, "other_names": other_names})


def new_ids(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the id that names a record now, by each id that named one which is another now."""
    return dict(connection.execute("SELECT id, replacement FROM merged").fetchall())


def rename(connection: sqlite3.Connection, after: int) -> None:
    """Make the lines behind a rowid of the table `record` name records by their ids of now."""
    ids = new_ids(connection)
    if not ids:
        return
    [(last,)] = connection.execute("SELECT max(rowid) FROM record")
    for id, kind, line in _naming(connection, ids.keys()):
        [(rowid,)] = connection.execute("SELECT rowid FROM record WHERE id = ?", (id,))
        if not after < rowid <= last:
            continue
        values = json.loads(line)
        with_new_ids = with_other_ids(CLASS_BY_KIND[kind], values, ids, _KEPT.get(kind, ()))
        if with_new_ids != values:
            _rewrite(connection, id, with_new_ids)


def changes_others(connection: sqlite3.Connection, after: int) -> bool:
    """Return whether a line behind a rowid changes other records, or names one that is gone."""
    gone = {id for id, _ in _redactions(connection)} | _without_record(connection)
    several = connection.execute("SELECT id FROM other_line").fetchall()
    taken = gone | {str(id) for (id,) in several}
    query = "SELECT id, kind, json FROM record WHERE rowid > ?"
    rows = connection.execute(query, (after,)).fetchall()
    return any(
        kind == "correction"
        or id in taken
        or (gone and not gone.isdisjoint(_TEXT_LIKE_AN_ID.findall(line)))
        for id, kind, line in rows
    )


_DATED: Final = "SELECT DISTINCT kind FROM record WHERE known_from > ''"
# The first day from which any line with an id is known.
_FIRST_DAY: Final = """
min(named.known_from, coalesce(
    (SELECT min(known_from) FROM other_line WHERE other_line.id = named.id), named.known_from
))
"""
_KNOWN_LATER: Final = """
SELECT owner.id, max({first_day}) AS day
FROM [{table}] AS naming
CROSS JOIN record AS named ON named.id = {name}
CROSS JOIN record AS owner ON owner.id = naming.[{key}]
WHERE named.known_from > owner.known_from AND owner.rowid > ?
    AND owner.id NOT IN (SELECT id FROM written)
GROUP BY owner.id
HAVING day > min(owner.known_from)
"""

_REWRITTEN: Final = """
SELECT 'record' AS part, record.rowid, kind, known_from, written.json
FROM written CROSS JOIN record ON record.id = written.id
UNION ALL SELECT 'other_line', rowid, kind, known_from, json FROM other_line
"""
_DAY_OF_ID: Final = """
SELECT coalesce(min(known_from), '') FROM (
    SELECT known_from FROM record WHERE id = ?1
    UNION ALL SELECT known_from FROM other_line WHERE id = ?1
)
"""


def set_known_days(connection: sqlite3.Connection, after: int) -> None:
    """Let no line behind a rowid of the table `record` be known before what it names."""
    dated = {str(kind) for (kind,) in connection.execute(_DATED)}
    changes_before = -1
    while dated and changes_before < connection.total_changes:
        changes_before = connection.total_changes
        for query in _later_names(dated):
            days = connection.execute(query, (after,)).fetchall()
            connection.executemany("UPDATE record SET known_from = ?2 WHERE id = ?1", days)
        _date_rewritten(connection)


def _later_names(dated: Collection[str]) -> Iterator[str]:
    """Yield the queries for records that name one of these kinds that is known later."""
    for table, column in references():
        is_of_demands = column.kinds == ("demand",)
        kinds = {"petition"} if is_of_demands else {*column.kinds}
        if kinds.isdisjoint(dated) and kinds != {"*"}:
            continue
        name = f"naming.[{column.name}]"
        if is_of_demands:
            name = f"substr({name}, 1, instr({name}, '/') - 1)"
        key = next(iter(tables()[table]))
        yield _KNOWN_LATER.format(first_day=_FIRST_DAY, table=table, name=name, key=key)


def _date_rewritten(connection: sqlite3.Connection) -> None:
    """Date the lines that no table of their kind has as they are written."""
    rows = connection.execute(_REWRITTEN).fetchall()
    for table, rowid, kind, known_from, line in rows:
        names = _names(kind, json.loads(line))
        days = [connection.execute(_DAY_OF_ID, (name.partition("/")[0],)) for name in names]
        day = max((day for query in days for (day,) in query), default="")
        if day > known_from:
            update = f"UPDATE {table} SET known_from = ? WHERE rowid = ?"
            connection.execute(update, (day, rowid))
