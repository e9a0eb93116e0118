"""The silences of a version for many actors alike, and silences without those who have spoken."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from stancetracker.addons.tables.facts import digest_of
from stancetracker.addons.tables.history import History, group_id, next_group_id
from stancetracker.addons.tables.versions import Removal, Renewal, correction_by_table
from stancetracker.base import wording


class RowRecord(NamedTuple):
    """A record to add, and the places of the rows that it comes from."""

    values: dict[str, Any]
    rows: tuple[int, ...]


def renewed(
    renewals: Mapping[int, Iterable[Renewal]], history: History, name: str, day: str
) -> Iterator[RowRecord]:
    """Yield one silence for all who are alike; `renewals` are by the places of rows."""
    actors: dict[str, dict[str, None]] = defaultdict(dict)
    rows: dict[str, list[int]] = defaultdict(list)
    for at, of_row in renewals.items():
        for renewal in of_row:
            key = _alike(renewal)
            rows[key].append(at)
            actors[key].update(dict.fromkeys(renewal.actors))
    for key, named in actors.items():
        values = {**json.loads(key), "id": _free_id(key, history, name, day), "actors": [*named]}
        yield RowRecord(values, tuple(dict.fromkeys(rows[key])))


def id_of(renewal: Renewal, history: History, name: str, day: str) -> str:
    """Return the id of the silence by which one is renewed."""
    return _free_id(_alike(renewal), history, name, day)


def _free_id(key: str, history: History, name: str, day: str) -> str:
    id = group_id(name, day, digest_of(key))
    while history.has(id):
        id = next_group_id(id)
    return id


def _alike(renewal: Renewal) -> str:
    """Return what a silence says but for its actors."""
    values = {field: value for field, value in renewal.draft.values.items() if field != "actors"}
    return json.dumps(values, sort_keys=True)


def without(
    removals: Mapping[int, Iterable[Removal]], history: History, day: str
) -> Iterator[RowRecord]:
    """Yield silences without some of their actors, and the corrections that put these in place."""
    actors: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, list[int]] = defaultdict(list)
    for at, of_row in removals.items():
        for removal in of_row:
            actors[removal.silence].add(removal.actor)
            rows[removal.silence].append(at)
    for silence, speakers in actors.items():
        places = tuple(dict.fromkeys(rows[silence]))
        values = history.values(silence)
        others = [actor for actor in values["actors"] if actor not in speakers]
        replacement = None
        if others:
            replacement = next_group_id(silence)
            while history.has(replacement):
                replacement = next_group_id(replacement)
            without = {**values, "id": replacement, "actors": others, "recorded": day}
            yield RowRecord(without, places)
        values = correction_by_table(silence, day, wording.SAYS_OTHERWISE, replacement)
        yield RowRecord(values, places)
