"""The names that people write in place of ids, and the records that they mean."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any, Final, NamedTuple

from stancetracker.base import names as base_names
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.base.text import slug
from stancetracker.index import lookup, queries
from stancetracker.ledger.kinds import Path, put, reach, references
from stancetracker.ledger.record import Record, Ref

ACTOR_KINDS: Final = ("person", "organization")
NAMED_KINDS: Final = (*ACTOR_KINDS, "issue")
"""The kinds whose records may be named in place of their ids."""
# Stands in a record for a name without an id, so that its other faults can be found.
_UNKNOWN_ID: Final = "unknown"


class Names(base_names.Names):
    """The names, sort names, aliases and titles of actors and issues.

    Those of the dataset are read from the index when they are needed.
    """

    def __init__(
        self, connection: sqlite3.Connection, new_records: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Take also `new_records`, which are not in the index: objects that may be malformed."""
        super().__init__()
        self._connection = connection
        identified = [
            values
            for values in new_records
            if isinstance(values.get("id"), str) and isinstance(values.get("kind"), str)
        ]
        self._kind_by_new_id = {values["id"]: values["kind"] for values in identified}
        self._new_records_by_id = {values["id"]: values for values in identified}
        self._new_records = [values for values in identified if values["kind"] in NAMED_KINDS]
        self._is_read = False

    @cached_property
    def _todays_ids(self) -> dict[str, str]:
        """Return the current ids of actors by those of records that were merged into them."""
        return lookup.merged_ids(self._connection)

    def todays_id(self, id: str) -> str:
        """Return the id of today of an actor; any other id means itself."""
        return self._todays_ids.get(id, id)

    def kind_of(self, id: str) -> str | None:
        """Return the kind of the record that has this id, or None."""
        return self._kind_by_new_id.get(id) or lookup.kind_of(self._connection, id)

    def values(self, id: str) -> Mapping[str, Any]:
        """Return the fields of a record, new or of the dataset; none where there is none."""
        return self._new_records_by_id.get(id) or lookup.values(self._connection, id)

    def names_of(self, id: str) -> Iterator[str]:
        """Yield every name of a record."""
        return names_of(self.values(id))

    def id_of(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id that a name means among records of these kinds; any id means itself.

        Raises UsageError where the name means none, or more than one.
        """
        # Even an id of the wrong kind: the checks report that.
        if name and self.kind_of(name):
            return name
        return self.resolve_whole(name, kinds)

    def id_of_typed(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id that a person means who types a name, or a part of one that is enough.

        Raises UsageError where it means none, or more than one.
        """
        if name and self.kind_of(name):
            return name
        return self.resolve(name, kinds)

    def id_in(self, name: str, ref: Ref, *, typed: bool) -> str:
        """Return the id that a name means in a field; a name that may stand there means itself.

        So does that of an actor who was merged, unless a person `typed` it: it is right where it
        stands.

        Raises UsageError as `id_of` does.
        """
        if not typed and name in self._todays_ids:
            return name
        try:
            if typed and not ref.or_name:
                return self.id_of_typed(name, ref.kinds)
            return self.id_of(name, ref.kinds)
        except UnknownNameError:
            if ref.or_name:
                return name
            raise

    def namesakes(self, name: str) -> list[str]:
        """Return the ids of the actors that are on record by a name, or by the id it makes."""
        id = slug(name)
        if self.kind_of(id) in ACTOR_KINDS:
            return [id]
        return self.ids_named(id, NAMED_KINDS) or self.ids_named(name, ACTOR_KINDS)

    def on_record(self, ids: Sequence[str]) -> str:
        """Return that actors are on record, with what they are called and their first role."""
        verb = "is" if len(ids) == 1 else "are"
        return f"{' and '.join(map(self._description, ids))} {verb} on record already"

    def _description(self, id: str) -> str:
        values = lookup.values(self._connection, id)
        roles = values.get("memberships") or [{"role": values.get("kind", "")}]
        place = [str(roles[0]["role"]), self._name_of(roles[0].get("organization"))]
        return f"{values.get('name', id)} ({id}: {', '.join(filter(None, place))})"

    def _name_of(self, id: str | None) -> str:
        return str(lookup.values(self._connection, id).get("name", id)) if id else ""

    def ids_named(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id that a text may mean among records of these kinds, sorted."""
        if not self._is_read:
            self._is_read = True
            self._read()
        return super().ids_named(text, kinds)

    def _read(self) -> None:
        for entry in queries.names(self._connection):
            if entry.kind in NAMED_KINDS:
                self.add(entry.kind, entry.id, entry.name)
        for values in self._new_records:
            for name in names_of(values):
                self.add(values["kind"], values["id"], name)


def names_of(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield every name of a record that may be malformed."""
    names = [values.get(field) for field in ("id", "name", "title", "sort_name")]
    names += [name for _, name in reach(values, ("other_names", "*"))]
    yield from (name for name in names if isinstance(name, str))


def with_way_to_add(error: UnknownNameError, kinds: Collection[str]) -> UnknownNameError:
    """Return an error about an unknown name with the command that adds such a record."""
    adding = " or ".join(f"stancetracker add {kind}" for kind in kinds if kind in NAMED_KINDS)
    error.hint = "\n".join(filter(None, (error.hint, f"if it is new, add it first: {adding}")))
    return error


class Resolution(NamedTuple):
    """A record with ids in place of names, and why other names have none."""

    values: dict[str, Any]
    errors: dict[Path, UsageError]
    """By the path to the name."""


def resolve(
    values: dict[str, Any], record_class: type[Record], names: Names, *, typed: bool = False
) -> Resolution:
    """Return a copy of a record with ids where it names actors and issues.

    A name that may stand in the record stays, unless a person `typed` it; elsewhere a part of a
    name that somebody typed is enough.
    """
    ids: dict[Path, str] = {}
    errors: dict[Path, UsageError] = {}
    for field, path, name in references(record_class, values):
        if not name or field.ref is None or not set(field.ref.kinds) <= set(NAMED_KINDS):
            continue
        if field.ref.or_name and not typed:
            continue
        try:
            id = names.id_in(name, field.ref, typed=typed)
        except UsageError as error:
            errors[path] = error
            id = _UNKNOWN_ID
        if id != name:
            ids[path] = id
    resolved = deepcopy(values) if ids else dict(values)
    for path, id in ids.items():
        put(resolved, path, id)
    return Resolution(resolved, errors)
