"""Rules that fill the fields of a record from a row of a table, and the templates in them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import DateError, did_you_mean
from stancetracker.base.text import fold
from stancetracker.base.vocabulary import SLUG_LENGTH
from stancetracker.contribute.table import dates

_MOST_SHOWN: Final = 100
_TOKEN: Final = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{([^{}]+)\}|[{}]|\[|\]|[^{}\[\]]+")
_COLUMN: Final = "column:"
# What no decomposition turns into letters of ids.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": ""}
)


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


@dataclass(frozen=True)
class Rule(ABC):
    """Fills a field: a value as JSON has it, or None to leave the field out."""

    @abstractmethod
    def fill(self, cells: Cells) -> Any:
        """Return the value for a row; faults of the row are added to the cells."""

    def names(self) -> Iterator[Name]:
        """Yield the names of its placeholders and of those of the rules in it."""
        return _names(tuple(vars(self).values()))


def _names(part: object) -> Iterator[Name]:
    if isinstance(part, Name):
        yield part
    elif isinstance(part, Rule):
        yield from part.names()
    elif isinstance(part, (tuple, Mapping)):
        for each in part.values() if isinstance(part, Mapping) else part:
            yield from _names(each)


@dataclass(frozen=True)
class Constant(Rule):
    """The same value in every row."""

    value: Any

    def fill(self, cells: Cells) -> Any:
        return self.value


class Group(NamedTuple):
    """A part of a template; an optional one is left out where a placeholder in it is empty."""

    pieces: tuple[str | Name, ...]
    optional: bool = False


@dataclass(frozen=True)
class Text(Rule):
    """A template: a text with placeholders, and with optional parts in [brackets]."""

    groups: tuple[Group, ...]

    def fill(self, cells: Cells) -> str | None:
        """Return the text; None where a placeholder outside brackets is empty."""
        found = ""
        for pieces, optional in self.groups:
            texts = [cells[piece] if isinstance(piece, Name) else piece for piece in pieces]
            if all(texts):
                found += "".join(texts)
            elif not optional:
                return None
        return found.strip() or None


def template(text: str) -> Text:
    """Read a template.

    Raises ValueError with what is wrong.
    """
    groups: list[Group] = []
    inside: list[str | Name] | None = None
    for match in _TOKEN.finditer(text):
        found = match[0]
        if found in ("{", "}"):
            raise ValueError(f"a {found} of its own in {text!r}; write {found * 2} for the character")
        if found == "[" and inside is None:
            inside = []
        elif found == "]" and inside is not None:
            # Brackets without placeholders are plain text, such as [sic].
            optional = any(isinstance(piece, Name) for piece in inside)
            groups.append(Group(tuple(inside) if optional else ("[", *inside, "]"), optional))
            inside = None
        elif inside is not None:
            inside.append(_piece(match))
        else:
            groups.append(Group((_piece(match),)))
    unclosed = () if inside is None else (Group(("[", *inside)),)
    return Text((*groups, *unclosed))


def _piece(match: re.Match[str]) -> str | Name:
    if match[1] is None:
        return match[0][:1] if match[0] in ("{{", "}}", "[[", "]]") else match[0]
    name = match[1].strip()
    return Name(name.removeprefix(_COLUMN).strip(), name.startswith(_COLUMN))


@dataclass(frozen=True)
class Lookup(Rule):
    """A table of values: what a column's words mean; unknown words are never guessed."""

    column: Name
    values: Mapping[str, Rule]
    otherwise: Rule | None

    def fill(self, cells: Cells) -> Any:
        word = cells[self.column]
        rule = self.values.get(word, self.otherwise)
        if rule is None:
            cells.reject(unknown_word(self.column.text, word, self.values))
            return None
        return rule.fill(cells)


def unknown_word(column: str, word: str, known: Mapping[str, Any]) -> str:
    """Return a message that the mapping does not know what a column holds."""
    if not word:
        return f"{column} is empty, and the mapping does not say what that means"
    hint = _nearest(word[:_MOST_SHOWN], tuple(known))
    shown = word if len(word) <= _MOST_SHOWN else f"{word[:_MOST_SHOWN]}…"
    return f"{column}: the mapping has no “{shown}”" + (f"; {hint}" if hint else "")


