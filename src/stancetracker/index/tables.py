"""Make the tables of an index and fill them: rows from the lines of records, and the texts that `search` reads.

sqlite-utils makes the tables, SQLite fills them, and indices are made last. The texts are found by a query written from
each kind's traits.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import Final

from stancetracker.base import dates
from stancetracker.index.schema import INDICES, placed, tables
from stancetracker.ledger.kinds import CLASS_BY_KIND, kind_rows, members
from stancetracker.ledger.record import Source

_TEXT: Final = (
    "record, kind, field, issue, actor, date, earliest, latest, found_from, recorded, text"
)
COLUMNS: Final = ("id", *_TEXT.split(", "))
LISTED: Final = "IN (SELECT value FROM json_each(?))"
# The field and the text of each title and citation of a source.
_OF_SOURCE: Final = (
    "iif(part = '', '', replace(part, '/', '.') || '.') || 'sources.' || position || '.' || field",
    "iif(field = 'title', item.title, citation)",
)
_FIELDS: Final = "SELECT 'title' AS field UNION ALL SELECT 'citation'"
# The issue and the actor of each record that is answered or corrected.
_ANSWERED: Final = """
    SELECT answer.id,
        (SELECT group_concat(value, ' ') FROM json_each(record.json, '$.' || nullif(kind.traits ->> 'issue', ''))),
        (SELECT group_concat(value, ' ') FROM json_each(record.json, '$.' || (kind.traits ->> '$.actors[0]')))
    FROM record AS answer
    JOIN kind AS own ON own.name = answer.kind
    JOIN record ON record.id = answer.json ->> ('$.' || (own.traits ->> 'target'))
    JOIN kind ON kind.name = record.kind AND kind.traits ->> 'target' = ''
"""
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
        rows = f"SELECT {', '.join(values)} FROM {sheet.rows}"
        connection.execute(f"INSERT INTO [{sheet.name}] ({', '.join(columns)}) {rows}", (after,))


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
    listed = (json.dumps(list(records)),)
    kinds = connection.execute(
        f"SELECT DISTINCT kind FROM record WHERE id {LISTED} AND id <> ''", listed
    )
    text = f"SELECT NULL, * FROM ({texts_sql(*(str(kind) for (kind,) in kinds))}) WHERE record {LISTED}"
    connection.execute(f"INSERT INTO passage {text}", listed)
    new = "SELECT id, text FROM passage WHERE id > ?"
    connection.execute(f"INSERT INTO passage_fts (rowid, text) {new}", (last,))


def remove(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Remove the texts of these records from an index."""
    text = f"SELECT 'delete', id, text FROM passage WHERE record {LISTED} ORDER BY id"
    listed = json.dumps(list(records))
    connection.execute(f"INSERT INTO passage_fts (passage_fts, rowid, text) {text}", (listed,))
    connection.execute(f"DELETE FROM passage WHERE record {LISTED}", (listed,))


@cache
def texts_sql(*kinds: str) -> str:
    """Return the query for every text of these kinds, or of all, with its record.

    Each field is asked for itself, so that a row leads to its text and no list of all records is made.
    """
    parts = [part for kind in kinds or CLASS_BY_KIND for part in _texts(kind)]
    return (
        f"WITH answered(answer, issue, actor) AS NOT MATERIALIZED ({_ANSWERED}),\n"
        f"text({_TEXT}) AS ({' UNION ALL'.join(parts)}\n)\n"
        f"SELECT {_TEXT}\nFROM text\nWHERE text IS NOT NULL"
    )


def _texts(kind: str) -> Iterator[str]:
    """Yield the query for each text of a kind, single or in a list, and for those of its sources."""
    many = {member.name: member.part for member in members(CLASS_BY_KIND[kind]) if member.many}
    about, listed = (
        _about(kind, many),
        f"{kind} CROSS JOIN [{{}}] AS item ON item.record = {kind}.id",
    )
    found = []
    for path in CLASS_BY_KIND[kind].traits.texts:
        name, _, part = path.partition(".")
        if name in many:
            field = f"'{name}.' || position" + (f" || '.{part}'" if part else "")
            found.append((field, f"item.[{part or 'value'}]", listed.format(f"{kind}_{name}")))
        else:
            found.append((f"'{name}'", f"{kind}.[{name}]", kind))
    if Source in many.values():
        found.append((*_OF_SOURCE, f"{listed.format('source')} CROSS JOIN ({_FIELDS})"))
    for field, text, rows in found:
        yield f"\n    SELECT {kind}.id, '{kind}', {field}, {about}, {text}\n    FROM {rows}"


def _about(kind: str, many: Collection[str]) -> str:
    """Return the columns from issue to recorded, as SQL; the values of a list stand after one another."""
    of = CLASS_BY_KIND[kind].traits

    def value(name: str, of_target: str) -> str:
        if name in many:
            listed = f"SELECT value FROM {kind}_{name} WHERE record = {kind}.id ORDER BY position"
            return f"(SELECT group_concat(value, ' ') FROM ({listed}))"
        if of.target and not name:
            return f"(SELECT {of_target} FROM answered WHERE answer = {kind}.id)"
        return f"{kind}.[{name}]" if name else "NULL"

    def first(names: Iterable[str], suffix: str = "") -> str:
        return f"coalesce({', '.join(['NULL', 'NULL', *(f'{kind}.[{name}{suffix}]' for name in names)])})"

    return ", ".join(
        (
            value(of.issue, "issue"),
            value(next(iter(of.actors), ""), "actor"),
            first(of.dates),
            first(of.dates, "_earliest"),
            first(of.dates, "_latest"),
            first((of.public, *of.dates) if of.public else of.dates, "_earliest"),
            first(["recorded"] if "recorded" in tables()[kind] else ()),
        )
    )
