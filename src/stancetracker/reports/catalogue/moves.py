"""Who moved: everyone with one side on record, and surely later another; all that they said, oldest first."""

import sqlite3

from stancetracker.base import wording
from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Question
from stancetracker.reports import filters, table
from stancetracker.reports.panel import framed
from stancetracker.reports.table import Report, Section, Shown, columns, plain

COLUMNS = columns(
    "issue actor name organization role panel stance stance_basis date earliest latest decides label quote wording",
    "language summary channel statement_audience voice source publisher original_publisher tier evidence",
)
SHOWN = (
    Shown("Name", lambda row: f"{wording.mark('spoke', row['stance'])} {row['name']}"),
    Shown("When", table.date),
    Shown("Stance", lambda row: wording.STANCES[row["stance"]]),
    Shown("Words", table.words),
    Shown("Source", table.published_by, keep=1),
    plain("Issue", "issue", 2),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the counting statements of those who moved, on every issue or those asked for, but those without a side.

    Filters choose actors and statements, and never who moved.
    """
    standings = filters.standings(connection, question)
    rows = []
    for standing in filters.choose_actors(standings, question):
        if standing.moved:
            issue, actor = standing.issue, standing.actor
            said = record_queries.statements(connection, question, issue=issue, actor=actor)
            sided = (one for one in said if one.counts and one.stance != "neither")
            rows += [
                one.cells() | {"panel": standing.panel, "decides": one.id == standing.evidence}
                for one in filters.choose_records(sided, question)
            ]
    spoke = [one for one in standings if one.panel and one.status == "spoke"]
    ending = tuple(
        wording.MOVED.format(issue, sum(one.moved for one in members), len(members))
        for issue, members in table.grouped(spoke, lambda one: one.issue).items()
    )
    section = Section("move", COLUMNS, rows, SHOWN, key="evidence", ending=ending)
    issues = {one.issue for one in standings}
    rules = [issue.panel_rule for issue in queries.issues(connection) if issue.id in issues]
    return Report(
        title="Who moved",
        question=f"Who took one side and later another, {wording.as_of_words(question.as_of, question.known_by)}?",
        sections=framed(connection, question, {row["evidence"] for row in rows}, section),
        notes=(
            wording.MOVES,
            *(f"The panel: {rule}" for rule in rules if rule),
            f"Data {queries.data_version(connection)}.",
        ),
        main=1,
        left_out=filters.left_out(connection, question),
    )
