"""The records of a table in a ledger, what became of them, and what else is on record there."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from stancetracker.addons.tables.decisions import Hand
from stancetracker.addons.tables.values import RECORDED
from stancetracker.base import wording
from stancetracker.base.text import slug
from stancetracker.contribute.dataset import Dataset
from stancetracker.index.queries import texts
from stancetracker.index.tables import LISTED

TABLE_REASON: Final = "The table's version of "
"""The beginning of the reason of every correction and version that an import of a table makes."""
_OF_ROW: Final = re.compile(r"(.*-[0-9a-f]{8}-[0-9a-f]{4})(?:-v([0-9]+))?")
_OF_VERSION: Final = re.compile(r"-checked-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{6}(?:-v[0-9]+)?")
_IDS: Final = "SELECT id FROM record WHERE id >= ? AND id < ?"
_CORRECTIONS: Final = """
SELECT corrects, type, replacement, reason, recorded FROM correction
ORDER BY recorded, id
"""
_STATEMENTS: Final = f"""
SELECT id, speaker, issue, date_earliest, date_latest FROM statement
WHERE issue {LISTED} AND audience = 'public' AND verification <> 'disputed'
"""
_SILENCES: Final = f"""
SELECT silence.id, value, issue, date_earliest, date_latest
FROM silence JOIN silence_actors ON record = silence.id
WHERE issue {LISTED}
"""


def table_reason(day: str) -> str:
    """Return why a record has another version, where a version of a table says otherwise."""
    return f"{TABLE_REASON}{day}{wording.SAYS_OTHERWISE}"


class Withdrawal(NamedTuple):
    """A correction that withdraws a record."""

    type: str
    replacement: str | None
    reason: str
    recorded: str | None

    @property
    def is_by_table(self) -> bool:
        """Return whether an import of a table made it; else it is an editor's."""
        return self.type != "redaction" and self.reason.startswith(TABLE_REASON)


class Fate(NamedTuple):
    """What became of a record."""

    hand: Hand = Hand.NONE
    is_taken_back: bool = False
    """True if the table itself withdrew it."""
    day: str = ""
    """The day of an editor's decision."""
    reason: str = ""
    """The editor's reason."""
    record: str = ""
    """The record that stands now: this one, or what an editor or the table put in its place."""


class Entry(NamedTuple):
    """A statement or a silence on record, about an actor and an issue."""

    id: str
    first: str
    last: str
    is_own: bool
    """True if this table said it."""


