"""The differences between two states of a dataset, in words: records and standings."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.names import Names
from stancetracker.base.text import host
from stancetracker.base.vocabulary import CHANGES
from stancetracker.contribute.descriptions import Descriptions, Ids
from stancetracker.contribute.pairs import FieldChange, Pair, Values, as_text, differences, fields
from stancetracker.contribute.states import Side, State, ask_state
from stancetracker.index import queries
from stancetracker.index.queries import Standing
from stancetracker.index.tables import LISTED
from stancetracker.ledger.record import OF_EVERY_KIND

_FLAGS: Final = ("stale", "private", "may_have_spoken")
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
_COPIES: Final = "SELECT archive_url FROM main.copy WHERE archive_url IS NOT NULL"
_MEMBERS: Final = f"SELECT record FROM main.person_memberships WHERE organization {LISTED}"


_MEANING: Final[Mapping[str, Collection[str]]] = {
    "publisher": ("name", "type", "domains"),
    "person": ("name", "other_names", "memberships", "feeds", "identifiers", "distinct_from"),
    "organization": ("name", "other_names", "feeds", "identifiers", "distinct_from"),
    "issue": ("title", "proposition", "since", "until", "panel", "panel_rule", "stance_words"),
    "event": ("title", "date", "issues", "trigger"),
    "petition": ("title", "published", "demands"),
    "statement": (
        *("date", "stance", "label", "quote", "summary", "translations", "stance_basis"),
        *("audience", "made_public", "voice", "verification"),
    ),
    "silence": ("actors", "date", "basis", "response", "label"),
    "search": ("actors", "date"),
    "coding": ("of_version", "stance", "stance_basis"),
    "tie": ("counterparty", "amount", "verification"),
    "reply": ("text",),
    "copy": ("sha256", "archive_url"),
}
"""The fields that say what a record means, and what those mean that rest on it, by kind."""
_MEANT_BY_ALL: Final = ("publisher",)
"""The kinds whose records may decide any standing."""


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
    meaning: bool = False
    """True where it changes what a record means, or what rests on it."""
    actor_kind: str | None = None
    """Of a standing: whether it is that of a person or an organization."""
    standings: str | None = None
    """Of a change of meaning: the standings that moved of whom and what it is about, in words."""


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
        pairs = self._pairs()
        standing_changes: list[Change] = []
        for standing_pair in self._standing_pairs(pairs):
            standing_changes += self.standing_changes(standing_pair)
        changes = [
            _with_standings(change, standing_changes)
            for pair in pairs
            for change in self._record_changes(pair)
        ]
        changes += standing_changes
        changes += self._days_passed()
        subject = self._subject()
        return tuple(sorted(filter(subject.includes, changes), key=self._rank))

    def _pairs(self) -> list[Pair]:
        """Return the records that differ, found by their hashes."""
        old_hashes = self._before.hashes()
        new_hashes = self._after.hashes()
        ids = {id for id, _ in old_hashes.items() ^ new_hashes.items()}
        old_lines = self._before.lines(ids & old_hashes.keys())
        new_lines = self._after.lines(ids & new_hashes.keys())
        return [*differences(old_lines, new_lines)]

    def _rank(self, change: Change) -> tuple[bool, int, int, str, str, str, str]:
        """Return what sorts changes: by importance, then by kind, then by name."""
        kinds = [*self.descriptions.kinds, "standing"]
        status_change = f"{change.before} {change.after}" if change.change == "status" else ""
        return (
            not change.meaning,
            CHANGES.index(change.change),
            kinds.index(change.kind),
            status_change,
            change.name or "",
            change.record or "",
            change.field or "",
        )

    def _record_changes(self, pair: Pair) -> Iterator[Change]:
        """Yield the changes of a record that differs; of one that stays, a change a field."""
        before, after = pair
        if before and after:
            yield from self._changes_of_fields(before, after)
        elif before:
            yield self._removal(before)
        elif after["kind"] == "correction":
            yield self._correction(after)
        else:
            yield self._addition(after)

    def _correction(self, values: Values) -> Change:
        record = values["corrects"]
        sentence = wording.new_correction(values, self.descriptions.target(record))
        correction = self._change("withdrawn", values, sentence, "corrects", None, record)
        return correction._replace(meaning=True)

    def _removal(self, values: Values) -> Change:
        id = values.get("id", "")
        if self._after.has_redacted(id):
            removal = self._change("gone", values, self.descriptions.target(id))
        else:
            removal = self._change("gone", values, self.descriptions.sentence(values))
        return removal._replace(meaning=self._is_of_revision)

    def _addition(self, values: Values) -> Change:
        """Return a new record; what it means beyond itself, or an earlier day, comes first."""
        change = self._change("new", values, self.descriptions.sentence(values))
        recorded = values.get("recorded")
        if self._is_of_revision and recorded and recorded < self._after.side.question.as_of:
            sentence = wording.RECORDED_EARLIER.format(change.sentence, dates.words(recorded))
            return change._replace(sentence=sentence, meaning=True)
        return change._replace(meaning=self._means_more(values))

    def _means_more(self, values: Values) -> bool:
        """Return whether a new record changes what others mean, or where a copy may lie."""
        kind = values["kind"]
        if kind == "copy":
            address = values.get("archive_url", "")
            return bool(address) and host(address) not in self._hosts_of_copies
        return kind == "publisher" or (kind == "event" and bool(values.get("trigger")))

    @cached_property
    def _hosts_of_copies(self) -> set[str]:
        """Return the hosts on which the earlier state has archived copies."""
        addresses = queries.texts(self._before.connection, _COPIES)
        return {*map(host, addresses)}

    @property
    def _is_of_revision(self) -> bool:
        return self._before.side.revision is not None

    def _changes_of_fields(self, before: Values, after: Values) -> Iterator[Change]:
        is_another_version = before.get("version", 1) != after.get("version", 1)
        reason = after.get("reason") if is_another_version else None
        meant = _MEANING.get(after["kind"], ())
        for field_change in fields(before, after):
            name = field_change.field.partition(".")[0]
            if name in OF_EVERY_KIND and is_another_version:
                continue
            if name == "recorded" and self._before.side.apart:
                continue
            change = self._field_change(after, field_change)
            if reason:
                change = change._replace(sentence=f"{change.sentence} ({reason})")
            yield change._replace(meaning=name in meant)

    def _field_change(self, values: Values, field_change: FieldChange) -> Change:
        field = field_change.field
        title = self.descriptions.title(values)
        before = as_text(field_change.before)
        after = as_text(field_change.after)
        change = _CHANGE_BY_FIELD.get((values["kind"], field), "changed")
        if change == "altered-quote" and before is None:
            change = "changed"
        if isinstance(field_change.before, list) and isinstance(field_change.after, list):
            added = self._names_of_missing(field_change.after, field_change.before)
            dropped = self._names_of_missing(field_change.before, field_change.after)
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
        return tuple(map(self._name_of_item, missing))

    def _name_of_item(self, item: Any) -> str:
        """Return the name of an item of a list, of a member of a panel with the days."""
        if isinstance(item, Mapping) and "actor" in item:
            days = ", ".join(f"{name} {item[name]}" for name in ("since", "until") if name in item)
            return f"{self.descriptions.name(item['actor'])} ({days})"
        return self.descriptions.name(str(as_text(item)))

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

    def _standing_pairs(self, pairs: Sequence[Pair]) -> Iterator[StandingPair]:
        """Yield where each actor stands in both states, issue by issue."""
        old_issues = {issue.id for issue in queries.issues(self._before.connection)}
        new_issues = {issue.id for issue in queries.issues(self._after.connection)}
        issues = sorted(old_issues | new_issues)
        touched = self._touched_issues(pairs)
        for issue in issues if touched is None else filter(touched.__contains__, issues):
            old_standings = _standings(self._before, issue) if issue in old_issues else {}
            new_standings = _standings(self._after, issue) if issue in new_issues else {}
            for actor in sorted(old_standings.keys() | new_standings.keys()):
                before = old_standings.get(actor)
                after = new_standings.get(actor)
                if before is None and issue in old_issues:
                    before = _unchecked(new_standings[actor])
                if after is None and issue in new_issues:
                    after = _unchecked(old_standings[actor])
                yield StandingPair(before, after)

    def _touched_issues(self, pairs: Sequence[Pair]) -> set[str] | None:
        """Return the issues on which standings may differ, as a record about them does; None: any.

        On any, they may where the questions differ, an actor is merged, or a publisher changes.
        """
        before = self._before.side.question
        after = self._after.side.question
        records = [values for pair in pairs for values in pair if values]
        may_decide_any = any(
            values["kind"] in _MEANT_BY_ALL or values.get("type") == "merge" for values in records
        )
        if may_decide_any or before.parameters != after.parameters:
            return None
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

    def _subject(self) -> "_Subject":
        """Return what the later question names; raises UsageError for unknown names."""
        names = self._names()

        def ids(words: Ids, kind: str) -> set[str]:
            return {names.resolve(word, (kind,)) for word in words}

        question = self._after.side.question
        issues = ids(question.issues, "issue")
        people = ids(question.people, "person")
        organizations = ids(question.organizations, "organization")
        return _Subject(issues, people, organizations, self._members(organizations))

    def _names(self) -> Names:
        """Return the names in both states; of a record that is in both, those in the later one."""
        earlier = queries.names(self._before.connection)
        later = queries.names(self._after.connection)
        ids_after = {entry.id for entry in later}
        names = Names()
        for entry in (*later, *(entry for entry in earlier if entry.id not in ids_after)):
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
    """Return a change of meaning with the standings that moved with it; any other as it is."""
    if not change.meaning or not (change.actors or change.issues):
        return change
    sentences = [
        standing.sentence
        for standing in standing_changes
        if (not change.actors or {*standing.actors} <= {*change.actors})
        and (not change.issues or {*standing.issues} <= {*change.issues})
    ]
    return change._replace(standings=wording.standings_of_withdrawal(sentences))


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


def _standings(state: State, issue: str) -> dict[str, Standing]:
    """Return the standings on an issue by actor."""
    return {row.actor: row for row in queries.standings(state.connection, [issue])}


def _unchecked(standing: Standing) -> Standing:
    """Return where an actor stands on an issue if nothing about them is on record."""
    return queries.unchecked(
        issue=standing.issue,
        actor=standing.actor,
        name=standing.name,
        actor_kind=standing.actor_kind,
        audience=standing.audience,
    )


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
