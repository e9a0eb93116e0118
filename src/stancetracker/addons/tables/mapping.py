"""A mapping file, in TOML: what the columns of a table mean. docs/importing.md explains it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Object
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)

from stancetracker.addons.tables.namesakes import NamedPerson, Namesakes
from stancetracker.addons.tables.values import (
    DATE,
    KEYS,
    RECORDED,
    TEXT,
    Cells,
    Condition,
    Known,
    Texts,
    Value,
    filled,
    known,
    listed,
    slugged,
    unknown,
    wrong,
)
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.base.text import slug
from stancetracker.contribute.document import NEEDED, Document, Form
from stancetracker.contribute.names import Names
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, Path
from stancetracker.ledger.record import Part

_FORMER_KEY: Final = "changed"
_DAY_OF_TABLE: Final = (
    f'{{{RECORDED}}} is the day of the table; the cell of the column: column = "{RECORDED}"'
)
_ON_DAY_OF_TABLE: Final = re.compile(rf"(?<!\.\./)\{{{RECORDED}\}}")
_NO_LONGER_READ: Final = (
    "{}: `changed` is not read any more: each row is compared with what the table said of it last"
)


def read(document: Document, columns: Sequence[str]) -> Mapping:
    """Read a document as the mapping of a table with these columns.

    Raises UsageError for the first mistake.
    """
    tables, actors = (document.values.get(key) for key in ("tables", "actors"))
    context = {
        "columns": tuple(dict.fromkeys((*columns, *_optional(document)))),
        "tables": tables if isinstance(tables, dict) else {},
        "names": (RECORDED, DATE, *(actors if isinstance(actors, dict) else ())),
    }
    values = dict(document.values)
    remarks: tuple[str, ...] = ()
    versions = values.get("versions")
    if isinstance(versions, dict) and _FORMER_KEY in versions:
        values["versions"] = {key: versions[key] for key in versions if key != _FORMER_KEY}
        remarks = (_NO_LONGER_READ.format(document.place(("versions", _FORMER_KEY))),)
    if RECORDED in columns and any(f"{{{RECORDED}}}" in line for line in document.lines):
        remarks = (*remarks, _DAY_OF_TABLE)
    mapping = document.read(Mapping, values, context, _KEYS)
    mapping._remarks = remarks
    return mapping


def _optional(document: Document) -> list[str]:
    """Return the columns that a version may lack, as far as they can be read at all."""
    table = document.values.get("table")
    names = listed(table.get("optional", [])) if isinstance(table, dict) else []
    return [name.strip() for name in names if isinstance(name, str)]


def dates_rows_by_table(document: Document) -> bool:
    """Return whether a mapping dates records exactly to the day of the table."""
    rows = [row for row in listed(document.values.get("row", [])) if isinstance(row, dict)]
    return any(_ON_DAY_OF_TABLE.search(str(row.get(DATE))) for row in rows)


def suits(document: Document, columns: Sequence[str]) -> bool:
    """Return whether a document is a mapping of a table with these columns."""
    try:
        read(document, columns)
    except UsageError:
        return False
    return True


def dialect(document: Document) -> Dialect:
    """Return how the table of a mapping is written; raises UsageError."""
    return document.read(Dialect, document.values.get("table", {}), keys=_KEYS)


def _suit(value: Value, field: Member, way: Path = ()) -> Value:
    """Return a value; refuse one that is none of a field, whatever a row may choose."""
    if (value.items is not None or value.split) and not field.many:
        raise wrong("one value is needed here", None, way)
    for steps, inner in _values_in(value):
        _suit(inner, field, (*way, *steps))
    if value.fields is not None:
        _suit_fields(value.fields, field, way)
    elif (field.part or field.mapping) and _is_text(value):
        raise wrong(NEEDED["dict"], None, way)
    else:
        _suit_words(value, field, way)
    return value


def _suit_fields(fields: Object[str, Value], field: Member, way: Path) -> None:
    """Refuse an object in the place of a text, and fields that an object has not."""
    part = field.part or field.entry
    if part:
        _suit_all(fields, part, way)
    elif not field.mapping:
        key = next((key for key in fields if key not in KEYS), "{}")
        raise unknown("key", key, KEYS, (*way, key))


def _values_in(value: Value) -> Iterator[tuple[Path, Value]]:
    """Yield the values in one, but for its fields, each with the way to it."""
    for at, inner in enumerate(value.items or ()):
        yield (at,), inner
    for at, inner in enumerate(value.first or ()):
        yield ("first", at), inner
    for word, inner in (value.values or {}).items():
        yield ("values", word), inner
    if value.otherwise:
        yield ("otherwise",), value.otherwise


def _is_text(value: Value) -> bool:
    return bool(value.text or (value.column and value.values is None))


def _suit_words(value: Value, field: Member, way: Path) -> None:
    """Refuse a text, the same in every row, that is none of the words of a field."""
    if value.text is None or value.values is not None or not field.words:
        return
    word = value.text.word
    if word is not None and word not in field.words:
        raise unknown(field.name, word, field.words, way)


def _suit_all(fields: Object[str, Value], part: type[Part], way: Path = ()) -> None:
    """Refuse fields that are none of the class, and values that do not suit theirs."""
    for key, value in fields.items():
        if key not in known(part):
            raise unknown("field", key, known(part), (*way, key))
        _suit(value, known(part)[key], (*way, key))


Text = Annotated[Value, AfterValidator(lambda value: _suit(value, TEXT))]


class Fields(Form):
    """A record; keys that are none of its own are fields of its kind."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Value]
    kinds: ClassVar[tuple[str, ...]] = tuple(CLASS_BY_KIND)

    kind: str = Field(description="the kind of record")

    @model_validator(mode="after")
    def _suits_its_kind(self) -> Self:
        if self.kind not in self.kinds:
            raise unknown("kind", self.kind, self.kinds, ("kind",))
        _suit_all(self.__pydantic_extra__, CLASS_BY_KIND[self.kind])
        return self

    def record(self, cells: Cells) -> dict[str, Any]:
        """Return the record that a row makes, whose other fields may name its date."""
        fields, cls = self.__pydantic_extra__, CLASS_BY_KIND[self.kind]
        cells.other_values[DATE] = ""
        date = filled({key: value for key, value in fields.items() if key == DATE}, cls, cells)
        cells.other_values[DATE] = str(date.get(DATE, ""))
        return {"kind": self.kind, **filled(fields, cls, cells)}


