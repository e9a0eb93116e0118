"""How the records of two states differ: new, gone, changed, or the same under another id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from stancetracker.contribute.sides import Line
from stancetracker.ledger.fields import put, reach, reference_fields
from stancetracker.ledger.kinds import CLASS_BY_KIND

# What others name comes before them, so that a new id is known when it is met in a reference:
# organizations before the people in them, replies before what corrects them; else as everywhere.
_ORDER: Final = tuple(
    dict.fromkeys(("dataset", "organization", *(k for k in CLASS_BY_KIND if k != "correction"), "correction"))
)
_NOT_IDENTITY: Final = ("id", "recorded", "note")
Value = dict[str, Any]
Lines = Mapping[str, Line]


class FieldChange(NamedTuple):
    """A field of a record, before and after; None where it is not there."""

    name: str
    before: Any
    after: Any


class Difference(NamedTuple):
    """A record that differs: what happened to it, and which of its fields changed."""

    what: Literal["new", "gone", "changed", "id"]
    before: Line | None
    after: Line | None
    fields: tuple[FieldChange, ...] = ()


class Differences(NamedTuple):
    """Every record that differs, and the ids that records of the first state have in the second."""

    found: tuple[Difference, ...]
    renamed: Mapping[str, str]


def differences(before: Iterable[Line], after: Iterable[Line], *, apart: bool = False) -> Differences:
    """Compare two states, each by id, all fields; when they were recorded not, where the two are `apart`."""
    old, new = _differing(iter(before), iter(after))
    renamed: dict[str, str] = {}
    found: list[Difference] = []
    for kind in _ORDER:
        gone = {id: line for id, line in old.items() if line.kind == kind and id not in new}
        fresh = {id: line for id, line in new.items() if line.kind == kind and id not in old}
        moved = _moved(gone, fresh, renamed)
        renamed |= moved
        found += (Difference("gone", line, None) for id, line in gone.items() if id not in moved)
        was = {second: first for first, second in moved.items()}
        for id, line in new.items():
            if line.kind != kind:
                continue
            other = old.get(was.get(id, id))
            found += (
                [Difference("new", None, line)] if other is None else _of_pair(other, line, renamed, apart)
            )
    return Differences(tuple(found), renamed)


def _differing(before: Iterator[Line], after: Iterator[Line]) -> tuple[Lines, Lines]:
    """Return the records of each state that the other has not, or not so."""
    old: dict[str, Line] = {}
    new: dict[str, Line] = {}
    one, other = next(before, None), next(after, None)
    while one is not None or other is not None:
        at_one = one is not None and (other is None or one.id <= other.id)
        at_other = other is not None and (one is None or other.id <= one.id)
        if not (at_one and at_other and one == other):
            old |= {one.id: one} if at_one and one else {}
            new |= {other.id: other} if at_other and other else {}
        one = next(before, None) if at_one else one
        other = next(after, None) if at_other else other
    return old, new


def _moved(gone: Lines, fresh: Lines, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return which record that is gone is which new one: by its former id, or by all that both say."""
    moved: dict[str, str] = {}
    for id, line in fresh.items():
        # Of two that became one, one moved and the other is gone.
        names = reversed(line.values.get("former_ids", ()))
        former = next((name for name in names if name in gone and name not in moved), None)
        if former is not None:
            moved[former] = id
    says: dict[str, list[str]] = {}
    for id, line in fresh.items():
        if id not in moved.values():
            says.setdefault(_identity(line.values), []).append(id)
    for id, line in gone.items():
        same = says.get(_identity(_value(line, renamed)), []) if id not in moved else []
        if same:
            moved[id] = same.pop(0)
    return moved


def _of_pair(before: Line, after: Line, renamed: Mapping[str, str], apart: bool) -> Iterator[Difference]:
    """Yield what changed about one record."""
    if before.id != after.id:
        yield Difference("id", before, after)
    changed = _changed(_value(before, renamed), after.values)
    fields = tuple(field for field in changed if not (apart and field.name == "recorded"))
    if fields:
        yield Difference("changed", before, after, fields)


def _value(line: Line, renamed: Mapping[str, str]) -> Value:
    """Return a record as an object, with the ids that others have by now."""
    value = line.values
    for field in reference_fields(CLASS_BY_KIND[line.kind]) if renamed else ():
        for path, name in reach(value, field.pattern):
            owner, slash, part = name.partition("/")
            put(value, path, renamed.get(owner, owner) + slash + part)
    return value


def _identity(value: Value) -> str:
    said = {name: item for name, item in value.items() if name not in _NOT_IDENTITY}
    return json.dumps(said, sort_keys=True)


def _changed(before: Value, after: Value) -> Iterator[FieldChange]:
    """Yield the fields that differ but the id; of a record that is of another kind now, those both kinds have."""
    moved = before["kind"] != after["kind"]
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if name != "id" and old != new and not (moved and (old is None or new is None)):
            yield from _leaves(name, old, new)


def _leaves(name: str, before: Any, after: Any) -> Iterator[FieldChange]:
    """Yield what differs in a field; in objects, each value, as long as none was added or taken away."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _leaves(f"{name}.{key}", before.get(key), after.get(key))
    elif _are_objects(before) and _are_objects(after) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _leaves(f"{name}.{number}", old, new)
    else:
        yield FieldChange(name, before, after)


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
