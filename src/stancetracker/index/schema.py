"""The index's tables, read off the record classes: a table a kind, and one for each list a kind holds.

A date becomes three columns (as written, first and last possible day); a nested record is flattened;
a list becomes a table of its own, `<kind>_<field>`; every source, of whatever record, is in `source`.
Exports have a few tables beside these. Each table and column says what it holds. sqlite-utils makes the tables, plain
executemany fills them, and indices are made last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal, get_args, get_type_hints

from stancetracker.base import vocabulary
from stancetracker.base.errors import UnknownNameError
from stancetracker.index import passages, sandbox
from stancetracker.index.queries import FLAGS, Standing
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, kind_rows, members
from stancetracker.ledger.record import Part, Record, Ref, Source

Value = str | int | float | None
Type = Literal["text", "day", "integer", "number", "boolean"]
SOURCE_TABLE: Final = "source"
_PLAIN: Final[dict[type[Any], Type]] = {str: "text", int: "integer", float: "number", bool: "boolean"}
_STORED: Final[dict[Type, type[Any]]] = {
    "text": str,
    "day": str,
    "integer": int,
    "number": float,
    "boolean": int,
}


@dataclass(frozen=True)
class Column:
    """A column of a table: what it holds."""

    name: str
    type: Type
    about: str
    words: tuple[str, ...] = ()
    """The closed list of its values; empty where there is none."""
    required: bool = False
    """True where it is always filled."""
    names: str | None = None
    """The table whose ids it holds."""


@dataclass(frozen=True)
class Sheet:
    """A table with its columns, and its key; the dataset has one row and no key."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def without_place(self) -> Sheet:
        """Return the table without the columns that say where in the dataset's files a record stands."""
        return replace(self, columns=tuple(one for one in self.columns if one not in _PLACE))


_PLACE: Final = (
    Column("file", "text", "the data file it is in", required=True),
    Column("line", "integer", "the line in that file", required=True),
)
_POSITION: Final = Column("position", "integer", "the place in its list, from 0", required=True)
_OF_SOURCE: Final = (
    Column("record", "text", "the id of the record it is a source of", required=True),
    Column("part", "text", "where in that record, such as signatures/0; empty for the record as a whole"),
    _POSITION,
)


_STANDING: Final[dict[str, Type]] = {"position": "integer"}
_WORDS: Final = {
    "status": vocabulary.STATUSES,
    "stance": vocabulary.STANCES,
    "basis": get_args(vocabulary.Basis),
    "response": vocabulary.RESPONSES,
    "channel": vocabulary.CHANNELS,
    "audience": vocabulary.ASKED_AUDIENCES,
}
_MAY_LACK: Final = frozenset(
    name for name, hint in get_type_hints(Standing).items() if type(None) in get_args(hint)
)
ACTORS: Final = Sheet(
    "actor",
    "People and organizations together: whoever can speak.",
    (
        Column("id", "text", "the id of the person or organization", required=True),
        Column("kind", "text", "person or organization", ("person", "organization"), required=True),
        Column("name", "text", "the name", required=True),
    ),
    ("id",),
)
PAIRS_ASKED: Final = Sheet(
    "pair_asked",
    "The actors and issues that this export is limited to; no other has a standing in it.",
    (
        Column("issue", "text", "the id of the issue", required=True, names="issue"),
        Column("actor", "text", "the id of the person or organization", required=True, names="actor"),
    ),
    ("issue", "actor"),
)
META: Final = Sheet(
    "meta",
    "What this file is: its dataset, the question it answers, the version of the data.",
    (Column("name", "text", "the name of a fact"), Column("value", "text", "the fact")),
    ("name",),
)
ABOUT: Final = (
    META,
    Sheet(
        "about_table",
        "What each table and view holds.",
        (Column("name", "text", "the table or view"), Column("about", "text", "what it holds")),
        ("name",),
    ),
    Sheet(
        "about_column",
        "What each column holds.",
        (
            Column("table", "text", "the table or view"),
            Column("name", "text", "the column"),
            Column("about", "text", "what it holds"),
        ),
        ("table", "name"),
    ),
)
"""The tables of an exported file about itself; everything else in it is data."""


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return every table that holds records, children after their parents."""
    found = [
        sheet for kind, cls in CLASS_BY_KIND.items() for sheet in _sheets(kind, cls, _first_line(cls), ())
    ]
    columns = (*_OF_SOURCE, *_columns(Source, "", required=True))
    return (*found, Sheet(SOURCE_TABLE, _first_line(Source), columns, ("record", "part", "position")))


@cache
def tables() -> dict[str, dict[str, type[Any]]]:
    """Return the tables of `sheets` by name, with the types that their columns are stored as."""
    return {sheet.name: {one.name: _STORED[one.type] for one in sheet.columns} for sheet in sheets()}


def key(table: str) -> tuple[str, ...]:
    """Return the columns of a table's key; of the table with one row, its first column."""
    sheet = next(one for one in sheets() if one.name == table)
    return sheet.key or (sheet.columns[0].name,)


