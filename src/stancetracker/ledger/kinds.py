"""The kinds of record: a class a file in `ledger/model/`, where adding a file adds a kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pydantic import TypeAdapter

from stancetracker.base import plugins
from stancetracker.ledger import model
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
