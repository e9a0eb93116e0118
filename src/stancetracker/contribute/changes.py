"""The differences between two states of a dataset, in words: records and standings."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.names import Names
from stancetracker.base.vocabulary import CHANGES
from stancetracker.contribute.dataset import members
from stancetracker.contribute.descriptions import Descriptions, Ids
from stancetracker.contribute.meanings import PANEL, Meanings, has_meaning
from stancetracker.contribute.pairs import (
    Differences,
    FieldChange,
    Pair,
    Values,
    as_text,
    differences,
    fields,
    path_of,
)
from stancetracker.contribute.states import Side, State, ask_state
from stancetracker.index import queries
from stancetracker.index.queries import Standing
from stancetracker.index.tables import LISTED
from stancetracker.ledger.kinds import CLASS_BY_KIND, DERIVED, field_at

_FORMER_IDS: Final = "former_ids"
_FLAGS: Final = ("stale", "reported", "may_have_spoken")
_COLUMNS_BY_PART: Final = {
    "stance": ("stance",),
    "response": ("response",),
    "evidence": ("evidence",),
    "date": ("earliest", "latest"),
}
"""The changes while a status stays, the most important first, and the columns to compare."""
_CHANGE_BY_FIELD: Final = {
    ("statement", "quote"): "altered-quote",
    ("reply", "text"): "altered-quote",
    ("statement", "label"): "label",
    ("silence", "label"): "label",
    ("issue", "since"): "deadline",
    ("issue", "until"): "deadline",
    ("issue", "recheck_days"): "deadline",
}
_MEMBERS: Final = f"SELECT record FROM main.person_memberships WHERE organization {LISTED}"


CORRECTED: Final = ("withdrawn", "amended")
"""The changes that a new correction makes."""


class Change(NamedTuple):
    """A difference between two states; `change` is one of `vocabulary.CHANGES`."""

    change: str
    kind: str
    """That of the record, or `standing`."""
    record: str | None
    actors: Ids
    issues: Ids
    name: str | None
    field: str | None
    before: str | None
    after: str | None
    sentence: str
    history: Literal["", "rewritten", "completed"] = ""
    """The effect on a line of a past revision."""
    actor_kind: str | None = None
    """Of a standing: whether it is that of a person or an organization."""
    standings: str | None = None
    """Of a withdrawal: the standings that changed of whom and what it is about, in sentences."""


class StandingPair(NamedTuple):
    """The standing of an actor on an issue before and after; None if the issue is not there."""

    before: Standing | None
    after: Standing | None


class Comparison:
    """Two states, compared in words."""

    def __init__(self, before: State, after: State) -> None:
        self.descriptions = Descriptions(before, after)
        self._before = before
        self._after = after
        self._states = (before, after)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes about what the later question names, the most important first.

        Raises UsageError for a name that is unknown, or that means more than one.
        """
        different = self._differences()
        standing_changes: list[Change] = []
        for standing_pair in self._standing_pairs(different):
            standing_changes += self.standing_changes(standing_pair)
        record_changes = self._changes_of_records(different)
        changes = [_with_standings(change, standing_changes) for change in record_changes]
        changes += standing_changes
        changes += self._days_passed()
        subject = self._subject(different.later_ids)
        return tuple(sorted(filter(subject.includes, changes), key=self._rank))

    def record_changes(self) -> tuple[Change, ...]:
        """Return the changes of records alone, the most important first."""
        return tuple(sorted(self._changes_of_records(self._differences()), key=self._rank))

    def _differences(self) -> Differences:
        """Return the records that differ, found by their hashes."""
        old_hashes = self._before.hashes()
        new_hashes = self._after.hashes()
        ids = {id for id, _ in old_hashes.items() ^ new_hashes.items()}
        return differences(
            self._before.lines(ids & old_hashes.keys()), self._after.lines(ids & new_hashes.keys())
        )

    def _changes_of_records(self, different: Differences) -> Iterator[Change]:
        meanings = Meanings(self._before, different.pairs)
        for pair in different.pairs:
            yield from self._record_changes(pair, meanings, different.later_ids)

    def _rank(self, change: Change) -> tuple[int, int, str, str, str, str]:
        """Return what sorts changes: by importance, then by kind, then by name."""
        kinds = [*self.descriptions.kinds, "standing"]
        status_change = f"{change.before} {change.after}" if change.change == "status" else ""
        return (
            CHANGES.index(change.change),
            kinds.index(change.kind),
            status_change,
            change.name or "",
            change.record or "",
            change.field or "",
        )

    def _record_changes(
        self, pair: Pair, meanings: Meanings, later_ids: Mapping[str, str]
    ) -> Iterator[Change]:
        """Yield the changes of a record that differs; of one that stays, a change a field."""
        before, after = pair
        if before and after:
            unamended = meanings.unamended(before, after)
            for field_change in fields(before, after):
                yield from self._field_changes(after, field_change, unamended)
        elif before and before.get("id") in later_ids:
            yield self._merger(before, later_ids[before["id"]], meanings)
        elif before:
            yield self._removal(before)
        elif after["kind"] == "correction":
            yield self._correction(after, meanings)
        else:
            yield self._change("new", after, self.descriptions.sentence(after))

    def _removal(self, values: Values) -> Change:
        id = values.get("id", "")
        if self._after.has_redacted(id):
            return self._change("gone", values, self.descriptions.target(id))
        removal = self._change("gone", values, self.descriptions.sentence(values))
        kind = values["kind"]
        return self._rewritten(removal, "removed", stays=_is_recorded(kind) or has_meaning(kind))

    def _merger(self, values: Values, later_id: str, meanings: Meanings) -> Change:
        """Return the removal of a record that another took in, which must mean the same."""
        removal = self._change("gone", values, self.descriptions.sentence(values))
        unamended = meanings.unamended(values, self._after.values(later_id))
        return self._unamended(removal) if unamended else removal

    def _correction(self, correction: Values, meanings: Meanings) -> Change:
        record = correction["corrects"]
        sentence = wording.new_correction(correction, self.descriptions.target(record))
        if correction["type"] != "amendment":
            return self._change("withdrawn", correction, sentence, "corrects", None, record)
        true_value = meanings.true_value(correction)
        if self._before.side.revision is None or true_value is None:
            return self._change("amended", correction, sentence, "corrects", None, record)
        sentence = wording.UNTRUE_AMENDMENT.format(sentence.removesuffix("."), true_value)
        change = self._change("amended", correction, sentence, "corrects", None, record)
        return change._replace(history="rewritten")

    def _field_changes(
        self, values: Values, field_change: FieldChange, unamended: Collection[str]
    ) -> Iterator[Change]:
        """Yield the change of a field, unless it does not matter between these two states."""
        change = self._field_change(values, field_change)
        field = field_at(CLASS_BY_KIND[values["kind"]], path_of(field_change.field))
        if any(_are_of_one_field(name, field_change.field) for name in unamended):
            yield self._unamended(change)
        elif field_change.before is None and field and field.is_filled_later:
            yield change._replace(history="completed")
        elif not (self._before.side.apart and field_change.field == "recorded"):
            yield self._rewritten(change, "changed", stays=_stays(values, field_change))

    def _field_change(self, values: Values, field_change: FieldChange) -> Change:
        field = field_change.field
        title = self.descriptions.title(values)
        before = as_text(field_change.before)
        after = as_text(field_change.after)
        change = _CHANGE_BY_FIELD.get((values["kind"], field), "changed")
        if field == "id":
            change = "id"
        elif change == "altered-quote" and before is None:
            change = "changed"
        if isinstance(field_change.before, list) and isinstance(field_change.after, list):
            items_before, items_after = _compared_items(values["kind"], field_change)
            added = self._names_of_missing(items_after, items_before)
            dropped = self._names_of_missing(items_before, items_after)
            sentence = wording.list_changed(title, field, added, dropped)
        elif change == "altered-quote":
            sentence = wording.field_changed(title, field, _quoted(after), _quoted(before))
        elif (values["kind"], field) == ("statement", "stance"):
            sides = self.descriptions.sides(values["issue"])
            sentence = wording.field_changed(title, field, sides[after or ""], sides[before or ""])
        else:
            sentence = wording.field_changed(title, field, after, before)
        return self._change(change, values, sentence, field, before, after)

    def _names_of_missing(
        self, items: Sequence[Any], other_items: Sequence[Any]
    ) -> tuple[str, ...]:
        """Return the names of the items of a list that another list lacks."""
        missing = [item for item in items if item not in other_items]
        return tuple(self.descriptions.name(str(as_text(item))) for item in missing)

    def _rewritten(self, change: Change, verb: str, *, stays: bool) -> Change:
        """Return a change as one that rewrites the past, if it is of what stays as it was."""
        if self._before.side.revision is None or not stays:
            return change
        sentence = wording.REWRITTEN.format(change.sentence.removesuffix("."), verb)
        return change._replace(sentence=sentence, history="rewritten")

    def _unamended(self, change: Change) -> Change:
        """Return a change of what others mean as one that rewrites the past."""
        if self._before.side.revision is None:
            return change
        is_of_panel = _are_of_one_field(PANEL, change.field or "")
        template = wording.PANEL_REWRITTEN if is_of_panel else wording.UNAMENDED
        sentence = template.format(change.sentence.removesuffix("."))
        return change._replace(sentence=sentence, history="rewritten")

    def _change(
        self,
        change: str,
        values: Values,
        sentence: str,
        field: str | None = None,
        before: str | None = None,
        after: str | None = None,
    ) -> Change:
        topic = self.descriptions.topic(values)
        return Change(
            change,
            kind=values["kind"],
            record=values.get("id"),
            actors=topic.actors,
            issues=topic.issues,
            name=self.descriptions.names(topic.actors) or None,
            field=field,
            before=before,
            after=after,
            sentence=sentence,
        )

    def standing_changes(self, pair: StandingPair) -> Iterator[Change]:
        """Yield the changes in where an actor stands on an issue."""
        for column in _changed_columns(pair):
            yield self._standing_change(pair, column)

    def _standing_change(self, pair: StandingPair, column: str) -> Change:
        standing = pair.after or pair.before
        assert standing is not None
        before = getattr(pair.before, column) if pair.before else None
        after = getattr(pair.after, column) if pair.after else None
        subject = self.descriptions.name(standing.actor)
        topic = f"{subject} on {self.descriptions.name(standing.issue)}"
        if column in _FLAGS or column == "panel":
            sentence = wording.flag_changed(topic, column, is_set=bool(after))
        else:
            sentence = _turn(topic, pair)
        return Change(
            change=column if column in ("status", "stance") else "standing",
            kind="standing",
            record=None,
            actors=(standing.actor,),
            issues=(standing.issue,),
            name=standing.name,
            field=column,
            before=as_text(before),
            after=as_text(after),
            sentence=sentence,
            actor_kind=standing.actor_kind,
        )

    def _standing_pairs(self, different: Differences) -> Iterator[StandingPair]:
        """Yield where each actor stands in both states, under later ids, issue by issue."""
        later_ids = different.later_ids
        old_issues = _issue_ids(self._before, later_ids)
        new_issues = _issue_ids(self._after, later_ids)
        issues = sorted(old_issues.keys() | new_issues.keys())
        touched = self._touched_issues(different)
        for issue in issues if touched is None else filter(touched.__contains__, issues):
            old_standings = _standings(self._before, old_issues.get(issue, ()), later_ids)
            new_standings = _standings(self._after, new_issues.get(issue, ()), later_ids)
            for actor in sorted(old_standings.keys() | new_standings.keys()):
                before = old_standings.get(actor)
                after = new_standings.get(actor)
                if before is None and issue in old_issues:
                    before = _unchecked(new_standings[actor])
                if after is None and issue in new_issues:
                    after = _unchecked(old_standings[actor])
                yield StandingPair(before, after)

    def _touched_issues(self, different: Differences) -> set[str] | None:
        """Return the issues on which standings may differ, as a record about them does; None: any.

        On any, they may where the questions differ, or a record is named by another id.
        """
        before = self._before.side.question
        after = self._after.side.question
        renames = different.later_ids or any(
            old.get(_FORMER_IDS) != new.get(_FORMER_IDS) for old, new in different.pairs
        )
        if renames or before.parameters != after.parameters:
            return None
        records = (values for pair in different.pairs for values in pair if values)
        return {issue for values in records for issue in self.descriptions.topic(values).issues}

    def _days_passed(self) -> Iterator[Change]:
        """Yield the first and last days of issues between one as-of day and the other."""
        before = self._before.side.question.as_of
        after = self._after.side.question.as_of
        for issue in queries.issues(self._after.connection):
            # The first day is of the issue, the day after the last one is not.
            if issue.since and before < issue.since <= after:
                yield self._day_passed(issue.id, "since", issue.since)
            if issue.until and before <= issue.until < after:
                yield self._day_passed(issue.id, "until", issue.until)

    def _day_passed(self, issue: str, field: str, day: str) -> Change:
        title = self.descriptions.name(issue)
        return Change(
            "deadline",
            kind="issue",
            record=issue,
            actors=(),
            issues=(issue,),
            name=None,
            field=field,
            before=None,
            after=day,
            sentence=wording.DAY_PASSED[field].format(title, dates.words(day)),
        )

    def _subject(self, later_ids: Mapping[str, str]) -> "_Subject":
        """Return what the later question names, by all ids; raises UsageError for unknown names."""
        names = self._names(later_ids)

        def ids(words: Ids, kind: str) -> set[str]:
            ids_now = {names.resolve(later_ids.get(word, word), (kind,)) for word in words}
            return ids_now | {old for old, later in later_ids.items() if later in ids_now}

        question = self._after.side.question
        issues = ids(question.issues, "issue")
        people = ids(question.people, "person")
        organizations = ids(question.organizations, "organization")
        return _Subject(issues, people, organizations, self._members(organizations))

    def _names(self, later_ids: Mapping[str, str]) -> Names:
        """Return the names in both states; of a record that is in both, those in the later one."""
        earlier = queries.names(self._before.connection)
        later = queries.names(self._after.connection)
        ids_after = {entry.id for entry in later}
        names = Names()
        for entry in (*later, *(entry for entry in earlier if entry.id not in ids_after)):
            if entry.id not in later_ids:
                names.add(entry.kind, entry.id, entry.name)
        return names

    def _members(self, organizations: Collection[str]) -> set[str]:
        """Return the people who belong to organizations in either state."""
        parameters = (json.dumps(list(organizations)),)
        members: set[str] = set()
        for state in self._states:
            members.update(queries.texts(state.connection, _MEMBERS, parameters))
        return members


