"""What the record classes say about their fields, found by walking their annotations once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from stancetracker.ledger.record import Part
from stancetracker.ledger.scan import Path
from stancetracker.ledger.values import EDTF, NFC, Ref

EACH: Final = "*"
Pattern = tuple[str, ...]
"""The names of fields on the way to a value; `*` is every item of a list or mapping."""


class Field(NamedTuple):
    """A field, however deep: where it is and what it is marked with."""

    pattern: Pattern
    composed: bool
    is_date: bool
    ref: Ref | None
    part: type[Part] | None
    leaf: Any = None
    """The type or closed list of a single value; None where there are more, or an object."""


class Member(NamedTuple):
    """A field of a class itself: one value or many, of a type or a closed list, or objects of a class."""

    name: str
    many: bool
    mapping: bool
    leaf: Any
    part: type[Part] | None
    is_date: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The closed list its values are of; empty where there is none."""
        return get_args(self.leaf) if get_origin(self.leaf) is Literal else ()

    @property
    def type(self) -> type[Any]:
        """The plain type of its single values."""
        return str if self.words else self.leaf


@cache
def fields(part: type[Part]) -> Mapping[Pattern, Field]:
    """Every field of a class and of the objects and lists in it; `()` is the class itself."""
    return {field.pattern: field for field in (Field((), False, False, None, part), *_fields(part, ()))}


@cache
def members(part: type[Part]) -> tuple[Member, ...]:
    """The fields of a class itself but for `kind`, in canonical order."""
    known = fields(part)
    return tuple(
        _member(name, known[(name,)], known.get((name, EACH)), get_origin(info.annotation) is dict)
        for name, info in part.model_fields.items()
        if name != "kind"
    )


def _member(name: str, own: Field, each: Field | None, mapping: bool) -> Member:
    one = each or own
    return Member(name, each is not None, mapping, one.leaf, one.part, one.is_date)


def _fields(part: type[Part], at: Pattern) -> Iterator[Field]:
    hints = get_type_hints(part, include_extras=True)
    for name in part.model_fields:
        yield from _field(hints[name], (*at, name), ())


def _field(annotation: Any, at: Pattern, marks: tuple[Any, ...]) -> Iterator[Field]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _field(inner[0], at, marks + inner[1:])
    elif origin in (Union, UnionType):
        arms = [arm for arm in inner if arm is not type(None)]
        # Of whole numbers and others, the wider, which stands last.
        yield from _field(arms[-1], at, marks)
    elif origin in (tuple, dict):
        yield _made(at, marks, None)
        yield from _field(inner[origin is dict], (*at, EACH), ())
    elif isinstance(annotation, type) and issubclass(annotation, Part):
        yield _made(at, marks, annotation)
        yield from _fields(annotation, at)
    else:
        yield _made(at, marks, None, annotation)


def _made(at: Pattern, marks: tuple[Any, ...], part: type[Part] | None, leaf: Any = None) -> Field:
    ref = next((mark for mark in marks if isinstance(mark, Ref)), None)
    # A mark may be anything, also something without a sound `==`.
    words = [mark for mark in marks if isinstance(mark, str)]
    return Field(at, NFC in words, EDTF in words, ref, part, leaf)


@cache
def reference_fields(part: type[Part]) -> tuple[Field, ...]:
    """The fields that name other records."""
    return tuple(field for field in fields(part).values() if field.ref is not None)


@cache
def date_fields(part: type[Part]) -> tuple[Field, ...]:
    """The fields that hold a date that may span days."""
    return tuple(field for field in fields(part).values() if field.is_date)


@cache
def composed_fields(part: type[Part]) -> tuple[Field, ...]:
    """The fields that the canonical form composes."""
    return tuple(field for field in fields(part).values() if field.composed)


def field_at(part: type[Part], path: Path) -> Field | None:
    """The field a path leads to, or None where the class has none."""
    pattern: Pattern = ()
    known = fields(part)
    for step in path:
        each = (*pattern, EACH)
        pattern = each if each in known else (*pattern, str(step))
        if pattern not in known:
            return None
    return known[pattern]


def reach(value: Any, pattern: Pattern, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values a pattern leads to in a record or in parsed JSON, with their paths; nulls are none."""
    if value is None:
        return
    if not pattern:
        yield at, value
        return
    for step, item in _steps(value, pattern[0]):
        yield from reach(item, pattern[1:], (*at, step))


def _steps(value: Any, step: str) -> Iterator[tuple[str | int, Any]]:
    if step == EACH:
        if isinstance(value, dict):
            yield from value.items()
        elif isinstance(value, (list, tuple)):
            yield from enumerate(value)
    elif isinstance(value, dict):
        yield step, value.get(step)
    else:
        yield step, getattr(value, step, None)


def put(value: Any, path: Path, item: Any) -> None:
    """Put an item where a path leads to in parsed JSON."""
    *way, last = path
    for step in way:
        value = value[step]
    value[last] = item
