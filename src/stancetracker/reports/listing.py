"""List standings, who spoke, who is silent and who is unchecked: the answer of `list`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from stancetracker.base import versions, wording
from stancetracker.index import queries
from stancetracker.index.queries import LIST_COLUMNS, Issue, Question, Standing
from stancetracker.reports import cells, filters
from stancetracker.reports.caveats import with_reasons
from stancetracker.reports.counts import count
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Report, Section, Shown, grouped, joined

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
    panels = [
        member
        for member in filters.panels(connection, question, standings)
        if member.issue in question.issues or member.issue in {row.issue for row in selection}
    ]
    listed_ids = {standing.issue for standing in (*standings, *panels)}
    is_grouped = _is_grouped([*standings, *panels]) or (
        len(issues) > 1 and filters.names_actors(question)
    )
    day = cells.scope(question)
    version = f"data {versions.short(queries.data_version(connection))}"
    is_of_panels = not (question.everyone or filters.names_actors(question))
    section = Section(
        "standing",
        LIST_COLUMNS,
        selection,
        _shown(selection, question.audience, issues if is_grouped else None),
        key="actor",
        caption=_proposition(issues, listed_ids),
        as_read=rows_as_read(connection, question, selection),
        ending=(
            *matched_ending(selection),
            *_counts(panels, issues, question),
            *(_without_panel(issues, question) if selection else ()),
            joined(" · ", day, version, is_of_panels and wording.PANELS),
        ),
    )
    return Report(
        title="Standings",
        question=f"Who spoke, and for whom was no public statement found, {day}?",
        sections=stamped(connection, question, section),
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
    """Return a line for each panel: its counts; of one alone sentences, with the flags in them."""
    of_issues = [
        count(members, question, issues[issue])
        for issue, members in grouped(panels, lambda standing: standing.issue).items()
    ]
    if len(of_issues) != 1:
        names = wording.told_apart({issue: found.name for issue, found in issues.items()})
        return [f"{names[counts.issue.id]}: {counts.brief()}" for counts in of_issues]
    [counts] = of_issues
    _day, *flags = counts.besides()
    line = f"{counts.issue.name}: {counts.headline()}"
    return [f"{line} {'; '.join(flags)}." if flags else line]


def _without_panel(issues: Mapping[str, Issue], question: Question) -> Iterator[str]:
    """Yield the line that issues asked about have no panel, and so no counts."""
    names = [issues[issue].name for issue in question.issues if not issues[issue].has_panel]
    if names:
        yield wording.without_panel(names if len(question.issues) > 1 else [])


def _is_grouped(standings: Sequence[Standing]) -> bool:
    """Return whether the standings are on several issues, or in and outside of a panel."""
    return len({(standing.issue, standing.panel) for standing in standings}) > 1


def _shown(
    selection: Sequence[Standing], audience: str, issues: Mapping[str, Issue] | None
) -> tuple[Shown[Standing], ...]:
    """Return the columns of `list`, with headings that fit; with `issues`, these are headings."""
    headings: dict[str, str] = {}
    if selection and all(standing.status == "silent" for standing in selection):
        headings = _headings_of_silences(selection)
    elif all(standing.status != "silent" for standing in selection):
        headings = {"When": "Date"}
    under_issues = cells.STANDING if issues is None else cells.grouped(issues.values())
    columns = cells.headed(under_issues, audience)
    return tuple(
        column._replace(heading=headings.get(column.heading, column.heading)) for column in columns
    )


listing = with_reasons(_listing)
"""Return one row for each actor and issue that passes the filters."""


def _headings_of_silences(silent: Sequence[Standing]) -> dict[str, str]:
    """Return the headings of silences; only what somebody searched or asked for was checked."""
    bases = {standing.basis for standing in silent}
    if bases == {"reported"}:
        return {"When": "Up to", "Source": "According to"}
    if "reported" in bases:
        return {"When": "Up to"}
    return {"When": "Last checked", "Source": "Checked by"}