def _with_standings(change: Change, standing_changes: Iterable[Change]) -> Change:
    """Return a withdrawal with the standings that changed with it; any other change as it is."""
    if change.change != "withdrawn":
        return change
    sentences = [
        standing.sentence
        for standing in standing_changes
        if {*standing.actors} <= {*change.actors} and {*standing.issues} <= {*change.issues}
    ]
    return change._replace(standings=wording.standings_of_withdrawal(sentences))


def _is_recorded(kind: str) -> bool:
    """Return whether a record of a kind is what somebody found on a day, and has a history."""
    return kind in DERIVED


def _are_of_one_field(name: str, other: str) -> bool:
    """Return whether of two fields one is the other, or a part of it, as `panel.0.recorded` is."""
    return f"{name}.".startswith(f"{other}.") or f"{other}.".startswith(f"{name}.")


def _stays(values: Values, field_change: FieldChange) -> bool:
    """Return whether a field of a record that a revision has stays as it was there."""
    is_lost_id = field_change.field == "id" and field_change.before not in values.get(
        "former_ids", ()
    )
    return _is_recorded(values["kind"]) or (has_meaning(values["kind"]) and is_lost_id)


class _Subject(NamedTuple):
    """The issues and actors that changes may be about; an empty set means any."""

    issues: Collection[str]
    people: Collection[str]
    organizations: Collection[str]
    members: Collection[str]
    """The people who belong to the organizations."""

    def includes(self, change: Change) -> bool:
        """Return whether a change is about this."""
        actors = set(change.actors)
        return (
            (not self.issues or not set(change.issues).isdisjoint(self.issues))
            and (not self.people or not actors.isdisjoint(self.people))
            and (
                not self.organizations
                or not actors.isdisjoint(self.organizations)
                or not actors.isdisjoint(self.members)
            )
        )


