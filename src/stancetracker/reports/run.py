"""From a question to a report: resolve names, open an index or an export, make the report."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base import plugins, versions, wording
from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError, UnknownNameError, UsageError
from stancetracker.base.names import Names
from stancetracker.base.text import fold, host, is_whole
from stancetracker.index import engines, queries
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.reports.filters import FILTERS, Filter
from stancetracker.reports.table import (
    Report,
    Section,
    Stamp,
    known_word,
    with_names_told_apart,
)

Maker = Callable[[sqlite3.Connection, Question], Report]
_SUBJECTS: Final = ("person", "organization", "issue")


def answer(
    folder: Folder,
    question: Question,
    make: Maker,
    cache: Path | None = None,
    revision: str | None = None,
) -> Report:
    """Make a report from a fresh index of the dataset, or from what a git revision holds.

    Rows of a revision say that they are known by its commit.

    Raises BrokenDatasetError when the dataset does not load, UsageError for a question that can't
    be answered or a revision without data, and HistoryError for one that can't be read.
    """

    def make_with_site(index: Index) -> Report:
        if revision is not None and not queries.has_files(index.connection):
            message = f"{revision} has no data file in {folder.path}"
            hint = "the data may have been in another folder then, or nowhere yet"
            raise UsageError(message, hint)
        report = _report_with_notice(index.connection, question, make)
        site = queries.dataset_facts(index.connection)["url"]
        chapters = tuple(chapter._replace(site=site) for chapter in report.chapters)
        return report._replace(site=site, chapters=chapters)

    report = ask(folder, question, make_with_site, cache, revision)
    if revision is None:
        return report
    from stancetracker.ledger.git import commit_of  # few questions are about a revision

    return _known_at(report, revision, commit_of(folder, revision))


def _report_with_notice(connection: sqlite3.Connection, question: Question, make: Maker) -> Report:
    """Make a report, which says so where nothing was known yet."""
    try:
        report = make(connection, resolve(connection, question))
    except UnknownNameError as error:
        if question.known_by is not None:
            day = f"asked is what was known by {question.known_by}"
            error.hint = f"{error.hint}\n{day}" if error.hint else day
        raise
    return report._replace(caveats=(*not_yet_known(connection, question), *report.caveats))


def not_yet_known(connection: sqlite3.Connection, question: Question) -> tuple[str, ...]:
    """Return the line that the ledger's first record is later than a question's knowledge."""
    if question.known_by is None:
        return ()
    first_day = queries.first_recorded(connection)
    if not first_day or first_day <= question.known_by:
        return ()
    return (wording.before_the_ledger(first_day, question.known_by),)


def on_day_of_commit(make: Maker, revision: str) -> Maker:
    """Return a maker whose report says so where a commit is older than what it holds.

    The clock on which a revision was committed may have been wrong.
    """

    def make_with_caveat(connection: sqlite3.Connection, question: Question) -> Report:
        report = make(connection, question)
        days = queries.days(connection)
        if not days or days[-1] <= question.as_of:
            return report
        caveat = wording.older_than_its_records(revision, question.as_of, days[-1])
        return report._replace(caveats=(caveat, *report.caveats))

    return make_with_caveat


def _known_at(report: Report, revision: str, commit: str) -> Report:
    """Return a report whose rows and notes say that they are known by the commit of a revision."""

    def known_at(section: Section) -> Section:
        if section.stamp is None:
            return section
        return section._replace(stamp=section.stamp._replace(known_by=commit))

    return report._replace(
        sections=tuple(known_at(section) for section in report.sections),
        make_whole=report.make_whole and partial(_whole_known_at, report.make_whole, commit),
        notes=(*report.notes, wording.KNOWN_AT.format(revision, versions.short(commit))),
    )


def _whole_known_at(make_whole: Callable[[], Mapping[str, Any]], commit: str) -> Mapping[str, Any]:
    return {**make_whole(), "known_by": commit}


def stamped(
    connection: sqlite3.Connection, question: Question, *sections: Section
) -> tuple[Section, ...]:
    """Return the sections with the question and the version of the data in their last columns."""
    stamp = Stamp(
        as_of=question.as_of,
        known_by=question.known_by,
        audience=question.audience,
        data_version=queries.data_version(connection),
    )
    return tuple(
        with_names_told_apart(section)._replace(
            columns=tuple(dict.fromkeys((*section.columns, *Stamp._fields))), stamp=stamp
        )
        for section in sections
    )


def selection(connection: sqlite3.Connection, sql: str, question: Question) -> Report:
    """Run one SELECT on the views as of a day, read-only and within limits: the answer of `query`.

    Issues and people that the question names are those of the view `standing`.

    Raises QueryError, also for a query that names some and doesn't read that view.
    """
    from stancetracker.index import sandbox, views

    views.make_views(connection, question)
    needed = "standing" if question.issues or question.people else None
    columns, values = sandbox.select(connection, sql, needed=needed)
    rows = [dict(zip(columns, row, strict=True)) for row in values]
    return Report("", "", (Section("row", columns, rows, key=columns[0]),))


def resolve(connection: sqlite3.Connection, question: Question) -> Question:
    """Return the question with every name replaced by the id or word that it stands for.

    Raises UnknownNameError and AmbiguousNameError: a filter silently dropped would be a false
    accusation.
    """
    if question.since and question.until and question.since > question.until:
        raise UsageError(f"the days end before they start: {question.since} to {question.until}")
    resolved_values: dict[str, Any] = {
        filter.field: _resolved(connection, filter, filter.value(question))
        for filter in FILTERS
        if filter.record or filter.words
    }
    question = question._replace(**resolved_values)
    return question._replace(
        members=_with_people(connection, question, question.organizations),
        tagged=_with_people(connection, question, _with_tags(connection, question.tags)),
        citing=_citing(connection, question),
    )


def _with_people(
    connection: sqlite3.Connection, question: Question, organizations: Collection[str]
) -> frozenset[str]:
    """Return these organizations and everybody who has a role in one of them on the day."""
    if not organizations:
        return frozenset()
    from stancetracker.index import record_queries  # slow to import, and few lists need it

    roles = record_queries.affiliations(connection, question)
    people = {role.actor for role in roles if role.organization in organizations}
    return frozenset({*organizations, *people})


def _with_tags(connection: sqlite3.Connection, tags: Sequence[str]) -> set[str]:
    """Return the organizations with one of these tags, whatever the case of their letters.

    Raises UnknownNameError for a tag that no organization has.
    """
    organizations: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    if tags:
        for organization, tag in connection.execute(
            "SELECT record, value FROM main.organization_tags ORDER BY value, record"
        ):
            organizations.setdefault(fold(tag), set()).add(organization)
            names.setdefault(fold(tag), tag)
    for tag in tags:
        if fold(tag) not in organizations:
            raise UnknownNameError("tag", tag, [*names.values()])
    return {organization for tag in tags for organization in organizations[fold(tag)]}


def _resolved(
    connection: sqlite3.Connection, filter: Filter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the ids or words that the values of a filter stand for."""
    if filter.record:
        return _ids(connection, filter.record, values)
    return tuple(known_word(filter.name, word, filter.words) for word in values)


