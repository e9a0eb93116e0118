"""The fields of each kind of record as flags, and the record that filled flags make.

A flag is its field's name; of a list, that of one item (`--actor` for `actors`); of an object in
it, both names (`--source-url`). An organization that people are filtered by is `--org`, as
everywhere. Flags fill one item of a list of objects; more come as JSON.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import reduce
from itertools import pairwise
from operator import getitem
from typing import Any, Final, NamedTuple

from stancetracker.base import text
from stancetracker.base.errors import Problem, UnknownNameError, UsageError
from stancetracker.contribute.names import (
    ACTOR_KINDS,
    Names,
    resolve,
    with_way_to_add,
)
from stancetracker.ledger.jsonl import read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, Path, field_at, members
from stancetracker.ledger.record import Part
from stancetracker.ledger.scanner import Fault, scan

# The names that flags of reading commands have for the same.
_NAMES_EVERYWHERE: Final = {"membership-organization": "org"}
_ACTORS_WHEN_READING: Final = ("person", "org")
# Faults that adding a record corrects.
_CORRECTED_BY_ADDING: Final = ("not-nfc", "untidy-name")
_FIELD_IN_A_MESSAGE: Final = re.compile(r"`([^`]+)`")
# In the names of fields in messages: `sources[0].url` is `sources`, `0`, `url`.
_STEP: Final = re.compile(r"[^.\[\]]+")
_HINT_FOR_LINES_ONLY: Final = "leave out the field"
Label = Callable[[str], str]
"""Returns the name of a flag in messages: `--date`, or `date` in a dialogue."""


class Flag(NamedTuple):
    """A flag of a kind and the field that it fills; a flag for a list may be repeated."""

    name: str
    path: Path
    """The path to its value in the record."""
    field: Member
    required: bool
    """True if the record, or the object it is part of, needs it."""
    default: str | int | None
    """What a record without it says; None for nothing."""

    @property
    def refers_to(self) -> tuple[str, ...]:
        """Return the kinds of record that its value may name; empty where it names none."""
        return self.field.ref.kinds if self.field.ref else ()


_SINGULARS: Final = {"queries": "query", "addresses": "address", "bears": "bears"}
"""The words that flags have for names of lists of which an s is not all that makes them plural."""


def flags(kind: str) -> tuple[Flag, ...]:
    """Return the flags of a kind of record, in canonical order."""
    return tuple(
        flag._replace(name=_NAMES_EVERYWHERE.get(flag.name, flag.name))
        for flag in _flags(CLASS_BY_KIND[kind], (), "")
    )


def _flags(part: type[Part], path: Path, prefix: str) -> Iterator[Flag]:
    for member in members(part):
        singular = _SINGULARS.get(member.name, member.name.removesuffix("s"))
        name = prefix + (singular if member.many else member.name).replace("_", "-")
        if member.part is None:
            if not member.mapping:
                model_field = part.model_fields[member.name]
                default = model_field.default
                yield Flag(
                    name,
                    (*path, member.name),
                    member,
                    model_field.is_required(),
                    default if isinstance(default, (str, int)) and default is not False else None,
                )
        elif not member.many:
            yield from _flags(member.part, (*path, member.name), f"{name}-")
        elif not path:  # a list of objects in another object is for JSON
            yield from _flags(member.part, (member.name, 0), f"{name}-")


def other_names(kind: str) -> dict[str, str]:
    """Return other names that people give to flags of a kind, and what these are called."""
    kept_names = {flag.name for flag in flags(kind)}
    names = {old: new for old, new in _NAMES_EVERYWHERE.items() if new in kept_names}
    actors = [flag.name for flag in flags(kind) if flag.path[0] in _actor_fields(kind)]
    names |= {name: actors[0] for name in _ACTORS_WHEN_READING if actors}
    for flag in flags(kind):
        if len(flag.path) > 1:
            names.setdefault(str(flag.path[-1]).replace("_", "-"), flag.name)
    return {name: kept for name, kept in names.items() if name not in kept_names}


def _actor_fields(kind: str) -> tuple[str, ...]:
    """Return the fields with the actors that a record is about, unless it is an actor."""
    return tuple(field for field in CLASS_BY_KIND[kind].traits.actors if field != "id")


def record(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record that filled flags make, without flags left out.

    A text that is no number stays a text where a number belongs: the checks report it.
    """
    result: dict[str, Any] = {"kind": kind}
    for flag in flags(kind):
        value = values.get(flag.name)
        if value is None or value == () or value is False:
            continue
        _put_on_the_way(result, flag.path, _json_value(flag, value))
    return result


