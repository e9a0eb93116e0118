"""Names as contributors write them, and the ids they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from stancetracker.base import text
from stancetracker.ledger.fields import put, reach, reference_fields
from stancetracker.ledger.record import Record
from stancetracker.ledger.scan import Path

NAMED: Final = ("person", "organization", "issue")


class Names(text.Names):
    """The names, aliases, former ids and titles of the actors and issues of a dataset."""

    def __init__(self, records: Iterable[Record], values: Iterable[Mapping[str, Any]] = ()) -> None:
        """`values` are records that are yet to be added, as objects that may be wrong."""
        super().__init__()
        for record in records:
            self._take(record.__dict__)
        for value in values:
            self._take(value)

    def _take(self, value: Mapping[str, Any]) -> None:
        name, kind = value.get("id"), value.get("kind")
        if not isinstance(name, str) or not isinstance(kind, str):
            return
        self.kinds[name] = kind
        for called in _names(value) if kind in NAMED else ():
            self.add(kind, name, called)

    def id_of(self, name: str, kinds: tuple[str, ...]) -> str:
        """The id that a name means among records of these kinds; any id means itself.

        Raises UnknownNameError and AmbiguousNameError.
        """
        # Of the wrong kind, too: it is told as such when the record is checked.
        return name if name in self.kinds else self.resolve(name, kinds)


def _names(value: Mapping[str, Any]) -> Iterator[str]:
    """All that a record may be called, as far as it can be read."""
    names = [value.get("id"), value.get("name"), value.get("title")]
    for field in ("other_names", "former_ids"):
        names += [name for _, name in reach(value, (field, "*"))]
    yield from (name for name in names if isinstance(name, str))


def resolve(value: dict[str, Any], record_class: type[Record], names: Names) -> dict[str, Any]:
    """The same object with ids where it names actors and issues.

    Raises UnknownNameError and AmbiguousNameError.
    """
    found = [
        (path, names.id_of(name, field.ref.kinds))
        for field in reference_fields(record_class)
        if field.ref is not None and set(field.ref.kinds) <= set(NAMED)
        for path, name in reach(value, field.pattern)
        if isinstance(name, str) and name
    ]
    resolved = deepcopy(value) if any(_at(value, path) != name for path, name in found) else dict(value)
    for path, name in found:
        if _at(resolved, path) != name:
            put(resolved, path, name)
    return resolved


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value
