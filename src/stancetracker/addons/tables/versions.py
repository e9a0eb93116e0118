"""Compare the rows of a version of a table with what the table said last of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from stancetracker.addons.tables import comparison
from stancetracker.addons.tables.comparison import Change, Facts, Setting
from stancetracker.addons.tables.decisions import CHOICES, Decision, Hand, Step, decide
from stancetracker.addons.tables.facts import Draft, Resolve
from stancetracker.addons.tables.history import TABLE_REASON, Entry, Fate, History
from stancetracker.addons.tables.mapping import Versions
from stancetracker.addons.tables.memberships import roles_said
from stancetracker.addons.tables.memory import Claim, RowMemory
from stancetracker.addons.tables.values import DATE, RECORDED, Cells, Question
from stancetracker.base import wording
from stancetracker.base.dates import add_days, interval_words, parse, words


class Renewal(NamedTuple):
    """A silence of a row that this version says again."""

    draft: Draft
    actors: tuple[str, ...]


class Removal(NamedTuple):
    """An actor who is no longer named by a silence of the table."""

    silence: str
    actor: str


@dataclass
class Outcome:
    """What becomes of a row: records to add, and what the table has said of it by then."""

    memory: RowMemory
    records: list[dict[str, Any]] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    renewals: list[Renewal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    """What happened, in words that are counted over all rows."""
    questions: list[Question] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """Why the row waits."""
    is_withdrawn: bool = False
    """True where the row says nothing, or nothing found, in place of a statement."""

    def differs_from(self, before: RowMemory) -> bool:
        """Return whether the row says anything else than before; a blank says nothing."""
        return (
            bool(self.records or self.removals or self.reasons)
            or any(self.memory.roles.get(actor) != roles for actor, roles in before.roles.items())
            or len(self.memory.claims) != len(before.claims)
            or any(map(_says_something_else, self.memory.claims, before.claims))
        )


class ReadRow(NamedTuple):
    """A row of this version, as the comparison needs it."""

    name: str
    """The name by which people know it."""
    cells: Cells
    drafts: Sequence[Draft]
    memory: RowMemory
    """What else is to be remembered of it."""
    answer: str = ""


class Comparison:
    """The comparison of the rows of a version."""

    def __init__(self, history: History, settings: Versions, day: str, resolve: Resolve) -> None:
        """Prepare to compare with a version of a day."""
        self._history = history
        self._settings = settings
        self._day = day
        self._resolve = resolve
        self.statements_now: set[str] = set()
        """The statements that rows of this version say, or keep while they wait."""

    def compare(self, row: ReadRow, before: RowMemory | None) -> Outcome:
        """Return what becomes of a row."""
        old = list(before.claims) if before else []
        outcome = Outcome(row.memory)
        claims_now = []
        is_closed = False
        for draft in row.drafts:
            claim = _taken_out(old, draft)
            if draft.base not in claim.bases:
                claim = replace(claim, bases=(*claim.bases, draft.base))
            if self._history.is_redacted(claim.bases):
                outcome.counts.append(wording.CLOSED_BY_REDACTION)
                is_closed = True
            elif draft.kind == "silence":
                claim = self._silence(row, draft, claim, outcome)
            else:
                claim = self._statement(row, draft, claim, outcome)
            claims_now.append(replace(claim, kind=draft.kind))
        claims_now += [self._blank(row, claim, outcome) for claim in old]
        outcome.memory = replace(row.memory, claims=tuple(claims_now))
        if before is not None:
            outcome.memory = _filled(outcome.memory, before)
            if is_closed:
                outcome.memory = replace(outcome.memory, roles=before.roles)
            if before.gone:
                outcome.counts.append(wording.ROW_BACK)
        return outcome

    # Statements, and whatever else is no silence

    def _statement(self, row: ReadRow, draft: Draft, claim: Claim, outcome: Outcome) -> Claim:
        history = self._history
        fate = history.fate(claim.statement)
        is_known = claim.statement and (history.has(claim.statement) or fate.hand is not Hand.NONE)
        if not is_known or fate.is_taken_back:
            return self._first(row, draft, claim, outcome)
        before = self._facts_before(row, draft, claim)
        if not comparison.differs(before, draft.facts) and fate.hand is Hand.NONE:
            return replace(claim, statement_facts=_merged(before, draft.facts))
        change = comparison.compare(before, draft.facts, self._setting(draft, claim, fate))
        is_moved = change is Change.UNCLEAR and fate.hand is not Hand.RETRACTED
        last = _Before(claim, before, fate, is_moved)
        agrees = fate.hand is Hand.CORRECTED and self._agrees(row, draft, last)
        decision = decide(change, fate.hand, agrees=agrees, answer=row.answer)
        return self._take(row, draft, last, decision, outcome)

    def _setting(self, draft: Draft, claim: Claim, fate: Fate) -> Setting:
        record = self._history.values(claim.statement)
        last_days = [self._last(record), self._last(self._history.values(fate.record))]
        text = draft.form.words(record)
        return Setting(
            self._end(draft),
            max(last_days),
            self._known_since(draft, claim),
            bool(text and draft.words) and comparison.are_alike(text, draft.words),
            self._settings.side,
        )

    def _last(self, record: Mapping[str, Any]) -> str:
        return parse(record[DATE]).latest if record.get(DATE) else ""

    def _end(self, draft: Draft) -> str:
        """Return the last day that an undated statement of this version may have."""
        date = draft.values.get(DATE)
        return self._day if draft.facts.date or not date else parse(str(date)).latest

    def _known_since(self, draft: Draft, claim: Claim) -> str:
        """Return the first day on which the ledger had the words of the statement before, or alike.

        Without words, it is the first on which it had that statement, however dated.
        """
        last = self._history.values(claim.statement)
        words_before = draft.form.words(last) if draft.facts.words else ""
        standing = self._history.fate(claim.statement).record
        days = [str(last.get(RECORDED, ""))]
        for id in self._history.records(claim.bases):
            record = self._history.values(id)
            if words_before:
                text = draft.form.words(record)
                is_same = bool(text) and comparison.are_alike(text, words_before)
            else:
                is_same = bool(record and standing) and self._history.fate(id).record == standing
            if is_same:
                days.append(str(record[RECORDED]))
        return min(days)

    def _agrees(self, row: ReadRow, draft: Draft, before: _Before) -> bool:
        """Return whether the row says what an editor put in the place of its statement."""
        record = self._history.values(before.fate.record)
        if record.get("kind") != draft.kind:
            return False
        theirs = draft.form.facts_of_record(record, row.cells, draft.facts, self._resolve)
        by_table = self._history.values(before.claim.statement)
        if draft.form.words(record) == draft.form.words(by_table):  # the editor left the words
            theirs = theirs._replace(words=before.facts.words)
        now = draft.facts
        return (
            theirs.stance == now.stance
            and now.date in ("", theirs.date)
            and (not theirs.words or now.words in ("", theirs.words))
        )

    def _first(self, row: ReadRow, draft: Draft, claim: Claim, outcome: Outcome) -> Claim:
        """Add a statement to a row that has none, or whose last one the table took back."""
        values = dict(draft.values)
        standing = self._own_standing(claim)
        if draft.facts.date:
            sides = ((entry.get(DATE), entry.get("stance")) for entry in standing)
            if standing and (values.get(DATE), values.get("stance")) in sides:
                return replace(claim, statement_facts=draft.facts)
        elif taken_back := self._same_taken_back(row, draft, claim):
            _keep_date(values, taken_back)
        elif standing and draft.kind == "statement":
            self._date_after(values, max(map(self._last, standing)), self._end(draft))
        outcome.counts.append(wording.NEW_IN_TABLE if not claim.kind else wording.NEW_STATEMENT)
        id = self._add(row, draft, values, outcome)
        return replace(claim, statement=id, statement_facts=draft.facts)

    def _same_taken_back(self, row: ReadRow, draft: Draft, claim: Claim) -> Mapping[str, Any]:
        """Return the record of the same statement that the table took back; empty without one."""
        record = self._history.values(claim.statement) if claim.statement else {}
        if not record or comparison.differs(self._facts_before(row, draft, claim), draft.facts):
            return {}
        return record

    def _facts_before(self, row: ReadRow, draft: Draft, claim: Claim) -> Facts:
        """Return the facts of a row's last statement, read from its record if not remembered."""
        if claim.statement_facts is not None:
            return claim.statement_facts
        record = self._history.values(claim.statement)
        return draft.form.facts_of_record(record, row.cells, draft.facts, self._resolve)

    def _own_standing(self, claim: Claim) -> list[Mapping[str, Any]]:
        """Return the statements of a row that stand."""
        return [
            self._history.values(id)
            for id in self._history.records(claim.bases)
            if not self._history.is_withdrawn(id)
            and self._history.values(id).get("kind") == "statement"
        ]

    def _take(
        self, row: ReadRow, draft: Draft, before: _Before, decision: Decision, outcome: Outcome
    ) -> Claim:
        """Do what was decided of a row whose statement changed."""
        claim = before.claim
        self._note(row, draft, before, decision, outcome)
        if decision.step is Step.NOTHING:
            return replace(claim, statement_facts=_merged(before.facts, draft.facts))
        if decision.step is Step.ASK:
            return claim
        values = dict(draft.values)
        if decision.step is Step.ADD:
            self._date_addition(values, draft, before)
            id = self._add(row, draft, values, outcome)
            return replace(claim, statement=id, statement_facts=draft.facts)
        if not draft.facts.date:
            _keep_date(values, self._history.values(claim.statement))
        id = self._add(row, draft, values, outcome)
        replacement = id if values["kind"] == before.facts.kind else None
        self._withdraw(before.fate.record, wording.SAYS_OTHERWISE, outcome, replacement)
        merged = _merged(before.facts, draft.facts)
        return replace(claim, statement=id, statement_facts=merged)

    def _date_addition(self, values: dict[str, Any], draft: Draft, before: _Before) -> None:
        """Give one more statement its date: inferred where no cell gives it, or an open one."""
        end = self._end(draft)
        if draft.facts.date and not before.is_moved:
            date = parse(draft.facts.date)
            if date.earliest is not None:
                return
            end = date.latest
        records = (before.claim.statement, before.fate.record)
        last = max(self._last(self._history.values(id)) for id in records)
        if last:
            self._date_after(values, last, end)

    def _date_after(self, values: dict[str, Any], last: str, end: str) -> None:
        start = min(add_days(last, 1), end)
        values[DATE] = start if start == end else f"{start}/{end}"
        _add_note(values, wording.INFERRED_DATE.format(interval_words(start, end)))

    def _add(self, row: ReadRow, draft: Draft, values: dict[str, Any], outcome: Outcome) -> str:
        """Add a record, withdraw own silences surely after it, and wait for those of others."""
        id = self._history.next_id(draft.base)
        outcome.records.append({**values, "id": id})
        if draft.kind == "statement" and values.get(DATE):
            last = parse(str(values[DATE])).latest
            for actor in draft.actors:
                self._clear_silences(row, actor, draft.issue, last, outcome)
        return id

    def _clear_silences(
        self, row: ReadRow, actor: str, issue: str, last: str, outcome: Outcome
    ) -> None:
        for silence in self._history.silences(actor, issue):
            if silence.first <= last:
                continue
            if silence.is_own:
                outcome.removals.append(Removal(silence.id, actor))
            else:
                day = words(silence.first)
                outcome.reasons.append(wording.SILENCE_OF_OTHERS.format(day, silence.id, row.name))

    def _withdraw(
        self, record: str, why: str, outcome: Outcome, replacement: str | None = None
    ) -> None:
        outcome.records.append(correction_by_table(record, self._day, why, replacement))

    # Silences

    def _silence(self, row: ReadRow, draft: Draft, claim: Claim, outcome: Outcome) -> Claim:
        now = replace(claim, silence_facts=draft.facts)
        fate = self._history.fate(claim.statement)
        taken_back = list(self._take_back(draft, claim, outcome))
        if claim.kind == "statement" and fate.hand is Hand.CORRECTED:
            outcome.notes.append(wording.YOURS_STANDS.format(row.name))
            return now
        is_same = self._is_same_silence(row, draft, claim)
        has_spoken = self._has_spoken_since(claim)
        if is_same and not has_spoken and (left := self._left_out(row, draft, claim, outcome)):
            return left
        if contradiction := self._surely_before(draft, taken_back):
            day = interval_words(contradiction.first, contradiction.last)
            outcome.notes.append(wording.FOUND_BY_OTHERS.format(row.name, day))
            return now
        if is_same and claim.kind == "silence":
            self._renew(draft, claim, outcome)
            return now
        id = self._history.next_id(draft.base)
        outcome.records.append({**draft.values, "id": id})
        outcome.counts.append(wording.NOTHING_FOUND)
        return replace(now, silence=id)

    def _has_spoken_since(self, claim: Claim) -> bool:
        """Return whether a row has said a statement after its last silence."""
        if claim.kind == "statement":
            return True
        days = [
            str(self._history.values(id).get(RECORDED, ""))
            for id in (claim.statement, claim.silence)
        ]
        return days[0] > days[1]

    def _is_same_silence(self, row: ReadRow, draft: Draft, claim: Claim) -> bool:
        """Return whether a row says the silence that it said before, and the table let it stand."""
        if not claim.silence:
            return False
        fates = [self._history.fate(claim.silence, actor) for actor in draft.actors]
        if any(fate.is_taken_back for fate in fates):
            return False
        before = claim.silence_facts
        if before is None:
            record = self._history.values(claim.silence)
            before = draft.form.facts_of_record(record, row.cells, draft.facts, self._resolve)
        return not comparison.differs(before, draft.facts)

    def _take_back(self, draft: Draft, claim: Claim, outcome: Outcome) -> Iterator[str]:
        """Retract what the table said of actors for whom it finds nothing any more."""
        if claim.kind == "silence":
            return
        own = [
            entry.id
            for actor in draft.actors
            for entry in self._history.statements(actor, draft.issue)
            if entry.is_own and (entry.id == claim.statement or entry.id not in self.statements_now)
        ]
        for id in own:
            self._withdraw(id, wording.SAYS_OTHERWISE, outcome)
            outcome.counts.append(wording.WITHDRAWN)
        outcome.is_withdrawn |= bool(own)
        yield from own

    def _left_out(self, row: ReadRow, draft: Draft, claim: Claim, outcome: Outcome) -> Claim | None:
        """Return what a row said if an editor took its actor out of the same silence."""
        for actor in draft.actors:
            fate = self._history.fate(claim.silence, actor)
            if fate.hand is Hand.RETRACTED:
                outcome.notes.append(wording.TAKEN_OUT.format(row.name, words(fate.day)))
                return replace(claim, silence_facts=draft.facts)
        return None

    def _surely_before(self, draft: Draft, taken_back: Collection[str]) -> Entry | None:
        """Return a statement on record that contradicts a silence."""
        first = parse(str(draft.values.get(DATE) or self._day)).earliest or ""
        return next(
            (
                entry
                for actor in draft.actors
                for entry in self._history.statements(actor, draft.issue)
                if entry.last < first and entry.id not in taken_back
            ),
            None,
        )

    def _renew(self, draft: Draft, claim: Claim, outcome: Outcome) -> None:
        is_of_today = self._history.values(claim.silence).get(DATE) == draft.values.get(DATE)
        if self._settings.rechecked and draft.is_dated_by_version and not is_of_today:
            outcome.renewals.append(Renewal(draft, draft.actors))

    # Blank cells

    def _blank(self, row: ReadRow, claim: Claim, outcome: Outcome) -> Claim:
        """Withdraw what a row said last where it says nothing any more; a silence stays."""
        if claim.kind == "silence" and self._has_standing_silence(row, claim):
            outcome.counts.append(wording.BLANK_AFTER_SILENCE)
        if claim.kind not in ("", "silence") and not self._history.is_redacted(claim.bases):
            fate = self._history.fate(claim.statement)
            if fate.hand is Hand.CORRECTED:
                outcome.notes.append(wording.YOURS_STANDS.format(row.name))
            elif fate.hand is Hand.NONE and not fate.is_taken_back and fate.record:
                self._withdraw(fate.record, wording.LEAVES_IT_BLANK, outcome)
                outcome.counts.append(wording.BLANK_NOW)
                outcome.is_withdrawn = True
        return replace(claim, kind="")

    def _has_standing_silence(self, row: ReadRow, claim: Claim) -> bool:
        fates = (self._history.fate(claim.silence, actor) for actor in row.memory.actors)
        return any(self._history.values(fate.record).get("kind") == "silence" for fate in fates)

    # Words

    def _note(
        self, row: ReadRow, draft: Draft, before: _Before, decision: Decision, outcome: Outcome
    ) -> None:
        """Note a decision for people, and the question where there is one."""
        text = self._in_words(row, draft, before, decision)
        if decision.step is Step.ASK:
            choices = CHOICES[decision.reason]
            question = Question(text, choices)
            outcome.questions.append(question)
            outcome.reasons.append(question.reason)
        elif text:
            outcome.notes.append(text)

    def _in_words(self, row: ReadRow, draft: Draft, before: _Before, decision: Decision) -> str:
        record = self._history.values(before.claim.statement)
        day = words(before.fate.day) if before.fate.day else ""
        was, now = _stances_in_words(before.facts, draft.facts)
        values = {
            "name": row.name,
            "day": day,
            "reason": before.fate.reason,
            "was": was,
            "now": now,
            "since": words(self._known_since(draft, before.claim)) if record else "",
            "date": _date_words(record),
            "what": comparison_words(before.facts, draft.facts),
        }
        return wording.OF_TABLES[decision.reason.name].format(**values)


