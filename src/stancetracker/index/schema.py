"""The index's tables, read off the record classes: one for each kind, and for each list in it.

A date becomes three columns (as written, first and last possible day); a nested record is
flattened; a list becomes a table of its own, `<kind>_<field>`; every source, of whatever record, is
in `source`. Exports have a few tables beside these. Each table and column says what it holds, and
how it is taken from the canonical lines of records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any, Final, Literal, NamedTuple, get_args, get_type_hints

from stancetracker.base import vocabulary
from stancetracker.base.errors import UnknownNameError
from stancetracker.index import views
from stancetracker.index.queries import Standing
from stancetracker.index.views import Descriptions
from stancetracker.ledger.kinds import ANY_ITEM, CLASS_BY_KIND, Member, Pattern, members
from stancetracker.ledger.record import Part, Record, Source

Value = str | int | float | None
Type = Literal["text", "day", "integer", "number", "boolean"]
SOURCE_TABLE: Final = "source"
_PLAIN: Final[dict[type[Any], Type]] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
}
_STORED: Final[dict[Type, type[Any]]] = {"integer": int, "number": float, "boolean": int}
# A date with an open start begins on the first day of the issue that its record is on, else of all
# days.
_SINCE: Final = (
    "SELECT issue.json ->> '$.since'"
    " FROM record AS issue WHERE issue.id = record.json ->> '$.issue'"
)
_OPEN: Final = f"iif({{0}} IS NULL, NULL, coalesce(min(last_day({{0}}), ({_SINCE})), '0001-01-01'))"
# An item that is a text stands for an object with that text alone.
_ENTRY: Final = "CASE {0}.type WHEN 'object' THEN {0}.value ELSE json_object('{1}', {0}.value) END"
_PLACE_OF_NAME: Final = (
    "(SELECT count(*) FROM json_each({0}, '$.{1}') AS before WHERE before.id < {2}.id)"
)


@dataclass(frozen=True)
class Column:
    """A column of a table: what it holds."""

    name: str
    type: Type
    description: str
    words: tuple[str, ...] = ()
    """The closed list of its values; empty where there is none."""
    required: bool = False
    names: str | None = None
    """The table whose ids it holds."""
    value: str = ""
    """SQL for its value, from the line of a record."""
    pattern: Pattern = ()
    """The way from a record to the field that it holds, if it does."""
    kinds: tuple[str, ...] = ()
    """The kinds of record that the field may name; `*` is any, `demand` is petition/demand."""
    or_name: bool = False
    """True where the field may hold a name in place of an id."""


@dataclass(frozen=True)
class Sheet:
    """A table with its columns, and its key; the dataset has one row and no key."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: str = ""
    """SQL for what its rows are selected from: the records after a rowid of `record`."""

    def without_place(self) -> Sheet:
        """Return the table without the file and line of its records."""
        return replace(
            self, columns=tuple(column for column in self.columns if column not in _PLACE)
        )