def _sheets(
    name: str, part: type[Part], about: str, keys: tuple[Column, ...], text: Column | None = None
) -> Iterator[Sheet]:
    """Yield the table of a class and those of its lists; `text` stands for its first field."""
    own, place = tuple(_columns(part, "", required=text is None)), _PLACE if issubclass(part, Record) else ()
    own = own if text is None else (text, *own[1:])
    has_id = any(column.name == "id" for column in own)
    yield Sheet(name, about, (*keys, *own, *place), _names(keys) or (("id",) if has_id else ()))
    kind = name.partition("_")[0]
    inside = (
        (Column("part", "text", "where in that record, such as searched/0", required=True),) if keys else ()
    )
    keys = (Column("record", "text", f"the id of the {kind}", required=True, names=kind), *inside, _POSITION)
    for member in members(part):
        child, about = f"{name}_{member.name}", f"{member.about[:1].upper()}{member.about[1:]}."
        if not member.many or member.part is Source:
            continue
        if inner := member.part or member.entry:
            yield from _sheets(child, inner, about, keys, _value(member) if member.entry else None)
            continue
        named = (Column("name", "text", "the name it goes under", required=True),) if member.mapping else ()
        yield Sheet(child, about, (*keys, *named, _value(member)), _names(keys))


def _value(member: Member) -> Column:
    about = f"the id of the {' or '.join(member.ref.kinds)}" if member.ref else "the value itself"
    return Column("value", _type(member), about, member.words, True, _named(member.ref))


def _columns(part: type[Part], prefix: str, *, required: bool) -> Iterator[Column]:
    """Yield the columns a class has in a table of its own."""
    for member in members(part):
        if member.many:
            continue
        needed, name = required and member.is_always_there, f"{prefix}{member.name}"
        if member.part is not None:
            yield from _columns(member.part, f"{name}_", required=needed)
            continue
        yield Column(name, _type(member), _about(member), member.words, needed, _named(member.ref))
        for bound, which in (("earliest", "first"), ("latest", "last")) if member.is_date else ():
            words = f"the {which} possible day of `{name}`"
            yield Column(f"{name}_{bound}", "day", words, (), needed)


def _about(member: Member) -> str:
    if member.ref:
        return f"{member.about}, by id"
    return f"{member.about} ({', '.join(member.words)})" if member.words else member.about


def _type(member: Member) -> Type:
    return "day" if member.is_day else _PLAIN[member.type]


def _named(ref: Ref | None) -> str | None:
    """Return the table whose ids a field holds, where it is one."""
    if ref is None or ref.kinds in (("*",), ("demand",)):
        return None
    return ref.kinds[0] if len(ref.kinds) == 1 else "actor"


def _names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _first_line(part: type[Part]) -> str:
    return (part.__doc__ or "").partition("\n")[0]


