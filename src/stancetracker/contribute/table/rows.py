"""The rows of a table on their way into a dataset, with the records that the mapping brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from stancetracker.base.text import plural
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import Names
from stancetracker.contribute.settling import Item, NotImportedError, Reasons
from stancetracker.contribute.table.actors import Cast, Part, merged, part
from stancetracker.contribute.table.filling import Cells
from stancetracker.contribute.table.mapping import Mapping as TableMapping
from stancetracker.contribute.table.mapping import RowRule, SourceRule
from stancetracker.contribute.table.reading import Row, Table
from stancetracker.ledger.record import Source

Progress = Callable[[str, int, int], None]


class Actor(NamedTuple):
    """An actor of a row: the id, the kind, and the record to make where it is new."""

    id: str
    kind: str
    record: Mapping[str, Any] | None


@dataclass
class Made:
    """A converted row."""

    line: int
    cells: tuple[str, ...]
    reasons: list[str] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    unsourced: bool = False
    skipped: bool = False


class _Started(NamedTuple):
    made: Made
    cells: Cells
    rules: tuple[RowRule, ...]
    parts: Mapping[str, Part]


def convert(
    table: Table, mapping: TableMapping, names: Names, recorded: str, progress: Progress
) -> list[Made]:
    """Make records of every row, or tell why it can't be taken."""
    started = [_start(row, table, mapping, recorded) for row in table.rows]
    cast = Cast(names, (one for each in started for one in each.parts.values()))
    for number, each in enumerate(started):
        progress("rows", number, len(started))
        _finish(each, mapping, cast)
    return [each.made for each in started]


def _start(row: Row, table: Table, mapping: TableMapping, recorded: str) -> _Started:
    made = Made(row.line, row.cells)
    if row.fault is not None:
        made.reasons.append(row.fault)
        return _Started(made, Cells({}, {}), (), {})
    cells = Cells(table.by_column(row), {"recorded": recorded, **dict.fromkeys(mapping.actors, "")})
    rules = mapping.makes(cells)
    made.skipped = not rules and not cells.reasons
    used = frozenset[str]().union(*(rule.actors for rule in rules))
    parts = {key: one for key, rule in mapping.actors.items() if key in used and (one := part(rule, cells))}
    return _Started(made, cells, rules, parts)


def _finish(started: _Started, mapping: TableMapping, cast: Cast) -> None:
    made, cells = started.made, started.cells
    for key, one in started.parts.items():
        found = cast.find(one)
        if isinstance(found, str):
            cells.reject(found)
            continue
        cells.given[key] = found.id
        record = _actor_record(one, found.id, cells) if found.is_new else None
        made.actors.append(Actor(found.id, one.key.kind, record))
    if not cells.reasons:
        made.records = [_record(rule, cells, mapping) for rule in started.rules]
    made.unsourced = cells.unsourced
    made.reasons += cells.reasons


def _actor_record(one: Part, name: str, cells: Cells) -> dict[str, Any]:
    return {"kind": one.key.kind, "id": name, "name": one.name, **(one.rule.fields.fill(cells) or {})}


def actor_records(made: Iterable[Made]) -> list[tuple[dict[str, Any], tuple[int, ...]]]:
    """The records of the new actors of these rows, and the places of the rows that name each."""
    records: dict[str, dict[str, Any]] = {}
    rows: dict[str, list[int]] = {}
    for place, one in enumerate(made):
        for actor in one.actors:
            if actor.record is not None:
                merged(records.setdefault(actor.id, {}), actor.record)
                rows.setdefault(actor.id, []).append(place)
    return [(record, tuple(rows[name])) for name, record in records.items()]


def _record(rule: RowRule, cells: Cells, mapping: TableMapping) -> dict[str, Any]:
    cells.given.pop("date", None)
    filled: dict[str, Any] = {"kind": rule.kind}
    fields = dict(rule.fields.fields)
    if "date" in fields:
        day = fields.pop("date").fill(cells)
        cells.given["date"] = day or ""
        filled |= {"date": day} if day else {}
    for name, field_rule in fields.items():
        value = field_rule.fill(cells)
        if value not in (None, [], {}):
            filled[name] = value
    if rule.sources:
        filled["sources"] = _sources(rule.sources, cells, mapping)
    return filled


def _sources(rules: tuple[SourceRule, ...], cells: Cells, mapping: TableMapping) -> list[Any]:
    """The sources of a record, each once; where no column gives one, the mapping's own."""
    found: list[Any] = []
    unsourced = any(rule.is_own for rule in rules)
    for rule in rules:
        source = rule.rule.fill(cells)
        source = _cited(source) if mapping.citing and isinstance(source, dict) else source
        if isinstance(source, dict) and ("url" in source or "citation" in source):
            unsourced = unsourced and not rule.is_own
            found += [source] if source not in found else []
    if unsourced:
        cells.unsourced = True
        fallback = mapping.fallback.fill(cells) if mapping.fallback else None
        found += [fallback] if fallback and fallback not in found else []
    return found


def _cited(source: dict[str, Any]) -> dict[str, Any]:
    """The source with its address as a citation, where it is none."""
    try:
        Source.model_validate({"url": source.get("url"), "citation": "-", "tier": "primary"})
    except ValueError:
        address = source["url"]
        rest = {name: value for name, value in source.items() if name != "url"}
        return rest | {"citation": f"{rest['citation']}, {address}" if "citation" in rest else address}
    return source


_MOST_NUMBERS: Final = 20


