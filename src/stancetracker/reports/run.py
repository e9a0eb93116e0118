"""Put a question to a dataset's index: names become ids, and a report comes out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from stancetracker.base import wording
from stancetracker.index.question import Question
from stancetracker.index.store import ask, ask_of
from stancetracker.ledger.folder import Folder
from stancetracker.reports.names import resolve
from stancetracker.reports.report import Report

Maker = Callable[[sqlite3.Connection, Question], Report]


def answer(folder: Folder, question: Question, make: Maker, cache: Path | None = None) -> Report:
    """Make a report from a fresh index of the dataset.

    Raises BrokenDatasetError when the dataset does not load, UsageError for what can't be asked.
    """
    return ask(
        folder, question, lambda index: make(index.connection, resolve(index.connection, question)), cache
    )


def answer_at(folder: Folder, question: Question, make: Maker, revision: str) -> Report:
    """Make a report from the dataset as a git revision holds it; its rows are known by that revision.

    Raises what `answer` does, and HistoryError for a revision that can't be read.
    """
    from stancetracker.ledger.history import load_at  # reads records itself, so it needs their classes

    dataset = load_at(folder, revision)
    [report] = ask_of(dataset, [question], lambda index, _: make(index, resolve(index, question)))
    sections = tuple(
        section._replace(rows=[{**row, "known_by": revision} for row in section.rows])
        if "known_by" in section.columns
        else section
        for section in report.sections
    )
    return report._replace(sections=sections, notes=(*report.notes, wording.known_at(revision)))
