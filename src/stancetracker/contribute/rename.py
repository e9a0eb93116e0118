"""Another id for an actor or an issue, and two that are one: records go on naming the old id."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import closing
from typing import Any, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.base.errors import Problem, UsageError
from stancetracker.base.vocabulary import is_id
from stancetracker.contribute.add import RefusedError
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import ACTOR_KINDS, NAMED_KINDS, names_of
from stancetracker.index import build, checks, queries
from stancetracker.index.checks.functions import skeleton
from stancetracker.ledger.folder import read
from stancetracker.ledger.journal import Change, locked
from stancetracker.ledger.jsonl import canonical
from stancetracker.ledger.kinds import CLASS_BY_KIND

_LISTS: Final = ("memberships", "feeds", "tags", "terms", "other_names", "panel")
"""Lists of a record that get what the list of one merged into it has more."""
_MEANINGS: Final = ("proposition", "since", "stance_words")
"""What two issues must say alike to be one."""
_UNCHECKED: Final = "unchecked"
"""The standing of whom nothing is on record about, in words."""
_MOST_LISTED: Final = 20


class Rename(NamedTuple):
    """A planned rename: the files that it changes."""

    dataset: Dataset
    old: str
    new: str
    is_merge: bool
    changes: tuple[Change, ...]
    doubt: str = ""
    """The question whether two actors are one; empty where they share a name."""

    def effect_sentences(self, today: str) -> list[str]:
        """Return the standings that a merge changes, in sentences, each as it is and was."""
        if not self.is_merge:
            return []
        before = _standings(self.dataset.connection, {self.old, self.new}, today)
        with closing(sqlite3.connect(":memory:")) as connection:
            build.fill(connection, _contents_after(self.dataset, self.changes))
            after = _standings(connection, {self.new}, today)
        sentences = [*self._sentences(before, after)]
        more = len(sentences) - _MOST_LISTED
        last = [f"and {more:,} more"] if more > 0 else []
        return [*sentences[:_MOST_LISTED], *last] or [wording.NO_STANDING_CHANGES]

    def _sentences(self, before: "_Standings", after: "_Standings") -> Iterator[str]:
        merged = wording.MERGED_INTO.format(self._name(self.new))
        for (issue, actor), clause in before.items():
            if self.old in (issue, actor) and clause != _UNCHECKED:
                yield wording.standing_changed(self._topic(issue, actor), merged, clause)
        for (issue, actor), clause in after.items():
            clause_before = before.get((issue, actor), _UNCHECKED)
            if clause != clause_before:
                yield wording.standing_changed(self._topic(issue, actor), clause, clause_before)

    def _topic(self, issue: str, actor: str) -> str:
        return f"{self._name(actor)} on {self._name(issue)}"

    def _name(self, id: str) -> str:
        values = self.dataset.values(id)
        return str(values.get("name") or f"“{values['title']}”")


_Standings = Mapping[tuple[str, str], str]
"""Where actors stand, in words, by the ids of the issue and the actor."""


def _standings(connection: sqlite3.Connection, ids: Set[str], today: str) -> _Standings:
    """Return the standings of these actors, or on these issues."""
    queries.configure(connection)
    queries.set_question(connection, queries.Question(today))
    issues = {issue.id for issue in queries.issues(connection)} & ids
    rows = queries.standings(connection, issues, actors=None if issues else ids)
    return {(row.issue, row.actor): wording.standing_on(row._asdict()) for row in rows}


def plan(dataset: Dataset, name: str, new: str, today: str) -> Rename:
    """Plan to give an actor or an issue another id; where that has a record, merge the two.

    Raises UsageError for a name or an id that can't be used, and RefusedError where the dataset
    would have a problem that it doesn't have now.
    """
    old = dataset.names.id_of_typed(name, NAMED_KINDS)
    _refuse_id(dataset, old, new)
    old_record = dataset.values_as_written(old)
    lines: dict[str, dict[str, Any] | None]
    is_merge = bool(dataset.values(new))
    if is_merge:
        lines = {new: _merged(dataset.values_as_written(new), old_record), old: None}
    else:
        lines = {old: _renamed(old_record, new)}
    changes = tuple(_changes(dataset, lines))
    _refuse_problems(dataset, changes, today)
    doubt = _doubt(dataset.values(old), dataset.values(new)) if is_merge else ""
    return Rename(dataset, old, new, is_merge, changes, doubt)


def _refuse_id(dataset: Dataset, old: str, new: str) -> None:
    if not is_id(new):
        raise UsageError(f"not an id: {new}", "ids have letters a to z, digits and single hyphens")
    if new == old:
        raise UsageError(f"{old} has this id already")
    kind = dataset.values(old)["kind"]
    merged = dataset.values(new)
    if merged and merged["kind"] != kind:
        raise UsageError(f"{new} is of kind {merged['kind']}, not {kind}")
    if kind == "issue" and merged:
        differing = [
            name for name in _MEANINGS if merged.get(name) != dataset.values(old).get(name)
        ]
        if differing:
            message = f"{old} and {new} are two issues: they differ in {', '.join(differing)}"
            raise UsageError(message, "each statement is coded again on the other, and superseded")


def _doubt(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Ask whether two actors are one who share no name, or of whom one is said to be another."""
    if old["kind"] not in ACTOR_KINDS:
        return ""
    names = (f"{record['name']} ({record['id']})" for record in (old, new))
    if new["id"] in old.get("distinct_from", ()) or old["id"] in new.get("distinct_from", ()):
        return wording.SAID_TO_BE_TWO.format(*names)
    share_a_name = _skeletons(old) & _skeletons(new)
    return "" if share_a_name else wording.NO_NAME_SHARED.format(*names)


