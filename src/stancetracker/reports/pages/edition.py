"""Editions: the days that have one, and what every page of one says of the dataset."""

from __future__ import annotations

import sqlite3

from stancetracker.base import record_words
from stancetracker.index import queries
from stancetracker.index.queries import About
from stancetracker.reports.pages.values import Asking, Edition


def days(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Every day on which a statement, a look, a reply or a correction was recorded, oldest first."""
    return queries.days(connection)


def edition(now: Asking, days: tuple[str, ...]) -> Edition:
    """What every page of the edition says; a dataset that says nothing of itself has no title of its own."""
    about = queries.about(now.connection) or About(record_words.NO_DATASET, "", "", "", None, "en")
    return Edition(
        day=now.question.as_of,
        **about._asdict(),
        version=queries.data_version(now.connection),
        days=days,
    )
