"""Make the tables of an index, and fill them from lines of records; with texts for `search`.

sqlite-utils makes the tables, SQLite fills them, and indices are made last. The places of texts
are found by a query written from each kind's traits.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.text import sort_key
from stancetracker.index.schema import INDICES, MERGED, Sheet, sheets_by_kind, tables
from stancetracker.ledger.kinds import CLASS_BY_KIND, kind_rows, members
from stancetracker.ledger.record import Part, Source

PASSAGE: Final = (
    "id, record, kind, field, issue, actor, date, earliest, latest, found_from, recorded,"
    " withdrawn, text"
)
"""The columns of the view of every text."""
_PLACE: Final = "record, path, earliest, latest, found_from"
LISTED: Final = "IN (SELECT value FROM json_each(?))"
# Of the title and the citation of each source: the path to it in the record, such as
# `signatures[0].sources[0].title`, and its text.
_SOURCE_PATH: Final = (
    "iif(part = '', '', replace(part, '/', '[') || '].')"
    " || 'sources[' || position || '].' || text_field"
)
_SOURCE_TEXT: Final = "iif(text_field = 'title', item.title, citation)"
_SOURCE_FIELDS: Final = "SELECT 'title' AS text_field UNION ALL SELECT 'citation'"
# A text stands in its record's line, where the full-text index reads it too.
_TEXT_VIEW: Final = """
SELECT place.id, record.json ->> ('$.' || place.path) AS text
FROM passage_place AS place
CROSS JOIN record ON record.rowid = place.record
"""
# So does what else there is about it but for its days, which take long to find. What answers or
# corrects another record is about the same as that.
_PASSAGE_VIEW: Final = """
SELECT
    place.id, record.id AS record, record.kind,
    replace(replace(place.path, '[', '.'), ']', '') AS field,
    CASE WHEN kind.traits ->> 'issue' <> '' THEN (
        SELECT group_concat(value, ' ')
        FROM json_each(record.json, '$.' || (kind.traits ->> 'issue'))
    ) ELSE (
        SELECT group_concat(value, ' ')
        FROM record AS target
        JOIN kind AS its ON its.name = target.kind AND its.traits ->> 'target' = ''
        JOIN json_each(target.json, '$.' || nullif(its.traits ->> 'issue', ''))
        WHERE target.id = record.json ->> ('$.' || nullif(kind.traits ->> 'target', ''))
    ) END AS issue,
    CASE WHEN kind.traits ->> '$.actors[0]' IS NOT NULL THEN (
        SELECT group_concat(value, ' ')
        FROM json_each(record.json, '$.' || (kind.traits ->> '$.actors[0]'))
    ) ELSE (
        SELECT group_concat(value, ' ')
        FROM record AS target
        JOIN kind AS its ON its.name = target.kind AND its.traits ->> 'target' = ''
        JOIN json_each(target.json, '$.' || (its.traits ->> '$.actors[0]'))
        WHERE target.id = record.json ->> ('$.' || nullif(kind.traits ->> 'target', ''))
    ) END AS actor,
    (
        SELECT record.json ->> ('$.' || field.value)
        FROM json_each(kind.traits, '$.dates') AS field
        WHERE record.json ->> ('$.' || field.value) IS NOT NULL
        ORDER BY field.key LIMIT 1
    ) AS date,
    place.earliest, place.latest, place.found_from,
    record.json ->> '$.recorded' AS recorded, record.withdrawn,
    record.json ->> ('$.' || place.path) AS text
FROM passage_place AS place
CROSS JOIN record ON record.rowid = place.record
CROSS JOIN kind ON kind.name = record.kind
"""
TOKENIZER: Final = "unicode61 remove_diacritics 2"
# hashsize: bytes of words that are held until they are written, in one piece, as fewer pieces are
# to be merged.
_SEARCH: Final = f"""
CREATE VIRTUAL TABLE "passage_fts" USING FTS5 (
    "text", tokenize='{TOKENIZER}', content="passage_text", content_rowid="id"
);
INSERT INTO passage_fts (passage_fts, rank) VALUES ('hashsize', 8000000);
INSERT INTO passage_fts (passage_fts) VALUES ('rebuild');
"""
# Every line that is read, as it is written.
_LINE_VIEW: Final = """
SELECT record.id, kind, version, known_from, file, line, sha256,
    coalesce(written.json, record.json) AS json
FROM record LEFT JOIN written ON written.id = record.id
UNION ALL SELECT id, kind, version, known_from, file, line, sha256, json FROM other_line
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
    rows = connection.execute("SELECT DISTINCT kind FROM record WHERE rowid > ?", (after,))
    kinds = {str(kind) for (kind,) in rows}
    for kind, insertions in _insertions().items():
        if kind in kinds:
            for insertion in insertions:
                connection.execute(insertion, (after,))


@cache
def _insertions() -> dict[str, list[str]]:
    """Return the SQL that fills the tables of each kind from `record`, parents first."""
    return {
        kind: [_insertion(sheet) for sheet in sheets] for kind, sheets in sheets_by_kind().items()
    }


