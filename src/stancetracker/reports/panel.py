"""One issue and its panel, as of a day: what every report about an issue starts from and ends with."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from dataclasses import dataclass

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index import queries, recorded
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.question import Question
from stancetracker.index.recorded import Looked, Said
from stancetracker.reports.counts import Counts, count
from stancetracker.reports.names import one_issue


@dataclass(frozen=True)
class Panel:
    """An issue, the standings asked about, the panel's counts and the data they speak of."""

    issue: Issue
    standings: tuple[Standing, ...]
    counts: Counts
    version: str

    @property
    def headline(self) -> str | None:
        """Both counts in a sentence; where there is no panel, there is none."""
        return self.counts.headline() if self.counts.total else None

    @property
    def ending(self) -> tuple[str, ...]:
        """What stands under a table of the panel."""
        return self.counts.ending()[1:] if self.counts.total else ()

    def notes(self) -> tuple[str, ...]:
        """How every report ends: how to read it, the panel's rule, the data version."""
        rule = (
            (f"The panel: {self.issue.panel_rule}", wording.NO_ESTIMATE)
            if self.issue.panel_rule
            else ("This issue has no panel, so it has no counts.",)
        )
        start = f"The issue's first day is {dates.words(self.issue.since)}."
        return (wording.HOW_TO_READ, *rule, start, f"Data {self.version}.")


def panel(connection: sqlite3.Connection, question: Question) -> Panel:
    """The panel a report is about; with `everyone`, also the others who have a record.

    A panel of organizations alone is asked about as such; without a panel, everyone with a record is.
    Raises UsageError when the question does not settle on one issue.
    """
    issue = one_issue(connection, question)
    found = queries.standings(connection, (issue.id,))
    return _panel(issue, found, question, queries.data_version(connection))


def panels(connection: sqlite3.Connection, question: Question) -> list[Panel]:
    """The panels of the issues asked for, else of all that have one; with `everyone`, also issues without.

    Raises UsageError when there is none.
    """
    known, version = queries.issues(connection), queries.data_version(connection)
    found: dict[str, list[Standing]] = {issue.id: [] for issue in known}
    for standing in queries.standings(connection, question.issues):
        found[standing.issue].append(standing)
    if question.issues:
        chosen = [issue for issue in known if issue.id in question.issues]
    else:
        chosen = [i for i in known if i.people or i.organizations or (question.everyone and found[i.id])]
    if not chosen:
        raise UsageError(
            "no issue has a panel", f"give --issue: {', '.join(found) or 'the dataset has none'}"
        )
    return [_panel(issue, found[issue.id], question, version) for issue in chosen]


def _panel(issue: Issue, found: Iterable[Standing], question: Question, version: str) -> Panel:
    has_panel = bool(issue.people or issue.organizations)
    settled = question.actors_asked or issue.people
    actors = question.actors if settled else "organization" if has_panel else "any"
    standings = tuple(
        standing
        for standing in found
        if (standing.panel or question.everyone or not has_panel) and actors in ("any", standing.actor_kind)
    )
    counts = count(standings, actors, question.as_of, question.audience)
    return Panel(issue, standings, counts, version)


def records(
    connection: sqlite3.Connection, question: Question, issue: str, actors: Container[str]
) -> frozenset[str]:
    """What is said about these actors on an issue rests on: the issue, the statements and the looks."""
    return records_among(
        issue, actors, recorded.statements(connection, question), recorded.looks(connection, question)
    )


def records_among(
    issue: str, actors: Container[str], said: Iterable[Said], looked: Iterable[Looked]
) -> frozenset[str]:
    """The same, among statements and looks already read."""
    statements = (one.id for one in said if one.issue == issue and one.speaker in actors)
    looks = (one.id for one in looked if one.issue == issue and one.actor in actors)
    return frozenset({issue, *statements, *looks})
