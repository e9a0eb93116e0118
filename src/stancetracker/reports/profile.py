"""What the dataset holds about one person, organization, issue or record: the answer to `show`."""

from __future__ import annotations

import sqlite3

from stancetracker.base import dates, wording
from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.text import fold
from stancetracker.index import lookup, queries
from stancetracker.index.queries import LIST_COLUMNS
from stancetracker.index.question import Question
from stancetracker.reports import filters, shown
from stancetracker.reports.answered import framed, same
from stancetracker.reports.behind import behind
from stancetracker.reports.history import history
from stancetracker.reports.report import Cell, Report, Row, Section, Shown


def profile(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Show a record by its id, or an actor, issue or event by a name.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind, record = find(connection, ref)
    facts = _facts(connection, kind, record, same(connection, question))
    rests = behind(connection, question, record)
    records = {record, *(str(row["id"]) for section in rests for row in section.rows)}
    besides = (
        _standings(connection, kind, record, question),
        *rests,
        history(connection, question, kind, record),
    )
    about = [section for section in besides if section.rows]
    sections, main = framed(connection, question, records, facts, *about)
    return Report(
        title=_title(connection, kind, record),
        question=f"What does the dataset hold about {ref} as of {dates.words(question.as_of)}?",
        sections=sections,
        notes=(wording.HOW_TO_READ, f"Data {queries.data_version(connection)}."),
        main=main,
    )


def find(connection: sqlite3.Connection, ref: str) -> tuple[str, str]:
    """The kind and id of what goes by an id or a name.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
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


def _title(connection: sqlite3.Connection, kind: str, record: str) -> str:
    facts = {fact.field: str(fact.value) for fact in lookup.facts(connection, kind, record)}
    name = facts.get("name") or facts.get("title") or record
    return f"{name} ({kind})"


def _facts(connection: sqlite3.Connection, kind: str, record: str, on_each: dict[str, Cell]) -> Section:
    rows: list[Row] = [
        {"record": record, "kind": kind, "field": fact.field, "value": fact.value, **on_each}
        for fact in lookup.facts(connection, kind, record)
    ]
    return Section(
        "record",
        ("record", "kind", "field", "value", *on_each),
        rows,
        (
            Shown("Field", lambda row: shown.text(row, "field")),
            Shown("Value", lambda row: shown.text(row, "value")),
        ),
        key="record",
    )


def _standings(connection: sqlite3.Connection, kind: str, record: str, question: Question) -> Section:
    """The standings of an actor on every issue, or of an issue's actors."""
    everyone = question._replace(actors="any", everyone=True)
    wanted = [
        standing
        for standing in queries.standings(connection)
        if record in (standing.actor, standing.issue)
        and (standing.panel or kind != "issue" or question.everyone)
    ]
    rows = [standing._asdict() for standing in filters.choose(wanted, everyone)]
    issue = Shown("Issue", lambda row: f"{shown.mark(row)} {row['issue']}")
    shows = shown.STANDING if kind == "issue" else (issue, *shown.STANDING[1:])
    return Section("standing", LIST_COLUMNS, rows, shows, key="evidence")
