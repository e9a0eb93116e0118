"""The records of two states in pairs: which differ, and in which fields."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from stancetracker.ledger.kinds import Path

Values = dict[str, Any]
"""A record, as its canonical line has it; empty if there is none."""


class Pair(NamedTuple):
    """A record before and after."""

    before: Values
    after: Values


class FieldChange(NamedTuple):
    """A field that differs, such as `sources.0.url`; None where it holds nothing."""

    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Pair]:
    """Yield what differs between two states.

    Take the canonical lines by id of the records that differ, as each state has them.
    """
    old_records = _parsed(before)
    new_records = _parsed(after)
    for id in dict.fromkeys([*old_records, *new_records]):
        old = old_records.get(id, {})
        new = new_records.get(id, {})
        if old and new and old["kind"] != new["kind"]:
            yield Pair(old, {})
            yield Pair({}, new)
        else:
            yield Pair(old, new)


def _parsed(lines: Mapping[str, str]) -> dict[str, Values]:
    return {id: json.loads(line) for id, line in lines.items()}


def fields(before: Any, after: Any, name: str = "") -> Iterator[FieldChange]:
    """Yield the fields that differ.

    Of objects, each field inside; of lists of objects too, as long as none was added or removed.
    """
    if _are_object_lists(before, after):
        before = dict(enumerate(before))
        after = dict(enumerate(after))
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from fields(before.get(key), after.get(key), f"{name}.{key}".removeprefix("."))
    elif before != after:
        yield FieldChange(name, before, after)


def _are_object_lists(before: Any, after: Any) -> bool:
    """Return whether both are lists of as many objects."""
    return (
        isinstance(before, list)
        and isinstance(after, list)
        and len(before) == len(after)
        and all(isinstance(item, dict) for item in (*before, *after))
    )


def path_of(field: str) -> Path:
    """Return the path that the name of a field means: `sources.0.url`."""
    return tuple(int(step) if step.isdigit() else step for step in field.split("."))


def as_text(value: Any) -> str | None:
    """Return a value of a record as people read it; None for none."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {as_text(item)}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return _list_as_text(value)
    return str(value)


def _list_as_text(items: Iterable[Any]) -> str:
    items = tuple(items)
    separator = "; " if any(isinstance(item, Mapping) for item in items) else ", "
    return separator.join(str(as_text(item)) for item in items)