class _Items(NamedTuple):
    before: Sequence[Any]
    after: Sequence[Any]


def _compared_items(kind: str, field_change: FieldChange) -> _Items:
    """Return the items of a list before and after: of a panel its members, if they changed."""
    items = _Items(field_change.before, field_change.after)
    if (kind, field_change.field) != ("issue", "panel"):
        return items
    members_of_both = _Items(*([*members({"panel": entries})] for entries in items))
    is_changed = {*members_of_both.before} != {*members_of_both.after}
    return members_of_both if is_changed else items


def _quoted(words: str | None) -> str | None:
    return f"“{words}”" if words else words


def _changed_columns(pair: StandingPair) -> list[str]:
    """Return the columns that tell a change of a standing, the most important first."""
    before, after = pair
    if before is None or after is None:
        return ["status"]
    different = {
        column for column in Standing._fields if getattr(before, column) != getattr(after, column)
    }
    if "status" in different:
        columns = ["status"]
    else:
        parts = [
            part for part, columns in _COLUMNS_BY_PART.items() if different.intersection(columns)
        ]
        columns = [*parts[:1], *(flag for flag in _FLAGS if flag in different)]
    if "panel" in different:
        columns.append("panel")
    return columns


def _turn(topic: str, pair: StandingPair) -> str:
    """Return where an actor stands now and stood before, in a sentence."""
    before = _clause(pair.before)
    after = _clause(pair.after)
    if pair.before and pair.after and before == after:
        before = f"{before} ({pair.before.evidence})"
        after = f"{after} ({pair.after.evidence})"
    return wording.standing_changed(topic, after, before)


