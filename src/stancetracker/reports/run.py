"""From a question to a report: its names become ids, an index is opened, and a report is made from it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from stancetracker.base import wording
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.base.text import Names, fold
from stancetracker.base.vocabulary import CHANNELS, STANCES
from stancetracker.index import queries
from stancetracker.index.queries import Issue
from stancetracker.index.question import Question
from stancetracker.index.store import ask, ask_of
from stancetracker.ledger.folder import Folder
from stancetracker.reports.report import Report, Section

Maker = Callable[[sqlite3.Connection, Question], Report]


def answer(folder: Folder, question: Question, make: Maker, cache: Path | None = None) -> Report:
    """Make a report from a fresh index of the dataset.

    Raises BrokenDatasetError when the dataset does not load, UsageError for a question that can't be answered.
    """
    return ask(
        folder, question, lambda index: make(index.connection, resolve(index.connection, question)), cache
    )


def answer_at(folder: Folder, question: Question, make: Maker, revision: str) -> Report:
    """Make a report from the dataset as a git revision holds it; its rows are known by that revision.

    Raises what `answer` does, and HistoryError for a revision that can't be read.
    """
    from stancetracker.ledger.history import load_at  # reads records itself, so it needs their classes

    dataset = load_at(folder, revision)
    [report] = ask_of(dataset, [question], lambda index, _: make(index, resolve(index, question)))
    sections = tuple(
        section._replace(rows=[{**row, "known_by": revision} for row in section.rows])
        if "known_by" in section.columns
        else section
        for section in report.sections
    )
    return report._replace(sections=sections, notes=(*report.notes, wording.known_at(revision)))


def selection(connection: sqlite3.Connection, sql: str, question: Question) -> Report:
    """Run one SELECT, read-only and within limits, on the views as of the day asked about: the answer of `query`.

    Raises QueryError.
    """
    from stancetracker.index import sandbox, views

    views.make(connection, question)
    selected = sandbox.select(connection, sql)
    rows = [dict(zip(selected.columns, row, strict=True)) for row in selected.rows]
    section = Section("row", selected.columns, rows, key=selected.columns[0])
    return Report(title="", question="", sections=(section,))


def resolve(connection: sqlite3.Connection, question: Question) -> Question:
    """Return the question with every name replaced by the id, stance or channel it stands for.

    Raises UnknownNameError and AmbiguousNameError: a filter silently dropped would be a false accusation.
    """
    if question.since and question.until and question.since > question.until:
        raise UsageError(f"the days end before they start: {question.since} to {question.until}")
    organizations = _ids(connection, "organization", question.organizations)
    return question._replace(
        issues=_ids(connection, "issue", question.issues),
        people=_ids(connection, "person", question.people),
        organizations=organizations,
        stances=tuple(_word("stance", word, STANCES) for word in question.stances),
        channels=tuple(_word("channel", word, CHANNELS) for word in question.channels),
        members=_members(connection, question, organizations),
        citing=_citing(connection, question.sources),
    )


def one_issue(connection: sqlite3.Connection, question: Question) -> Issue:
    """Return the issue a report is about: the one asked for, else the only one with a panel of people.

    Raises UsageError with the names when there are several.
    """
    if question.issues:
        chosen = [issue for one in sorted({*question.issues}) for issue in queries.issues(connection, one)]
    else:
        chosen = [issue for issue in queries.issues(connection) if issue.people]
    if len(chosen) != 1:
        known = [issue.id for issue in chosen or queries.issues(connection)]
        raise UsageError(
            "a report is about one issue", f"give --issue: {', '.join(known) or 'the dataset has none'}"
        )
    return chosen[0]


def _ids(connection: sqlite3.Connection, kind: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids that these names mean; all names are read only where one is not an id."""
    if all(queries.is_id(connection, kind, text) for text in asked):
        return asked
    names = Names()
    for name in queries.names(connection):
        names.add(name.kind, name.id, name.name)
    return tuple(names.resolve(text, (kind,)) for text in asked)


def _members(
    connection: sqlite3.Connection, question: Question, organizations: tuple[str, ...]
) -> frozenset[str]:
    if not organizations:
        return frozenset()
    from stancetracker.index import recorded  # few questions need more than names

    held = recorded.affiliations(connection, question)
    return frozenset({*organizations, *(one.person for one in held if one.organization in organizations)})


def _word(what: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise UnknownNameError(what, word, known, f"one of {', '.join(known)}")
    return word


def _citing(connection: sqlite3.Connection, asked: tuple[str, ...]) -> frozenset[str]:
    """Return the records with a source of one of these names."""
    if not asked:
        return frozenset()
    from stancetracker.index import recorded

    records: dict[str, set[str]] = defaultdict(set)
    for record, *names in recorded.sources(connection):
        for name in _source_names(names):
            records[name].add(record)
    for name in asked:
        if fold(name) not in records:
            raise UnknownNameError("source", name, records)
    return frozenset().union(*(records[fold(name)] for name in asked))


def _source_names(names: Iterable[str | None]) -> set[str]:
    """Return what a source may be asked for by: address or citation, its host, its publisher, the original one."""
    address, *_ = names
    found = {fold(name) for name in names if name}
    host = _host(address) if address else None
    return found | ({fold(host), fold(host.removeprefix("www."))} if host else set())


def _host(source: str) -> str | None:
    try:
        return urlsplit(source).hostname if source.startswith("http") else None
    except ValueError:  # a citation that only begins like an address
        return None
