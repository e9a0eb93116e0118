"""What the dataset holds about one person, organization, issue or record: the answer to `show`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from stancetracker.base import dates, wording
from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.text import fold
from stancetracker.index import lookup, queries
from stancetracker.index.queries import LIST_COLUMNS
from stancetracker.reports import filters, shown
from stancetracker.reports.question import Cell, Question, Report, Row, Section, Shown
from stancetracker.reports.run import asked_of


def profile(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Show a record by its id, or an actor, issue or event by a name.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind, record = _find(connection, ref)
    same = _same(connection, question)
    sections = [
        _replies(connection, record, question, same),
        _facts(connection, kind, record, same),
        _corrections(connection, record, question, same),
        *_about(connection, kind, record, question),
    ]
    filled = [section for section in sections if section.rows or section.name == "record"]
    return Report(
        title=_title(connection, kind, record),
        question=f"What does the dataset hold about {ref} as of {dates.words(question.as_of)}?",
        sections=tuple(filled),
        notes=(wording.HOW_TO_READ, f"Data {queries.data_version(connection)}."),
        main=next(i for i, section in enumerate(filled) if section.name == "record"),
    )


def _find(connection: sqlite3.Connection, ref: str) -> tuple[str, str]:
    kind = lookup.kind_of(connection, ref)
    if kind is not None:
        return kind, ref
    names = queries.names(connection)
    matches = sorted({(name.kind, name.id) for name in names if fold(name.name) == fold(ref)})
    if len(matches) > 1:
        raise AmbiguousNameError("name", ref, [record for _, record in matches])
    if not matches:
        known = [*(name.name for name in names), *lookup.ids(connection)]
        raise UnknownNameError("record or name", ref, known)
    return matches[0]


def _same(connection: sqlite3.Connection, question: Question) -> dict[str, Cell]:
    return {
        "as_of": question.as_of,
        "known_by": question.known_by,
        "audience": question.audience,
        "data_version": queries.data_version(connection),
    }


def _title(connection: sqlite3.Connection, kind: str, record: str) -> str:
    facts = {fact.field: str(fact.value) for fact in lookup.facts(connection, kind, record)}
    name = facts.get("name") or facts.get("title") or record
    return f"{name} ({kind})"


def _facts(connection: sqlite3.Connection, kind: str, record: str, same: dict[str, Cell]) -> Section:
    rows: list[Row] = [
        {"record": record, "kind": kind, "field": fact.field, "value": fact.value, **same}
        for fact in lookup.facts(connection, kind, record)
    ]
    return Section(
        "record",
        ("record", "kind", "field", "value", *same),
        rows,
        (
            Shown("Field", lambda row: shown.text(row, "field")),
            Shown("Value", lambda row: shown.text(row, "value")),
        ),
        key="record",
    )


def _replies(
    connection: sqlite3.Connection, record: str, question: Question, same: dict[str, Cell]
) -> Section:
    found = [reply for reply in queries.replies(connection, asked_of(question)) if reply.about == record]
    shows = (
        Shown("Reply of", lambda row: _day(row["date"])),
        Shown("By", lambda row: shown.text(row, "name")),
        Shown("Words", lambda row: f"“{row['text']}”"),
    )
    return _section("reply", found, queries.Replied._fields, shows, same)


def _corrections(
    connection: sqlite3.Connection, record: str, question: Question, same: dict[str, Cell]
) -> Section:
    found = [
        correction
        for correction in queries.corrections(connection, asked_of(question))
        if record in (correction.corrects, correction.replacement)
    ]
    shows = (
        Shown("Correction", lambda row: shown.text(row, "type")),
        Shown("Recorded", lambda row: _day(row["recorded"])),
        Shown("Of", lambda row: shown.text(row, "corrects")),
        Shown("Replacement", lambda row: shown.text(row, "replacement"), keep=1),
        Shown("Reason", lambda row: shown.text(row, "reason")),
    )
    return _section("correction", found, queries.Corrected._fields, shows, same)


def _section(
    name: str,
    found: Iterable[queries.Replied | queries.Corrected],
    columns: tuple[str, ...],
    shows: tuple[Shown, ...],
    same: dict[str, Cell],
) -> Section:
    return Section(name, (*columns, *same), [{**one._asdict(), **same} for one in found], shows)


def _day(day: Cell) -> str:
    return dates.interval_words(*dates.parse(str(day)))


def _about(connection: sqlite3.Connection, kind: str, record: str, question: Question) -> list[Section]:
    """The standings of an actor on every issue, or of an issue's actors."""
    everyone = replace(question, actors="any", everyone=True)
    wanted = [
        standing
        for standing in queries.standings(connection)
        if record in (standing.actor, standing.issue)
        and (standing.panel or kind != "issue" or question.everyone)
    ]
    rows = [standing._asdict() for standing in filters.choose(wanted, everyone)]
    issue = Shown("Issue", lambda row: f"{shown.mark(row)} {row['issue']}")
    shows = shown.STANDING if kind == "issue" else (issue, *shown.STANDING[1:])
    return [Section("standing", LIST_COLUMNS, rows, shows, key="evidence")]
