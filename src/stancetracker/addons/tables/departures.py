"""Find the rows that a version of a table has no more: gone, under a new key, or in another row."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple

from stancetracker.addons.tables.comparison import ALIKE
from stancetracker.addons.tables.existing import Named
from stancetracker.addons.tables.history import History
from stancetracker.addons.tables.memberships import Role
from stancetracker.addons.tables.memory import Claim, Memory, Off, Roles, RowMemory
from stancetracker.addons.tables.panels import Departing
from stancetracker.addons.tables.versions import (
    Outcome,
    Removal,
    correction_by_table,
    paired,
)
from stancetracker.base import wording
from stancetracker.base.dates import parse
from stancetracker.base.text import fold

_MOST_PAIRS: Final = 10_000
"""The pairs of names that are compared at most."""


class LookAlike(NamedTuple):
    """A new row with the cells of one that is gone, and a name nearly like its name."""

    at: int
    """The place of the new row."""
    old: Named
    now: Named

    @property
    def is_alike(self) -> bool:
        """Return whether one name is nearly the other."""
        names = (fold(self.old.name), fold(self.now.name))
        matcher = SequenceMatcher(None, *names, autojunk=False)
        return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


class Departures:
    """The rows that were in a table, and what became of them in this version."""

    def __init__(
        self,
        memory: Memory,
        rows: Mapping[int, RowMemory],
        waiting: Mapping[str, str],
        *,
        is_whole: bool,
        named_by_waiting: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        """Compare the rows that can be read, by place, with those that were there.

        `waiting` are digests of the other rows by the beginnings of their ids, `named_by_waiting`
        by the actors and issues that they name, with an empty issue where it isn't known; a table
        that is not whole says nothing of the rows that it hasn't.
        """
        self._memory = memory
        self._rows = rows
        self._waiting = waiting
        stems = {row.stem for row in rows.values()} | set(waiting)
        missing = [row for stem, row in memory.rows.items() if stem not in stems]
        self._missing = [row for row in missing if not row.gone] if is_whole else []
        self._named_by_waiting = named_by_waiting or {}
        new = {at: row for at, row in rows.items() if row.stem not in memory.rows}
        self._paired = paired(_may_go_on(missing, is_whole=is_whole), new)
        known = {at: memory.rows[row.stem] for at, row in rows.items() if row.stem in memory.rows}
        self.before = {**known, **self._paired}
        """What the table said of each row, by place."""

    def differs(self, outcomes: Mapping[int, Outcome], rejected: Collection[int]) -> bool:
        """Return whether any row says anything else than in the version before.

        A row that is rejected for the first time may be new, or not: it counts for nothing.
        """
        known = self._memory.rows
        if not self._memory.is_written:  # only a row that makes a record is sure to differ
            return any(bool(row.records) for at, row in outcomes.items() if at not in rejected)
        if self.gone or any(
            _last_seen(known[stem]) != cells
            for stem, cells in self._waiting.items()
            if stem in known
        ):
            return True
        return any(
            self._differs(at, outcome, is_rejected=at in rejected)
            for at, outcome in outcomes.items()
        )

    def _differs(self, at: int, outcome: Outcome, *, is_rejected: bool) -> bool:
        before = self.before.get(at)
        if before is None:
            return not is_rejected
        cells = self._rows[at].cells
        if before.waits or is_rejected:
            return _last_seen(before) != cells
        is_renamed = before.stem != self._rows[at].stem
        if is_renamed or before.gone:
            return True
        return before.cells != cells and outcome.differs_from(before)

    @property
    def gone(self) -> list[RowMemory]:
        """Return the rows that are gone.

        One that goes on under a key that is rejected waits, and so does one whose actor a row
        names that can't be read.
        """
        return [row for row in self._unpaired() if not self._named_elsewhere(row)]

    def _unpaired(self) -> list[RowMemory]:
        """Return the missing rows that don't go on under a new key."""
        going_on = {row.stem for row in self._paired.values()}
        return [row for row in self._missing if row.stem not in going_on]

    def _named_elsewhere(self, row: RowMemory) -> str:
        """Return the digest of a row that can't be read and names the actor of this one."""
        named = (self._named_by_waiting.get(subject, "") for subject in _subjects(row))
        return next(filter(None, named), "")

    def remembered(
        self, outcomes: Mapping[int, Outcome], rejected: Collection[int], day: str
    ) -> dict[str, RowMemory]:
        """Return what the table has said of all its rows by now, by the beginnings of ids."""
        rows = self._with_waiting(self._memory.rows)
        for at, before in self.before.items():
            if at not in outcomes:
                continue
            if at in rejected:
                rows[before.stem] = replace(before, waits=self._rows[at].cells)
            else:
                rows.pop(before.stem, None)
        for at, outcome in outcomes.items():
            if at not in rejected:
                rows[outcome.memory.stem] = outcome.memory
        for row in self.gone:
            rows[row.stem] = replace(row, gone=day)
        return rows

    def _with_waiting(self, rows: Mapping[str, RowMemory]) -> dict[str, RowMemory]:
        """Return rows, with the cells of those that can't be read, or wait for one that can't."""
        waiting = {
            stem: replace(rows[stem], waits=cells)
            for stem, cells in self._waiting.items()
            if stem in rows
        }
        for row in self._unpaired():
            if cells := self._named_elsewhere(row):
                waiting[row.stem] = replace(row, waits=cells)
        return {**rows, **waiting}

    def panels(self, outcomes: Mapping[int, Outcome], rejected: Collection[int]) -> Departing:
        """Return who stays on panels, who leaves them, and when the table took others off."""
        leaving = {entry for row in self.gone for entry in row.panels}
        staying = set[tuple[str, str]]()
        for stem in self._waiting:
            staying |= set(self._memory.rows[stem].panels) if stem in self._memory.rows else set()
        for at, before in self.before.items():
            leaving |= set(before.panels) if not before.gone else set()
            staying |= set(before.panels) if at in rejected else set(outcomes[at].memory.panels)
        days_off = {(off.issue, off.actor): off.day for off in self._memory.off}
        return Departing(staying, leaving, days_off)

    def off(self, left: Iterable[tuple[str, str]], day: str) -> tuple[Off, ...]:
        """Return when the table took actors off panels, with those who left in this version."""
        days = {(off.issue, off.actor): off.day for off in self._memory.off}
        days |= dict.fromkeys(left, day)
        return tuple(Off(issue, actor, days[issue, actor]) for issue, actor in sorted(days))

    def roles(
        self, outcomes: Mapping[int, Outcome], rejected: Collection[int]
    ) -> dict[str, tuple[list[Role], list[Role]]]:
        """Return the roles that the table said of each actor, and those that it says now.

        A row that is rejected says what it said.
        """
        pairs: list[tuple[Roles, Roles]] = [(row.roles, row.roles) for row in self._waiting_rows()]
        for at, outcome in outcomes.items():
            before = self.before[at].roles if at in self.before else {}
            pairs.append((before, before if at in rejected else outcome.memory.roles))
        roles_by_actor: dict[str, tuple[list[Role], list[Role]]] = defaultdict(lambda: ([], []))
        for before, now in pairs:
            for actor, roles in before.items():
                roles_by_actor[actor][0].extend(roles)
            for actor, roles in now.items():
                roles_by_actor[actor][1].extend(roles)
        return roles_by_actor

    def _waiting_rows(self) -> list[RowMemory]:
        """Return the rows of before that this version has, and that can't be read."""
        return [self._memory.rows[stem] for stem in self._waiting if stem in self._memory.rows]

    def corrections(
        self,
        outcomes: Iterable[Outcome],
        history: History,
        day: str,
        *,
        is_retracting: bool,
    ) -> Iterator[dict[str, Any]]:
        """Yield the corrections of statements whose rows are gone, or are in another row."""
        if is_retracting:
            for _, claim in self._gone_open(history):
                yield from _retractions(claim, history, day)
            return
        others = _by_subject(outcomes)
        for row, claim in self._gone_open(history):
            same = [other for actor in row.actors for other in others[actor, claim.issue]]
            yield from _in_another_row(claim, same, history, day)

    def _gone_open(self, history: History) -> Iterator[tuple[RowMemory, Claim]]:
        """Yield what each row that is gone said, but for what a redaction closed."""
        for row in self.gone:
            for claim in row.claims:
                if not history.is_redacted(claim.bases):
                    yield row, claim

    def removals(self, history: History) -> list[Removal]:
        """Return the silences of the table about actors whose rows are gone."""
        going_on = {
            (actor, claim.issue)
            for row in (*self._rows.values(), *self._waiting_rows())
            for claim in row.claims
            for actor in row.actors
        }
        subjects = {
            (actor, claim.issue) for row, claim in self._gone_open(history) for actor in row.actors
        }
        return [
            Removal(silence.id, actor)
            for actor, issue in sorted(subjects - going_on)
            for silence in history.silences(actor, issue)
            if silence.is_own
        ]

    def notes(self, rejected: Collection[int]) -> Iterator[str]:
        """Yield how many rows go on under new keys."""
        renamed = sum(at not in rejected for at in self._paired)
        if renamed:
            yield f"{renamed:,} {wording.UNDER_A_NEW_KEY}"

    @cached_property
    def look_alikes(self) -> list[LookAlike]:
        """Return the new rows that may be rows that are gone, each pair of names once."""
        new = {at: row for at, row in self._rows.items() if at not in self.before}
        by_names: dict[tuple[Named, Named], LookAlike] = {}
        for look_alike in _look_alikes(self.gone, new):
            by_names.setdefault((look_alike.old, look_alike.now), look_alike)
        return [*by_names.values()]