class Dialect(Form):
    """Say how a table is written."""

    delimiter: Literal["comma", "semicolon", "tab", "pipe"] | None = Field(
        None, description="comma, semicolon, tab or pipe, if the header does not show it"
    )
    encoding: str | None = Field(None, min_length=1, description="its encoding, if not UTF-8")
    sheet: str | None = Field(None, min_length=1, description="its sheet, if it has several")
    empty: Texts = Field((), description="cells that say nothing")
    optional: Texts = Field(
        (), description="columns that only some versions have; in others, their cells are empty"
    )


class Panel(Form):
    """An issue that those whom the rows name are on the panel of."""

    issue: Text = Field(description="the id of the issue, which may come from a column")
    rule: Text = Field(description="the panel's rule")
    of: Literal["people", "organizations", "both"] = Field("people", description="who is on it")


class Versions(Form):
    """The fate of records that an earlier version of the table brought."""

    name: str = Field(
        # With a hyphen, ids of two tables could begin with the name of one.
        pattern=r"^[a-z][a-z0-9]*$",
        max_length=16,
        description="the word that ids of the table's records begin with, without hyphens",
    )
    key: Text = Field(description="what distinguishes a row from all others, in each version")
    side: Literal["ask", "moved", "corrected"] = Field(
        "ask",
        description="what a side that changes means where no date, words or source changes with it",
    )
    rechecked: bool = Field(
        False, description="whether each version says that the silent were checked again"
    )
    gone: Literal["keep", "retract"] = Field(
        "keep", description="what becomes of the records of a row that is gone"
    )


class Skip(Condition):
    """Rows that make no record."""

    panel: bool = Field(
        False, description="whether those whom the row names are on the panel all the same"
    )

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if not self.model_fields_set & set(Condition.model_fields):
            raise wrong(
                "nothing says which rows to skip", f"write {', '.join(Condition.model_fields)}"
            )
        return self


_ROLES: Final = "memberships"
_PERSON: Final = "person"


class NamedActor(NamedTuple):
    """An actor whom a row names."""

    is_new: bool
    record: dict[str, Any]
    """What the row has of its record; of one on record, the id, the name and the roles."""
    has_new_roles: bool = False
    """True for a person on record who gets the roles of the row."""
    known_as: str = ""
    """The roles on record of a person whom the name alone says; else empty."""


