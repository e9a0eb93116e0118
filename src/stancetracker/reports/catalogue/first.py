"""Who spoke first after each trigger, surely or perhaps, and how many days later.

Days count from the trigger, day 0; where the issue's first day is no trigger, they count from it as
well. A statement may follow a trigger unless its last possible day is before it, and surely does if
its first one is not. Among the panel, someone is surely first whose last possible day is before
everyone else's first; perhaps first, whose first one is not after the last one of anybody who
surely spoke. A statement that may be made only after the day asked about makes nobody surely first.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Event, Statement
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import Panel, on_each_issue
from stancetracker.reports.table import (
    Figure,
    PeopleOnly,
    Report,
    Section,
    Shown,
    grouped,
    plain,
    public_columns,
)


class FirstRow(NamedTuple):
    """An actor after a start, with the days of the first statement that may follow it."""

    issue: str
    trigger: str | None
    trigger_title: str | None
    trigger_earliest: str
    trigger_latest: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    panel: bool
    status: str
    first: str | None
    days_earliest: int | None
    days_latest: int | None
    sure: bool | None
    stances: str | None
    side: str | None
    """The stances in the issue's own words."""
    last_checked: str | None
    evidence: str | None
    stale: bool
    private: bool
    may_have_spoken: bool
    statements: PeopleOnly[Sequence[Statement]]
    side_words: PeopleOnly[str]
    """The same, and which of them are inferred."""
    standing: PeopleOnly[Standing]
    begun: PeopleOnly[bool]
    """True if the first statement may have been made only after the day asked about."""
    stance: PeopleOnly[str | None]
    response: PeopleOnly[str | None]
    actor_kind: PeopleOnly[str]


class Start(NamedTuple):
    """The day from which days are counted: that of a trigger, or the first of the issue."""

    trigger: str | None
    title: str | None
    earliest: str
    latest: str


class Span(NamedTuple):
    """The days between which a first statement lies, and whether one surely follows the start."""

    earliest: str
    latest: str
    sure: bool


class Follower(NamedTuple):
    """The first statements of someone after a start: when, and which may be the first."""

    span: Span
    statements: Sequence[Statement]


