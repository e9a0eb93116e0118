"""Change records by appending lines: the next version of one, or a correction of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Set
from contextlib import closing
from typing import Any, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.base.errors import UsageError
from stancetracker.contribute import add
from stancetracker.contribute.add import Plan
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import ACTOR_KINDS, NAMED_KINDS, names_of
from stancetracker.contribute.stored import DATASET_ID, without_history
from stancetracker.contribute.trial import index_after
from stancetracker.index import queries
from stancetracker.index.checks.functions import skeleton
from stancetracker.index.resolution import ABOUT
from stancetracker.ledger.hashes import line_hash
from stancetracker.ledger.journal import Change

_UNCHECKED: Final = "unchecked"
"""The standing of whom nothing is on record about, in words."""
_MOST_LISTED: Final = 20


def id_of(dataset: Dataset, name: str) -> str:
    """Return the id of the record that a person means by an id or a name.

    Raises UnknownNameError and AmbiguousNameError.
    """
    if name == DATASET_ID:
        return ""
    return dataset.names.id_of_typed(name, NAMED_KINDS)


def plan_version(
    dataset: Dataset,
    id: str,
    values: Mapping[str, Any],
    reason: str,
    today: str,
    editor: str | None = None,
) -> Plan:
    """Plan to append a record, changed, as its next version.

    Raises UsageError where nothing is changed, or what the record is about.
    """
    now = dataset.values_as_written(id)
    refuse_another_subject(now, values)
    if without_history(now) == without_history(values):
        raise UsageError(f"{_called(now)} says that already")
    return add.plan(dataset, [dataset.next_version(values, reason, today, editor)], today)


def refuse_another_subject(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raise UsageError where two versions are not about the same."""
    for field in ("kind", "id", *ABOUT.get(before["kind"], ())):
        if before.get(field) != after.get(field):
            hint = (
                f"retract it, and add another: stancetracker amend {_called(before)} --retract"
                f" --reason TEXT; stancetracker add {before['kind']}"
            )
            raise UsageError(f"what {_called(before)} is about never changes: `{field}`", hint)


def _called(values: Mapping[str, Any]) -> str:
    return str(values.get("id") or DATASET_ID)


def plan_retraction(
    dataset: Dataset, id: str, reason: str, today: str, editor: str | None = None
) -> Plan:
    """Plan to append a retraction of a record."""
    return add.plan(dataset, [_correction("retraction", id, reason, editor)], today)


def _correction(type: str, id: str, reason: str, editor: str | None, **more: Any) -> dict[str, Any]:
    fields = {"kind": "correction", "type": type, "corrects": id, "reason": reason, **more}
    return {**fields, "editor": editor} if editor else fields


def plan_redaction(
    dataset: Dataset, id: str, reason: str, today: str, editor: str | None = None
) -> Plan:
    """Plan to remove every line of a record, and to append a redaction that names their hashes."""
    lines = dataset.lines(id)
    if not id or not lines:
        raise UsageError("the `dataset` record can't be redacted", "amend dataset --set FIELD=")
    removed = []
    for line in lines:
        entry = {"sha256": line_hash(line.values).hex()}
        if "recorded" in line.values:
            entry["recorded"] = line.values["recorded"]
        if entry not in removed:
            removed.append(entry)
    before = dataset.files()
    rewritten = []
    for file in dict.fromkeys(line.place.file for line in lines):
        numbers = {line.place.line for line in lines if line.place.file == file}
        rows = before[file].split(b"\n")
        rest = (row for number, row in enumerate(rows, 1) if number not in numbers)
        rewritten.append(Change(file, before[file], b"\n".join(rest)))
    redaction = _correction("redaction", id, reason, editor, removed=removed)
    return add.plan(dataset, [redaction], today, rewritten=rewritten)


class Merge(NamedTuple):
    """A planned merge of an actor into another of its kind."""

    plan: Plan
    dead: str
    kept: str
    doubt: str
    """The question whether the two are one; empty where they share a name."""

    def effect_sentences(self, today: str) -> list[str]:
        """Return the standings that the merge changes, in sentences, each as it is and was."""
        before = _standings(self.plan.dataset.connection, {self.dead, self.kept}, today)
        with closing(index_after(self.plan.trial)) as connection:
            after = _standings(connection, {self.kept}, today)
        sentences = [*self._sentences(before, after)]
        more = len(sentences) - _MOST_LISTED
        last = [f"and {more:,} more"] if more > 0 else []
        return [*sentences[:_MOST_LISTED], *last] or [wording.NO_STANDING_CHANGES]

    def _sentences(self, before: _Standings, after: _Standings) -> Iterator[str]:
        merged = wording.MERGED_INTO.format(self._name(self.kept))
        for (issue, actor), clause in before.items():
            if actor == self.dead and clause != _UNCHECKED:
                yield wording.standing_changed(self._topic(issue, actor), merged, clause)
        for (issue, actor), clause in after.items():
            clause_before = before.get((issue, actor), _UNCHECKED)
            if clause != clause_before:
                yield wording.standing_changed(self._topic(issue, actor), clause, clause_before)

    def _topic(self, issue: str, actor: str) -> str:
        return f"{self._name(actor)} on {self._name(issue)}"

    def _name(self, id: str) -> str:
        values = self.plan.dataset.values(id)
        return str(values.get("name") or f"“{values['title']}”")


_Standings = Mapping[tuple[str, str], str]
"""The standings of actors, in words, by the ids of the issue and the actor."""


def _standings(connection: sqlite3.Connection, ids: Set[str], today: str) -> _Standings:
    """Return the standings of these actors on every issue."""
    queries.configure(connection)
    queries.set_question(connection, queries.Question(today))
    rows = queries.standings(connection, set(), actors=ids)
    return {(row.issue, row.actor): wording.standing_on(row._asdict()) for row in rows}


def plan_merge(
    dataset: Dataset, name: str, into: str, reason: str, today: str, editor: str | None = None
) -> Merge:
    """Plan to append that an actor is another, into whose record it is merged.

    Raises UsageError where they are of two kinds, or on record as two.
    """
    dead, kept = (dataset.names.id_of_typed(actor, ACTOR_KINDS) for actor in (name, into))
    old, new = dataset.values(dead), dataset.values(kept)
    if dead == kept:
        raise UsageError(f"{dead} can't be merged into itself")
    for values in (old, new):
        if values["kind"] not in ACTOR_KINDS:
            raise UsageError(f"only actors are merged, and {_called(values)} is none")
    if old["kind"] != new["kind"]:
        raise UsageError(f"{kept} is of kind {new['kind']}, not {old['kind']}")
    for one, other in ((old, new), (new, old)):
        if other["id"] in one.get("distinct_from", ()):
            hint = f"if they are one: stancetracker amend {one['id']} --remove distinct_from="
            raise UsageError(
                f"{one['id']} is on record as distinct from {other['id']}", hint + other["id"]
            )
    correction = _correction("merge", dead, reason, editor, replacement=kept)
    planned = add.plan(dataset, [correction], today)
    return Merge(planned, dead, kept, _doubt(old, new))


def _doubt(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Ask whether two actors are one who share no name."""
    if _skeletons(old) & _skeletons(new):
        return ""
    return wording.NO_NAME_SHARED.format(
        *(f"{actor['name']} ({actor['id']})" for actor in (old, new))
    )


def _skeletons(actor: Mapping[str, Any]) -> set[str]:
    """Return the names of an actor as they are compared with another's."""
    return {skeleton(actor["kind"], name) for name in names_of(actor)}
