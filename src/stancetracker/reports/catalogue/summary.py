"""Both counts of a panel in one sentence, then by stance and by what came back."""

from __future__ import annotations

import sqlite3

from stancetracker.base import wording
from stancetracker.index.queries import LIST_COLUMNS, Issue, Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.panel import SAME, Counts, Panel, material, panel, records, replied
from stancetracker.reports.table import Cell, Drawn, Report, Row, Section, Shown, columns

COLUMNS = columns(
    "issue status stance response count total",
    *SAME,
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Count the panel of one issue, as of a day."""
    asked = panel(connection, question)
    chosen = filters.choose(asked.standings, question)
    found = material(connection, question, asked.issue.id)
    actors = {one.actor for one in asked.standings}
    about = records(connection, question, asked.issue.id, actors)
    sections, main = replied(connection, question, about, _counts(asked, question), _standings(chosen))
    return Report(
        title=asked.issue.title,
        question=f"{asked.issue.proposition}: who spoke, and for whom was no public statement found?",
        headline=asked.headline,
        sections=sections,
        notes=asked.notes(),
        main=main,
        figures=(
            Drawn("stand", (asked, *found)),
            Drawn("when", (asked, *found)),
            Drawn("many", (asked, *found)),
        ),
    )


def counted(asked: Panel, question: Question) -> list[Row]:
    """Return the counts of a panel, by stance and by what came back; none without a panel."""
    same: dict[str, Cell] = {"known_by": question.known_by, "data_version": asked.version}
    return [{**row, **same} for row in _rows(asked.issue, asked.counts)]


def _counts(asked: Panel, question: Question) -> Section:
    return Section(
        name="count",
        columns=COLUMNS,
        rows=counted(asked, question),
        shown=(
            Shown("", lambda row: wording.mark(table.text(row, "status"), table.optional(row, "stance"))),
            Shown("Count", lambda row: table.text(row, "count"), numeric=True),
            Shown("Finding", _finding),
        ),
        key="status",
        about=asked.counts.marks(),
        ending=asked.ending,
    )


def _standings(chosen: list[Standing]) -> Section:
    rows = [standing._asdict() for standing in chosen]
    return Section("standing", LIST_COLUMNS, rows, table.STANDING, key="actor")


def _rows(issue: Issue, counts: Counts) -> list[dict[str, Cell]]:
    if not counts.total:
        return []
    groups: list[tuple[str, str | None, str | None, int]] = [
        ("spoke", stance, None, counts.spoke[stance]) for stance in wording.STANCES
    ]
    groups += [("silent", None, response, counts.silent[response]) for response in wording.RESPONSES]
    groups.append(("unchecked", None, None, counts.unchecked))
    return [
        {
            "issue": issue.id,
            "status": status,
            "stance": stance,
            "response": response,
            "count": number,
            "total": counts.total,
            "as_of": counts.as_of,
            "audience": counts.audience,
        }
        for status, stance, response, number in groups
    ]


def _finding(row: Row) -> str:
    if row["status"] == "silent":
        return f"No public statement found: {wording.RESPONSES[table.text(row, 'response')]}"
    return wording.standing(
        table.text(row, "status"), table.optional(row, "stance"), None, table.text(row, "audience")
    )