class History:
    """The records of a table, and what others have on record about the same actors and issues."""

    def __init__(self, dataset: Dataset, name: str) -> None:
        """Read what the ledger has of the table with this name."""
        self._dataset = dataset
        self._name = name
        self._values: dict[str, dict[str, Any]] = {}
        self._issues: set[str] = set()
        self._withdrawals: dict[str, list[Withdrawal]] = {}
        for corrects, *fields in dataset.connection.execute(_CORRECTIONS):
            self._withdrawals.setdefault(corrects, []).append(Withdrawal(*fields))
        self._placed_by_hand = {
            withdrawal.replacement
            for withdrawals in self._withdrawals.values()
            for withdrawal in withdrawals
            if withdrawal.replacement and not withdrawal.is_by_table
        }
        self._known_ids = set(
            texts(dataset.connection, _IDS, (f"{name}-", f"{name}."))  # as `.` follows `-`
        )
        self._ids_by_base: dict[str, list[str]] = defaultdict(list)
        for id in self._ids():
            self._ids_by_base[str(_base(id))].append(id)
        self._statements: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._silences: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._actors: dict[str, frozenset[str]] = {}
        """The actors of silences that were asked about."""

    def _ids(self) -> list[str]:
        """Return all ids of records of rows, also of those whose lines are deleted."""
        named = self._known_ids | self._withdrawals.keys()
        return sorted((id for id in named if self._is_named_by_row(id)), key=_order)

    def _is_named_by_row(self, id: str) -> bool:
        return id.startswith(f"{self._name}-") and _OF_ROW.fullmatch(id) is not None

    def read(self, issues: Iterable[str]) -> None:
        """Read all statements and silences on issues."""
        new = set(issues) - self._issues
        if not new:
            return
        self._issues |= new
        named = (json.dumps(sorted(new)),)
        for query, entries in ((_STATEMENTS, self._statements), (_SILENCES, self._silences)):
            for id, actor, issue, first, last in self._dataset.connection.execute(query, named):
                entries[actor, issue].append(Entry(id, first, last, self.is_own(id)))

    def is_own(self, id: str) -> bool:
        """Return whether the table said a record, and no editor put it in its place."""
        if id in self._placed_by_hand or not id.startswith(f"{self._name}-"):
            return False
        return self._is_named_by_row(id) or _OF_VERSION.fullmatch(id[len(self._name) :]) is not None

    @property
    def bases(self) -> Iterable[str]:
        """Return the beginnings of the ids of all records of rows."""
        return self._ids_by_base.keys()

    def records(self, bases: Iterable[str]) -> list[str]:
        """Return the ids of the table's records that begin with these, in the order of versions."""
        return [id for base in bases for id in self._ids_by_base[base] if self.is_own(id)]

    def next_id(self, base: str) -> str:
        """Return the id of the next record of a row."""
        ids = self._ids_by_base.get(base)
        return f"{base}-v{_order(ids[-1])[1] + 1}" if ids else base

    def has(self, id: str) -> bool:
        """Return whether the line of a record is there."""
        return bool(self.values(id)) if id in self._values else id in self._known_ids

    def values(self, id: str) -> dict[str, Any]:
        """Return a record; empty where it is not there any more."""
        if id not in self._values:
            self._values[id] = self._dataset.values(id)
        return self._values[id]

    def is_redacted(self, bases: Iterable[str]) -> bool:
        """Return whether any record whose id begins with these was redacted."""
        ids = [id for base in bases for id in self._ids_by_base.get(base, ())]
        seen = set[str]()
        while ids:
            id = ids.pop()
            withdrawals = () if id in seen else self._withdrawals.get(id, ())
            if any(withdrawal.type == "redaction" for withdrawal in withdrawals):
                return True
            seen.add(id)
            # What an editor put in its place may have been redacted.
            ids += [withdrawal.replacement for withdrawal in withdrawals if withdrawal.replacement]
        return False

    def is_withdrawn(self, id: str) -> bool:
        """Return whether a record is withdrawn, by anybody."""
        return id in self._withdrawals

    def fate(self, id: str, actor: str = "") -> Fate:
        """Return what became of a record; of a silence, what became of it for an actor."""
        fate = Fate(record=id)
        seen = set[str]()
        while True:
            fate = self._with_edit(fate, id)
            if id in seen or id not in self._withdrawals:
                break
            seen.add(id)
            last = self._decisive(id)
            if not last.is_by_table:
                fate = Fate(Hand.CORRECTED, day=last.recorded or "", reason=last.reason)
            if last.type == "redaction":
                return fate._replace(hand=Hand.REDACTED)
            if last.replacement is None or not self._names(last.replacement, actor):
                return _ended(fate)
            id = last.replacement
        if fate.hand is Hand.CORRECTED and not self._names(id, actor):
            return _ended(fate)
        return fate._replace(record=id)

    def _with_edit(self, fate: Fate, id: str) -> Fate:
        """Return a fate with the decision of an editor who wrote the last version of a record."""
        values = self.values(id)
        reason = str(values.get("reason", ""))
        if values.get("version", 1) == 1 or reason.startswith(TABLE_REASON):
            return fate
        return Fate(Hand.CORRECTED, day=str(values.get(RECORDED, "")), reason=reason)

    def _decisive(self, id: str) -> Withdrawal:
        """Return the last withdrawal of a record, by an editor if there is one."""
        withdrawals = self._withdrawals[id]
        by_hand = [withdrawal for withdrawal in withdrawals if not withdrawal.is_by_table]
        return (by_hand or withdrawals)[-1]

    def _names(self, silence: str, actor: str) -> bool:
        if not actor:
            return True
        if silence not in self._actors:  # of a version they are many, and each is asked about
            self._actors[silence] = frozenset(self.values(silence).get("actors", ()))
        return actor in self._actors[silence]

    def statements(self, actor: str, issue: str) -> Iterator[Entry]:
        """Yield the public statements that stand, of an actor on an issue."""
        for entry in self._statements.get((actor, issue), ()):
            if not self.is_withdrawn(entry.id):
                yield entry

    def silences(self, actor: str, issue: str) -> Iterator[Entry]:
        """Yield the silences that stand, of an actor on an issue."""
        for entry in self._silences.get((actor, issue), ()):
            if not self.is_withdrawn(entry.id):
                yield entry

    def silences_of_table(self, actor: str, issue: str) -> Iterator[Entry]:
        """Yield the silences that the table said of an actor on an issue, withdrawn ones too."""
        yield from (entry for entry in self._silences.get((actor, issue), ()) if entry.is_own)


def _ended(fate: Fate) -> Fate:
    """Return the fate of a record in whose place nothing stands."""
    if fate.hand is Hand.NONE:
        return fate._replace(is_taken_back=True, record="")
    return fate._replace(hand=Hand.RETRACTED, record="")


def group_id(name: str, day: str, digest: str) -> str:
    """Return the id of the silence of a version for many actors alike."""
    return f"{name}-checked-{day}-{digest[:6]}"


def next_group_id(id: str) -> str:
    """Return the id of what supersedes a silence."""
    stem, mark, number = id.rpartition("-v")
    return f"{stem}-v{int(number) + 1}" if mark and number.isdigit() else f"{id}-v2"


def stem_of(name: str, key: str, digest: str, longest: int) -> str:
    """Return the beginning of the ids of a row's records, made of its key."""
    parts = (name, slug(key)[:longest].strip("-"), digest)
    return "-".join(filter(None, parts))


def _base(id: str) -> str | None:
    match = _OF_ROW.fullmatch(id)
    return match[1] if match else None


def _order(id: str) -> tuple[str, int]:
    match = _OF_ROW.fullmatch(id)
    return (match[1], int(match[2] or 1)) if match else (id, 1)
