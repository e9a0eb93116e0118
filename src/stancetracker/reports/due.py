"""List whom to check next, and why: the answer of `due`."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, versions, wording
from stancetracker.base.text import plural
from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.record_queries import Event, Statement
from stancetracker.reports import cells, filters, next_steps
from stancetracker.reports.caveats import with_reasons
from stancetracker.reports.next_steps import NextStep, NextSteps
from stancetracker.reports.run import stamped
from stancetracker.reports.table import (
    PeopleOnly,
    Report,
    Section,
    Shown,
    grouped,
    joined,
    plain,
    public_columns,
)


class DueRow(NamedTuple):
    """An actor to check on an issue, and why."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    panel: bool
    status: str
    why: str
    reason: str
    last_checked: str | None
    last_searched: str | None
    evidence: str | None
    days_overdue: int
    sources: str | None
    """Where to search."""
    terms: str | None
    """The words by which the issue is found."""
    next: str
    """The command that goes on from there."""
    if_none: str
    """The command for a search that found nothing."""
    organization_name: PeopleOnly[str | None]
    actor_kind: PeopleOnly[str]
    stance: PeopleOnly[str | None]
    response: PeopleOnly[str | None]
    sort_key: PeopleOnly[str]


def _search(row: DueRow) -> str:
    """Return where to search, and for what."""
    return joined(", for ", row.sources, row.terms)


_ISSUE: Final[Shown[DueRow]] = plain("Issue", lambda row: row.issue, 2)
_SEARCH: Final[Shown[DueRow]] = Shown("Search", _search, keep=4)
_SEARCHED: Final[Shown[DueRow]] = Shown(
    "Last searched", lambda row: cells.day(row.last_searched), keep=2
)
_SHOWN: Final[tuple[Shown[DueRow], ...]] = (
    plain("Name", lambda row: row.name),
    plain("Why", lambda row: row.reason),
    Shown("Last checked", lambda row: cells.day(row.last_checked), keep=1),
    _SEARCHED,
    plain("Days overdue", lambda row: row.days_overdue, 1, numeric=True),
    _ISSUE,
    Shown("Organization", cells.role, keep=3),
    _SEARCH,
    plain("Next", lambda row: row.next, 4),
)


_CLOCKS: Final = ("unchecked", "old-check", "old-search", "unanswered", "trigger")
"""The reasons whose days are counted from when somebody was to be looked for."""


class Reason(NamedTuple):
    """A reason for a check: one of `wording.DUE`, in words, and for how many days it has held."""

    why: str
    words: str
    days: int


def _due(connection: sqlite3.Connection, question: Question) -> Report:
    """Return a row for each actor and issue that is due, the longest unchecked first.

    Those never looked for come before those to recheck; who was searched for since a check got old
    is not due. After the last day of an issue nobody is rechecked; who was never looked for there
    stays due, after all on issues that run.
    """
    issues = {issue.id: issue for issue in queries.issues(connection)}
    selection = filters.choose(connection, filters.standings(connection, question), question)
    rows = _rows(connection, question, issues, selection)
    ended = {row.issue for row in selection if _has_ended(issues[row.issue], question)}
    over = wording.OVER.format(plural(len(ended), "issue"))
    ending = [_count(rows, question)]
    if ended and rows:
        ending.append(over)
    if rows:
        ending.append(wording.IF_NONE_FOUND)
    if any(row.next == next_steps.WATCH for row in rows):
        ending.append(wording.IF_WATCHED)
    ending.append(f"Data {versions.short(queries.data_version(connection))}")
    several_issues = len({row.issue for row in rows}) > 1
    left_out = [
        *([] if several_issues else [_ISSUE]),
        *([] if any(row.last_searched for row in rows) else [_SEARCHED]),
        *([] if any(map(_search, rows)) else [_SEARCH]),
    ]
    shown = tuple(column for column in _SHOWN if column not in left_out)
    section = Section("due", public_columns(DueRow), rows, shown, key="actor", ending=tuple(ending))
    return Report(
        title="Due",
        question=f"Whom to check next, {cells.scope(question)}?",
        sections=stamped(connection, question, section),
        caveats=(over,) if ended and not rows else (),
    )


due = with_reasons(_due)
"""Return a row for each actor and issue that is due, the longest unchecked first."""


def _has_ended(issue: Issue, question: Question) -> bool:
    """Return whether the last day of an issue has passed, so that nobody is rechecked on it."""
    return issue.until is not None and issue.until < question.as_of


class _DueStanding(NamedTuple):
    standing: Standing
    reasons: Sequence[Reason]


def _rows(
    connection: sqlite3.Connection,
    question: Question,
    issues: Mapping[str, Issue],
    standings: Sequence[Standing],
) -> list[DueRow]:
    """Return the rows of the standings that are due, in their order."""
    due_standings = _due_standings(connection, question, issues, standings)
    steps = NextSteps(connection, question, [due.standing for due in due_standings])
    rows = [
        _row(standing, reasons, steps.of(standing, issues[standing.issue]))
        for standing, reasons in due_standings
    ]
    places = {issue: place for place, issue in enumerate(issues)}
    return sorted(
        rows,
        key=lambda row: (
            _has_ended(issues[row.issue], question),
            not row.panel,
            row.status != "unchecked",
            max(row.last_checked or "", row.last_searched or ""),
            -row.days_overdue,
            places[row.issue],
            row.sort_key,
        ),
    )


