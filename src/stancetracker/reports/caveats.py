"""The lines beside an answer: how many rows flags would add, and why it has none."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Final

from stancetracker.base import wording
from stancetracker.index import queries
from stancetracker.index.queries import OnRecord, Question
from stancetracker.reports import cells, filters
from stancetracker.reports.filters import Filter
from stancetracker.reports.table import Report

Maker = Callable[[sqlite3.Connection, Question], Report]
Counter = Callable[[sqlite3.Connection, Sequence[Question]], list[int]]
"""Returns how many rows an answer has to each question; they differ in whose rows they ask for."""
_ALL: Final = "--all"
_ANY_KIND: Final = "--actors any"
_ALL_OF_ANY_KIND: Final = f"{_ALL} {_ANY_KIND}"
MOST_JUDGED: Final = 10_000
"""So many standings are judged for a hint; where there are more, it says that some may belong."""
_ACTORS: Final = ("matrix", "standing")
"""The sections that people read, and that list actors, where the main one does not."""


def with_caveats(make: Maker, count: Counter | None = None, *, judges: bool = False) -> Maker:
    """Return a maker whose report says how many rows flags would add, or why it has none.

    The rows are those of the report itself under the same filters; `count` finds their number for
    several questions at once. A report that `judges` chooses its rows by their standings even
    without a filter.
    """

    @wraps(make)
    def make_with_caveats(connection: sqlite3.Connection, question: Question) -> Report:
        def count_by_making(
            connection: sqlite3.Connection, questions: Sequence[Question]
        ) -> list[int]:
            return [_count(make(connection, question)) for question in questions]

        report = make(connection, question)
        rows = _count(report)
        counter = count or count_by_making
        if not rows:
            reasons = _reasons(connection, question, counter)
            report = report._replace(caveats=(*report.caveats, *reasons))
        if not question.hints:
            return report._replace(left_out=())
        others = filters.others(connection, question)
        if len(others) > MOST_JUDGED and (judges or filters.of_standings(question)):
            more = _some_of(question, others)
        else:
            more = _rows_to_add(connection, question, counter, rows, others)
        return report._replace(left_out=(*more, *report.left_out))

    return make_with_caveats


def _count(report: Report) -> int:
    """Return how many rows of an answer list actors or records."""
    names = {section.name for section in report.sections}
    name = next((name for name in _ACTORS if name in names), None)
    return len(report.section(name).rows)


def _rows_to_add(
    connection: sqlite3.Connection,
    question: Question,
    count: Counter,
    rows: int,
    others: Sequence[OnRecord],
) -> tuple[str, ...]:
    """Return the line that says how many rows flags would add; none where they add nothing."""
    may_be_outside = not question.everyone and any(not row.panel for row in others)
    may_be_of_other_kind = question.actors != "any" and (
        any(row.actor_kind != question.actors for row in others)
        or _has_panel_of_other_kind(connection, question)
    )

    wider = {}
    if may_be_outside:
        wider[_ALL] = question._replace(everyone=True)
    if may_be_of_other_kind:
        wider[_ANY_KIND] = question._replace(actors="any", actors_asked=True)
    if may_be_outside and may_be_of_other_kind:
        wider[_ALL_OF_ANY_KIND] = wider[_ANY_KIND]._replace(everyone=True)
    counts = dict(zip(wider, count(connection, [*wider.values()]), strict=True))
    return _counted(rows, counts)


def _counted(rows: int, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the line that says how many rows flags add, given the rows with each of them."""
    outside = counts.get(_ALL, rows) - rows
    any_kind = counts.get(_ANY_KIND, rows) - rows
    all_of_any_kind = counts.get(_ALL_OF_ANY_KIND, rows + any_kind) - rows
    parts = []
    if outside:
        parts.append(f"{outside:,} more {wording.OUTSIDE}: {_ALL}")
    if all_of_any_kind > outside:
        flags = _ANY_KIND if all_of_any_kind == any_kind else _ALL_OF_ANY_KIND
        more = "" if outside else " more"
        parts.append(f"{all_of_any_kind:,}{more} {wording.OF_ANY_KIND}: {flags}")
    return ("; ".join(parts),) if parts else ()


def _some_of(question: Question, others: Sequence[OnRecord]) -> tuple[str, ...]:
    """Return the line that says of how many standings flags may add some."""
    is_outside = [not row.panel for row in others]
    is_of_other_kind = [question.actors not in ("any", row.actor_kind) for row in others]
    flags = [*([_ALL] if any(is_outside) else []), *([_ANY_KIND] if any(is_of_other_kind) else [])]
    return (wording.some_of(len(others), " ".join(flags)),)


def _has_panel_of_other_kind(connection: sqlite3.Connection, question: Question) -> bool:
    """Return whether an issue asked about has actors in its panel that are of another kind."""
    return any(
        issue.organizations if question.actors == "person" else issue.people
        for issue in queries.issues(connection, question.issues)
    )


def _reasons(connection: sqlite3.Connection, question: Question, count: Counter) -> Iterator[str]:
    """Yield why an answer has no rows: filters, or nobody in a panel or on record."""
    chosen = [
        filter for filter in filters.of_question(question) if filter.of_standing or filter.condition
    ]
    unfiltered = filters.without(question, chosen)
    if chosen and any(count(connection, [unfiltered])):
        yield _filtered_out(connection, question, chosen, count)
    elif filters.names_actors(question):
        yield from _nothing_about(connection, unfiltered)
    elif not filters.standings(connection, unfiltered):
        yield from _without_panel(connection, unfiltered)


def _filtered_out(
    connection: sqlite3.Connection, question: Question, chosen: Sequence[Filter], count: Counter
) -> str:
    """Return how many rows there are without each of these filters, else without all of them."""
    rows_by_flag = {}
    for filter in chosen:
        [rows] = count(connection, [filters.without(question, [filter])])
        rows_by_flag[filter.flag(question)] = rows
    parts = [(rows, flag) for flag, rows in rows_by_flag.items() if rows]
    if not parts:
        [rows] = count(connection, [filters.without(question, chosen)])
        parts = [(rows, wording.named(list(rows_by_flag)))]
    return wording.filtered_out(parts)


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
    """Yield that the issues asked about have no panel, or none of this kind of actor."""
    issues = queries.issues(connection, question.issues)
    if not issues:
        yield wording.NO_ISSUE
    elif not question.issues:
        yield wording.no_issue_has_a_panel(question.actors)
    for issue in issues if question.issues else ():
        kind = question.actors if issue.people or issue.organizations else "any"
        is_empty = not queries.on_record(connection, question, issue=issue.id)
        day = cells.scope(question)
        yield wording.has_no_panel(issue.id, kind, nothing_as_of=day if is_empty else None)
