"""From the fields of a mapping to rules; every name in them is looked up while the mapping is read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from stancetracker.base.errors import did_you_mean
from stancetracker.contribute.table import dates, templates
from stancetracker.contribute.table.filling import (
    Constant,
    Dated,
    First,
    Listing,
    Lookup,
    Object,
    Rule,
    Slug,
    Split,
    Text,
    Typed,
)
from stancetracker.contribute.table.templates import Name
from stancetracker.contribute.table.toml import MappingError, Node
from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.record import Part

RECORDED: Final = "recorded"
DATE: Final = "date"
_LOOKUP: Final = ("column", "values", "otherwise")
_DATED: Final = ("column", "text", "format", "precision")
_RULES: Final = tuple(dict.fromkeys((*_LOOKUP, *_DATED, "first", "split")))


@dataclass(frozen=True)
class Scope:
    """The names that a mapping may use: columns, words of our own, and value tables."""

    columns: tuple[str, ...]
    ours: Mapping[str, str]
    tables: Node | None = None

    def with_ours(self, **more: str) -> Scope:
        """Return the scope with more words of our own."""
        return replace(self, ours={**self.ours, **more})

    def column(self, node: Node) -> Name:
        """Return the column a text names.

        Raises MappingError where there is none.
        """
        if node.text() not in self.columns:
            raise MappingError(node, f"the table has no column {node.value}", self._hint(node.value))
        return Name(node.value, is_column=True)

    def template(self, node: Node) -> Text:
        """Return the template a text is.

        Raises MappingError where it is none, or names what is not there.
        """
        try:
            found = templates.parse(node.text())
        except ValueError as error:
            raise MappingError(node, str(error)) from None
        for name in found.names():
            self._look_up(name, node)
        return Text(found)

    def _look_up(self, name: Name, node: Node) -> None:
        if not name.is_column and name.text in self.ours:
            return
        if name.text == DATE and not name.is_column:
            hint = "write {column:date} for the column" if DATE in self.columns else None
            raise MappingError(node, "{date}, the date of a record, is not known here", hint)
        if name.text not in self.columns:
            raise MappingError(node, f"the table has no column {name.text}", self._hint(name.text))

    def _hint(self, name: str) -> str:
        known = (*self.columns, *self.ours)
        return did_you_mean(name, known) or f"it has {', '.join(self.columns)}"


def read_object(node: Node, part: type[Part], scope: Scope, keep: tuple[str, ...] = ()) -> Object:
    """The rules of an object of this class; keys to `keep` are someone else's.

    Raises MappingError.
    """
    by_name = {member.name: member for member in members(part)}
    rules = {
        key: read_field(child, by_name[key], _scope_of(key, scope))
        for key, child in node.table((*keep, *by_name), "field")
        if key not in keep
    }
    if "id" in rules:
        rules["id"] = Slug(rules["id"])
    return Object(rules)


def _scope_of(field: str, scope: Scope) -> Scope:
    """A date can't be made of itself."""
    if field != DATE:
        return scope
    return replace(scope, ours={name: what for name, what in scope.ours.items() if name != DATE})


def read_field(node: Node, member: Member, scope: Scope) -> Rule:
    """Return the rule of one field.

    Raises MappingError.
    """
    if member.mapping:
        return Object({key: _one(child, member, scope) for key, child in node.table()})
    if not member.many:
        return _one(node, member, scope)
    items = node.items() if isinstance(node.value, list) else (node,)
    return Listing(tuple(_item(item, member, scope) for item in items))


def _item(node: Node, member: Member, scope: Scope) -> Rule:
    if isinstance(node.value, dict) and "split" in node.value:
        found = dict(node.table(("column", "split"), "key of a split"))
        if "column" not in found:
            raise MappingError(node, "a split needs its `column`")
        return Split(scope.column(found["column"]), found["split"].text())
    return _one(node, member, scope)


def _one(node: Node, member: Member, scope: Scope) -> Rule:
    value = node.value
    if isinstance(value, dict):
        return _table(node, member, scope)
    if isinstance(value, str):
        return _text(node, member, scope)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return Constant(value.isoformat())
    if isinstance(value, (bool, int, float)) and member.part is None:
        return Constant(value)
    what = "one value" if member.part is None else "a table { … }"
    raise MappingError(node, f"{what} is needed here")


def _text(node: Node, member: Member, scope: Scope) -> Rule:
    if member.part is not None:
        raise MappingError(node, "a table is needed here: { field = value }")
    text = scope.template(node)
    if member.words and not any(text.names()):
        node.word(member.words, member.name)
    return text if member.type is str else Typed(text, member.type)


def _table(node: Node, member: Member, scope: Scope) -> Rule:
    if "first" in node.value:
        found = dict(node.table(("first",), "key beside `first`"))
        return First(tuple(_one(item, member, scope) for item in found["first"].items()))
    if "values" in node.value:
        return _lookup(node, member, scope)
    if member.part is not None:
        return read_object(node, member.part, scope)
    return _dated(node, member, scope)


def _lookup(node: Node, member: Member, scope: Scope) -> Rule:
    found = dict(node.table(_LOOKUP, "key beside `values`"))
    if "column" not in found:
        raise MappingError(node, "a table of values needs its `column`")
    values = _values(found["values"], scope)
    rules = {word.strip(): _one(child, member, scope) for word, child in values.table()}
    otherwise = _one(found["otherwise"], member, scope) if "otherwise" in found else None
    return Lookup(scope.column(found["column"]), rules, otherwise)


def _values(node: Node, scope: Scope) -> Node:
    """Return a table of values, or the one of `[tables]` that a text names."""
    if not isinstance(node.value, str):
        return node
    if scope.tables is None or node.value not in scope.tables:
        hint = did_you_mean(node.value, scope.tables.value if scope.tables else ())
        message = f"no table of values is called {node.value}"
        raise MappingError(node, message, hint or "write it as [tables.NAME]")
    return scope.tables[node.value]


def _dated(node: Node, member: Member, scope: Scope) -> Rule:
    found = dict(node.table(_RULES, "key"))
    for key in found:
        if key not in _DATED:
            raise MappingError(found[key], f"`{key}` does not go with {_listed(found, key)}")
    if ("column" in found) == ("text" in found):
        raise MappingError(node, "either `column` or `text` is needed here")
    text: Rule = scope.template(found["text"]) if "text" in found else _cell(found["column"], scope)
    if "format" not in found and "precision" not in found:
        return text if member.type is str else Typed(text, member.type)
    formats = tuple(_formats(found["format"])) if "format" in found else ()
    precision = _precision(found["precision"], member, scope) if "precision" in found else None
    return Dated(text, formats, precision)


def _listed(found: Mapping[str, Node], key: str) -> str:
    others = [f"`{other}`" for other in found if other != key]
    return " and ".join(others) if others else "nothing else; it needs its `column`"


def _cell(node: Node, scope: Scope) -> Rule:
    return Text(templates.Template.of(scope.column(node)))


def _formats(node: Node) -> Iterator[dates.Format]:
    for text in node.texts():
        try:
            yield dates.compiled(text)
        except ValueError as error:
            raise MappingError(node, str(error)) from None


def _precision(node: Node, member: Member, scope: Scope) -> Rule:
    if isinstance(node.value, str):
        node.word(dates.PRECISIONS, "precision")
    words = Member("precision", False, False, str, None, False)
    return _one(node, words, scope)
