"""Problems in a dataset, and the codes they can carry, as tables: the answers of `check`."""

from __future__ import annotations

from collections.abc import Iterable

from stancetracker.base.problems import Problem
from stancetracker.ledger.rules import Rule
from stancetracker.reports.report import Report, Section

PROBLEM_COLUMNS = ("file", "line", "column", "severity", "code", "message", "hint", "record")
RULE_COLUMNS = ("code", "severity", "title")


def faults(problems: Iterable[Problem]) -> Report:
    """A row for each problem, by place."""
    rows = [
        {
            **problem.place._asdict(),
            "severity": problem.severity,
            "code": problem.code,
            "message": problem.message,
            "hint": problem.hint,
            "record": problem.record,
        }
        for problem in problems
    ]
    return Report("", "", (Section("problem", PROBLEM_COLUMNS, rows, key="code"),))


def codes(rules: Iterable[Rule]) -> Report:
    """A row for each code that a problem can carry."""
    rows = [{"code": rule.code, "severity": rule.severity, "title": rule.title} for rule in rules]
    return Report("", "", (Section("code", RULE_COLUMNS, rows, key="code"),))
