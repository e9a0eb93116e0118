"""What differs between two states of a dataset, in words: records, and where everybody stands."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.names import Names
from stancetracker.base.vocabulary import CHANGES
from stancetracker.contribute.states import Side, State, Values, differing, fields, opened, path_of
from stancetracker.index import lookup, queries
from stancetracker.index.queries import Standing
from stancetracker.index.tables import LISTED
from stancetracker.ledger.kinds import CLASS_BY_KIND, field_at

_WHO: Final = ("issue", "actor", "name", "audience")
_MARKS: Final = ("stale", "reported", "may_have_spoken")
_PARTS: Final = {
    "stance": ("stance",),
    "response": ("response",),
    "evidence": ("evidence",),
    "date": ("earliest", "latest"),
}
"""What may change while a status stays, the most important first, and the values to compare."""
_CHANGE_OF: Final = {
    ("statement", "quote"): "altered-quote",
    ("reply", "text"): "altered-quote",
    ("statement", "label"): "label",
    ("silence", "label"): "label",
    **{("issue", field): "deadline" for field in ("since", "until", "recheck_days")},
}
_MEMBERS: Final = f"SELECT record FROM main.person_memberships WHERE organization {LISTED}"
Ids = tuple[str, ...]


class Change(NamedTuple):
    """One thing that differs; `change` is one of `vocabulary.CHANGES`."""

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


class Comparison:
    """Two states, compared in words; names come from the later one first."""

    def __init__(self, before: State, after: State) -> None:
        self.kinds = {**before.kinds, **after.kinds}
        self._before, self._after = self._both = before, after
        from_last = (after.connection, before.connection)
        self._values = cache(
            lambda id: next(filter(None, (lookup.values(c, id) for c in from_last)), {})
        )

    def name(self, record: str) -> str:
        """Return the name of an actor, the title of whatever else has one, or else the id."""
        values = self._values(record) if record else None
        return self.kinds[values["kind"]].called(record, values) if values else record

    def names(self, records: Iterable[str]) -> str:
        """Return names, one after the other."""
        return ", ".join(map(self.name, records))

    def about(self, values: Values, depth: int = 3) -> tuple[Ids, Ids]:
        """Return the actors and issues a record is about; what answers another is about what that is about."""
        if not values or not depth:  # a reply to a reply to … ends somewhere, or goes round
            return (), ()
        traits = self.kinds[values["kind"]]
        target = self._values(values[traits.target]) if traits.target else {}
        more_actors, more_issues = self.about(target, depth - 1)
        actors = [
            id for field in (*traits.actors, *traits.others) for id in _ids(values.get(field))
        ]
        return tuple(dict.fromkeys([*actors, *more_actors])), (
            *_ids(values.get(traits.issue)),
            *more_issues,
        )

    def title(self, values: Values) -> str:
        """Return a record as a part of a sentence: who, on what, when."""
        return self.kinds[values["kind"]].in_line(values, self.name)

    def sentence(self, values: Values) -> str:
        """Return all that a new record says, in a sentence."""
        kind, title = values["kind"], self.title(values)
        is_disputed = values.get("verification") == "disputed"
        disputed = (
            f" ({wording.not_counted('disputed', values.get('note'))})" if is_disputed else ""
        )
        on = " on ".join(map(self.names, self.about(values)))
        if kind == "statement":
            said = f"“{values['quote']}”" if values.get("quote") else values.get("summary")
            day = dates.interval_words(*dates.parse(values["date"]))
            side = wording.side(values["stance"], values.get("stance_basis"))
            return f"{on}: {values.get('audience', 'public')} statement, {side}, {day}: {said}{disputed}"
        if kind == "silence":
            silent = {
                **values,
                "status": "silent",
                "earliest": dates.parse(values["date"]).earliest,
            }
            source = dict(next(iter(values.get("sources", ())), {}))
            told = (
                dict.fromkeys(("checked_by", "publisher", "original_publisher", "tier"))
                | source
                | values
            )
            checked = wording.checker(
                told | {"source": source.get("url") or source.get("citation")}
            )
            return f"{on}: {wording.standing_on(silent)}, {checked}"
        if kind == "reply":
            return f"{title}, to {self.target(values['to'])}: “{values['text']}”"
        roles = [
            f"{held['role']}, {self.name(held['organization'])}"
            if held.get("organization")
            else held["role"]
            for held in values.get("memberships", ())
        ]
        return f"{title}{disputed}" + (f", {'; '.join(roles)}" if roles else "")

    def target(self, record: str) -> str:
        """Return what a correction or reply is about, in words; its id where it is not there."""
        values = self._values(record)
        if not values:
            return record
        lead = {"statement": "the statement of ", "silence": "the "}.get(values["kind"], "")
        return lead + self.title(values)

    def record(self, before: Values, after: Values) -> Iterator[Change]:
        """Yield the changes of one record that differs; of one that stays, a change for each field."""
        if before and after:
            for name, old, new in fields(before, after):
                change = self._field(after, name, old, new)
                known = field_at(CLASS_BY_KIND[after["kind"]], path_of(name))
                if old is None and known and known.is_filled_later:
                    yield change._replace(history="completed")
                elif not (self._before.side.apart and name == "recorded"):
                    yield self._rewritten(change, "changed")
        elif before:
            gone = self._change("gone", before, self.sentence(before))
            yield (
                gone
                if self._after.has_redacted(before.get("id", ""))
                else self._rewritten(gone, "removed")
            )
        elif after.get("kind") == "correction":
            about = self.target(corrected := after["corrects"])
            sentence = wording.withdrawal(
                after["type"], about, after["reason"], after.get("replacement")
            )
            yield self._change("withdrawn", after, sentence, ("corrects", None, corrected))
        elif after:
            yield self._change("new", after, self.sentence(after))

    def _rewritten(self, change: Change, what: str) -> Change:
        """Return a change that rewrites the past where that is what was recorded at a revision."""
        if (
            self._before.side.revision is None
            or "recorded" not in CLASS_BY_KIND[change.kind].model_fields
        ):
            return change
        sentence = wording.REWRITTEN.format(change.sentence.removesuffix("."), what)
        return change._replace(sentence=sentence, history="rewritten")

    def _field(self, values: Values, name: str, old: Any, new: Any) -> Change:
        title, before, after = self.title(values), text(old), text(new)
        change = "id" if name == "id" else _CHANGE_OF.get((values["kind"], name), "changed")
        if isinstance(old, list) and isinstance(new, list):
            added, dropped = (
                tuple(self.name(str(text(item))) for item in one if item not in other)
                for one, other in ((new, old), (old, new))
            )
            sentence = wording.list_changed(title, name, added, dropped)
        else:
            change = "changed" if change == "altered-quote" and before is None else change
            said = (
                f"“{one}”" if one and change == "altered-quote" else one for one in (after, before)
            )
            sentence = wording.field_changed(title, name, *said)
        return self._change(change, values, sentence, (name, before, after))

    def _change(
        self,
        change: str,
        values: Values,
        sentence: str,
        field: tuple[str | None, Any, Any] = (None,) * 3,
    ) -> Change:
        actors, issues = self.about(values)
        name = self.names(actors) or None
        return Change(
            change, values["kind"], values.get("id"), actors, issues, name, *field, sentence
        )

    def standing(self, old: Standing | None, new: Standing | None) -> Iterator[Change]:
        """Yield what changed about where an actor stands on an issue; None where the issue is not there."""
        who = new or old
        assert who is not None
        about = f"{self.name(who.actor)} on {self.name(who.issue)}"
        columns = ["status"]
        if old and new:
            differ = [name for name in Standing._fields if getattr(old, name) != getattr(new, name)]
            parts = [field for field, names in _PARTS.items() if {*names} & {*differ}]
            if "status" not in differ:
                columns = [*parts[:1], *(mark for mark in _MARKS if mark in differ)]
            columns += ["panel"] if "panel" in differ else []
        for field in columns:
            was, now = (getattr(each, field) if each else None for each in (old, new))
            if field in (*_MARKS, "panel"):
                flag = "in the panel" if field == "panel" else wording.flags({field: True})[0]
                sentence = wording.flag_changed(about, flag, bool(now))
            else:
                # That days pass is no change.
                after, before = (
                    each and wording.standing_on({**each._asdict(), "as_of": None})
                    for each in (new, old)
                )
                if after == before and old and new:
                    after, before = f"{after} ({new.evidence})", f"{before} ({old.evidence})"
                sentence = wording.standing_changed(about, after, before)
            change = field if field in ("status", "stance") else "standing"
            of = ((who.actor,), (who.issue,), who.name)
            yield Change(change, "standing", None, *of, field, text(was), text(now), sentence)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes about whom and what the later question names, most important first; raise UsageError."""
        pairs, renamed = differing(*self._both)
        found = [
            *(change for pair in pairs for change in self.record(*pair)),
            *(change for pair in self._stood(renamed) for change in self.standing(*pair)),
            *self._passed(),
        ]
        order = [*self.kinds, "standing"]

        def rank(change: Change) -> tuple[int, int, str, str, str, str]:
            turn = f"{change.before} {change.after}" if change.change == "status" else ""
            place = CHANGES.index(change.change), order.index(change.kind)
            return (*place, turn, change.name or "", change.record or "", change.field or "")

        return tuple(sorted(self._chosen(found, renamed), key=rank))

    def _chosen(self, changes: Iterable[Change], renamed: Mapping[str, str]) -> Iterator[Change]:
        """Yield the changes about the issues, people and organizations asked for; raise for unknown names."""
        known, (earlier, latest) = (
            Names(),
            (queries.names(state.connection) for state in self._both),
        )
        later = {each.id for each in latest}
        for each in (*latest, *(one for one in earlier if one.id not in later)):
            if each.id not in renamed:
                known.add(each.kind, each.id, each.name)

        def ids(asked: Ids, kind: str) -> set[str]:
            found = {known.resolve(renamed.get(name, name), (kind,)) for name in asked}
            return found | {old for old, new in renamed.items() if new in found}

        asked = self._after.side.question
        issues, people = ids(asked.issues, "issue"), ids(asked.people, "person")
        organizations = ids(asked.organizations, "organization")
        wanted = (json.dumps(list(organizations)),)
        members = {
            one for state in self._both for one in queries.texts(state.connection, _MEMBERS, wanted)
        }
        for change in changes:
            if (
                (not issues or issues & {*change.issues})
                and (not people or people & {*change.actors})
                and (not organizations or (organizations | members) & {*change.actors})
            ):
                yield change

    def _stood(
        self, renamed: Mapping[str, str]
    ) -> Iterator[tuple[Standing | None, Standing | None]]:
        """Yield where each actor stands in both states, under later ids; None on an issue that is not there."""

        def now_called(each: Standing) -> Standing:
            names = {field: getattr(each, field) for field in ("issue", "actor", "evidence")}
            return each._replace(
                **{field: renamed.get(name, name) for field, name in names.items()}
            )

        first, second = (
            {
                (each.issue, each.actor): each
                for each in map(now_called, queries.standings(state.connection))
            }
            for state in self._both
        )
        was_there, is_there = (
            {renamed.get(issue.id, issue.id) for issue in queries.issues(state.connection)}
            for state in self._both
        )
        for pair in sorted(first.keys() | second.keys()):
            old, new = first.get(pair), second.get(pair)
            if old is None and pair[0] in was_there:
                old = _unchecked(second[pair])
            if new is None and pair[0] in is_there:
                new = _unchecked(first[pair])
            yield old, new

    def _passed(self) -> Iterator[Change]:
        """Yield the first and last days of issues that passed from one as-of day to the other."""
        first, last = (state.side.question.as_of for state in self._both)
        for issue in queries.issues(self._after.connection):
            for field, day in (("since", issue.since), ("until", issue.until)):
                # The first day is of the issue, the day after the last one is not.
                if day and (first < day <= last if field == "since" else first <= day < last):
                    sentence = wording.DAY_PASSED[field].format(
                        self.name(issue.id), dates.words(day)
                    )
                    of = (issue.id, (), (issue.id,), None)
                    yield Change("deadline", "issue", *of, field, None, day, sentence)


