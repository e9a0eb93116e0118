"""The records as JSON Schema, for editors and other programs; made from the record classes."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from stancetracker.base.errors import UnknownNameError
from stancetracker.ledger.kinds import CLASS_BY_KIND

DIALECT: Final = GenerateJsonSchema.schema_dialect


def schema(kind: str | None = None) -> dict[str, Any]:
    """The JSON Schema of one kind of record, or of any line of a dataset.

    Raises UnknownNameError for a kind that does not exist.
    """
    if kind is not None and kind not in CLASS_BY_KIND:
        raise UnknownNameError("kind", kind, CLASS_BY_KIND, f"one of {', '.join(CLASS_BY_KIND)}")
    classes = tuple(CLASS_BY_KIND.values()) if kind is None else (CLASS_BY_KIND[kind],)
    union: Any = classes[0]
    for record_class in classes[1:]:
        union = union | record_class
    return {"$schema": DIALECT, **TypeAdapter(union).json_schema()}
