"""Lines that somebody edited in files: the old ones come back, the edits become next versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.contribute import add
from stancetracker.contribute.add import Plan
from stancetracker.contribute.amend import refuse_another_subject
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.stored import contents, without_history
from stancetracker.ledger import git
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import Change
from stancetracker.ledger.jsonl import canonical
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.lines import StoredLine, edited, lines_in, redacted_hashes, without

_UPSTREAM = "@{upstream}"
_CHECKED_OUT = "HEAD"


def base_of(folder: Folder) -> str:
    """Return the commit whose lines stay: the last one that the branch shares with its upstream.

    Without an upstream branch it is the last commit. Raises HistoryError where there is none.
    """
    with suppress(git.HistoryError):
        return git.common_ancestor(folder, _UPSTREAM, _CHECKED_OUT)
    return git.commit_of(folder, _CHECKED_OUT)


class EditedLine(NamedTuple):
    """A line of the base, and the line that somebody made of it; None where it was deleted."""

    before: StoredLine
    after: StoredLine | None

    @property
    def says_more(self) -> bool:
        """Return whether the edited line says anything else of the record."""
        return self.after is not None and without_history(self.after.values) != without_history(
            self.before.values
        )


class Edits(NamedTuple):
    """The edited and the new lines of a dataset, beside a commit."""

    base: str
    edited: tuple[EditedLine, ...]
    new: tuple[StoredLine, ...]
    """The lines that the base doesn't have, but for edited ones."""


def edits(folder: Folder) -> Edits:
    """Return which lines of the base are not in the files any more, and which are new.

    Raises HistoryError outside a repository, and UsageError for an edit of an older version.
    """
    base = base_of(folder)
    base_files, _ = git.contents(folder, base)
    here = [*lines_in(contents(folder))]
    there = [*lines_in(base_files)]
    redacted = {sha256 for line in here for sha256, _ in redacted_hashes(line.values)}
    gone = [line for line in without(there, here) if line.sha256 not in redacted]
    new = without(here, there)
    after = edited(gone, new, {line.id for line in there})
    places = {line.place for line in after.values()}
    return Edits(
        base,
        tuple(EditedLine(line, after.get(line.sha256)) for line in gone),
        tuple(line for line in new if line.place not in places),
    )


def versions_needed(found: Edits) -> list[EditedLine]:
    """Return the edits that become versions, each of which needs a reason."""
    return [edit for edit in found.edited if edit.says_more]


Reason = Callable[[EditedLine], str]
"""Returns the reason of an edit."""


def restored(folder: Folder, found: Edits) -> tuple[Change, ...]:
    """Return the files with the lines of the base put back."""
    before = contents(folder)
    rows = {name: content.split(b"\n") for name, content in before.items()}
    for line, after in found.edited:
        old = line.text.encode()
        if after is not None:
            rows[after.place.file][after.place.line - 1] = old
        else:
            of_file = rows.setdefault(line.place.file, [b""])
            of_file.insert(len(of_file) - 1, old)
    return _changes(before, rows)


def _changes(
    before: Mapping[str, bytes], rows: Mapping[str, Sequence[bytes]]
) -> tuple[Change, ...]:
    """Return the files that other lines make different."""
    changes = (
        Change(name, before.get(name, b""), b"\n".join(of_file)) for name, of_file in rows.items()
    )
    return tuple(change for change in changes if change.before != change.after)


def plan(
    dataset: Dataset, found: Edits, reason_of: Reason, today: str, editor: str | None = None
) -> Plan:
    """Plan to put the lines of the base back, and to append what was edited as next versions.

    The dataset is the one with these lines back. Raises UsageError where what a record is about
    was changed, or an older version was edited.
    """
    records = [_version(dataset, edit, reason_of, today, editor) for edit in versions_needed(found)]
    return add.plan(dataset, records, today, rewritten=dataset.restored)


def _version(
    dataset: Dataset, edit: EditedLine, reason_of: Reason, today: str, editor: str | None
) -> dict[str, Any]:
    assert edit.after is not None
    newest = int(dataset.values(edit.before.id).get("version", 1))
    if newest > edit.before.version:
        message = f"{edit.after.place}: an edit of version {edit.before.version}"
        raise UsageError(message, f"edit the newest, version {newest}")
    refuse_another_subject(edit.before.values, edit.after.values)
    return dataset.next_version(edit.after.values, reason_of(edit), today, editor)


def waiting(found: Edits, today: str) -> list[StoredLine]:
    """Return the new lines that were recorded on another day."""
    return [line for line in found.new if line.values.get("recorded") != today]


def plan_restamp(dataset: Dataset, found: Edits, today: str) -> Plan:
    """Plan to give the new lines, which waited, today as the day on which they were recorded."""
    before = dataset.files()
    rows = {name: content.split(b"\n") for name, content in before.items()}
    for line in waiting(found, today):
        values = {**line.values, "recorded": today}
        if line.id:
            values["id"] = line.id
        rows[line.place.file][line.place.line - 1] = _canonical(values).encode()
    return add.plan(dataset, [], today, rewritten=_changes(before, rows))


def _canonical(values: Mapping[str, Any]) -> str:
    """Return the canonical line of a record."""
    record_class = CLASS_BY_KIND[values["kind"]]
    return canonical(record_class.model_validate_json(json.dumps(values)))
