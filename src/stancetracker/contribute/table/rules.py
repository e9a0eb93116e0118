"""Rules that fill the fields of a record from a row of a table, each read from its form in a mapping."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import DateError, did_you_mean
from stancetracker.base.text import fold
from stancetracker.base.vocabulary import SLUG_LENGTH
from stancetracker.contribute.table import dates
from stancetracker.contribute.table.toml import DATE, MappingError, Name, Node, Scope
from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.record import Part

_MOST_SHOWN: Final = 100
_TOKEN: Final = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{([^{}]+)\}|[{}]|\[|\]|[^{}\[\]]+")
_COLUMN: Final = "column:"
_DATED: Final = ("column", "text", "format", "precision")
_RULES: Final = ("column", "values", "otherwise", "text", "format", "precision", "first", "split")
# What no decomposition turns into letters of ids.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": ""}
)


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


class Rule(NamedTuple):
    """Fills a field, and the names in its placeholders."""

    fill: Callable[[Cells], Any]
    """Returns a value as JSON has it, or None to leave the field out; faults of the row are added to the cells."""
    names: frozenset[Name] = frozenset()
    parts: Mapping[str, Rule] = {}
    """The rules of the fields of an object, or of the items of a list by their numbers."""


def _names(rules: Iterable[Rule]) -> frozenset[Name]:
    return frozenset[Name]().union(*(rule.names for rule in rules))


def _constant(value: Any) -> Rule:
    return Rule(lambda _: value)


class _Group(NamedTuple):
    """A part of a template; an optional one is left out where a placeholder in it is empty."""

    pieces: tuple[str | Name, ...]
    optional: bool = False


def template(node: Node, scope: Scope) -> Rule:
    """Read a text with placeholders, and with optional parts in [brackets].

    It is left out where a placeholder outside brackets is empty.
    """
    groups = tuple(_groups(node))
    names = frozenset(piece for pieces, _ in groups for piece in pieces if isinstance(piece, Name))
    for name in names:
        scope.known(name, node)

    def fill(cells: Cells) -> str | None:
        found = ""
        for pieces, optional in groups:
            texts = [cells[piece] if isinstance(piece, Name) else piece for piece in pieces]
            if all(texts):
                found += "".join(texts)
            elif not optional:
                return None
        return found.strip() or None

    return Rule(fill, names)


def _groups(node: Node) -> Iterator[_Group]:
    inside: list[str | Name] | None = None
    for match in _TOKEN.finditer(node.text()):
        found = match[0]
        if found in ("{", "}"):
            text = f"a {found} of its own in {node.value!r}; write {found * 2} for the character"
            raise MappingError(node, text)
        if found == "[" and inside is None:
            inside = []
        elif found == "]" and inside is not None:
            # Brackets without placeholders are plain text, such as [sic].
            optional = any(isinstance(piece, Name) for piece in inside)
            yield _Group(tuple(inside) if optional else ("[", *inside, "]"), optional)
            inside = None
        elif inside is not None:
            inside.append(_piece(match))
        else:
            yield _Group((_piece(match),))
    if inside is not None:
        yield _Group(("[", *inside))


def _piece(match: re.Match[str]) -> str | Name:
    if match[1] is None:
        return match[0][:1] if match[0] in ("{{", "}}", "[[", "]]") else match[0]
    name = match[1].strip()
    return Name(name.removeprefix(_COLUMN).strip(), name.startswith(_COLUMN))


def read_object(node: Node, part: type[Part], scope: Scope, keep: tuple[str, ...] = ()) -> dict[str, Rule]:
    """Return the rules of the fields of an object of this class; keys to `keep` are someone else's."""
    by_name = {member.name: member for member in members(part)}
    found = {
        # A date can't be made of itself.
        key: read_field(child, by_name[key], scope.without_date() if key == DATE else scope)
        for key, child in node.table((*keep, *by_name), "field").items()
        if key not in keep
    }
    return {key: _slugged(rule) if key == "id" else rule for key, rule in found.items()}