def _clause(standing: Standing | None) -> str | None:
    """Return a standing in words; None for none."""
    return wording.standing_on(standing._asdict()) if standing else None


def _standings(
    state: State, issues: Collection[str], later_ids: Mapping[str, str]
) -> dict[str, Standing]:
    """Return the standings on issues that became one, by actor, under later ids."""
    standings: dict[str, Standing] = {}
    rows = queries.standings(state.connection, issues) if issues else ()
    # Of two actors who became one, the one who had the later id before comes first.
    for standing in sorted(rows, key=lambda row: row.actor in later_ids):
        evidence = standing.evidence
        standing = standing._replace(
            issue=later_ids.get(standing.issue, standing.issue),
            actor=later_ids.get(standing.actor, standing.actor),
            evidence=later_ids.get(evidence, evidence) if evidence else evidence,
        )
        standings.setdefault(standing.actor, standing)
    return standings


def _issue_ids(state: State, later_ids: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the issues of a state by their later ids, more than one where they became one."""
    ids: dict[str, list[str]] = {}
    for issue in queries.issues(state.connection):
        ids.setdefault(later_ids.get(issue.id, issue.id), []).append(issue.id)
    return ids


def _unchecked(standing: Standing) -> Standing:
    """Return where an actor stands on an issue if nothing about them is on record."""
    empty: dict[str, Any] = dict.fromkeys(Standing._fields)
    empty |= {
        "issue": standing.issue,
        "actor": standing.actor,
        "name": standing.name,
        "actor_kind": standing.actor_kind,
        "audience": standing.audience,
        "status": "unchecked",
        "panel": False,
        **dict.fromkeys(_FLAGS, False),
    }
    return Standing(**empty)


class Changes(NamedTuple):
    """Two states, closed by now, and what differs between them, the most important first."""

    before: State
    after: State
    changes: tuple[Change, ...]


def compare(sides: Sequence[Side]) -> Changes:
    """Return the differences between two states, about what the question of the later one names.

    Raises BrokenSideError and UsageError.
    """
    first, last = sides

    def compare_with(before: State) -> Changes:
        return ask_state(
            last, lambda after: Changes(before, after, Comparison(before, after).changes())
        )

    return ask_state(first, compare_with)