def is_of_others(row: RowMemory, other: RowMemory, *, has_issue: bool) -> bool:
    """Return whether two rows of one key name different actors.

    Where a row `has_issue`, a cell of its own for it, also whether they are on different issues.
    """
    issues = [{claim.issue for claim in memory.claims} - {""} for memory in (row, other)]
    return _are_apart({*row.actors}, {*other.actors}) or (has_issue and _are_apart(*issues))


def _are_apart(names: set[str], others: set[str]) -> bool:
    """Return whether two sets have nothing in common; of an empty one, nothing is known."""
    return bool(names and others) and names.isdisjoint(others)


def _may_go_on(missing: Sequence[RowMemory], *, is_whole: bool) -> list[RowMemory]:
    """Return the rows that may go on under a new key, those that went before this version last."""
    # Of a table that is not whole, only a row that waited in the same version.
    going_on = [row for row in missing if not row.gone and (is_whole or row.waits)]
    return [*going_on, *(row for row in missing if row.gone)]


def _last_seen(row: RowMemory) -> str:
    """Return a digest of a row as the last version had it."""
    return row.waits or row.cells


def _subjects(row: RowMemory) -> Iterator[tuple[str, str]]:
    """Yield whom a row is about with each of its issues, and with none."""
    for actor in row.actors:
        yield actor, ""
        yield from ((actor, claim.issue) for claim in row.claims)


