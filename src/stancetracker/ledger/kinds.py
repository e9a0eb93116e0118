"""The kinds of record, a class a file in `ledger/model/`, and their fields, found by walking annotations once."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
from itertools import islice
from operator import or_
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from stancetracker.base import plugins
from stancetracker.ledger import model
from stancetracker.ledger.record import DAY, EDTF, LATER, NFC, Part, Record, Ref, kind_of

Path = tuple[str | int, ...]
"""The steps to a value in a record: names of fields, places in lists."""
EACH: Final = "*"
Pattern = tuple[str, ...]
"""The names of fields on the way to a value; `*` is every item of a list or mapping."""


class Member(NamedTuple):
    """A field: where it is, what it holds, and how it is marked."""

    pattern: Pattern
    composed: bool = False
    is_date: bool = False
    is_day: bool = False
    ref: Ref | None = None
    later: bool = False
    """True if it may be filled in a record that is there already."""
    leaf: Any = None
    """The type or closed list of a single value; None for a list or an object."""
    part: type[Part] | None = None
    """The class of an object."""
    entry: type[Part] | None = None
    """The class of the objects that may stand for a text; the text is their first field."""
    many: bool = False
    mapping: bool = False
    about: str = ""
    is_always_there: bool = False

    @property
    def name(self) -> str:
        """Return its name in the class that it is a field of."""
        return self.pattern[-1]

    @property
    def inner(self) -> type[Part] | None:
        """Return the class of its objects, whether or not a text may stand for one."""
        return self.part or self.entry

    @property
    def words(self) -> tuple[str, ...]:
        """Return the closed list of its values, which is empty where there is none."""
        return get_args(self.leaf) if get_origin(self.leaf) is Literal else ()

    @property
    def type(self) -> type[Any]:
        """Return the plain type of its single values."""
        return str if self.words else self.leaf


@cache
def fields(part: type[Part]) -> Mapping[Pattern, Member]:
    """Return every field of a class and of the objects and lists in it; `()` is the class itself."""
    return {field.pattern: field for field in _fields(part, ())}


@cache
def members(part: type[Part]) -> tuple[Member, ...]:
    """Return the fields of a class itself but for `kind`, in canonical order; of a list, what its items are."""
    found = []
    for name, info in part.model_fields.items():
        own, each = fields(part)[(name,)], fields(part).get((name, EACH))
        one = (each or own)._replace(
            pattern=own.pattern,
            many=each is not None,
            mapping=get_origin(info.annotation) is dict,
            about=info.description or "",
            is_always_there=info.is_required() or info.default is not None or name == "id",
        )
        found += [one] if name != "kind" else []
    return tuple(found)


def _fields(annotation: Any, at: Pattern, marks: tuple[Any, ...] = ()) -> Iterator[Member]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _fields(inner[0], at, marks + inner[1:])
    elif origin in (Union, UnionType):
        arms = [arm for arm in inner if arm is not type(None)]
        if len(arms) > 1 and isinstance(arms[1], type) and issubclass(arms[1], Part):
            yield from (field._replace(entry=arms[1]) for field in _fields(arms[0], at, marks))
            yield from islice(_fields(arms[1], at), 1, None)
        else:
            # Of whole numbers and others, the wider, which stands last.
            yield from _fields(arms[-1], at, marks)
    else:
        many = origin in (tuple, dict)
        part = annotation if isinstance(annotation, type) and issubclass(annotation, Part) else None
        leaf = None if many or part else annotation
        ref = next((mark for mark in marks if isinstance(mark, Ref)), None)
        # A mark may be anything, also something without a sound `==`.
        words = [mark for mark in marks if isinstance(mark, str)]
        yield Member(at, NFC in words, EDTF in words, DAY in words, ref, LATER in words, leaf, part)
        if many:
            yield from _fields(inner[origin is dict], (*at, EACH))
        elif part:
            hints = get_type_hints(part, include_extras=True)
            for name in part.model_fields:
                yield from _fields(hints[name], (*at, name))


def field_at(part: type[Part], path: Path) -> Member | None:
    """Return the field at a path, or None where the class has none."""
    pattern: Pattern = ()
    known = fields(part)
    for step in path:
        each = (*pattern, EACH)
        pattern = each if each in known else (*pattern, str(step))
        if pattern not in known:
            return None
    return known[pattern]


def reach(value: Any, pattern: Pattern, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the values that match a pattern in a record or in parsed JSON, with their paths, skipping nulls."""
    if value is None:
        return
    if not pattern:
        yield at, value
        return
    step, *rest = pattern
    items: Iterable[tuple[str | int, Any]] = ()
    if step != EACH:
        items = [(step, value.get(step) if isinstance(value, dict) else getattr(value, step, None))]
    elif isinstance(value, (dict, list, tuple)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield from reach(item, tuple(rest), (*at, key))


def references(part: type[Part], value: Any) -> Iterator[tuple[Member, Path, str]]:
    """Yield the ids of other records in a record or in parsed JSON, each with its field and path."""
    for field in fields(part).values():
        for path, name in reach(value, field.pattern) if field.ref else ():
            if isinstance(name, str):
                yield field, path, name


def put(value: Any, path: Path, item: Any) -> None:
    """Put an item at a path in parsed JSON."""
    *way, last = path
    for step in way:
        value = value[step]
    value[last] = item


def _classes() -> Iterator[type[Record]]:
    for name in plugins.names(model):
        module = plugins.load(model, name, "kind")
        yield from (
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Record)
            and value.__module__ == module.__name__
        )


RECORD_CLASSES: Final = tuple(sorted(_classes(), key=lambda cls: (cls.traits.order, cls.__name__)))
CLASS_BY_KIND: Final[dict[str, type[Record]]] = {kind_of(cls): cls for cls in RECORD_CLASSES}
DERIVED: Final = {
    k
    for k, cls in CLASS_BY_KIND.items()
    if (own := cls.model_fields.get("id")) and not own.is_required()
}
"""The kinds whose ids may be left out, and are then made of their content."""
ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {
    k: TypeAdapter(cls) for k, cls in CLASS_BY_KIND.items()
}


@cache
def kind_rows() -> list[tuple[str, int, str]]:
    """Return the rows of the index's table `kind`: each kind's name, its place and its traits as JSON."""
    rows = []
    for place, (kind, record_class) in enumerate(CLASS_BY_KIND.items()):
        own = members(record_class)
        read_off = {
            "refs": [member.name for member in own if member.ref],
            "days": [member.name for member in own if member.is_date],
            "flags": [*_flag_columns(record_class)],
        }
        traits = record_class.traits._asdict() | read_off
        rows.append((kind, place, json.dumps(traits, ensure_ascii=False)))
    return rows


def _flag_columns(part: type[Part], prefix: str = "") -> Iterator[str]:
    """Yield the columns of a table that hold true or false."""
    for member in members(part):
        if member.many:
            continue
        if member.part:
            yield from _flag_columns(member.part, f"{prefix}{member.name}_")
        elif member.type is bool:
            yield f"{prefix}{member.name}"


def json_schema(kind: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a kind of record, or of any line; raises UnknownNameError for no such kind."""
    every: Any = reduce(or_, RECORD_CLASSES)
    asked = every if kind is None else CLASS_BY_KIND[plugins.known(model, kind, "kind")]
    name = f"urn:stancetracker:schema:{kind or 'record'}"
    dialect = GenerateJsonSchema.schema_dialect
    return {"$schema": dialect, "$id": name, **TypeAdapter(asked).json_schema()}
