"""What differs between two states of a dataset, in words: records, and where everybody stands."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import Names
from stancetracker.base.vocabulary import CHANGES
from stancetracker.contribute.states import FieldChange, Line, Side, State, Values, differing, fields, opened
from stancetracker.index import queries
from stancetracker.index.queries import Standing

_MARKS: Final = ("stale", "reported", "may_have_spoken")
_OF_A_RECORD: Final = ("stance", "date", "earliest", "latest", "evidence", "basis", "response", "checked_by")
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
_MEMBERS: Final = """
SELECT DISTINCT record FROM main.person_memberships WHERE organization IN (SELECT value FROM json_each(?))
"""


class About(NamedTuple):
    """The actors and issues that a record is about, by id."""

    actors: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()


class Change(NamedTuple):
    """One thing that differs; `change` is one of `vocabulary.CHANGES`."""

    change: str
    kind: str
    """That of the record, or `standing`."""
    record: str | None
    about: About
    name: str | None
    field: str | None
    before: str | None
    after: str | None
    sentence: str
    history: Literal["", "rewritten", "completed"] = ""
    """The effect on a line of a past revision."""


class Words:
    """Names ids and puts records in words, from two states, the later one first."""

    def __init__(self, before: State, after: State) -> None:
        self.kinds = {**before.kinds, **after.kinds}
        self._apart, self._is_history = before.apart, before.is_history
        self._states = (after, before)
        self._found: dict[str, Line | None] = {}

    def _line(self, record: str) -> Line | None:
        if record not in self._found:
            after, before = self._states
            self._found[record] = after.line(record) or before.line(record)
        return self._found[record]

    def name(self, record: str) -> str:
        """Return the name of an actor, the title of whatever else has one, or else the id."""
        line = self._line(record) if record else None
        return self.kinds[line.kind].called(record, line.values) if line else record

    def names(self, records: Iterable[str]) -> str:
        """Return names, one after the other."""
        return ", ".join(map(self.name, records))

    def about(self, line: Line | None, depth: int = 3) -> About:
        """Return the actors and issues a record is about; what answers another is about what that is about."""
        if line is None or not depth:  # a reply to a reply to … ends somewhere, or goes round
            return About()
        values, traits = line.values, self.kinds[line.kind]
        actors = [id for field in (*traits.actors, *traits.others) for id in _names(values.get(field))]
        target = About()
        if traits.target:
            target = self.about(self._line(str(values[traits.target])), depth - 1)
        issues = (*_names(values.get(traits.issue)), *target.issues)
        return About(tuple(dict.fromkeys([*actors, *target.actors])), issues)

    def title(self, line: Line) -> str:
        """Return a record as a part of a sentence: who, on what, when."""
        return self.kinds[line.kind].in_line(line.values, self.name)

    def sentence(self, line: Line) -> str:
        """Return all that a new record says, in a sentence."""
        values, title = line.values, self.title(line)
        is_disputed = values.get("verification") == "disputed"
        disputed = f" ({wording.not_counted('disputed', values.get('note'))})" if is_disputed else ""
        about = self.about(line)
        on = f"{self.names(about.actors)} on {self.names(about.issues)}"
        if line.kind == "statement":
            said = f"“{values['quote']}”" if values.get("quote") else values.get("summary")
            audience = str(values.get("audience", "public"))
            day = dates.interval_words(*dates.parse(values["date"]))
            words = wording.happened(values["stance"], day, audience, said, values.get("stance_basis"))
            return f"{on}: {words}{disputed}"
        if line.kind == "silence":
            day = dates.words(dates.parse(values["date"]).earliest or "")  # a silence has no open start
            return f"{on}: {wording.standing_on('silent', None, day, values['response'])}, {_checked(values)}"
        if line.kind == "reply":
            return f"{title}, to {self.target(str(values['to']))}: “{values['text']}”"
        roles = [
            f"{held['role']}, {self.name(held['organization'])}" if held.get("organization") else held["role"]
            for held in values.get("memberships", ())
        ]
        return f"{title}{disputed}" + (f", {'; '.join(roles)}" if roles else "")

    def target(self, record: str) -> str:
        """Return what a correction or reply is about, in words; its id where it is not there."""
        line = self._line(record)
        if line is None:
            return record
        return {"statement": "the statement of ", "silence": "the "}.get(line.kind, "") + self.title(line)

    def record(self, before: Line | None, after: Line | None, renamed: Mapping[str, str]) -> Iterator[Change]:
        """Yield the changes of one record that differs; of one that stays, a change for each field."""
        if before is None or after is None:
            line = after or before
            assert line is not None
            change = self._whole("gone" if after is None else "new", line)
            yield (
                self._rewritten(line, change, "removed")
                if after is None and not self._states[0].has_redacted(line)
                else change
            )
            return
        for field in fields(before, after, renamed):
            if field.completes(after.kind):
                yield self._field(after, field)._replace(history="completed")
            elif not (self._apart and field.name == "recorded"):
                yield self._rewritten(after, self._field(after, field), "changed")

    def _rewritten(self, line: Line, change: Change, what: str) -> Change:
        """Return a change that rewrites the past where that is what was recorded at a revision."""
        if not self._is_history or not line.is_recorded:
            return change
        return change._replace(sentence=wording.rewritten(change.sentence, what), history="rewritten")

    def _whole(self, change: str, line: Line) -> Change:
        if change == "gone" or line.kind != "correction":
            return self._change(change, line, self.sentence(line))
        values = line.values
        about = self.target(values["corrects"])
        sentence = wording.withdraws(values["type"], about, values["reason"], values.get("replacement"))
        return self._change("withdrawn", line, sentence, FieldChange("corrects", None, values["corrects"]))

    def _field(self, line: Line, field: FieldChange) -> Change:
        title, before, after = self.title(line), text(field.before), text(field.after)
        change = "id" if field.name == "id" else _CHANGE_OF.get((line.kind, field.name), "changed")
        if field.name == "kind":
            sentence = wording.kind_changed(self.sentence(line), str(after), str(before))
        elif change == "altered-quote" and before is not None:
            sentence = wording.quote_changed(title, after, before)
        elif isinstance(field.before, list) and isinstance(field.after, list):
            added, dropped = (
                tuple(self.name(str(text(item))) for item in one if item not in other)
                for one, other in ((field.after, field.before), (field.before, field.after))
            )
            sentence = wording.list_changed(title, field.name, added, dropped)
        else:
            change = "changed" if change == "altered-quote" else change
            sentence = wording.field_changed(title, field.name, after, before)
        return self._change(change, line, sentence, FieldChange(field.name, before, after))

    def _change(self, change: str, line: Line, sentence: str, field: FieldChange | None = None) -> Change:
        about = self.about(line)
        name = self.names(about.actors) or None
        of_field: tuple[str | None, Any, Any] = field or (None, None, None)
        return Change(change, line.kind, line.id or None, about, name, *of_field, sentence)


class Only(NamedTuple):
    """Of which issues, people and organizations; names as they were typed."""

    issues: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()


class Changes(NamedTuple):
    """Two states, closed by now, and what differs between them, what matters most first."""

    before: State
    after: State
    changes: tuple[Change, ...]


def compare(sides: tuple[Side, Side], only: Only | None = None) -> Changes:
    """Return what differs between two states.

    Raises BrokenSideError when one does not load, UnknownNameError and AmbiguousNameError for a name in
    `only` that is of neither.
    """
    return opened(sides, lambda before, after: between(before, after, only or Only()))


def between(before: State, after: State, only: Only) -> Changes:
    """Return what differs between two states that are open."""
    words = Words(before, after)
    pairs, renamed = differing(before, after)
    found = [
        *(change for pair in pairs for change in words.record(*pair, renamed)),
        *_moved(before, after, renamed, words),
        *_passed(before, after, words),
    ]
    order = [*words.kinds, "standing"]

    def rank(change: Change) -> tuple[int, int, str, str, str, str]:
        turn = f"{change.before} {change.after}" if change.change == "status" else ""
        place = CHANGES.index(change.change), order.index(change.kind)
        return (*place, turn, change.name or "", change.record or "", change.field or "")

    return Changes(before, after, tuple(sorted(_chosen(found, only, before, after, renamed), key=rank)))


def _chosen(
    changes: Iterable[Change], only: Only, before: State, after: State, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield the changes about the issues, people and organizations asked for; raise for unknown names."""
    issues, people, organizations = (
        _ids(asked, kind, before, after, renamed)
        for asked, kind in zip(only, ("issue", "person", "organization"), strict=True)
    )
    asked = (json.dumps(list(organizations)),)
    members = {row[0] for state in (before, after) for row in state.connection.execute(_MEMBERS, asked)}
    for change in changes:
        actors = set(change.about.actors)
        if (
            (not issues or issues & set(change.about.issues))
            and (not people or people & actors)
            and (not organizations or (organizations | members) & actors)
        ):
            yield change


