"""Make the tables of an index, and fill them from lines of records; with texts for `search`.

sqlite-utils makes the tables, SQLite fills them, and indices are made last. The texts are found by
a query written from each kind's traits.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.text import sort_key
from stancetracker.index.schema import INDICES, placed, tables
from stancetracker.ledger.kinds import CLASS_BY_KIND, kind_rows, members
from stancetracker.ledger.record import Part, Source

_TEXT: Final = (
    "record, kind, field, issue, actor, date, earliest, latest, found_from, recorded, text"
)
COLUMNS: Final = ("id", *_TEXT.split(", "))
LISTED: Final = "IN (SELECT value FROM json_each(?))"
# Of the title and the citation of each source: which field of the record it is, such as
# `signatures.0.sources.0.title`, and its text.
_SOURCE_FIELD: Final = (
    "iif(part = '', '', replace(part, '/', '.') || '.')"
    " || 'sources.' || position || '.' || text_field"
)
_SOURCE_TEXT: Final = "iif(text_field = 'title', item.title, citation)"
_SOURCE_FIELDS: Final = "SELECT 'title' AS text_field UNION ALL SELECT 'citation'"
# The issue and the actor of each record that is answered or corrected.
_ANSWERED: Final = """
    SELECT answer.id,
        (
            SELECT group_concat(value, ' ')
            FROM json_each(record.json, '$.' || nullif(kind.traits ->> 'issue', ''))
        ),
        (
            SELECT group_concat(value, ' ')
            FROM json_each(record.json, '$.' || (kind.traits ->> '$.actors[0]'))
        )
    FROM record AS answer
    JOIN kind AS own ON own.name = answer.kind
    JOIN record ON record.id = answer.json ->> ('$.' || (own.traits ->> 'target'))
    JOIN kind ON kind.name = record.kind AND kind.traits ->> 'target' = ''
"""
TOKENIZER: Final = "unicode61 remove_diacritics 2"
# hashsize: bytes of words that are held until they are written, in one piece, as fewer pieces are
# to be merged.
_SEARCH: Final = f"""
CREATE VIRTUAL TABLE "passage_fts" USING FTS5 ("text", tokenize='{TOKENIZER}', content="passage");
INSERT INTO passage_fts (passage_fts, rank) VALUES ('hashsize', 8000000);
INSERT INTO passage_fts (passage_fts) VALUES ('rebuild');
"""
_ACTOR_VIEW: Final = """
SELECT id, 'person' AS kind, name, sort_name, sort_key, note, file, line FROM person
UNION ALL
SELECT id, 'organization' AS kind, name, sort_name, sort_key, note, file, line FROM organization
"""
# Rows go to the end of their tables, and indices are sorted into place: a page in the cache is
# worth little. Until it is whole, the file is nobody else's, and lost when anything fails.
FILLING: Final = """
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
    connection.executescript(FILLING + statements().tables)
    with connection:
        connection.executemany("INSERT INTO kind VALUES (?, ?, ?)", kind_rows())


def fill(connection: sqlite3.Connection, after: int) -> None:
    """Insert the rows of all records behind one in the table `record`, given by its rowid."""
    for name, function in _FUNCTIONS.items():
        connection.create_function(name, 1, function, deterministic=True)
    connection.create_function("sort_key", 3, sort_key, deterministic=True)
    for sheet in placed():
        names = ", ".join(f"[{column.name}]" for column in sheet.columns)
        values = ", ".join(column.value for column in sheet.columns)
        rows = f"SELECT {values} FROM {sheet.rows}"
        connection.execute(f"INSERT INTO [{sheet.name}] ({names}) {rows}", (after,))


class Statements(NamedTuple):
    """The SQL that makes an index."""

    tables: str
    indices: str


@cache
def statements() -> Statements:
    """Return the SQL of the tables and their indices, which sqlite-utils makes slowly."""
    # Importing it takes longer than to take in a record that was added, for which no table is made.
    from sqlite_utils import Database

    with closing(sqlite3.connect(":memory:")) as connection:
        database = Database(connection)
        for table, columns in tables().items():
            database.table(table).create(columns)
        database.table("kind").create({"name": str, "position": int, "traits": str}, pk="name")
        record = {
            "id": str,
            "kind": str,
            "file": str,
            "line": int,
            "sha256": bytes,
            "json": str,
        }
        database.table("record").create(record, pk="id")
        database.table("record").create_index(("kind",))
        database.table("written").create({"id": str, "json": str}, pk="id")
        database.table("unread").create({"id": str}, pk="id")
        database.table("meta").create({"name": str, "value": str}, pk="name")
        stamp = {"size": int, "mtime_ns": int, "ctime_ns": int, "inode": int}
        data_file = {"name": str, **stamp, "sha256": str}
        database.table("data_file").create(data_file, pk="name")
        passage = {name: int if name == "id" else str for name in COLUMNS}
        database.table("passage").create(passage, pk="id")
        database.create_view("actor", _ACTOR_VIEW)
        tables_sql = database.schema
        for table, columns in tables().items():
            if next(iter(columns)) == "id":
                database.table(table).create_index(("id",), unique=True)
        for table, indexed_columns in INDICES:
            database.table(table).create_index(indexed_columns)
        return Statements(tables_sql, database.schema.removeprefix(tables_sql))


