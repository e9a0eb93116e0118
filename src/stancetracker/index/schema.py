"""The index's tables, read off the record classes: a table a kind, and one for each list a kind holds.

A date becomes three columns (as written, first and last possible day); a nested record is flattened;
a list becomes a table of its own, `<kind>_<field>`; every source, of whatever record, is in `source`.
Exports have a few tables beside these. Each table and column says what it holds, and how it is taken from the
canonical lines of records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal, NamedTuple, get_args, get_type_hints

from stancetracker.base import vocabulary
from stancetracker.base.errors import UnknownNameError
from stancetracker.index import views
from stancetracker.index.fields import Descriptions
from stancetracker.index.queries import Standing
from stancetracker.ledger.kinds import CLASS_BY_KIND, EACH, Member, Pattern, members
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
# A date with an open start begins on the first day of the issue that its record is on, else of all days.
_SINCE: Final = "SELECT issue.json ->> '$.since' FROM record AS issue WHERE issue.id = record.json ->> '$.issue'"
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
    about: str
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


@dataclass(frozen=True)
class Sheet:
    """A table with its columns, and its key; the dataset has one row and no key."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: str = ""
    """SQL for what its rows are selected from: the records behind one in the table `record`, given by its rowid."""

    def without_place(self) -> Sheet:
        """Return the table without the columns that say where in the dataset's files a record stands."""
        return replace(self, columns=tuple(one for one in self.columns if one not in _PLACE))


_PART_OF_SOURCE: Final = (
    "where in that record, such as signatures/0; empty for the record as a whole"
)
_PLACE: Final = (
    Column("file", "text", "the data file it is in", required=True, value="record.file"),
    Column("line", "integer", "the line in that file", required=True, value="record.line"),
)
_WORDS: Final = {
    "status": vocabulary.STATUSES,
    "stance": vocabulary.STANCES,
    "basis": get_args(vocabulary.Basis),
    "response": vocabulary.RESPONSES,
    "channel": vocabulary.CHANNELS,
    "audience": vocabulary.ASKED_AUDIENCES,
}
_DAYS: Final = ("earliest", "latest", "as_of")
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
_ABOUT: Final = Column("about", "text", "what it holds")
ABOUT: Final = (
    META,
    Sheet("about_table", "What each table and view holds.", (_TABLE, _ABOUT), ("name",)),
    Sheet("about_column", "What each column holds.", (*_COLUMN, _ABOUT), ("table", "name")),
)
"""The tables of an exported file about itself; everything else in it is data."""


