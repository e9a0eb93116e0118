"""What was said and checked on one issue, in order: statements, silences, events, replies and corrections."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.index import record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Correction, Event, Reply, Silence, Statement
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import Material, Panel, elapsed, on_each_issue
from stancetracker.reports.table import Figure, PeopleOnly, Report, Section, Shown, public_columns

_ORDER: Final = ("trigger", "event", "statement", "check", "reply", "correction")
"""The order of entries of the same days, by kind."""


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """A statement, silence, event, reply or correction; None where its kind has no such cell."""

    issue: str
    entry: str
    actor: str | None = None
    name: str | None = None
    organization: str | None = None
    role: str | None = None
    date: str
    earliest: str
    latest: str
    days_from_start_earliest: int | None = None
    days_from_start_latest: int | None = None
    trigger: str | None = None
    days_from_trigger_earliest: int | None = None
    days_from_trigger_latest: int | None = None
    stance: str | None = None
    stance_basis: str | None = None
    side: str | None = None
    response: str | None = None
    channel: str | None = None
    statement_audience: str | None = None
    text: str | None
    about: str | None = None
    verification: str | None = None
    withdrawn: str | None = None
    counts: bool | None = None
    source: str | None = None
    publisher: str | None = None
    recorded: str | None = None
    evidence: str
    who: PeopleOnly[str]
    what: PeopleOnly[str]
    original_publisher: PeopleOnly[str | None] = None
    tier: PeopleOnly[str | None] = None


def _days_from_start(row: EntryRow) -> str:
    if row.days_from_start_earliest is None or row.days_from_start_latest is None:
        return ""
    return wording.span(row.days_from_start_earliest, row.days_from_start_latest)


def _days_from_trigger(row: EntryRow) -> str:
    if row.days_from_trigger_earliest is None or row.days_from_trigger_latest is None:
        return ""
    return wording.span(row.days_from_trigger_earliest, row.days_from_trigger_latest)


_SHOWN: Final[tuple[Shown[EntryRow], ...]] = (
    Shown("When", cells.possible_days),
    Shown("Day", _days_from_start, keep=1),
    Shown("After trigger", _days_from_trigger, keep=2),
    Shown("Who", lambda row: row.who),
    Shown("What", lambda row: row.what),
    Shown("Source", cells.published_by, keep=3),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List all that had begun by the day asked about, withdrawn or not, by its first possible day.

    Filters choose statements, silences and events; filters about actors leave events out. A reply
    and a correction stand with the record that they are about, where days are asked for by their
    own. Replies stand above all, too, as in other reports.
    """
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """List all on one issue, by its first possible day."""
    question = panel.question
    material = panel.material()
    entries = _entries(panel, question._replace(since=None, until=None), material)
    records = {panel.issue.id, *(entry.evidence for entry in entries)}
    triggers = material.triggers
    entries += _replies(panel, records)
    entries += _corrections(panel, records)
    rows = [
        _with_days(panel, triggers, entry)
        for entry in entries
        if filters.is_dated(entry.earliest, entry.latest, question)
    ]
    rows.sort(key=lambda row: (row.earliest, row.latest, _ORDER.index(row.entry), row.evidence))
    answer = panel.report(
        Section(
            "entry",
            public_columns(EntryRow),
            rows,
            _SHOWN,
            key="evidence",
            caption=wording.DAYS_OF_ENTRIES,
        ),
        title="timeline",
        question="what was said and checked",
        records=records,
        corrected=False,
        notes=[wording.LANGUAGE_OF_QUOTES],
        figures=[Figure(name, (panel, material)) for name in ("when", "many")],
    )
    # The drawing has all records; a choice of them is listed.
    return answer._replace(is_drawn=not filters.about_records(question))


def _with_days(panel: Panel, triggers: Sequence[Event], row: EntryRow) -> EntryRow:
    """Return an entry with the days since the issue's first day and the last trigger before it."""
    days = elapsed(panel.issue, triggers, row.earliest, row.latest, but=row.evidence)
    return replace(
        row,
        days_from_start_earliest=days.days_from_start_earliest,
        days_from_start_latest=days.days_from_start_latest,
        trigger=days.trigger,
        days_from_trigger_earliest=days.days_from_trigger_earliest,
        days_from_trigger_latest=days.days_from_trigger_latest,
    )


def _entries(panel: Panel, question: Question, material: Material) -> list[EntryRow]:
    """Return the statements, silences and events that pass the filters."""
    selection = {
        standing.actor: standing for standing in filters.choose_actors(panel.standings, question)
    }
    connection = panel.connection
    entries = _statements(connection, question, material, selection)
    entries += _silences(connection, question, material, selection)
    if not filters.about_actors(question):
        entries += [
            _event_row(event)
            for event in filters.choose_records(connection, material.events, question)
            if event.date_earliest <= question.as_of
        ]
    return entries


def _statements(
    connection: sqlite3.Connection,
    question: Question,
    material: Material,
    selection: Mapping[str, Standing],
) -> list[EntryRow]:
    """Return the statements of these actors that may have been known by the day asked about."""
    rows = []
    for statement in filters.choose_records(connection, material.statements, question):
        # The first day on which those asked about may have known it.
        first_day = max(statement.made_public_earliest or "", statement.date_earliest)
        if statement.speaker in selection and first_day <= question.as_of:
            rows.append(_statement_row(statement))
    return rows


