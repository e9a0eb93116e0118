"""Reformat data files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from stancetracker.base.errors import Problem, WriteError
from stancetracker.ledger.folder import Folder, UnreadableFileError, read
from stancetracker.ledger.journal import Replacement, locked
from stancetracker.ledger.jsonl import format_file


class UnformattedError(WriteError):
    """Files with fatal problems were left as they are."""

    def __init__(self, problems: tuple[Problem, ...], folder: Path) -> None:
        names = sorted({problem.place.file for problem in problems})
        super().__init__(f"left as they are: {', '.join(names)}", "fix the problems first")
        self.problems = problems
        self.folder = folder


class Change(NamedTuple):
    """A file that is not in canonical form."""

    name: str
    before: bytes
    after: bytes

    def diff(self) -> Iterator[str]:
        """Return a unified diff, line by line. The lines are data: sanitise them before printing."""
        # Only LF ends a line, so that a CR shows as part of one.
        before, after = (text.decode().split("\n") for text in (self.before, self.after))
        return difflib.unified_diff(before, after, f"a/{self.name}", f"b/{self.name}", lineterm="")


@dataclass(frozen=True)
class Formatting:
    """The changes that formatting makes, and the fatal problems of files it leaves alone."""

    folder: Folder
    changes: tuple[Change, ...] = field(repr=False)
    problems: tuple[Problem, ...]


def plan(folder: Folder) -> Formatting:
    """Plan to format the files that are not in canonical form."""
    changes: list[Change] = []
    problems: list[Problem] = []
    for file in folder.files():
        try:
            before = read(file)
        except UnreadableFileError as error:
            problems.append(error.problem)
            continue
        after = format_file(before, file.name)
        if not isinstance(after, bytes):
            problems += after
        elif after != before:
            changes.append(Change(file.name, before, after))
    return Formatting(folder, tuple(changes), tuple(problems))


def write(formatting: Formatting) -> None:
    """Write the changes, all of them or none.

    Raises WriteError, also where a file has changed since it was read; then nothing changes.
    """
    if formatting.changes:
        with locked(formatting.folder) as journal:
            journal.replace_all(
                [Replacement(change.name, change.after, change.before) for change in formatting.changes]
            )
