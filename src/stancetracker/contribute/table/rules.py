"""The values of a mapping: what a text, a table or a list in it fills into a field from a row of a table."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)

from stancetracker.base.errors import DateError, did_you_mean
from stancetracker.base.text import slug
from stancetracker.contribute.table import dates
from stancetracker.ledger.kinds import Member, members
from stancetracker.ledger.record import Part, Source

Path = tuple[str | int, ...]
_MOST_SHOWN: Final = 100
_MOST_DIGITS: Final = 17
_TOKEN: Final = re.compile(
    r"\{\{|\}\}|\[\[|\]\]|\{(?P<name>[^{}]+)\}|[^{}\[\]]+"
    r"|\[(?P<part>(?:\{\{|\}\}|\[\[|\]\]|\{[^{}]+\}|[^{}\[\]])++)\]|."
)
_COLUMN: Final = "column:"
NOTHING: Final[tuple[Any, ...]] = (None, [], {})
TEXT: Final = Member("text", False, False, str, None, False)
SOURCE: Final = TEXT._replace(part=Source)
_PRECISION: Final = Member("precision", False, False, Literal[tuple(dates.LENGTHS)], None, False)
_DATED: Final = {"format", "precision"}
_FORMS: Final[tuple[tuple[set[str], set[str]], ...]] = (
    ({"column"}, _DATED),
    ({"text"}, _DATED),
    ({"column", "split"}, set()),
    ({"column", "values"}, {"otherwise"}),
    ({"first"}, set()),
)
"""The keys that a value needs, and those that may go with them."""
_KEYS: Final = frozenset[str]().union(*(needed | more for needed, more in _FORMS))


class FormError(ValueError):
    """Something wrong in a mapping, and the way to it from the value that is read."""

    def __init__(self, message: str, hint: str | None = None, way: Path = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.way = way


class Name(NamedTuple):
    """The name in a placeholder; with `column:` before it, always a column."""

    text: str
    is_column: bool = False


class Cells:
    """A row by column, other meanings of placeholders in it, and the reasons found to reject it."""

    def __init__(self, columns: Mapping[str, str], given: Mapping[str, str]) -> None:
        self._columns = columns
        self.given = dict(given)
        self.reasons: list[str] = []
        self.unsourced = False

    def __getitem__(self, name: Name) -> str:
        if not name.is_column and name.text in self.given:
            return self.given[name.text]
        return self._columns[name.text]

    def reject(self, reason: str) -> None:
        """Add a reason why the row can't be taken."""
        if reason not in self.reasons:
            self.reasons.append(reason)


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise FormError('a text is needed here: "…"')
    return given


def listed(given: Any) -> Any:
    """Return a list; anything else is its only item."""
    return given if isinstance(given, list) else [given]


Word = Annotated[str, AfterValidator(str.strip)]
Texts = Annotated[tuple[Word, ...], BeforeValidator(listed)]
Column = Annotated[Name, PlainValidator(lambda given: Name(_text(given), is_column=True))]
Columns = Annotated[tuple[Column, ...], BeforeValidator(listed)]


