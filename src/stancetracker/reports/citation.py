"""Citations of records, standings, issues and sources: the answer of `cite`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index import lookup, queries
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import Question, Standing
from stancetracker.reports import bibliography, table
from stancetracker.reports.bibliography import Citation, Fields
from stancetracker.reports.panel import SAME, panel, same
from stancetracker.reports.run import one_issue
from stancetracker.reports.show import find
from stancetracker.reports.table import Report, Section, Shown, columns

COLUMNS: Final = columns(
    "key kind record issue actor author title publisher date source archive_url retrieved text bibtex",
    "csl_json",
    *SAME,
)


def citation(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Cite a record by its id, an actor's standing on an issue, an issue, or a source by its address.

    Raises UsageError for what can't be cited as asked, UnknownNameError and AmbiguousNameError.
    """
    cited = _cited(connection, question, ref)
    row = {
        **{name: getattr(cited, name) for name in COLUMNS[: COLUMNS.index("text")]},
        **{column: make(cited) for column, make in bibliography.STYLES.values()},
        **same(connection, question),
    }
    section = Section("citation", COLUMNS, [row], SHOWN, key="key")
    return Report(title="", question="", sections=(section,))


def _cited(connection: sqlite3.Connection, question: Question, ref: str) -> Citation:
    named = lookup.sources_at(connection, ref)
    if named and lookup.kind_of(connection, ref) is None:
        return _source(connection, question, ref, named)
    kind, record = find(connection, ref)
    if kind in ("person", "organization"):
        return _standing(connection, question, record)
    if question.issues:
        raise UsageError("--issue is for the standing of an actor", f"{ref} is a {kind}: leave out --issue")
    if kind == "issue":
        return _issue(connection, question, record)
    return _record(connection, question, kind, record)


def _base(connection: sqlite3.Connection, question: Question) -> Citation:
    """Return the parts of a citation that depend only on dataset and question."""
    about = queries.dataset_facts(connection)
    return Citation(
        dataset=about["title"] or "",
        dataset_publisher=about["publisher"],
        as_of=question.as_of,
        known_by=question.known_by,
        version=queries.data_version(connection),
    )


def _standing(connection: sqlite3.Connection, question: Question, actor: str) -> Citation:
    issue = one_issue(connection, question)
    found = queries.standings(connection, issue=issue.id, actor=actor)
    if not found:
        raise UsageError(
            f"{actor} is not in the panel of {issue.id} and has no record on it as of {question.as_of}",
            "give --issue, or run: stancetracker show " + actor,
        )
    [standing] = found
    fields = Fields(connection, str(standing.evidence)) if standing.evidence else None
    base = _base(connection, question)
    sentence = _standing_words(standing, issue.title, fields)
    return _with_source(
        replace(
            base,
            key=_key(f"{actor}-{issue.id}", question),
            kind="standing",
            record=standing.evidence,
            issue=issue.id,
            actor=actor,
            type="dataset",
            author=base.dataset_publisher,
            title=sentence,
            publisher=base.dataset_publisher,
            date=question.as_of,
            sentence=sentence,
        ),
        fields.sources if fields else (),
    )


def _standing_words(standing: Standing, about: str, fields: Fields | None) -> str:
    row = standing._asdict()
    flags = wording.flags(row)
    if standing.status == "silent":
        came_back = "" if standing.response == "none-found" else table.came_back(row)
        checked = wording.none_by(standing.name, about, str(standing.earliest))
        return wording.told(checked, (table.checked_by(row), came_back, *flags))
    if standing.status == "unchecked" or fields is None:
        return wording.told(wording.unchecked_by(standing.name, about), flags)
    # The deciding statement is cited by its own stance; that the standing is mixed is said beside it.
    stance = fields["stance"]
    mixed = wording.MIXED if standing.stance != stance else ""
    voice = wording.VOICES.get(fields["voice"], "")
    audience = fields["audience"] if standing.audience == "any" else "public"
    said = wording.said_by(standing.name, about, stance, table.date(row), audience)
    return (
        wording.told(said, (wording.CHANNELS[str(standing.channel)], voice, mixed, *flags)) + fields.words()
    )


def _issue(connection: sqlite3.Connection, question: Question, issue: str) -> Citation:
    asked = panel(connection, question._replace(issues=(issue,)))
    base = _base(connection, question)
    counts = asked.counts
    found = "; ".join((counts.found(), *counts.besides())) if counts.total else "no panel, so no counts"
    return replace(
        base,
        key=_key(issue, question),
        kind="issue",
        record=issue,
        issue=issue,
        type="dataset",
        author=base.dataset_publisher,
        title=asked.issue.title,
        publisher=base.dataset_publisher,
        date=question.as_of,
        sentence=f"{asked.issue.title}, “{asked.issue.proposition}”: {found}",
    )


def _record(connection: sqlite3.Connection, question: Question, kind: str, record: str) -> Citation:
    fields = Fields(connection, record)
    if not fields.is_known(question):
        day = question.known_by or question.as_of
        raise UsageError(f"{record} is not on record as of {day}", "give a later --as-of or --known-by")
    made = bibliography.cited(connection, kind, fields, _base(connection, question))
    withdrawn = bibliography.withdrawn(connection, question, record)
    sentence = f"{made.sentence} [{withdrawn}]" if withdrawn else made.sentence
    made = replace(
        made, key=f"{record}{_known(question)}", kind=kind, record=record, sentence=sentence, mark=withdrawn
    )
    return _with_source(made, fields.sources)


def _key(about: str, question: Question) -> str:
    audience = "" if question.audience == "public" else f"-{question.audience}"
    return f"{about}-{question.as_of}{_known(question)}{audience}"


def _known(question: Question) -> str:
    return f"-known-{question.known_by}" if question.known_by else ""


def _with_source(cited: Citation, sources: Sequence[Origin]) -> Citation:
    """Return the citation with the first source of its evidence."""
    if not sources:
        return cited
    first = sources[0]
    return replace(
        cited,
        source=first.url or first.citation,
        archive_url=first.archive_url,
        retrieved=first.retrieved,
        via=first.publisher or first.author,
    )


def _source(
    connection: sqlite3.Connection, question: Question, ref: str, named: Sequence[Origin]
) -> Citation:
    known = [one for one in named if Fields(connection, one.record).is_known(question)]
    if not known:
        raise UsageError(
            f"no record as of {question.as_of} cites {ref}", "give a later --as-of or --known-by"
        )

    def first(name: str) -> str | None:
        return next((getattr(one, name) for one in known if getattr(one, name)), None)

    address = first("url") or first("citation")
    title, published = first("title"), first("published")
    day = dates.interval_words(*dates.parse(published)) if published else None
    parts = (first("author"), f"“{title}”" if title else None, first("publisher"), day)
    return replace(
        _base(connection, question),
        key=f"source-{lookup.source_key(str(address))}",
        kind="source",
        type="webpage" if first("url") else "document",
        author=first("author"),
        title=title or str(address),
        publisher=first("publisher"),
        date=published,
        source=address,
        archive_url=first("archive_url"),
        retrieved=first("retrieved"),
        language=first("language"),
        sentence=", ".join(part for part in parts if part),
    )


SHOWN: Final = (
    Shown("Key", lambda row: table.text(row, "key")),
    Shown("Citation", lambda row: table.text(row, "text")),
)
