"""A mapping file, in TOML: what the columns of a table mean. docs/importing.md explains it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from stancetracker.base.errors import UsageError, did_you_mean
from stancetracker.contribute.table.rules import (
    SOURCE,
    TEXT,
    Cells,
    Column,
    Columns,
    Form,
    FormError,
    Name,
    Path,
    Rule,
    Text,
    Texts,
    filled,
    known,
    listed,
    names,
    suit,
    suiting,
    unknown,
    unknown_word,
    value_of,
)
from stancetracker.ledger.kinds import CLASS_BY_KIND

RECORDED: Final = "recorded"
DATE: Final = "date"
_NEEDED: Final = {
    "string": 'a text is needed here: "…"',
    "tuple": "a list is needed here: [ … ]",
    "dict": "a table is needed here: { key = value }",
}
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_NAME: Final = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s."']+))\s*\.?""")


class MappingError(UsageError):
    """A mapping that can't be used as it is."""


class Document(NamedTuple):
    """A TOML file: its name, its lines and its values."""

    name: str
    lines: tuple[str, ...]
    values: dict[str, Any]

    def error(self, path: Path, message: str, hint: str | None = None) -> MappingError:
        """Return the error for the value at a path."""
        steps = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
        return MappingError(
            f"{self.place(path)}: {f'{steps}: '.removeprefix('.') * bool(path)}{message}", hint
        )

    def path(self, way: Path) -> Path:
        """Return the steps of a way that lead to values; a name of one of `[tables]` leads into that."""
        path: Path = ()
        value: Any = self.values
        for step in way:
            if isinstance(value, str) and path[-1] == "values":
                path, value = ("tables", value), self.values["tables"][value]
            is_item = isinstance(value, list) and isinstance(step, int)
            if is_item or (isinstance(value, dict) and step in value):
                path, value = (*path, step), value[step]
        return path

    def place(self, path: Path) -> str:
        """Return the file and the line of a key where that is found, else of the table it is in."""
        at, known = 0, 0
        for number, header in _headers(self.lines):
            if len(header) >= known and path[: len(header)] == header:
                at, known = number, len(header)
        for step in path[known:]:
            if isinstance(step, str):
                key = re.compile(rf"""(?:^|[\s{{,"'.]){re.escape(step)}["']?\s*[=.]""")
                at = next((n for n, line in enumerate(self.lines[at:], at) if key.search(line)), at)
        return f"{self.name}:{at + 1}"


def load(content: bytes, name: str) -> Document:
    """Read a TOML file.

    Raises UsageError where it is none.
    """
    try:
        text = content.decode("utf-8-sig")
        return Document(name, tuple(text.split("\n")), tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}:{line}: not UTF-8", "save the mapping as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{name}: not TOML: {error}", "see https://toml.io for the form") from None


def _headers(lines: tuple[str, ...]) -> Iterator[tuple[int, Path]]:
    """Yield the headers of tables, with the numbers that arrays of tables give them."""
    counts: dict[Path, int] = {}
    for number, line in enumerate(lines):
        match = _HEADER.fullmatch(line)
        if match is None:
            continue
        path: Path = ()
        steps = [a or b or c for a, b, c in _NAME.findall(match[2])]
        for depth, step in enumerate(steps):
            path = (*path, step)
            if match[1] == "[[" and depth == len(steps) - 1:
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        yield number, path


