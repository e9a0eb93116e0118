"""Read the rows of a table by a mapping: whom each names, and the records that it makes."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Final

from stancetracker.addons.tables import mapping as mappings
from stancetracker.addons.tables.facts import Draft, Form, actor_columns, digest_of
from stancetracker.addons.tables.files import Table
from stancetracker.addons.tables.history import stem_of
from stancetracker.addons.tables.memberships import role_of
from stancetracker.addons.tables.memory import Memory, RowMemory
from stancetracker.addons.tables.namesakes import Namesakes
from stancetracker.addons.tables.values import DATE, RECORDED, Cells, slugged
from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError
from stancetracker.contribute.imports import Row
from stancetracker.contribute.names import Names
from stancetracker.ledger.kinds import DERIVED

_PANEL_OF: Final = {"person": "people", "organization": "organizations"}
_LONGEST_STEM: Final = 40
_KEY_DIGITS: Final = 8
_ISSUE_DIGITS: Final = 4


@dataclass
class ReadRow:
    """A row, read by a mapping: whom it names, and the records made of it."""

    row: Row
    reasons: list[str]
    """Why it is rejected."""
    cells: Cells
    actors: list[mappings.NamedActor] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    """Records without a history, and where the mapping has no `[versions]` all, as JSON."""
    panels: list[tuple[str, str, str]] = field(default_factory=list)
    """Its panel entries: an issue, an actor of its panel, the rule."""
    key: str = ""
    drafts: list[Draft] = field(default_factory=list)
    """Records that are compared with what the table said."""
    memory: RowMemory = field(default_factory=lambda: RowMemory(""))
    """What is to be remembered of it, but for what it says."""
    answer: str = ""

    @property
    def is_versioned(self) -> bool:
        """Return whether it can be compared with what the table said of it."""
        return bool(self.memory.stem) and not self.reasons

    @property
    def issues(self) -> list[str]:
        """Return the issues that it is on."""
        issues = [draft.issue for draft in self.drafts]
        return sorted({*issues} or {issue for issue, _, _ in self.panels})

    @property
    def name(self) -> str:
        """Return the name by which people know it."""
        return self.memory.name or self.key or self.row.origin


class Reader:
    """Reads rows by a mapping, as of the day of a version."""

    def __init__(
        self,
        mapping: mappings.Mapping,
        names: Names,
        recorded: str,
        table: Table,
        memory: Memory,
    ) -> None:
        """Prepare to read the rows of a table; `memory` is what its earlier versions said."""
        self._mapping = mapping
        self._memory = memory
        self._namesakes = Namesakes(names)
        self._names = names
        self._recorded = recorded
        self._table = table
        self._ids: dict[tuple[str, tuple[str, ...]], str] = {}
        versions = mapping.versions
        key = versions.key.names() if versions else frozenset[str]()
        self._forms = {id(rule): Form(rule, mapping, key) for rule in mapping.row}
        shared = key.union(*(actor_columns(mapping, name) for name in mapping.actors))
        issues = [rule.__pydantic_extra__.get("issue") for rule in mapping.row]
        columns_of_issues = [issue.names() if issue else frozenset() for issue in issues]
        self.has_issue_of_row = all(columns_of_issues)
        """True if a cell of each row names its issue."""
        shared = shared.union(*columns_of_issues)
        self._other_columns = [name for name in table.columns if name not in shared]

    def _cells(self, row: Row) -> Cells:
        """Return a row by column; one with a fault has no cells."""
        missing = dict.fromkeys(self._mapping.table.optional, "")
        columns = {} if row.fault else {**missing, **self._table.by_column(row)}
        other_values = {RECORDED: self._recorded, **dict.fromkeys(self._mapping.actors, "")}
        return Cells(columns, other_values, self._table.answer(row))

    def read(self, row: Row, there: "There") -> ReadRow:
        """Read a row; `there` returns what the dataset has in place of a record."""
        mapping = self._mapping
        cells = self._cells(row)
        read_row = ReadRow(row, cells.reasons, cells, answer=cells.answer)
        if row.fault is not None:
            cells.reject(row.fault)
            return read_row
        rules = mapping.makes(cells)
        is_listed = bool(rules) or any(skip.panel and skip.holds(cells) for skip in mapping.skip)
        names_actors = is_listed or bool(cells.reasons)
        for key, actor in mapping.actors.items() if names_actors else ():
            was_in_row = partial(self._was_in_row, key, cells)
            if named := actor.of_row(cells, self._namesakes, was_in_row):
                cells.other_values[key] = named.record["id"]
                read_row.actors.append(named)
        if read_row.actors:
            self._read_panels(read_row)
        if mapping.versions:
            self._read_key(mapping.versions, read_row)
        records = [(rule, rule.record(cells)) for rule in rules] if not cells.reasons else []
        self._sort(read_row, records, there)
        return read_row

    def _was_in_row(self, actor_name: str, cells: Cells, id: str) -> bool:
        """Return whether the table had an actor, by id, in a row before.

        If all rows of the actor go in this version, they go on under the key of this one.
        """
        versions = self._mapping.versions
        if versions is None:
            return False
        cells.other_values[actor_name] = id
        key = str(versions.key.fill(cells) or "")
        cells.other_values[actor_name] = ""
        rows_before = self._rows_by_actor.get(id, [])
        if {key, self._stem(versions, key, key)} & _keys(rows_before):
            return True
        keys_in_last_version = _keys(row for row in rows_before if not row.gone)
        is_going = keys_in_last_version.isdisjoint(self._keys_now)
        return bool(keys_in_last_version) and is_going and not self._table.is_part

    @cached_property
    def _rows_by_actor(self) -> Mapping[str, list[RowMemory]]:
        """The rows of earlier versions by the actors whom they named."""
        rows: dict[str, list[RowMemory]] = defaultdict(list)
        for row in self._memory.rows.values():
            for actor in row.actors:
                rows[actor].append(row)
        return rows

    @cached_property
    def _keys_now(self) -> Set[str]:
        """The keys of all rows and their stems, but for keys that are made of the actors."""
        versions = self._mapping.versions
        assert versions is not None
        keys = set()
        for row in self._table.rows:
            if row.fault is None:
                cells = self._cells(row)
                key = str(versions.key.fill(cells) or "")
                keys |= {key, self._stem(versions, key, key)}
        return keys

    def _read_panels(self, read_row: ReadRow) -> None:
        for panel in self._mapping.panel:
            issue = slugged(panel.issue.fill(read_row.cells), read_row.cells)
            members = [
                actor.record["id"]
                for actor in read_row.actors
                if panel.of in (_PANEL_OF[actor.record["kind"]], "both")
            ]
            rule = str(panel.rule.fill(read_row.cells))
            if issue:
                issue = self._names.todays_id(issue)
                read_row.panels += [(issue, member, rule) for member in members]

    def _read_key(self, versions: mappings.Versions, read_row: ReadRow) -> None:
        cells = read_row.cells
        read_row.key = str(versions.key.fill(cells) or "")
        if not read_row.key:
            cells.reject("its key is empty")
            return
        read_row.memory = RowMemory(
            self._stem(versions, read_row.key, read_row.key),
            read_row.key,
            (),
            "",
            digest_of([cells.columns[name] for name in self._table.own_columns]),
            digest_of([cells.columns[name] for name in self._other_columns]),
            tuple((issue, actor) for issue, actor, _ in read_row.panels),
            {
                actor.record["id"]: roles
                for actor in read_row.actors
                if (roles := tuple(map(role_of, actor.record.get("memberships", ()))))
            },
        )

    def _stem(self, versions: mappings.Versions, key: str, distinction: str) -> str:
        """Return the beginning of the ids of a row's records, by what tells it from others."""
        digest = _digest(distinction, _KEY_DIGITS)
        return stem_of(versions.name, key, digest, _LONGEST_STEM)

    def keep_apart(self, read_row: ReadRow) -> None:
        """Give a row whose key was that of another actor or issue ids of its own."""
        assert self._mapping.versions is not None
        subject = json.dumps([read_row.key, read_row.memory.actors, read_row.issues])
        shared = read_row.memory.stem
        stem = self._stem(self._mapping.versions, read_row.key, subject)
        read_row.memory = replace(read_row.memory, stem=stem)
        read_row.drafts = [
            draft._replace(base=stem + draft.base.removeprefix(shared)) for draft in read_row.drafts
        ]

    def _sort(
        self,
        read_row: ReadRow,
        records: Sequence[tuple[mappings.Row, dict[str, Any]]],
        there: "There",
    ) -> None:
        """Sort records into those that are compared, and those without a history."""
        uses: Counter[str] = Counter()
        plain = []
        for rule, values in records:
            if not self._mapping.versions:
                plain.append(values)
            elif rule.kind not in DERIVED:
                plain.append(there(values))
            else:
                issue = str(values.get("issue"))
                base = f"{read_row.memory.stem}-{_digest(f'{issue} {uses[issue]}', _ISSUE_DIGITS)}"
                self._draft(read_row, rule, values, base, uses[issue])
                uses[issue] += 1
        read_row.records = [
            json.dumps(values, ensure_ascii=False, sort_keys=True) for values in plain
        ]
        read_row.memory = self._with_subjects(read_row)

    def _with_subjects(self, read_row: ReadRow) -> RowMemory:
        """Return what is remembered of a row, with whom it is about."""
        speakers = [actor for draft in read_row.drafts for actor in draft.actors]
        speakers = speakers or [actor for _, actor, _ in read_row.panels]
        names = {actor.record["id"]: str(actor.record["name"]) for actor in read_row.actors}
        actors = tuple(dict.fromkeys(speakers or names))
        name = names.get(actors[0], actors[0]) if actors else ""
        return replace(read_row.memory, actors=actors, name=name)

    def _draft(
        self, read_row: ReadRow, rule: mappings.Row, values: dict[str, Any], base: str, use: int
    ) -> None:
        """Add a record that is compared; one without a sound date is a reason to reject the row."""
        if DATE in values and not self._is_date(values[DATE], read_row.cells):
            return
        form = self._forms[id(rule)]
        facts = form.facts(read_row.cells, values, read_row.memory.cells)
        speakers = values.get("actors") or [values.get("speaker") or values.get("actor") or ""]
        actors = tuple(self._id(str(actor), ("person", "organization")) for actor in speakers)
        issue = self._id(str(values.get("issue", "")), ("issue",))
        read_row.drafts.append(
            Draft(
                form,
                values,
                facts,
                form.words(values),
                issue,
                use,
                base,
                actors,
                form.is_dated_by_version,
            )
        )

    def _is_date(self, date: Any, cells: Cells) -> bool:
        try:
            parse(str(date))
        except DateError as error:
            cells.reject(f"`{DATE}`: {error.message}", error.hint)
            return False
        return True

    def _id(self, text: str, kinds: tuple[str, ...]) -> str:
        """Return the id that a text names; the text itself where it names none."""
        if (text, kinds) not in self._ids:
            meant = [text] if self._names.kind_of(text) in kinds else []
            meant = meant or self._names.ids_named(text, kinds)
            self._ids[text, kinds] = meant[0] if len(meant) == 1 else text
        return self._ids[text, kinds]


There = Callable[[dict[str, Any]], dict[str, Any]]


def settle_namesakes(rows: Sequence[ReadRow]) -> None:
    """Reject all rows that have one key and are not the same; an answer to one is to all."""
    by_key: dict[str, list[ReadRow]] = {}
    for read_row in rows:
        if read_row.key:
            by_key.setdefault(read_row.key, []).append(read_row)
    for same in by_key.values():
        answers = {read_row.answer for read_row in same if read_row.answer}
        if len({read_row.memory.cells for read_row in same}) > 1 or len(answers) > 1:
            _reject_all(same)
        for read_row in same:
            read_row.answer = max(answers, default="")


def _reject_all(same: Sequence[ReadRow]) -> None:
    """Reject rows of one key, each with the lines of the others."""
    for read_row in same:
        others = [other.row.origin for other in same if other is not read_row]
        has = "has" if len(others) == 1 else "have"
        read_row.cells.reject(f"{', '.join(others)} {has} the same key: {read_row.key}")


def _keys(rows: Iterable[RowMemory]) -> set[str]:
    """Return the keys of rows of earlier versions; of those without a key, the stems."""
    return {row.key or row.stem for row in rows}


def _digest(text: str, length: int) -> str:
    return digest_of(text)[:length]
