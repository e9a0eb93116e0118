"""All that is on record about an actor or issue, whether or not it counts: statements, looks and ties."""

from __future__ import annotations

import sqlite3

from stancetracker.base import dates, wording
from stancetracker.index import recorded
from stancetracker.index.question import Question
from stancetracker.index.recorded import Looked, Said, Tied
from stancetracker.reports import shown
from stancetracker.reports.answered import same
from stancetracker.reports.report import Cell, Row, Section, Shown


def behind(connection: sqlite3.Connection, question: Question, record: str) -> tuple[Section, ...]:
    """The statements, looks and ties of an actor or on an issue, oldest first, each with its id and its state."""
    on_each = same(connection, question)
    said = [s for s in recorded.statements(connection, question) if record in (s.speaker, s.issue)]
    looks = [k for k in recorded.looks(connection, question) if record in (k.actor, k.issue)]
    ties = [t for t in recorded.ties(connection, question) if record in (t.actor, t.counterparty)]
    return (
        _section("statement", Said._fields, [_said(one) for one in said], _SAID, on_each),
        _section("look", Looked._fields, [one._asdict() for one in looks], _LOOKED, on_each),
        _section("tie", Tied._fields, [one._asdict() for one in ties], _TIED, on_each),
    )


def _section(
    name: str,
    fields: tuple[str, ...],
    rows: list[dict[str, Cell]],
    shows: tuple[Shown, ...],
    on_each: dict[str, Cell],
) -> Section:
    columns = tuple("statement_audience" if field == "audience" else field for field in fields)
    return Section(name, (*columns, *on_each), [{**row, **on_each} for row in rows], shows)


def _said(said: Said) -> dict[str, Cell]:
    return {**said._asdict(), "statement_audience": said.audience}


def _day(row: Row) -> str:
    return dates.interval_words(*dates.parse(shown.text(row, "date"))) if row["date"] else ""


def _state(row: Row) -> str:
    return wording.state(
        str(row.get("verification")), shown.optional(row, "withdrawn"), counts=bool(row["counts"])
    )


def _stance(row: Row) -> str:
    return wording.STANCES[shown.text(row, "stance")]


_ID = Shown("Id", lambda row: shown.text(row, "id"), keep=3)
_SAID = (
    Shown("Said", _day),
    Shown("Stance", _stance),
    Shown("Words", shown.words),
    Shown("Where", shown.where, keep=1),
    Shown("State", _state, keep=1),
    Shown("Source", shown.authority, keep=2),
    _ID,
)
_LOOKED = (
    Shown("Look", lambda row: f"as of {dates.words(shown.text(row, 'date_earliest'))}"),
    Shown("What came back", shown.came_back),
    Shown("Who looked", shown.who_looked, keep=1),
    Shown("State", _state, keep=1),
    _ID,
)
_TIED = (
    Shown("Tie", shown.tie),
    Shown("Amount", shown.amount, keep=1),
    Shown("When", shown.tie_day, keep=1),
    Shown("Source", lambda row: shown.text(row, "publisher") or shown.text(row, "source"), keep=2),
    _ID,
)
