"""From a question to a report: resolve names, open an index or an export, make the report."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from stancetracker.base import plugins, wording
from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError, UnknownNameError, UsageError
from stancetracker.base.names import Names
from stancetracker.base.text import fold, host, is_whole
from stancetracker.base.vocabulary import CHANNELS, STANCES
from stancetracker.index import engines, queries
from stancetracker.index.queries import Issue, Question
from stancetracker.index.store import Index, ask
from stancetracker.ledger.folder import Folder
from stancetracker.reports.table import Report, Section, known

Maker = Callable[[sqlite3.Connection, Question], Report]


def answer(
    folder: Folder,
    question: Question,
    make: Maker,
    cache: Path | None = None,
    revision: str | None = None,
) -> Report:
    """Make a report from a fresh index of the dataset, or from what a git revision holds: its rows are known by that.

    Raises BrokenDatasetError when the dataset does not load, UsageError for a question that can't be answered, and
    HistoryError for a revision that can't be read.
    """

    def made(index: Index) -> Report:
        report = make(index.connection, resolve(index.connection, question))
        return report._replace(site=queries.dataset_facts(index.connection)["url"])

    report = ask(folder, question, made, cache, revision)
    if revision is None:
        return report
    sections = tuple(
        section._replace(rows=[{**row, "known_by": revision} for row in section.rows])
        if "known_by" in section.columns
        else section
        for section in report.sections
    )
    whole = report.whole and {**report.whole, "known_by": revision}
    notes = (*report.notes, wording.KNOWN_AT.format(revision))
    return report._replace(sections=sections, whole=whole, notes=notes)


def stamped(
    connection: sqlite3.Connection, question: Question, *sections: Section
) -> tuple[Section, ...]:
    """Return the sections with what every row says of the question and the data, in their last columns."""
    on_each = {**question.parameters, "data_version": queries.data_version(connection)}
    return tuple(
        section._replace(
            columns=tuple(dict.fromkeys((*section.columns, *on_each))),
            rows=[{**row, **on_each} for row in section.rows],
        )
        for section in sections
    )


def selection(connection: sqlite3.Connection, sql: str, question: Question) -> Report:
    """Run one SELECT, read-only and within limits, on the views as of the day asked about: the answer of `query`.

    Raises QueryError.
    """
    from stancetracker.index import sandbox, views

    views.make_views(connection, question)
    columns, found = sandbox.select(connection, sql)
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    return Report("", "", (Section("row", columns, rows, key=columns[0]),))


def resolve(connection: sqlite3.Connection, question: Question) -> Question:
    """Return the question with every name replaced by the id, stance or channel it stands for.

    Raises UnknownNameError and AmbiguousNameError: a filter silently dropped would be a false accusation.
    """
    if question.since and question.until and question.since > question.until:
        raise UsageError(f"the days end before they start: {question.since} to {question.until}")
    organizations = _ids(connection, "organization", question.organizations)
    members = {*organizations}
    if organizations:
        from stancetracker.index import record_queries  # slow to import, and few lists need it

        held = record_queries.affiliations(connection, question)
        members |= {one.actor for one in held if one.organization in organizations}
    return question._replace(
        issues=_ids(connection, "issue", question.issues),
        people=_ids(connection, "person", question.people),
        organizations=organizations,
        stances=tuple(known("stance", word, STANCES) for word in question.stances),
        channels=tuple(known("channel", word, CHANNELS) for word in question.channels),
        members=frozenset(members),
        citing=_citing(connection, question.sources),
    )


def _ids(connection: sqlite3.Connection, kind: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids that these names mean; all names are read only where one is not an id."""
    found = f"SELECT 1 FROM main.{kind} WHERE id = ?"  # no export has the table `record`
    if all(is_whole(text) and connection.execute(found, (text,)).fetchone() for text in asked):
        return asked
    names = _names(connection)
    try:
        return tuple(names.resolve(text, (kind,), begun=True) for text in asked)
    except UnknownNameError as error:
        error.hint = error.hint or f"to list all: stancetracker info --{wording.several(kind)}"
        raise