def _stances_in_words(before: Facts, now: Facts) -> tuple[str, str]:
    """Return the stances before and now, in the words or codes of the table if both are known."""
    pairs = ((before.label, now.label), (before.code, now.code))
    known = (pair for pair in pairs if "" not in pair and pair[0] != pair[1])
    return next(known, (before.stance, now.stance))


def _says_something_else(now: Claim, before: Claim) -> bool:
    """Return whether a row says other facts than before; what isn't known of before is the same."""
    pairs = (
        (now.statement_facts, before.statement_facts),
        (now.silence_facts, before.silence_facts),
    )
    return now.kind != before.kind or any(
        new and old and _compared(new, old) != _compared(old, new) for new, old in pairs
    )


def _compared(facts: Facts, others: Facts) -> Facts:
    """Return facts without what can't differ from others."""
    return facts._replace(cells="", code=facts.code if others.code else "")


def _filled(now: RowMemory, before: RowMemory) -> RowMemory:
    """Return what is remembered of a row, with what it doesn't say in this version."""
    roles = {
        actor: roles_said(before.roles.get(actor, ()), now.roles.get(actor, ()))
        for actor in {**before.roles, **now.roles}
    }
    return replace(
        now,
        actors=now.actors or before.actors,
        name=now.name or before.name,
        panels=now.panels or before.panels,
        roles=roles,
    )


