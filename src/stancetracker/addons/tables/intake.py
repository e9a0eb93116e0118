"""The rows of a table on their way into a dataset, and what earlier versions of the table brought."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from stancetracker.addons.tables import mapping as mappings
from stancetracker.addons.tables.files import Table
from stancetracker.addons.tables.values import RECORDED, Cells, slugged
from stancetracker.base.text import fold, plural, slug
from stancetracker.contribute.batch import Item, NotImportedError, Reasons
from stancetracker.contribute.dataset import Dataset, panel_entries, with_members
from stancetracker.contribute.document import Document
from stancetracker.contribute.imports import Progress, Row
from stancetracker.contribute.names import Names, resolve
from stancetracker.contribute.pairs import Values, fields
from stancetracker.ledger.jsonl import canonical
from stancetracker.ledger.kinds import CLASS_BY_KIND

_MOST_LISTED: Final = 20
_OF_PANEL: Final = ("panel", "panel_rule")
_PANEL_OF: Final = {"person": "people", "organization": "organizations"}
_LONGEST_STEM: Final = 40
_VERSIONED: Final = re.compile(r"(.*-[0-9a-f]{8}-[0-9a-f]{4})(-v[0-9]+)?")
_EARLIER: Final = "SELECT id, json FROM record WHERE id GLOB ? ORDER BY length(id), id"


@dataclass
class Made:
    """A row, read by a mapping: whom it names, and the records made of it."""

    row: Row
    reasons: list[str]
    """Why it is rejected."""
    actors: list[tuple[bool, Mapping[str, Any]]] = field(default_factory=list)
    """Its actors: true for a new one, with what the row has of its record."""
    records: list[str] = field(default_factory=list)
    """As JSON; none of a row that the mapping leaves out."""
    panels: list[tuple[str, str, str]] = field(default_factory=list)
    """Its panel entries: an issue, an actor of its panel, the rule."""
    stem: str = ""
    """The beginning of the ids of its records, where the mapping has `[versions]`."""


class Intake:
    """The rows of a table, converted once; which are rejected is found later.

    The ids of their records are made of the key of each row, so that a later version of the table finds them.
    """

    def __init__(
        self, dataset: Dataset, document: Document, table: Table, recorded: str, progress: Progress
    ) -> None:
        """Convert the rows; raises UsageError, and NotImportedError where a record differs from the dataset's."""
        self._mapping = mappings.read(document, table.columns)
        self._dataset, self._recorded = dataset, recorded
        self._remarks: dict[str, None] = {}
        self._more: list[str] = []
        self._names = dataset.names
        self._declared = [self._declare(document, at) for at in range(len(self._mapping.records))]
        self._names = Names(dataset.connection, [item.value for item in self._declared])
        self._withdrawn = {
            name for (name,) in dataset.connection.execute("SELECT corrects FROM correction")
        }
        self._chains: defaultdict[str, list[Values]] = defaultdict(list)
        versions = self._mapping.versions
        for id, earlier in (
            dataset.connection.execute(_EARLIER, (f"{versions.name}-*",)) if versions else ()
        ):
            if match := _VERSIONED.fullmatch(id):
                self._chains[match[1]].append(json.loads(earlier))
        self._kept: set[str] = set()
        self._keys: dict[str, Row] = {}
        self._made: list[Made] = []
        for at, row in enumerate(table.rows):
            progress("rows", at, len(table.rows))
            self._made.append(self._read(row, {} if row.fault else table.by_column(row)))

    @property
    def faults(self) -> Reasons:
        """Return the reasons to reject rows, by place, that follow from the rows alone."""
        return {at: list(made.reasons) for at, made in enumerate(self._made) if made.reasons}

    def _declare(self, document: Document, at: int) -> Item:
        """Return a record of the mapping, or the one that is there already, which stays."""
        rule, cells = self._mapping.records[at], Cells({}, {RECORDED: self._recorded})
        where = document.place(("records", at))
        try:
            value = rule.record(cells)
        except KeyError as error:
            raise document.error(
                ("records", at), f"no row fills {{{error.args[0]}}} here"
            ) from None
        if cells.reasons:
            raise NotImportedError(f"{where}: {'; '.join(cells.reasons)}")
        there, differs = self._there(value, *(_OF_PANEL if self._mapping.panel else ()))
        if differs and rule.kind == "issue":
            what = f"{where}: the issue {value['id']} already exists and differs in {', '.join(differs)}"
            raise NotImportedError(
                what, "make the two say the same, or give the mapping's another id"
            )
        return Item(there, (), where)

    def _there(self, value: dict[str, Any], *but: str) -> tuple[dict[str, Any], list[str]]:
        """Return a record as the dataset has it, if it does, for there it stays, and in what else the two differ."""
        there = self._dataset.values(str(value.get("id", "")))
        now = line_of(value, self._names) if there.get("kind") == value["kind"] else None
        if now is None:
            return value, []
        differs = sorted(
            {key for key in {**there, **now} if there.get(key) != now.get(key)}.difference(but)
        )
        if differs:
            stays = f"{now.get('id') or 'the dataset record'} already exists and was left as it is"
            self._remarks[f"{stays}; it differs in {', '.join(differs)}"] = None
        return there, differs

    def _read(self, row: Row, columns: Mapping[str, str]) -> Made:
        """Read a row by the mapping: whom it names, on which panels they are, and the records it makes."""
        mapping = self._mapping
        cells = Cells(columns, {RECORDED: self._recorded, **dict.fromkeys(mapping.actors, "")})
        made = Made(row, cells.reasons)
        if row.fault is not None:
            cells.reject(row.fault)
            return made
        rules = mapping.makes(cells)
        is_listed = bool(rules) or any(skip.panel and skip.holds(cells) for skip in mapping.skip)
        for key, actor in mapping.actors.items() if is_listed else ():
            if found := actor.found(cells, self._names):
                cells.given[key] = found[1]["id"]
                made.actors.append(found)
        for panel in mapping.panel:
            issue = slugged(panel.issue.fill(cells), cells)
            of = [
                one["id"] for _, one in made.actors if panel.of in (_PANEL_OF[one["kind"]], "both")
            ]
            made.panels += [(issue, member, str(panel.rule.fill(cells))) for member in of if issue]
        if mapping.versions and (rules or cells.reasons):
            key = str(mapping.versions.key.fill(cells) or "")
            other = self._keys.setdefault(key, row)
            if not key:
                cells.reject("its key is empty")
            elif other.cells != row.cells:
                cells.reject(f"{other.origin} has the same key: {key}")
            parts = (mapping.versions.name, slug(key)[:_LONGEST_STEM].strip("-"), _digest(key, 8))
            made.stem = "-".join(filter(None, parts)) if key else ""
        values = [rule.record(cells) for rule in rules] if not cells.reasons else []
        if mapping.versions and not cells.reasons:
            values = list(self._compared(made, cells, rules, values))
        made.records = [json.dumps(value, sort_keys=True) for value in values]
        return made

    def _compared(
        self,
        made: Made,
        cells: Cells,
        rules: Sequence[mappings.Row],
        values: Sequence[dict[str, Any]],
    ) -> Iterator[dict[str, Any]]:
        """Yield the records of a row with ids: those that are there already, those that are new, and corrections."""
        uses: Counter[str] = Counter()
        for rule, value in zip(rules, values, strict=True):
            if RECORDED not in CLASS_BY_KIND[rule.kind].model_fields:
                yield self._there(value, "sources", *_OF_PANEL)[0]
                continue
            issue = str(value.get("issue"))
            base = f"{made.stem}-{_digest(f'{issue} {uses[issue]}', 4)}"
            uses[issue] += 1
            self._kept.add(base)
            chain = self._chains.get(base, [])
            new = {**value, "id": f"{base}-v{len(chain) + 1}" if chain else base}
            if not chain or chain[-1]["id"] in self._withdrawn:
                yield new
                continue
            last = chain[-1]
            # What only the day of the version makes different is the same.
            cells.given[RECORDED] = str(last[RECORDED])
            again = line_of(
                {**rule.record(cells), "id": last["id"], RECORDED: last[RECORDED]}, self._names
            )
            cells.given[RECORDED] = self._recorded
            if again == last:
                yield last
                continue
            if words := differing(
                last, again, rule.kind
            ):  # of a row that is rejected, there are none
                self._remarks[f"{made.row.origin} differs from {last['id']}: {words}"] = None
            yield new
            if self._mapping.versions and self._mapping.versions.changed == "supersede":
                reason = f"The table's version of {self._recorded} says otherwise."
                replacement = new["id"] if rule.kind == last["kind"] else None
                yield correction(last["id"], replacement, reason, self._recorded)

    def items(self, rejected: Collection[int]) -> list[Item]:
        """Return the records to add when these rows are rejected: of the mapping, actors, then row by row."""
        left = [(at, made) for at, made in enumerate(self._made) if at not in rejected]
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for at, made in left:
            for text in made.records:  # several rows may make one
                rows[text].append(at)
        found = [*self._declared, *self._actors(left)]
        found += [Item(text, tuple(of), self._made[of[0]].row.origin) for text, of in rows.items()]
        self._more = []
        # What this version has no more, but for rows that are rejected.
        stems = {self._made[at].stem for at in rejected}
        gone = [
            chain[-1]["id"]
            for base, chain in self._chains.items()
            if base not in self._kept and chain[-1]["id"] not in self._withdrawn
            if not any(not stem or base.startswith(stem) for stem in stems)
        ]
        is_retracted = (
            self._mapping.versions is not None and self._mapping.versions.gone == "retract"
        )
        if gone:
            what = "retracted" if is_retracted else "left as they are"
            self._more.append(
                f"{plural(len(gone), 'record')} of no row any more, {what}: {_listing(gone)}"
            )
        reason = f"The table's version of {self._recorded} has no such row."
        for name in gone if is_retracted else ():
            found.append(Item(correction(name, None, reason, self._recorded), (), name))
        return list(self._with_panels(found, [made for _, made in left]))

    def _actors(self, left: Iterable[tuple[int, Made]]) -> Iterable[Item]:
        """Yield each actor once; what further rows say makes lists longer, other fields stay as first given."""
        actors: dict[str, dict[str, Any]] = {}
        rows: defaultdict[str, list[int]] = defaultdict(list)
        namesakes: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for at, made in left:
            for is_new, value in made.actors:
                namesakes[fold(value["name"])][value["id"]] = None
                rows[value["id"]].append(at)
                known = actors.setdefault(value["id"], {}) if is_new else {}
                for name, more in value.items():
                    before = known.setdefault(name, more)
                    if isinstance(more, list):
                        known[name] = [*before, *(item for item in more if item not in before)]
        for name, named in rows.items():
            value = actors.get(name) or self._dataset.values(name)
            others = [one for one in namesakes[fold(value["name"])] if one != name]
            # By the mapping these are several.
            more = {"distinct_from": others} if others and name in actors else {}
            yield Item({**value, **more}, tuple(named), self._made[named[0]].row.origin)

    def _with_panels(self, items: Iterable[Item], left: Iterable[Made]) -> Iterator[Item]:
        """Put those whom rows name on the panels, with the day where an issue is there already."""
        panels: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for made in left:
            for issue, actor, rule in made.panels:
                panels[issue].setdefault(actor, rule)
        found = [(item, panels.pop(str(item.value.get("id")), None)) for item in items]
        found += [
            (Item(self._dataset.values(issue), (), issue), one) for issue, one in panels.items()
        ]
        for item, joining in found:
            if not joining:
                yield item
                continue
            value = item.value
            if value.get("kind") != "issue":
                raise NotImportedError(f"no issue {item.origin} for the mapping's panel")
            # It replaces the dataset's if it differs in further members alone.
            there = self._dataset.values(str(value["id"]))
            kept: dict[str, Any] = {key: there[key] for key in _OF_PANEL if key in there}
            is_there = line_of({**value, **kept}, self._names) == there
            # Whom an editor took off the panel is not put back.
            known = {entry.actor for entry in panel_entries(there)}
            new = [actor for actor in joining if actor not in known]
            if new and is_there:
                panel = f"the panel of {value['id']}, from {self._recorded} on"
                self._more.append(f"{plural(len(new), 'member')} added to {panel}")
            rule, day = next(iter(joining.values())), self._recorded if there else None
            given = {**value, **with_members(kept, new, day, rule)}
            yield item._replace(record=given, revises=is_there)

    def notes(self, rejected: Collection[int]) -> tuple[str, ...]:
        """Return remarks on the import, after the items of what is left were made."""
        skipped = [
            made for at, made in enumerate(self._made) if at not in rejected and not made.records
        ]
        notes, more = [*self._remarks][:_MOST_LISTED], len(self._remarks) - _MOST_LISTED
        notes += [f"and {more:,} more differ"] if more > 0 else []
        notes += self._more
        if skipped:
            lines = _listing([made.row.line for made in skipped])
            notes.append(
                f"{plural(len(skipped), 'row')} skipped, as the mapping says: lines {lines}"
            )
        if listed := [made for made in skipped if made.actors]:
            notes.append(f"{len(listed):,} of these put whom they name on the panel, unchecked")
        return tuple(notes)