_PART_OF_SOURCE: Final = (
    "where in that record, such as signatures/0; empty for the record as a whole"
)
_PLACE: Final = (
    Column("file", "text", "the data file it is in", required=True, value="record.file"),
    Column("line", "integer", "the line in that file", required=True, value="record.line"),
)
_WITHDRAWN: Final = Column(
    "withdrawn",
    "text",
    "retraction, supersession or redaction, where a correction withdraws it",
    ("retraction", "supersession", "redaction"),
    value="record.withdrawn",
)
_NEVER_WITHDRAWN: Final = ("dataset", "publisher", "person", "organization", "issue")
"""The kinds of record that are taken as the dataset has them."""
_WORDS: Final = {
    "status": vocabulary.STATUSES,
    "stance": vocabulary.STANCES,
    "stance_basis": vocabulary.STANCE_BASES,
    "private_stance": vocabulary.SIDES,
    "private_stance_basis": vocabulary.STANCE_BASES,
    "basis": get_args(vocabulary.Basis),
    "response": vocabulary.RESPONSES,
    "channel": vocabulary.CHANNELS,
    "audience": vocabulary.ASKED_AUDIENCES,
}
_DAYS: Final = ("earliest", "latest", "last_checked", "last_searched", "as_of")
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
# Of a number that two lines have, neither was coded; they may differ in the day of recording alone.
_CODED_STANCE: Final = Column(
    "first_stance",
    "text",
    "the stance in the version that was coded; null where no line, or several, have its number",
    vocabulary.STANCES,
    value="""(
        SELECT min(line.json ->> '$.stance') FROM line
        WHERE line.id = record.json ->> '$.statement'
          AND line.version = record.json ->> '$.of_version'
        HAVING count(DISTINCT json_remove(line.json, '$.recorded')) = 1
    )""",
)
MERGED: Final = Sheet(
    "merged",
    "The ids of actors that are others now, whose records name these.",
    (
        Column("id", "text", "the id that it had", required=True),
        Column("kind", "text", "person or organization", ("person", "organization"), required=True),
        Column("replacement", "text", "the id of who it is", required=True, names="actor"),
    ),
    ("id",),
)
PAIRS_ASKED: Final = Sheet(
    "pair_asked",
    "The actors and issues that this export is limited to; no other has a standing in it.",
    (
        Column("issue", "text", "the id of the issue", required=True, names="issue"),
        Column(
            "actor", "text", "the id of the person or organization", required=True, names="actor"
        ),
    ),
    ("issue", "actor"),
)


META: Final = Sheet(
    "meta",
    "What this file is: its dataset, the question it answers, the version of the data.",
    (Column("name", "text", "the name of a fact"), Column("value", "text", "the fact")),
    ("name",),
)
_TABLE: Final = Column("name", "text", "the table or view")
_COLUMN: Final = (replace(_TABLE, name="table"), Column("name", "text", "the column"))
_DESCRIPTION: Final = Column("about", "text", "what it holds")
DESCRIPTIONS: Final = (
    META,
    Sheet("about_table", "What each table and view holds.", (_TABLE, _DESCRIPTION), ("name",)),
    Sheet("about_column", "What each column holds.", (*_COLUMN, _DESCRIPTION), ("table", "name")),
)
"""The tables of an exported file about itself; everything else in it is data."""


@cache
def sheets_by_kind() -> dict[str, tuple[Sheet, ...]]:
    """Return the tables of each kind, parents first; `source` for each place that sources have."""
    return {
        kind: tuple(_sheets(kind, cls, _first_line(cls), _Place(kind)))
        for kind, cls in CLASS_BY_KIND.items()
    }


