"""The values of a mapping: what it fills into a field from a row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from stancetracker.base import wording
from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError, did_you_mean
from stancetracker.base.text import slug
from stancetracker.contribute.document import NEEDED, Form
from stancetracker.ledger.kinds import Member, Path, members
from stancetracker.ledger.record import Part, Source

RECORDED: Final = "recorded"
DATE: Final = "date"
TEXT: Final = Member(("text",), leaf=str)
_MOST_SHOWN: Final = 100
_NUMBER: Final = re.compile(r"[0-9]{1,17}(\.[0-9]{1,17})?")
_TEXT: Final = r"(?:\{\{|\}\}|\{[^{}]*\}|[^\[\]{}])+"
"""A text with placeholders, whose columns may have brackets in their names."""
_PART: Final = re.compile(rf"\[\[|\]\]|\[{_TEXT}\]|{_TEXT}|.", re.DOTALL)
_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_DIRECTIVES: Final = "YymdbBHIMSpz%"
_MONTHS: Final = (
    "january february march april may june july august september october november december"
)
# What tables write otherwise than `strptime` reads: `Sept.`, `p.m.`, parts of a second.
_NAMES: Final = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS.split())
_MONTH: Final = re.compile(rf"\b({_NAMES}|sept)\b\.?", re.IGNORECASE)
_TIME: Final = re.compile(r"(?<=:\d\d)\.\d+|(?<=\b[ap])\.(?=m\b)|(?<=\b[ap]\.m)\.", re.IGNORECASE)
Known = ValidationInfo[Mapping[str, Any]]
"""Where a mapping is read: the columns of its table, other names, and its tables of values."""


class Question(NamedTuple):
    """What only a person can decide of a row."""

    text: str
    choices: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Return why the row is rejected while nobody answers."""
        return wording.ASKED.format(self.text, ", ".join(self.choices))


@dataclass
class Cells:
    """A row by column, other meanings of placeholders in it, and the reasons found to reject it."""

    columns: Mapping[str, str]
    other_values: dict[str, str]
    answer: str = ""
    """The answer of a person to the question about the row."""
    reasons: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    columns_of_new_words: set[str] = field(default_factory=set)
    """The columns with a word that the mapping hasn't got."""

    def __getitem__(self, name: str) -> str:
        is_column = name in self.columns and name != RECORDED
        return self.columns[name] if is_column else self.other_values[name]

    def reject_word(self, column: str, word: str, words: tuple[str, ...]) -> None:
        """Add the reason that the mapping hasn't got a word of a column."""
        if word:
            self.columns_of_new_words.add(column)
        self.reject(unknown_word(column, word, words))

    def ask(self, text: str, choices: tuple[str, ...]) -> None:
        """Add a question, and reject the row until it is answered."""
        question = Question(text, choices)
        self.questions.append(question)
        self.reject(question.reason)

    def reject(self, reason: str, hint: str | None = None) -> None:
        """Add a reason why the row can't be taken."""
        whole = f"{reason} ({hint})" if hint else reason
        if whole not in self.reasons:
            self.reasons.append(whole)


def wrong(message: str, hint: str | None = None, way: Path = ()) -> PydanticCustomError:
    """Return the error for a value in a mapping; `way` is the path from there to the fault."""
    # Braces in a message would be read as a template.
    return PydanticCustomError("mapping", "{text}", {"text": message, "hint": hint, "way": way})


def unknown(what: str, word: str, words: Iterable[str], way: Path = ()) -> PydanticCustomError:
    """Return the error of a word that means nothing here."""
    every = tuple(words)
    return wrong(
        f"unknown {what}: {word}", did_you_mean(word, every) or f"one of: {', '.join(every)}", way
    )


def listed(value: Any) -> Any:
    """Return a list; anything else is its only item."""
    return value if isinstance(value, list) else [value]


def _known(name: str, info: Known, *others: str) -> str:
    """Return a name; refuse one that is neither a column nor one of the others."""
    columns = info.context["columns"]
    if name not in (*columns, *others):
        hint = did_you_mean(name, (*columns, *others)) or f"it has {', '.join(columns)}"
        raise wrong(f"the table has no column {name}", hint)
    return name


Word = Annotated[str, AfterValidator(str.strip)]
Texts = Annotated[tuple[Word, ...], BeforeValidator(listed)]
Column = Annotated[str, AfterValidator(lambda name, info: _known(name, info))]
Columns = Annotated[tuple[Column, ...], BeforeValidator(listed)]


