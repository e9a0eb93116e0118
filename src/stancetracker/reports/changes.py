"""Report the differences between two states of a dataset: the answer of `changes`."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.reports.table import PeopleOnly, Report, Section, Shown, plain, public_columns

if TYPE_CHECKING:  # what compares two datasets reads the record classes, which are slow to import
    from stancetracker.contribute.changes import Change, Changes


class ChangeRow(NamedTuple):
    """A difference between two states; its issue and actor where it is about one alone."""

    change: str
    kind: str
    record: str | None
    issue: str | None
    actor: str | None
    name: str | None
    field: str | None
    before: str | None
    after: str | None
    sentence: str
    meaning: bool
    standings: str | None
    as_of_before: str
    as_of: str
    known_by_before: str | None
    known_by: str | None
    data_version_before: str
    data_version: str
    actor_kind: PeopleOnly[str | None]


class Sort(NamedTuple):
    """The sort of a change by which changes are counted; of a status, from which to which."""

    change: str
    kind: str
    before: str | None = None
    after: str | None = None


class Subject(NamedTuple):
    """The subject of a change; several changes of one subject count once."""

    record: str | None
    issue: str | None
    actor: str | None
    actor_kind: str | None


_SHOWN: Final[tuple[Shown[ChangeRow], ...]] = (
    plain("Change", lambda row: row.change),
    plain("What", lambda row: row.sentence),
    plain("Record", lambda row: row.record, 1),
)


def changes_report(compared: "Changes") -> Report:
    """Return a row for each change, the most important first; the headline counts them."""
    before, after = compared.before, compared.after
    rows = [_row(change, compared) for change in compared.changes]
    return Report(
        title="Changes",
        question=wording.with_clauses(
            f"From {before.side.name} to {after.side.name}",
            wording.counting(after.side.question.audience),
        ),
        headline=_headline(rows),
        sections=(Section("change", public_columns(ChangeRow), rows, _SHOWN, key="record"),),
        notes=tuple(
            f"{state.side.name} holds no record." for state in (before, after) if state.is_empty
        ),
    )


def _row(change: "Change", compared: "Changes") -> ChangeRow:
    before, after = compared.before, compared.after
    return ChangeRow(
        change=change.change,
        kind=change.kind,
        record=change.record,
        issue=change.issues[0] if len(change.issues) == 1 else None,
        actor=change.actors[0] if len(change.actors) == 1 else None,
        name=change.name,
        field=change.field,
        before=change.before,
        after=change.after,
        sentence=change.sentence,
        meaning=change.meaning,
        standings=change.standings,
        as_of_before=before.side.question.as_of,
        as_of=after.side.question.as_of,
        known_by_before=before.side.question.known_by,
        known_by=after.side.question.known_by,
        data_version_before=before.version,
        data_version=after.version,
        actor_kind=change.actor_kind,
    )


def _headline(rows: Sequence[ChangeRow]) -> str:
    """Return how many records changed, by kind, and how many standings, by how they did."""
    subjects = _subjects(rows)
    records = [_count(sort, subjects[sort]) for sort in subjects if sort.kind != "standing"]
    standings = [_count(sort, subjects[sort]) for sort in subjects if sort.kind == "standing"]
    parts = (", ".join(records), ", ".join(standings))
    return "; ".join(part for part in parts if part) or "Nothing changed"


def _subjects(rows: Sequence[ChangeRow]) -> Mapping[Sort, set[Subject]]:
    """Return the subjects of the changes of each sort."""
    subjects: defaultdict[Sort, set[Subject]] = defaultdict(set)
    for row in rows:
        sort = Sort(row.change, row.kind)
        if row.change == "status":
            sort = sort._replace(before=row.before, after=row.after)
        subjects[sort].add(Subject(row.record, row.issue, row.actor, row.actor_kind))
    return subjects


def _count(sort: Sort, subjects: Collection[Subject]) -> str:
    """Return how many changes of a sort there are, in words."""
    if sort.change != "status":
        return wording.changes(len(subjects), sort.change, sort.kind)
    actors = {(subject.actor_kind or "", subject.actor) for subject in subjects}
    kinds = Counter(kind for kind, _actor in sorted(actors, reverse=True))
    return wording.statuses_changed(len(subjects), kinds, sort.before, sort.after)