@cache
def placed() -> tuple[Sheet, ...]:
    """Return the tables of each kind, children after their parents; `source` once for each place that sources have."""
    return tuple(
        sheet
        for kind, cls in CLASS_BY_KIND.items()
        for sheet in _sheets(kind, cls, _first_line(cls), _Place(kind))
    )


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return every table that holds records, children after their parents."""
    found = {sheet.name: sheet for sheet in placed()}
    source = found.pop(SOURCE_TABLE)
    return (*found.values(), source)


@cache
def tables() -> dict[str, dict[str, type[Any]]]:
    """Return the tables of `sheets` by name, with the types that their columns are stored as."""
    return {
        sheet.name: {one.name: _STORED.get(one.type, str) for one in sheet.columns}
        for sheet in sheets()
    }


@cache
def fields() -> tuple[tuple[str, Column], ...]:
    """Return the columns that hold fields of records, each with its table; of sources, for each place they have."""
    every = ((sheet.name, one) for sheet in placed() for one in sheet.columns if one.pattern)
    return tuple({(table, one.name, one.pattern): (table, one) for table, one in every}.values())


class _Place(NamedTuple):
    """The place of objects in the records of a kind: SQL for each and for the rows with it, the way to it, its key."""

    kind: str
    each: str = "record.json"
    rows: str = "record"
    way: Pattern = ()
    keys: tuple[Column, ...] = ()

    @property
    def records(self) -> str:
        """Return SQL for the rows of the records behind one in the table `record`, given by its rowid."""
        return f"{self.rows} WHERE record.kind = '{self.kind}' AND record.rowid > ?"


def _sheets(
    name: str, part: type[Part], about: str, place: _Place, text: Column | None = None
) -> Iterator[Sheet]:
    """Yield the table of a class and those of its lists; `text` stands for its first field."""
    own = list(_columns(part, "", place.each, place.way, required=text is None))
    key = tuple(one.name for one in place.keys) or (
        ("id",) if any(one.name == "id" for one in own) else ()
    )
    if text is not None:
        own[0] = replace(text, value=own[0].value)
    if issubclass(part, Record):
        own += _PLACE
    yield Sheet(name, about, (*place.keys, *own), key, place.records)
    for member in members(part):
        if member.many:
            yield from _of_list(name, member, place)


def _of_list(table: str, member: Member, place: _Place) -> Iterator[Sheet]:
    """Yield the table of a list in a class, and those of lists in it."""
    each, inner = f"each_{member.name}", member.inner
    within = _Place(
        place.kind,
        _ENTRY.format(each, members(inner)[0].name) if inner and member.entry else f"{each}.value",
        f"{place.rows} CROSS JOIN json_each({place.each}, '$.{member.name}') AS {each}",
        (*place.way, member.name, EACH),
        tuple(_keys(member, place)),
    )
    child, about = f"{table}_{member.name}", f"{member.about[:1].upper()}{member.about[1:]}."
    if member.part is Source:
        child, about = SOURCE_TABLE, _first_line(Source)
    if member.part:
        yield from _sheets(child, member.part, about, within)
        return
    holds = f"the id of the {' or '.join(member.ref.kinds)}" if member.ref else "the value itself"
    value = _column(member, "value", holds, f"{each}.value", within.way, required=True)
    if member.entry:
        yield from _sheets(child, member.entry, about, within, value)
        return
    named = Column("name", "text", "the name it goes under", required=True, value=f"{each}.key")
    columns = (*within.keys, named, value) if member.mapping else (*within.keys, value)
    yield Sheet(child, about, columns, tuple(one.name for one in within.keys), within.records)


def _keys(member: Member, place: _Place) -> Iterator[Column]:
    """Yield the columns that say in which record, and where in it, an item of a list stands."""
    each, kind = f"each_{member.name}", None if member.part is Source else place.kind
    about = f"the id of the {kind or 'record it is a source of'}"
    yield Column("record", "text", about, required=True, names=kind, value="record.id")
    if place.way or not kind:
        inside = f"'{place.way[0]}/' || each_{place.way[0]}.key" if place.way else "''"
        about = f"where in that record, such as {place.way[0]}/0" if kind else _PART_OF_SOURCE
        yield Column("part", "text", about, required=bool(kind), value=inside)
    position = (
        _PLACE_OF_NAME.format(place.each, member.name, each) if member.mapping else f"{each}.key"
    )
    yield Column(
        "position", "integer", "the place in its list, from 0", required=True, value=position
    )


def _columns(
    part: type[Part], prefix: str, at: str, way: Pattern, *, required: bool
) -> Iterator[Column]:
    """Yield the columns a class has in a table of its own; `at` is SQL for an object of the class."""
    for member in members(part):
        if member.many:
            continue
        needed = required and member.is_always_there
        name, path, here = f"{prefix}{member.name}", (*way, member.name), f"'$.{member.name}'"
        if member.part is not None:
            yield from _columns(member.part, f"{name}_", f"{at} -> {here}", path, required=needed)
            continue
        value = f"number({at} -> {here})" if member.type is float else f"{at} ->> {here}"
        # A line leaves out what is so by default.
        info = part.model_fields[member.name]
        if not info.is_required() and info.default is not None:
            default = int(info.default) if isinstance(info.default, bool) else info.default
            value = f"coalesce({value}, {default!r})"
        more = ", by id" if member.ref else f" ({', '.join(member.words)})" if member.words else ""
        yield _column(member, name, f"{member.about}{more}", value, path, required=needed)
        if member.is_date:
            about = f"the {{}} possible day of `{name}`"
            first, last = (
                f"coalesce(first_day({value}), {_OPEN.format(value)})",
                f"last_day({value})",
            )
            yield Column(
                f"{name}_earliest", "day", about.format("first"), required=needed, value=first
            )
            yield Column(f"{name}_latest", "day", about.format("last"), required=needed, value=last)


def _column(
    member: Member, name: str, about: str, value: str, way: Pattern, *, required: bool
) -> Column:
    """Return the column of a field's single values; `value` is SQL for one, and `way` leads to it."""
    kinds = member.ref.kinds if member.ref else ()
    table = (
        kinds[0]
        if len(kinds) == 1 and kinds[0] in CLASS_BY_KIND
        else "actor"
        if len(kinds) > 1
        else None
    )
    kind: Type = "day" if member.is_day else _PLAIN[member.type]
    return Column(name, kind, about, member.words, required, table, value, way, kinds)