def _json_value(flag: Flag, value: Any) -> Any:
    if flag.field.many:
        return list(value)
    number_type = flag.field.type
    if number_type not in (int, float):
        return value
    with suppress(ValueError):
        if number_type is int or str(value).isdigit():
            return int(value)
        return float(value)
    return value


def _put_on_the_way(values: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value at a path, and make the objects and lists on the way to it."""
    container: Any = values
    for step, next_step in pairwise(path):
        if isinstance(step, int):
            if not container:
                container.append({})
            container = container[step]
        else:
            container = container.setdefault(step, [] if isinstance(next_step, int) else {})
    container[path[-1]] = value


def values_of(record: Any) -> dict[str, Any]:
    """Return the values of the flags of its kind that a record fills, by their names."""
    values = dict[str, Any]()
    for flag in flags(str(record["kind"])):
        with suppress(LookupError):
            values[flag.name] = reduce(getitem, flag.path, record)
    return values


class WrongValuesError(UsageError):
    """Values that make no valid record; each mistake has a line."""

    def __init__(self, lines: tuple[str, ...], hints: tuple[str, ...]) -> None:
        super().__init__("; ".join(lines), "\n".join(hints))
        self.lines = lines


class Mistake(NamedTuple):
    """A mistake in a record that flags fill."""

    label: str
    """The first flag that it concerns; empty where it concerns none."""
    labels: tuple[str, ...]
    """All flags that its message names."""
    code: str
    message: str
    hint: str | None


class Reading(NamedTuple):
    """The record that values make, with ids for names, and every mistake in it, by flags."""

    record: dict[str, Any]
    mistakes: tuple[Mistake, ...]


def read_values(kind: str, values: Mapping[str, Any], names: Names, label: Label) -> Reading:
    """Return the record that the values of flags make, and the mistakes in it."""
    labels = Labels(kind, label)
    resolution = resolve(record(kind, values), CLASS_BY_KIND[kind], names, typed=True)
    mistakes = [labels.unknown_name(path, error) for path, error in resolution.errors.items()]
    mistakes += labels.mistakes(resolution.values)
    return Reading(resolution.values, tuple(sorted(mistakes, key=labels.place)))


def mistake_of(problem: Problem, kind: str, label: Label) -> Mistake:
    """Return a problem in the line of a record of a kind as a mistake in what flags fill."""
    scanned = scan(problem.line_text or "")
    offset = problem.place.column - 1
    for offsets in (scanned.values, scanned.keys):
        for path, place in offsets.items():
            if place == offset:
                return Labels(kind, label).mistake(_fault_of(problem), path)
    return Labels(kind, label).mistake(_fault_of(problem), ())


def _fault_of(problem: Problem) -> Fault:
    return Fault(problem.place.column - 1, problem.code, problem.message, problem.hint)


def valid_record(
    kind: str, values: Mapping[str, Any], names: Names, label: Label, last_hint: str = ""
) -> dict[str, Any]:
    """Return the record that values make, with ids for names.

    Raises WrongValuesError, with every mistake.
    """
    reading = read_values(kind, values, names, label)
    hint_by_message = {mistake.message: mistake.hint for mistake in reading.mistakes}
    if hint_by_message:
        hints = dict.fromkeys(
            hint
            for hint in (*hint_by_message.values(), last_hint)
            if hint and hint != _HINT_FOR_LINES_ONLY
        )
        raise WrongValuesError(tuple(hint_by_message), tuple(hints))
    return reading.record


class Labels:
    """The names of a kind's flags in messages, and mistakes put in these words."""

    def __init__(self, kind: str, label: Label) -> None:
        self._record_class = CLASS_BY_KIND[kind]
        self._by_path = {flag.path: label(flag.name) for flag in flags(kind)}
        self._first_by_field: dict[Path, str] = {}
        """The first flag that fills an object, or a list of objects."""
        for path, name in self._by_path.items():
            self._first_by_field.setdefault(path[:1], name)
        self._order = [*self._by_path.values(), ""]

    def place(self, mistake: Mistake) -> int:
        """Return the place of a mistake in the order of flags; those without a flag come last."""
        return self._order.index(mistake.label)

    def unknown_name(self, path: Path, error: UsageError) -> Mistake:
        """Return the mistake of a name that has no id."""
        label = self._at(path)
        field = field_at(self._record_class, path)
        if isinstance(error, UnknownNameError) and field and field.ref:
            error = with_way_to_add(error, field.ref.kinds)
        message = f"{label}: {error.message}"
        return Mistake(label, (label,), "unknown-name", message, error.hint)

    def mistakes(self, values: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield every mistake in a record that adding it would not correct."""
        line = json.dumps({**self._required_parts(), **values}, ensure_ascii=False)
        scanned = scan(line)
        path_by_offset: dict[int, Path] = {}
        for offsets in (scanned.keys, scanned.values):
            path_by_offset |= {offset: path for path, offset in offsets.items()}
        for fault in read_line(line).faults:
            if fault.code not in _CORRECTED_BY_ADDING:
                yield self.mistake(fault, path_by_offset.get(fault.offset, ()))

    def _required_parts(self) -> dict[str, Any]:
        """Return the objects that a record needs, so that their faults are found."""
        fields = self._record_class.model_fields
        parts: dict[str, Any] = {}
        for member in members(self._record_class):
            if member.part is not None and fields[member.name].is_required():
                parts[member.name] = [{}] if member.many else {}
        return parts

    def mistake(self, fault: Fault, path: Path) -> Mistake:
        """Return a fault with flags in place of fields; `path` is where it is."""
        mentioned: list[str] = []

        def label_of(match: re.Match[str]) -> str:
            steps = tuple(int(step) if step.isdigit() else step for step in _STEP.findall(match[1]))
            # A field is named from the record, or from the object that has the fault.
            paths = (steps, (*path, *steps), (*path[:-1], *steps))
            label = next(filter(None, map(self._at, paths)), self._first_by_field.get(steps, ""))
            if not label:
                return match[0]
            mentioned.append(label)
            return label

        message = _FIELD_IN_A_MESSAGE.sub(label_of, fault.message)
        message = re.sub("missing$", "needed", message)
        label = self._at(path)
        if label and label not in mentioned:
            return Mistake(label, (label,), fault.code, f"{label}: {message}", fault.hint)
        first = min(mentioned, key=self._order.index, default="")
        return Mistake(first, tuple(mentioned), fault.code, message, fault.hint)

    def _at(self, path: Path) -> str:
        """Return the label of the flag that fills a path; an item of a list is the list's flag."""
        if label := self._by_path.get(path):
            return label
        is_item = path and isinstance(path[-1], int)
        return self._by_path.get(path[:-1] if is_item else (), "")


def id_from_name(kind: str, name: str, names: Names, label: Label) -> str:
    """Return an id made from the name of an actor.

    Raises UsageError where an actor is on record by that name or id.
    """
    id = text.slug(name)
    if not id:
        return id
    owner = names.kind_of(id)
    if owner and owner not in ACTOR_KINDS:
        article = "an" if owner[0] in "aeio" else "a"
        hint = f"choose another: {label('id')}"
        raise UsageError(f"{article} {owner} with the id {id} already exists", hint)
    namesakes = names.namesakes(name)
    if namesakes:
        hint = f"see stancetracker show {namesakes[0]}"
        other = f"{label('id')} ID {label('distinct-from')} {namesakes[0]}"
        different = f"if this is another {kind}: {other}"
        raise UsageError(names.on_record(namesakes), f"{hint}\n{different}")
    return id