class Intake:
    """The rows of a table on their way into a dataset: lines to add, and remarks on them."""

    def __init__(
        self, dataset: Dataset, mapping: TableMapping, table: Table, recorded: str, progress: Progress
    ) -> None:
        """Convert the rows.

        Raises NotImportedError where the mapping has a record that differs from the dataset's.
        """
        self._mapping, self._dataset, self._recorded = mapping, dataset, recorded
        self._notes: list[str] = []
        self._declared: list[tuple[str, dict[str, Any]]] = []
        self._there_already: Counter[str] = Counter()
        for line, value in self._brought():
            where = f"{mapping.name}:{line}"
            if self._is_there(value, where):
                self._there_already[value["kind"]] += 1
            else:
                self._declared.append((where, value))
        self._panel_note: list[str] = []
        self._made = convert(table, mapping, self._names(), recorded, progress)

    def faults(self) -> Reasons:
        """Return the reasons to reject rows, by place, that follow from the rows alone."""
        return {at: list(made.reasons) for at, made in enumerate(self._made) if made.reasons}

    def row(self, at: int) -> tuple[int, tuple[str, ...]]:
        """Return the line in which a row begins, and its cells."""
        return self._made[at].line, self._made[at].cells

    def there_already(self, rejected: Collection[int]) -> Counter[str]:
        """Return the number of records of each kind that are there already."""
        taken = (made for at, made in enumerate(self._made) if at not in rejected)
        actors = {actor.id: actor.kind for made in taken for actor in made.actors}
        return self._there_already + Counter(actors[name] for name in self._dataset.known(actors))

    def _brought(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the records of the mapping, each with its line."""
        cells = Cells({}, {"recorded": self._recorded})
        brought = [
            (line, {"kind": kind, **(fields.fill(cells) or {})})
            for line, kind, fields in self._mapping.records
        ]
        if cells.reasons:
            raise NotImportedError(f"{self._mapping.name}: {'; '.join(cells.reasons)}")
        return brought

    def _is_there(self, value: dict[str, Any], where: str) -> bool:
        """Return whether the dataset has such a record, which then stays; note any difference."""
        there = self._there(value)
        if there is None:
            return False
        panel = self._mapping.panel is not None and self._mapping.panel[0] == value.get("id")
        differs = {key for key in {**there, **value} if there.get(key) != value.get(key)}
        differs -= {"panel", "panel_rule"} if panel else set()
        if panel and not differs:
            return False  # with its panel it may be the same
        if differs and value["kind"] == "issue":
            message = f"{where}: the issue {value.get('id')} already exists and differs in {_any(differs)}"
            raise NotImportedError(message, "make the two say the same, or give the mapping's another id")
        if differs:
            name = value.get("id") or "the dataset record"
            self._notes.append(f"{name} already exists and was left as it is; it differs in {_any(differs)}")
        return True

    def _there(self, value: dict[str, Any]) -> dict[str, Any] | None:
        there = self._dataset.said("" if value["kind"] == "dataset" else str(value.get("id")))
        return there if there and there["kind"] == value["kind"] else None

    def _names(self) -> Names:
        return Names(self._dataset.connection, [value for _, value in self._declared])

    def items(self, rejected: Collection[int]) -> list[Item]:
        """Return the records to add when these rows are rejected: of the mapping, new actors, then row by row."""
        left = [(at, made) for at, made in enumerate(self._made) if at not in rejected]
        places = [at for at, _ in left]
        items = [
            Item(self._whole(value, [made for _, made in left]), (), name) for name, value in self._declared
        ]
        for record, own in actor_records(made for _, made in left):
            of = tuple(places[place] for place in own)
            items.append(Item(record, of, f"line {self._made[of[0]].line}"))
        items += [Item(value, (at,), f"line {made.line}") for at, made in left for value in made.records]
        return items

    def _whole(self, value: dict[str, Any], left: Iterable[Made]) -> dict[str, Any]:
        """Return a record of the mapping; its issue gets the panel."""
        panel = self._mapping.panel
        if panel is None or value.get("id") != panel[0]:
            return value
        return self._with_panel(value, [*dict.fromkeys(_people(left))], panel[1])

    def _with_panel(self, value: dict[str, Any], people: list[str], rule: str) -> dict[str, Any]:
        there = self._there(value)
        if there is None:
            return {**value, "panel": people, "panel_rule": rule} if people else value
        missing = [person for person in people if person not in there.get("panel", ())]
        if missing:
            count = plural(len(missing), "person is", "people are")
            self._panel_note = [f"the panel of {value['id']} was left as it is; {count} not on it"]
        return there

    def notes(self, rejected: Collection[int]) -> tuple[str, ...]:
        """Return remarks on the import."""
        taken = [made for at, made in enumerate(self._made) if at not in rejected]
        notes = [*self._notes, *self._panel_note]
        unsourced = [made.line for made in taken if made.unsourced]
        skipped = [made.line for made in taken if made.skipped]
        if unsourced:
            verb = "has" if len(unsourced) == 1 else "have"
            given = ", and got the mapping's" if self._mapping.fallback else ""
            text = f"{plural(len(unsourced), 'row')} {verb} no source of their own{given}"
            notes.append(f"{text}: {_numbers(unsourced)}")
        if skipped:
            notes.append(f"{plural(len(skipped), 'row')} skipped, as the mapping says: {_numbers(skipped)}")
        return tuple(notes)


def _any(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _numbers(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:_MOST_NUMBERS]))
    more = len(lines) - _MOST_NUMBERS
    return f"lines {shown}" + (f" and {more} more" if more > 0 else "")


def _people(left: Iterable[Made]) -> Iterable[str]:
    return (actor.id for made in left for actor in made.actors if actor.kind == "person")
