"""The rows of a table on their way into a dataset: whom each is about, and the records that it makes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import fold, plural, slug
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import Names
from stancetracker.contribute.settling import Item, NotImportedError, Reasons
from stancetracker.contribute.table.files import Row, Table
from stancetracker.contribute.table.mapping import DATE, RECORDED, Document
from stancetracker.contribute.table.mapping import Actor as ActorRule
from stancetracker.contribute.table.mapping import Mapping as TableMapping
from stancetracker.contribute.table.mapping import Row as RowRule
from stancetracker.contribute.table.rules import (
    NOTHING,
    SOURCE,
    Cells,
    Rule,
    listed,
    slugged,
)
from stancetracker.ledger.record import Source

Progress = Callable[[str, int, int], None]
_MOST_NUMBERS: Final = 20


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
    """An actor as a row names it."""

    key: Key
    name: str
    rule: ActorRule


class Actor(NamedTuple):
    """An actor of a row: the id, the kind, and whether a record of it is to be made."""

    id: str
    kind: str
    is_new: bool


def part(rule: ActorRule, cells: Cells) -> Part | None:
    """Return the actor that a rule finds in a row, None if the row names none."""
    name = rule.name.fill(cells)
    if name is None:
        return None
    start = name if rule.id is None else slugged(rule.id.fill(cells), cells)
    apart = tuple(fold(each.fill(cells) or "") for each in rule.tell_apart)
    return Part(Key(rule.kind, slug(start or "", whole=True), apart), name, rule)


class Cast:
    """The actors of a whole table: found in the dataset, or new ones with ids of their own."""

    def __init__(self, names: Names, parts: Iterable[Part]) -> None:
        """Count names in every part of the table, because two of one name have longer ids."""
        self._names = names
        keys: dict[Key, set[str]] = {}
        for one in parts:
            keys.setdefault(one.key, set()).add(fold(one.name))
        self._uses = Counter(name for key in keys for name in key.ids())
        self._namesakes = Counter((key.kind, name) for key, names in keys.items() for name in names)
        self._found: dict[tuple[Key, str, str, str], Actor | str] = {}

    def find(self, one: Part) -> Actor | str:
        """Return the actor, or the reason why none can be chosen."""
        asked = (one.key, fold(one.name), one.rule.match, one.rule.otherwise)
        if asked not in self._found:
            self._found[asked] = self._find(one)
        return self._found[asked]

    def _find(self, one: Part) -> Actor | str:
        kind = one.key.kind
        ids = [name for name in one.key.ids() if self._uses[name] == 1]
        for name in ids:
            if self._names.kind_of(name) == kind and (
                one.rule.id is not None or name in self._names.meant(one.name, (kind,))
            ):
                return Actor(name, kind, is_new=False)
        meant = self._names.meant(one.name, (kind,)) if one.rule.match == "name" else []
        if len(meant) == 1 and self._namesakes[kind, fold(one.name)] == 1:
            return Actor(meant[0], kind, is_new=False)
        if meant:
            return f"{one.name} could be {', '.join(meant)}, as several are so called; match it by id"
        return self._made(one, ids) if one.rule.otherwise == "make" else self._unknown(one)

    def _made(self, one: Part, ids: list[str]) -> Actor | str:
        free = [name for name in ids if self._names.kind_of(name) is None]
        if free:
            return Actor(free[0], one.key.kind, is_new=True)
        if not one.key.start:
            return f"no id can be made of {one.name}; give the mapping an `id` of letters a to z"
        return f"every id made of {one.name} is taken ({', '.join(one.key.ids())}); distinguish it by more columns"

    def _unknown(self, one: Part) -> str:
        try:
            found = self._names.id_of(one.name, (one.key.kind,))
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
    actors: list[tuple[Actor, Mapping[str, Any]]] = field(default_factory=list)
    """Each with the record to make where it is new."""
    records: list[dict[str, Any]] = field(default_factory=list)
    skipped: bool = False


def _start(row: Row, table: Table, mapping: TableMapping, recorded: str) -> Made:
    if row.fault is not None:
        made = Made(row, Cells({}, {}))
        made.cells.reject(row.fault)
        return made
    cells = Cells(table.by_column(row), {RECORDED: recorded, **dict.fromkeys(mapping.actors, "")})
    rules = mapping.makes(cells)
    skipped = not rules and not cells.reasons
    parts = {key: one for key, rule in mapping.actors_of(rules).items() if (one := part(rule, cells))}
    return Made(row, cells, rules, parts, skipped=skipped)


def _finish(made: Made, mapping: TableMapping, cast: Cast) -> None:
    cells = made.cells
    for key, one in made.parts.items():
        actor = cast.find(one)
        if isinstance(actor, str):
            cells.reject(actor)
            continue
        cells.given[key] = actor.id
        more = one.rule.values(cells) if actor.is_new else {}
        made.actors.append((actor, {**more, "kind": actor.kind, "id": actor.id, "name": one.name}))
    if not cells.reasons:
        made.records = [_record(rule, cells, mapping) for rule in made.rules]


def _record(rule: RowRule, cells: Cells, mapping: TableMapping) -> dict[str, Any]:
    cells.given.pop(DATE, None)
    made: dict[str, Any] = {"kind": rule.kind}
    # The date comes first, as other fields may name it.
    for name, own in sorted(rule.fields.items(), key=lambda item: item[0] != DATE):
        made[name] = _sources(own, cells, mapping) if name == "sources" else rule.value(name, cells)
        if name == DATE:
            cells.given[DATE] = made[DATE] or ""
    return {name: value for name, value in made.items() if value not in NOTHING}


def _sources(rule: Rule, cells: Cells, mapping: TableMapping) -> list[Any]:
    """Return the sources of a record, each once; where no column gives one, the mapping's own."""
    found: list[Any] = []
    rules = (rule,) if rule.items is None else rule.items
    own = [any(name.is_column or name.text not in cells.given for name in each.address) for each in rules]
    unsourced = any(own)
    for each, is_own in zip(rules, own, strict=True):
        for source in filter(None, listed(each.fill(cells, SOURCE))):
            cited = _cited(source) if mapping.sources.bad_url == "citation" else source
            if "url" in cited or "citation" in cited:
                unsourced = unsourced and not is_own
                found += [cited] if cited not in found else []
    if unsourced:
        cells.unsourced = True
        fallback = mapping.sources.fallback and mapping.sources.fallback.fill(cells, SOURCE)
        found += [fallback] if fallback and fallback not in found else []
    return found


