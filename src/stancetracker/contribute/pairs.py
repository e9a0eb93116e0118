"""The records of two states in pairs: which differ, which got another id, and in which fields."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.ledger.kinds import CLASS_BY_KIND, Path, with_other_ids

Values = dict[str, Any]
"""A record, as its canonical line has it; empty if there is none."""
# What others name comes before them, so that a new id is known when it is met in a reference:
# organizations before the people in them, replies before what corrects them; else as everywhere.
_KINDS_IN_ORDER: Final = sorted(
    CLASS_BY_KIND, key=lambda kind: (kind == "correction", kind not in ("dataset", "organization"))
)
_NOT_IDENTITY: Final = ("id", "recorded", "note")


class Pair(NamedTuple):
    """A record before and after."""

    before: Values
    after: Values


class Differences(NamedTuple):
    """The records that differ between two states."""

    pairs: Sequence[Pair]
    """In a record that is in both, the earlier text names others by their later ids."""
    later_ids: Mapping[str, str]
    """The later ids of the records that got another, by their earlier ids."""


class FieldChange(NamedTuple):
    """A field that differs, such as `sources.0.url`; None where it holds nothing."""

    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Differences:
    """Return what differs between two states.

    Take the canonical lines by id of the records that differ, as each state has them.
    """
    old_records = _parsed(before)
    new_records = _parsed(after)
    moved_ids = _moved_ids(old_records, new_records)
    later_ids = moved_ids | _merged_ids(old_records, new_records)
    earlier_ids = {later: earlier for earlier, later in moved_ids.items()}
    pairs = [
        Pair(values, {})
        for id, values in old_records.items()
        if id not in new_records and id not in moved_ids
    ]
    for id, values in new_records.items():
        old_values = old_records.get(earlier_ids.get(id, id), {})
        if old_values.get("kind") == values["kind"]:
            before_and_after = (_with_later_ids(side, later_ids) for side in (old_values, values))
            pairs.append(Pair(*before_and_after))
        else:
            if old_values:
                pairs.append(Pair(old_values, {}))
            pairs.append(Pair({}, values))
    return Differences(pairs, later_ids)


def _parsed(lines: Mapping[str, str]) -> dict[str, Values]:
    return {id: json.loads(line) for id, line in lines.items()}


def _merged_ids(
    old_records: Mapping[str, Values], new_records: Mapping[str, Values]
) -> dict[str, str]:
    """Return the ids of records that others took in, each with the id of that other."""
    return {
        former_id: id
        for id, values in new_records.items()
        for former_id in values.get("former_ids", ())
        if former_id in old_records and former_id not in new_records
    }


def _moved_ids(
    old_records: Mapping[str, Values], new_records: Mapping[str, Values]
) -> dict[str, str]:
    """Return the later ids of records that got another, by their earlier ids."""
    later_ids: dict[str, str] = {}
    for kind in _KINDS_IN_ORDER:
        gone = _of_kind(kind, old_records, new_records)
        fresh = _of_kind(kind, new_records, old_records)
        later_ids |= _moves(gone, fresh, later_ids)
    return later_ids


def _of_kind(
    kind: str, records: Mapping[str, Values], other_records: Mapping[str, Values]
) -> dict[str, Values]:
    """Return the records of a kind whose ids are in one state alone."""
    return {
        id: values
        for id, values in records.items()
        if values["kind"] == kind and id not in other_records
    }


def _moves(
    gone: Mapping[str, Values], fresh: Mapping[str, Values], later_ids: Mapping[str, str]
) -> dict[str, str]:
    """Return which record that is gone is which new one: by a former id, or by the same content."""
    moves: dict[str, str] = {}
    new_ids_by_content: dict[str, list[str]] = {}
    for id, values in fresh.items():
        # Of two that became one, one moved and the other is gone.
        former_ids = reversed(values.get("former_ids", ()))
        old_id = next((name for name in former_ids if name in gone and name not in moves), None)
        if old_id is not None:
            moves[old_id] = id
        else:
            new_ids_by_content.setdefault(_content(values), []).append(id)
    for id, values in gone.items():
        if id in moves:
            continue
        new_ids = new_ids_by_content.get(_content(_with_later_ids(values, later_ids)))
        if new_ids:
            moves[id] = new_ids.pop(0)
    return moves


def _content(values: Values) -> str:
    """Return what makes a record itself, whatever its id."""
    content = {name: value for name, value in values.items() if name not in _NOT_IDENTITY}
    return json.dumps(content, sort_keys=True)


def _with_later_ids(values: Values, later_ids: Mapping[str, str]) -> Values:
    """Return a copy of a record that names others by their later ids."""
    if not later_ids:
        return values
    with_ids: Values = with_other_ids(CLASS_BY_KIND[values["kind"]], values, later_ids)
    return with_ids


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
