"""The kinds of record: a class a file in `ledger/model/`, where adding a file adds a kind."""

import json
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from stancetracker.base import plugins
from stancetracker.base.traits import Traits
from stancetracker.ledger import model
from stancetracker.ledger.fields import EACH, Field, fields, reference_fields
from stancetracker.ledger.record import Record, kind_of


def _classes() -> Iterator[type[Record]]:
    for name in plugins.names(model):
        module = plugins.load(model, name, "kind")
        yield from (
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Record) and value.__module__ == module.__name__
        )


RECORD_CLASSES: Final = tuple(sorted(_classes(), key=lambda cls: (cls.traits.order, cls.__name__)))
CLASS_BY_KIND: Final[dict[str, type[Record]]] = {kind_of(cls): cls for cls in RECORD_CLASSES}
ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {k: TypeAdapter(cls) for k, cls in CLASS_BY_KIND.items()}


def traits(kind: str) -> Traits:
    """Return what readers need to know of a kind, with the fields that its class marks as ids and dates."""
    record_class = CLASS_BY_KIND[kind]
    refs = dict.fromkeys(field.pattern[0] for field in reference_fields(record_class) if _is_own(field))
    dated = (field for field in fields(record_class).values() if field.is_date and _is_own(field))
    days = dict.fromkeys(field.pattern[0] for field in dated)
    return record_class.traits._replace(refs=tuple(refs), days=tuple(days))


def _is_own(field: Field) -> bool:
    """Return whether a field is the record's own: a value or a list of values, none inside an object."""
    return field.pattern[1:] in ((), (EACH,))


@cache
def kind_rows() -> list[tuple[str, int, str]]:
    """Return the rows of the index's table `kind`: each kind's name, its place and its traits as JSON."""
    return [
        (kind, place, json.dumps(traits(kind)._asdict(), ensure_ascii=False))
        for place, kind in enumerate(CLASS_BY_KIND)
    ]


def json_schema(kind: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of one kind of record, or of any line of a dataset.

    Raises UnknownNameError for a kind that does not exist.
    """
    union: Any = reduce(or_, RECORD_CLASSES)
    if kind is not None:
        union = CLASS_BY_KIND[plugins.known(model, kind, "kind")]
    return {"$schema": GenerateJsonSchema.schema_dialect, **TypeAdapter(union).json_schema()}
