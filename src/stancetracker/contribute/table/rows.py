"""From the rows of a table to records, each row by itself and all by one mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stancetracker.contribute.names import Names
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
    """What became of a row."""

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