class Actor(Fields):
    """A person or organization that a row is about: found by its name, or made."""

    kinds: ClassVar = ("person", "organization")

    name: Text = Field(description="the name by which it is found")
    id: Text | None = Field(None, description="the id, by which alone it is found then, or made")
    fallback_id: Text | None = Field(
        None, description="the id of a new one where none can be made of the name"
    )
    otherwise: Literal["make", "reject"] = Field(
        "reject", description="what happens where it is not there"
    )

    @property
    def _class(self) -> type[Part]:
        return CLASS_BY_KIND[self.kind]

    def of_row(
        self,
        cells: Cells,
        namesakes: Namesakes,
        was_in_row: Callable[[str], bool],
    ) -> NamedActor | None:
        """Return the actor whom a row names, on record or new.

        `was_in_row` returns whether the table had an actor, by id, in this row before.

        Return None where it names nobody; where it names none that can be chosen, the row is
        rejected.
        """
        names = namesakes.names
        name = self.name.fill(cells)
        if not name:
            return None
        stated_id = names.todays_id(slugged(self.id.fill(cells), cells) or "") if self.id else ""
        if self.id and not stated_id:
            cells.reject(f"{name} has no id")
            return None
        if self.kind == _PERSON and not self.id and namesakes.ids(name):
            return self._of_namesakes(name, cells, namesakes, was_in_row)
        ids = self._ids_meant(name, stated_id, names)
        if len(ids) == 1:
            return self._existing(ids[0], name, cells)
        if ids:
            several = "as several are so called; give the mapping an `id`"
            cells.reject(f"{name} could be {', '.join(ids)}, {several}")
        elif self.otherwise == "reject":
            self._reject_unknown(stated_id or name, cells, names)
        elif id := stated_id or self._id_of_new(name, cells):
            return self._first_of_name(id, name, cells, namesakes)
        return None

    def _id_of_new(self, name: str, cells: Cells) -> str:
        """Return the id of a new actor; reject the row and return an empty text if it has none."""
        text = self._text_of_id(name, cells)
        if text != name:
            return slugged(text, cells) or ""
        if id := slug(name, whole=True):
            return id
        cells.reject(
            f"no id can be made of {name}; ids have letters a to z and digits",
            'write in the mapping which column has one: fallback_id = "{COLUMN}"',
        )
        return ""

    def _first_of_name(
        self, id: str, name: str, cells: Cells, namesakes: Namesakes
    ) -> NamedActor | None:
        """Return a new actor, whose name later rows may have."""
        new = self._new(id, name, cells, namesakes.names)
        if new and self.kind != _PERSON:
            namesakes.add_organization(id, name)
        elif new and not self.id:
            namesakes.add(id, name, new.record.get(_ROLES, ()))
        return new

    def _of_namesakes(
        self,
        name: str,
        cells: Cells,
        namesakes: Namesakes,
        was_in_row: Callable[[str], bool],
    ) -> NamedActor | None:
        """Return the person whom a name means that somebody has already."""
        memberships = self._roles(cells).get(_ROLES, ())
        roles = self.__pydantic_extra__.get(_ROLES)
        says_roles = roles is not None and bool(roles.names())
        person = NamedPerson(
            name,
            self._text_of_id(name, cells),
            memberships,
            says_roles,
            was_in_row,
            self.otherwise == "make",
        )
        choice = namesakes.choose(person, cells)
        if choice is None:
            return None
        named: NamedActor | None = self._existing(choice.id, name, cells)
        if namesakes.is_new(choice.id):
            named = self._new(choice.id, name, cells, namesakes.names)
        if named is None:
            return None
        namesakes.add(choice.id, name, memberships)
        if choice.distinct_from:
            named.record["distinct_from"] = [*choice.distinct_from]
        return named._replace(has_new_roles=choice.has_new_roles, known_as=choice.known_as)

    def _existing(self, id: str, name: str, cells: Cells) -> NamedActor:
        return NamedActor(False, {**self._roles(cells), "id": id, "name": name})

    def _text_of_id(self, name: str, cells: Cells) -> str:
        """Return the text that an id is made of: the name, where one can be made of it."""
        if self.fallback_id is None or slug(name, whole=True):
            return name
        return str(self.fallback_id.fill(cells) or name)

    def _ids_meant(self, name: str, stated_id: str, names: Names) -> list[str]:
        if not self.id:
            return names.ids_named(name, (self.kind,))
        return [stated_id] if names.kind_of(stated_id) == self.kind else []

    def _roles(self, cells: Cells) -> dict[str, Any]:
        """Return the kind, and what a row says of the roles."""
        fields = self.__pydantic_extra__
        roles = {_ROLES: fields[_ROLES]} if _ROLES in fields else {}
        return {"kind": self.kind, **filled(roles, self._class, cells)}

    def _reject_unknown(self, name: str, cells: Cells, names: Names) -> None:
        try:  # an id of the dataset may be given as the name
            other = names.id_of(name, (self.kind,))
            cells.reject(f"{other} is of kind {names.kind_of(other)}, not {self.kind}")
        except UnknownNameError as error:
            cells.reject(error.message, error.hint)

    def _new(self, id: str, name: str, cells: Cells, names: Names) -> NamedActor | None:
        if names.kind_of(id):
            cells.reject(f"the id of {name} is taken: {id}; give the mapping another `id`")
            return None
        return NamedActor(True, {**self.record(cells), "id": id, "name": name})


