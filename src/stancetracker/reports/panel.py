"""One issue as of a day: its panel with standings and counts, its records, and the sections its reports share."""

import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Issue, OnRecord, Question, Standing
from stancetracker.index.record_queries import Event, Silence, Statement
from stancetracker.reports import filters, table
from stancetracker.reports.filters import Counts, count
from stancetracker.reports.run import one_issue, stamped
from stancetracker.reports.table import Cell, Report, Section, Shown, columns, plain

ELAPSED: Final = columns(
    "days_from_start_earliest days_from_start_latest trigger days_from_trigger_earliest",
    "days_from_trigger_latest",
)
_REPLY: Final = (
    Shown("Reply of", table.day),
    plain("By", "name"),
    plain("To", "about", 1),
    Shown("Words", lambda row: f"“{row['text']}”"),
)
_CORRECTION: Final = (
    plain("Correction", "type"),
    Shown("Recorded", lambda row: dates.words(row["recorded"])),
    plain("Of", "corrects"),
    plain("Replacement", "replacement", 1),
    plain("Reason", "reason"),
)


class Material(NamedTuple):
    """The statements, silences and events of one issue, each oldest first."""

    said: list[Statement]
    looks: list[Silence]
    events: list[Event]

    @property
    def records(self) -> dict[str, Statement | Silence]:
        """Return the statements and silences by id."""
        both: list[Statement | Silence] = [*self.said, *self.looks]
        return {one.id: one for one in both}

    @property
    def triggers(self) -> list[Event]:
        """Return the triggers among the events, by their last possible day."""
        found = (event for event in self.events if event.trigger)
        return sorted(found, key=lambda event: (event.date_latest, event.id))


class Panel(NamedTuple):
    """An issue, the standings asked about, the panel's counts and the data they speak of."""

    connection: sqlite3.Connection
    question: Question
    issue: Issue
    standings: tuple[Standing, ...]
    counts: Counts
    version: str
    others: tuple[OnRecord, ...] = ()

    @property
    def headline(self) -> str | None:
        """Return both counts in a sentence, or None without a panel."""
        return self.counts.headline() if self.counts.total else None

    def notes(self) -> tuple[str, ...]:
        """Return the closing notes of a report: how to read it, the panel's rule, the data version."""
        rule = (
            (f"The panel: {self.issue.panel_rule}", wording.NO_ESTIMATE)
            if self.issue.panel_rule
            else ("This issue has no panel, so it has no counts.",)
        )
        start = f"The issue's first day is {dates.words(self.issue.since)}."
        return (wording.HOW_TO_READ, *rule, start, f"Data {self.version}.")

    def material(self) -> Material:
        """Fetch all that is known of the issue."""
        of, issue = (self.connection, self.question), self.issue.id
        return Material(
            record_queries.statements(*of, issue=issue),
            record_queries.silences(*of, issue=issue),
            record_queries.events(*of, issue=issue),
        )

    def unchecked(self, actor: str, name: str, kind: str) -> Standing:
        """Return the standing of somebody outside the panel who has no record on the issue."""
        known = {
            "issue": self.issue.id,
            "actor": actor,
            "name": name,
            "actor_kind": kind,
            "panel": False,
        }
        said = {"status": "unchecked", **self.question.parameters, "data_version": self.version}
        flags = dict.fromkeys(("stale", "reported", "may_have_spoken", "moved"), False)
        cells: dict[str, Any] = {**dict.fromkeys(Standing._fields), **flags, **known, **said}
        return Standing(**cells)

    def records(self, actors: Collection[str]) -> set[str]:
        """Return the ids of the issue and of every known statement of, or silence about, these actors on it."""
        found = record_queries.ids(self.connection, self.question, issue=self.issue.id)
        return {self.issue.id, *(one.id for one in found if one.actor in actors)}

    def report(
        self,
        *sections: Section,
        title: str,
        asks: str,
        about: Collection[str] = (),
        corrected: bool = True,
        notes: Sequence[str] = (),
        figures: Sequence[tuple[str, tuple[Any, ...]]] = (),
    ) -> Report:
        """Make the report of these sections, framed by replies to and corrections of the records in `about`.

        Under the first of them, the main one, stand the day asked about and the flags within the counts.
        """
        question, (main, *rest) = self.question, sections
        if self.counts.total:
            main = main._replace(ending=(*main.ending, " · ".join(self.counts.besides())))
        return Report(
            title=f"{self.issue.title}: {title}",
            question=f"{asks}, {wording.as_of_words(question.as_of, question.known_by)}?",
            headline=self.headline,
            sections=framed(self.connection, question, about, main, *rest, corrected=corrected),
            notes=(*self.notes(), *notes),
            main=1,
            figures=tuple(figures),
            left_out=filters.outside(self.others, self.counts.kind),
        )


