"""The rows of a table on their way into a dataset: records to add, and remarks on them."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from stancetracker.base.text import fold, plural
from stancetracker.contribute.add import Item, NotImportedError, Reasons
from stancetracker.contribute.dataset import Dataset, members, with_members
from stancetracker.contribute.names import Names
from stancetracker.contribute.table.files import Table
from stancetracker.contribute.table.mapping import Document, read
from stancetracker.contribute.table.rows import Cast, Made, finish, started
from stancetracker.contribute.table.values import RECORDED, Cells
from stancetracker.contribute.table.versions import (
    MOST_LISTED,
    OF_PANEL,
    Versions,
    differing,
    left_as_is,
    line,
    listing,
)

Progress = Callable[[str, int, int], None]


class Intake:
    """The rows of a table, converted once; which are rejected is found later."""

    def __init__(
        self, dataset: Dataset, document: Document, table: Table, recorded: str, progress: Progress
    ) -> None:
        """Convert the rows.

        Raises MappingError, and NotImportedError where the mapping has a record that differs from the dataset's.
        """
        mapping = read(document, table.columns)
        self._mapping, self._dataset, self._recorded = mapping, dataset, recorded
        self._declared_notes: list[str] = []
        self._notes: list[str] = []
        self._declared = [self._declare(document, at) for at in range(len(mapping.records))]
        names = self._names = Names(dataset.connection, [value for value, _ in self._declared])
        self._made = [started(row, table, mapping, recorded) for row in table.rows]
        self._versions = Versions(dataset, mapping, recorded, names)
        self._stems = [self._versions.stem(made) for made in self._made]
        cast = Cast(names, (one for made in self._made for one in made.parts.values()))
        for at, made in enumerate(self._made):
            progress("rows", at, len(self._made))
            finish(made, mapping, cast)
            if self._versions.rule and not made.cells.reasons:
                made.records = list(self._versions.compared(made, self._stems[at]))

    def faults(self) -> Reasons:
        """Return the reasons to reject rows, by place, that follow from the rows alone."""
        return {at: list(made.cells.reasons) for at, made in enumerate(self._made) if made.cells.reasons}

    def _declare(self, document: Document, at: int) -> tuple[dict[str, Any], str]:
        """Return a record of the mapping, or the one that is there already, which stays; with its place."""
        rule, cells = self._mapping.records[at], Cells({}, {RECORDED: self._recorded})
        where = document.place(("records", at))
        try:
            value = {"kind": rule.kind, **rule.values(cells)}
        except KeyError as error:
            raise document.error(("records", at), f"no row fills {{{error.args[0]}}} here") from None
        if cells.reasons:
            raise NotImportedError(f"{document.name}: {'; '.join(cells.reasons)}")
        there = self._dataset.said(str(value.get("id", "")))
        if there is None or there["kind"] != value["kind"]:
            return value, where
        differs = differing(there, value, *(OF_PANEL if self._mapping.panel else ()))
        if differs and rule.kind == "issue":
            what = f"{where}: the issue {value['id']} already exists and differs in {', '.join(differs)}"
            raise NotImportedError(what, "make the two say the same, or give the mapping's another id")
        if differs:
            self._declared_notes.append(left_as_is(str(value.get("id", "")), differs))
        return there, where

    def items(self, rejected: Collection[int]) -> list[Item]:
        """Return the records to add when these rows are rejected: of the mapping, actors, then row by row."""
        left = [(at, made) for at, made in enumerate(self._made) if at not in rejected]
        found = [Item(value, (), where) for value, where in self._declared]
        found += self._actors(left)
        rows: dict[str, tuple[dict[str, Any], list[int]]] = {}
        for at, made in left:
            for value in made.records:  # several rows may make one
                rows.setdefault(json.dumps(value, sort_keys=True), (value, []))[1].append(at)
        found += [Item(value, tuple(of), self._made[of[0]].row.origin) for value, of in rows.values()]
        gone, notes = self._versions.gone({self._stems[at] for at in rejected})
        found += [Item(value, (), value["corrects"]) for value in gone]
        self._notes = []
        found = self._with_panels(found, [made for _, made in left])
        self._notes += notes
        return found

    def _actors(self, left: Iterable[tuple[int, Made]]) -> Iterable[Item]:
        actors: dict[str, dict[str, Any]] = {}
        rows: defaultdict[str, list[int]] = defaultdict(list)
        namesakes: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for at, made in left:
            for is_new, value in made.actors:
                namesakes[fold(value["name"])][value["id"]] = None
                rows[value["id"]].append(at)
                if is_new:
                    _merge(actors.setdefault(value["id"], {}), value)
        for name, named in rows.items():
            value = actors.get(name) or self._dataset.said(name) or {}
            others = [one for one in namesakes[fold(value["name"])] if one != name]
            # By the mapping these are several.
            more = {"distinct_from": others} if others and name in actors else {}
            yield Item({**value, **more}, tuple(named), self._made[named[0]].row.origin)

    def _with_panels(self, drafts: list[Item], left: Iterable[Made]) -> list[Item]:
        """Put those whom rows name on the panels, with the day where an issue is there already."""
        panels: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for made in left:
            for issue, actor, rule in made.panels:
                panels[issue].setdefault(actor, rule)
        given = {str(one.value.get("id")) for one in drafts}
        there = [Item(self._dataset.said(issue) or {}, (), issue) for issue in panels if issue not in given]
        found = [(one, panels.get(str(one.value.get("id") or one.origin))) for one in (*drafts, *there)]
        return [self._panelled(one, joining) if joining else one for one, joining in found]

    def _panelled(self, item: Item, joining: Mapping[str, str]) -> Item:
        """Return an issue with its panel; it replaces the dataset's if it differs in further members alone."""
        value, there = item.value, self._dataset.said(str(item.value.get("id"))) or {}
        if value.get("kind") != "issue":
            raise NotImportedError(f"no issue {item.origin} for the mapping's panel")
        kept: dict[str, Any] = {key: there[key] for key in OF_PANEL if key in there}
        own = line({**value, **kept}, self._names)
        is_there = own is not None and own.values == there
        new = [actor for actor in joining if actor not in members(there)]
        if new and is_there:
            text = (
                f"{plural(len(new), 'member')} added to the panel of {value['id']}, from {self._recorded} on"
            )
            self._notes += [text] if text not in self._notes else []
        rule, day = next(iter(joining.values())), self._recorded if there else None
        return item._replace(given={**value, **with_members(kept, new, day, rule)}, revises=is_there)

    def notes(self, rejected: Collection[int]) -> tuple[str, ...]:
        """Return remarks on the import, after the items of what is left were made."""
        taken = [made for at, made in enumerate(self._made) if at not in rejected]
        changed, unsourced = self._versions.notes, [made.row.line for made in taken if made.cells.unsourced]
        skipped = [made for made in taken if made.is_skipped]
        notes = [*self._declared_notes, *changed[:MOST_LISTED]]
        if len(changed) > MOST_LISTED:
            notes.append(f"and {len(changed) - MOST_LISTED:,} more rows differ")
        notes += self._notes
        if unsourced:
            given = ", and got the mapping's" if self._mapping.sources.fallback else ""
            without = plural(
                len(unsourced), "row has no source of its own", "rows have no source of their own"
            )
            notes.append(f"{without}{given}: lines {listing(unsourced)}")
        if skipped:
            lines = listing([made.row.line for made in skipped])
            notes.append(f"{plural(len(skipped), 'row')} skipped, as the mapping says: lines {lines}")
        if listed := [made for made in skipped if made.actors]:
            notes.append(f"{len(listed):,} of these put whom they name on the panel, unchecked")
        return tuple(notes)


def _merge(record: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add what a further row says of an actor: lists get longer, other fields stay as first given."""
    for name, value in more.items():
        if isinstance(value, list):
            known = record.get(name, [])
            record[name] = [*known, *(item for item in value if item not in known)]
        else:
            record.setdefault(name, value)
