"""The records that a dataset has already, beside those that a table makes."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import Names, resolve
from stancetracker.contribute.pairs import Values, fields
from stancetracker.ledger.jsonl import canonical
from stancetracker.ledger.kinds import CLASS_BY_KIND


class Named(NamedTuple):
    """An actor, as a row names it."""

    name: str
    id: str


class Existing:
    """The records of a dataset, with the names that an import adds to them."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.names = dataset.names
        self.revised: Mapping[str, dict[str, Any]] = {}
        """Actors that have one more name by the answer of a person, by id."""
        self.merged: Mapping[str, dict[str, Any]] = {}
        """New actors that are others by the answer of a person, by the ids of these."""
        self.remarks: dict[str, None] = {}
        """The differences of records that are left as they are, in words."""

    def add_names(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Take also the names of records that are about to be added."""
        self.names = Names(self.dataset.connection, [*records])

    def take_as_same(
        self,
        pairs: Iterable[tuple[Named, Named]],
        new_records: Iterable[Mapping[str, Any]],
        *,
        has_ids: bool,
    ) -> None:
        """Take what new rows call actors for further names of these, by the answer of a person.

        Where a column `has_ids` of actors, the new ids are merged.
        """
        revised: dict[str, dict[str, Any]] = {}
        merged: dict[str, dict[str, Any]] = {}
        for old, now in pairs:
            actor = dict(self.dataset.values_as_written(old.id))
            names = (now.name, now.id) if has_ids else (now.name,)
            revised[old.id] = {**actor, "other_names": [*actor.get("other_names", ()), *names]}
            merged[old.id] = {"kind": actor["kind"], "id": now.id, "name": now.name}
            if "memberships" in actor:
                merged[old.id]["memberships"] = actor["memberships"]
        self.add_names([*new_records, *revised.values()])
        if has_ids:
            self.merged = merged
        else:
            self.revised = revised

    def values(self, id: str) -> dict[str, Any]:
        """Return the fields of a record, which names others by their ids of today."""
        return self.revised.get(id) or self.dataset.values(id)

    def values_as_written(self, id: str) -> dict[str, Any]:
        """Return the fields of a record as written; merged actors keep the ids of that time."""
        return self.revised.get(id) or self.dataset.values_as_written(id)

    def name_of(self, actor: str) -> str:
        """Return the name of an actor, else its id."""
        return str(self.dataset.values(actor).get("name", actor))

    def beside(self, value: dict[str, Any], *but: str) -> tuple[dict[str, Any], list[str]]:
        """Return a record as the dataset has it, if it does, and in what the two differ.

        The fields `but` may differ; that others do is remarked.
        """
        if "id" in value:
            value = {**value, "id": self.names.todays_id(value["id"])}
        there = self.dataset.values(str(value.get("id", "")))
        now = line_of(value, self.names) if there.get("kind") == value["kind"] else None
        if now is None:
            return value, []
        differs = sorted(
            {key for key in {**there, **now} if there.get(key) != now.get(key)}.difference(but)
        )
        if named := [name for name in differs if name in value]:
            stays = f"{now.get('id') or 'the dataset record'} already exists and was left as it is"
            self.remarks[f"{stays}; it differs in {', '.join(named)}"] = None
        return there, differs


def line_of(value: Mapping[str, Any], names: Names) -> Values | None:
    """Return the canonical form of a record; None where it is unsound, which checking reports."""
    cls = CLASS_BY_KIND[value["kind"]]
    try:
        text = json.dumps(resolve(dict(value), cls, names).values)
        return dict(json.loads(canonical(cls.model_validate_json(text))))
    except ValueError:
        return None


def _in_words(value: Any) -> str:
    return "nothing" if value is None else str(value)


def differing(before: Values, after: Values | None, kind: str) -> str:
    """Return what differs between two records, in words; of two kinds, in the fields of both."""
    parts = [f"a {kind}, was a {before['kind']}"] if kind != before["kind"] else []
    for name, was, now in fields(before, after) if after else ():
        if name not in ("id", "kind") and (kind == before["kind"] or None not in (was, now)):
            parts.append(f"{name} {_in_words(now)}, was {_in_words(was)}")
    return "; ".join(parts)
