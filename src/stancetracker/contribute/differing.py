"""How the records of two states differ: new, gone, changed, or the same under another id."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from stancetracker.ledger.canonical import canonical
from stancetracker.ledger.fields import put, reach, reference_fields
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Record

# What others name comes before them, so that a new id is known when it is met in a reference:
# organizations before the people in them, replies before what corrects them; else as everywhere.
_ORDER: Final = tuple(
    dict.fromkeys(("dataset", "organization", *(k for k in CLASS_BY_KIND if k != "correction"), "correction"))
)
_NOT_IDENTITY: Final = ("id", "recorded", "note")
Value = dict[str, Any]
Records = Mapping[str, Record]


class FieldChange(NamedTuple):
    """A field of a record, before and after; None where it is not there."""

    name: str
    before: Any
    after: Any


class Difference(NamedTuple):
    """A record that differs: what happened to it, and which of its fields changed."""

    what: Literal["new", "gone", "changed", "id"]
    before: Record | None
    after: Record | None
    fields: tuple[FieldChange, ...] = ()


class Differences(NamedTuple):
    """Every record that differs, and the ids that records of the first state have in the second."""

    found: tuple[Difference, ...]
    renamed: Mapping[str, str]


def differences(before: Records, after: Records, without: Collection[str] = ()) -> Differences:
    """Compare two states, records by id, all fields but those `without`; the order of records says nothing."""
    renamed: dict[str, str] = {}
    found: list[Difference] = []
    old, new = _by_kind(before), _by_kind(after)
    for kind in _ORDER:
        gone = {name: record for name, record in old[kind] if name not in after}
        fresh = {name: record for name, record in new[kind] if name not in before}
        moved = _moved(gone, fresh, renamed)
        renamed |= moved
        found += (Difference("gone", record, None) for name, record in gone.items() if name not in moved)
        was = {second: first for first, second in moved.items()}
        for name, record in new[kind]:
            other = before.get(was.get(name, name))
            if other is None:
                found.append(Difference("new", None, record))
            else:
                found += _of_pair(other, record, renamed, without)
    return Differences(tuple(found), renamed)


def _by_kind(records: Records) -> Mapping[str, list[tuple[str, Record]]]:
    """The records of each kind, by id."""
    kinds = {record_class: kind for kind, record_class in CLASS_BY_KIND.items()}
    found: dict[str, list[tuple[str, Record]]] = {kind: [] for kind in _ORDER}
    for name in sorted(records):
        found[kinds[type(records[name])]].append((name, records[name]))
    return found


def _moved(gone: Records, fresh: Records, renamed: Mapping[str, str]) -> dict[str, str]:
    """Which record that is gone is which new one: by its former id, or by all that both say."""
    moved = {}
    for name, record in fresh.items():
        # Of two that became one, one moved and the other is gone.
        former = next((id for id in reversed(_former(record)) if id in gone and id not in moved), None)
        if former is not None:
            moved[former] = name
    says: dict[str, list[str]] = {}
    for name, record in fresh.items():
        if name not in moved.values():
            says.setdefault(_identity(_value(record, {})), []).append(name)
    for name, record in gone.items():
        same = says.get(_identity(_value(record, renamed)), []) if name not in moved else []
        if same:
            moved[name] = same.pop(0)
    return moved


def _former(record: Record) -> tuple[str, ...]:
    former: tuple[str, ...] = getattr(record, "former_ids", ())
    return former


def _of_pair(
    before: Record, after: Record, renamed: Mapping[str, str], without: Collection[str]
) -> Iterator[Difference]:
    """What changed about one record."""
    if getattr(before, "id", None) != getattr(after, "id", None):
        yield Difference("id", before, after)
    if before != after and canonical(before) != canonical(after):
        changed = _changed(_value(before, renamed), _value(after, {}))
        fields = tuple(field for field in changed if field.name not in without)
        if fields:
            yield Difference("changed", before, after, fields)


def _value(record: Record, renamed: Mapping[str, str]) -> Value:
    """The canonical object of a record, with the ids that others have by now."""
    value: Value = json.loads(canonical(record))
    for field in reference_fields(type(record)) if renamed else ():
        for path, name in reach(value, field.pattern):
            owner, slash, part = name.partition("/")
            put(value, path, renamed.get(owner, owner) + slash + part)
    return value


def _identity(value: Value) -> str:
    said = {name: item for name, item in value.items() if name not in _NOT_IDENTITY}
    return json.dumps(said, sort_keys=True)


def _changed(before: Value, after: Value) -> Iterator[FieldChange]:
    """The fields that differ but for the id; of a record that is of another kind now, those both kinds have."""
    moved = before["kind"] != after["kind"]
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if name != "id" and old != new and not (moved and (old is None or new is None)):
            yield from _leaves(name, old, new)


def _leaves(name: str, before: Any, after: Any) -> Iterator[FieldChange]:
    """What differs in a field; in objects, each value of theirs, as long as none was added or taken away."""
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
