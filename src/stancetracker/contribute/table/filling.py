"""Rules that fill the fields of a record from a row of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from stancetracker.base.errors import DateError, did_you_mean
from stancetracker.contribute.table import dates
from stancetracker.contribute.table.dates import Format
from stancetracker.contribute.table.templates import Name, Template, slug

_MOST_SHOWN: Final = 100


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
        """Say why the row can't be taken."""
        if reason not in self.reasons:
            self.reasons.append(reason)


class Rule(Protocol):
    """Fills a field: a value as JSON has it, or None to leave the field out."""

    def fill(self, cells: Cells) -> Any:
        """Return the value for a row; faults of the row are added to the cells."""

    def names(self) -> Iterator[Name]:
        """Return the names of its placeholders."""


@dataclass(frozen=True)
class Constant:
    """The same value in every row."""

    value: Any

    def fill(self, cells: Cells) -> Any:
        """Return the value."""
        return self.value

    def names(self) -> Iterator[Name]:
        """None."""
        return iter(())


@dataclass(frozen=True)
class Text:
    """A template."""

    template: Template

    def fill(self, cells: Cells) -> str | None:
        """Return the text, None where it is empty."""
        return self.template.fill(cells.__getitem__) or None

    def names(self) -> Iterator[Name]:
        """Return the names of the template."""
        return self.template.names()


@dataclass(frozen=True)
class Lookup:
    """A table of values: what a column's words mean; unknown words are never guessed."""

    column: Name
    values: Mapping[str, Rule]
    otherwise: Rule | None

    def fill(self, cells: Cells) -> Any:
        """Return the meaning of this row's word."""
        word = cells[self.column]
        rule = self.values.get(word, self.otherwise)
        if rule is None:
            cells.reject(unknown_word(self.column.text, word, self.values))
            return None
        return rule.fill(cells)

    def names(self) -> Iterator[Name]:
        """Return the column, and the names of the values."""
        yield self.column
        for rule in self._rules():
            yield from rule.names()

    def _rules(self) -> Iterator[Rule]:
        yield from self.values.values()
        if self.otherwise is not None:
            yield self.otherwise


def unknown_word(column: str, word: str, known: Mapping[str, Any]) -> str:
    """Say that the mapping has no word for what a column holds."""
    if not word:
        return f"{column} is empty, and the mapping does not say what that means"
    hint = _nearest(word[:_MOST_SHOWN], tuple(known))
    shown = word if len(word) <= _MOST_SHOWN else f"{word[:_MOST_SHOWN]}…"
    return f"{column}: the mapping has no “{shown}”" + (f"; {hint}" if hint else "")


@lru_cache(maxsize=1000)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    # Many rows hold the same word, and looking for the nearest takes its time.
    return did_you_mean(word, known)


@dataclass(frozen=True)
class First:
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

    def names(self) -> Iterator[Name]:
        """Return the names of all of them."""
        return (name for rule in self.rules for name in rule.names())


@dataclass(frozen=True)
class Dated:
    """A date of a stated form and precision."""

    rule: Rule
    formats: tuple[Format, ...]
    precision: Rule | None

    def fill(self, cells: Cells) -> str | None:
        """Return the date as the ledger writes it."""
        text = self.rule.fill(cells)
        if text is None:
            return None
        try:
            day = dates.read(text, self.formats)
            return day if self.precision is None else self._cut(day, cells)
        except DateError as error:
            cells.reject(f"{error.message} ({error.hint})" if error.hint else error.message)
            return None

    def _cut(self, day: str, cells: Cells) -> str | None:
        assert self.precision is not None
        precision = self.precision.fill(cells)
        if precision is None:
            return day
        if precision not in dates.PRECISIONS:
            cells.reject(f"a precision is day, month or year, not {precision}")
            return None
        return dates.cut(day, precision)

    def names(self) -> Iterator[Name]:
        """Return the names of the text and of the precision."""
        yield from self.rule.names()
        if self.precision is not None:
            yield from self.precision.names()


@dataclass(frozen=True)
class Split:
    """A cell that holds several values."""

    column: Name
    separator: str

    def fill(self, cells: Cells) -> list[str]:
        """Return the values, without empty ones."""
        return [part.strip() for part in cells[self.column].split(self.separator) if part.strip()]

    def names(self) -> Iterator[Name]:
        """Return the column."""
        yield self.column


@dataclass(frozen=True)
class Listing:
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

    def names(self) -> Iterator[Name]:
        """Return the names of all items."""
        return (name for rule in self.rules for name in rule.names())


@dataclass(frozen=True)
class Object:
    """An object, or a whole record; fields that get nothing are left out."""

    fields: Mapping[str, Rule]

    def fill(self, cells: Cells) -> dict[str, Any] | None:
        """Return the object, None where it is empty."""
        filled = {name: rule.fill(cells) for name, rule in self.fields.items()}
        return {name: value for name, value in filled.items() if value not in (None, [], {})} or None

    def names(self) -> Iterator[Name]:
        """Return the names of all fields."""
        return (name for rule in self.fields.values() for name in rule.names())


@dataclass(frozen=True)
class Slug:
    """An id made from a text."""

    rule: Rule

    def fill(self, cells: Cells) -> str | None:
        """Return the id."""
        text = self.rule.fill(cells)
        if text is None:
            return None
        made = slug(str(text))
        if not made:
            cells.reject(f"no id can be made of {text}; ids have letters a to z and digits")
        return made or None

    def names(self) -> Iterator[Name]:
        """Return the names of the text."""
        return self.rule.names()


@dataclass(frozen=True)
class Typed:
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

    def names(self) -> Iterator[Name]:
        """Return the names of the text."""
        return self.rule.names()
