"""Make the tables of an index and fill them: rows from the lines of records, and the texts that `search` reads.

sqlite-utils makes the tables, SQLite fills them, and indices are made last. The texts are found by a query written from
each kind's traits.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import Final

from stancetracker.base import dates
from stancetracker.index.schema import INDICES, placed, tables
from stancetracker.ledger.kinds import CLASS_BY_KIND, kind_rows, members, traits
from stancetracker.ledger.record import Source

_TEXT: Final = "record, kind, field, issue, actor, date, earliest, latest, found_from, recorded, text"
COLUMNS: Final = ("id", *_TEXT.split(", "))
LISTED: Final = "IN (SELECT value FROM json_each(?))"
_FIELDS: Final = """
    SELECT {kind}.id, '{kind}', field, {about},
        CASE field {cases} END
    FROM {kind} CROSS JOIN ({fields})"""
_ITEMS: Final = """
    SELECT {kind}.id, '{kind}', '{name}.' || item.position{suffix}, {about}, item.{value}
    FROM {kind} JOIN {kind}_{name} AS item ON item.record = {kind}.id"""
_SOURCES: Final = """
    SELECT {kind}.id, '{kind}', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field, {about},
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM {kind} CROSS JOIN source ON source.record = {kind}.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')"""
# The issue and the actor of each record that is answered or corrected.
_ANSWERED: Final = """
    SELECT answer.id,
        (SELECT group_concat(value, ' ') FROM json_each(record.json, '$.' || nullif(traits ->> 'issue', ''))),
        (SELECT group_concat(value, ' ') FROM json_each(record.json, '$.' || (traits ->> '$.actors[0]')))
    FROM ({}) AS answer
    JOIN record ON record.id = answer.target
    JOIN kind ON kind.name = record.kind AND kind.traits ->> 'target' = ''
"""
_LIST: Final = (
    "(SELECT group_concat(value, ' ') FROM"
    " (SELECT value FROM {kind}_{name} WHERE record = {kind}.id ORDER BY position))"
)
TOKENIZER: Final = "unicode61 remove_diacritics 2"
# hashsize: bytes of words that are held until they are written, in one piece, as fewer pieces are to be merged.
_SEARCH: Final = f"""
CREATE VIRTUAL TABLE "passage_fts" USING FTS5 ("text", tokenize='{TOKENIZER}', content="passage");
INSERT INTO passage_fts (passage_fts, rank) VALUES ('hashsize', 8000000);
INSERT INTO passage_fts (passage_fts) VALUES ('rebuild');
"""
_ACTOR_VIEW: Final = """
SELECT id, 'person' AS kind, name, note, file, line FROM person
UNION ALL
SELECT id, 'organization' AS kind, name, note, file, line FROM organization
"""
# Rows go to the end of their tables, and indices are sorted into place: a page in the cache is worth little.
# Until it is whole, the file is nobody else's, and lost when anything fails.
_FILLING: Final = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -24000;
"""


_FUNCTIONS: Final[Mapping[str, Callable[[str | None], str | float | None]]] = {
    "first_day": lambda text: text and dates.parse(text).earliest,
    "last_day": lambda text: text and dates.parse(text).latest,
    # SQLite reads some numbers of many digits as their neighbours.
    "number": lambda text: text and json.loads(text),
}


def make(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.executescript(_FILLING + statements()[0])
    with connection:
        connection.executemany("INSERT INTO kind VALUES (?, ?, ?)", kind_rows())


def fill(connection: sqlite3.Connection, after: int) -> None:
    """Insert the rows of all records behind one in the table `record`, given by its rowid."""
    for name, function in _FUNCTIONS.items():
        connection.create_function(name, 1, function, deterministic=True)
    for sheet in placed():
        columns, values = zip(*((f"[{one.name}]", one.value) for one in sheet.columns), strict=True)
        text = (
            f"INSERT INTO [{sheet.name}] ({', '.join(columns)}) SELECT {', '.join(values)} FROM {sheet.rows}"
        )
        connection.execute(text, (after,))


@cache
def statements() -> tuple[str, str]:
    """Return the SQL of the tables and that of their indices, which sqlite-utils takes its time to make."""
    # Importing it takes longer than to take in a record that was added, for which no table is made.
    from sqlite_utils import Database

    with closing(sqlite3.connect(":memory:")) as connection:
        database = Database(connection)
        for table, of_table in tables().items():
            database.table(table).create(of_table)
        database.table("kind").create({"name": str, "position": int, "traits": str}, pk="name")
        columns = {"id": str, "kind": str, "file": str, "line": int, "json": str}
        database.table("record").create(columns, pk="id")
        database.table("record").create_index(("kind",))
        database.table("unread").create({"id": str}, pk="id")
        database.table("meta").create({"name": str, "value": str}, pk="name")
        columns = {"name": str, "size": int, "mtime_ns": int, "ctime_ns": int, "inode": int}
        database.table("data_file").create(columns | {"sha256": str, "total": str}, pk="name")
        columns = {name: int if name == "id" else str for name in COLUMNS}
        database.table("passage").create(columns, pk="id")
        database.create_view("actor", _ACTOR_VIEW)
        made = database.schema
        for table, of_table in tables().items():
            if next(iter(of_table)) == "id":
                database.table(table).create_index(("id",), unique=True)
        for table, indexed in INDICES:
            database.table(table).create_index(indexed)
        return made, database.schema.removeprefix(made)


def index_texts(connection: sqlite3.Connection) -> None:
    """Gather the texts of a filled index for `search`, and index them in a table that keeps no copy of them."""
    with connection:
        connection.execute(f"INSERT INTO passage SELECT NULL, * FROM ({texts_sql()})")
    connection.executescript(_SEARCH)


def add(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Add the texts of records that were added to an index, for `search` to find."""
    [(last,)] = connection.execute("SELECT coalesce(max(id), 0) FROM passage")
    text = f"SELECT NULL, * FROM ({texts_sql()}) WHERE record {LISTED}"
    connection.execute(f"INSERT INTO passage {text}", (json.dumps(list(records)),))
    new = "SELECT id, text FROM passage WHERE id > ?"
    connection.execute(f"INSERT INTO passage_fts (rowid, text) {new}", (last,))