def _taken_out(old: list[Claim], draft: Draft) -> Claim:
    """Take what a row said in the place of a record out of all that it said."""
    by_base = (claim for claim in old if draft.base in claim.bases)
    by_place = (claim for claim in old if claim.place == draft.place)
    claim = next(by_base, None) or next(by_place, None)
    if claim is None:
        return Claim(draft.issue, draft.use)
    old.remove(claim)
    return claim


class _Before(NamedTuple):
    """A row's statement before, and what became of it."""

    claim: Claim
    facts: Facts
    fate: Fate
    is_moved: bool
    """True where a person answers whether it moved."""


def comparison_words(before: Facts, now: Facts) -> str:
    """Return what differs between two statements of a row, in words."""
    parts = []
    for name in ("stance", "label", "date"):
        was, new = getattr(before, name), getattr(now, name)
        if new and new != was:
            parts.append(f"{name} {new}, was {was}" if was else f"{name} {new}")
    if now.stance == before.stance and comparison.has_other_code(before, now):
        parts.append(f"{now.code}, was {before.code}")
    parts += [name for name in ("words", "sources") if _is_other(before, now, name)]
    parts += [name for name, digest in now.others.items() if before.others.get(name) != digest]
    return "; ".join(parts)


def _is_other(before: Facts, now: Facts, name: str) -> bool:
    return getattr(now, name) not in ("", getattr(before, name))