def line_of(value: Mapping[str, Any], names: Names) -> Values | None:
    """Return the canonical form of a record; None where it is unsound, which checking reports."""
    cls = CLASS_BY_KIND[value["kind"]]
    try:
        text = json.dumps(resolve(dict(value), cls, names).values)
        return dict(json.loads(canonical(cls.model_validate_json(text))))
    except ValueError:
        return None


def differing(before: Values, after: Values | None, kind: str) -> str:
    """Return what differs between two records, in words; of two kinds, in the fields that both have."""
    words = [f"a {kind}, was a {before['kind']}"] if kind != before["kind"] else []
    for name, was, now in fields(before, after) if after else ():
        if name not in ("id", "kind") and (kind == before["kind"] or None not in (was, now)):
            new, old = ("nothing" if one is None else str(one) for one in (now, was))
            words.append(f"{name} {new}, was {old}")
    return "; ".join(words)


def correction(record: str, replacement: str | None, reason: str, recorded: str) -> dict[str, Any]:
    """Return the correction that puts a record in the place of one, or retracts that."""
    replaced = (
        {"type": "supersession", "replacement": replacement}
        if replacement
        else {"type": "retraction"}
    )
    return {
        "kind": "correction",
        "corrects": record,
        **replaced,
        "reason": reason,
        RECORDED: recorded,
    }


def _listing(items: Sequence[object]) -> str:
    """Return the first of them, and how many more there are."""
    more = len(items) - _MOST_LISTED
    return ", ".join(map(str, items[:_MOST_LISTED])) + (f" and {more:,} more" if more > 0 else "")


def _digest(text: str, length: int) -> str:
    return sha256(text.encode()).hexdigest()[:length]