def _placed() -> Iterator[Sheet]:
    """Yield the tables of every kind, one after the other."""
    return chain.from_iterable(sheets_by_kind().values())


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return every table that holds records, children after their parents."""
    by_name = {sheet.name: sheet for sheet in _placed()}
    of_sources = [name for name in by_name if name.partition("_")[0] == SOURCE_TABLE]
    sheets_of_sources = [by_name.pop(name) for name in of_sources]
    return (*by_name.values(), *sheets_of_sources)


@cache
def tables() -> dict[str, dict[str, type[Any]]]:
    """Return the tables of `sheets` by name, with the types that their columns are stored as."""
    return {
        sheet.name: {column.name: _STORED.get(column.type, str) for column in sheet.columns}
        for sheet in sheets()
    }


@cache
def fields() -> tuple[tuple[str, Column], ...]:
    """Return the columns with fields of records, and their tables; of sources, for each place."""
    columns = {}
    for sheet in _placed():
        for column in sheet.columns:
            if column.pattern:
                columns[sheet.name, column.name, column.pattern] = (sheet.name, column)
    return tuple(columns.values())


def may_be_withdrawn(kind: str) -> bool:
    """Return whether the table of a kind has the column `withdrawn`."""
    return kind not in _NEVER_WITHDRAWN


class _Place(NamedTuple):
    """The place of objects in the records of a kind."""

    kind: str
    container: str = "record.json"
    """SQL for an object there."""
    rows: str = "record"
    """SQL for the rows of records with their objects there."""
    way: Pattern = ()
    """The way to it."""
    keys: tuple[Column, ...] = ()

    @property
    def records(self) -> str:
        """Return SQL for the rows of the records after a rowid of `record`, a parameter."""
        return f"{self.rows} WHERE record.kind = '{self.kind}' AND record.rowid > ?"


def _sheets(
    name: str, part: type[Part], description: str, place: _Place, text: Column | None = None
) -> Iterator[Sheet]:
    """Yield the table of a class and those of its lists; `text` stands for its first field."""
    columns = list(_columns(part, "", place.container, place.way, required=text is None))
    key = tuple(column.name for column in place.keys)
    if not key and any(column.name == "id" for column in columns):
        key = ("id",)
    if text is not None:
        columns[0] = replace(text, value=columns[0].value)
    if issubclass(part, Record):
        columns += (_WITHDRAWN, *_PLACE) if may_be_withdrawn(name) else _PLACE
    yield Sheet(name, description, (*place.keys, *columns), key, place.records)
    for member in members(part):
        if member.many:
            yield from _of_list(name, member, place)


def _of_list(table: str, member: Member, place: _Place) -> Iterator[Sheet]:
    """Yield the table of a list in a class, and those of lists in it."""
    item = f"each_{member.name}"
    container = f"{item}.value"
    if member.entry:
        container = _ENTRY.format(item, members(member.entry)[0].name)
    in_source = table == SOURCE_TABLE or member.part is Source
    place_of_items = _Place(
        place.kind,
        container,
        f"{place.rows} CROSS JOIN json_each({place.container}, '$.{member.name}') AS {item}",
        (*place.way, member.name, ANY_ITEM),
        tuple(_keys(member, place, in_source=in_source)),
    )
    name = f"{table}_{member.name}"
    description = f"{member.description[:1].upper()}{member.description[1:]}."
    if member.part is Source:
        name = SOURCE_TABLE
        description = _first_line(Source)
    if member.part:
        yield from _sheets(name, member.part, description, place_of_items)
        return
    holds = f"the id of the {' or '.join(member.ref.kinds)}" if member.ref else "the value itself"
    value = _column(member, "value", holds, f"{item}.value", place_of_items.way, required=True)
    if member.entry:
        yield from _sheets(name, member.entry, description, place_of_items, value)
        return
    keys = place_of_items.keys
    names: list[Column] = []
    if member.mapping:
        names.append(
            Column("name", "text", "the name it goes under", required=True, value=f"{item}.key")
        )
    key = tuple(column.name for column in keys)
    yield Sheet(name, description, (*keys, *names, value), key, place_of_items.records)


def _keys(member: Member, place: _Place, *, in_source: bool) -> Iterator[Column]:
    """Yield the columns that say in which record, and where in it, an item of a list stands.

    Sources, and lists in them, are in one table for all kinds.
    """
    is_source = member.part is Source
    of_source = "record it is a source of" if is_source else "record"
    description = f"the id of the {of_source if in_source else place.kind}"
    table = None if in_source else place.kind
    yield Column("record", "text", description, required=True, names=table, value="record.id")
    if place.way or is_source:
        yield _part_column(place, is_source=is_source)
    item = f"each_{member.name}"
    position = f"{item}.key"
    if member.mapping:
        position = _PLACE_OF_NAME.format(place.container, member.name, item)
    yield Column(
        "position", "integer", "the place in its list, from 0", required=True, value=position
    )


def _part_column(place: _Place, *, is_source: bool) -> Column:
    """Return the column with the part of a record that a list stands in: `signatures/0`."""
    value = "''"
    outer_lists = [step for step in place.way if step != ANY_ITEM]
    if outer_lists:
        value = " || '/' || ".join(f"'{name}/' || each_{name}.key" for name in outer_lists)
    if is_source:
        return Column("part", "text", _PART_OF_SOURCE, required=False, value=value)
    description = f"where in that record, such as {place.way[0]}/0"
    return Column("part", "text", description, required=True, value=value)


def _columns(
    part: type[Part], prefix: str, container: str, way: Pattern, *, required: bool
) -> Iterator[Column]:
    """Yield the columns of a class's own table; `container` is SQL for an object of it."""
    for member in members(part):
        if member.many:
            continue
        name = f"{prefix}{member.name}"
        pattern = (*way, member.name)
        is_required = required and member.is_always_there
        if member.part is not None:
            inner = f"{container} -> '$.{member.name}'"
            yield from _columns(member.part, f"{name}_", inner, pattern, required=is_required)
            continue
        value = _value(part, member, container)
        holds = f"{member.description}{_kind_of_values(member)}"
        yield _column(member, name, holds, value, pattern, required=is_required)
        if member.is_date:
            yield from _days(name, value, required=is_required)
        if member.name == "sort_name":
            yield _sort_key(container, value)
        if member.name == "of_version":
            yield _CODED_STANCE


