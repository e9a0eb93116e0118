"""List standings, who spoke, who is silent and who is unchecked: the answer of `list`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from stancetracker.base import versions, wording
from stancetracker.index import queries
from stancetracker.index.queries import LIST_COLUMNS, Issue, Question, Standing
from stancetracker.reports import cells, filters
from stancetracker.reports.caveats import with_caveats
from stancetracker.reports.counts import count
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Report, Section, Shown, grouped

if TYPE_CHECKING:
    from stancetracker.index.record_queries import Silence, Statement

_OF_STATEMENT: Final = (
    "date",
    "stance",
    "stance_basis",
    "side",
    "wording",
    "channel",
    "voice",
    "role",
    "organization",
    "organization_name",
    "source",
    "publisher",
    "original_publisher",
    "tier",
)
_OF_SILENCE: Final = (
    "date",
    "basis",
    "response",
    "checked_by",
    "source",
    "publisher",
    "original_publisher",
    "tier",
    "author",
    "published",
    "source_language",
)
"""What people read of a record that matches, by the names that it shares with a standing."""


def _listing(connection: sqlite3.Connection, question: Question) -> Report:
    """Return one row for each actor and issue that passes the filters."""
    standings = filters.standings(connection, question)
    selection = filters.choose(connection, standings, question)
    issues = {issue.id: issue for issue in queries.issues(connection, question.issues)}
    panels = filters.panels(connection, question, standings)
    listed_ids = {standing.issue for standing in (*standings, *panels)}
    is_grouped = _is_grouped([*standings, *panels]) or (
        len(issues) > 1 and filters.names_actors(question)
    )
    day = cells.scope(question)
    section = Section(
        "standing",
        LIST_COLUMNS,
        selection,
        _shown(selection, question.audience, above=is_grouped),
        key="actor",
        caption=_proposition(issues, listed_ids),
        as_read=rows_as_read(connection, question, selection),
        ending=(
            *matched_ending(selection),
            *_counts(panels, issues, question),
            f"{day} · data {versions.short(queries.data_version(connection))}",
        ),
    )
    return Report(
        title="Standings",
        question=f"Who spoke, and for whom was no public statement found, {day}?",
        sections=stamped(connection, question, section),
        left_out=_unlisted(issues, listed_ids, question),
    )


def rows_as_read(
    connection: sqlite3.Connection, question: Question, selection: Sequence[Standing]
) -> Callable[[Sequence[Standing]], Sequence[Standing]] | None:
    """Return a function that shows the records that match in place of those that standings rest on.

    None where these are the same.
    """
    ids = {str(standing.matched_id) for standing in selection if _rests_on_another(standing)}
    if not ids:
        return None
    from stancetracker.index import record_queries  # slow to import, and few lists need it

    records: dict[tuple[str | None, str], Mapping[str, Any]] = {}
    for statement in record_queries.statements(connection, question, to=ids):
        values = {name: getattr(statement, name) for name in _OF_STATEMENT}
        words = statement.quote or statement.summary or statement.label
        records[statement.id, statement.speaker] = _record_shown(statement, words, values)
    for silence in record_queries.silences(connection, question, to=ids):
        values = {name: getattr(silence, name) for name in _OF_SILENCE}
        records[silence.id, silence.actor] = _record_shown(silence, silence.label, values)

    def as_read(standings: Sequence[Standing]) -> Sequence[Standing]:
        return [
            standing._replace(**records.get((standing.matched_id, standing.actor), {}))
            for standing in standings
        ]

    return as_read


def _rests_on_another(standing: Standing) -> bool:
    """Return whether a standing rests on another record than the one that matches."""
    return standing.matched_id not in (None, standing.evidence)


def _record_shown(
    record: Statement | Silence, words: str | None, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what a standing has of the record that it is shown by."""
    return {
        **values,
        "evidence": record.id,
        "words": words,
        "earliest": record.date_earliest,
        "latest": record.date_latest,
        "archive": None,
    }