def remove(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Remove the texts of these records from an index."""
    text = f"SELECT 'delete', id, text FROM passage WHERE record {LISTED} ORDER BY id"
    listed = json.dumps(list(records))
    connection.execute(f"INSERT INTO passage_fts (passage_fts, rowid, text) {text}", (listed,))
    connection.execute(f"DELETE FROM passage WHERE record {LISTED}", (listed,))


@cache
def texts_sql() -> str:
    """Return the query for every text with its record.

    Each kind is asked for itself, so that a row leads to its texts and no list of all records is made.
    """
    parts = [part for kind in CLASS_BY_KIND if kind != "dataset" for part in _texts(kind)]
    answers = ((kind, target) for kind in CLASS_BY_KIND if (target := traits(kind).target))
    targets = " UNION ALL ".join(f"SELECT id, [{target}] AS target FROM {kind}" for kind, target in answers)
    return (
        f"WITH answered(answer, issue, actor) AS NOT MATERIALIZED ({_ANSWERED.format(targets)}),\n"
        f"text({_TEXT}) AS ({' UNION ALL'.join(parts)}\n)\n"
        f"SELECT {_TEXT}\nFROM text\nWHERE text IS NOT NULL"
    )


def _texts(kind: str) -> Iterator[str]:
    about = _about(kind)
    many = {member.name: member for member in members(CLASS_BY_KIND[kind]) if member.many}
    own = [name for name in traits(kind).texts if "." not in name and name not in many]
    if own:
        cases = " ".join(f"WHEN '{name}' THEN {kind}.[{name}]" for name in own)
        fields = " UNION ALL ".join(f"SELECT '{name}' AS field" for name in own)
        yield _FIELDS.format(kind=kind, about=about, cases=cases, fields=fields)
    for path in traits(kind).texts:
        name, _, part = path.partition(".")
        if name in many:
            suffix = f" || '.{part}'" if part else ""
            yield _ITEMS.format(kind=kind, name=name, suffix=suffix, about=about, value=part or "value")
    if any(member.part is Source for member in many.values()):
        yield _SOURCES.format(kind=kind, about=about)


def _about(kind: str) -> str:
    """Return the columns from issue to recorded, as SQL."""
    of, fields = traits(kind), CLASS_BY_KIND[kind].model_fields
    many = {member.name for member in members(CLASS_BY_KIND[kind]) if member.many}
    target = f"(SELECT {{}} FROM answered WHERE answer = {kind}.id)" if of.target else "NULL"

    def value(name: str) -> str:
        """Return a field's value, of a list its values after one another; empty where it has no name."""
        return _LIST.format(kind=kind, name=name) if name in many else f"{kind}.[{name}]" if name else ""

    def first(columns: Sequence[str]) -> str:
        named = [f"{kind}.[{column}]" for column in columns]
        return "NULL" if not named else named[0] if len(named) == 1 else f"coalesce({', '.join(named)})"

    earliest = [f"{name}_earliest" for name in of.dates]
    return ", ".join(
        (
            value(of.issue) or target.format("issue"),
            value(next(iter(of.actors), "")) or target.format("actor"),
            first(of.dates),
            first(earliest),
            first([f"{name}_latest" for name in of.dates]),
            first([*([f"{of.public}_earliest"] if of.public else ()), *earliest]),
            f"{kind}.recorded" if "recorded" in fields else "NULL",
        )
    )