def panel(connection: sqlite3.Connection, question: Question) -> Panel:
    """Return the panel a report is about, and whoever is named; with `everyone`, also the others who have a record.

    A panel of organizations alone is asked about as such; without a panel, everyone with a record is.
    Raises UsageError when the question does not settle on one issue.
    """
    issue = one_issue(connection, question)
    return _panel(connection, question, issue, filters.fetched(connection, question, (issue.id,)))


def panels(connection: sqlite3.Connection, question: Question) -> list[Panel]:
    """Return the panels of the issues asked for, else of all that have one or a record of whoever is asked for.

    Raises UsageError when there is none.
    """
    known = queries.issues(connection)
    found = table.grouped(
        filters.fetched(connection, question, question.issues), lambda one: one.issue
    )

    def is_asked(issue: Issue) -> bool:
        if question.issues:
            return issue.id in question.issues
        has_panel = issue.people or issue.organizations
        named = (
            question.everyone or filters.is_named(one.actor, question) for one in found[issue.id]
        )
        return bool(has_panel or any(named))

    chosen = [issue for issue in known if is_asked(issue)]
    if not chosen:
        ids = ", ".join(issue.id for issue in known)
        raise UsageError("no issue has a panel", f"give --issue: {ids or 'the dataset has none'}")
    return [_panel(connection, question, issue, found[issue.id]) for issue in chosen]


def _panel(
    connection: sqlite3.Connection, question: Question, issue: Issue, found: Sequence[Standing]
) -> Panel:
    has_panel = bool(issue.people or issue.organizations)
    settled = question.actors_asked or issue.people
    actors = question.actors if settled else "organization" if has_panel else "any"
    if not has_panel and not question.everyone:
        question = question._replace(everyone=True)
        found = filters.fetched(connection, question, (issue.id,))
    standings = tuple(one for one in found if filters.is_answered(one, question, actors))
    counted = (one for one in standings if actors in ("any", one.actor_kind))
    counts = count(counted, actors, question, issue)
    others = tuple(filters.others(connection, question, (issue.id,), actors))
    return Panel(
        connection, question, issue, standings, counts, queries.data_version(connection), others
    )


def framed(
    connection: sqlite3.Connection,
    question: Question,
    about: Collection[str],
    *sections: Section,
    corrected: bool = True,
) -> tuple[Section, ...]:
    """Return the sections, stamped, with the replies to these records above and their corrections below."""
    replies = [one._asdict() for one in record_queries.replies(connection, question, to=about)]
    found = [one._asdict() for one in record_queries.corrections(connection, question, to=about)]
    above = Section(
        "reply", record_queries.replies.row_class(connection)._fields, replies, _REPLY, quiet=True
    )
    below = Section(
        "correction",
        record_queries.corrections.row_class(connection)._fields,
        found,
        _CORRECTION,
        quiet=True,
    )
    return stamped(connection, question, above, *sections, *((below,) if corrected else ()))


def elapsed(
    issue: Issue, triggers: Sequence[Event], earliest: str, latest: str, but: Cell = None
) -> dict[str, Cell]:
    """Return the days since the issue's first day, and since the last trigger certainly over by `earliest`.

    The cells of ELAPSED, and the title of the trigger; no more exact than the dates are. `triggers` come in the order
    of Material's, and the one with the id `but` is left out.
    """
    place = bisect_right(triggers, earliest, key=lambda one: one.date_latest)
    trigger = next(
        (one for one in reversed(triggers[max(place - 2, 0) : place]) if one.id != but), None
    )
    cells: dict[str, Cell] = {
        "trigger": trigger and trigger.id,
        "trigger_title": trigger and trigger.title,
    }
    for name, start in (("start", issue.since), ("trigger", trigger and trigger.date_latest)):
        for end, day in (("earliest", earliest), ("latest", latest)):
            cells[f"days_from_{name}_{end}"] = dates.days_between(start, day) if start else None
    return cells