def matched_ending(selection: Sequence[Standing]) -> tuple[str, ...]:
    """Return the line that records are shown that standings don't rest on; none if none is."""
    return (wording.MATCHED,) if any(map(_rests_on_another, selection)) else ()


def _proposition(issues: Mapping[str, Issue], issue_ids: set[str]) -> str | None:
    """Return the proposition of the one issue that is listed; None where there are several."""
    if len(issue_ids) != 1:
        return None
    return f"The proposition: {issues[min(issue_ids)].proposition}"


def _counts(
    panels: Sequence[Standing], issues: Mapping[str, Issue], question: Question
) -> list[str]:
    """Return a line for each panel: its counts, and the flags within them."""
    lines = []
    for issue, members in grouped(panels, lambda standing: standing.issue).items():
        kinds = {member.actor_kind for member in members}
        kind = question.actors if question.actors in kinds or len(kinds) > 1 else kinds.pop()
        counts = count(members, kind, question, issues[issue])
        _day, *flags = counts.besides()
        line = f"{issue}: {counts.headline()}"
        lines.append(f"{line} {'; '.join(flags)}." if flags else line)
    return lines


def _is_grouped(standings: Sequence[Standing]) -> bool:
    """Return whether the standings are on several issues, or in and outside of a panel."""
    return len({(standing.issue, standing.panel) for standing in standings}) > 1


def _shown(
    selection: Sequence[Standing], audience: str, *, above: bool
) -> tuple[Shown[Standing], ...]:
    """Return the columns of `list`, with headings that fit; with `above`, the issue is a line."""
    headings: dict[str, str] = {}
    if selection and all(standing.status == "silent" for standing in selection):
        headings = _headings_of_silences(selection)
    elif all(standing.status != "silent" for standing in selection):
        headings = {"When": "Date"}
    columns = cells.headed(cells.GROUPED if above else cells.STANDING, audience)
    return tuple(
        column._replace(heading=headings.get(column.heading, column.heading)) for column in columns
    )


def _unlisted(
    issues: Mapping[str, Issue], listed_ids: set[str], question: Question
) -> tuple[str, ...]:
    """Return the line that names the issues asked about that are in no row, for want of a panel."""
    unlisted = [
        issue.id
        for issue in issues.values()
        if issue.id not in listed_ids and not issue.members(question.actors)
    ]
    if not (listed_ids and unlisted) or filters.names_actors(question):
        return ()
    return (wording.no_panel(unlisted, question.actors),)


def row_counts(connection: sqlite3.Connection, questions: Sequence[Question]) -> list[int]:
    """Return how many rows `listing` has for each question; they differ in whose they ask for."""
    if not questions:
        return []
    widest = filters.widest(questions)
    if any(not filter.of_issue for filter in filters.of_question(widest)):
        standings = filters.choose(connection, filters.standings(connection, widest), widest)
        return filters.counts(standings, questions)
    return [_unfiltered_count(connection, question) for question in questions]


def _unfiltered_count(connection: sqlite3.Connection, question: Question) -> int:
    """Return how many rows `listing` has where no filter judges them, without reading them."""
    issues = queries.issues(connection, question.issues)
    rows = sum(issue.members(question.actors) for issue in issues)
    if question.everyone:
        issue_ids: Iterable[str | None] = {*question.issues} or (None,)
        rows += sum(
            question.actors in ("any", row.actor_kind) and not row.panel
            for issue_id in issue_ids
            for row in queries.on_record(connection, question, issue=issue_id)
        )
    return rows


listing = with_caveats(_listing, row_counts)
"""Return one row for each actor and issue that passes the filters."""


def _headings_of_silences(silent: Sequence[Standing]) -> dict[str, str]:
    """Return the headings of silences; only what somebody searched or asked for was checked."""
    bases = {standing.basis for standing in silent}
    if bases == {"reported"}:
        return {"When": "Up to", "Source": "According to"}
    if "reported" in bases:
        return {"When": "Up to"}
    return {"When": "Last checked", "Source": "Checked by"}
