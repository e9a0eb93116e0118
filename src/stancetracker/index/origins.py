"""Sources: those of a record, every description of one address, and those an edition cites."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from stancetracker.base.text import is_whole
from stancetracker.index.queries import Question, sql

_KEY_LENGTH: Final = 12
_MANY: Final = 500
"""How many values one query is given; SQLite has a limit."""


class Origin(NamedTuple):
    """A source as a record gives it."""

    record: str
    url: str | None
    citation: str | None
    tier: str | None
    publisher: str | None
    title: str | None
    author: str | None
    published: str | None
    retrieved: str | None
    language: str | None
    original_publisher: str | None
    original_url: str | None
    archive_url: str | None

    @property
    def address(self) -> str:
        """Its url, else its citation: by this two records mean one source."""
        return self.url or self.citation or ""


class Citing(NamedTuple):
    """That a record of some kind cites a source."""

    kind: str
    origin: Origin


def key(address: str) -> str:
    """Return the id of the source at an address, the same in every dataset."""
    return sha256(address.encode()).hexdigest()[:_KEY_LENGTH]


def of_record(connection: sqlite3.Connection, record: str) -> list[Origin]:
    """Return the sources of a record, as they are listed."""
    return [Origin(*row) for row in connection.execute(sql("sources_of"), {"ref": record})]


def within(connection: sqlite3.Connection, record: str) -> list[Origin]:
    """Return the sources of a record and of all its parts, as they are listed."""
    text = f"SELECT {', '.join(Origin._fields)} FROM main.source WHERE record = ? ORDER BY part, position"
    return [Origin(*row) for row in connection.execute(text, (record,))]


def at_address(connection: sqlite3.Connection, address: str) -> list[Origin]:
    """Return every description of the source at an address, in record order."""
    if not is_whole(address):
        return []
    return [Origin(*row) for row in connection.execute(sql("sources_at"), {"ref": address})]


def cited(connection: sqlite3.Connection, asked: Question) -> list[Citing]:
    """Return every source of a record that is known and had begun, by record."""
    text = f"{sql('cited')} ORDER BY source.record, part, position"
    return list(_citing(connection.execute(text, _values(asked))))


def cited_as(connection: sqlite3.Connection, asked: Question, source: str) -> list[Citing]:
    """Return the citations of the source with this key by records known and begun by then, in record order."""
    _keep_keys(connection)
    rows = connection.execute("SELECT DISTINCT record FROM temp.source_key WHERE id = ?", (source,))
    found = [
        each
        for records in _batches(sorted(str(row[0]) for row in rows))
        for each in _of_records(connection, asked, records)
    ]
    return [each for each in found if key(each.origin.address) == source]


def _of_records(connection: sqlite3.Connection, asked: Question, records: list[str]) -> Iterator[Citing]:
    names = {f"record{place}": record for place, record in enumerate(records)}
    text = f"{sql('cited')} WHERE record.id IN ({', '.join(f':{name}' for name in names)})"
    ordered = f"{text} ORDER BY source.record, part, position"
    return _citing(connection.execute(ordered, {**_values(asked), **names}))


def _batches(values: list[str]) -> Iterator[list[str]]:
    return (values[start : start + _MANY] for start in range(0, len(values), _MANY))


def _values(asked: Question) -> dict[str, str | None]:
    return {"as_of": asked.as_of, "known_by": asked.known_by}


def _citing(rows: Iterable[sqlite3.Row]) -> Iterator[Citing]:
    for kind, *fields in rows:
        yield Citing(kind, Origin(*fields[: len(Origin._fields)]))


def _keep_keys(connection: sqlite3.Connection) -> None:
    """Keep the key of every source with the connection, since SQLite can't make one."""
    if connection.execute("SELECT 1 FROM temp.sqlite_schema WHERE name = 'source_key'").fetchone():
        return
    rows = connection.execute("SELECT DISTINCT record, coalesce(url, citation) FROM main.source").fetchall()
    connection.execute("CREATE TEMP TABLE source_key (id TEXT, record TEXT)")
    connection.executemany(
        "INSERT INTO source_key VALUES (?, ?)", ((key(str(address)), record) for record, address in rows)
    )
    connection.execute("CREATE INDEX temp.source_key_id ON source_key (id)")