class Template(NamedTuple):
    """A text with placeholders, and with optional parts in [brackets], which are templates themselves."""

    text: str
    pieces: tuple[str | Name | Template, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        """The names in its placeholders."""
        inside = (piece.names if isinstance(piece, Template) else (piece,) for piece in self.pieces)
        return tuple(piece for pieces in inside for piece in pieces if isinstance(piece, Name))

    def fill(self, cells: Cells) -> str | None:
        """Return the text, trimmed; None where a placeholder outside brackets is empty."""
        return self._filled(cells).strip() or None

    def _filled(self, cells: Cells) -> str:
        found = ""
        for piece in self.pieces:
            text = cells[piece] if isinstance(piece, Name) else piece
            if not text:
                return ""
            found += text if isinstance(text, str) else text._filled(cells)
        return found


def template(given: Any) -> Template:
    """Read a template."""
    return Template(given, tuple(_piece(match) for match in _TOKEN.finditer(_text(given))))


def _piece(match: re.Match[str]) -> str | Name | Template:
    found = match[0]
    if match["name"]:
        name = match["name"].strip()
        return Name(name.removeprefix(_COLUMN).strip(), name.startswith(_COLUMN))
    if match["part"]:
        part = template(match["part"])
        # Brackets without placeholders are plain text, such as [sic].
        return part if part.names else f"[{''.join(map(str, part.pieces))}]"
    if found in ("{", "}"):
        raise FormError(f"a {found} of its own in {match.string!r}; write {found * 2} for the character")
    return found[0] if found in ("{{", "}}", "[[", "]]") else found


Text = Annotated[Template, PlainValidator(template)]
Format = Annotated[dates.Format, PlainValidator(lambda given: dates.compiled(_text(given)))]


class Form(BaseModel):
    """A table in a mapping."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            raise FormError("a table is needed here: { key = value }")
        for key in given:
            if key not in cls.model_fields:
                raise unknown("key", key, cls.model_fields, (key,))
        return given


def unknown(what: str, word: str, words: Collection[str], way: Path = ()) -> FormError:
    """Return the error of a word that means nothing here."""
    hint = did_you_mean(word, words) or f"one of: {', '.join(words)}"
    return FormError(f"unknown {what}: {word}", hint, way)


def _meanings(given: Any, info: ValidationInfo) -> Any:
    """Return a table of values; a text is the name of one of `[tables]`."""
    tables = info.context or {}
    if isinstance(given, str) and given not in tables:
        hint = did_you_mean(given, tables) or "write it as [tables.NAME]"
        raise FormError(f"no table of values is called {given}", hint)
    return tables[given] if isinstance(given, str) else given


def suiting(field: Member) -> AfterValidator:
    """Return what makes sure that a rule gives values of a field."""

    def suits(rule: Rule) -> Rule:
        rule.suit(field)
        return rule

    return AfterValidator(suits)


class Rule(Form):
    """A value; a text, a number, a day, a list or an object stands for itself."""

    column: Column | None = Field(None, description="the column whose cell it is")
    text: Text | None = Field(None, description="a text with {columns}")
    format: Annotated[tuple[Format, ...], BeforeValidator(listed)] = Field(
        (), description="the forms that a date has, as %m/%d/%Y"
    )
    precision: Annotated[Rule, suiting(_PRECISION)] | None = Field(
        None, description="how exact a date is at most: day, month or year"
    )
    split: str | None = Field(None, min_length=1, description="what stands between the values in a cell")
    values: Annotated[dict[Word, Rule] | None, BeforeValidator(_meanings)] = Field(
        None, description="what each word in the column means, or the name of one of `[tables]`"
    )
    otherwise: Rule | None = Field(None, description="what any other word means")
    first: tuple[Rule, ...] | None = Field(None, description="values; the first that is not empty is taken")
    items: tuple[Rule, ...] | None = None
    fields: dict[str, Rule] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, (str, int, float)) or type(given) is datetime.date:
            given = {"text": str(given).lower() if isinstance(given, bool) else str(given)}
        elif isinstance(given, list):
            given = {"items": given}
        elif not isinstance(given, dict):
            raise FormError("one value is needed here")
        elif not given.keys() <= _KEYS or not given:
            given = {"fields": given}
        elif not any(needed <= given.keys() <= needed | more for needed, more in _FORMS):
            keys = " and ".join(f"`{key}`" for key in given)
            hint = (
                "write `first`; `column`, perhaps with `values`, `split`, `format` or `precision`; or `text`"
            )
            raise FormError(f"no value is made of {keys}", hint)
        return given

    def suit(self, field: Member, way: Path = ()) -> None:
        """Raise FormError where this, or what a row may choose in it, is no value of a field."""
        several, is_empty = self.items is not None or self.split, self.fields == {}
        if (several and not field.many) or (is_empty and not (field.part or field.mapping)):
            raise FormError("one value is needed here", None, way)
        for step, rule in self._inside():
            rule.suit(field, (*way, *step))
        if self.fields is not None and field.part:
            suit(self.fields, field.part, way)
        elif self.fields is not None and not field.mapping:
            key = next(key for key in self.fields if key not in _KEYS)
            raise unknown("key", key, _KEYS, (*way, key))
        elif (field.part or field.mapping) and (self.text or (self.column and self.values is None)):
            raise FormError("a table is needed here: { field = value }", None, way)
        elif self.text and field.words and not self.text.names and self.text.text not in field.words:
            raise unknown(field.name, self.text.text, field.words, way)

    def _inside(self) -> Iterator[tuple[Path, Rule]]:
        yield from (((at,), rule) for at, rule in enumerate(self.items or ()))
        yield from ((("first", at), rule) for at, rule in enumerate(self.first or ()))
        yield from ((("values", word), rule) for word, rule in (self.values or {}).items())
        yield from ((("otherwise",), rule) for rule in (self.otherwise,) if rule)

    @cached_property
    def address(self) -> frozenset[Name]:
        """The names that the address or citation of a source is made of."""
        own = self if self.fields is None else [self.fields.get(key) for key in ("url", "citation")]
        return frozenset(name for _, name in names(own))

    def fill(self, cells: Cells, field: Member = TEXT) -> Any:
        """Return a value as JSON has it, or None to leave the field out; add what is wrong with the row to it."""
        if self.fields is not None:
            return filled(self.fields, field.part, cells) or None
        if self.items is not None:
            items = [item for rule in self.items for item in listed(rule.fill(cells, field))]
            return [item for at, item in enumerate(items) if item is not None and item not in items[:at]]
        if self.values is not None and self.column:
            rule = self.values.get(cells[self.column], self.otherwise)
            if rule is None:
                cells.reject(unknown_word(self.column.text, cells[self.column], self.values))
            return rule and rule.fill(cells, field)
        for rule in self.first or ():
            faults = len(cells.reasons)
            value = rule.fill(cells, field)
            if value is not None or len(cells.reasons) > faults:
                return value
        return self._cell(cells, field)

    def _cell(self, cells: Cells, field: Member) -> Any:
        text = self.text.fill(cells) if self.text else self.column and cells[self.column].strip()
        if not text:
            return None
        if self.split:
            return [part.strip() for part in text.split(self.split) if part.strip()]
        if self.format or self.precision:
            return self._date(text, cells)
        return text if field.type is str else _typed(text, field.type, cells)

    def _date(self, text: str, cells: Cells) -> str | None:
        try:
            day, exact = dates.read(text, self.format), self.precision and self.precision.fill(cells)
            if exact is None or exact in dates.LENGTHS:
                return day if exact is None else dates.cut(day, exact)
            cells.reject(f"a precision is day, month or year, not {exact}")
        except DateError as error:
            cells.reject(f"{error.message} ({error.hint})" if error.hint else error.message)
        return None


def suit(fields: Mapping[str, Rule], part: type[Part], way: Path = ()) -> None:
    """Raise FormError where a field is none of the class, or its value does not suit it."""
    for key, rule in fields.items():
        if key not in known(part):
            raise unknown("field", key, known(part), (*way, key))
        rule.suit(known(part)[key], (*way, key))


@cache
def known(part: type[Part]) -> Mapping[str, Member]:
    """Return the fields of a class by name."""
    return {member.name: member for member in members(part)}


def filled(fields: Mapping[str, Rule], part: type[Part] | None, cells: Cells) -> dict[str, Any]:
    """Return what fields get, but for those that get nothing."""
    found = {key: value_of(rule, known(part)[key] if part else TEXT, cells) for key, rule in fields.items()}
    return {key: value for key, value in found.items() if value not in NOTHING}


def value_of(rule: Rule, field: Member, cells: Cells) -> Any:
    """Return the value of a field: of many, a list; of an id, one made of the text."""
    value = rule.fill(cells, field)
    if field.name == "id":
        return slugged(value, cells)
    return listed(value) if field.many and not field.mapping and value is not None else value


def _typed(text: str, type: type[Any], cells: Cells) -> Any:
    """Return a number, of plain digits and perhaps a point, or a truth value."""
    if type is bool and text in ("true", "false"):
        return text == "true"
    digits = text.replace(".", "", 1) if type is float else text
    if type is not bool and digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS:
        return int(text) if text.isdigit() else float(text)
    cells.reject(f"not {'true or false' if type is bool else 'a plain number, as 1200'}: {text}")
    return None


def names(value: Any, way: Path = ()) -> Iterator[tuple[Path, Name]]:
    """Yield the names in a part of a mapping, with the ways to them."""
    inside: Any = ()
    if isinstance(value, Name):
        yield way, value
    elif isinstance(value, Template):
        yield from ((way, name) for name in value.names)
    elif isinstance(value, (BaseModel, dict)):
        inside = value if isinstance(value, BaseModel) else value.items()
    elif isinstance(value, (tuple, list)):
        inside = enumerate(value)
    for step, item in inside:
        if isinstance(step, Name):  # a column as a key
            yield (*way, step.text), step
        yield from names(item, (*way, step))


def unknown_word(column: str, word: str, words: Mapping[str, Any]) -> str:
    """Return a message that the mapping does not know what a column holds."""
    if not word:
        return f"{column} is empty, and the mapping does not say what that means"
    hint = _nearest(word[:_MOST_SHOWN], tuple(words))
    shown = word if len(word) <= _MOST_SHOWN else f"{word[:_MOST_SHOWN]}…"
    return f"{column}: the mapping has no “{shown}”" + (f"; {hint}" if hint else "")


@lru_cache(maxsize=1000)
def _nearest(word: str, words: tuple[str, ...]) -> str | None:
    # Many rows hold the same word, and finding the nearest takes time.
    return did_you_mean(word, words)


def slugged(value: Any, cells: Cells) -> str | None:
    """Return the id made of a value of a row, or None where none can be."""
    made = None if value is None else slug(str(value), whole=True)
    if made == "":
        cells.reject(f"no id can be made of {value}; ids have letters a to z and digits")
    return made or None
