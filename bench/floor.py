"""Load a dataset as plainly as can be, to measure beside: validate, insert, index, with full text.

    python -m bench.floor DIR DATABASE

Of what the program checks it knows the patterns of ids and dates alone, and no line's place.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, TypeAdapter

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Day = Annotated[str, Field(pattern=r"^\d{4}(-\d\d){0,2}(/\d{4}-\d\d-\d\d)?$")]


class Source(BaseModel):
    """Where something was read."""

    url: str
    tier: Literal["primary", "secondary", "reprint"]
    publisher: str
    title: str
    published: Day


class Statement(BaseModel):
    """What somebody said."""

    kind: Literal["statement"]
    id: Id
    speaker: Id
    issue: Id
    date: Day
    stance: Literal["favor", "against", "mixed", "undecided", "neither"]
    quote: str
    channel: str
    sources: list[Source]
    recorded: Day


class Silence(BaseModel):
    """Where somebody was found to have said nothing."""

    kind: Literal["silence"]
    id: Id
    actors: list[Id]
    issue: Id
    date: Day
    basis: Literal["own-search", "asked", "reported"]
    sources: list[Source] = []
    recorded: Day


class Other(BaseModel, extra="allow"):
    """Any other record."""

    kind: Literal[
        "dataset", "person", "organization", "issue", "event", "petition", "tie", "reply",
        "correction",
    ]  # fmt: skip
    id: Id = "dataset"


_RECORD: Final = TypeAdapter[Statement | Silence | Other](
    Annotated[Statement | Silence | Other, Field(discriminator="kind")]
)
_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE record (id TEXT, kind TEXT, json TEXT);
CREATE TABLE statement (id, speaker, issue, date, stance, quote, channel, recorded);
CREATE TABLE silence (id, issue, date, basis, recorded);
CREATE TABLE silence_actor (record, actor);
CREATE TABLE source (record, url, tier, publisher, title, published);
"""
_INDICES: Final = (
    ("record", "id"),
    ("record", "kind"),
    ("statement", "id"),
    ("statement", "speaker, issue, date"),
    ("statement", "issue, speaker, date"),
    ("statement", "recorded"),
    ("silence", "id"),
    ("silence", "issue, date"),
    ("silence_actor", "record"),
    ("silence_actor", "actor"),
    ("source", "record"),
    ("source", "publisher"),
)
_TEXT: Final = """
CREATE VIRTUAL TABLE words USING fts5 (quote, content = statement);
INSERT INTO words (words) VALUES ('rebuild');
"""
_BATCH: Final = 5_000


def load(folder: Path, database: Path) -> None:
    """Load the records of a folder into a new database."""
    database.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(_TABLES)
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for file in sorted(folder.rglob("*.jsonl")):
            for line in file.read_bytes().splitlines():
                _add(rows, _RECORD.validate_json(line), line)
                if len(rows["record"]) == _BATCH:
                    _insert(connection, rows)
        _insert(connection, rows)
        for number, (table, columns) in enumerate(_INDICES):
            connection.execute(f"CREATE INDEX index_{number} ON {table} ({columns})")
        connection.executescript(_TEXT)
        connection.commit()


def _add(
    rows: dict[str, list[tuple[Any, ...]]], record: Statement | Silence | Other, line: bytes
) -> None:
    """Add the rows of a record to those of each table."""
    rows.setdefault("record", []).append((record.id, record.kind, line.decode()))
    if isinstance(record, Other):
        return
    values = dict(record)
    sources: list[Source] = values.pop("sources")
    actors: list[str] = values.pop("actors", [])
    del values["kind"]
    rows.setdefault(record.kind, []).append(tuple(values.values()))
    rows.setdefault("silence_actor", []).extend((record.id, actor) for actor in actors)
    rows.setdefault("source", []).extend((record.id, *dict(source).values()) for source in sources)


def _insert(connection: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Insert the rows of each table, and forget them."""
    for table, values in rows.items():
        if values:
            holes = ", ".join("?" * len(values[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({holes})", values)
            values.clear()


if __name__ == "__main__":
    load(Path(sys.argv[1]), Path(sys.argv[2]))
