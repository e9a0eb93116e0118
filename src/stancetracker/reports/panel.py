"""One issue as of a day: its panel with standings and counts, its records, and shared sections."""

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, versions, wording
from stancetracker.base.errors import UsageError
from stancetracker.base.text import sort_key
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.record_queries import Correction, Event, Reply, Silence, Statement
from stancetracker.reports import cells, filters
from stancetracker.reports.counts import Counts, count
from stancetracker.reports.run import stamped
from stancetracker.reports.table import (
    Figure,
    Report,
    Section,
    Shown,
    concatenated,
    grouped,
    plain,
)

_REPLY: Final[tuple[Shown[Reply], ...]] = (
    Shown("Reply of", lambda reply: cells.day(reply.date)),
    plain("By", lambda reply: reply.name),
    plain("To", lambda reply: reply.about, 1),
    Shown("Words", lambda reply: f"“{reply.text}”"),
)


_CORRECTION: Final[tuple[Shown[Correction], ...]] = (
    plain("Correction", lambda correction: correction.type),
    Shown(
        "Recorded",
        lambda correction: dates.words(correction.recorded) if correction.recorded else "",
    ),
    plain("Of", lambda correction: correction.corrects),
    plain("Replacement", lambda correction: correction.replacement, 1),
    Shown("Reason", lambda correction: correction.reason),
)


class Material(NamedTuple):
    """The statements, silences and events of one issue, each oldest first."""

    statements: list[Statement]
    silences: list[Silence]
    events: list[Event]

    @property
    def records(self) -> dict[str, Statement | Silence]:
        """Return the statements and silences by id."""
        records: list[Statement | Silence] = [*self.statements, *self.silences]
        return {record.id: record for record in records}

    @property
    def triggers(self) -> list[Event]:
        """Return the triggers among the events, by their last possible day."""
        triggers = (event for event in self.events if event.trigger)
        return sorted(triggers, key=lambda event: (event.date_latest, event.id))


class Panel(NamedTuple):
    """An issue, the standings asked about, the panel's counts and the data they speak of."""

    connection: sqlite3.Connection
    question: Question
    issue: Issue
    standings: tuple[Standing, ...]
    counts: Counts
    version: str

    @property
    def headline(self) -> str | None:
        """Return both counts in a sentence, or None without a panel."""
        return self.counts.headline() if self.counts.total else None

    def notes(self) -> tuple[str, ...]:
        """Return the closing notes of a report: how to read it, the panel's rule, the version."""
        return (*self.rules(), _version_note(self))

    def rules(self) -> tuple[str, ...]:
        """Return what holds of any data: how to read a report, the panel's rule, the first day."""
        return (*_rules([self]), self.first_day)

    @property
    def first_day(self) -> str:
        """Return the first day of the issue in a sentence."""
        return f"The issue's first day is {dates.words(self.issue.since)}."

    def material(self) -> Material:
        """Fetch the known statements and silences of those asked about, and the issue's events."""
        issue = self.issue.id
        actors = {standing.actor for standing in self.standings}
        return Material(
            record_queries.statements(self.connection, self.question, issue=issue, actors=actors),
            record_queries.silences(self.connection, self.question, issue=issue, actors=actors),
            record_queries.events(self.connection, self.question, issue=issue),
        )

    def unchecked(self, actor: str, name: str, kind: str) -> Standing:
        """Return the standing of somebody outside the panel who has no record on the issue."""
        sort_name = lookup.values(self.connection, actor).get("sort_name")
        return queries.unchecked(
            issue=self.issue.id,
            actor=actor,
            name=name,
            actor_kind=kind,
            sort_key=sort_key(kind, name, sort_name),
            issue_over=self.issue.until is not None and self.issue.until < self.question.as_of,
            as_of=self.question.as_of,
            known_by=self.question.known_by,
            audience=self.question.audience,
            data_version=self.version,
        )

    def records(self, actors: Collection[str]) -> set[str]:
        """Return the ids of the issue and of every known record of these actors on it.

        Records are their statements, and the silences about them.
        """
        ids = record_queries.ids(
            self.connection, self.question, issue=self.issue.id, actors={*actors}
        )
        return {self.issue.id, *(record.id for record in ids)}

    def report(
        self,
        *sections: Section,
        title: str,
        question: str,
        records: Collection[str] = (),
        corrected: bool = True,
        notes: Sequence[str] = (),
        figures: Sequence[Figure] = (),
    ) -> Report:
        """Make the report of these sections, the first of which is the main one.

        Replies to and corrections of these records frame them. Under the main one stand the day
        asked about and the flags within the counts. `title` and `question` name no issue;
        `on_each_issue` adds which it is.
        """
        main, *rest = sections
        if self.counts.total:
            main = main._replace(ending=(*main.ending, " · ".join(self.counts.besides())))
        day = cells.scope(self.question)
        return Report(
            title=title,
            question=f"{question}, {day}?",
            headline=self.headline,
            sections=framed(
                self.connection, self.question, records, main, *rest, corrected=corrected
            ),
            notes=tuple(notes),
            main=1,
            figures=tuple(figures),
        )


