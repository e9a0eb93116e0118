"""The rows of a table on their way into a dataset, beside what its earlier versions said."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from stancetracker.addons.tables import mapping as mappings
from stancetracker.addons.tables import memory as memories
from stancetracker.addons.tables import panels, silences
from stancetracker.addons.tables.actors import gathered
from stancetracker.addons.tables.companies import Company, alike
from stancetracker.addons.tables.departures import Departures, LookAlike, is_of_others
from stancetracker.addons.tables.existing import Existing, Named, line_of
from stancetracker.addons.tables.files import Table
from stancetracker.addons.tables.history import History, table_reason
from stancetracker.addons.tables.listing import MOST_LISTED, listing
from stancetracker.addons.tables.memberships import Days, RoleUpdates
from stancetracker.addons.tables.memory import Memory, RowMemory, Version
from stancetracker.addons.tables.reading import Reader, ReadRow, settle_namesakes
from stancetracker.addons.tables.recollection import recollected
from stancetracker.addons.tables.values import RECORDED, Cells, Question
from stancetracker.addons.tables.versions import Comparison, Outcome
from stancetracker.addons.tables.versions import ReadRow as ComparedRow
from stancetracker.base import wording
from stancetracker.base.dates import words
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import is_id
from stancetracker.contribute.batch import Item, NotImportedError, Reasons
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.document import Document
from stancetracker.contribute.imports import Codes, Progress
from stancetracker.contribute.pairs import Values
from stancetracker.index import queries
from stancetracker.ledger.journal import Change

_NAMED: Final = (wording.WITHDRAWN, wording.BLANK_NOW, wording.BLANK_AFTER_SILENCE)
"""The outcomes of rows for which the summary names whom they are of."""
_NO_ROW: Final = -1
"""Stands for the place of rows that are gone."""
_LARGE_LOSS: Final = 0.25
"""The part of a table's rows whose loss asks whether the table is whole."""
SAME: Final = "same"
SAME_OR_TWO: Final = (SAME, "two")
"""The answers to the question whether a new name is that of a row that is gone."""
_MOST_COMPANIES: Final = 10
_LEAST_LOSS: Final = 10
"""The fewest rows whose loss asks that."""


