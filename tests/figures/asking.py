"""What figures are computed from, read out of a dataset's index."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from stancetracker.index import recorded
from stancetracker.index.queries import Question
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.ledger.folder import Folder
from stancetracker.reports.panel import Panel, context, panel
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report, Row


@dataclass(frozen=True)
class Material:
    """A panel and the records that its figures may draw."""

    panel: Panel
    said: list[Said]
    looks: list[Silence]
    events: list[Happened]
    ties: list[Row]


def material(folder: Folder, cache: Path, **asked: object) -> Material:
    """What is on record of the bridge as of 1 March 2026, unless something else is asked for."""
    found: list[Material] = []

    def make(connection: sqlite3.Connection, question: Question) -> Report:
        about, opened = panel(connection, question), question
        found.append(
            Material(
                about,
                recorded.statements(connection, opened),
                recorded.silences(connection, opened),
                recorded.events(connection, opened),
                list(context(connection, question, about).rows),
            )
        )
        return Report("", "", ())

    question = {"as_of": "2026-03-01", "issues": ("bridge",), **asked}
    answer(folder, Question(**question), make, cache)  # type: ignore[arg-type]
    return found[0]
