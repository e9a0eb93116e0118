"""Names as contributors write them, and the ids they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.text import fold
from stancetracker.ledger.fields import put, reach, reference_fields
from stancetracker.ledger.model import Record
from stancetracker.ledger.scan import Path

_NAMED: Final = ("person", "organization", "issue")
_MOST_SUGGESTIONS: Final = 25


class Names:
    """The names, aliases, former ids and titles of the actors and issues of a dataset."""

    def __init__(self, records: Iterable[Record], values: Iterable[Mapping[str, Any]] = ()) -> None:
        """`values` are records that are yet to be added, as objects that may be wrong."""
        self._ids: dict[str, str] = {}
        self._meant: dict[str, dict[str, None]] = {}
        self._shown: dict[str, str] = {}
        self._suggestions = _MOST_SUGGESTIONS
        for record in records:
            self._add(record.__dict__)
        for value in values:
            self._add(value)

    def _add(self, value: Mapping[str, Any]) -> None:
        name, kind = value.get("id"), value.get("kind")
        if not isinstance(name, str) or not isinstance(kind, str):
            return
        self._ids[name] = kind
        for called in _names(value) if kind in _NAMED else ():
            self._meant.setdefault(fold(called), {})[name] = None
            self._shown[called] = kind

    def id_of(self, name: str, kinds: tuple[str, ...]) -> str:
        """The id that a name means among records of these kinds; an id means itself.

        Raises UnknownNameError and AmbiguousNameError.
        """
        # Of the wrong kind, too: it is told as such when the record is checked.
        if name in self._ids:
            return name
        what = " or ".join(kinds)
        found = self.meant(name, kinds)
        if not found:
            raise UnknownNameError(what, name, self._suggested(kinds))
        if len(found) > 1:
            raise AmbiguousNameError(what, name, found)
        return found[0]

    def meant(self, name: str, kinds: tuple[str, ...]) -> list[str]:
        """Every id that a name may mean among records of these kinds."""
        return [meant for meant in self._meant.get(fold(name), ()) if self._ids[meant] in kinds]

    def _suggested(self, kinds: tuple[str, ...]) -> Iterator[str]:
        # To look for the nearest of many names takes its time; after some, people know what is wrong.
        self._suggestions -= 1
        if self._suggestions >= 0:
            yield from (shown for shown, kind in self._shown.items() if kind in kinds)


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
        if field.ref is not None and set(field.ref.kinds) <= set(_NAMED)
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