def _ids(
    asked: Iterable[str], kind: str, before: State, after: State, renamed: Mapping[str, str]
) -> set[str]:
    """Return the ids that are asked for by id, name or alias, those of the first state too."""
    if not asked:
        return set()
    known, latest = Names(), queries.names(after.connection)
    later = {each.id for each in latest}
    for each in (*latest, *(one for one in queries.names(before.connection) if one.id not in later)):
        if each.kind == kind and each.id not in renamed:
            known.add(kind, each.id, each.name)
    found = {known.resolve(renamed.get(name, name), (kind,)) for name in asked}
    return found | {old for old, new in renamed.items() if new in found}


def _moved(before: State, after: State, renamed: Mapping[str, str], words: Words) -> Iterator[Change]:
    """Yield what differs between the standings of two states; `renamed` are the ids that changed between them."""
    first, second = (
        {(each.issue, each.actor): each for each in _standings(state, renamed)} for state in (before, after)
    )
    was_there, is_there = (
        {renamed.get(issue.id, issue.id) for issue in queries.issues(state.connection)}
        for state in (before, after)
    )
    for pair in sorted(first.keys() | second.keys()):
        old, new = first.get(pair), second.get(pair)
        if old is None and pair[0] in was_there:
            old = _unchecked(second[pair])
        if new is None and pair[0] in is_there:
            new = _unchecked(first[pair])
        if old is None or new is None or old.status != new.status:
            yield _turned("status", "status", old, new, words)
        else:
            yield from _within(old, new, words)
        if old is not None and new is not None and old.panel != new.panel:
            yield _marked(old, new, "panel", "in the panel", words)