class Fields(Form):
    """A record; keys that are none of its own are fields of its kind."""

    kinds: ClassVar[tuple[str, ...]] = tuple(CLASS_BY_KIND)

    kind: str = Field(description="the kind of record")
    fields: dict[str, Rule]

    @model_validator(mode="before")
    @classmethod
    def _gather_fields(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if "kind" not in given:
            raise FormError("its `kind` is missing", f"one of: {', '.join(cls.kinds)}")
        if given["kind"] not in cls.kinds:
            raise unknown("kind", str(given["kind"]), cls.kinds, ("kind",))
        own = {key: value for key, value in given.items() if key in cls.model_fields and key != "fields"}
        return {**own, "fields": {key: value for key, value in given.items() if key not in own}}

    @model_validator(mode="after")
    def _suits_its_kind(self) -> Self:
        suit(self.fields, CLASS_BY_KIND[self.kind])
        return self

    def value(self, name: str, cells: Cells) -> Any:
        """Return what a field gets from a row."""
        return value_of(self.fields[name], known(CLASS_BY_KIND[self.kind])[name], cells)

    def values(self, cells: Cells) -> dict[str, Any]:
        """Return what its fields get from a row."""
        return filled(self.fields, CLASS_BY_KIND[self.kind], cells)

    @cached_property
    def named(self) -> frozenset[str]:
        """The actors that its fields name, among others."""
        return frozenset(name.text for _, name in names(self.fields) if not name.is_column)


class Table(Form):
    """Say how a table is written."""

    delimiter: str | None = Field(None, min_length=1, description="comma, semicolon, tab or pipe")
    encoding: str | None = Field(None, min_length=1, description="its encoding, if not UTF-8")
    empty: Texts = Field((), description="cells that say nothing")


class Panel(Form):
    """The issue whose panel everyone imported is on."""

    issue: str = Field(description="the id of one of `[[records]]`")
    rule: str = Field(min_length=1, description="the panel's rule")


class Sources(Form):
    """Sources of rows that have none, and addresses that are none."""

    fallback: Annotated[Rule, suiting(SOURCE)] | None = Field(None, description="the source of such rows")
    bad_url: Literal["reject", "citation"] = Field(
        "reject", description="what becomes of a malformed address"
    )


class Condition(Form):
    """A condition on rows; all that is given must hold."""

    when: dict[Column, Texts] = Field({}, description="columns, and the words of which each holds one")
    filled: Columns = Field((), description="columns that are not empty")
    empty: Columns = Field((), description="columns that are empty")

    def holds(self, cells: Cells) -> bool:
        """Return whether a row meets the condition."""
        return (
            all(cells[column] in words for column, words in self.when.items())
            and all(cells[column] for column in self.filled)
            and not any(cells[column] for column in self.empty)
        )


class Skip(Condition):
    """Rows to leave out."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if not (self.when or self.filled or self.empty):
            raise FormError("nothing says which rows to skip", f"write {', '.join(Condition.model_fields)}")
        return self


class Actor(Fields):
    """A person or organization that a row is about: found by its name, or made."""

    kinds: ClassVar = ("person", "organization")

    name: Annotated[Rule, suiting(TEXT)] = Field(description="the name by which it is found")
    id: Annotated[Rule, suiting(TEXT)] | None = Field(
        None, description="the id; without it, made from the name"
    )
    match: Literal["name", "id"] = Field("name", description="by what it is found in the dataset")
    otherwise: Literal["make", "reject"] = Field("reject", description="what happens where it is not there")
    tell_apart: Annotated[tuple[Text, ...], BeforeValidator(listed)] = Field(
        (), description="what distinguishes namesakes"
    )


class Row(Condition, Fields):
    """A record that a row makes."""

    kinds: ClassVar = tuple(kind for kind in CLASS_BY_KIND if kind != "dataset")


class Mapping(Form):
    """A mapping file."""

    table: Table = Field(Table.model_validate({}), description="how the table is written")
    records: tuple[Fields, ...] = Field((), description="records that are added before the rows")
    panel: Panel | None = Field(None, description="the issue whose panel everyone imported is on")
    tables: dict[str, dict[str, Any]] = Field({}, description="tables of values, by name")
    actors: dict[str, Actor] = Field({}, description="who a row is about")
    sources: Sources = Field(Sources.model_validate({}), description="sources of rows that have none")
    skip: tuple[Skip, ...] = Field((), description="rows to leave out")
    row: tuple[Row, ...] = Field((), description="records that a row makes")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.row:
            raise FormError("nothing says what a row makes", "write a [[row]] with its kind and fields")
        ids = [one.fields["id"].text for one in self.records if one.kind == "issue" and "id" in one.fields]
        issues = [id.text for id in ids if id]
        if self.panel and self.panel.issue not in issues:
            raise unknown("issue of [[records]]", self.panel.issue, issues, ("panel", "issue"))
        return self

    def makes(self, cells: Cells) -> tuple[Row, ...]:
        """Return the records a row makes; none for one to be skipped. What the mapping does not know is a fault."""
        if any(skip.holds(cells) for skip in self.skip):
            return ()
        known: dict[Name, dict[str, None]] = {}
        for condition in (*self.row, *self.skip):
            for column, words in condition.when.items():
                known.setdefault(column, {}).update(dict.fromkeys(words))
        for column, every in known.items():
            if cells[column] not in every:
                cells.reject(unknown_word(column.text, cells[column], every))
        found = tuple(row for row in self.row if row.holds(cells))
        if not found and not cells.reasons:
            cells.reject("no [[row]] and no [[skip]] of the mapping takes this row")
        return found

    def actors_of(self, rows: Iterable[Row]) -> dict[str, Actor]:
        """Return the actors that records name, and those that these name."""
        named = frozenset[str]().union(*(row.named for row in rows))
        for key, actor in reversed(self.actors.items()):
            named |= actor.named if key in named else frozenset()
        return {key: actor for key, actor in self.actors.items() if key in named}


def read(document: Document) -> Mapping:
    """Read a mapping, for a table whose columns are not known yet.

    Raises MappingError.
    """
    tables = document.values.get("tables")
    try:
        return Mapping.model_validate(document.values, context=tables if isinstance(tables, dict) else {})
    except ValidationError as error:
        raise _told(document, error.errors(include_url=False)[0]) from None


def _told(document: Document, error: ErrorDetails) -> MappingError:
    code, way, cause = error["type"], error["loc"], error.get("ctx", {}).get("error")
    if isinstance(cause, FormError):
        return document.error(document.path((*way, *cause.way)), str(cause), cause.hint)
    if code == "missing":
        return document.error(document.path(way), f"its `{way[-1]}` is missing")
    if code == "literal_error":
        fault = unknown(str(way[-1]), str(error["input"]), re.findall("'(.*?)'", error["msg"]))
        return document.error(document.path(way), str(fault), fault.hint)
    return document.error(
        document.path(way), _NEEDED.get(code.partition("_")[0]) or str(cause or error["msg"])
    )


def refuse_unknown(mapping: Mapping, document: Document, header: Sequence[str]) -> None:
    """Refuse names in a mapping that mean nothing for a table with these columns.

    Raises MappingError.
    """
    for key in mapping.actors:
        if key in (*header, DATE, RECORDED):
            raise document.error(("actors", key), f"{key} already means something", "call it otherwise")
    for way, name in names(mapping):
        columns, path = () if way[0] == "records" else tuple(header), document.path(way)
        ours = () if name.is_column else _ours(mapping, way)
        if name.text == DATE and not name.is_column and DATE not in ours:
            hint = "write {column:date} for the column" if DATE in columns else None
            raise document.error(path, "{date}, the date of a record, is not known here", hint)
        if name.text not in (*ours, *columns):
            hint = did_you_mean(name.text, (*columns, *ours)) or f"it has {', '.join(columns)}"
            raise document.error(path, f"the table has no column {name.text}", hint)


def _ours(mapping: Mapping, way: Path) -> tuple[str, ...]:
    """Return the words in placeholders at a place that are no columns."""
    actors = tuple(mapping.actors)
    match way:
        case ("records", *_):
            return (RECORDED,)
        case ("actors", _, "name" | "id" | "tell_apart", *_):
            return ()  # actors are distinguished by columns alone
        case ("actors", str(key), *_):
            return (RECORDED, *actors[: actors.index(key)])
        case ("row", int(at), "fields", *rest) if DATE in rest or DATE not in mapping.row[at].fields:
            return (RECORDED, *actors)
    return (RECORDED, *actors, DATE)
