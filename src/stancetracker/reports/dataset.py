"""What a dataset holds and what is wrong with it: the answers of `info` and `check`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from stancetracker.base.errors import Problem
from stancetracker.index import lookup, queries
from stancetracker.index.question import Question
from stancetracker.index.store import Index, ask
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.rules import Rule
from stancetracker.reports import shown
from stancetracker.reports.report import Cell, Report, Row, Section, Shown

_EARLIEST = "0001-01-01"


def contents(folder: Folder, program: str) -> Report:
    """Tell where a dataset and its index are, and count what they hold.

    Raises BrokenDatasetError when the dataset does not load.
    """
    facts = ask(folder, Question(_EARLIEST), lambda index: _facts(folder, program, index))
    rows: list[Row] = [{"name": name, "value": value} for name, value in facts.items()]
    section = Section(
        "info",
        ("name", "value"),
        rows,
        (
            Shown("Name", lambda row: shown.text(row, "name")),
            Shown("Value", lambda row: shown.text(row, "value")),
        ),
        key="value",
    )
    return Report(title="", question="", sections=(section,))


def _facts(folder: Folder, program: str, index: Index) -> dict[str, Cell]:
    return {
        "program": program,
        "dataset": str(folder.path),
        "packaged": folder.packaged,
        "data_version": queries.data_version(index.connection),
        "index": str(index.path) if index.path else None,
        "index_source": index.source,
        "sqlite": sqlite3.sqlite_version,
        **queries.dataset_facts(index.connection),
        **lookup.counts(index.connection),
    }


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