def standing() -> Sheet:
    """Return the table of the standing rule's answer, a row for each actor and issue."""
    told = sandbox.columns("standing")
    days = ("earliest", "latest", "as_of")
    holders = {"issue": "issue", "actor": "actor", "organization": "organization"}
    columns = tuple(
        Column(
            name,
            "boolean" if name in FLAGS else "day" if name in days else _STANDING.get(name, "text"),
            told[name],
            _WORDS.get(name, ()),
            required=name not in _MAY_LACK,
            names=holders.get(name),
        )
        for name in Standing._fields
    )
    about = (
        "Who spoke, for whom no public statement was found, and who is unchecked:"
        " a row for each actor and issue, as of the day asked about."
    )
    return Sheet("standing", about, columns, ("issue", "actor"))


def view_texts() -> dict[str, str]:
    """Return the SQL of every view of `query` by its name; `:as_of` and the like are the question's values."""
    return sandbox.texts(
        {kind: cls.traits for kind, cls in CLASS_BY_KIND.items()}, [sheet.name for sheet in sheets()]
    )


def view_sql(name: str | None = None) -> str:
    """Return a view as SQL, after a list of its columns; without a name, a line on each view and table.

    Raises UnknownNameError.
    """
    texts, words = view_texts(), described()
    names = ["standing", *sorted({*texts, *(sheet.name for sheet in sheets())} - {"standing"})]
    if name is None:
        return "".join(f"{one:<26} {words[one][0]}\n" for one in names)
    if name not in names:
        raise UnknownNameError("view", name, names, "stancetracker schema sql lists them")
    held = "".join(f"--   {column}: {holds}\n" for column, holds in words[name][1].items())
    if name not in texts:
        return f"-- The table {name}, which no flag changes:\n{held}"
    return f"-- The view {name}:\n{held}CREATE TEMP VIEW {name} AS\n{texts[name]};\n"


def described() -> dict[str, tuple[str, dict[str, str]]]:
    """Return what every view, and every table of an exported file, holds, and each of its columns."""
    found = {sheet.name: _held(sheet) for sheet in (standing(), ACTORS, PAIRS_ASKED, *sheets())}
    tables = {f"{name}_record": words for name, words in found.items()}
    for name, text in view_texts().items():
        if own := sandbox.columns(name):
            found[name] = (sandbox.about_view(text), own) if name != "standing" else found[name]
    return tables | found | {sheet.name: _held(sheet) for sheet in ABOUT}


def _held(sheet: Sheet) -> tuple[str, dict[str, str]]:
    return sheet.about, {column.name: column.about for column in sheet.columns}


INDICES: Final = (
    ("statement", ("issue", "speaker", "date_latest")),
    ("statement", ("speaker", "issue")),
    ("silence", ("issue", "date_latest")),
    ("silence_actors", ("record", "position", "value")),
    ("silence_actors", ("value", "record")),
    ("silence_searched", ("record", "position")),
    ("source", ("record", "part", "position")),
    ("person_memberships", ("record", "position")),
    ("issue_panel", ("record", "value")),
    ("issue_panel", ("value", "record")),
    ("event_issues", ("value", "record")),
    ("petition", ("issue",)),
    ("tie", ("actor",)),
    ("tie", ("counterparty",)),
    ("tie", ("event",)),
    ("reply", ("to",)),
    ("reply", ("by",)),
    ("correction", ("corrects", "recorded")),
    ("correction", ("replacement",)),
    ("publisher", ("name",)),
    ("publisher_domains", ("value", "record")),
    ("record", ("file",)),
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


def make(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.executescript(_FILLING + _statements()[0])
    with connection:
        connection.executemany("INSERT INTO kind VALUES (?, ?, ?)", kind_rows())


def index(connection: sqlite3.Connection) -> None:
    """Make the indices of filled tables."""
    connection.executescript(_statements()[1])


@cache
def _statements() -> tuple[str, str]:
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
        columns = {name: int if name == "id" else str for name in passages.COLUMNS}
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
    """Index the gathered texts for `search`, in a table that keeps no copy of them."""
    connection.executescript(_SEARCH)