def _value(part: type[Part], member: Member, container: str) -> str:
    """Return SQL for a single value in an object, or for its default, which a line leaves out."""
    value = f"{container} ->> '$.{member.name}'"
    if member.type is float:
        value = f"number({container} -> '$.{member.name}')"
    field = part.model_fields[member.name]
    if field.is_required() or field.default is None:
        return value
    default = int(field.default) if isinstance(field.default, bool) else field.default
    return f"coalesce({value}, {default!r})"


def _kind_of_values(member: Member) -> str:
    """Return what more a column says of its values: that they are ids, or their closed list."""
    if member.ref:
        return ", by id or name" if member.ref.or_name else ", by id"
    return f" ({', '.join(member.words)})" if member.words else ""


def _days(name: str, value: str, *, required: bool) -> Iterator[Column]:
    """Yield the columns with the first and last possible day of a date; `value` is SQL for it."""
    first_day = f"coalesce(first_day({value}), {_OPEN.format(value)})"
    yield Column(
        f"{name}_earliest",
        "day",
        f"the first possible day of `{name}`",
        required=required,
        value=first_day,
    )
    yield Column(
        f"{name}_latest",
        "day",
        f"the last possible day of `{name}`",
        required=required,
        value=f"last_day({value})",
    )


def _sort_key(container: str, sort_name: str) -> Column:
    """Return the column with the text that sorts an actor; `container` is SQL for the object."""
    value = f"sort_key(record.kind, {container} ->> '$.name', {sort_name})"
    description = "the text that sorts lists by name"
    return Column("sort_key", "text", description, required=True, value=value)


def _column(
    member: Member, name: str, description: str, value: str, way: Pattern, *, required: bool
) -> Column:
    """Return the column of a field with a single value, `value` in SQL, to which `way` leads."""
    kinds = member.ref.kinds if member.ref else ()
    or_name = member.ref is not None and member.ref.or_name
    return Column(
        name,
        "day" if member.is_day else _PLAIN[member.type],
        description,
        member.words,
        required,
        None if or_name else _table_of_ids(kinds),
        value,
        way,
        kinds,
        or_name,
    )


def _table_of_ids(kinds: Sequence[str]) -> str | None:
    """Return the table with the ids of these kinds; None where there is none, as for demands."""
    if len(kinds) > 1:
        return "actor"
    return kinds[0] if kinds and kinds[0] in CLASS_BY_KIND else None


def _first_line(part: type[Part]) -> str:
    return (part.__doc__ or "").partition("\n")[0]


def standing() -> Sheet:
    """Return the table of the standing rule's answer, a row for each actor and issue."""
    descriptions = views.columns("standing", {})
    return Sheet(
        "standing",
        "Who spoke, for whom no public statement was found, who was searched for, and who was never"
        " looked for: a row for each actor and issue, as of the day asked about.",
        tuple(
            _column_of_standing(name, hint, descriptions[name])
            for name, hint in get_type_hints(Standing).items()
        ),
        ("issue", "actor"),
    )