class Template(NamedTuple):
    """A text with placeholders: its parts, and which are left out where a placeholder is empty.

    A part is a text as `str.format` takes it, and the names in its placeholders.
    """

    parts: tuple[tuple[bool, str, tuple[str, ...]], ...]

    @property
    def word(self) -> str | None:
        """Return the text if it is the same in every row; None where it has placeholders."""
        return None if any(names for _, _, names in self.parts) else self.fill(Cells({}, {}))

    def fill(self, cells: Cells) -> str:
        """Return the text; empty where a placeholder outside brackets is."""
        filled_text = ""
        for may_miss, text, names in self.parts:
            values = [cells[name] for name in names]
            if "" not in values:
                filled_text += text.format(*values)
            elif not may_miss:
                return ""
        return filled_text


def template_parts(text: str) -> list[str]:
    """Return the parts of a text with placeholders; those in brackets may be left out."""
    return _PART.findall(text)


def _template(text: Any, info: Known) -> Template:
    if not isinstance(text, str) or not text:
        raise wrong(NEEDED["string"])
    if text == "?":
        raise wrong("a question is still open here", "replace the ? by an answer")
    if set("{}") & set(_PLACEHOLDER.sub("", text)):
        raise wrong(f"a {{ or }} of its own in {text!r}", "write {{ or }} for the character")
    return Template(tuple(_part(part, info) for part in template_parts(text)))


def _part(text: str, info: Known) -> tuple[bool, str, tuple[str, ...]]:
    """Return a part of a template."""
    placed = [match[1].strip() for match in _PLACEHOLDER.finditer(text) if match[1] is not None]
    names = tuple(_known(name, info, *info.context["names"]) for name in placed)
    # Brackets without placeholders are plain text, such as [sic].
    may_miss = bool(names and text.startswith("["))
    plain = text
    if may_miss:
        plain = text[1:-1]
    elif text in ("[[", "]]"):
        plain = text[0]
    form = _PLACEHOLDER.sub(lambda match: match[0] if match[1] is None else "{}", plain)
    return may_miss, form, names


def date_format(text: str) -> str:
    """Return a format such as `%m/%d/%Y`; month names are English, times are read over.

    Raises ValueError.
    """
    seen = re.findall("%(.?)", text, re.DOTALL)
    if wrong := [directive for directive in seen if directive not in tuple(_DIRECTIVES)]:
        raise ValueError(
            f"%{wrong[0]} is not known; known: {' '.join(f'%{d}' for d in _DIRECTIVES)}"
        )
    months = sum(map(seen.count, "mbB"))
    years = seen.count("Y") + seen.count("y")
    twice = years > 1 or [
        directive for directive in seen if directive != "%" and seen.count(directive) > 1
    ]
    if not (years or months) or twice or months > 1 or seen.count("d") > months:
        raise ValueError(
            f"{text} needs one %Y or %y, and nothing twice; and a %d needs a %m, %b or %B"
        )
    return text


def has_year(form: str) -> bool:
    """Return whether a format has the year of a date."""
    return bool(_directives(form) & {"Y", "y"})


def _directives(form: str) -> set[str]:
    """Return the letters of a format that stand for parts of a date."""
    return {*re.findall("%(.)", form)}


def read_date(text: str, formats: Sequence[str], year: str) -> str:
    """Return the date of a text in one of the formats; without any, in the ledger's own form.

    Of a date without a year it is the first from that `year`, or month, on. Raises DateError where
    it is none, is impossible, or could be two.
    """
    if not formats:
        try:
            parse(text)
        except DateError as error:
            hint = 'state its form in the mapping, as format = "%m/%d/%Y"'
            raise DateError(error.message, hint) from None
        return text
    plain = _MONTH.sub(lambda match: match[1][:3], _TIME.sub("", text.strip()))
    dates = set()
    for form in formats:
        with suppress(ValueError):
            dates.add(_date_in_format(plain, form, year))
    if len(dates) > 1:
        raise DateError(f"{text} could be {' or '.join(sorted(dates))}", "state one format")
    if not dates:
        raise DateError(f"not a date of the form {' or '.join(formats)}: {text}")
    return dates.pop()


def _date_in_format(text: str, form: str, year: str) -> str:
    """Return the date of a text in a format, as exact as that is; raises ValueError."""
    directives = _directives(form)
    form = form.replace("%B", "%b")
    if has_year(form):
        day = datetime.strptime(text, form).date()
    else:
        # In a leap year, so that every day there is is read.
        day = datetime.strptime(f"{text} 2000", f"{form} %Y").date()
        day = _first_from(day, year)
    if "d" in directives:
        return day.isoformat()
    has_month = directives & {"m", "b", "B"}
    return day.isoformat()[: len("2000-01" if has_month else "2000")]


def _first_from(day: date, year: str) -> date:
    """Return the first such day from a year, or from a month; raises ValueError for none."""
    first_year, _, first_month = year.partition("-")
    is_before = bool(first_month) and day.month < int(first_month)
    return day.replace(year=int(first_year) + is_before)