def _silences(
    connection: sqlite3.Connection,
    question: Question,
    material: Material,
    selection: Mapping[str, Standing],
) -> list[EntryRow]:
    """Return the silences of these actors that had begun by the day asked about."""
    return [
        _silence_row(silence, selection[silence.actor])
        for silence in filters.choose_records(connection, material.silences, question)
        if silence.actor in selection and silence.date_earliest <= question.as_of
    ]


def _statement_row(statement: Statement) -> EntryRow:
    mark = cells.mark_of_statement(
        statement.stance,
        statement.audience,
        statement.verification,
        statement.withdrawn,
        counts=statement.counts,
    )
    words = cells.words(statement)
    side_taken = wording.with_basis(statement.side, statement.stance_basis)
    where = cells.where(statement.channel, statement.voice, statement.audience)
    # That words were private says already why they do not count.
    state = wording.state(
        statement.verification,
        statement.withdrawn,
        counts=statement.counts or statement.private,
        note=statement.note,
    )
    return EntryRow(
        issue=statement.issue,
        entry="statement",
        actor=statement.speaker,
        name=statement.name,
        organization=statement.organization,
        role=statement.role,
        date=statement.date,
        earliest=statement.date_earliest,
        latest=statement.date_latest,
        stance=statement.stance,
        stance_basis=statement.stance_basis,
        side=statement.side,
        channel=statement.channel,
        statement_audience=statement.audience,
        text=statement.quote or statement.summary,
        verification=statement.verification,
        withdrawn=statement.withdrawn,
        counts=statement.counts,
        source=statement.source,
        publisher=statement.publisher,
        recorded=statement.recorded,
        evidence=statement.id,
        who=f"{mark} {statement.name}",
        what=_with_state(f"{side_taken}, {where}: {words}", state),
        original_publisher=statement.original_publisher,
        tier=statement.tier,
    )


def _silence_row(silence: Silence, standing: Standing) -> EntryRow:
    remark = cells.remark(silence, silence.label)
    who = cells.checked_beside(silence, remark)
    text = wording.none_found(silence.response, silence.date_earliest, who)
    if remark:
        text += f". {remark}"
    mark = wording.MARKS["silent" if silence.counts else "uncounted"]
    state = wording.state("", silence.withdrawn, counts=silence.counts, note=silence.note)
    return EntryRow(
        issue=silence.issue,
        entry="check",
        actor=silence.actor,
        name=silence.name,
        organization=standing.organization,
        role=standing.role,
        date=silence.date,
        earliest=silence.date_earliest,
        latest=silence.date_latest,
        response=silence.response,
        text=text,
        withdrawn=silence.withdrawn,
        counts=silence.counts,
        source=silence.source,
        publisher=silence.publisher,
        recorded=silence.recorded,
        evidence=silence.id,
        who=f"{mark} {silence.name}",
        what=_with_state(text, state),
        original_publisher=silence.original_publisher,
        tier=silence.tier,
    )


def _with_state(text: str, state: str) -> str:
    """Return a text with the reason why its record doesn't count, if there is one."""
    return f"{text} [{state}]" if state else text


def _event_row(event: Event) -> EntryRow:
    return EntryRow(
        issue=event.issue,
        entry="trigger" if event.trigger else "event",
        date=event.date,
        earliest=event.date_earliest,
        latest=event.date_latest,
        text=event.title,
        evidence=event.id,
        who="▼ trigger" if event.trigger else "event",
        what=event.title,
    )


def _replies(panel: Panel, records: set[str]) -> list[EntryRow]:
    """Return the replies to these records."""
    replies = record_queries.replies(panel.connection, panel.question, to=records)
    return [_reply_row(panel, reply) for reply in replies]


def _reply_row(panel: Panel, reply: Reply) -> EntryRow:
    earliest, latest = dates.parse(reply.date)
    return EntryRow(
        issue=panel.issue.id,
        entry="reply",
        actor=reply.by,
        name=reply.name,
        date=reply.date,
        earliest=min(earliest or panel.issue.since, latest),
        latest=latest,
        text=reply.text,
        about=reply.about,
        recorded=reply.recorded,
        evidence=reply.id,
        who=reply.name,
        what=wording.ANSWERED.format(reply.about, reply.text),
    )


def _corrections(panel: Panel, records: set[str]) -> list[EntryRow]:
    """Return the corrections of these records that have a day, by the day asked about."""
    corrections = record_queries.corrections(panel.connection, panel.question, to=records)
    return [
        _correction_row(panel, correction, correction.recorded)
        for correction in corrections
        if correction.recorded and correction.recorded <= panel.question.as_of
    ]


def _correction_row(panel: Panel, correction: Correction, day: str) -> EntryRow:
    text = wording.correction(correction._asdict(), correction.corrects)
    return EntryRow(
        issue=panel.issue.id,
        entry="correction",
        date=day,
        earliest=day,
        latest=day,
        text=text,
        about=correction.corrects,
        recorded=correction.recorded,
        evidence=correction.id,
        who="correction",
        what=text,
    )
