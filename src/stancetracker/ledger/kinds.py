"""The kinds of record, a class a file in `ledger/model/`, with fields read off annotations."""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache, reduce
from itertools import islice, pairwise
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
from stancetracker.base.vocabulary import LAST
from stancetracker.ledger import model
from stancetracker.ledger.record import DAY, EDTF, NFC, Part, Record, Ref, kind_of

Path = tuple[str | int, ...]
"""The steps to a value in a record: names of fields, places in lists."""
ANY_ITEM: Final = "*"
Pattern = tuple[str, ...]
"""The names of fields on the way to a value; `*` is every item of a list or mapping."""


class Member(NamedTuple):
    """A field: where it is, what it holds, and how it is marked."""

    pattern: Pattern
    composed: bool = False
    """True if the canonical form composes its text."""
    is_date: bool = False
    """True if it may span days."""
    is_day: bool = False
    ref: Ref | None = None
    leaf: Any = None
    """The type or closed list of a single value; None for a list or an object."""
    part: type[Part] | None = None
    """The class of an object."""
    entry: type[Part] | None = None
    """The class of the objects that may stand for a text; the text is their first field."""
    many: bool = False
    """True of a list or mapping; all else is said of its items."""
    mapping: bool = False
    description: str = ""
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
    """Return every field of a class and of objects and lists in it; `()` is the class itself."""
    return {field.pattern: field for field in _fields(part, ())}


@cache
def members(part: type[Part]) -> tuple[Member, ...]:
    """Return the fields of a class itself, but for `kind`, in canonical order."""
    return tuple(_member(part, name) for name in part.model_fields if name != "kind")


def _member(part: type[Part], name: str) -> Member:
    """Return a field of a class; of a list or a mapping, what its items are."""
    model_field = part.model_fields[name]
    fields_by_pattern = fields(part)
    its_items = fields_by_pattern.get((name, ANY_ITEM))
    field = fields_by_pattern[(name,)] if its_items is None else its_items
    return field._replace(
        pattern=(name,),
        many=its_items is not None,
        mapping=get_origin(model_field.annotation) is dict,
        description=model_field.description or "",
        is_always_there=(
            model_field.is_required() or model_field.default is not None or name == "id"
        ),
    )


def _fields(annotation: Any, pattern: Pattern, marks: tuple[Any, ...] = ()) -> Iterator[Member]:
    """Yield the field with this annotation, which may bear marks, and those in it."""
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        yield from _fields(arguments[0], pattern, marks + arguments[1:])
    elif origin in (Union, UnionType):
        yield from _fields_of_union(arguments, pattern, marks)
    elif origin is tuple:
        yield _marked(pattern, marks)
        yield from _fields(arguments[0], (*pattern, ANY_ITEM))
    elif origin is dict:
        yield _marked(pattern, marks)._replace(mapping=True)
        yield from _fields(arguments[1], (*pattern, ANY_ITEM))
    elif _is_part(annotation):
        yield _marked(pattern, marks)._replace(part=annotation)
        hints = get_type_hints(annotation, include_extras=True)
        for name in annotation.model_fields:
            yield from _fields(hints[name], (*pattern, name))
    else:
        yield _marked(pattern, marks)._replace(leaf=annotation)


def _fields_of_union(
    arms: tuple[Any, ...], pattern: Pattern, marks: tuple[Any, ...]
) -> Iterator[Member]:
    """Yield the field with one of these types, and those in it.

    Of `Text | None` it is the text; of `ActorId | PanelEntry` the id, for which an object may
    stand; of `int | float` the wider, which stands last.
    """
    first, *others = [arm for arm in arms if arm is not type(None)]
    if others and _is_part(others[0]):
        entry = others[0]
        yield from (field._replace(entry=entry) for field in _fields(first, pattern, marks))
        yield from islice(_fields(entry, pattern), 1, None)
    else:
        yield from _fields([first, *others][-1], pattern, marks)


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def _marked(pattern: Pattern, marks: tuple[Any, ...]) -> Member:
    """Return a field with what its marks say of it."""
    # A mark may be anything, also something without a sound `==`.
    words = [mark for mark in marks if isinstance(mark, str)]
    return Member(
        pattern,
        composed=NFC in words,
        is_date=EDTF in words,
        is_day=DAY in words,
        ref=next((mark for mark in marks if isinstance(mark, Ref)), None),
    )


def field_at(part: type[Part], path: Path) -> Member | None:
    """Return the field at a path, or None where the class has none."""
    pattern: Pattern = ()
    known = fields(part)
    for step in path:
        items = (*pattern, ANY_ITEM)
        pattern = items if items in known else (*pattern, str(step))
        if pattern not in known:
            return None
    return known[pattern]


