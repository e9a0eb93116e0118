"""The rows of a table, read by a mapping: whom each is about, and the records that it makes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import fold, slug
from stancetracker.contribute.names import Names
from stancetracker.contribute.table.files import Row, Table
from stancetracker.contribute.table.mapping import Actor
from stancetracker.contribute.table.mapping import Mapping as TableMapping
from stancetracker.contribute.table.mapping import Row as RowRule
from stancetracker.contribute.table.values import (
    DATE,
    NOTHING,
    RECORDED,
    SOURCE,
    Cells,
    Value,
    known,
    listed,
    slugged,
    value_of,
)
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Source

_PANEL_OF: Final = {"person": "people", "organization": "organizations"}


class Key(NamedTuple):
    """The identity of an actor in a table: its kind, the start of its id, and what distinguishes namesakes."""

    kind: str
    start: str
    apart: tuple[str, ...]

    def ids(self) -> tuple[str, ...]:
        """Return the ids it may have, the shortest first; none if its name has no letters for ids."""
        if not self.start:
            return ()
        longer = (" ".join((self.start, *self.apart[:count])) for count in range(len(self.apart) + 1))
        return tuple(dict.fromkeys(made for text in longer if (made := slug(text, whole=True))))


class Part(NamedTuple):
    """An actor as a row names it; `is_by_id` if the mapping says its id."""

    key: Key
    name: str
    is_by_id: bool
    may_be_made: bool


def part(rule: Actor, cells: Cells) -> Part | None:
    """Return the actor that a rule finds in a row, None if the row names none."""
    name = rule.name.fill(cells)
    if not name:
        return None
    start = name if rule.id is None else slugged(rule.id.fill(cells), cells)
    apart = tuple(fold(each.fill(cells) or "") for each in rule.tell_apart)
    key = Key(rule.kind, slug(start or "", whole=True), apart)
    return Part(key, name, rule.id is not None, rule.otherwise == "make")


Found = tuple[str, bool] | str
"""The id of an actor and whether a record of it is to be made, or the reason why none can be chosen."""


class Cast:
    """The actors of a whole table."""

    def __init__(self, names: Names, parts: Iterable[Part]) -> None:
        """Count names in every part of the table, because two of one name have longer ids."""
        self._names = names
        keys: dict[Key, set[str]] = {}
        for one in parts:
            keys.setdefault(one.key, set()).add(fold(one.name))
        self._uses = Counter(name for key in keys for name in key.ids())
        self._namesakes = Counter((key.kind, name) for key, names in keys.items() for name in names)
        self._found: dict[Part, Found] = {}

    def find(self, one: Part) -> Found:
        """Return the actor of a part."""
        if one not in self._found:
            self._found[one] = self._find(one)
        return self._found[one]

    def _find(self, one: Part) -> Found:
        kind = one.key.kind
        ids = [name for name in one.key.ids() if self._uses[name] == 1]
        meant = [] if one.is_by_id else self._names.meant(one.name, (kind,))
        for name in ids:
            if self._names.kind_of(name) == kind and (one.is_by_id or name in meant):
                return name, False
        if len(meant) == 1 and self._namesakes[kind, fold(one.name)] == 1:
            return meant[0], False
        if meant:
            return (
                f"{one.name} could be {', '.join(meant)}, as several are so called; give the mapping an `id`"
            )
        return self._made(one, ids) if one.may_be_made else self._unknown(one)

    def _made(self, one: Part, ids: list[str]) -> Found:
        free = [name for name in ids if self._names.kind_of(name) is None]
        if free:
            return free[0], True
        if not one.key.start:
            return f"no id can be made of {one.name}; give the mapping an `id` of letters a to z"
        return f"every id made of {one.name} is taken ({', '.join(one.key.ids())}); distinguish it by more columns"

    def _unknown(self, one: Part) -> str:
        try:
            found = self._names.id_of(one.key.start if one.is_by_id else one.name, (one.key.kind,))
        except UnknownNameError as error:
            return error.message + (f" ({error.hint})" if error.hint else "")
        # An id of the dataset, given as the name.
        return f"{found} is of kind {self._names.kind_of(found)}, not {one.key.kind}"


@dataclass
class Made:
    """A row, read by a mapping: whom it names, and the records made of it."""

    row: Row
    cells: Cells
    rules: tuple[RowRule, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    actors: list[tuple[bool, Mapping[str, Any]]] = field(default_factory=list)
    """Whether each is new, and what the row has of its record."""
    records: list[dict[str, Any]] = field(default_factory=list)
    panels: list[tuple[str, str, str]] = field(default_factory=list)
    """Who is on the panel of which issue, by which rule."""

    @property
    def is_skipped(self) -> bool:
        """Return whether the mapping leaves the row out."""
        return not self.rules and not self.cells.reasons


def started(row: Row, table: Table, mapping: TableMapping, recorded: str) -> Made:
    """Return a row with the rules that apply to it and the actors that it names."""
    columns = {} if row.fault else table.by_column(row)
    cells = Cells(columns, {RECORDED: recorded, **dict.fromkeys(mapping.actors, "")})
    if row.fault is not None:
        cells.reject(row.fault)
        return Made(row, cells)
    rules = mapping.makes(cells)
    actors = mapping.actors_of(rules) if rules else mapping.without_record(cells)
    return Made(row, cells, rules, {key: one for key, rule in actors.items() if (one := part(rule, cells))})


def finish(made: Made, mapping: TableMapping, cast: Cast) -> None:
    """Make the records of a row, now that the actors of all rows are known."""
    cells = made.cells
    for key, one in made.parts.items():
        actor = cast.find(one)
        if isinstance(actor, str):
            cells.reject(actor)
            continue
        cells.given[key], is_new = actor
        more = mapping.actors[key].values(cells) if is_new else {}
        made.actors.append((is_new, {**more, "kind": one.key.kind, "id": actor[0], "name": one.name}))
    if not cells.reasons:
        made.records = [record(rule, cells, mapping) for rule in made.rules]
    for panel in mapping.panel:
        issue = slugged(panel.issue.fill(cells), cells)
        members = [one["id"] for _, one in made.actors if panel.of in (_PANEL_OF[one["kind"]], "both")]
        made.panels += [(str(issue), member, str(panel.rule.fill(cells))) for member in members if issue]


def record(rule: RowRule, cells: Cells, mapping: TableMapping) -> dict[str, Any]:
    """Return the record that a rule makes of a row."""
    cells.given.pop(DATE, None)
    made: dict[str, Any] = {"kind": rule.kind}
    # The date comes first, as other fields may name it.
    for name, own in sorted(rule.fields.items(), key=lambda item: item[0] != DATE):
        field = known(CLASS_BY_KIND[rule.kind])[name]
        made[name] = _sources(own, cells, mapping) if name == "sources" else value_of(own, field, cells)
        if name == DATE:
            cells.given[DATE] = made[DATE] or ""
    return {name: value for name, value in made.items() if value not in NOTHING}


def _sources(rule: Value, cells: Cells, mapping: TableMapping) -> list[Any]:
    """Return the sources of a record, each once; where a row has none of its own, the mapping's too."""
    found: list[Any] = []
    own, is_sourced = False, False
    for each in rule.items or (rule,):
        sources = [_cited(one, mapping) for one in listed(each.fill(cells, SOURCE)) if one]
        cited = [one for one in sources if "url" in one or "citation" in one]
        found += [one for one in cited if one not in found]
        fields = each.fields or {"": each}
        address = (name for key in fields if key in ("", "url", "citation") for name in fields[key].names())
        if any(name not in cells.given for name in address):
            own, is_sourced = True, is_sourced or bool(cited)
    if own and not is_sourced:
        cells.unsourced = True
        fallback = mapping.sources.fallback and mapping.sources.fallback.fill(cells, SOURCE)
        found += [fallback] if fallback and fallback not in found else []
    return found


def _cited(source: dict[str, Any], mapping: TableMapping) -> dict[str, Any]:
    """Return the source, with a malformed address as a citation where the mapping says so."""
    if mapping.sources.bad_url == "reject":
        return source
    try:
        Source.model_validate({"url": source.get("url"), "citation": "-", "tier": "primary"})
    except ValueError:
        rest = {name: value for name, value in source.items() if name != "url"}
        return rest | {"citation": ", ".join(filter(None, (rest.get("citation"), source["url"])))}
    return source