def _unchecked(standing: Standing) -> Standing:
    """Return where somebody stands on an issue that is there and has no record of them."""
    nothing: dict[str, Any] = dict.fromkeys({*Standing._fields} - {*_WHO})
    nothing |= {"status": "unchecked", **dict.fromkeys(("panel", *_MARKS), False)}
    return standing._replace(**nothing)


class Changes(NamedTuple):
    """Two states, closed by now, and what differs between them, what matters most first."""

    before: State
    after: State
    changes: tuple[Change, ...]


def compare(sides: Sequence[Side]) -> Changes:
    """Return what differs between two states, about what they are asked for; raises BrokenSideError and UsageError."""
    first, last = sides

    def compared(before: State, after: State) -> Changes:
        return Changes(before, after, Comparison(before, after).changes())

    return opened(first, lambda before: opened(last, lambda after: compared(before, after)))


def _ids(value: Any) -> Ids:
    """Return the ids that a field holds: none, one or a list."""
    return () if value is None else (value,) if isinstance(value, str) else tuple(map(str, value))


def text(value: Any) -> str | None:
    """Return a value of a record as people read it; None for none."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {text(item)}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        glue = "; " if any(isinstance(item, Mapping) for item in value) else ", "
        return glue.join(str(text(item)) for item in value)
    return str(value)
