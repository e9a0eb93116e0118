"""One issue and its panel, as of a day: what every report about an issue starts from and ends with."""

from __future__ import annotations

import sqlite3
from collections.abc import Container
from dataclasses import dataclass

from stancetracker.base import dates, wording
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Standing
from stancetracker.reports.counts import Counts, count
from stancetracker.reports.names import one_issue
from stancetracker.reports.question import Question
from stancetracker.reports.run import asked_of


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

    A panel of organizations alone is asked about as such.
    Raises UsageError when the question does not settle on one issue.
    """
    issue = one_issue(connection, question)
    actors = question.actors if issue.people or not issue.organizations else "organization"
    standings = tuple(
        standing
        for standing in queries.standings(connection, (issue.id,))
        if (standing.panel or question.everyone) and actors in ("any", standing.actor_kind)
    )
    counts = count(standings, actors, question.as_of, question.audience)
    return Panel(issue, standings, counts, queries.data_version(connection))


def records(
    connection: sqlite3.Connection, question: Question, issue: str, actors: Container[str]
) -> frozenset[str]:
    """What is said about these actors on an issue rests on: the issue, the statements and the looks."""
    asked = asked_of(question)
    said = queries.statements(connection, asked)
    looked = queries.looks(connection, asked)
    statements = (one.id for one in said if one.issue == issue and one.speaker in actors)
    looks = (one.id for one in looked if one.issue == issue and one.actor in actors)
    return frozenset({issue, *statements, *looks})
