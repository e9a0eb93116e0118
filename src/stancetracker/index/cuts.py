"""Cut the lines of an index at a day: an index of those that were known by then.

A line that was recorded later is left out, and so is an entry of a panel. Whoever was taken off a
panel later is still on it.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, closing
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.index.queries import configure, days

_LEFT_OUT: Final = "SELECT 1 FROM main.record WHERE known_from > ? LIMIT 1"
_PANELS: Final = """
SELECT record.id, record.json, coalesce(written.json, record.json)
FROM main.record LEFT JOIN main.written ON written.id = record.id
WHERE record.id IN (SELECT record FROM main.issue_panel WHERE recorded > ?1 OR removed > ?1)
"""
_LINES: Final = """
SELECT id, sha256, file || ':' || line FROM main.record WHERE known_from <= ? ORDER BY id
"""
_COPIED: Final = {
    "record": "known_from <= ?",
    "written": "id IN (SELECT id FROM main.record WHERE known_from <= ?)",
    "unread": "? <> ''",
    "data_file": "? <> ''",
}
"""The tables that are copied, each with the condition for its rows."""


class _Line(NamedTuple):
    """The line of a record without what was not known yet, and the SHA-256 of it."""

    json: str
    written: str
    """The line as it is written, where it names records by former ids."""
    sha256: bytes


class Cut:
    """The lines of an index that were known by a day."""

    def __init__(self, base: sqlite3.Connection, day: str) -> None:
        self._base = base
        self._day = day

    @cached_property
    def _panels(self) -> Mapping[str, _Line]:
        """Return the lines of the issues whose panels were others, by the ids of the issues."""
        rows = self._base.execute(_PANELS, (self._day,))
        return {
            str(id): _line(_known_panel(line, self._day), _known_panel(written, self._day))
            for id, line, written in rows
        }

    @property
    def is_whole(self) -> bool:
        """Return whether all that the index has was known by then."""
        has_later_lines = self._base.execute(_LEFT_OUT, (self._day,)).fetchone()
        return not has_later_lines and not self._panels

    @cached_property
    def key(self) -> str:
        """Return what tells this index from all others: a hash of its lines and their places."""
        from hashlib import sha256  # slow to import

        key = sha256("".join(days(self._base)[:1]).encode())
        for id, line_sha256, place in self._base.execute(_LINES, (self._day,)):
            panel = self._panels.get(id)
            key.update(panel.sha256 if panel else line_sha256)
            key.update(place.encode())
        return key.hexdigest()

    def make(self, path: Path | str, *, searchable: bool = True) -> sqlite3.Connection:
        """Make the index, a file at this path, and open it; `search` finds nothing unless asked.

        Raises sqlite3.Error.
        """
        from stancetracker.index import build, tables  # what builds an index is slow to import

        with ExitStack() as stack:
            connection = stack.enter_context(closing(sqlite3.connect(path)))
            tables.make(connection)
            with connection:
                self._copy_lines(connection)
                tables.mark_withdrawn(connection)
                tables.fill(connection, 0)
            connection.executescript(tables.statements().indices)
            with connection:
                facts = dict(self._base.execute("SELECT name, value FROM main.meta").fetchall())
                first_day = "".join(days(self._base)[:1])
                build.put_facts(connection, {**facts, "first_recorded": first_day})
            if searchable:
                tables.index_texts(connection)
            configure(connection)
            stack.pop_all()
            return connection

    def _copy_lines(self, connection: sqlite3.Connection) -> None:
        for table, condition in _COPIED.items():
            query = f"SELECT * FROM main.{table} WHERE {condition} ORDER BY rowid"
            rows = self._base.execute(query, (self._day,))
            holes = ", ".join("?" for _ in rows.description)
            connection.executemany(f"INSERT INTO {table} VALUES ({holes})", map(tuple, rows))
        connection.execute("UPDATE record SET withdrawn = NULL WHERE withdrawn IS NOT NULL")
        for id, line in self._panels.items():
            edited = (line.json, line.sha256, id)
            connection.execute("UPDATE record SET json = ?, sha256 = ? WHERE id = ?", edited)
            connection.execute("UPDATE written SET json = ? WHERE id = ?", (line.written, id))


def _line(json: str, written: str) -> _Line:
    from stancetracker.ledger.hashes import text_hash  # slow to import

    return _Line(json, written, text_hash(written))


def _known_panel(line: str, day: str) -> str:
    """Return the line of an issue with its panel as it was known by a day."""
    issue = json.loads(line)
    issue["panel"] = [*_entries_by(issue["panel"], day)]
    return json.dumps(issue, ensure_ascii=False, separators=(",", ":"))


def _entries_by(panel: Collection[Any], day: str) -> Iterator[Any]:
    """Yield the entries of a panel that were known by a day, as they were known."""
    for entry in panel:
        if isinstance(entry, str):
            yield entry
        elif entry.get("recorded", "") <= day:
            known = {name: value for name, value in entry.items() if name != "removed"}
            if entry.get("removed", "") and entry["removed"] <= day:
                yield entry
            else:
                yield known if len(known) > 1 else known["actor"]