def index_texts(connection: sqlite3.Connection) -> None:
    """Gather the texts of a filled index for `search`, and index them without a copy."""
    with connection:
        connection.execute(f"INSERT INTO passage SELECT NULL, * FROM ({texts_sql()})")
    connection.executescript(_SEARCH)


def has_texts(connection: sqlite3.Connection) -> bool:
    """Return whether the texts of an index are indexed for `search`."""
    query = "SELECT 1 FROM sqlite_schema WHERE name = 'passage_fts'"
    return connection.execute(query).fetchone() is not None


def add(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Add the texts of records that were added to an index, for `search` to find."""
    [(last,)] = connection.execute("SELECT coalesce(max(id), 0) FROM passage")
    ids = (json.dumps(list(records)),)
    query = f"SELECT DISTINCT kind FROM record WHERE id {LISTED} AND id <> ''"
    kinds = [str(kind) for (kind,) in connection.execute(query, ids)]
    passages = f"SELECT NULL, * FROM ({texts_sql(*kinds)}) WHERE record {LISTED}"
    connection.execute(f"INSERT INTO passage {passages}", ids)
    new = "SELECT id, text FROM passage WHERE id > ?"
    connection.execute(f"INSERT INTO passage_fts (rowid, text) {new}", (last,))


def remove(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Remove the texts of these records from an index."""
    ids = (json.dumps(list(records)),)
    passages = f"SELECT 'delete', id, text FROM passage WHERE record {LISTED} ORDER BY id"
    connection.execute(f"INSERT INTO passage_fts (passage_fts, rowid, text) {passages}", ids)
    connection.execute(f"DELETE FROM passage WHERE record {LISTED}", ids)


@cache
def texts_sql(*kinds: str) -> str:
    """Return the query for every text of these kinds, or of all, with its record.

    Each field is asked for itself, so that a row leads to its text and no list of all records is
    made.
    """
    queries = [query for kind in kinds or CLASS_BY_KIND for query in _texts(kind)]
    return (
        f"WITH answered(answer, issue, actor) AS NOT MATERIALIZED ({_ANSWERED}),\n"
        f"text({_TEXT}) AS ({' UNION ALL'.join(queries)}\n)\n"
        f"SELECT {_TEXT}\nFROM text\nWHERE text IS NOT NULL"
    )


def _texts(kind: str) -> Iterator[str]:
    """Yield the query for each text of a kind, alone or in a list, and those of its sources."""
    lists = _lists(kind)
    with_items = f"{kind} CROSS JOIN [{{}}] AS item ON item.record = {kind}.id"
    for path in CLASS_BY_KIND[kind].traits.texts:
        name, _, part = path.partition(".")
        if name not in lists:
            yield _text(kind, f"'{name}'", f"{kind}.[{name}]", kind)
            continue
        field = f"'{name}.' || position"
        if part:
            field += f" || '.{part}'"
        rows = with_items.format(f"{kind}_{name}")
        yield _text(kind, field, f"item.[{part or 'value'}]", rows)
    if Source in lists.values():
        rows = f"{with_items.format('source')} CROSS JOIN ({_SOURCE_FIELDS})"
        yield _text(kind, _SOURCE_FIELD, _SOURCE_TEXT, rows)


def _text(kind: str, field: str, text: str, rows: str) -> str:
    """Return the query for one text of a kind, all given as SQL."""
    columns = f"{kind}.id, '{kind}', {field}, {_issue_to_recorded(kind)}, {text}"
    return f"\n    SELECT {columns}\n    FROM {rows}"


def _lists(kind: str) -> dict[str, type[Part] | None]:
    """Return the lists of a kind by their names, each with the class of its objects."""
    return {member.name: member.part for member in members(CLASS_BY_KIND[kind]) if member.many}


def _issue_to_recorded(kind: str) -> str:
    """Return the columns from issue to recorded, as SQL; of a list, its values in one text."""
    traits = CLASS_BY_KIND[kind].traits
    actor_field = traits.actors[0] if traits.actors else ""
    public_and_dates = (traits.public, *traits.dates) if traits.public else traits.dates
    recorded = ["recorded"] if "recorded" in tables()[kind] else []
    columns = (
        _value(kind, traits.issue, "issue"),
        _value(kind, actor_field, "actor"),
        _first_filled(kind, traits.dates),
        _first_filled(kind, traits.dates, "_earliest"),
        _first_filled(kind, traits.dates, "_latest"),
        _first_filled(kind, public_and_dates, "_earliest"),
        _first_filled(kind, recorded),
    )
    return ", ".join(columns)


def _value(kind: str, name: str, column_of_target: str) -> str:
    """Return SQL for a field of a kind, or for a column of the record that it answers."""
    if name in _lists(kind):
        items = f"SELECT value FROM {kind}_{name} WHERE record = {kind}.id ORDER BY position"
        return f"(SELECT group_concat(value, ' ') FROM ({items}))"
    if name:
        return f"{kind}.[{name}]"
    if CLASS_BY_KIND[kind].traits.target:
        return f"(SELECT {column_of_target} FROM answered WHERE answer = {kind}.id)"
    return "NULL"


def _first_filled(kind: str, names: Iterable[str], suffix: str = "") -> str:
    """Return SQL for the first of these columns that is filled."""
    columns = (f"{kind}.[{name}{suffix}]" for name in names)
    return f"coalesce({', '.join(['NULL', 'NULL', *columns])})"  # it wants two at least
