"""Changes of a record's fields, as people type them: set, add to a list, take out of one."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import NAMED_KINDS, with_way_to_add
from stancetracker.index.lookup import sources_at
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, Path, field_at, members
from stancetracker.ledger.record import OF_EVERY_KIND

_STEP: Final = re.compile(r"[^.\[\]]+")
# `sources[0].url` is `sources`, `0`, `url`.


class Edit(NamedTuple):
    """A change of a field."""

    how: Literal["set", "add", "remove"]
    field: str
    """The field's name, as `name`, `stance_words.favor` or `sources[0].title`."""
    value: str
    """The new value, or the entry of a list; to set a field to nothing takes it away."""


class Days(NamedTuple):
    """The days in which an entry of a panel belongs to it."""

    since: str | None = None
    until: str | None = None


_ALWAYS: Final = Days()


def parsed(how: Literal["set", "add", "remove"], text: str) -> Edit:
    """Return the change that a text such as `name=Ada` means; raises UsageError for no such."""
    field, sign, value = text.partition("=")
    if not sign or not field.strip():
        raise UsageError(f"no field and value: {text}", f"write --{how} FIELD=VALUE")
    return Edit(how, field.strip(), value)


def edited(
    dataset: Dataset,
    values: Mapping[str, Any],
    edits: Sequence[Edit],
    days: Days = _ALWAYS,
    tier: str | None = None,
) -> dict[str, Any]:
    """Return a record with changes of its fields.

    `days` are those of panel entries that come or leave, `tier` that of added sources.

    Raises UsageError for a field that the kind doesn't have, and a value that it can't take.
    """
    changed = deepcopy(dict(values))
    for edit in edits:
        path, member = _field(changed, edit.field)
        if edit.how == "set":
            _set(dataset, changed, path, member, edit.value)
        elif not member.many or member.mapping:
            raise UsageError(f"`{edit.field}` is no list", f"write --set {edit.field}=VALUE")
        elif edit.how == "add":
            _add(changed, path, _entry(dataset, member, edit.value, days, tier))
        else:
            _remove(dataset, changed, path, member, edit.value, days)
    return changed


def _field(values: Mapping[str, Any], name: str) -> tuple[Path, Member]:
    """Return the path of a field of a record by its name, which may be that of one entry."""
    record_class = CLASS_BY_KIND[values["kind"]]
    steps = [int(step) if step.isdigit() else step for step in _STEP.findall(name)]
    first = str(steps[0]).replace("-", "_")
    names = [member.name for member in members(record_class) if member.name not in OF_EVERY_KIND]
    if first == "kind":
        raise UsageError("the kind of a record never changes", "retract it, and add another")
    for candidate in (first, f"{first}s"):
        if candidate in names:
            path = (candidate, *steps[1:])
            found = _member(record_class, path)
            if found is not None:
                return path, found
    if first in OF_EVERY_KIND:
        raise UsageError(f"`{first}` is written by the program", "say why with --reason")
    raise UnknownNameError("field", name, names)


def _member(record_class: Any, path: Path) -> Member | None:
    if len(path) == 1:
        return next(member for member in members(record_class) if member.name == path[0])
    return field_at(record_class, path)


def _set(dataset: Dataset, values: dict[str, Any], path: Path, member: Member, text: str) -> None:
    """Set a field to a value, or take it away where there is none."""
    container: Any = values
    for step, next_step in pairwise(path):
        if isinstance(step, int):
            if step >= len(container):
                raise UsageError(f"no entry {step} in `{path[0]}`", f"it has {len(container)}")
            container = container[step]
        else:
            container = container.setdefault(step, [] if isinstance(next_step, int) else {})
    if text:
        container[path[-1]] = _value(dataset, member, text)
    elif isinstance(container, dict):
        container.pop(path[-1], None)


def _value(dataset: Dataset, member: Member, text: str) -> Any:
    """Return the value that a text means for a field."""
    if member.many or member.part:
        return _json(text, member.name)
    if member.type in (bool, int, float):
        with suppress(ValueError):
            return json.loads(text)
    return _id(dataset, member, text)


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        hint = f"write it as JSON, or name one of its fields: --set {name}.FIELD=VALUE"
        raise UsageError(f"`{name}` holds more than one value", hint) from None


def _id(dataset: Dataset, member: Member, text: str) -> str:
    """Return the id that a name means in a field that names a record; any other text itself."""
    if member.ref is None or not set(member.ref.kinds) <= set(NAMED_KINDS):
        return text
    try:
        return dataset.names.id_in(text, member.ref, typed=True)
    except UnknownNameError as error:
        raise with_way_to_add(error, member.ref.kinds) from None


def _entry(dataset: Dataset, member: Member, text: str, days: Days, tier: str | None) -> Any:
    """Return a new entry of a list: an object as JSON, else a text that may stand for one."""
    if text.startswith("{"):
        return _json(text, member.name)
    if member.name == "sources":
        return _source(dataset, text, tier)
    if member.part:
        return {next(iter(member.part.model_fields)): text}
    id = _id(dataset, member, text)
    if member.name == "panel" and any(days):
        return _panel_entry({"actor": id}, days)
    return id


def _panel_entry(entry: Mapping[str, str], days: Days) -> dict[str, str]:
    """Return an entry of a panel with the days in which it belongs to it."""
    stated = {name: day for name, day in days._asdict().items() if day}
    return {**entry, **stated}


def _source(dataset: Dataset, url: str, tier: str | None) -> dict[str, Any]:
    """Return a source by its address, described as another record describes it."""
    known = next(iter(sources_at(dataset.connection, url)), None)
    described = {"url": url}
    if known is not None and known.url == url:
        names = ("tier", "publisher", "title", "author", "published", "language")
        described |= {name: getattr(known, name) for name in names if getattr(known, name)}
    if tier:
        described["tier"] = tier
    if "tier" not in described:
        hint = "say what it is: --tier primary, secondary or reprint"
        raise UsageError(f"no record cites {url} yet", hint)
    return described


def _add(values: dict[str, Any], path: Path, entry: Any) -> None:
    entries = _list(values, path)
    if any(_names(old) == _names(entry) for old in entries):
        raise UsageError(f"`{path[0]}` has it already: {_names(entry)}")
    entries.append(entry)


def _remove(
    dataset: Dataset, values: dict[str, Any], path: Path, member: Member, text: str, days: Days
) -> None:
    """Take an entry out of a list; of a panel, write the day until which it belongs to it."""
    entries = _list(values, path)
    wanted = {text}
    with suppress(UsageError):
        wanted.add(_id(dataset, member, text))
    at = next((at for at, old in enumerate(entries) if _names(old) in wanted), None)
    if at is None:
        there = ", ".join(map(_names, entries)) or "nothing"
        raise UsageError(f"`{path[0]}` does not have {text}", f"it has {there}")
    if member.name == "panel" and days.until:
        old = entries[at]
        entry = old if isinstance(old, dict) else {"actor": old}
        entries[at] = _panel_entry(entry, Days(until=days.until))
        return
    del entries[at]
    if not entries:
        values.pop(str(path[0]), None)


def _list(values: dict[str, Any], path: Path) -> list[Any]:
    entries = values.setdefault(str(path[0]), [])
    if len(path) > 1 or not isinstance(entries, list):
        raise UsageError(f"`{path[0]}` is no list of the record itself", "set it as JSON")
    return entries


def _names(entry: Any) -> str:
    """Return the text that means an entry of a list: of an object, that of its first field."""
    if isinstance(entry, dict):
        return str(entry.get("url") or entry.get("citation") or next(iter(entry.values()), ""))
    return str(entry)