class Row(Condition, Fields):
    """A record that a row makes."""

    kinds: ClassVar = tuple(kind for kind in CLASS_BY_KIND if kind != "dataset")


class Mapping(Form):
    """A mapping file."""

    table: Dialect = Field(Dialect.model_validate({}), description="how the table is written")
    records: tuple[Fields, ...] = Field((), description="records that are added before the rows")
    panel: Annotated[tuple[Panel, ...], BeforeValidator(listed)] = Field(
        (), description="the issues that everyone imported is on the panel of"
    )
    tables: dict[str, dict[str, Any]] = Field({}, description="tables of values, by name")
    actors: dict[str, Actor] = Field({}, description="who a row is about")
    versions: Versions | None = Field(
        None, description="what becomes of what an earlier version brought"
    )
    skip: tuple[Skip, ...] = Field((), description="rows to leave out")
    row: tuple[Row, ...] = Field((), description="records that a row makes")
    _remarks: tuple[str, ...] = PrivateAttr(())

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what people should know of the mapping."""
        return self._remarks

    @model_validator(mode="after")
    def _is_whole(self, info: Known) -> Self:
        if not self.row:
            raise wrong("nothing says what a row makes", "write a [[row]] with its kind and fields")
        for key in self.actors:
            if key in (*info.context["columns"], DATE, RECORDED):
                raise wrong(f"{key} already means something", "call it otherwise", ("actors", key))
        return self

    def makes(self, cells: Cells) -> tuple[Row, ...]:
        """Return the records that a row makes; none for one to be skipped.

        A row with what the mapping does not know is rejected.
        """
        if any(skip.holds(cells) for skip in self.skip):
            return ()
        rules = tuple(row for row in self.row if row.holds(cells))
        for column, words in self._words_by_column.items():
            word = cells.columns[column]
            # An empty cell is as good as none where other columns make records.
            is_needed = bool(word) or not rules
            if is_needed and word not in words and not self._is_like_a_pattern(column, cells):
                cells.reject_word(column, word, words)
        if not rules and not cells.reasons:
            cells.reject("no [[row]] and no [[skip]] of the mapping takes this row")
        return rules

    def condition_on(self, column: str) -> Path:
        """Return the path of the first row's condition on a column; an empty one without any."""
        rows = (at for at, row in enumerate(self.row) if column in row.when)
        return next((("row", at, "when", column) for at in rows), ())

    @cached_property
    def _words_by_column(self) -> dict[str, tuple[str, ...]]:
        """The words that conditions know, by column."""
        words: dict[str, dict[str, None]] = {}
        for condition in (*self.row, *self.skip):
            for column, known_words in condition.when.items():
                words.setdefault(column, {}).update(dict.fromkeys(known_words))
        return {column: tuple(known_words) for column, known_words in words.items()}

    def _is_like_a_pattern(self, column: str, cells: Cells) -> bool:
        """Return whether a condition with a pattern for a column holds."""
        conditions = (*self.row, *self.skip)
        return any(condition.holds(cells) for condition in conditions if column in condition.like)


_KEYS: Final = {
    key
    for form in (Dialect, Panel, Versions, Skip, Actor, Row, Mapping)
    for key in form.model_fields
}