def _names(connection: sqlite3.Connection) -> Names:
    """Return every name that a dataset's actors, issues and events go by."""
    names = Names()
    for kind, record, name in queries.names(connection):
        names.add(kind, record, name)
    return names


def _citing(connection: sqlite3.Connection, asked: tuple[str, ...]) -> frozenset[str]:
    """Return the records with a source of one of these names."""
    if not asked:
        return frozenset()
    wanted = {fold(name) for name in asked}
    records: set[str] = set()
    found: set[str] = set()
    sources = [*connection.execute(queries.sql("sources"))]
    for record, *names in sources:
        if matching := wanted & _source_names(names):
            records.add(record)
            found |= matching
    for name in asked:
        if fold(name) not in found:
            every = {one for _, *names in sources for one in _source_names(names)}
            raise UnknownNameError("source", name, sorted(every))
    return frozenset(records)


def _source_names(names: Iterable[str | None]) -> set[str]:
    """Return what a source may be asked for by: address or citation, its host, its publisher, the original one."""
    address, *_ = names
    of = fold(host(address or ""))
    return {fold(name) for name in (*names, of, of.removeprefix("www.")) if name}


def one_issue(connection: sqlite3.Connection, question: Question) -> Issue:
    """Return the issue a report is about: the one asked for, else the only one with a panel of people.

    Raises UsageError with the names when there are several.
    """
    if question.issues:
        asked = sorted({*question.issues})
        chosen = [issue for one in asked for issue in queries.issues(connection, issue=one)]
    else:
        chosen = [issue for issue in queries.issues(connection) if issue.people]
    if len(chosen) != 1:
        ids = ", ".join(issue.id for issue in chosen or queries.issues(connection))
        raise UsageError(
            "a report is about one issue", f"give --issue: {ids or 'the dataset has none'}"
        )
    return chosen[0]


def find(connection: sqlite3.Connection, ref: str) -> tuple[str, str]:
    """Return the kind and id of the record that an id or a name means.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    from stancetracker.index import lookup  # no list needs it

    kind = lookup.kind_of(connection, ref)
    if kind is not None:
        return kind, ref
    names = _names(connection)
    try:  # a surname goes before the beginning of a record's own id
        found = names.resolve(ref, {*names.kinds.values()}, "record or name", begun=True)
    except UnknownNameError:
        for record, its_kind in lookup.ids(connection).items():
            names.add(its_kind, record, record)
        found = names.resolve(ref, {*names.kinds.values()}, "record or name", begun=True)
    return names.kinds[found], found


def answer_exported(
    place: str,
    question: Question,
    make: Maker,
    *,
    engine: str,
    day_asked: bool,
    master: str | None = None,
) -> Report:
    """Make a report from the export at a place, by an engine other than SQLite.

    Unless a day was asked for, an export that knows nothing after a day is asked as of that day.
    Raises MissingLibraryError, and UsageError for what is no export or was altered, and for what it can't know.
    """
    asking = plugins.load(engines, engine, "engine")
    plugins.require(f"--engine {engine}", *asking.NEEDED)
    with asking.opened(place, master) as opened:
        said = opened.manifest
        if (narrowing := said.narrowed_to) and not said.issues:
            hint = "export it whole, or by issue: stancetracker export parquet --issue NAME"
            raise UsageError(f"{place} holds only {narrowing}, so it can't count a panel", hint)
        last = said.known_by
        with suppress(DateError):  # it may be a git revision
            if last is not None and parse(last).is_day:
                known_by = question.known_by or last
                if known_by > last:
                    hint = f"--known-by {last}, or export it anew"
                    raise UsageError(f"the export knows nothing after {last}", hint)
                as_of = question.as_of if day_asked else known_by
                question = question._replace(known_by=known_by, as_of=as_of)
        opened.set_question(question)
        report = make(opened, resolve(opened, question))
    limits = (f"The export holds only {narrowing}; no other issue is in it.",) if narrowing else ()
    return report._replace(notes=(*report.notes, *limits))
