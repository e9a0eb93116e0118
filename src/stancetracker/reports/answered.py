"""What was answered to records, shown dated above them, and what was corrected."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable

from stancetracker.base import dates
from stancetracker.index import queries, recorded
from stancetracker.index.question import Question
from stancetracker.reports import shown
from stancetracker.reports.report import Cell, Section, Shown

_REPLY = (
    Shown("Reply of", lambda row: _day(row["date"])),
    Shown("By", lambda row: shown.text(row, "name")),
    Shown("To", lambda row: shown.text(row, "about"), keep=1),
    Shown("Words", lambda row: f"“{row['text']}”"),
)
_CORRECTION = (
    Shown("Correction", lambda row: shown.text(row, "type")),
    Shown("Recorded", lambda row: _day(row["recorded"])),
    Shown("Of", lambda row: shown.text(row, "corrects")),
    Shown("Replacement", lambda row: shown.text(row, "replacement"), keep=1),
    Shown("Reason", lambda row: shown.text(row, "reason")),
)


def same(connection: sqlite3.Connection, question: Question) -> dict[str, Cell]:
    """What every row says of the question and the data."""
    return {
        "as_of": question.as_of,
        "known_by": question.known_by,
        "audience": question.audience,
        "data_version": queries.data_version(connection),
    }


def framed(
    connection: sqlite3.Connection, question: Question, records: Container[str], *sections: Section
) -> tuple[tuple[Section, ...], int]:
    """The sections with the replies to these records above them and the corrections below, if there are any.

    With them, the place of the first of the sections.
    """
    above = _replies(connection, question, records)
    below = _corrections(connection, question, records)
    first, last = ([section] if section.rows else [] for section in (above, below))
    return (*first, *sections, *last), len(first)


def replied(
    connection: sqlite3.Connection, question: Question, records: Container[str], *sections: Section
) -> tuple[tuple[Section, ...], int]:
    """The sections with the replies to these records above them, if there are any, and the place of the first."""
    above = _replies(connection, question, records)
    return ((above, *sections), 1) if above.rows else (sections, 0)


def _replies(connection: sqlite3.Connection, question: Question, records: Container[str]) -> Section:
    found = [reply for reply in recorded.replies(connection, question) if reply.about in records]
    return _section("reply", found, recorded.Replied._fields, _REPLY, same(connection, question))


def _corrections(connection: sqlite3.Connection, question: Question, records: Container[str]) -> Section:
    found = [
        correction
        for correction in recorded.corrections(connection, question)
        if correction.corrects in records or correction.replacement in records
    ]
    return _section("correction", found, recorded.Corrected._fields, _CORRECTION, same(connection, question))


def _section(
    name: str,
    found: Iterable[recorded.Replied | recorded.Corrected],
    columns: tuple[str, ...],
    shows: tuple[Shown, ...],
    on_each: dict[str, Cell],
) -> Section:
    return Section(name, (*columns, *on_each), [{**one._asdict(), **on_each} for one in found], shows)


def _day(day: Cell) -> str:
    return dates.interval_words(*dates.parse(str(day)))