def _skeletons(actor: Mapping[str, Any]) -> set[str]:
    """Return the names of an actor as they are compared with another's."""
    return {skeleton(actor["kind"], name) for name in names_of(actor)}


def _renamed(record: Mapping[str, Any], new: str) -> dict[str, Any]:
    former = [id for id in record.get("former_ids", ()) if id != new]
    return {**record, "id": new, "former_ids": [*former, record["id"]]}


def _merged(record: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the fields and list entries that only the `other` has."""
    merged = {**{key: value for key, value in other.items() if key not in record}, **record}
    for key in _LISTS:
        items = [*record.get(key, ()), *other.get(key, ())]
        if items:
            merged[key] = _once(items)
    other_name = other.get("name")
    if other_name not in (merged.get("name"), *merged.get("other_names", ())):
        merged["other_names"] = [*merged.get("other_names", ()), other_name]
    former = (*record.get("former_ids", ()), *other.get("former_ids", ()), other["id"])
    merged["former_ids"] = _once(id for id in former if id != record["id"])
    distinct = [*record.get("distinct_from", ()), *other.get("distinct_from", ())]
    merged_ids = (record["id"], *merged["former_ids"])
    merged["distinct_from"] = _once(id for id in distinct if id not in merged_ids)
    return {key: value for key, value in merged.items() if value not in ([], None)}


def _once(entries: Iterable[Any]) -> list[Any]:
    distinct: list[Any] = []
    for entry in entries:
        if entry not in distinct:
            distinct.append(entry)
    return distinct


def _changes(dataset: Dataset, lines: Mapping[str, dict[str, Any] | None]) -> Iterable[Change]:
    """Yield the files in which lines of records are replaced, or removed where there is None."""
    places = {id: dataset.place(id) for id in lines}
    data_files = {file.name: file for file in dataset.folder.files()}
    for file in dict.fromkeys(place.file for place in places.values()):
        before = read(data_files[file])
        rows: list[bytes | None] = [*before.split(b"\n")]
        for id, record in lines.items():
            if places[id].file == file:
                rows[places[id].line - 1] = None if record is None else _line(record)
        yield Change(file, before, b"\n".join(row for row in rows if row is not None))


def _line(record: Mapping[str, Any]) -> bytes:
    record_class = CLASS_BY_KIND[record["kind"]]
    text: str = canonical(record_class.model_validate_json(json.dumps(record)))
    return text.encode()


def _refuse_problems(dataset: Dataset, changes: Iterable[Change], today: str) -> None:
    """Raise RefusedError where the dataset has a problem after changes that it hasn't before."""
    before = _problems(_contents(dataset), today)
    old_problems = {(problem.code, problem.message) for problem in before}
    new_problems = [
        problem
        for problem in _problems(_contents_after(dataset, changes), today)
        if (problem.code, problem.message) not in old_problems
    ]
    if new_problems:
        raise RefusedError(tuple(new_problems))


def _contents(dataset: Dataset) -> dict[str, bytes]:
    """Return the contents of the data files by name."""
    return {file.name: read(file) for file in dataset.folder.files()}


def _contents_after(dataset: Dataset, changes: Iterable[Change]) -> dict[str, bytes]:
    """Return the contents of the data files after changes, by name."""
    return {**_contents(dataset), **{change.name: change.after for change in changes}}


def _problems(files: Mapping[str, bytes], today: str) -> list[Problem]:
    """Return the problems of data files, but for notices."""
    with closing(sqlite3.connect(":memory:")) as connection:
        filler = build.fill(connection, files)
        findings = checks.run(connection, today)
        lines = checks.lines_in(files)
        problems = checks.problems(connection, filler.problems, findings, lines)
    return [problem for problem in problems if problem.severity != "notice"]


def write(planned: Rename) -> None:
    """Write what was planned, all or nothing; raises WriteError."""
    with locked(planned.dataset.folder) as journal:
        journal.replace_all(planned.changes)
