"""The rows of a table on their way into a dataset, and what earlier versions of the table brought."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import takewhile
from textwrap import shorten
from typing import Any, Final

from stancetracker.base.text import fold, plural, slug
from stancetracker.contribute.add import Item, NotImportedError, Reasons
from stancetracker.contribute.dataset import Dataset, members, with_members
from stancetracker.contribute.names import Names, resolve
from stancetracker.contribute.states import Line, fields, path_of
from stancetracker.contribute.table.files import Row, Table
from stancetracker.contribute.table.mapping import Document, Versions
from stancetracker.contribute.table.mapping import Mapping as TableMapping
from stancetracker.contribute.table.mapping import Row as RowRule
from stancetracker.contribute.table.rows import Made, read, record
from stancetracker.contribute.table.values import RECORDED, Cells
from stancetracker.ledger.jsonl import canonical
from stancetracker.ledger.kinds import CLASS_BY_KIND, field_at

Progress = Callable[[str, int, int], None]
_MOST_LISTED: Final = 20
_OF_PANEL: Final = ("panel", "panel_rule")
_LONGEST: Final = 40
_VERSIONED: Final = re.compile(r"(.*-[0-9a-f]{8}-[0-9a-f]{4})(-v[0-9]+)?")
_EARLIER: Final = "SELECT id, kind, json FROM record WHERE id GLOB ? ORDER BY length(id), id"


class Intake:
    """The rows of a table, converted once; which are rejected is found later.

    The ids of their records are made of the key of each row, so that a later version of the table finds them.
    """

    def __init__(
        self, dataset: Dataset, document: Document, table: Table, recorded: str, progress: Progress
    ) -> None:
        """Convert the rows.

        Raises MappingError, and NotImportedError where the mapping has a record that differs from the dataset's.
        """
        mapping = document.read(TableMapping, document.values, table.columns)
        self._versions, self._dataset, self._recorded = mapping.versions, dataset, recorded
        self._remarks: dict[str, None] = {}
        self._more: list[str] = []
        self._names = Names(dataset.connection)
        self._declared = [self._declare(document, mapping, at) for at in range(len(mapping.records))]
        self._names = Names(dataset.connection, [value for value, _ in self._declared])
        self._withdrawn = {name for (name,) in dataset.connection.execute("SELECT corrects FROM correction")}
        self._chains: defaultdict[str, list[Line]] = defaultdict(list)
        pattern = f"{mapping.versions and mapping.versions.name}-*"
        for earlier in map(Line._make, dataset.connection.execute(_EARLIER, (pattern,))):
            if match := _VERSIONED.fullmatch(earlier.id):
                self._chains[match[1]].append(earlier)
        self._kept: set[str] = set()
        self._keys: dict[str, Row] = {}
        given = {RECORDED: recorded, **dict.fromkeys(mapping.actors, "")}
        self._made: list[Made] = []
        for at, row in enumerate(table.rows):
            progress("rows", at, len(table.rows))
            cells = Cells({} if row.fault else table.by_column(row), given)
            made = read(row, cells, mapping, self._names)
            if self._versions and not row.fault and not made.is_skipped:
                made.stem = self._stem(row, cells, self._versions)
            values = [record(rule, cells) for rule in made.rules] if not cells.reasons else []
            if self._versions:
                values = list(self._compared(made, cells, values)) if not cells.reasons else []
            made.records = [json.dumps(value, sort_keys=True) for value in values]
            self._made.append(made)

    def faults(self) -> Reasons:
        """Return the reasons to reject rows, by place, that follow from the rows alone."""
        return {at: list(made.reasons) for at, made in enumerate(self._made) if made.reasons}

    def _declare(self, document: Document, mapping: TableMapping, at: int) -> tuple[dict[str, Any], str]:
        """Return a record of the mapping, or the one that is there already, which stays; with its place."""
        rule, cells = mapping.records[at], Cells({}, {RECORDED: self._recorded})
        where = document.place(("records", at))
        try:
            value = {"kind": rule.kind, **rule.values(cells)}
        except KeyError as error:
            raise document.error(("records", at), f"no row fills {{{error.args[0]}}} here") from None
        if cells.reasons:
            raise NotImportedError(f"{where}: {'; '.join(cells.reasons)}")
        there, differs = self._there(value, *(_OF_PANEL if mapping.panel else ()))
        if differs and rule.kind == "issue":
            what = f"{where}: the issue {value['id']} already exists and differs in {', '.join(differs)}"
            raise NotImportedError(what, "make the two say the same, or give the mapping's another id")
        return there, where

    def _there(self, value: dict[str, Any], *but: str) -> tuple[dict[str, Any], list[str]]:
        """Return a record as the dataset has it, if it does, for there it stays, and in what else the two differ."""
        there = self._dataset.said(str(value.get("id", ""))) or {}
        now = _line(value, self._names) if there.get("kind") == value["kind"] else None
        if now is None:
            return value, []
        new = now.values
        differs = sorted({key for key in {**there, **new} if there.get(key) != new.get(key)}.difference(but))
        if differs:
            name, what = now.id or "the dataset record", "already exists and was left as it is; it differs in"
            self._remarks[f"{name} {what} {', '.join(differs)}"] = None
        return there, differs

    def _stem(self, row: Row, cells: Cells, rule: Versions) -> str:
        """Return the beginning of the ids of a row's records; reject a row whose key another has."""
        key = str(rule.key.fill(cells) or "")
        if not key:
            cells.reject("its key is empty")
            return ""
        other = self._keys.setdefault(key, row)
        if other.cells != row.cells:
            cells.reject(f"{other.origin} has the same key: {key}")
        return "-".join(filter(None, (rule.name, slug(key)[:_LONGEST].strip("-"), _digest(key, 8))))

    def _compared(
        self, made: Made, cells: Cells, values: Sequence[dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        """Yield the records of a row with ids: those that are there already, those that are new, and corrections."""
        uses: Counter[str] = Counter()
        for rule, new in zip(made.rules, values, strict=True):
            if RECORDED not in CLASS_BY_KIND[rule.kind].model_fields:
                yield self._there(new, "sources", *_OF_PANEL)[0]
                continue
            issue = str(new.get("issue"))
            base = f"{made.stem}-{_digest(f'{issue} {uses[issue]}', 4)}"
            uses[issue] += 1
            self._kept.add(base)
            yield from self._next(made.row.origin, cells, rule, base, new)

    def _next(
        self, origin: str, cells: Cells, rule: RowRule, base: str, new: dict[str, Any]
    ) -> list[dict[str, Any]]:
        chain = self._chains.get(base, [])
        new = {**new, "id": f"{base}-v{len(chain) + 1}" if chain else base}
        if not chain or chain[-1].id in self._withdrawn:
            return [new]
        last = chain[-1]
        recorded = str(last.values[RECORDED])
        # What only the day of the version makes different is the same.
        cells.given[RECORDED] = recorded
        said = {**record(rule, cells), "id": last.id, RECORDED: recorded}
        cells.given[RECORDED] = self._recorded
        again = _line(said, self._names)
        if again == last:
            return [last.values]
        if words := _words(last, again, rule.kind):  # of a row that is rejected, there are none
            self._remarks[f"{origin} differs from {last.id}: {words}"] = None
        if self._versions and self._versions.changed == "add":
            return [new]
        replacement = str(new["id"]) if rule.kind == last.kind else None
        reason = f"The table's version of {self._recorded} says otherwise."
        return [new, _correction(last.id, replacement, reason, self._recorded)]

    def items(self, rejected: Collection[int]) -> list[Item]:
        """Return the records to add when these rows are rejected: of the mapping, actors, then row by row."""
        left = [(at, made) for at, made in enumerate(self._made) if at not in rejected]
        found = [Item(value, (), where) for value, where in self._declared]
        found += self._actors(left)
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for at, made in left:
            for text in made.records:  # several rows may make one
                rows[text].append(at)
        found += [Item(text, tuple(of), self._made[of[0]].row.origin) for text, of in rows.items()]
        self._more = []
        found += self._gone({self._made[at].stem for at in rejected})
        return list(self._with_panels(found, [made for _, made in left]))

    def _gone(self, rejected: Collection[str]) -> Iterator[Item]:
        """Yield retractions of what this version has no more, but for rows that are rejected."""
        gone = [
            chain[-1].id
            for base, chain in self._chains.items()
            if base not in self._kept and chain[-1].id not in self._withdrawn
            if not any(not stem or base.startswith(stem) for stem in rejected)
        ]
        is_retracted = self._versions is not None and self._versions.gone == "retract"
        if gone:
            what = "retracted" if is_retracted else "left as they are"
            self._more.append(f"{plural(len(gone), 'record')} of no row any more, {what}: {_listing(gone)}")
        reason = f"The table's version of {self._recorded} has no such row."
        for name in gone if is_retracted else ():
            yield Item(_correction(name, None, reason, self._recorded), (), name)

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

    def _with_panels(self, drafts: list[Item], left: Iterable[Made]) -> Iterator[Item]:
        """Put those whom rows name on the panels, with the day where an issue is there already."""
        panels: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for made in left:
            for issue, actor, rule in made.panels:
                panels[issue].setdefault(actor, rule)
        for item in drafts:
            joining = panels.pop(str(item.value.get("id")), None)
            yield self._panelled(item, joining) if joining else item
        for issue, joining in panels.items():
            yield self._panelled(Item(self._dataset.said(issue) or {}, (), issue), joining)

    def _panelled(self, item: Item, joining: Mapping[str, str]) -> Item:
        """Return an issue with its panel; it replaces the dataset's if it differs in further members alone."""
        value, there = item.value, self._dataset.said(str(item.value.get("id"))) or {}
        if value.get("kind") != "issue":
            raise NotImportedError(f"no issue {item.origin} for the mapping's panel")
        kept: dict[str, Any] = {key: there[key] for key in _OF_PANEL if key in there}
        own = _line({**value, **kept}, self._names)
        is_there = own is not None and own.values == there
        new = [actor for actor in joining if actor not in members(there)]
        if new and is_there:
            panel = f"the panel of {value['id']}, from {self._recorded} on"
            self._more.append(f"{plural(len(new), 'member')} added to {panel}")
        rule, day = next(iter(joining.values())), self._recorded if there else None
        return item._replace(given={**value, **with_members(kept, new, day, rule)}, revises=is_there)

    def notes(self, rejected: Collection[int]) -> tuple[str, ...]:
        """Return remarks on the import, after the items of what is left were made."""
        skipped = [made for at, made in enumerate(self._made) if at not in rejected and made.is_skipped]
        notes, more = [*self._remarks][:_MOST_LISTED], len(self._remarks) - _MOST_LISTED
        notes += [f"and {more:,} more differ"] if more > 0 else []
        notes += self._more
        if skipped:
            lines = _listing([made.row.line for made in skipped])
            notes.append(f"{plural(len(skipped), 'row')} skipped, as the mapping says: lines {lines}")
        if listed := [made for made in skipped if made.actors]:
            notes.append(f"{len(listed):,} of these put whom they name on the panel, unchecked")
        return tuple(notes)


def _line(value: Mapping[str, Any], names: Names) -> Line | None:
    """Return the canonical line of a record; None where it is unsound, which checking reports."""
    cls = CLASS_BY_KIND[value["kind"]]
    try:
        text = json.dumps(resolve(dict(value), cls, names)[0])
        return Line(value.get("id", ""), value["kind"], canonical(cls.model_validate_json(text)))
    except ValueError:
        return None


def _listing(items: Sequence[object]) -> str:
    """Return the first of them, and how many more there are."""
    more = len(items) - _MOST_LISTED
    return ", ".join(map(str, items[:_MOST_LISTED])) + (f" and {more:,} more" if more > 0 else "")


def _words(before: Line, after: Line | None, kind: str) -> str:
    """Return what differs between two records, in words; of two kinds, in the fields that both have."""
    words = [f"a {kind}, was a {before.kind}"] if kind != before.kind else []
    for name, was, now in fields(before, after, {}) if after else ():
        if name not in ("id", "kind") and (kind == before.kind or None not in (was, now)):
            new, old = ("nothing" if one is None else str(one) for one in (now, was))
            same = sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(new, old, strict=False)))
            words.append(f"{name} {_short(new, same)}, was {_short(old, same)}")
    return "; ".join(words)


