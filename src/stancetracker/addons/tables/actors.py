"""Gather the actors whom the rows of a table name, each with all that its rows say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from stancetracker.addons.tables.reading import ReadRow
from stancetracker.base.text import fold


class GatheredActor(NamedTuple):
    """An actor whom rows name."""

    id: str
    record: dict[str, Any] | None
    """The record of a new one; None for one on record."""
    namesakes: tuple[str, ...]
    """The ids of other actors of the same name."""
    rows: tuple[int, ...]
    """The places of the rows."""
    new_roles: tuple[Mapping[str, Any], ...] = ()
    """The memberships that rows add to one on record."""


def gathered(rows: Sequence[tuple[int, ReadRow]]) -> Iterator[GatheredActor]:
    """Yield each actor of rows, by their places, once.

    What further rows say of a new one makes lists longer; other fields stay as first given.
    """
    records: dict[str, dict[str, Any]] = {}
    places: defaultdict[str, list[int]] = defaultdict(list)
    names: dict[str, str] = {}
    ids_by_name: defaultdict[str, dict[str, None]] = defaultdict(dict)
    new_roles: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for at, row in rows:
        for actor in row.actors:
            id = actor.record["id"]
            name = fold(actor.record["name"])
            places[id].append(at)
            names.setdefault(id, name)
            ids_by_name[name][id] = None
            if actor.is_new:
                _add(records.setdefault(id, {}), actor.record)
            if actor.has_new_roles:
                new_roles[id] += actor.record.get("memberships", ())
    for id, rows_of_actor in places.items():
        namesakes = tuple(other for other in ids_by_name[names[id]] if other != id)
        yield GatheredActor(
            id, records.get(id), namesakes, tuple(rows_of_actor), tuple(new_roles[id])
        )


def _add(record: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add what another row says of an actor."""
    for field, value in more.items():
        before = record.setdefault(field, value)
        if isinstance(value, list):
            record[field] = [*before, *(item for item in value if item not in before)]
