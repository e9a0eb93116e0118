"""Find the actors of a table's rows in the dataset, or make new ones with ids of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import fold
from stancetracker.contribute.names import Names
from stancetracker.contribute.table.filling import Cells
from stancetracker.contribute.table.mapping import ActorRule
from stancetracker.contribute.table.templates import slug


class Key(NamedTuple):
    """The identity of an actor in a table: its kind, the start of its id, and what distinguishes namesakes."""

    kind: str
    start: str
    apart: tuple[str, ...]

    def ids(self) -> tuple[str, ...]:
        """Return the ids it may have, the shortest first; none if its name has no letters for ids."""
        if not self.start:
            return ()
        longer = (" ".join((self.start, *self.apart[:count])) for count in range(len(self.apart) + 1))
        return tuple(dict.fromkeys(made for text in longer if (made := slug(text))))


class Part(NamedTuple):
    """An actor in a row: by whom it is meant there, and what the row says of it."""

    key: Key
    name: str
    has_id: bool
    """True if the mapping states its id."""
    rule: ActorRule


class Found(NamedTuple):
    """The id of an actor, and whether it is new."""

    id: str
    is_new: bool


def part(rule: ActorRule, cells: Cells) -> Part | None:
    """Return the actor that a rule finds in a row, None if the row names none."""
    name = rule.name.fill(cells)
    if name is None:
        return None
    start = name if rule.id is None else rule.id.fill(cells)
    apart = tuple(fold(each.fill(cells) or "") for each in rule.tell_apart)
    return Part(Key(rule.kind, slug(start or ""), apart), name, rule.id is not None, rule)


class Cast:
    """The actors of a whole table."""

    def __init__(self, names: Names, parts: Iterable[Part]) -> None:
        """Every part of the table is needed, because two of one name have longer ids."""
        self._names = names
        keys: dict[Key, set[str]] = {}
        for one in parts:
            keys.setdefault(one.key, set()).add(fold(one.name))
        self._uses = Counter(name for key in keys for name in key.ids())
        self._namesakes = Counter((key.kind, name) for key, names in keys.items() for name in names)
        self._found: dict[tuple[Key, str, bool, bool], Found | str] = {}

    def find(self, one: Part) -> Found | str:
        """Return the actor, or the reason why none can be chosen."""
        asked = (one.key, fold(one.name), one.rule.by_name, one.rule.makes)
        if asked not in self._found:
            self._found[asked] = self._look(one)
        return self._found[asked]

    def _look(self, one: Part) -> Found | str:
        ids = [name for name in one.key.ids() if self._uses[name] == 1]
        for name in ids:
            if self._names.kind_of(name) == one.key.kind and self._is_called(name, one):
                return Found(name, is_new=False)
        meant = self._names.meant(one.name, (one.key.kind,)) if one.rule.by_name else []
        if len(meant) == 1 and self._namesakes[one.key.kind, fold(one.name)] == 1:
            return Found(meant[0], is_new=False)
        if meant:
            return f"{one.name} could be {', '.join(meant)}, as several are so called; match it by id"
        return self._made(one, ids) if one.rule.makes else self._unknown(one)

    def _is_called(self, name: str, one: Part) -> bool:
        return one.has_id or name in self._names.meant(one.name, (one.key.kind,))

    def _made(self, one: Part, ids: list[str]) -> Found | str:
        free = [name for name in ids if self._names.kind_of(name) is None]
        if free:
            return Found(free[0], is_new=True)
        if not one.key.start:
            return f"no id can be made of {one.name}; give the mapping an `id` of letters a to z"
        return f"every id made of {one.name} is taken ({', '.join(one.key.ids())}); tell it apart by more"

    def _unknown(self, one: Part) -> str:
        try:
            found = self._names.id_of(one.name, (one.key.kind,))
        except UnknownNameError as error:
            return error.message + (f" ({error.hint})" if error.hint else "")
        # An id of the dataset, given as the name.
        return f"{found} is of kind {self._names.kind_of(found)}, not {one.key.kind}"


def merged(record: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add what a further row says of an actor: lists get longer, other fields stand as first said."""
    for name, value in more.items():
        if isinstance(value, list):
            known = record.get(name, [])
            record[name] = [*known, *(item for item in value if item not in known)]
        else:
            record.setdefault(name, value)