def _short(text: str, same: int) -> str:
    """Return a text, or what it takes to see how it goes on after so many characters."""
    start = text.rfind(" ", 0, max(same - _LONGEST // 2, 0)) + 1 if len(text) > _LONGEST else 0
    return ("…" if start else "") + shorten(text[start:], _LONGEST, placeholder="…")


def _correction(record: str, replacement: str | None, reason: str, recorded: str) -> dict[str, Any]:
    replaced = {"type": "supersession", "replacement": replacement} if replacement else {"type": "retraction"}
    return {"kind": "correction", "corrects": record, **replaced, "reason": reason, RECORDED: recorded}


def _latest(dataset: Dataset, record: str) -> str:
    """Return the record that stands in the place of one, perhaps itself."""
    query = "SELECT replacement FROM correction WHERE corrects = ? AND replacement IS NOT NULL"
    seen = {record}
    while (row := dataset.connection.execute(query, (record,)).fetchone()) and row[0] not in seen:
        record = str(row[0])
        seen.add(record)
    return record


def revised(dataset: Dataset, records: Sequence[Row], recorded: str) -> tuple[list[Item], list[str]]:
    """Return the items of records that were changed elsewhere, and what was changed in words.

    A person, an issue and whatever else has no history is replaced, as are completed records; a new record takes
    the place of another statement or silence.
    """
    items: list[Item] = []
    notes: list[str] = []
    names = Names(dataset.connection)
    for at, one in enumerate(records):
        [text] = one.cells
        value = json.loads(text)
        own = str(value.get("id", ""))
        # The row of a record that was replaced may still be as it was.
        for name in dict.fromkeys((own, _latest(dataset, own))):
            there = dataset.said(name) or {"kind": None}
            kept: dict[str, Any] = {key: there[key] for key in ("id", RECORDED) if key in there}
            after = _line({**value, **kept}, names) if there["kind"] == value["kind"] else None
            before = Line(name, str(there["kind"]), json.dumps(there))
            changes = list(fields(before, after, {})) if after else []
            if not changes:
                break
        if not changes:
            items.append(Item(there if after else text, (at,), one.origin))
            continue
        notes.append(f"{one.origin}: {before.id or 'the dataset'}: {_words(before, after, before.kind)}")
        cls = CLASS_BY_KIND[before.kind]
        later = (field_at(cls, path_of(name)) if was is None else None for name, was, _ in changes)
        if RECORDED not in cls.model_fields or all(field and field.later for field in later):
            items.append(Item(text, (at,), one.origin, revises=True))
            continue
        stem, _, number = before.id.rpartition("-v")
        new = f"{stem}-v{int(number) + 1}" if stem and number.isdigit() else f"{before.id}-v2"
        correction = _correction(before.id, new, "The record was corrected in a table.", recorded)
        items += [Item({**value, "id": new, RECORDED: recorded}, (at,), one.origin)]
        items += [Item(correction, (at,), one.origin)]
    return items, notes


def _digest(text: str, length: int) -> str:
    return sha256(text.encode()).hexdigest()[:length]


def _merge(record: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add what a further row says of an actor: lists get longer, other fields stay as first given."""
    for name, value in more.items():
        if isinstance(value, list):
            known = record.get(name, [])
            record[name] = [*known, *(item for item in value if item not in known)]
        else:
            record.setdefault(name, value)