class Condition(Form):
    """A condition on rows; all that is given must hold."""

    when: dict[Column, Texts] = Field(
        {}, description="columns, and the words of which each holds one"
    )
    like: dict[Column, Texts] = Field(
        {}, description="the same with patterns: * is any text, ? a character"
    )
    filled: Columns = Field((), description="columns that are not empty")
    empty: Columns = Field((), description="columns that are empty")

    def holds(self, cells: Cells) -> bool:
        """Return whether a row meets the condition."""
        if not (self.when or self.like or self.filled or self.empty):
            return True
        columns = cells.columns
        return (
            all(columns[column] in words for column, words in self.when.items())
            and all(
                any(fnmatchcase(columns[column], pattern) for pattern in patterns)
                for column, patterns in self.like.items()
            )
            and all(columns[column] for column in self.filled)
            and not any(columns[column] for column in self.empty)
        )


def _meanings(meanings: Any, info: Known) -> Any:
    """Return a table of values; a text is the name of one of `[tables]`."""
    tables = info.context["tables"]
    if isinstance(meanings, str) and meanings not in tables:
        hint = did_you_mean(meanings, tables) or "write it as [tables.NAME]"
        raise wrong(f"no table of values is called {meanings}", hint)
    return tables[meanings] if isinstance(meanings, str) else meanings


class Value(Condition):
    """A value; a text, a number, a day, a list or an object stands for itself."""

    column: Column | None = Field(None, description="the column whose cell it is")
    text: Annotated[Template, PlainValidator(_template)] | None = Field(
        None, description="a text with {columns}"
    )
    first: tuple[Value, ...] | None = Field(
        None, description="values; the first that is not empty is taken"
    )
    replace: dict[str, str] = Field({}, description="texts in it, and what stands for each")
    lines: Literal["keep", "fold"] = Field(
        "keep", description="whether line ends in it stay, or become spaces"
    )
    split: str | None = Field(
        None, min_length=1, description="what stands between the values in a cell"
    )
    values: Annotated[dict[Word, Value] | None, BeforeValidator(_meanings)] = Field(
        None, description="what each word in the column means, or the name of one of `[tables]`"
    )
    otherwise: Value | None = Field(None, description="what any other word means")
    format: Annotated[
        tuple[Annotated[str, AfterValidator(date_format)], ...], BeforeValidator(listed)
    ] = Field((), description="the forms that a date has, as %m/%d/%Y")
    precision: Literal["month", "year"] | None = Field(
        None, description="how exact a date is at most"
    )
    up_to: bool = Field(False, description="whether it is the last day that a date can be")
    year: Value | None = Field(
        None,
        description=(
            "the year of a date without one; 2022-09: the first such day from that month on"
        ),
    )
    items: tuple[Value, ...] | None = None
    fields: dict[str, Value] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, (str, int, float)) or type(value) is date:
            return {"text": str(value).lower() if isinstance(value, bool) else str(value)}
        if isinstance(value, list):
            return {"items": value}
        if not isinstance(value, dict):
            raise wrong("one value is needed here")
        return value if value and value.keys() <= set(KEYS) else {"fields": value}

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        made_of = {"column", "text", "first", "items", "fields"} & self.model_fields_set
        is_text = bool(made_of & {"column", "text"})
        if len(made_of) != 1 or (
            not is_text and self.model_fields_set - {*made_of, *Condition.model_fields}
        ):
            keys = " and ".join(f"`{key}`" for key in sorted(self.model_fields_set))
            hint = "write `first`, or one of `column` and `text` with what is done with it"
            raise wrong(f"no value is made of {keys}", hint)
        if self.year is None and (
            without_year := [form for form in self.format if not has_year(form)]
        ):
            raise wrong(f"{without_year[0]} has no %Y", "say which `year` it is", ("format",))
        return self

    def names(self) -> frozenset[str]:
        """Return the columns and other names that it may be made of, whatever a row chooses."""
        parts = self.text.parts if self.text else ()
        own = {name for _, _, names in parts for name in names} | {self.column or ""}
        meanings = (*(self.values or {}).values(), *filter(None, (self.otherwise, self.year)))
        inner = (*(self.first or ()), *(self.items or ()), *(self.fields or {}).values(), *meanings)
        return frozenset(own.union(*(value.names() for value in inner)) - {""})

    def fill(self, cells: Cells, field: Member = TEXT) -> Any:
        """Return a value as JSON has it, or None to leave the field out.

        What is wrong with the row is added to its reasons.
        """
        if not self.holds(cells):
            return None
        if self.fields is not None:
            return self._object(self.fields, cells, field)
        if self.items is not None:
            items = [item for value in self.items for item in listed(value.fill(cells, field))]
            return [*_different(items)]
        if self.first is not None:
            return self._first(self.first, cells, field)
        text = self._own_text(cells)
        if self.values is not None:
            return self._meaning(self.values, text, cells, field)
        return self._typed(text, field, cells) if text else None

    def _object(self, fields: Mapping[str, Value], cells: Cells, field: Member) -> Any:
        """Return an object, or None for an empty one; a source names an address or a citation."""
        values = filled(fields, field.part or field.entry, cells)
        is_cited = field.part is not Source or "url" in values or "citation" in values
        return values if values and is_cited else None

    def _first(self, values: Iterable[Value], cells: Cells, field: Member) -> Any:
        """Return the first value that is not empty, or None where a reason is found before."""
        reasons_before = len(cells.reasons)
        for value in values:
            result = value.fill(cells, field)
            if result is not None or len(cells.reasons) > reasons_before:
                return result
        return None

    def _own_text(self, cells: Cells) -> str:
        text = self.text.fill(cells) if self.text else cells.columns[str(self.column)]
        for old, new in self.replace.items():
            text = text.replace(old, new)
        text = text.strip()
        return re.sub(r"\s*\n\s*", " ", text) if self.lines == "fold" else text

    def _meaning(self, values: Mapping[str, Value], text: str, cells: Cells, field: Member) -> Any:
        """Return what a word means; a word without a meaning rejects the row."""
        meaning = values.get(text, self.otherwise)
        if meaning is None:
            cells.reject_word(self.column or field.name, text, tuple(values))
            return None
        return meaning.fill(cells, field)

    def _typed(self, text: str, field: Member, cells: Cells) -> Any:
        """Return a text as the type it is of: texts, a date, a truth value, or a number."""
        if self.split:
            return [part.strip() for part in text.split(self.split) if part.strip()]
        if self.format or self.precision or self.up_to:
            return self._date(text, cells)
        if field.type is str:
            return text
        return _truth(text, cells) if field.type is bool else _number(text, field, cells)

    def _date(self, text: str, cells: Cells) -> str | None:
        length = {"month": 7, "year": 4, None: 0}[self.precision]
        try:
            day = read_date(text, self.format, str(self.year.fill(cells)) if self.year else "")
            if length and ("/" in day or len(day) < length):
                raise DateError(f"{day} is not exact to the {self.precision}")
        except DateError as error:
            cells.reject(error.message, error.hint)
            return None
        day = day[: length or None]
        return f"../{day}" if self.up_to else day