def on_each_issue(
    connection: sqlite3.Connection, question: Question, make: Callable[[Panel], Report]
) -> Report:
    """Make a report on every issue that a question is about, with a chapter an issue if several.

    `make` makes the report on one of them.

    Raises UsageError when there is no issue.
    """
    panels = fetch_panels(connection, question)
    reports = [make(panel) for panel in panels]
    if len(panels) > 1:
        return _in_chapters(panels, reports)
    [panel], [report] = panels, reports
    return report._replace(
        title=f"{panel.issue.title}: {report.title}",
        question=f"On “{panel.issue.proposition}”: {report.question}",
        notes=(*panel.notes(), *report.notes),
    )


def _in_chapters(panels: Sequence[Panel], reports: Sequence[Report]) -> Report:
    """Return the reports on several issues as one; an issue without rows is only named."""
    shared_notes = [
        note for note in reports[0].notes if all(note in report.notes for report in reports)
    ]
    chapters = []
    empty = []
    for panel, report in zip(panels, reports, strict=True):
        if any(section.rows for section in report.sections):
            chapters.append(_chapter(panel, report, shared_notes))
        else:
            empty.append(panel.issue.title)
    by_name = grouped(
        (section for report in reports for section in report.sections),
        lambda section: section.name,
    )
    empty_issues_note = (
        [wording.NOTHING_ON.format(wording.named(empty, "; "))] if empty and chapters else []
    )
    return Report(
        title=_capitalized(reports[0].title),
        question=_capitalized(reports[0].question),
        sections=tuple(concatenated(sections) for sections in by_name.values()),
        notes=(*empty_issues_note, *notes(panels), *shared_notes),
        main=[*by_name].index(reports[0].section(None).name),
        chapters=tuple(chapters),
    )


def _chapter(panel: Panel, report: Report, shared_notes: Collection[str]) -> Report:
    """Return the report on one issue as a chapter of a report on several."""
    own_notes = (note for note in report.notes if note not in shared_notes)
    return report._replace(
        title=panel.issue.title,
        question=f"The proposition: {panel.issue.proposition}. {panel.first_day}",
        notes=tuple(own_notes),
    )


def _capitalized(text: str) -> str:
    """Return a text with its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def notes(panels: Sequence[Panel]) -> tuple[str, ...]:
    """Return the notes on these panels: how to read a report, each panel's rule, the version."""
    return (*_rules(panels), _version_note(panels[0]))


def _version_note(panel: Panel) -> str:
    return f"Data {versions.short(panel.version)}."


def _rules(panels: Sequence[Panel]) -> tuple[str, ...]:
    rules = _panel_rules(panel.issue for panel in panels)
    if rules:
        rules.append(wording.NO_ESTIMATE if len(panels) == 1 else wording.NO_ESTIMATES)
    without = [panel.issue.id for panel in panels if not panel.issue.panel_rule]
    if without:
        rules.append(wording.without_panel(without if len(panels) > 1 else []))
    return (wording.HOW_TO_READ, *rules)


def _panel_rules(issues: Iterable[Issue]) -> list[str]:
    """Return each rule of these issues' panels, with the issues that share it if there are more."""
    by_rule = grouped(
        (issue for issue in issues if issue.panel_rule), lambda issue: issue.panel_rule
    )
    if len(by_rule) == 1:
        return [f"The panel: {rule}" for rule in by_rule]
    return [
        f"The panel of {wording.named([issue.id for issue in sharing])}: {rule}"
        for rule, sharing in by_rule.items()
    ]


