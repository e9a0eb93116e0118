"""A record by flags: which flags a kind has, and the object that filled ones make.

A flag is its field's name; of a list, that of one item (`--actor` for `actors`); of an object in it, both
(`--source-url`). Flags make one item of a list of objects; more than one come as JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
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
    """Whether it may be given more than once."""
    type: type[Any]
    words: tuple[str, ...]
    """The closed list that its value is of; empty where there is none."""
    is_date: bool
    refers_to: tuple[str, ...]
    """The kinds of record that it names; empty where it names none."""
    required: bool
    """Whether the record, or the object it is a part of, needs it."""
    about: str = ""
    """What it is, in a few words."""
    alias: str | None = None
    """Its name without that of the object it is a part of, where no other flag of the kind could be so called."""


def flags(kind: str) -> tuple[Flag, ...]:
    """The flags of a kind of record, in canonical order."""
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
    """The object that filled flags make; flags left out are not in it.

    Raises UsageError for a number that is none.
    """
    made: dict[str, Any] = {"kind": kind}
    for flag in flags(kind):
        value = values.get(flag.name)
        if value is not None and value != () and value is not False:
            _put(made, flag.way, typed(flag, value))
    return made


def typed(flag: Flag, value: Any) -> Any:
    """The value of a flag as its field takes it.

    Raises UsageError for a number that is none.
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