def _standings(state: State, renamed: Mapping[str, str]) -> Iterator[Standing]:
    """Yield where everybody stands, under the ids of the second state, which has none that was renamed."""
    for each in queries.standings(state.connection):
        evidence = renamed.get(each.evidence or "", each.evidence)
        issue, actor = (renamed.get(id, id) for id in (each.issue, each.actor))
        yield each._replace(issue=issue, actor=actor, evidence=evidence)


def _unchecked(standing: Standing) -> Standing:
    """Return where somebody stands on an issue that is there and has no record of them."""
    nothing: dict[str, Any] = {**dict.fromkeys(_OF_A_RECORD), **dict.fromkeys(("panel", *_MARKS), False)}
    return standing._replace(status="unchecked", **nothing)


def _within(old: Standing, new: Standing, words: Words) -> Iterator[Change]:
    """Yield what changed about a standing whose status did not."""
    for field, parts in _PARTS.items():
        if any(getattr(old, part) != getattr(new, part) for part in parts):
            yield _turned("stance" if field == "stance" else "standing", field, old, new, words)
            break
    for field in _MARKS:
        if getattr(old, field) != getattr(new, field):
            [flag] = wording.flags({**dict.fromkeys(_MARKS, False), field: True})
            yield _marked(old, new, field, flag, words)


def _turned(change: str, field: str, old: Standing | None, new: Standing | None, words: Words) -> Change:
    after, before = (_standing_words(each) if each else None for each in (new, old))
    if after == before and old and new:
        after, before = (f"{said} ({each.evidence})" for said, each in ((after, new), (before, old)))
    return _standing(change, field, old, new, lambda about: wording.turned(about, after, before), words)


def _marked(old: Standing, new: Standing, field: str, flag: str, words: Words) -> Change:
    said = getattr(new, field)
    return _standing("standing", field, old, new, lambda about: wording.marked(about, flag, said), words)


def _standing(
    change: str,
    field: str,
    old: Standing | None,
    new: Standing | None,
    said: Callable[[str], str],
    words: Words,
) -> Change:
    sure = new or old
    assert sure is not None
    was, now = (text(getattr(each, field)) if each else None for each in (old, new))
    sentence = said(f"{words.name(sure.actor)} on {words.name(sure.issue)}")
    about = About((sure.actor,), (sure.issue,))
    return Change(change, "standing", None, about, sure.name, field, was, now, sentence)


def _standing_words(standing: Standing) -> str:
    if standing.status == "silent" and standing.earliest:
        day = dates.words(standing.earliest)
    else:
        day = dates.interval_words(standing.earliest, standing.latest) if standing.latest else ""
    marks = wording.flags({**standing._asdict(), "as_of": None})  # that days pass is no change
    return wording.standing_on(
        standing.status,
        standing.stance,
        day,
        standing.response,
        marks,
        standing.audience,
        standing.stance_basis,
    )


def _passed(before: State, after: State, words: Words) -> Iterator[Change]:
    """Yield the first and last days of issues that passed from one as-of day to the other."""
    first, last = before.question.as_of, after.question.as_of
    for issue in queries.issues(after.connection):
        for field, day in (("since", issue.since), ("until", issue.until)):
            # The first day is of the issue, the day after the last one is not.
            if day and (first < day <= last if field == "since" else first <= day < last):
                sentence = wording.day_passed(words.name(issue.id), field, day)
                about = About((), (issue.id,))
                yield Change("deadline", "issue", issue.id, about, None, field, None, day, sentence)


def _names(value: Any) -> tuple[str, ...]:
    """Return the ids that a field holds: none, one or a list."""
    return () if value is None else (value,) if isinstance(value, str) else tuple(map(str, value))


def _checked(values: Values) -> str:
    source: Values = next(iter(values.get("sources", ())), {})
    names = ("publisher", "original_publisher", "tier")
    told = {"source": source.get("url") or source.get("citation")} | {
        name: source.get(name) for name in names
    }
    return wording.checked(told | {"basis": values["basis"], "checked_by": values.get("checked_by")})


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