def _column_of_standing(name: str, hint: Any, description: str) -> Column:
    """Return the column of a field of `Standing`; its hint is a type, or that and None."""
    arms = get_args(hint)
    plain_type = arms[0] if arms else hint
    return Column(
        name,
        "day" if name in _DAYS else _PLAIN[plain_type],
        description,
        _WORDS.get(name, ()),
        required=type(None) not in arms,
        names=name if name in ("issue", "actor", "organization") else None,
    )


@cache
def _descriptions() -> dict[str, Descriptions]:
    """Return what each column of each table holds."""
    return {
        sheet.name: {column.name: column.description for column in sheet.columns}
        for sheet in sheets()
    }


@cache
def view_texts() -> dict[str, str]:
    """Return the SQL of every view of `query` by its name; the question is its parameters."""
    return views.texts(CLASS_BY_KIND.keys(), _descriptions())


def view_sql(name: str | None) -> str:
    """Return a view as SQL after its columns; without a name, a line on each view and table.

    Raises UnknownNameError.
    """
    texts = view_texts()
    descriptions = described()
    names = ["standing", *sorted({*texts, *(sheet.name for sheet in sheets())} - {"standing"})]
    if name is None:
        return "".join(f"{view:<26} {descriptions[view].description}\n" for view in names)
    if name not in names:
        raise UnknownNameError("view", name, names, "stancetracker schema sql lists them")
    columns = descriptions[name].columns
    listed = "".join(f"--   {column}: {holds}\n" for column, holds in columns.items())
    if name not in texts:
        return f"-- The table {name}, which no flag changes:\n{listed}"
    return f"-- The view {name}:\n{listed}CREATE TEMP VIEW {name} AS\n{texts[name]};\n"


class Description(NamedTuple):
    """The contents of a table or view and of each of its columns, in words."""

    description: str
    columns: Descriptions


@cache
def described() -> dict[str, Description]:
    """Return the descriptions of every view, and of every table of an exported file."""
    columns = _descriptions()
    tables = {
        sheet.name: Description(
            sheet.description, {column.name: column.description for column in sheet.columns}
        )
        for sheet in (standing(), ACTORS, MERGED, PAIRS_ASKED, *sheets(), *DESCRIPTIONS)
    }
    # An exported file calls a table so where a view has its name.
    records = {f"{name}_record": description for name, description in tables.items()}
    of_views = {}
    for name, text in view_texts().items():
        own_columns = views.columns(name, columns)
        if own_columns and name != "standing":
            first_line = text.partition("\n")[0]
            of_views[name] = Description(first_line.removeprefix("-- "), own_columns)
    return records | tables | of_views


_INDEXED: Final = {
    "statement": ("issue speaker date_latest", "speaker issue"),
    "silence": ("issue date_latest",),
    "silence_actors": ("record position value", "value record"),
    "silence_searched": ("record position",),
    "search": ("issue date_latest",),
    "search_actors": ("record position value", "value record"),
    "search_queries": ("record position",),
    "coding": ("statement",),
    "copy": ("url",),
    "source": ("record part position",),
    "source_bears": ("record part",),
    "person_memberships": ("record position",),
    "issue_panel": ("record value", "value record"),
    "event_issues": ("value record",),
    "petition": ("issue",),
    "tie": ("actor", "counterparty", "recipient", "event"),
    "tie_issues": ("value record", "record"),
    "reply": ("to", "by"),
    "correction": ("corrects recorded", "replacement"),
    "publisher": ("name",),
    "publisher_domains": ("value record",),
    "record": ("file", "sha256"),
}
INDICES: Final = tuple(
    (table, tuple(columns.split())) for table, indices in _INDEXED.items() for columns in indices
)
