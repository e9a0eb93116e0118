"""Replies and corrections of a few records, found by those records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

from stancetracker.index.queries import typed
from stancetracker.index.question import Question, sql
from stancetracker.index.recorded import Corrected, Replied

_ABOUT: Final = "SELECT * FROM ({}) WHERE {} = :record"


def replies(connection: sqlite3.Connection, asked: Question, records: Iterable[str]) -> list[Replied]:
    """The replies to these records, known and given by the day asked about."""
    text = _ABOUT.format(sql("replies"), "about")
    return [
        one
        for record in records
        for one in typed(Replied, connection.execute(text, {**asked.parameters, "record": record}))
    ]


def corrections(connection: sqlite3.Connection, asked: Question, records: Iterable[str]) -> list[Corrected]:
    """The known corrections that withdraw these records."""
    text = _ABOUT.format(sql("corrections"), "corrects")
    return [
        one
        for record in records
        for one in typed(Corrected, connection.execute(text, {**asked.parameters, "record": record}))
    ]
