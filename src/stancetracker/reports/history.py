"""How a record came to be as it is: recorded, committed, corrected, answered."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from stancetracker.base import dates
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.question import Question
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import commits
from stancetracker.reports import shown
from stancetracker.reports.answered import same
from stancetracker.reports.report import Cell, Section, Shown

_COLUMNS = ("record", "day", "happened", "detail")
_SHOWN = (
    Shown("Day", lambda row: dates.words(shown.text(row, "day"))),
    Shown("What happened", lambda row: shown.text(row, "happened")),
    Shown("Detail", lambda row: shown.text(row, "detail")),
)


def history(connection: sqlite3.Connection, question: Question, kind: str, record: str) -> Section:
    """The days on which something happened to a record, oldest first, by what the ledger and git say."""
    on_each = same(connection, question)
    found = sorted(_happened(connection, question, kind, record), key=lambda each: each[0])
    rows: list[dict[str, Cell]] = [
        {"record": record, "day": day, "happened": what, "detail": detail, **on_each}
        for day, what, detail in found
        if question.known_by is None or day <= question.known_by
    ]
    return Section("history", (*_COLUMNS, *on_each), rows, _SHOWN, key="record")


def _happened(
    connection: sqlite3.Connection, question: Question, kind: str, record: str
) -> Iterator[tuple[str, str, str]]:
    for fact in lookup.facts(connection, kind, record):
        if fact.field == "recorded":
            yield str(fact.value), "recorded", ""
    for commit in commits(Folder(Path(queries.folder(connection))), record):
        yield commit.day, "committed", f"{commit.hash} {commit.subject}"
    for correction in recorded.corrections(connection, question):
        if correction.corrects == record:
            yield correction.recorded, correction.type, correction.reason
    for reply in recorded.replies(connection, question):
        if reply.about == record:
            yield dates.parse(reply.date).latest, "reply", reply.name
