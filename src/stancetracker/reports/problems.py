"""Report what is wrong with a dataset, and the codes of problems: the answers of `check`."""

from collections.abc import Iterable
from typing import NamedTuple

from stancetracker.base.errors import Problem, Rule
from stancetracker.reports.table import Report, Section, public_columns


class ProblemRow(NamedTuple):
    """A problem and its place."""

    file: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    hint: str | None
    record: str | None


class CodeRow(NamedTuple):
    """A code that a problem can have."""

    code: str
    severity: str
    title: str


def problem_report(problems: Iterable[Problem]) -> Report:
    """Return a row for each problem, by place."""
    rows = [
        ProblemRow(
            file=problem.place.file,
            line=problem.place.line,
            column=problem.place.column,
            severity=problem.severity,
            code=problem.code,
            message=problem.message,
            hint=problem.hint,
            record=problem.record,
        )
        for problem in problems
    ]
    return Report("", "", (Section("problem", public_columns(ProblemRow), rows, key="code"),))


def code_report(rules: Iterable[Rule]) -> Report:
    """Return a row for each code that a problem can have."""
    rows = [CodeRow(rule.code, rule.severity, rule.title) for rule in rules]
    return Report("", "", (Section("code", public_columns(CodeRow), rows, key="code"),))
