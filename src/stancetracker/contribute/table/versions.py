"""What earlier versions of a table brought, and what a later one, or a table changed elsewhere, makes of it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from stancetracker.base.text import plural, slug
from stancetracker.contribute.add import Item
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import Names, resolve
from stancetracker.contribute.states import Line, fields, path_of
from stancetracker.contribute.table.files import Row
from stancetracker.contribute.table.mapping import Mapping as TableMapping
from stancetracker.contribute.table.mapping import Row as RowRule
from stancetracker.contribute.table.rows import Made, record
from stancetracker.contribute.table.values import RECORDED
from stancetracker.ledger.canonical import canonical
from stancetracker.ledger.kinds import CLASS_BY_KIND, field_at

MOST_LISTED: Final = 20
OF_PANEL: Final = ("panel", "panel_rule")
_MOST_TOLD: Final = 5
_LONGEST: Final = 40
_VERSIONED: Final = re.compile(r"(.*-[0-9a-f]{8}-[0-9a-f]{4})(-v[0-9]+)?")


class Versions:
    """Records that earlier versions of a table brought, by ids made of the key of each row, and what one changes."""

    def __init__(self, dataset: Dataset, mapping: TableMapping, recorded: str, names: Names) -> None:
        self._dataset, self._mapping, self._recorded, self._names = dataset, mapping, recorded, names
        self.notes: list[str] = []
        self.rule = mapping.versions
        self._chains: defaultdict[str, list[Line]] = defaultdict(list)
        self._rows: dict[str, Row] = {}
        self._kept: set[str] = set()
        self._withdrawn = {name for (name,) in dataset.connection.execute("SELECT corrects FROM correction")}
        query = "SELECT id, kind, json FROM record WHERE id GLOB ? ORDER BY length(id), id"
        for row in dataset.connection.execute(query, (f"{self.rule and self.rule.name}-*",)):
            if match := _VERSIONED.fullmatch(row[0]):
                self._chains[match[1]].append(Line(*row))

    def stem(self, made: Made) -> str:
        """Return the beginning of the ids of a row's records; reject a row whose key another has."""
        if self.rule is None or made.row.fault or made.is_skipped:
            return ""
        key = str(self.rule.key.fill(made.cells) or "")
        if not key:
            made.cells.reject("its key is empty")
            return ""
        other = self._rows.setdefault(key, made.row)
        if other.cells != made.row.cells:
            made.cells.reject(f"{other.origin} has the same key: {key}")
        parts = (self.rule.name, slug(key)[:_LONGEST].strip("-"), _digest(key, 8))
        return "-".join(filter(None, parts))

    def compared(self, made: Made, stem: str) -> Iterator[dict[str, Any]]:
        """Yield the records of a row with ids: those that are there already, those that are new, and corrections."""
        uses: Counter[str] = Counter()
        for rule, new in zip(made.rules, made.records, strict=True):
            if RECORDED not in CLASS_BY_KIND[rule.kind].model_fields:
                yield self._standing(made, new)
                continue
            issue = str(new.get("issue"))
            base = f"{stem}-{_digest(f'{issue} {uses[issue]}', 4)}"
            uses[issue] += 1
            self._kept.add(base)
            yield from self._next(made, rule, base, new)

    def _next(self, made: Made, rule: RowRule, base: str, new: dict[str, Any]) -> list[dict[str, Any]]:
        chain = self._chains.get(base, [])
        new = {**new, "id": f"{base}-v{len(chain) + 1}" if chain else base}
        if not chain or chain[-1].id in self._withdrawn:
            return [new]
        last = chain[-1]
        recorded = str(last.values[RECORDED])
        # What only the day of the version makes different is the same.
        made.cells.given[RECORDED] = recorded
        said = {**record(rule, made.cells, self._mapping), "id": last.id, RECORDED: recorded}
        made.cells.given[RECORDED] = self._recorded
        again = line(said, self._names)
        if again == last:
            return [last.values]
        self.notes.append(f"{made.row.origin} differs from {last.id}: {_words(last, again, rule.kind)}")
        if self.rule and self.rule.changed == "add":
            return [new]
        replacement = str(new["id"]) if rule.kind == last.kind else None
        reason = f"The table's version of {self._recorded} says otherwise."
        return [new, _correction(last.id, replacement, reason, self._recorded)]

    def _standing(self, made: Made, new: dict[str, Any]) -> dict[str, Any]:
        """Return a record without a history as the dataset has it, if it does, for there it stays."""
        there = self._dataset.said(str(new.get("id"))) or {}
        now = line(new, self._names) if there.get("kind") == new["kind"] else None
        if now is None:
            return new
        if differs := differing(there, now.values, "sources", *OF_PANEL):
            self.notes.append(f"{made.row.origin}: {left_as_is(now.id, differs)}")
        return there

    def gone(self, rejected: Collection[str]) -> tuple[list[dict[str, Any]], list[str]]:
        """Return retractions of what this version has no more, but for rows that are rejected, and say so."""
        gone = [
            chain[-1].id
            for base, chain in self._chains.items()
            if base not in self._kept and chain[-1].id not in self._withdrawn
            if not any(not stem or base.startswith(stem) for stem in rejected)
        ]
        if self.rule is None or not gone:
            return [], []
        is_retracted = self.rule.gone == "retract"
        what = "retracted" if is_retracted else "left as they are"
        note = f"{plural(len(gone), 'record')} of no row any more, {what}: {listing(gone)}"
        reason = f"The table's version of {self._recorded} has no such row."
        return [_correction(name, None, reason, self._recorded) for name in gone if is_retracted], [note]


def line(value: Mapping[str, Any], names: Names) -> Line | None:
    """Return the canonical line of a record; None where it is unsound, which checking reports."""
    cls = CLASS_BY_KIND[value["kind"]]
    try:
        text = json.dumps(resolve(dict(value), cls, names)[0])
        return Line(value.get("id", ""), value["kind"], canonical(cls.model_validate_json(text)))
    except ValueError:
        return None


def differing(there: Mapping[str, Any], value: Mapping[str, Any], *but: str) -> list[str]:
    """Return the fields in which two records differ, sorted."""
    return sorted({key for key in {**there, **value} if there.get(key) != value.get(key)}.difference(but))


def left_as_is(name: str, differs: Sequence[str]) -> str:
    """Return a remark on a record that stays."""
    return f"{name or 'the dataset record'} already exists and was left as it is; it differs in {', '.join(differs)}"


def listing(items: Sequence[object]) -> str:
    """Return the first of them, and how many more there are."""
    more = len(items) - MOST_LISTED
    return ", ".join(map(str, items[:MOST_LISTED])) + (f" and {more:,} more" if more > 0 else "")


def _words(before: Line, after: Line | None, kind: str) -> str:
    """Return what differs between two records, in words."""
    words = [f"a {kind}, was a {before.kind}"] if kind != before.kind else []
    for name, was, now in fields(before, after, {}) if after else ():
        if name not in ("id", "kind"):
            words.append(f"{name} {str(now)[:_LONGEST]}, was {str(was)[:_LONGEST]}")
    return "; ".join(words[:_MOST_TOLD])


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
            after = line({**value, **kept}, names) if there["kind"] == value["kind"] else None
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
