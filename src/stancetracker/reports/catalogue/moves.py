"""Who moved: everyone with one side on record, and surely later another; all that they said, oldest first."""

import sqlite3
from collections import Counter
from collections.abc import Iterator

from stancetracker.base import wording
from stancetracker.index import queries, recorded
from stancetracker.index.queries import Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.panel import framed
from stancetracker.reports.table import Report, Row, Section, Shown, columns, plain

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
    moved = [one for one in filters.choose_actors(standings, question) if one.moved]
    rows = [row for standing in moved for row in _rows(connection, question, standing)]
    section = Section("move", COLUMNS, rows, SHOWN, key="evidence", ending=tuple(_counted(standings)))
    issues = {one.issue for one in standings}
    rules = [issue.panel_rule for issue in queries.issues(connection) if issue.id in issues]
    return Report(
        title="Who moved",
        question=f"Who took one side and later another, {wording.asked_on(question.as_of, question.known_by)}?",
        sections=framed(connection, question, {row["evidence"] for row in rows}, section),
        notes=(
            wording.MOVES,
            *(f"The panel: {rule}" for rule in rules if rule),
            f"Data {queries.data_version(connection)}.",
        ),
        main=1,
        left_out=filters.left_out(connection, question),
    )


def _rows(connection: sqlite3.Connection, question: Question, standing: Standing) -> Iterator[Row]:
    said = recorded.statements(connection, question, issue=standing.issue, actor=standing.actor)
    for one in filters.choose_said((one for one in said if one.counts and one.stance != "neither"), question):
        yield one.cells() | {"panel": standing.panel, "decides": one.id == standing.evidence}


def _counted(standings: list[Standing]) -> Iterator[str]:
    """Yield how many of each panel moved of those who spoke, whatever rows are chosen."""
    spoke = [one for one in standings if one.panel and one.status == "spoke"]
    for issue, total in Counter(one.issue for one in spoke).items():
        yield wording.MOVED.format(issue, sum(one.moved for one in spoke if one.issue == issue), total)
