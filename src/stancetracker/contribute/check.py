"""Check the data files of a dataset, explain what each code means, and reformat the files."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancetracker.base.errors import Place, Problem, Rule, UnknownNameError, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute import changes, states
from stancetracker.contribute.copies import compare
from stancetracker.index import build, checks
from stancetracker.index.checks.fields import Finding
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import DataFile, Folder, UnreadableFileError, read
from stancetracker.ledger.journal import Change, locked
from stancetracker.ledger.jsonl import LINE_RULES, SEVERITY, format_file

PERMANENT: Final = ("second-hand-only",)
"""Codes of notices that say how good the evidence is, and that no edit of the data ends."""
_SEVERITIES: Final[Mapping[str, str]] = {"fatal": "fatal problem", "error": "error", "notice": "notice"}


@dataclass(frozen=True)
class Checked:
    """The problems of a dataset, notices last, and the number of its records."""

    problems: tuple[Problem, ...]
    records: int
    unlisted: Mapping[str, int]
    """The number of notices that are not listed, by code."""
    completed: tuple[changes.Change, ...] = ()
    """The fields that were filled since a revision."""
    compared: str = ""
    """The counts of quotes that stand in the archived copies of their sources; empty where nobody asked."""

    def counted(self) -> str:
        """Return how many problems there are of each severity, in words, and what is not listed."""
        counts = Counter[str](problem.severity for problem in self.problems)
        counts["notice"] += sum(self.unlisted.values())
        parts = [plural(counts[severity], word) for severity, word in _SEVERITIES.items() if counts[severity]]
        more = ", ".join(f"{count} {code}" for code, count in self.unlisted.items())
        hint = f"; --strict lists {more}" if more else ""
        return f"{', '.join(parts) or 'no problem'} in {plural(self.records, 'record')}{hint}"

    def is_refused(self, *, strict: bool) -> bool:
        """Return whether the dataset does not pass; a notice counts only when strict."""
        return any(strict or problem.severity != "notice" for problem in self.problems)


def check(
    folder: Folder,
    today: str,
    *,
    permanent: bool = True,
    against: str | None = None,
    quotes: bool = False,
) -> Checked:
    """Find every problem of a dataset; `today` is the day after which no date may be.

    Without `permanent`, notices of these codes are only counted. Nothing recorded at the revision, or in the version
    of the data, `against` may be rewritten. With `quotes`, these are compared with the archived copies of their
    sources. Raises BrokenSideError where the revision does not load, and HistoryError where it can't be read.
    """
    # A database without a name is a file of its own, gone when it is closed.
    with closing(sqlite3.connect("")) as connection:
        filler = build.fill(connection, folder)
        found, counted = [], Counter[str]()
        for one in checks.run(connection, today, broken=bool(filler.fatal)):
            if permanent or one.code not in PERMANENT:
                found.append(one)
            else:
                counted[one.code] += 1
        # Of a dataset that does not load, nothing can be said to be changed.
        past: tuple[changes.Change, ...] = ()
        if against is not None and not filler.fatal:
            now = states.Side("the files", folder, Question(today))
            then = now._replace(name=against, revision=states.revision_of(now, against))
            past = changes.compare((then, now)).changes
        found += [_rewritten(connection, one) for one in past if one.history == "rewritten"]
        differ, compared = compare(connection, folder) if quotes and not filler.fatal else ([], "")
        found += differ
        known = (*filler.problems, *map(_not_read, folder.misnamed()))
        problems = checks.problems(connection, known, found, checks.lines_in(folder))
        [records] = connection.execute("SELECT count(*) FROM record").fetchone()
    problems = tuple(sorted(problems, key=lambda each: each.severity == "notice"))
    completed = tuple(one for one in past if one.history == "completed")
    return Checked(problems, records, counted, completed, compared)


def _rewritten(connection: sqlite3.Connection, change: changes.Change) -> Finding:
    finding = Finding(change.record, states.path_of(change.field or ""), change.sentence)
    if not connection.execute("SELECT 1 FROM record WHERE id = ?", (change.record,)).fetchone():
        finding = Finding(None, (), f"{change.record}: {change.sentence}")
    return finding._replace(code="rewritten-history", severity=SEVERITY["rewritten-history"])


def _not_read(file: DataFile) -> Problem:
    code, message = "not-a-data-file", "its records are not read, because of its name"
    hint = "let the name end in .jsonl and not begin with a dot, or move the file out of the dataset's folder"
    return Problem(Place(file.name, 1), code, SEVERITY[code], message, hint)


def rules() -> tuple[Rule, ...]:
    """Return every code that a problem can have, explained."""
    return (*LINE_RULES, *(Rule(*check[:-1]) for check in checks.CHECKS))


def explain(code: str) -> Rule:
    """Return what a code means.

    Raises UnknownNameError when no problem has it.
    """
    by_code = {rule.code: rule for rule in rules()}
    if code not in by_code:
        raise UnknownNameError("code", code, by_code, "stancetracker check --list")
    return by_code[code]


class UnformattedError(WriteError):
    """Files with fatal problems were left as they are."""

    def __init__(self, problems: tuple[Problem, ...], folder: Path) -> None:
        names = sorted({problem.place.file for problem in problems})
        super().__init__(f"left as they are: {', '.join(names)}", "fix the problems first")
        self.problems = problems
        self.folder = folder


def plan_format(folder: Folder) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """Return the changes that formatting makes, and the fatal problems of files that it leaves alone."""
    changes: list[Change] = []
    problems: list[Problem] = []
    for file in folder.files():
        try:
            before = read(file)
            after = format_file(before, file.name)
        except UnreadableFileError as error:
            after = (error.problem,)
        if not isinstance(after, bytes):
            problems += after
        elif after != before:
            changes.append(Change(file.name, before, after))
    return tuple(changes), tuple(problems)


def write_format(folder: Folder, changes: Sequence[Change]) -> None:
    """Write the changes, all of them or none.

    Raises WriteError, also where a file has changed since it was read; then nothing changes.
    """
    if changes:
        with locked(folder) as journal:
            journal.replace_all(changes)
