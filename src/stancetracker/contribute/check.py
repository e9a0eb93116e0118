"""Check the data files of a dataset, explain what each code means, and reformat the files."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base import plugins
from stancetracker.base.errors import Place, Problem, Rule, UnknownNameError, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute import changes, keepers, pairs, states
from stancetracker.index import build, checks
from stancetracker.index.checks.functions import Finding
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder, UnreadableFileError, read
from stancetracker.ledger.journal import Change, finished, locked
from stancetracker.ledger.jsonl import LINE_RULES, SEVERITY, format_file

PERMANENT: Final = ("second-hand-only",)
"""Codes of notices that say how good the evidence is, and that no edit of the data ends."""
_SEVERITIES: Final[Mapping[str, str]] = {
    "fatal": "fatal problem",
    "error": "error",
    "notice": "notice",
}


class Checked(NamedTuple):
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
        parts = [
            plural(counts[severity], word)
            for severity, word in _SEVERITIES.items()
            if counts[severity]
        ]
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
        loaded = build.fill(connection, folder)
        found, counted = [], Counter[str]()
        for one in checks.run(connection, today, broken=bool(loaded.fatal)):
            if permanent or one.code not in PERMANENT:
                found.append(one)
            else:
                counted[one.code] += 1
        # Of a dataset that does not load, nothing can be said to be changed.
        past: tuple[changes.Change, ...] = ()
        if against is not None and not loaded.fatal:
            now = states.Side("the files", folder, Question(today))
            then = now._replace(name=against, revision=states.revision_of(now, against))
            past = changes.compare((then, now)).changes
        for change in past:
            if change.history == "rewritten":
                finding = Finding(change.record, pairs.path_of(change.field or ""), change.sentence)
                if not connection.execute(
                    "SELECT 1 FROM record WHERE id = ?", (change.record,)
                ).fetchone():
                    finding = Finding(None, (), f"{change.record}: {change.sentence}")
                code = "rewritten-history"
                found.append(finding._replace(code=code, severity=SEVERITY[code]))
        compared = []
        for name in plugins.names(keepers) if quotes and not loaded.fatal else ():
            differences, counts = plugins.load(keepers, name, "keeper").compare(connection, folder)
            found += differences
            compared.append(counts)
        code, message = "not-a-data-file", "its records are not read, because of its name"
        hint = "let the name end in .jsonl and not begin with a dot, or move the file out of the dataset's folder"
        misnamed = (
            Problem(Place(file.name, 1), code, SEVERITY[code], message, hint)
            for file in folder.misnamed()
        )
        problems = checks.problems(
            connection, (*loaded.problems, *misnamed), found, checks.lines_in(folder)
        )
        [records] = connection.execute("SELECT count(*) FROM record").fetchone()
    problems = tuple(sorted(problems, key=lambda each: each.severity == "notice"))
    completed = tuple(one for one in past if one.history == "completed")
    return Checked(problems, records, counted, completed, "; ".join(compared))


def rules() -> tuple[Rule, ...]:
    """Return every code that a problem can have, explained."""
    return (*LINE_RULES, *(Rule(*check[:-1]) for check in checks.CHECKS))


def explained(code: str) -> Rule:
    """Return what a code means; raises UnknownNameError when no problem has it."""
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


def reformat(
    folder: Folder, *, dry_run: bool = False
) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """Write data files in their canonical form, all or none; return the changes, and why others are left alone.

    A dry run writes nothing. Raises WriteError, also where a file has changed since it was read; then nothing changes.
    """
    changes: list[Change] = []
    problems: list[Problem] = []
    for file in (folder if dry_run or folder.packaged else finished(folder)).files():
        try:
            before = read(file)
            after = format_file(before, file.name)
        except UnreadableFileError as error:
            after = (error.problem,)
        if not isinstance(after, bytes):
            problems += after
        elif after != before:
            changes.append(Change(file.name, before, after))
    if changes and not dry_run:
        with locked(folder) as journal:
            journal.replace_all(changes)
    return tuple(changes), tuple(problems)