def _ids(connection: sqlite3.Connection, kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids that these names mean."""
    # No export has the table `record`.
    query = f"SELECT 1 FROM main.{kind} WHERE id = ?"
    if all(is_whole(name) and connection.execute(query, (name,)).fetchone() for name in names):
        return names
    known_names = _names(connection)
    try:
        return tuple(known_names.resolve(name, (kind,)) for name in names)
    except UnknownNameError as error:
        if not (error.hint or "").startswith("one of"):
            to_list_all = f"to list all: stancetracker info --{wording.several(kind)}"
            error.hint = f"{error.hint}\n{to_list_all}" if error.hint else to_list_all
        raise


def _names(connection: sqlite3.Connection) -> Names:
    """Return every name that a dataset's actors, issues and events go by."""
    names = Names()
    for kind, record, name in queries.names(connection):
        names.add(kind, record, name)
    for _kind, record, term in queries.terms(connection):
        names.add_term(record, term)
    return names


def _citing(connection: sqlite3.Connection, question: Question) -> frozenset[str]:
    """Return the statements and silences with a source of one of the names asked for.

    Raises UnknownNameError for a name that no source of one has.
    """
    if not question.sources:
        return frozenset()
    names_asked = {fold(name) for name in question.sources} - {""}
    names_by_record: dict[str, set[str]] = {}
    for record, *parts in connection.execute(queries.sql("sources")):
        names = names_asked.intersection(_source_names(*parts))
        if names:
            names_by_record.setdefault(record, set()).update(names)
    records = _statements_and_silences(connection, names_by_record)
    names_found = {name for record in records for name in names_by_record[record]}
    for name in question.sources:
        if fold(name) not in names_found:
            raise UnknownNameError("source", name, _every_source_name(connection))
    return records


def _statements_and_silences(
    connection: sqlite3.Connection, records: Iterable[str]
) -> frozenset[str]:
    """Return which of these records are statements or silences."""
    from stancetracker.index import record_queries  # slow to import, and few lists need it

    return frozenset(row.id for row in record_queries.ids(connection, to=records))


def _every_source_name(connection: sqlite3.Connection) -> list[str]:
    """Return every name that a source of a statement or silence may be asked for by."""
    sources = connection.execute(queries.sql("sources")).fetchall()
    records = _statements_and_silences(connection, {source[0] for source in sources})
    return sorted(
        {
            name
            for record, *parts in sources
            if record in records
            for name in _source_names(*parts)
            if name
        }
    )


def _source_names(
    source: str | None, publisher: str | None, original_publisher: str | None
) -> tuple[str, ...]:
    """Return the names a source may be asked for by: its address or citation, host, publishers.

    An empty one is none.
    """
    address = source or ""
    site = _folded(host(address))
    return (
        fold(address),
        site,
        site.removeprefix("www."),
        _folded(publisher or ""),
        _folded(original_publisher or ""),
    )


_folded: Final = lru_cache(maxsize=10_000)(fold)
"""The same few sites and publishers are named by many sources."""


class Reference(NamedTuple):
    """The record that a user names."""

    kind: str
    id: str


def subjects(connection: sqlite3.Connection, text: str) -> list[Reference]:
    """Return the people, organizations and issues that a text may mean.

    Raises UnknownNameError with the nearest names where it means none.
    """
    names = _names(connection)
    return [Reference(names.kinds[id], id) for id in names.candidates(text, _SUBJECTS)]


def redacted(record: str, redaction: str) -> UsageError:
    """Return the error that a record was redacted by a correction."""
    return UsageError(f"redacted: {record}", f"see stancetracker show {redaction}")


def find(connection: sqlite3.Connection, ref: str) -> Reference:
    """Return the record that an id or a name means.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches, and
    UsageError for a record whose line a redaction replaced.
    """
    from stancetracker.index import lookup  # no list needs it

    kind = lookup.kind_of(connection, ref)
    if kind is not None:
        return Reference(kind, ref)
    if redaction := lookup.redaction_of(connection, ref):
        raise redacted(ref, redaction)
    names = _names(connection)
    named_kinds = {*names.kinds.values()}
    if not names.ids_named(ref, named_kinds):
        # A part of the name of an actor or issue goes before the beginning of another id.
        with suppress(UnknownNameError):
            record = names.resolve(ref, _SUBJECTS)
            return Reference(names.kinds[record], record)
        for record_id, record_kind in lookup.ids(connection).items():
            names.add(record_kind, record_id, record_id)
    try:
        record = names.resolve(ref, {*names.kinds.values()}, "record or name")
    except UnknownNameError as error:
        import shlex  # only on the way out of a mistake

        to_search = f"to find words in all records: stancetracker search {shlex.quote(ref)}"
        error.hint = f"{error.hint}\n{to_search}" if error.hint else to_search
        raise
    return Reference(names.kinds[record], record)


def answer_exported(
    place: str,
    question: Question,
    make: Maker,
    *,
    engine: str,
    day_asked: bool,
    master: str | None = None,
    expected: str | None = None,
) -> Report:
    """Make a report from the export at a place, by an engine other than SQLite.

    The SHA-256 of the export's manifest may be `expected` to be one that somebody has kept.
    Unless a day was asked for, an export that knows nothing after a day is asked as of that day.

    Raises MissingLibraryError, and UsageError for a place without an export, an altered export, and
    a question it can't answer.
    """
    module = plugins.load(engines, engine, "engine")
    plugins.require(f"--engine {engine}", module.LIBRARIES, module.EXTRA)
    with module.opened(place, master, expected) as export:
        manifest = export.manifest
        scope = manifest.narrowed_to
        if scope and not manifest.issues:
            hint = "export it whole, or by issue: stancetracker export parquet --issue NAME"
            raise UsageError(f"{place} holds only {scope}, so it can't count a panel", hint)
        question = _within(question, manifest.known_by, day_asked=day_asked)
        export.set_question(question)
        report = _report_with_notice(export, question, make)
    if not scope:
        return report
    limit = f"The export holds only {scope}; no other issue is in it."
    return report._replace(notes=(*report.notes, limit))


def _within(question: Question, last_day: str | None, *, day_asked: bool) -> Question:
    """Return the question, by default as of the last day of what an export knows."""
    with suppress(DateError):  # it may be a git revision
        if last_day is not None and parse(last_day).is_day:
            as_of = question.as_of if day_asked else last_day
            return question._replace(known_by=last_day, as_of=as_of)
    return question