def _cited(source: dict[str, Any]) -> dict[str, Any]:
    """Return the source, with a malformed address as a citation."""
    try:
        Source.model_validate({"url": source.get("url"), "citation": "-", "tier": "primary"})
    except ValueError:
        address = source["url"]
        rest = {name: value for name, value in source.items() if name != "url"}
        return rest | {"citation": f"{rest['citation']}, {address}" if "citation" in rest else address}
    return source


class Intake:
    """The rows of a table on their way into a dataset: lines to add, and remarks on them."""

    def __init__(
        self,
        dataset: Dataset,
        document: Document,
        mapping: TableMapping,
        table: Table,
        recorded: str,
        progress: Progress,
    ) -> None:
        """Convert the rows.

        Raises NotImportedError where the mapping has a record that differs from the dataset's.
        """
        self._mapping, self._dataset = mapping, dataset
        self._notes: list[str] = []
        self._panel_note: list[str] = []
        self._declared: list[tuple[str, dict[str, Any]]] = []
        self._there_already: Counter[str] = Counter()
        cells = Cells({}, {RECORDED: recorded})
        brought = [{"kind": rule.kind, **rule.values(cells)} for rule in mapping.records]
        if cells.reasons:
            raise NotImportedError(f"{document.name}: {'; '.join(cells.reasons)}")
        for number, value in enumerate(brought):
            where = document.place(("records", number))
            if self._is_there(value, where):
                self._there_already[value["kind"]] += 1
            else:
                self._declared.append((where, value))
        names = Names(dataset.connection, [value for _, value in self._declared])
        self._made = [_start(row, table, mapping, recorded) for row in table.rows]
        cast = Cast(names, (one for made in self._made for one in made.parts.values()))
        for at, made in enumerate(self._made):
            progress("rows", at, len(self._made))
            _finish(made, mapping, cast)

    def faults(self) -> Reasons:
        """Return the reasons to reject rows, by place, that follow from the rows alone."""
        return {at: list(made.cells.reasons) for at, made in enumerate(self._made) if made.cells.reasons}

    def row(self, at: int) -> Row:
        """Return a row."""
        return self._made[at].row

    def there_already(self, rejected: Collection[int]) -> Counter[str]:
        """Return the number of records of each kind that are there already."""
        actors = {actor.id: actor.kind for _, made in self._left(rejected) for actor, _ in made.actors}
        return self._there_already + Counter(actors[name] for name in self._dataset.known(actors))

    def _left(self, rejected: Collection[int]) -> Iterator[tuple[int, Made]]:
        return ((at, made) for at, made in enumerate(self._made) if at not in rejected)

    def _is_there(self, value: dict[str, Any], where: str) -> bool:
        """Return whether the dataset has such a record, which then stays; note any difference."""
        there = self._there(value)
        if there is None:
            return False
        panel = self._mapping.panel is not None and self._mapping.panel.issue == value.get("id")
        ours = {"panel", "panel_rule"} if panel else set()
        differs = sorted({key for key in {**there, **value} if there.get(key) != value.get(key)} - ours)
        if panel and not differs:
            return False  # with its panel it may be the same
        if differs and value["kind"] == "issue":
            message = (
                f"{where}: the issue {value.get('id')} already exists and differs in {', '.join(differs)}"
            )
            raise NotImportedError(message, "make the two say the same, or give the mapping's another id")
        if differs:
            name = value.get("id") or "the dataset record"
            text = f"{name} already exists and was left as it is; it differs in {', '.join(differs)}"
            self._notes.append(text)
        return True

    def _there(self, value: dict[str, Any]) -> dict[str, Any] | None:
        there = self._dataset.said("" if value["kind"] == "dataset" else str(value.get("id")))
        return there if there and there["kind"] == value["kind"] else None

    def items(self, rejected: Collection[int]) -> list[Item]:
        """Return the records to add when these rows are rejected: of the mapping, new actors, then row by row."""
        left = list(self._left(rejected))
        actors: dict[str, dict[str, Any]] = {}
        rows: dict[str, list[int]] = {}
        namesakes = defaultdict[str, dict[str, None]](dict)
        for at, made in left:
            for actor, record in made.actors:
                namesakes[fold(record["name"])][actor.id] = None
                if actor.is_new:
                    _merge(actors.setdefault(actor.id, {}), record)
                    rows.setdefault(actor.id, []).append(at)
        items = [Item(self._whole(value, left), (), name) for name, value in self._declared]
        for name, record in actors.items():
            # By the mapping these are several.
            if others := [one for one in namesakes[fold(record["name"])] if one != name]:
                record["distinct_from"] = others
            items.append(Item(record, tuple(rows[name]), f"line {self.row(rows[name][0]).line}"))
        items += [Item(value, (at,), f"line {made.row.line}") for at, made in left for value in made.records]
        return items

    def _whole(self, value: dict[str, Any], left: Iterable[tuple[int, Made]]) -> dict[str, Any]:
        """Return a record of the mapping; its issue gets the panel."""
        panel = self._mapping.panel
        if panel is None or value.get("id") != panel.issue:
            return value
        actors = (actor for _, made in left for actor, _ in made.actors)
        people = list(dict.fromkeys(actor.id for actor in actors if actor.kind == "person"))
        there = self._there(value)
        if there is None:
            return {**value, "panel": people, "panel_rule": panel.rule} if people else value
        missing = [person for person in people if person not in there.get("panel", ())]
        if missing:
            count = plural(len(missing), "person is", "people are")
            self._panel_note = [f"the panel of {value['id']} was left as it is; {count} not on it"]
        return there

    def notes(self, rejected: Collection[int]) -> tuple[str, ...]:
        """Return remarks on the import."""
        taken = [made for _, made in self._left(rejected)]
        notes = [*self._notes, *self._panel_note]
        if unsourced := [made.row.line for made in taken if made.cells.unsourced]:
            verb = "has" if len(unsourced) == 1 else "have"
            given = ", and got the mapping's" if self._mapping.sources.fallback else ""
            text = f"{plural(len(unsourced), 'row')} {verb} no source of their own{given}"
            notes.append(f"{text}: {_numbers(unsourced)}")
        if skipped := [made.row.line for made in taken if made.skipped]:
            notes.append(f"{plural(len(skipped), 'row')} skipped, as the mapping says: {_numbers(skipped)}")
        return tuple(notes)


def _merge(record: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add what a further row says of an actor: lists get longer, other fields stay as first given."""
    for name, value in more.items():
        if isinstance(value, list):
            known = record.get(name, [])
            record[name] = [*known, *(item for item in value if item not in known)]
        else:
            record.setdefault(name, value)


def _numbers(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:_MOST_NUMBERS]))
    more = len(lines) - _MOST_NUMBERS
    return f"lines {shown}" + (f" and {more} more" if more > 0 else "")