def as_object(fields: Mapping[str, Rule]) -> Rule:
    """Fill an object; fields that get nothing are left out, and so is an empty object."""

    def fill(cells: Cells) -> dict[str, Any] | None:
        filled = {name: rule.fill(cells) for name, rule in fields.items()}
        return {name: value for name, value in filled.items() if value not in (None, [], {})} or None

    return Rule(fill, _names(fields.values()), fields)


def read_field(node: Node, member: Member, scope: Scope) -> Rule:
    """Return the rule of one field."""
    if member.mapping:
        return as_object({key: _one(child, member, scope) for key, child in node.table().items()})
    if not member.many:
        return _one(node, member, scope)
    items = node.items() if isinstance(node.value, list) else (node,)
    return _listing([_item(item, member, scope) for item in items])


def _listing(rules: list[Rule]) -> Rule:
    """Fill a list, each item once; rules that give lists give their items."""

    def fill(cells: Cells) -> list[Any]:
        found: list[Any] = []
        for rule in rules:
            value = rule.fill(cells)
            for item in value if isinstance(value, list) else [value]:
                if item is not None and item not in found:
                    found.append(item)
        return found

    return Rule(fill, _names(rules), {str(number): rule for number, rule in enumerate(rules)})


def _item(node: Node, member: Member, scope: Scope) -> Rule:
    if not isinstance(node.value, dict) or "split" not in node.value:
        return _one(node, member, scope)
    found = node.table(("column", "split"), "key of a split")
    if "column" not in found:
        raise MappingError(node, "a split needs its `column`")
    column, separator = scope.column(found["column"]), found["split"].text()

    def fill(cells: Cells) -> list[str]:
        return [part.strip() for part in cells[column].split(separator) if part.strip()]

    return Rule(fill, frozenset([column]))


def _one(node: Node, member: Member, scope: Scope) -> Rule:
    value = node.value
    if isinstance(value, dict):
        return _table(node, member, scope)
    if isinstance(value, str):
        return _text(node, member, scope)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return _constant(value.isoformat())
    if isinstance(value, (bool, int, float)) and member.part is None:
        return _constant(value)
    what = "one value" if member.part is None else "a table { … }"
    raise MappingError(node, f"{what} is needed here")


def _text(node: Node, member: Member, scope: Scope) -> Rule:
    if member.part is not None:
        raise MappingError(node, "a table is needed here: { field = value }")
    text = template(node, scope)
    if member.words and not text.names:
        node.word(member.words, member.name)
    return _typed(text, member)


def _typed(rule: Rule, member: Member) -> Rule:
    """Fill a number, in plain digits and perhaps with a point, or a truth value, where the field is one."""
    if member.type is str:
        return rule

    def fill(cells: Cells) -> Any:
        value = rule.fill(cells)
        if not isinstance(value, str):
            return value
        if member.type is bool and value in ("true", "false"):
            return value == "true"
        digits = value.replace(".", "", 1) if member.type is float else value
        if member.type is not bool and digits.isascii() and digits.isdigit() and len(digits) < len("1" * 18):
            return int(value) if value.isdigit() else float(value)
        what = "true or false" if member.type is bool else "a plain number, as 1200"
        cells.reject(f"not {what}: {value}")
        return None

    return Rule(fill, rule.names)


def _table(node: Node, member: Member, scope: Scope) -> Rule:
    if "first" in node.value:
        found = node.table(("first",), "key beside `first`")
        return _first([_one(item, member, scope) for item in found["first"].items()])
    if "values" in node.value:
        return _lookup(node, member, scope)
    if member.part is not None:
        return as_object(read_object(node, member.part, scope))
    return _dated(node, member, scope)


def _first(rules: list[Rule]) -> Rule:
    """Take what the first rule gives; one that finds a fault ends the search."""

    def fill(cells: Cells) -> Any:
        for rule in rules:
            faults = len(cells.reasons)
            value = rule.fill(cells)
            if value is not None or len(cells.reasons) > faults:
                return value
        return None

    return Rule(fill, _names(rules))