def fetch_panels(connection: sqlite3.Connection, question: Question) -> list[Panel]:
    """Fetch the panels of the issues asked for, else of all with a panel, the newest issue first.

    Where the question names actors, they are those of all issues that have one of them in the panel
    or on record, if there are any. With `everyone`, also the others on record are in them; without
    a panel, everyone on record is.

    Raises UsageError when there is none.
    """
    issues = queries.issues(connection, question.issues)
    standings = grouped(
        filters.fetch(connection, question, question.issues), lambda standing: standing.issue
    )
    chosen = [issue for issue in issues if _is_asked(issue, question, standings[issue.id])] or [
        issue for issue in issues if issue.has_panel and not question.issues
    ]
    if not issues:
        raise UsageError("no issue is on record", "add one: stancetracker add issue --help")
    if not chosen:
        ids = ", ".join(issue.id for issue in issues)
        raise UsageError("no issue has a panel", f"give --issue: {ids}")
    return [_panel(connection, question, issue, standings[issue.id]) for issue in chosen]


def _is_asked(issue: Issue, question: Question, standings: Sequence[Standing]) -> bool:
    """Return whether a question is about an issue, with these standings on it."""
    if question.issues:
        return issue.id in question.issues
    if filters.names_actors(question):
        return any(filters.is_named(standing.actor, question) for standing in standings)
    return issue.has_panel or (question.everyone and bool(standings))


def _panel(
    connection: sqlite3.Connection,
    question: Question,
    issue: Issue,
    standings: Sequence[Standing],
) -> Panel:
    """Return the panel of an issue, of the standings on it that the question may be about."""
    if not issue.has_panel and not question.everyone:
        question = question._replace(everyone=True)
        standings = filters.fetch(connection, question, (issue.id,))
    answered = tuple(standing for standing in standings if filters.is_answered(standing, question))
    return Panel(
        connection=connection,
        question=question,
        issue=issue,
        standings=answered,
        counts=count(answered, question, issue),
        version=queries.data_version(connection),
    )


def framed(
    connection: sqlite3.Connection,
    question: Question,
    records: Collection[str],
    *sections: Section,
    corrected: bool = True,
) -> tuple[Section, ...]:
    """Return the sections, stamped, between the replies to these records and their corrections."""
    replies = record_queries.replies(connection, question, to=records)
    reply_columns = record_queries.replies.row_class(connection)._fields
    above = Section("reply", reply_columns, replies, _REPLY, quiet=True)
    if not corrected:
        return stamped(connection, question, above, *sections)
    corrections = record_queries.corrections(connection, question, to=records)
    correction_columns = record_queries.corrections.row_class(connection)._fields
    below = Section("correction", correction_columns, corrections, _CORRECTION, quiet=True)
    return stamped(connection, question, above, *sections, below)


class Elapsed(NamedTuple):
    """The days since an issue's first day, and since a trigger; no more exact than dates are."""

    days_from_start_earliest: int
    days_from_start_latest: int
    trigger: str | None
    trigger_title: str | None
    days_from_trigger_earliest: int | None
    days_from_trigger_latest: int | None


def elapsed(
    issue: Issue, triggers: Sequence[Event], earliest: str, latest: str, but: str | None = None
) -> Elapsed:
    """Return the days since the first day, and since the last trigger surely over by `earliest`.

    `triggers` come in the order of Material's; the one with the id `but` is left out.
    """
    over = bisect_right(triggers, earliest, key=lambda event: event.date_latest)
    last_two = triggers[max(over - 2, 0) : over]
    trigger = next((event for event in reversed(last_two) if event.id != but), None)
    return Elapsed(
        days_from_start_earliest=dates.days_between(issue.since, earliest),
        days_from_start_latest=dates.days_between(issue.since, latest),
        trigger=trigger and trigger.id,
        trigger_title=trigger and trigger.title,
        days_from_trigger_earliest=trigger and dates.days_between(trigger.date_latest, earliest),
        days_from_trigger_latest=trigger and dates.days_between(trigger.date_latest, latest),
    )