def _first_line(part: type[Part]) -> str:
    return (part.__doc__ or "").partition("\n")[0]


def standing() -> Sheet:
    """Return the table of the standing rule's answer, a row for each actor and issue."""
    told = views.columns("standing", {})
    columns = tuple(
        Column(
            name,
            "day" if name in _DAYS else _PLAIN[(*get_args(hint), hint)[0]],
            told[name],
            _WORDS.get(name, ()),
            required=type(None) not in get_args(hint),
            names=name if name in ("issue", "actor", "organization") else None,
        )
        for name, hint in get_type_hints(Standing).items()
    )
    about = "Who spoke, for whom no public statement was found, and who is unchecked: a row for each actor and issue"
    return Sheet("standing", f"{about}, as of the day asked about.", columns, ("issue", "actor"))


@cache
def _descriptions() -> dict[str, Descriptions]:
    """Return what each column of each table holds."""
    return {
        sheet.name: {column.name: column.about for column in sheet.columns} for sheet in sheets()
    }


@cache
def view_texts() -> dict[str, str]:
    """Return the SQL of every view of `query` by its name; `:as_of` and the like are the question's values."""
    known = {kind: cls.traits.known for kind, cls in CLASS_BY_KIND.items()}
    return views.texts(known, _descriptions())


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


@cache
def described() -> dict[str, tuple[str, Descriptions]]:
    """Return what every view, and every table of an exported file, holds, and each of its columns."""
    tables: dict[str, tuple[str, Descriptions]] = {
        sheet.name: (sheet.about, {column.name: column.about for column in sheet.columns})
        for sheet in (standing(), ACTORS, PAIRS_ASKED, *sheets(), *ABOUT)
    }
    # An exported file calls a table so where a view has its name.
    records = {f"{name}_record": description for name, description in tables.items()}
    of_views: dict[str, tuple[str, Descriptions]] = {}
    for name, text in view_texts().items():
        columns = views.columns(name, _descriptions())
        if columns and name != "standing":
            first_line = text.partition("\n")[0]
            of_views[name] = (first_line.removeprefix("-- "), columns)
    return records | tables | of_views


_INDEXED: Final = {
    "statement": ("issue speaker date_latest", "speaker issue"),
    "silence": ("issue date_latest",),
    "silence_actors": ("record position value", "value record"),
    "silence_searched": ("record position",),
    "source": ("record part position",),
    "person_memberships": ("record position",),
    "issue_panel": ("record value", "value record"),
    "event_issues": ("value record",),
    "petition": ("issue",),
    "tie": ("actor", "counterparty", "event"),
    "reply": ("to", "by"),
    "correction": ("corrects recorded", "replacement"),
    "publisher": ("name",),
    "publisher_domains": ("value record",),
    "record": ("file",),
}
INDICES: Final = tuple(
    (table, tuple(one.split())) for table, each in _INDEXED.items() for one in each
)