def _date_words(record: Mapping[str, Any]) -> str:
    if not record.get(DATE):
        return ""
    date = parse(record[DATE])
    return interval_words(date.earliest, date.latest)


def _merged(before: Facts, now: Facts) -> Facts:
    """Return what a row has said by now; a blank says nothing."""
    return Facts(
        now.kind,
        now.stance or before.stance,
        now.label or before.label,
        now.date or before.date,
        now.words or before.words,
        now.sources or before.sources,
        {**before.others, **now.others},
        now.cells,
        now.code or before.code,
    )


def _keep_date(values: dict[str, Any], record: Mapping[str, Any]) -> None:
    """Give a record the date of another, and what its note says of that."""
    if not record.get(DATE):
        return
    values[DATE] = record[DATE]
    mark = wording.INFERRED_DATE.partition("{")[0]
    note = str(record.get("note", ""))
    if mark in note:
        _add_note(values, note[note.index(mark) :])


def _add_note(values: dict[str, Any], text: str) -> None:
    values["note"] = " ".join(filter(None, (values.get("note"), text)))


def correction(record: str, replacement: str | None, reason: str, recorded: str) -> dict[str, Any]:
    """Return the correction that puts a record in the place of one, or retracts that."""
    values = {"kind": "correction", "corrects": record, "type": "retraction"}
    if replacement:
        values |= {"type": "supersession", "replacement": replacement}
    return {**values, "reason": reason, RECORDED: recorded}


def correction_by_table(
    record: str, day: str, why: str, replacement: str | None = None
) -> dict[str, Any]:
    """Return a correction that says that a version of the table is why."""
    return correction(record, replacement, f"{TABLE_REASON}{day}{why}", day)


def paired(gone: Iterable[RowMemory], rows: Mapping[int, RowMemory]) -> dict[int, RowMemory]:
    """Return, for each new row with the actors and issues of one that went, that one."""
    left: dict[tuple[Any, ...], list[RowMemory]] = {}
    for memory in gone:
        left.setdefault(_subject(memory), []).append(memory)
    pairs = {}
    for at, row in rows.items():
        candidates = left.get(_subject(row), [])
        if candidates and row.actors:
            same = (memory for memory in candidates if memory.others == row.others)
            pairs[at] = next(same, candidates[0])
            candidates.remove(pairs[at])
    return pairs


def _subject(memory: RowMemory) -> tuple[Any, ...]:
    """Return whom a row is about, and on which issues."""
    return memory.actors, tuple(sorted({claim.issue for claim in memory.claims}))