def reach(value: Any, pattern: Pattern, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the values but null that match a pattern in a record or parsed JSON, with paths."""
    if value is None:
        return
    if not pattern:
        yield path, value
        return
    step, *rest = pattern
    for key, item in _items(value, step):
        yield from reach(item, tuple(rest), (*path, key))


def _items(value: Any, step: str) -> Iterable[tuple[str | int, Any]]:
    """Return what a step leads to in a value, with keys: every item, or the field of that name."""
    if step != ANY_ITEM:
        return [(step, value.get(step) if isinstance(value, dict) else getattr(value, step, None))]
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, (list, tuple)):
        return enumerate(value)
    return ()


def references(part: type[Part], value: Any) -> Iterator[tuple[Member, Path, str]]:
    """Yield the ids of other records in a record or parsed JSON, each with its field and path."""
    for field in fields(part).values():
        for path, name in reach(value, field.pattern) if field.ref else ():
            if isinstance(name, str):
                yield field, path, name


def with_other_ids(
    part: type[Part], value: Any, new_ids: Mapping[str, str], but: Container[Path] = ()
) -> Any:
    """Return a copy of parsed JSON in which some records are named by their new ids.

    What stands at a path in `but` stays. Where two names in a list become one, it is named once.
    """
    copy = deepcopy(value)
    lists = set()
    for field, path, name in references(part, value):
        owner, slash, rest = name.partition("/")  # of a demand, the petition
        if owner in new_ids and path not in but:
            put(copy, path, new_ids[owner] + slash + rest)
            if isinstance(path[-1], int) and field.entry is None:
                lists.add(path[:-1])
    for path in lists:
        put(copy, path, _named_once(_at(value, path), _at(copy, path)))
    return copy


def _named_once(names: Sequence[str], new_names: Sequence[str]) -> list[str]:
    """Return the new names without those that another name has become before."""
    first_names: dict[str, str] = {}
    return [
        new_name
        for name, new_name in zip(names, new_names, strict=True)
        if first_names.setdefault(new_name, name) == name
    ]


def _at(value: Any, path: Path) -> Any:
    """Return what stands at a path in parsed JSON."""
    for step in path:
        value = value[step]
    return value


def put(value: Any, path: Path, item: Any) -> None:
    """Put an item at a path in parsed JSON."""
    *way, last = path
    _at(value, tuple(way))[last] = item


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


def in_order(classes: Iterable[type[Record]]) -> tuple[type[Record], ...]:
    """Return record classes in the order of their traits; those that name none come last, by name.

    Raises ValueError where two name the same place.
    """
    ordered = sorted(classes, key=lambda cls: (cls.traits.order, cls.__name__))
    for cls, next_class in pairwise(ordered):
        place = cls.traits.order
        if place == next_class.traits.order != LAST:
            names = f"{cls.__name__} and {next_class.__name__}"
            raise ValueError(f"{names} have the same order, {place}")
    return tuple(ordered)


RECORD_CLASSES: Final = in_order(_classes())
CLASS_BY_KIND: Final[dict[str, type[Record]]] = {kind_of(cls): cls for cls in RECORD_CLASSES}
DERIVED: Final = {
    kind
    for kind, record_class in CLASS_BY_KIND.items()
    if "id" in record_class.model_fields and not record_class.model_fields["id"].is_required()
}
"""The kinds whose ids may be left out, and are then made of their content."""
ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {
    kind: TypeAdapter(record_class) for kind, record_class in CLASS_BY_KIND.items()
}


@cache
def kind_rows() -> list[tuple[str, int, str]]:
    """Return the rows of the index's table `kind`: name, position, and traits as JSON."""
    rows = []
    for position, (kind, record_class) in enumerate(CLASS_BY_KIND.items()):
        read_off = {
            "refs": [member.name for member in members(record_class) if member.ref],
            "days": [member.name for member in members(record_class) if member.is_date],
            "flags": [*_flag_columns(record_class)],
        }
        traits = record_class.traits._asdict() | read_off
        rows.append((kind, position, json.dumps(traits, ensure_ascii=False)))
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
    """Return the JSON Schema of a kind of record, or of any line.

    Raises UnknownNameError for no such kind.
    """
    if kind is None:
        described: Any = reduce(or_, RECORD_CLASSES)
    else:
        described = CLASS_BY_KIND[plugins.known_name(model, kind, "kind")]
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:stancetracker:schema:{kind or 'record'}",
        **TypeAdapter(described).json_schema(),
    }
