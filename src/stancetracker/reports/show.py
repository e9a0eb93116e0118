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
from stancetracker.reports.panel import framed
from stancetracker.reports.table import Report, Row, Section, Shown, plain

_ACTORS = ("person", "organization")


def profile(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Show a record by its id, or an actor, issue or event by a name.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind, record = find(connection, ref)
    facts = lookup.facts(connection, kind, record)
    rows = [{"record": record, "kind": kind, "field": fact.field, "value": fact.value} for fact in facts]
    records = _records(connection, question, kind, record)
    besides = (
        _standings(connection, question, kind, record),
        *records,
        *_others(connection, question, kind, record),
        _history(connection, question, record, facts),
    )
    sections, main = framed(
        connection,
        question,
        {record, *(str(row["id"]) for section in records for row in section.rows)},
        Section("record", ("record", "kind", "field", "value"), rows, _FACT, key="record"),
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
        found = queries.standings(connection, (record,), panel=not question.everyone)
    else:
        found = queries.standings(connection, actor=record) if kind in _ACTORS else []
    rows = [standing._asdict() for standing in filters.choose(found, question)]
    issue = Shown("Issue", lambda row: f"{table.mark(row)} {row['issue']}")
    shows = table.STANDING if kind == "issue" else (issue, *table.STANDING[1:])
    return Section("standing", LIST_COLUMNS, rows, shows, key="evidence")


def _records(
    connection: sqlite3.Connection, question: Question, kind: str, record: str
) -> tuple[Section, ...]:
    """Return the statements, silences and ties of an actor or issue, oldest first, whether or not they count."""
    if kind not in (*_ACTORS, "issue"):
        return ()
    issue, actor = (record, None) if kind == "issue" else (None, record)
    said = recorded.statements(connection, question, issue=issue, actor=actor)
    silences = recorded.silences(connection, question, issue=issue, actor=actor)
    ties = recorded.ties(connection, question, actor=actor) if actor else []
    columns = tuple("statement_audience" if name == "audience" else name for name in Said._fields)
    of_said = [{**one._asdict(), "statement_audience": one.audience} for one in said]
    return (
        Section("statement", columns, of_said, _SAID),
        Section("look", Silence._fields, [one._asdict() for one in silences], _SILENCE),
        Section("tie", Tied._fields, [one._asdict() for one in ties], _TIE),
    )


def _others(connection: sqlite3.Connection, question: Question, kind: str, record: str) -> Iterator[Section]:
    """Yield a section for each other kind of record that is about actors, each record in one line."""
    if kind in (*_ACTORS, "issue"):
        kinds = lookup.kinds(connection)
        for other, found in lookup.others(connection, question, record).items():
            rows = [{"id": one["id"], "date": kinds[other].date(one), "line": one["line"]} for one in found]
            yield Section(other, ("id", "date", "line"), rows, _LINE)


def _history(
    connection: sqlite3.Connection, question: Question, record: str, facts: Iterable[Fact]
) -> Section:
    """Return the days on which something happened to a record, oldest first, from the ledger and from git."""
    found = sorted(_happened(connection, question, record, facts), key=lambda each: each[0])
    rows = [
        {"record": record, "day": day, "happened": what, "detail": detail}
        for day, what, detail in found
        if question.known_by is None or day <= question.known_by
    ]
    return Section("history", ("record", "day", "happened", "detail"), rows, _HISTORY, key="record")


def _happened(
    connection: sqlite3.Connection, question: Question, record: str, facts: Iterable[Fact]
) -> Iterator[tuple[str, str, str]]:
    for fact in facts:
        if fact.field == "recorded":
            yield str(fact.value), "recorded", ""
    for commit in commits(Folder(Path(queries.fact(connection, "folder"))), record):
        yield commit.day, "committed", f"{commit.hash} {commit.subject}"
    for correction in recorded.corrections(connection, question, to=(record,)):
        if correction.corrects == record:
            yield correction.recorded, correction.type, correction.reason
    for reply in recorded.replies(connection, question, to=(record,)):
        yield dates.parse(reply.date).latest, "reply", reply.name


def _state(row: Row) -> str:
    return wording.state(str(row.get("verification")), row["withdrawn"], counts=row["counts"])


_FACT = (plain("Field", "field"), plain("Value", "value"))
_ID = plain("Id", "id", 3)
_SAID = (
    Shown("Said", table.day),
    Shown("Stance", lambda row: wording.STANCES[row["stance"]]),
    Shown("Words", table.words),
    Shown("Where", table.where, keep=1),
    Shown("State", _state, keep=1),
    Shown("Source", table.authority, keep=2),
    _ID,
)
_SILENCE = (
    Shown("Last checked", lambda row: dates.words(row["date_earliest"])),
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
_LINE = (plain("Record", "line"), _ID)
_HISTORY = (
    Shown("Day", lambda row: dates.words(row["day"])),
    plain("What happened", "happened"),
    plain("Detail", "detail"),
)
