"""What there is to ask of a person who adds a record by answering questions; no date is ever guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import UnknownNameError
from stancetracker.contribute.flags import Flag, Way, flags, record
from stancetracker.contribute.names import Names
from stancetracker.ledger.fields import members
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Part

# Filled in by adding, unless somebody knows better.
_FILLED_IN = ("recorded",)


class Question(NamedTuple):
    """A field to ask for, and why where that is not plain."""

    flag: Flag
    why: str | None = None


def open_questions(kind: str, values: Mapping[str, Any]) -> Iterator[Question]:
    """What a record needs besides the values it has: first its required fields, then what its rules ask for."""
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
    """Whether the object that the flag is a part of is there, or has to be."""
    first = str(flag.way[0])
    return len(flag.way) == 1 or first in made or _needs(str(made["kind"]), first)


def _needs(kind: str, field: str) -> bool:
    return CLASS_BY_KIND[kind].model_fields[field].is_required()


def answer(flag: Flag, text: str, names: Names) -> Any:
    """The value that an answer means: a name becomes an id; several answers to one field are split at `;`.

    Raises DateError, UnknownNameError and AmbiguousNameError.
    """
    if flag.many:
        return tuple(_one(flag, part.strip(), names) for part in text.split(";") if part.strip())
    return _one(flag, text, names)


def _one(flag: Flag, text: str, names: Names) -> str:
    if flag.words and text not in flag.words:
        raise UnknownNameError(flag.name, text, flag.words, f"one of {', '.join(flag.words)}")
    if flag.is_date:
        dates.parse(text)
    if flag.refers_to and set(flag.refers_to) <= {"person", "organization", "issue"}:
        return names.id_of(text, flag.refers_to)
    return text
