"""The same people on other issues: a row for each person and issue, in the order of the issues."""

import sqlite3

from stancetracker.base import dates, wording
from stancetracker.index import queries, recorded
from stancetracker.index.queries import LIST_COLUMNS, Issue, Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Panel, panel
from stancetracker.reports.table import Cell, Report, Section, Shown, plain

COLUMNS = ("issue", "title", "proposition", "since", "until", *LIST_COLUMNS[1:])
SHOWN = (
    Shown("Name", table.name),
    plain("Issue", "title"),
    Shown("Since", lambda row: dates.words(row["since"]), keep=2),
    Shown("Finding", table.finding),
    Shown("When", table.when),
    Shown("Note", table.note, keep=1),
    Shown("Source", table.published_by, keep=3),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the standings of one issue's panel on every issue that has a record of them.

    The issue asked for says whose; the other filters choose rows, on whichever issue.
    """
    asked = panel(connection, question)
    actors = sorted({standing.actor for standing in asked.standings})
    found = [standing for actor in actors for standing in queries.standings(connection, actor=actor)]
    elsewhere = {standing.actor for standing in found if standing.issue != asked.issue.id}
    only_here = [standing.name for standing in asked.standings if standing.actor not in elsewhere]
    chosen = filters.choose(found, question._replace(issues=()))
    issues = {issue.id: issue for issue in queries.issues(connection)}
    section = Section(
        name="standing",
        columns=COLUMNS,
        rows=[_row(standing, issues[standing.issue]) for standing in _in_order(chosen, asked, issues)],
        shown=SHOWN,
        key="evidence",
        about=wording.PRECEDENTS,
        ending=(
            *_propositions(chosen, issues),
            *asked.ending,
            *([wording.ONLY_HERE.format(", ".join(only_here))] if only_here else []),
        ),
    )
    pairs = {(one.issue, one.actor) for one in chosen}
    about = {issue for issue, _ in pairs}
    for actor in {actor for _, actor in pairs}:
        found_of = recorded.ids(connection, question, actor=actor)
        about |= {one.id for one in found_of if (one.issue, actor) in pairs}
    return asked.report(
        section,
        title="the same people on other issues",
        asks="Who of them spoke about what, and for whom was no public statement found",
        about=about,
    )


def _in_order(chosen: list[Standing], asked: Panel, issues: dict[str, Issue]) -> list[Standing]:
    """By person as in the panel, then by the issue's first day."""
    place = {standing.actor: number for number, standing in enumerate(asked.standings)}
    return sorted(chosen, key=lambda one: (place[one.actor], issues[one.issue].since, one.issue))


def _propositions(chosen: list[Standing], issues: dict[str, Issue]) -> list[str]:
    """Return the proposition of each issue."""
    met = sorted({standing.issue for standing in chosen}, key=lambda issue: (issues[issue].since, issue))
    return [f"{issues[issue].title}: {issues[issue].proposition}" for issue in met]


def _row(standing: Standing, issue: Issue) -> dict[str, Cell]:
    about = {name: getattr(issue, name) for name in ("title", "proposition", "since", "until")}
    return {**standing._asdict(), **about}
