"""All that the dataset holds about one person, organization, issue or record: the answer of `show`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from stancetracker.base import dates, wording
from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.text import fold
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.lookup import Fact
from stancetracker.index.queries import LIST_COLUMNS, Question
from stancetracker.index.recorded import Said, Silence, Tied
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import commits
from stancetracker.reports import filters, table
from stancetracker.reports.panel import framed, same
from stancetracker.reports.table import Cell, Report, Row, Section, Shown

_ACTORS = ("person", "organization")


def profile(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Show a record by its id, or an actor, issue or event by a name.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind, record = find(connection, ref)
    facts, on_each = lookup.facts(connection, kind, record), same(connection, question)
    rows: list[dict[str, Cell]] = [
        {"record": record, "kind": kind, "field": fact.field, "value": fact.value} for fact in facts
    ]
    records = _records(connection, question, kind, record, on_each)
    ids = {record, *(str(row["id"]) for section in records for row in section.rows)}
    besides = (
        _standings(connection, question, kind, record),
        *records,
        *_others(connection, question, kind, record, on_each),
        _history(connection, question, record, facts, on_each),
    )
    sections, main = framed(
        connection,
        question,
        ids,
        _section("record", ("record", "kind", "field", "value"), rows, _FACT, on_each),
        *(section for section in besides if section.rows),
    )
    values = {fact.field: str(fact.value) for fact in facts}
    return Report(
        title=f"{values.get('name') or values.get('title') or record} ({kind})",
        question=f"What does the dataset hold about {ref} as of {dates.words(question.as_of)}?",
        sections=sections,
        notes=(wording.HOW_TO_READ, f"Data {queries.data_version(connection)}."),
        main=main,
    )


def find(connection: sqlite3.Connection, ref: str) -> tuple[str, str]:
    """Return the kind and id of the record that an id or a name means.

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


def _standings(connection: sqlite3.Connection, question: Question, kind: str, record: str) -> Section:
    """Return the standings of an actor on every issue, or of an issue's actors."""
    if kind == "issue":
        found = queries.standings(connection, issue=record, panel=not question.everyone)
    else:
        found = queries.standings(connection, actor=record) if kind in _ACTORS else []
    rows = [standing._asdict() for standing in filters.choose(found, question)]
    issue = Shown("Issue", lambda row: f"{table.mark(row)} {row['issue']}")
    shows = table.STANDING if kind == "issue" else (issue, *table.STANDING[1:])
    return Section("standing", LIST_COLUMNS, rows, shows, key="evidence")


def _records(
    connection: sqlite3.Connection, question: Question, kind: str, record: str, on_each: dict[str, Cell]
) -> tuple[Section, ...]:
    """Return the statements, silences and ties of an actor or issue, oldest first, whether or not they count."""
    said: list[Said] = []
    silences: list[Silence] = []
    ties: list[Tied] = []
    if kind in (*_ACTORS, "issue"):
        issue, actor = (record, None) if kind == "issue" else (None, record)
        said = recorded.statements(connection, question, issue=issue, actor=actor)
        silences = recorded.silences(connection, question, issue=issue, actor=actor)
        ties = recorded.ties(connection, question, actor=actor) if actor else []
    audience = {"audience": "statement_audience"}
    columns = tuple(audience.get(field, field) for field in Said._fields)
    of_said = [{**one._asdict(), "statement_audience": one.audience} for one in said]
    return (
        _section("statement", columns, of_said, _SAID, on_each),
        _section("look", Silence._fields, [one._asdict() for one in silences], _SILENCE, on_each),
        _section("tie", Tied._fields, [one._asdict() for one in ties], _TIE, on_each),
    )


def _others(
    connection: sqlite3.Connection, question: Question, kind: str, record: str, on_each: dict[str, Cell]
) -> Iterator[Section]:
    """Yield a section for each other kind of record that is about actors, each record in one line."""
    if kind not in (*_ACTORS, "issue"):
        return
    for other, found in lookup.others(connection, question, record).items():
        traits = lookup.kinds(connection)[other]
        rows: list[dict[str, Cell]] = [
            {"id": each["id"], "date": traits.date(each), "line": each["line"]} for each in found
        ]
        yield _section(other, ("id", "date", "line"), rows, _LINE, on_each)


def _history(
    connection: sqlite3.Connection,
    question: Question,
    record: str,
    facts: Iterable[Fact],
    on_each: dict[str, Cell],
) -> Section:
    """Return the days on which something happened to a record, oldest first, from the ledger and from git."""
    found = sorted(_happened(connection, question, record, facts), key=lambda each: each[0])
    rows: list[dict[str, Cell]] = [
        {"record": record, "day": day, "happened": what, "detail": detail}
        for day, what, detail in found
        if question.known_by is None or day <= question.known_by
    ]
    section = _section("history", ("record", "day", "happened", "detail"), rows, _HISTORY, on_each)
    return section._replace(key="record")


def _happened(
    connection: sqlite3.Connection, question: Question, record: str, facts: Iterable[Fact]
) -> Iterator[tuple[str, str, str]]:
    for fact in facts:
        if fact.field == "recorded":
            yield str(fact.value), "recorded", ""
    for commit in commits(Folder(Path(queries.folder(connection))), record):
        yield commit.day, "committed", f"{commit.hash} {commit.subject}"
    for correction in recorded.corrections(connection, question, to=(record,)):
        if correction.corrects == record:
            yield correction.recorded, correction.type, correction.reason
    for reply in recorded.replies(connection, question, to=(record,)):
        yield dates.parse(reply.date).latest, "reply", reply.name


def _section(
    name: str,
    columns: tuple[str, ...],
    rows: list[dict[str, Cell]],
    shows: tuple[Shown, ...],
    on_each: dict[str, Cell],
) -> Section:
    key = "record" if name == "record" else "id"
    return Section(name, (*columns, *on_each), [{**row, **on_each} for row in rows], shows, key=key)


def _state(row: Row) -> str:
    return wording.state(
        str(row.get("verification")), table.optional(row, "withdrawn"), counts=bool(row["counts"])
    )


_FACT = (
    Shown("Field", lambda row: table.text(row, "field")),
    Shown("Value", lambda row: table.text(row, "value")),
)
_ID = Shown("Id", lambda row: table.text(row, "id"), keep=3)
_SAID = (
    Shown("Said", table.day),
    Shown("Stance", lambda row: wording.STANCES[table.text(row, "stance")]),
    Shown("Words", table.words),
    Shown("Where", table.where, keep=1),
    Shown("State", _state, keep=1),
    Shown("Source", table.authority, keep=2),
    _ID,
)
_SILENCE = (
    Shown("Last checked", lambda row: dates.words(table.text(row, "date_earliest"))),
    Shown("What came back", table.came_back),
    Shown("Checked by", table.checked_by, keep=1),
    Shown("State", _state, keep=1),
    _ID,
)
_TIE = (
    Shown("Tie", table.tie),
    Shown("Amount", table.amount, keep=1),
    Shown("When", table.tie_day, keep=1),
    Shown("Source", table.published_by, keep=2),
    _ID,
)
_LINE = (Shown("Record", lambda row: table.text(row, "line")), _ID)
_HISTORY = (
    Shown("Day", lambda row: dates.words(table.text(row, "day"))),
    Shown("What happened", lambda row: table.text(row, "happened")),
    Shown("Detail", lambda row: table.text(row, "detail")),
)