class Intake:
    """The rows of a table, converted once; which are rejected is found later.

    The ids of their records are made of the key of each row, so that a later version of the table
    finds them.
    """

    def __init__(
        self,
        dataset: Dataset,
        document: Document,
        table: Table,
        recorded: str,
        progress: Progress,
        *,
        is_checked: bool = False,
    ) -> None:
        """Convert the rows; with `is_checked`, silences are renewed although no row differs.

        Raises UsageError, and NotImportedError where a record differs from the dataset's, or the
        table is older than the newest version that was imported.
        """
        self._document = document
        self._mapping = mappings.read(document, table.columns)
        self._dataset = dataset
        self._recorded = recorded
        self._table = table
        self._is_checked = is_checked
        self._existing = Existing(dataset)
        self._declared = [self._declare(document, at) for at in range(len(self._mapping.records))]
        declared = [item.value for item in self._declared]
        self._existing.add_names(declared)
        self._memory = self._load_memory(self._mapping.versions)
        self._read_rows(progress)
        self._before: dict[int, RowMemory] = {}
        self._outcomes: dict[int, Outcome] = {}
        if self._mapping.versions:
            self._compare(self._mapping.versions)
            same = [*self._taken_as_same()]
            self._existing.take_as_same(same, declared, has_ids=self._has_ids)
        if self._mapping.versions and same:
            self._read_rows(progress)
            self._compare(self._mapping.versions)
        self._role_updates = self._new_role_updates(())
        self._panel_updates = panels.PanelUpdates(self._existing, recorded)

    def _read_rows(self, progress: Progress) -> None:
        memory = self._memory or Memory("")
        names = self._existing.names
        self._reader = Reader(self._mapping, names, self._recorded, self._table, memory)
        self._rows: list[ReadRow] = []
        for at, row in enumerate(self._table.rows):
            progress("rows", at, len(self._table.rows))
            self._rows.append(self._reader.read(row, self._left_there))
        for at, read_row in enumerate(self._rows):
            if read_row.cells.questions:  # later rows may tell who is meant
                self._rows[at] = self._reader.read(read_row.row, self._left_there)
        settle_namesakes(self._rows)

    @property
    def faults(self) -> Reasons:
        """Return the reasons to reject rows, by place, that follow from the rows alone."""
        reasons = {
            at: list(read_row.reasons) for at, read_row in enumerate(self._rows) if read_row.reasons
        }
        for at, outcome in self._outcomes.items():
            if outcome.reasons:
                reasons.setdefault(at, []).extend(outcome.reasons)
        return reasons

    @property
    def questions(self) -> dict[int, list[Question]]:
        """Return the questions that only a person can answer, by the places of rows."""
        questions = {
            at: outcome.questions for at, outcome in self._outcomes.items() if outcome.questions
        }
        known = set[Question]()
        for at, read_row in enumerate(self._rows):
            # The answer to a question is that to the same question about a later row.
            if new := [question for question in read_row.cells.questions if question not in known]:
                questions[at] = new
                known.update(new)
        return questions

    @property
    def identity_questions(self) -> dict[int, Question]:
        """Return the questions whether two names are one, by the places of new rows."""
        if self._memory is None:
            return {}
        return {
            look_alike.at: Question(wording.SAME_OR_TWO.format(_in_words(look_alike)), SAME_OR_TWO)
            for look_alike in self._departures.look_alikes
            if not self._answer(look_alike) and self._can_be_one(look_alike)
        }

    def _answer(self, look_alike: LookAlike) -> str:
        return self._table.answer(self._rows[look_alike.at].row)

    def _can_be_one(self, look_alike: LookAlike) -> bool:
        """Return whether the new name can be another of the old actor: it has none of its own."""
        id = look_alike.now.id
        return is_id(id) and not self._dataset.values(id)

    @property
    def _has_ids(self) -> bool:
        """Return whether a column has the ids of actors."""
        return any(actor.id for actor in self._mapping.actors.values())

    def _taken_as_same(self) -> Iterator[tuple[Named, Named]]:
        """Yield actors, each with what new rows call them, as a person says."""
        for look_alike in self._departures.look_alikes:
            if self._answer(look_alike) == SAME and self._can_be_one(look_alike):
                yield look_alike.old, look_alike.now

    # Comparing with earlier versions

    def _load_memory(self, versions: mappings.Versions | None) -> Memory | None:
        """Return what earlier versions of the table said; None where it has no versions."""
        if versions is None:
            return None
        memory = memories.load(self._dataset.folder, versions.name)
        memory = memory or recollected(History(self._dataset, versions.name), versions.name)
        if memory.day > self._recorded:
            raise NotImportedError(
                f"{versions.name} has a version of {words(memory.day)}; this is of"
                f" {words(self._recorded)}: an older one can't follow",
                "if this version is newer, give its own day: --recorded DAY",
            )
        return memory.with_ids(self._dataset.todays_id)

    def _compare(self, versions: mappings.Versions) -> None:
        """Compare the rows with what the table said last of them."""
        memory = self._memory
        assert memory is not None
        history = self._history = History(self._dataset, versions.name)
        issues = {draft.issue for read_row in self._rows for draft in read_row.drafts}
        history.read(issues | {claim.issue for row in memory.rows.values() for claim in row.claims})
        self._keep_apart(memory)
        readable = {at: read_row for at, read_row in enumerate(self._rows) if read_row.is_versioned}
        waiting = self._waiting(memory)
        self._departures = Departures(
            memory,
            {at: _with_issues(read_row) for at, read_row in readable.items()},
            waiting,
            is_whole=not self._table.is_part and "" not in waiting,
            named_by_waiting=self._named_by_waiting(),
        )
        self._before = self._departures.before
        comparison = Comparison(history, versions, self._recorded, self._canonical)
        comparison.statements_now = set(self._statements_claimed(waiting))
        for at, read_row in readable.items():
            row = ComparedRow(
                read_row.name, read_row.cells, read_row.drafts, read_row.memory, read_row.answer
            )
            self._outcomes[at] = comparison.compare(row, self._before.get(at))

    def _keep_apart(self, memory: Memory) -> None:
        """Keep rows whose key was that of another actor or issue apart from what was said then."""
        for read_row in self._rows:
            before = memory.rows.get(read_row.memory.stem)
            if before is None or not read_row.is_versioned:
                continue
            has_issue = self._reader.has_issue_of_row
            if is_of_others(before, _with_issues(read_row), has_issue=has_issue):
                self._reader.keep_apart(read_row)

    def _waiting(self, memory: Memory) -> dict[str, str]:
        """Return digests of the rows that can't be read, by the beginnings of ids.

        Each key may be that of several rows: of the actors whom it named in turn.
        """
        stems: dict[str, list[str]] = defaultdict(list)
        for row in memory.rows.values():
            stems[row.key].append(row.stem)
        waiting: dict[str, str] = {}
        for read_row in self._rows:
            if not read_row.is_versioned:
                own = stems[read_row.key] if read_row.key else []
                waiting |= dict.fromkeys([read_row.memory.stem, *own], read_row.memory.cells)
        return waiting

    def _named_by_waiting(self) -> dict[tuple[str, str], str]:
        """Return digests of the rows that can't be read, by the actors and issues they name.

        An issue is empty where it isn't known.
        """
        return {
            subject: read_row.memory.cells
            for read_row in self._rows
            if not read_row.is_versioned
            for subject in product(read_row.memory.actors, read_row.issues or [""])
        }

    def _statements_claimed(self, waiting: Collection[str]) -> Iterator[str]:
        """Yield the statements that rows of this version say, or keep while they wait."""
        assert self._memory is not None
        for at, before in self._before.items():
            spoken = {draft.place for draft in self._rows[at].drafts if draft.kind == "statement"}
            yield from (claim.statement for claim in before.claims if claim.place in spoken)
        for stem in waiting:
            if stem in self._memory.rows:
                yield from (claim.statement for claim in self._memory.rows[stem].claims)

    def _canonical(self, values: Mapping[str, Any]) -> Values | None:
        return line_of(values, self._existing.names)

    @property
    def codes(self) -> Codes:
        """Return the codes by which rows of this version and of earlier ones take sides."""
        memory = self._memory or Memory("")
        before = [claim for row in memory.rows.values() for claim in row.claims]
        now = [claim for outcome in self._outcomes.values() for claim in outcome.memory.claims]
        return Codes(
            {claim.statement: claim.statement_facts.code for claim in now if claim.statement_facts},
            frozenset(
                (claim.issue, claim.statement_facts.stance, claim.statement_facts.code)
                for claim in before
                if claim.statement_facts
            ),
        )

    @property
    def doubt(self) -> str:
        """Return the question whether the table is whole, where it loses very many rows."""
        if self._memory is None:
            return ""
        gone = len(self._departures.gone)
        withdrawn = sum(
            self._outcomes[at].is_withdrawn and not row.gone for at, row in self._before.items()
        )
        count = sum(not row.gone for row in self._memory.rows.values())
        lost = gone + withdrawn
        if lost < _LEAST_LOSS or lost <= count * _LARGE_LOSS:
            return ""
        what = f"{gone:,} of {plural(count, 'row')} are gone"
        if withdrawn:
            what += f", and {withdrawn:,} would be withdrawn"
        return f"{what}: is this the whole table?"

    # Records of the mapping, and records that are there already

    def _declare(self, document: Document, at: int) -> Item:
        """Return a record of the mapping, or the one that is there already, which stays."""
        rule = self._mapping.records[at]
        cells = Cells({}, {RECORDED: self._recorded})
        where = document.place(("records", at))
        try:
            value = rule.record(cells)
        except KeyError as error:
            message = f"no row fills {{{error.args[0]}}} here"
            raise document.error(("records", at), message) from None
        if cells.reasons:
            raise NotImportedError(f"{where}: {'; '.join(cells.reasons)}")
        may_differ = panels.PANEL_FIELDS if self._mapping.panel else ()
        there, differs = self._existing.beside(value, *may_differ)
        # What an editor added to an issue since, such as its last day, is no difference.
        differs = [name for name in differs if name in value]
        if differs and rule.kind == "issue":
            what = (
                f"{where}: the issue {value['id']} already exists and differs in"
                f" {', '.join(differs)}"
            )
            raise NotImportedError(
                what, "make the two say the same, or give the mapping's another id"
            )
        return Item(there, (), where)

    def _left_there(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a record without a history as the dataset has it, if it does."""
        return self._existing.beside(value, "sources", *panels.PANEL_FIELDS)[0]

    # What is added when some rows are rejected

    def items(self, rejected: Collection[int]) -> list[Item]:
        """Return the records to add when these rows are rejected.

        First those of the mapping, then actors, then those of rows.
        """
        accepted = [(at, read_row) for at, read_row in enumerate(self._rows) if at not in rejected]
        self._role_updates = self._new_role_updates(rejected)
        self._panel_updates = panels.PanelUpdates(self._existing, self._recorded)
        items = [
            *self._declared,
            *self._merged(),
            *self._actors(accepted),
            *self._records(accepted),
        ]
        if self._memory is not None:
            items += self._of_version(accepted, rejected)
        joining = [entry for _, read_row in accepted for entry in read_row.panels]
        changes = panels.changes(joining, self._departing(rejected))
        return list(self._panel_updates.updated(items, changes))

    def _new_role_updates(self, rejected: Collection[int]) -> RoleUpdates:
        """Return the updates of the roles of people on record; without a memory, there are none."""
        memory = self._memory or Memory("")
        roles = {}
        if self._memory is not None:
            roles = self._departures.roles(self._outcomes, rejected)
        days = Days(memory.day, self._recorded)
        return RoleUpdates(self._existing, roles, days, is_remembered=memory.is_written)

    def _merged(self) -> Iterator[Item]:
        """Yield the actors that the table has another id for, each with its merge."""
        for id, actor in self._existing.merged.items():
            merge = {
                "kind": "correction",
                "type": "merge",
                "corrects": actor["id"],
                "replacement": id,
                "reason": self._reason,
            }
            yield from (Item(record, (), id) for record in (actor, merge))

    @property
    def _reason(self) -> str:
        """Return why a record that the table says otherwise has another version."""
        return table_reason(self._recorded)

    def _records(self, accepted: Iterable[tuple[int, ReadRow]]) -> Iterator[Item]:
        """Yield the records of rows; several rows may make one."""
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for at, read_row in accepted:
            texts = list(read_row.records)
            if at in self._outcomes:
                records = self._outcomes[at].records
                texts += [
                    json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records
                ]
            for text in texts:
                rows[text].append(at)
        for text, of in rows.items():
            yield Item(text, tuple(of), self._rows[of[0]].row.origin)

    def _of_version(
        self, accepted: Sequence[tuple[int, ReadRow]], rejected: Collection[int]
    ) -> Iterator[Item]:
        """Yield silences for many alike, and what becomes of rows that are gone."""
        versions = self._mapping.versions
        assert versions is not None
        outcomes = {at: self._outcomes[at] for at, _ in accepted if at in self._outcomes}
        removals = {at: outcome.removals for at, outcome in outcomes.items()}
        is_retracting = versions.gone == "retract"
        if is_retracting:
            removals[_NO_ROW] = self._departures.removals(self._history)
        records = [*silences.without(removals, self._history, self._recorded)]
        if self._renews(rejected):
            renewals = {at: outcome.renewals for at, outcome in outcomes.items()}
            named = (self._history, versions.name, self._recorded)
            records += silences.renewed(renewals, *named)
        for record in records:
            rows = tuple(at for at in record.rows if at != _NO_ROW)
            origin = self._rows[rows[0]].row.origin if rows else str(record.values.get("id", ""))
            yield Item(record.values, rows, origin)
        for values in self._departures.corrections(
            outcomes.values(), self._history, self._recorded, is_retracting=is_retracting
        ):
            yield Item(values, (), values["corrects"])

    def _renews(self, rejected: Collection[int]) -> bool:
        """Return whether silences that the table says again are renewed."""
        return not self._table.is_part and (self._is_checked or self._differs(rejected))

    def _differs(self, rejected: Collection[int]) -> bool:
        """Return whether any row differs from the version before; none does in the same file."""
        assert self._memory is not None
        is_same_file = self._memory.sha256 == self._table.sha256
        return not is_same_file and self._departures.differs(self._outcomes, rejected)

    def _actors(self, accepted: Sequence[tuple[int, ReadRow]]) -> Iterable[Item]:
        """Yield each actor once.

        Of one who is there, roles that the table says anew begin, and those that it says no more
        end.
        """
        for actor in gathered(accepted):
            origin = self._rows[actor.rows[0]].row.origin
            record = actor.record
            if record is None:
                record = self._role_updates.updated(actor.id, actor.new_roles)
                yield Item(record, actor.rows, origin, self._reason)
                continue
            if actor.namesakes:  # by the mapping these are several
                others = dict.fromkeys([*record.get("distinct_from", ()), *actor.namesakes])
                record = {**record, "distinct_from": [*others]}
            yield Item(record, actor.rows, origin)

    def _departing(self, rejected: Collection[int]) -> panels.Departing:
        if self._memory is None:
            return panels.Departing()
        return self._departures.panels(self._outcomes, rejected)

    # What is remembered, and what people are told

    def beside(self, rejected: Collection[int]) -> tuple[Change, ...]:
        """Return the file of what the table has said by now, if it changes."""
        if self._memory is None or self._mapping.versions is None:
            return ()
        name = self._mapping.versions.name
        rows = self._departures.remembered(self._outcomes, rejected, self._recorded)
        if self._renews(rejected):
            rows.update(self._with_renewals(rows, rejected, name))
        versions = self._memory.versions
        if not self._table.is_part or not versions or versions[-1].day < self._recorded:
            version = Version(self._recorded, self._table.sha256, len(self._table.rows))
            versions = tuple(dict.fromkeys((*versions, version)))
        off = self._departures.off(self._panel_updates.taken_off, self._recorded)
        memory = Memory(name, versions, rows, off)
        content = memory.content()
        before = memories.read(self._dataset.folder, memory.file)
        return () if content == before else (Change(memory.file, before, content),)

    def _with_renewals(
        self, rows: Mapping[str, RowMemory], rejected: Collection[int], name: str
    ) -> Iterator[tuple[str, RowMemory]]:
        """Yield rows whose silences are renewed, with the stems of their ids."""
        for at, outcome in self._outcomes.items():
            if at in rejected or not outcome.renewals:
                continue
            ids = {
                renewal.draft.base: silences.id_of(renewal, self._history, name, self._recorded)
                for renewal in outcome.renewals
            }
            row = rows[outcome.memory.stem]
            claims = tuple(
                replace(
                    claim, silence=next((ids[b] for b in claim.bases if b in ids), claim.silence)
                )
                for claim in row.claims
            )
            yield row.stem, replace(row, claims=claims)

    def notes(self, rejected: Collection[int]) -> tuple[str, ...]:
        """Return remarks on the import, after the items of what is left were made."""
        outcomes = [outcome for at, outcome in self._outcomes.items() if at not in rejected]
        remarks = [*dict.fromkeys((*self._mapping.remarks, *self._existing.remarks))]
        remarks += [note for outcome in outcomes for note in outcome.notes]
        notes = remarks[:MOST_LISTED]
        if len(remarks) > MOST_LISTED:
            notes.append(f"and {len(remarks) - MOST_LISTED:,} more remarks")
        notes += self._notes_of_names(rejected)
        notes += self._notes_of_companies(rejected)
        notes += self._notes_of_version(outcomes, rejected)
        notes += [*self._role_updates.notes, *self._panel_updates.notes]
        notes += self._notes_of_skipped(rejected)
        notes += self._notes_of_new_words()
        return tuple(notes)

    def _notes_of_version(
        self, outcomes: Sequence[Outcome], rejected: Collection[int]
    ) -> Iterator[str]:
        """Yield how many rows became what, since the version before."""
        if self._memory is None:
            return
        if self._memory.versions:
            yield from _counted(outcomes)
        yield from self._departures.notes(rejected)
        for look_alike in self._departures.look_alikes:
            if look_alike.at not in rejected and not self._answer(look_alike):
                ids = (look_alike.now.id, look_alike.old.id)
                yield wording.IF_THE_SAME.format(_in_words(look_alike), *ids)
        yield from self._notes_of_silences(outcomes, rejected)

    def _notes_of_names(self, rejected: Collection[int]) -> Iterator[str]:
        """Yield who on record was taken for a person of the table by the name alone."""
        accepted = (read_row for at, read_row in enumerate(self._rows) if at not in rejected)
        actors = [actor for row in accepted for actor in row.actors if actor.known_as]
        names = dict.fromkeys(f"{actor.record['name']} ({actor.known_as})" for actor in actors)
        if names:
            yield wording.BY_NAME_ALONE.format(listing([*names]))

    def _notes_of_companies(self, rejected: Collection[int]) -> Iterator[str]:
        """Yield which new organizations may be others under a longer or shorter name."""
        accepted = [(at, read_row) for at, read_row in enumerate(self._rows) if at not in rejected]
        records = [actor.record for actor in gathered(accepted) if actor.record]
        new = [
            Company(record["id"], record["name"])
            for record in records
            if record["kind"] == "organization"
        ]
        if not new:
            return
        known = [
            Company(entry.id, entry.name)
            for entry in queries.names(self._dataset.connection)
            if entry.kind == "organization" and entry.name != entry.id
        ]
        pairs = [*alike([*known, *new])]
        new_ids = {company.id for company in new}
        of_new = [(first, other) for first, other in pairs if other.id in new_ids]
        for first, other in of_new[:_MOST_COMPANIES]:
            yield wording.MAY_BE_ONE.format(first.name, other.name, other.id, first.id)

    def _notes_of_new_words(self) -> Iterator[str]:
        """Yield where the mapping lists the words of columns that have others by now."""
        for column in sorted(
            {name for row in self._rows for name in row.cells.columns_of_new_words}
        ):
            path = self._mapping.condition_on(column)
            place = self._document.place(path) if path else self._document.name
            yield f"{column} has new words: say what they mean in the mapping, at {place}"

    def _notes_of_skipped(self, rejected: Collection[int]) -> Iterator[str]:
        accepted = (read_row for at, read_row in enumerate(self._rows) if at not in rejected)
        skipped = [
            read_row for read_row in accepted if not read_row.records and not read_row.drafts
        ]
        if skipped:
            lines = listing([read_row.row.line for read_row in skipped])
            noun = "line" if len(skipped) == 1 else "lines"
            yield f"{plural(len(skipped), 'row')} skipped, as the mapping says: {noun} {lines}"
        if listed := [read_row for read_row in skipped if read_row.actors]:
            names = listing([*dict.fromkeys(read_row.name for read_row in listed)])
            yield f"{len(listed):,} of these only put whom they name on the panel: {names}"

    def _notes_of_silences(
        self, outcomes: Sequence[Outcome], rejected: Collection[int]
    ) -> Iterator[str]:
        assert self._memory is not None
        renewed = sum(bool(outcome.renewals) for outcome in outcomes)
        if renewed and self._renews(rejected):
            yield f"{renewed:,} last checked {words(self._recorded)}"
        if self._memory.versions and not self._table.is_part and not self._differs(rejected):
            hint = "; silences not renewed (checked again? --checked)" if renewed else ""
            if not self._is_checked:
                yield f"nothing differs from {words(self._memory.day)}{hint}"


def _counted(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield how many rows became what, with the names of those that say nothing any more."""
    counts = Counter(what for outcome in outcomes for what in outcome.counts)
    for what, count in counts.items():
        named = [outcome.memory for outcome in outcomes if what in outcome.counts]
        names = [*dict.fromkeys(memory.name or memory.key for memory in named)]
        yield f"{count:,} {what}" + (f": {listing(names)}" if what in _NAMED else "")


def _in_words(look_alike: LookAlike) -> str:
    return wording.LOOK_ALIKE.format(look_alike.old.name, look_alike.now.name)


def _with_issues(read_row: ReadRow) -> RowMemory:
    """Return what is to be remembered of a row, with the issues that it is on."""
    claims = [memories.Claim(draft.issue, draft.use) for draft in read_row.drafts]
    claims = claims or [memories.Claim(issue, 0) for issue in read_row.issues]
    return replace(read_row.memory, claims=tuple(claims))
