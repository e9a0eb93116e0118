"""What differs between two states of a dataset, as a table: the answer of `changes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stancetracker.base import wording
from stancetracker.contribute.changes import Change, Changes
from stancetracker.reports import shown
from stancetracker.reports.report import Cell, Report, Row, Section, Shown

COLUMNS: Final = (
    "change",
    "kind",
    "record",
    "issue",
    "actor",
    "name",
    "field",
    "before",
    "after",
    "sentence",
    "as_of_before",
    "as_of",
    "known_by_before",
    "known_by",
    "data_version_before",
    "data_version",
)
_STANDINGS: Final = ("status", "stance", "standing")
_SHOWN: Final = (
    Shown("Change", lambda row: shown.text(row, "change")),
    Shown("What", lambda row: shown.text(row, "sentence")),
    Shown("Record", lambda row: shown.text(row, "record"), keep=1),
)


def changed(found: Changes) -> Report:
    """A row for each change, what matters most first; the headline counts them."""
    rows = [_row(change, found) for change in found.changes]
    return Report(
        title="Changes",
        question=f"From {found.before.name} to {found.after.name}",
        headline=", ".join(counts(rows)) or "Nothing changed",
        sections=(Section("change", COLUMNS, rows, _SHOWN, key="record"),),
        notes=tuple(_empty(found)),
    )


def _row(change: Change, found: Changes) -> dict[str, Cell]:
    before, after = found.before, found.after
    return {
        "change": change.change,
        "kind": change.kind,
        "record": change.record,
        "issue": _only(change.about.issues),
        "actor": _only(change.about.actors),
        "name": change.name,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "sentence": change.sentence,
        "as_of_before": before.question.as_of,
        "as_of": after.question.as_of,
        "known_by_before": before.question.known_by,
        "known_by": after.question.known_by,
        "data_version_before": before.version,
        "data_version": after.version,
    }


def _only(ids: tuple[str, ...]) -> str | None:
    """The one id there is; a record about more than one has its own id."""
    return ids[0] if len(ids) == 1 else None


def counts(rows: list[dict[str, Cell]]) -> Iterator[str]:
    """How many records or standings of each sort changed; several fields of one are one."""
    things: dict[tuple[str, str], set[Row | tuple[Cell, ...]]] = {}
    for row in rows:
        change, kind = str(row["change"]), str(row["kind"])
        thing = (row["record"], row["issue"], row["actor"], row["field"] if kind == "standing" else None)
        things.setdefault((change, kind), set()).add(thing)
    for (change, kind), found in things.items():
        yield wording.changes(len(found), change, kind)


def _empty(found: Changes) -> Iterator[str]:
    for side in (found.before, found.after):
        if side.is_empty:
            yield f"{side.name} holds no record."
