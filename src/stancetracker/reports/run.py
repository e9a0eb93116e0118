"""Put a question to a dataset's index: names become ids, and a report comes out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from stancetracker.index.store import Asked, ask
from stancetracker.ledger.folder import Folder
from stancetracker.reports.names import resolve
from stancetracker.reports.question import Question, Report

Maker = Callable[[sqlite3.Connection, Question], Report]


def answer(folder: Folder, question: Question, make: Maker, cache: Path | None = None) -> Report:
    """Make a report from a fresh index of the dataset.

    Raises BrokenDatasetError when the dataset does not load, UsageError for what can't be asked.
    """
    asked = asked_of(question)
    return ask(
        folder, asked, lambda index: make(index.connection, resolve(index.connection, question)), cache
    )


def asked_of(question: Question) -> Asked:
    """What the index must be opened for."""
    return Asked(question.as_of, question.known_by, question.audience)
