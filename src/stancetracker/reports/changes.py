"""Report the differences between two states of a dataset: the answer of `changes`."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.base.text import plural
from stancetracker.reports.table import Report, Section, Shown, plain, public_columns

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
    as_of_before: str
    as_of: str
    known_by_before: str | None
    known_by: str | None
    data_version_before: str
    data_version: str


class Sort(NamedTuple):
    """The sort of a change by which changes are counted."""

    change: str
    kind: str


class Thing(NamedTuple):
    """The subject of a change; several changes of one subject count once."""

    record: str | None
    issue: str | None
    actor: str | None
    field: str | None
    """The field of a standing; several fields of one record are one thing."""


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
        question=f"From {before.side.name} to {after.side.name}",
        headline=", ".join([*_rewritten(compared), *_counts(rows)]) or "Nothing changed",
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
        as_of_before=before.side.question.as_of,
        as_of=after.side.question.as_of,
        known_by_before=before.side.question.known_by,
        known_by=after.side.question.known_by,
        data_version_before=before.version,
        data_version=after.version,
    )


def _counts(rows: Sequence[ChangeRow]) -> list[str]:
    """Return how many things of each sort changed, in words."""
    things: defaultdict[Sort, set[Thing]] = defaultdict(set)
    for row in rows:
        field = row.field if row.kind == "standing" else None
        things[Sort(row.change, row.kind)].add(Thing(row.record, row.issue, row.actor, field))
    return [
        wording.changes(len(members), sort.change, sort.kind) for sort, members in things.items()
    ]


def _rewritten(compared: "Changes") -> list[str]:
    """Return how many lines of the past were changed or removed, if any were."""
    records = {change.record for change in compared.changes if change.history == "rewritten"}
    return [wording.PAST.format(plural(len(records), "line"))] if records else []
