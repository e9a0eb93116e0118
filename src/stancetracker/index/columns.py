"""What the columns of the index's tables hold: type, closed list, the records they name, and a line of words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, get_args, get_type_hints

from stancetracker.base import column_words, vocabulary
from stancetracker.index import views
from stancetracker.index.extract import Reference, references
from stancetracker.index.queries import FLAGS, Standing
from stancetracker.index.schema import KEYS, SOURCE_KEYS, SOURCE_TABLE, key, tables
from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.model.dataset import Dataset
from stancetracker.ledger.record import Part, Record, Source
from stancetracker.ledger.values import Day

Type = Literal["text", "day", "integer", "number", "boolean"]
PLACE: Final = ("file", "line")
"""Where a record stands: a matter of the dataset's files, not of what they say."""
DERIVED: Final = ("_earliest", "_latest")
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
_PLAIN: Final[dict[type[Any], Type]] = {str: "text", int: "integer", float: "number", bool: "boolean"}


@dataclass(frozen=True)
class Column:
    """A column: its type, the words it may hold, whether it is always filled, the table whose ids it holds."""

    name: str
    type: Type
    about: str
    words: tuple[str, ...] = ()
    required: bool = False
    names: str | None = None
    is_derived: bool = False
    """Whether it follows from another column."""


@dataclass(frozen=True)
class Sheet:
    """A table: its columns, and those of them that tell its rows apart."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def without_place(self) -> Sheet:
        """The table without the columns that say where in the dataset's files a record stands."""
        kept = tuple(column for column in self.columns if column.name not in PLACE)
        return Sheet(self.name, self.about, kept, self.key)


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every table that holds records, in the order of the index, with the same columns."""
    parts = {name: part for kind, cls in CLASS_BY_KIND.items() for name, part in _parts(kind, cls)}
    named = {(one.table, one.column): one for one in references()}
    return tuple(_sheet(table.name, table.columns, parts, named) for table in tables())


def actors() -> Sheet:
    """The table of people and organizations together."""
    kinds = ("person", "organization")
    return Sheet(
        "actor",
        column_words.TABLES["actor"],
        (
            _own("actor", "id", "text"),
            Column("kind", "text", column_words.column("actor", "kind"), kinds, required=True),
            _own("actor", "name", "text"),
        ),
        ("id",),
    )


def standing() -> Sheet:
    """The answer of the standing rule, a row for each actor and issue."""
    told = views.columns("standing")
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
    return Sheet("standing", column_words.TABLES["standing"], columns, ("issue", "actor"))


def pairs_asked() -> Sheet:
    """The table of the pairs that an export is narrowed to."""
    about = column_words.TABLES["pair_asked"]
    issue = Column("issue", "text", column_words.column("pair_asked", "issue"), required=True, names="issue")
    actor = Column("actor", "text", column_words.column("pair_asked", "actor"), required=True, names="actor")
    return Sheet("pair_asked", about, (issue, actor), ("issue", "actor"))


def _own(table: str, name: str, kind: Type) -> Column:
    return Column(name, kind, column_words.column(table, name), required=True)


def _parts(name: str, part: type[Part]) -> Iterator[tuple[str, type[Part] | Member]]:
    """Each table with the class that its rows are of, or the list whose values they hold."""
    yield name, part
    for member in members(part):
        child = f"{name}_{member.name}"
        if member.many and member.part is not None and member.part is not Source:
            yield from _parts(child, member.part)
        elif member.many and member.part is None:
            yield child, member


def _sheet(
    name: str,
    columns: tuple[tuple[str, type[Any]], ...],
    parts: dict[str, type[Part] | Member],
    named: dict[tuple[str, str], Reference],
) -> Sheet:
    part = Source if name == SOURCE_TABLE else parts[name]
    known = {column.name: column for column in _keys(name, part)}
    if isinstance(part, Member):
        known["value"] = Column("value", _PLAIN[part.type], "", part.words, required=True)
        known["name"] = Column("name", "text", "", required=True)
    else:
        known |= {column.name: column for column in _columns(part, "", required=True)}
    found = (_told(name, known[column], named) for column, _ in columns)
    # The dataset has one row, and no key.
    return Sheet(name, column_words.TABLES[name], tuple(found), () if part is Dataset else key(name))


def _keys(name: str, part: type[Part] | Member) -> Iterator[Column]:
    if isinstance(part, type) and issubclass(part, Record):
        yield Column("file", "text", "", required=True)
        yield Column("line", "integer", "", required=True)
        return
    parent = name.partition("_")[0]
    for column, kind in SOURCE_KEYS if name == SOURCE_TABLE else KEYS:
        holder = parent if column == "record" and name != SOURCE_TABLE else None
        # An empty `part` is the record as a whole.
        yield Column(column, _PLAIN[kind], "", required=column != "part", names=holder)


def _columns(part: type[Part], prefix: str, *, required: bool) -> Iterator[Column]:
    hints = get_type_hints(part, include_extras=True)
    for member in members(part):
        if member.many:
            continue
        needed = required and _is_always_there(part, member.name)
        if member.part is not None:
            yield from _columns(member.part, f"{prefix}{member.name}_", required=needed)
            continue
        name = f"{prefix}{member.name}"
        kind: Type = "day" if _is_day(hints[member.name]) else _PLAIN[member.type]
        yield Column(name, kind, "", member.words, needed)
        if member.is_date:
            for bound in DERIVED:
                yield Column(f"{name}{bound}", "day", "", (), needed, is_derived=True)


def _is_always_there(part: type[Part], name: str) -> bool:
    info = part.model_fields[name]
    return (
        info.is_required()
        or info.default is not None
        or (name == "id" and getattr(part, "derives_id", False))
    )


def _is_day(hint: Any) -> bool:
    return hint == Day or Day in get_args(hint)


def _told(table: str, column: Column, named: dict[tuple[str, str], Reference]) -> Column:
    """The column with its words, and the table whose ids it holds."""
    holder = column.names
    if reference := named.get((table, column.name)):
        kinds = reference.ref.kinds
        holder = "actor" if len(kinds) > 1 else None if kinds[0] in ("*", "demand") else kinds[0]
    about = column_words.column(table, column.name)
    return Column(column.name, column.type, about, column.words, column.required, holder, column.is_derived)
