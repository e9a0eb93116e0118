"""Both counts of a panel in one sentence, then by stance and by response."""

import sqlite3
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.index.queries import LIST_COLUMNS, Question
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import Panel, on_each_issue
from stancetracker.reports.table import (
    Figure,
    PeopleOnly,
    Report,
    Section,
    Shown,
    plain,
    public_columns,
)


class CountRow(NamedTuple):
    """The number of a panel who have a status and a stance or response."""

    issue: str
    status: str
    stance: str | None
    side: str | None
    """The issue's own words for the stance."""
    response: str | None
    count: int  # type: ignore[assignment]  # a tuple has a method of this name
    total: int
    audience: PeopleOnly[str]


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Count the panel of each issue, as of a day."""
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """Count the panel of one issue."""
    selection = filters.choose(panel.connection, panel.standings, panel.question)
    columns = cells.headed(cells.STANDING, panel.question.audience)
    drawn = (panel, panel.material())
    return panel.report(
        Section("count", public_columns(CountRow), _rows(panel), _SHOWN, key="status"),
        Section("standing", LIST_COLUMNS, selection, columns, key="actor"),
        title="summary",
        question="who spoke, and for whom was no public statement found",
        records=panel.records({standing.actor for standing in panel.standings}),
        corrected=False,
        figures=[Figure(name, drawn) for name in ("stand", "when", "many")],
    )


def _rows(panel: Panel) -> list[CountRow]:
    """Return a row for each stance and response that anybody has, and one for the searched and for the unchecked.

    There is none without a panel.
    """
    counts = panel.counts
    if not counts.total:
        return []

    def row(
        status: str, number: int, stance: str | None = None, response: str | None = None
    ) -> CountRow:
        return CountRow(
            issue=panel.issue.id,
            status=status,
            stance=stance,
            side=counts.sides[stance] if stance else None,
            response=response,
            count=number,
            total=counts.total,
            audience=panel.question.audience,
        )

    return [
        *(
            row("spoke", counts.spoke[stance], stance=stance)
            for stance in counts.sides
            if counts.spoke[stance]
        ),
        *(
            row("silent", counts.silent[response], response=response)
            for response in wording.RESPONSES
            if counts.silent[response]
        ),
        *([row("searched", counts.searched)] if counts.searched else []),
        row("unchecked", counts.unchecked),
    ]


def _finding(row: CountRow) -> str:
    if row.status == "silent":
        words = wording.none_found(row.response)
    elif row.status == "spoke":
        words = f"{wording.statement(row.audience)}, {row.side}"
    else:
        words = wording.standing(row.status, None, None)
    return f"{wording.mark(row.status, row.stance)} {words}"


_SHOWN: Final[tuple[Shown[CountRow], ...]] = (
    Shown("Finding", _finding),
    plain("Count", lambda row: row.count, numeric=True),
)
