"""Records from flags and from answers to questions: the flags of each kind, and what is still to be asked.

A flag is its field's name; of a list, that of one item (`--actor` for `actors`); of an object in it, both
(`--source-url`). Flags make one item of a list of objects; more than one come as JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.contribute.names import Names
from stancetracker.ledger.fields import EACH, Member, Pattern, fields, members
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Part

_OF_THE_COMMAND: Final = ("data", "dry-run", "help")
_ONE: Final = {"identifiers": "identifier", "searched": "searched", "former_ids": "former-id"}

Way = tuple[str | int, ...]


class Flag(NamedTuple):
    """A flag of a kind: its name, where its value goes, and what it takes."""

    name: str
    way: Way
    many: bool
    """True if it may be repeated."""
    type: type[Any]
    words: tuple[str, ...]
    """The closed list that its value is of; empty where there is none."""
    is_date: bool
    refers_to: tuple[str, ...]
    """The kinds of record that it names; empty where it names none."""
    required: bool
    """True if the record, or the object it is part of, needs it."""
    about: str = ""
    """Its description, in a few words."""
    alias: str | None = None
    """Its name without that of the object it is a part of, where no other flag of the kind could be so called."""


def flags(kind: str) -> tuple[Flag, ...]:
    """Return the flags of a kind of record, in canonical order."""
    found = tuple(_flags(CLASS_BY_KIND[kind], (), ""))
    short = Counter(_short(flag) for flag in found)
    taken = {*_OF_THE_COMMAND, *(flag.name for flag in found)}
    return tuple(
        flag._replace(alias=name) if short[name := _short(flag)] == 1 and name not in taken else flag
        for flag in found
    )


def _short(flag: Flag) -> str:
    return str(flag.way[-1]).replace("_", "-") if len(flag.way) > 1 else flag.name


def _flags(part: type[Part], way: Way, prefix: str) -> Iterator[Flag]:
    for member in members(part):
        name = prefix + _one(member)
        if member.part is not None:
            if way and member.many:  # a list of objects in a list of objects is for JSON
                continue
            step: Way = (member.name, 0) if member.many else (member.name,)
            yield from _flags(member.part, (*way, *step), f"{name}-")
        elif not member.mapping:
            yield _flag(part, member, name, way)


def _flag(part: type[Part], member: Member, name: str, way: Way) -> Flag:
    pattern: Pattern = (member.name, EACH) if member.many else (member.name,)
    ref = fields(part)[pattern].ref
    return Flag(
        name,
        (*way, member.name),
        member.many,
        member.type,
        member.words,
        member.is_date,
        ref.kinds if ref else (),
        part.model_fields[member.name].is_required(),
        member.about,
    )


def _one(member: Member) -> str:
    name = member.name.removesuffix("s") if member.many else member.name
    return _ONE.get(member.name, name).replace("_", "-")


def record(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object that filled flags make, without flags left out.

    Raises UsageError for a malformed number.
    """
    made: dict[str, Any] = {"kind": kind}
    for flag in flags(kind):
        value = values.get(flag.name)
        if value is not None and value != () and value is not False:
            _put(made, flag.way, typed(flag, value))
    return made


def typed(flag: Flag, value: Any) -> Any:
    """Return the value of a flag in the type of its field.

    Raises UsageError for a malformed number.
    """
    if flag.many:
        return list(value)
    if value is None or flag.type not in (int, float):
        return value
    try:
        return int(value) if flag.type is int or str(value).isdigit() else float(value)
    except ValueError:
        raise UsageError(f"--{flag.name} takes a number: {value}") from None


def _put(made: Any, way: Way, value: Any) -> None:
    """Put a value where the way leads, making the objects and lists on it."""
    *steps, last = way
    for step, following in zip(steps, way[1:], strict=True):
        if isinstance(step, int):
            made += [{}] * (len(made) == 0)
            made = made[step]
        else:
            made = made.setdefault(step, [] if isinstance(following, int) else {})
    made[last] = value


# Filled in by adding, unless somebody knows better.
_FILLED_IN = ("recorded",)


class Question(NamedTuple):
    """A field to ask for, and why where that is not obvious."""

    flag: Flag
    why: str | None = None


def open_questions(kind: str, values: Mapping[str, Any]) -> Iterator[Question]:
    """Yield what a record still needs: first its required fields, then what its rules ask for."""
    made = record(kind, values)
    known = {flag.name: flag for flag in flags(kind)}
    for flag in known.values():
        if (
            flag.required
            and flag.name not in values
            and flag.way[0] not in _FILLED_IN
            and _is_asked(flag, made)
        ):
            yield Question(flag)
    for way, part, given in _parts(kind, made):
        for unmet in part.unmet(given):
            if unmet.code == "missing-field":
                asked = (*way, unmet.field)
                yield from (
                    Question(f, unmet.message) for f in known.values() if f.way[: len(asked)] == asked
                )


def _parts(kind: str, made: Mapping[str, Any]) -> Iterator[tuple[Way, type[Part], Mapping[str, Any]]]:
    """The record and the objects in it that flags make: the way to each, its class and its values."""
    record_class = CLASS_BY_KIND[kind]
    yield (), record_class, made
    for member in members(record_class):
        if member.part is not None and member.name in made:
            given = made[member.name]
            yield (
                ((member.name, 0), member.part, given[0])
                if member.many
                else ((member.name,), member.part, given)
            )


def _is_asked(flag: Flag, made: Mapping[str, Any]) -> bool:
    """Return whether the object that the flag is part of exists or is required."""
    first = str(flag.way[0])
    return len(flag.way) == 1 or first in made or _needs(str(made["kind"]), first)


def _needs(kind: str, field: str) -> bool:
    return CLASS_BY_KIND[kind].model_fields[field].is_required()


def answer(flag: Flag, text: str, names: Names) -> Any:
    """Return the value of an answer, with ids for names; several answers to one field are split at `;`.

    Raises DateError, UnknownNameError and AmbiguousNameError.
    """
    if flag.many:
        return tuple(_answer(flag, part.strip(), names) for part in text.split(";") if part.strip())
    return _answer(flag, text, names)


def _answer(flag: Flag, text: str, names: Names) -> str:
    if flag.words and text not in flag.words:
        raise UnknownNameError(flag.name, text, flag.words, f"one of {', '.join(flag.words)}")
    if flag.is_date:
        dates.parse(text)
    if flag.refers_to and set(flag.refers_to) <= {"person", "organization", "issue"}:
        return names.id_of(text, flag.refers_to)
    return text