def _insertion(sheet: Sheet) -> str:
    """Return the SQL that fills a table with the records after a rowid, which is its parameter."""
    names = ", ".join(f"[{column.name}]" for column in sheet.columns)
    values = ", ".join(column.value for column in sheet.columns)
    return f"INSERT INTO [{sheet.name}] ({names}) SELECT {values} FROM {sheet.rows}"


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
        line = {
            "id": str,
            "kind": str,
            "version": int,
            "known_from": str,
            "file": str,
            "line": int,
            "sha256": bytes,
            "json": str,
        }
        database.table("record").create({**line, "withdrawn": str}, pk="id")
        database.table("record").create_index(("kind",))
        database.table("other_line").create(line)
        database.table("other_line").create_index(("id",))
        merged = {column.name: str for column in MERGED.columns}
        database.table("merged").create(merged, pk="id")
        database.table("written").create({"id": str, "json": str}, pk="id")
        database.table("unread").create({"id": str}, pk="id")
        database.table("meta").create({"name": str, "value": str}, pk="name")
        database.table("known_day").create({"day": str, "sha256": bytes}, pk="day")
        stamp = {"size": int, "mtime_ns": int, "ctime_ns": int, "inode": int}
        data_file = {"name": str, **stamp, "sha256": str}
        database.table("data_file").create(data_file, pk="name")
        place = {"id": int, **dict.fromkeys(_PLACE.split(", "), str), "record": int}
        database.table("passage_place").create(place, pk="id")
        database.create_view("line", _LINE_VIEW)
        database.create_view("passage_text", _TEXT_VIEW)
        database.create_view("passage", _PASSAGE_VIEW)
        database.create_view("actor", _ACTOR_VIEW)
        tables_sql = database.schema
        for table, columns in tables().items():
            if next(iter(columns)) == "id":
                database.table(table).create_index(("id",), unique=True)
        for table, indexed_columns in INDICES:
            database.table(table).create_index(indexed_columns)
        return Statements(tables_sql, database.schema.removeprefix(tables_sql))


def index_texts(connection: sqlite3.Connection) -> None:
    """Find the texts of a filled index for `search`, and index them without a copy."""
    with connection:
        connection.execute(f"INSERT INTO passage_place ({_PLACE}) {places_sql()}")
    connection.executescript(_SEARCH)


def has_texts(connection: sqlite3.Connection) -> bool:
    """Return whether the texts of an index are indexed for `search`."""
    query = "SELECT 1 FROM sqlite_schema WHERE name = 'passage_fts'"
    return connection.execute(query).fetchone() is not None


def add(connection: sqlite3.Connection, records: Collection[str]) -> None:
    """Add the texts of records that were added to an index, for `search` to find."""
    [(last,)] = connection.execute("SELECT coalesce(max(id), 0) FROM passage_place")
    ids = (json.dumps(list(records)),)
    query = f"SELECT DISTINCT kind FROM record WHERE id {LISTED} AND id <> ''"
    kinds = [str(kind) for (kind,) in connection.execute(query, ids)]
    places = f"{places_sql(*kinds)} AND id {LISTED}"
    connection.execute(f"INSERT INTO passage_place ({_PLACE}) {places}", ids)
    new = "SELECT id, text FROM passage_text WHERE id > ?"
    connection.execute(f"INSERT INTO passage_fts (rowid, text) {new}", (last,))


@cache
def places_sql(*kinds: str) -> str:
    """Return the query for the place of every text of these kinds, or of all.

    Each field is asked for itself, so that a row leads to its text and no list of all records is
    made.
    """
    queries = [query for kind in kinds or CLASS_BY_KIND for query in _texts(kind)]
    return (
        "WITH text(id, path, earliest, latest, found_from, text) AS"
        f" ({' UNION ALL'.join(queries)}\n)"
        "\nSELECT (SELECT rowid FROM record WHERE record.id = text.id),"
        " path, earliest, latest, found_from\nFROM text\nWHERE text IS NOT NULL"
    )


def _texts(kind: str) -> Iterator[str]:
    """Yield the query for each text of a kind, alone or in a list, and those of its sources."""
    lists = _lists(kind)
    with_items = f"{kind} CROSS JOIN [{{}}] AS item ON item.record = {kind}.id"
    for text in CLASS_BY_KIND[kind].traits.texts:
        name, _, part = text.partition(".")
        if name not in lists:
            yield _text(kind, f"'{name}'", f"{kind}.[{name}]", kind)
            continue
        path = f"'{name}[' || position || ']'"
        if part:
            path += f" || '.{part}'"
        rows = with_items.format(f"{kind}_{name}")
        yield _text(kind, path, f"item.[{part or 'value'}]", rows)
    if Source in lists.values():
        rows = f"{with_items.format('source')} CROSS JOIN ({_SOURCE_FIELDS})"
        yield _text(kind, _SOURCE_PATH, _SOURCE_TEXT, rows)


def _text(kind: str, path: str, text: str, rows: str) -> str:
    """Return the query for one text of a kind, all given as SQL."""
    columns = f"{kind}.id, {path}, {_days(kind)}, {text}"
    return f"\n    SELECT {columns}\n    FROM {rows}"


def _lists(kind: str) -> dict[str, type[Part] | None]:
    """Return the lists of a kind by their names, each with the class of its objects."""
    return {member.name: member.part for member in members(CLASS_BY_KIND[kind]) if member.many}


def _days(kind: str) -> str:
    """Return the first and last day of a kind's records, and from when they are found, as SQL."""
    traits = CLASS_BY_KIND[kind].traits
    public_and_dates = (traits.public, *traits.dates) if traits.public else traits.dates
    columns = (
        _first_filled(kind, traits.dates, "_earliest"),
        _first_filled(kind, traits.dates, "_latest"),
        _first_filled(kind, public_and_dates, "_earliest"),
    )
    return ", ".join(columns)


def _first_filled(kind: str, names: Iterable[str], suffix: str) -> str:
    """Return SQL for the first of these columns that is filled."""
    columns = (f"{kind}.[{name}{suffix}]" for name in names)
    return f"coalesce({', '.join(['NULL', 'NULL', *columns])})"  # it wants two at least