def _lookup(node: Node, member: Member, scope: Scope) -> Rule:
    """Read a table of values: what a column's words mean; unknown words are never guessed."""
    found = node.table(("column", "values", "otherwise"), "key beside `values`")
    if "column" not in found:
        raise MappingError(node, "a table of values needs its `column`")
    values = found["values"]
    if isinstance(values.value, str):  # the name of one of `[tables]`
        tables = scope.tables
        if tables is None or values.value not in tables:
            hint = did_you_mean(values.value, tables.value if tables else ())
            message = f"no table of values is called {values.value}"
            raise MappingError(values, message, hint or "write it as [tables.NAME]")
        values = tables[values.value]
    column = scope.column(found["column"])
    meanings = {word.strip(): _one(child, member, scope) for word, child in values.table().items()}
    otherwise = _one(found["otherwise"], member, scope) if "otherwise" in found else None

    def fill(cells: Cells) -> Any:
        word = cells[column]
        rule = meanings.get(word, otherwise)
        if rule is None:
            cells.reject(unknown_word(column.text, word, meanings))
            return None
        return rule.fill(cells)

    return Rule(fill, _names([*meanings.values(), *([otherwise] if otherwise else [])]) | {column})


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


def _dated(node: Node, member: Member, scope: Scope) -> Rule:
    """Read a column or text, perhaps with the form and precision of the date that it is."""
    found = node.table(_RULES, "key")
    for key in found:
        if key not in _DATED:
            others = " and ".join(f"`{other}`" for other in found if other != key)
            raise MappingError(
                found[key], f"`{key}` does not go with {others or 'nothing else; it needs its `column`'}"
            )
    if ("column" in found) == ("text" in found):
        raise MappingError(node, "either `column` or `text` is needed here")
    text = template(found["text"], scope) if "text" in found else _cell(scope.column(found["column"]))
    if "format" not in found and "precision" not in found:
        return _typed(text, member)
    formats = tuple(_formats(found["format"])) if "format" in found else ()
    precision = _precision(found["precision"], scope) if "precision" in found else _constant(None)

    def fill(cells: Cells) -> str | None:
        written = text.fill(cells)
        if written is None:
            return None
        try:
            day, exact = dates.read(written, formats), precision.fill(cells)
            if exact is None or exact in dates.LENGTHS:
                return day if exact is None else dates.cut(day, exact)
            cells.reject(f"a precision is day, month or year, not {exact}")
        except DateError as error:
            cells.reject(f"{error.message} ({error.hint})" if error.hint else error.message)
        return None

    return Rule(fill, text.names | precision.names)


def _cell(column: Name) -> Rule:
    return Rule(lambda cells: cells[column].strip() or None, frozenset([column]))


def _formats(node: Node) -> Iterator[dates.Format]:
    for text in node.texts():
        try:
            yield dates.compiled(text)
        except ValueError as error:
            raise MappingError(node, str(error)) from None


def _precision(node: Node, scope: Scope) -> Rule:
    if isinstance(node.value, str):
        node.word(dates.LENGTHS, "precision")
    return _one(node, Member("precision", False, False, str, None, False), scope)


def _slugged(rule: Rule) -> Rule:
    """Fill an id made from a text."""

    def fill(cells: Cells) -> str | None:
        text = rule.fill(cells)
        made = None if text is None else slug(str(text))
        if made == "":
            cells.reject(f"no id can be made of {text}; ids have letters a to z and digits")
        return made or None

    return Rule(fill, rule.names)


def slug(text: str) -> str:
    """Return the id that a text becomes; empty where it has letters that no id has.

    Letters lose their accents and capitals, apostrophes go, all else between letters becomes a hyphen.
    """
    plain = fold(text).translate(_LETTERS)
    if not plain.isascii() and any(character.isalnum() and not character.isascii() for character in plain):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].rstrip("-")