def _by_subject(
    outcomes: Iterable[Outcome],
) -> dict[tuple[str, str], list[tuple[Claim, Outcome]]]:
    """Return what rows say in this version, by actor and issue."""
    claims_by_subject: dict[tuple[str, str], list[tuple[Claim, Outcome]]] = defaultdict(list)
    for outcome in outcomes:
        for claim in outcome.memory.claims:
            for actor in outcome.memory.actors:
                claims_by_subject[actor, claim.issue].append((claim, outcome))
    return claims_by_subject


def _retractions(claim: Claim, history: History, day: str) -> Iterator[dict[str, Any]]:
    for id in history.records(claim.bases):
        is_silence = history.values(id).get("kind") == "silence"
        if not (history.is_withdrawn(id) or is_silence):
            yield correction_by_table(id, day, wording.ROW_GONE)


def _in_another_row(
    claim: Claim, others: list[tuple[Claim, Outcome]], history: History, day: str
) -> Iterator[dict[str, Any]]:
    """Yield the correction of a statement that another row of the same actor says now."""
    statement = history.values(claim.statement)
    if claim.kind != "statement" or not statement or history.is_withdrawn(claim.statement):
        return
    for other, outcome in others:
        records = {record.get("id"): record for record in outcome.records}
        theirs = records.get(other.statement) or history.values(other.statement)
        if other.kind != "statement" or theirs.get("kind") != "statement":
            continue
        if theirs["stance"] != statement["stance"]:
            yield correction_by_table(claim.statement, day, wording.OTHER_ROW)
        elif parse(theirs["date"]).latest <= parse(statement["date"]).latest:
            yield correction_by_table(claim.statement, day, wording.OTHER_ROW, other.statement)
        return


def _look_alikes(gone: list[RowMemory], new: Mapping[int, RowMemory]) -> Iterator[LookAlike]:
    """Yield new rows that name an actor like rows of the same cells that are gone."""
    by_cells: dict[str, list[int]] = defaultdict(list)
    for at, row in new.items():
        by_cells[row.others].append(at)
    pairs = ((old, at) for old in gone for at in by_cells.get(old.others, ()))
    matched = set[str]()
    for old, at in islice(pairs, _MOST_PAIRS):
        look_alike = _named_otherwise(old, new[at], at)
        if look_alike and old.stem not in matched and look_alike.is_alike:
            matched.add(old.stem)
            yield look_alike


def _named_otherwise(old: RowMemory, row: RowMemory, at: int) -> LookAlike | None:
    """Return the actors in which two rows differ."""
    if not (old.actors and row.actors) or old.actors == row.actors:
        return None
    return LookAlike(at, Named(old.name, old.actors[0]), Named(row.name, row.actors[0]))