def _due_standings(
    connection: sqlite3.Connection,
    question: Question,
    issues: Mapping[str, Issue],
    standings: Sequence[Standing],
) -> list[_DueStanding]:
    """Return the standings that are due, each with the reasons."""
    triggers = grouped(
        (
            event
            for event in record_queries.events(connection, question)
            if event.trigger and event.date_latest <= question.as_of
        ),
        lambda event: event.issue,
    )
    unpublished = grouped(
        record_queries.statements(connection, question, unpublished=True),
        lambda statement: (statement.issue, statement.speaker),
    )
    due_standings = list[_DueStanding]()
    for standing in standings:
        issue = issues[standing.issue]
        if standing.status != "unchecked" and _has_ended(issue, question):
            continue
        reasons = [
            *_reasons(
                standing,
                issue,
                triggers[standing.issue],
                unpublished[standing.issue, standing.actor],
            )
        ]
        if reasons:
            due_standings.append(_DueStanding(standing, reasons))
    return due_standings


def _row(standing: Standing, reasons: Sequence[Reason], step: NextStep) -> DueRow:
    """Return the row of a standing that is due."""
    # The days of other reasons are counted from something else.
    clocks = [reason.days for reason in reasons if reason.why in _CLOCKS]
    return DueRow(
        issue=standing.issue,
        actor=standing.actor,
        name=standing.name,
        organization=standing.organization,
        role=standing.role,
        panel=standing.panel,
        status=standing.status,
        why=reasons[0].why,
        reason="; ".join(reason.words for reason in reasons),
        last_checked=standing.last_checked,
        last_searched=standing.last_searched,
        evidence=standing.evidence,
        days_overdue=max(clocks, default=reasons[0].days),
        **step._asdict(),
        organization_name=standing.organization_name,
        actor_kind=standing.actor_kind,
        stance=standing.stance,
        response=standing.response,
        sort_key=standing.sort_key,
    )


def _count(rows: Sequence[DueRow], question: Question) -> str:
    """Return how many checks are due and of how many actors, never checked or to recheck."""
    kinds = {row.actor_kind for row in rows}
    kind = kinds.pop() if len(kinds) == 1 else "any"
    actors = wording.actors(len({row.actor for row in rows}), kind)
    unchecked = sum(row.why == "unchecked" for row in rows)
    return (
        f"{plural(len(rows), 'check')} due, of {actors}:"
        f" {unchecked:,} never looked for, {len(rows) - unchecked:,} to recheck,"
        f" {cells.scope(question)}"
    )


def _reasons(
    standing: Standing, issue: Issue, triggers: list[Event], unpublished: list[Statement]
) -> Iterator[Reason]:
    """Yield the reasons to check, the most important first."""
    day = standing.as_of
    looked_on = max(standing.last_checked or "", standing.last_searched or "")
    # Nothing is due before the first day of an issue.
    if standing.status == "spoke" or day < issue.since:
        return
    if standing.status == "unchecked":
        days = dates.days_between(issue.since, min(day, issue.until or day))
        yield Reason("unchecked", wording.DUE["unchecked"], days)
    elif standing.stale and not looked_on:
        days = dates.days_between(str(standing.earliest), day)
        yield Reason("unanswered", wording.DUE["unanswered"], days)
    elif standing.stale:
        why = "old-check" if looked_on == standing.last_checked else "old-search"
        yield from _reasons_to_look_again(why, looked_on, day, issue, triggers)
    if standing.may_have_spoken:
        yield Reason("may-have-spoken", wording.DUE["may-have-spoken"], 0)
    made_public = [
        statement.made_public_latest
        for statement in unpublished
        if statement.private and statement.made_public_latest
    ]
    since_check = [latest for latest in made_public if latest > looked_on]
    if since_check:
        days = dates.days_between(min(since_check), day)
        yield Reason("private", wording.DUE["private"], days)


def _reasons_to_look_again(
    why: str, looked_on: str, day: str, issue: Issue, triggers: list[Event]
) -> Iterator[Reason]:
    """Yield why a check or search is old by a day: its age, and the first trigger after it."""
    age = dates.days_between(looked_on, day)
    if age > issue.recheck_days:
        words = wording.DUE[why].format(
            day=dates.words(looked_on), days=plural(issue.recheck_days, "day")
        )
        yield Reason(why, words, age - issue.recheck_days)
    later = [event for event in triggers if looked_on < event.date_latest]
    if later:
        first = min(later, key=lambda event: (event.date_latest, event.id))
        when = dates.interval_words(first.date_earliest, first.date_latest)
        words = wording.DUE["trigger"].format(title=first.title, when=when)
        yield Reason("trigger", words, dates.days_between(first.date_latest, day))