def _different(items: Iterable[Any]) -> Iterator[Any]:
    """Yield items, but for empty ones and those that were there before."""
    seen: list[Any] = []
    for item in items:
        if item is not None and item not in seen:
            seen.append(item)
            yield item


def _truth(text: str, cells: Cells) -> bool | None:
    if text in ("true", "false"):
        return text == "true"
    cells.reject(f"not true or false: {text}")
    return None


def _number(text: str, field: Member, cells: Cells) -> float | None:
    """Return a number of plain digits."""
    is_whole = text.isdigit()
    if not _NUMBER.fullmatch(text) or (field.type is not float and not is_whole):
        cells.reject(f"not a plain number, as 1200: {text}")
        return None
    return int(text) if is_whole else float(text)


KEYS: Final = tuple(key for key, info in Value.model_fields.items() if info.description)
"""The keys of a value that a mapping can write."""


@cache
def known(part: type[Part]) -> Mapping[str, Member]:
    """Return the fields of a class by name."""
    return {member.name: member for member in members(part)}


def filled(fields: Mapping[str, Value], part: type[Part] | None, cells: Cells) -> dict[str, Any]:
    """Return the values of the fields that have one: of many, a list; an id is made of the text."""
    values: dict[str, Any] = {}
    for key, value in fields.items():
        member = known(part)[key] if part else TEXT
        filled_value = value.fill(cells, member)
        if member.name == "id":
            filled_value = slugged(filled_value, cells)
        elif member.many and not member.mapping and filled_value is not None:
            filled_value = listed(filled_value)
        if filled_value not in (None, [], {}):
            values[key] = filled_value
    return values


@lru_cache(maxsize=1000)  # many rows hold the same word, and finding the nearest takes time
def unknown_word(column: str, word: str, words: tuple[str, ...]) -> str:
    """Return a message that the mapping does not know what a column holds."""
    if not word:
        return f"{column} is empty, and the mapping does not say what that means"
    hint = did_you_mean(word[:_MOST_SHOWN], words)
    shown = word if len(word) <= _MOST_SHOWN else f"{word[:_MOST_SHOWN]}…"
    return f"{column}: the mapping has no “{shown}”" + (f"; {hint}" if hint else "")


def slugged(value: Any, cells: Cells) -> str | None:
    """Return the id made of a value of a row, or None where none can be."""
    id = None if value is None else slug(str(value), whole=True)
    if id == "":
        cells.reject(f"no id can be made of {value}; ids have letters a to z and digits")
    return id or None