def places(spans: Mapping[str, Span]) -> dict[str, str]:
    """Return whether each of these spans is `surely` the first of them, `perhaps`, or `no`."""
    starts = sorted(span.earliest for span in spans.values())
    first_sure_end = min((span.latest for span in spans.values() if span.sure), default=None)

    def place(span: Span) -> str:
        if first_sure_end is not None and span.earliest > first_sure_end:
            return "no"
        return "surely" if span.sure and bisect_right(starts, span.latest) == 1 else "perhaps"

    return {key: place(span) for key, span in spans.items()}


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List each panel after each start, by the days of the first statement; filters choose rows."""
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """List the panel of one issue after each start."""
    question = panel.question
    material = panel.material()
    selection = {standing.actor for standing in filters.choose_actors(panel.standings, question)}
    statements = grouped(
        (statement for statement in material.statements if _may_count(statement, question)),
        lambda statement: statement.speaker,
    )
    chosen_ids = _chosen_ids(panel, material.statements)
    rows: list[FirstRow] = []
    sentences = []
    for start in _starts(panel, material.triggers):
        rows_after = _rows(start, panel, statements)
        sentences.append(_who_was_first(start, rows_after))
        rows += [
            row
            for row in rows_after
            if row.actor in selection
            and (
                chosen_ids is None
                or any(statement.id in chosen_ids for statement in row.statements)
            )
        ]
    return panel.report(
        Section(
            "first",
            public_columns(FirstRow),
            rows,
            _SHOWN,
            key="actor",
            caption=" ".join(sentences) or None,
        ),
        title="who spoke first",
        question="who spoke first after each trigger, and how many days later",
        records=panel.records(selection),
        notes=[wording.FIRST],
        figures=[Figure("when", (panel, material))],
    )


def _may_count(statement: Statement, question: Question) -> bool:
    """Return whether a statement counts, or is public and may have been made by the day asked."""
    if statement.counts:
        return True
    is_public = statement.audience == "public" and statement.date_earliest <= question.as_of
    return is_public and statement.withdrawn is None and statement.verification != "disputed"


def _chosen_ids(panel: Panel, statements: Sequence[Statement]) -> set[str] | None:
    """Return the ids of the statements that pass the filters of records; None without such."""
    if not filters.about_records(panel.question):
        return None
    chosen = filters.choose_records(panel.connection, statements, panel.question)
    return {statement.id for statement in chosen}


def _starts(panel: Panel, triggers: Iterable[Event]) -> list[Start]:
    """Return the starts that were over by the day asked about; none where nobody is listed."""
    starts = [
        Start(trigger.id, trigger.title, trigger.date_earliest, trigger.date_latest)
        for trigger in triggers
    ]
    since = panel.issue.since
    if all((start.earliest, start.latest) != (since, since) for start in starts):
        starts.insert(0, Start(None, None, since, since))
    if not panel.standings:
        return []
    return [start for start in starts if start.latest <= panel.question.as_of]


def _who_was_first(start: Start, rows: Sequence[FirstRow]) -> str:
    """Return who was first after a start, in a sentence."""
    candidates = [
        wording.Candidate(row.first, row.name, _days_later(row)) for row in rows if row.first
    ]
    day = dates.interval_words(start.earliest, start.latest)
    return wording.first_after(f"{_start_name(start.title)}, {day}", candidates)


def _rows(
    start: Start, panel: Panel, statements: Mapping[str, Sequence[Statement]]
) -> list[FirstRow]:
    """Return a row for each actor, by the days of the first statement after a start.

    Only the panel is compared, if there is one.
    """
    followers: dict[str, Follower] = {}
    for actor, of_actor in statements.items():
        after = [statement for statement in of_actor if statement.date_latest >= start.earliest]
        if after:
            followers[actor] = _follower(start, after)
    compared = {
        standing.actor for standing in panel.standings if standing.panel or not panel.counts.total
    }
    first = places(
        {actor: follower.span for actor, follower in followers.items() if actor in compared}
    )
    without_one = Span("A", "", sure=False)  # a letter sorts after every day
    ordered = sorted(
        panel.standings,
        key=lambda standing: (
            followers[standing.actor].span if standing.actor in followers else without_one
        ),
    )
    return [
        _row(start, standing, followers.get(standing.actor), first.get(standing.actor))
        for standing in ordered
    ]


def _follower(start: Start, after: Sequence[Statement]) -> Follower:
    """Return when someone first spoke after a start, with these statements that may follow it."""
    sure_ends = [
        statement.date_latest
        for statement in after
        if statement.counts and statement.date_earliest >= start.latest
    ]
    earliest = max(start.earliest, min(statement.date_earliest for statement in after))
    latest = min(sure_ends, default=max(statement.date_latest for statement in after))
    return Follower(
        Span(earliest, latest, sure=bool(sure_ends)),
        [statement for statement in after if statement.date_earliest <= latest],
    )


def _row(
    start: Start, standing: Standing, follower: Follower | None, first: str | None
) -> FirstRow:
    span = follower.span if follower else None
    statements = follower.statements if follower else ()
    ids = " ".join(statement.id for statement in statements)
    sides = [statement.side for statement in statements]
    sides_with_basis = [
        wording.with_basis(statement.side, statement.stance_basis) for statement in statements
    ]
    last_checked = standing.earliest if standing.status == "silent" else None
    return FirstRow(
        issue=standing.issue,
        trigger=start.trigger,
        trigger_title=start.title,
        trigger_earliest=start.earliest,
        trigger_latest=start.latest,
        actor=standing.actor,
        name=standing.name,
        organization=standing.organization,
        role=standing.role,
        panel=standing.panel,
        status=standing.status,
        first=first,
        days_earliest=span and max(dates.days_between(start.latest, span.earliest), 0),
        days_latest=span and dates.days_between(start.earliest, span.latest),
        sure=span and span.sure,
        stances=" ".join(dict.fromkeys(statement.stance for statement in statements)) or None,
        side=_alternatives(sides) or None,
        last_checked=last_checked,
        evidence=ids or (last_checked and standing.evidence),
        stale=standing.stale,
        private=standing.private,
        may_have_spoken=standing.may_have_spoken,
        statements=statements,
        side_words=_alternatives(sides_with_basis),
        standing=standing,
        begun=bool(span and span.latest > standing.as_of),
        stance=standing.stance,
        response=standing.response,
        actor_kind=standing.actor_kind,
    )


def _alternatives(words: Iterable[str]) -> str:
    """Return what may have been said first: `for the ban or against the ban`."""
    return " or ".join(dict.fromkeys(words))


def _days_later(row: FirstRow) -> str:
    return wording.days_after(row._asdict())


def _after(row: FirstRow) -> str:
    day = dates.interval_words(row.trigger_earliest, row.trigger_latest)
    return f"After {_start_name(row.trigger_title)}, {day}"


def _start_name(title: str | None) -> str:
    """Return a trigger's title, or what the first day is called that is no trigger."""
    return f"“{title}”" if title else "the issue's first day"


_SHOWN: Final[tuple[Shown[FirstRow], ...]] = (
    Shown("After", _after, group=True),
    plain("Name", lambda row: row.name),
    plain("First", lambda row: row.first),
    Shown("Days later", _days_later),
    Shown("Side", lambda row: row.side_words, keep=1),
    Shown(
        "Note",
        lambda row: cells.note(row.standing._replace(stale=False, may_have_spoken=False)),
        keep=2,
    ),
)