@lru_cache(maxsize=1000)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    # Many rows hold the same word, and finding the nearest takes time.
    return did_you_mean(word, known)


@dataclass(frozen=True)
class First(Rule):
    """The first rule that gives something."""

    rules: tuple[Rule, ...]

    def fill(self, cells: Cells) -> Any:
        """Return what the first rule gives, or None; a rule that finds a fault ends the search."""
        for rule in self.rules:
            faults = len(cells.reasons)
            value = rule.fill(cells)
            if value is not None or len(cells.reasons) > faults:
                return value
        return None


@dataclass(frozen=True)
class Dated(Rule):
    """A date of a stated form and precision."""

    rule: Rule
    formats: tuple[dates.Format, ...]
    precision: Rule | None

    def fill(self, cells: Cells) -> str | None:
        text = self.rule.fill(cells)
        if text is None:
            return None
        try:
            day = dates.read(text, self.formats)
            precision = self.precision.fill(cells) if self.precision else None
            if precision is None or precision in dates.LENGTHS:
                return day if precision is None else dates.cut(day, precision)
            cells.reject(f"a precision is day, month or year, not {precision}")
        except DateError as error:
            cells.reject(f"{error.message} ({error.hint})" if error.hint else error.message)
        return None


@dataclass(frozen=True)
class Split(Rule):
    """A cell that holds several values."""

    column: Name
    separator: str

    def fill(self, cells: Cells) -> list[str]:
        """Return the values, without empty ones."""
        return [part.strip() for part in cells[self.column].split(self.separator) if part.strip()]


@dataclass(frozen=True)
class Listing(Rule):
    """A list; rules that give nothing are left out, those that give lists give their items."""

    rules: tuple[Rule, ...]

    def fill(self, cells: Cells) -> list[Any]:
        """Return the items, each once."""
        found: list[Any] = []
        for rule in self.rules:
            value = rule.fill(cells)
            for item in value if isinstance(value, list) else [value]:
                if item is not None and item not in found:
                    found.append(item)
        return found


@dataclass(frozen=True)
class Object(Rule):
    """An object, or a whole record; fields that get nothing are left out."""

    fields: Mapping[str, Rule]

    def fill(self, cells: Cells) -> dict[str, Any] | None:
        """Return the object, None where it is empty."""
        filled = {name: rule.fill(cells) for name, rule in self.fields.items()}
        return {name: value for name, value in filled.items() if value not in (None, [], {})} or None


@dataclass(frozen=True)
class Slug(Rule):
    """An id made from a text."""

    rule: Rule

    def fill(self, cells: Cells) -> str | None:
        text = self.rule.fill(cells)
        if text is None:
            return None
        made = slug(str(text))
        if not made:
            cells.reject(f"no id can be made of {text}; ids have letters a to z and digits")
        return made or None


def slug(text: str) -> str:
    """Return the id that a text becomes; empty where it has letters that no id has.

    Letters lose their accents and capitals, apostrophes go, all else between letters becomes a hyphen.
    """
    plain = fold(text).translate(_LETTERS)
    if not plain.isascii() and any(character.isalnum() and not character.isascii() for character in plain):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].rstrip("-")


@dataclass(frozen=True)
class Typed(Rule):
    """A number or a truth value from a text."""

    rule: Rule
    type: type[Any]

    def fill(self, cells: Cells) -> Any:
        """Return the value; numbers are plain digits, perhaps with a point."""
        value = self.rule.fill(cells)
        if not isinstance(value, str):
            return value
        if self.type is bool and value in ("true", "false"):
            return value == "true"
        digits = value.replace(".", "", 1) if self.type is float else value
        if self.type is not bool and digits.isascii() and digits.isdigit() and len(digits) < len("1" * 18):
            return int(value) if value.isdigit() else float(value)
        what = "true or false" if self.type is bool else "a plain number, as 1200"
        cells.reject(f"not {what}: {value}")
        return None
