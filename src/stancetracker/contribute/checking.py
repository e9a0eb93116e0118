"""Check a dataset for problems, all at once, and explain what each code means."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass

from stancetracker.base.errors import Problem, UnknownNameError, did_you_mean
from stancetracker.base.text import plural
from stancetracker.index import build, checks
from stancetracker.index.checks import rules as rules
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.rules import Rule


@dataclass(frozen=True)
class Checked:
    """The problems of a dataset by place, and the number of its records."""

    problems: tuple[Problem, ...]
    records: int
    unlisted: int = 0
    """The number of notices that are not listed."""

    def counted(self) -> str:
        """Return how many problems there are of each severity, in words."""
        counts = Counter(problem.severity for problem in self.problems)
        counts["notice"] += self.unlisted
        parts = [
            plural(count, f"{severity} problem") for severity, count in counts.items() if severity == "fatal"
        ]
        parts += [plural(counts[severity], severity) for severity in ("error", "notice") if counts[severity]]
        return f"{', '.join(parts) or 'no problem'} in {plural(self.records, 'record')}"

    def is_refused(self, *, strict: bool) -> bool:
        """Return whether the dataset does not pass; a notice counts only when strict."""
        return any(strict or problem.severity != "notice" for problem in self.problems)


def check(folder: Folder, today: str, *, notices: bool = True) -> Checked:
    """Find every problem of a dataset; `today` is the day after which no date may be.

    Without `notices`, those are only counted.
    """
    # A database without a name is a file of its own, gone when it is closed.
    with closing(sqlite3.connect("")) as connection:
        loaded = build.fill(connection, folder)
        found, counted = [], 0
        for one in checks.run(connection, today, broken=bool(loaded.fatal)):
            if notices or one.check.severity != "notice":
                found.append(one)
            else:
                counted += 1
        problems = checks.problems(connection, loaded.problems, found, checks.lines_in(folder))
        [records] = connection.execute("SELECT count(*) FROM record").fetchone()
    return Checked(problems, records, counted)


def explain(code: str) -> Rule:
    """Return what a code means.

    Raises UnknownNameError when no problem has it.
    """
    by_code = {rule.code: rule for rule in rules()}
    if code not in by_code:
        hint = did_you_mean(code, by_code) or "stancetracker check --list"
        raise UnknownNameError("code", code, by_code, hint)
    return by_code[code]
