"""Why an answer has no rows: the lines beside it."""

import sqlite3
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Final

from stancetracker.base import wording
from stancetracker.index import queries
from stancetracker.index.queries import Question
from stancetracker.reports import cells, filters
from stancetracker.reports.table import Report

Maker = Callable[[sqlite3.Connection, Question], Report]
_ACTORS: Final = ("matrix", "standing")
"""The sections that people read, and that list actors, where the main one does not."""


def with_reasons(make: Maker) -> Maker:
    """Return a maker whose report says why it has no rows, where it has none."""

    @wraps(make)
    def make_with_reasons(connection: sqlite3.Connection, question: Question) -> Report:
        report = make(connection, question)
        if _has_rows(report):
            return report
        return report._replace(caveats=(*report.caveats, *_reasons(connection, question)))

    return make_with_reasons


def _has_rows(report: Report) -> bool:
    """Return whether an answer lists actors or records."""
    names = {section.name for section in report.sections}
    name = next((name for name in _ACTORS if name in names), None)
    return bool(report.section(name).rows)


def _reasons(connection: sqlite3.Connection, question: Question) -> Iterator[str]:
    """Yield why an answer has no rows: nobody in a panel or on record, or filters."""
    chosen = [
        filter
        for filter in filters.of_question(question)
        if filter.of_kind or filter.of_standing or filter.condition
    ]
    unfiltered = filters.without(question, chosen)
    if not filters.standings(connection, unfiltered):
        if filters.names_actors(question):
            yield from _nothing_about(connection, unfiltered)
        else:
            yield from _without_panel(connection, unfiltered)
    elif chosen:
        flags = [filter.flag(question) for filter in chosen]
        yield wording.NO_ROW_PASSES.format(" and ".join(flags))


def _nothing_about(connection: sqlite3.Connection, question: Question) -> Iterator[str]:
    """Yield the names of those asked about who are in no panel and have no record there."""
    from stancetracker.index import lookup  # slow to import, and few lists need it

    names = {actor.id: actor.name for actor in lookup.actors(connection).values()}
    actors = filters.named_actors(question)
    standings = queries.standings(connection, question.issues, actors=actors)
    answered = {standing.actor for standing in standings}
    day = cells.scope(question)
    for person in question.people:
        if person not in answered:
            yield wording.nothing_about(names.get(person, person), question.issues, day)
    if question.people or not answered.isdisjoint(question.members | question.tagged):
        return
    for organization in question.organizations:
        name = wording.and_its_people(names.get(organization, organization))
        yield wording.nothing_about(name, question.issues, day)
    for tag in question.tags:
        yield wording.nothing_about(wording.WITH_TAG.format(tag), question.issues, day)


def _without_panel(connection: sqlite3.Connection, question: Question) -> Iterator[str]:
    """Yield that the issues asked about have no panel."""
    issues = queries.issues(connection, question.issues)
    if not issues:
        yield wording.NO_ISSUE
    elif not question.issues:
        yield wording.NO_PANEL
    for issue in issues if question.issues else ():
        is_empty = not queries.standings(connection, (issue.id,))
        day = cells.scope(question)
        yield wording.has_no_panel(issue.id, nothing_as_of=day if is_empty else None)
