"""What lies beside each page as data: flat rows, the same keys always."""

from __future__ import annotations

from collections.abc import Mapping

from stancetracker.index import origins, queries
from stancetracker.index.queries import LIST_COLUMNS
from stancetracker.reports import shown
from stancetracker.reports.catalogue import summary
from stancetracker.reports.frame import same
from stancetracker.reports.listing import listing
from stancetracker.reports.pages.front import has_panel, issues, panel
from stancetracker.reports.pages.values import Asking, Index
from stancetracker.reports.report import Cell, Section

SOURCE = ("source", "address", "record", "kind")
INDEX = ("kind", "id", "name", "line")


def issue(now: Asking, issue: str) -> Section:
    """The rows of `list` for an issue, the panel's and those of the others who have a record."""
    question = now.question._replace(issues=(issue,), actors="any", actors_asked=True, everyone=True)
    return listing(now.connection, question).sections[0]


def front(now: Asking) -> Section:
    """The counts of every panel; who is behind them is with each issue."""
    panels = (panel(now, issue) for issue in issues(now) if has_panel(issue))
    rows = [row for each in panels for row in summary.counted(each, now.question)]
    return Section("count", summary.COLUMNS, rows, key="status")


def actor(now: Asking, actor: str) -> Section:
    """Where an actor stands on every issue."""
    rows = [each._asdict() for each in queries.standings(now.connection, actor=actor)]
    return Section("standing", LIST_COLUMNS, rows, shown.STANDING, key="evidence")


def source(now: Asking, source: str) -> Section:
    """The records that rest on a source."""
    on_each = same(now.connection, now.question)
    rows: list[Mapping[str, Cell]] = [
        {"source": source, "address": each.origin.address, "record": record, "kind": each.kind, **on_each}
        for record, each in {
            each.origin.record: each for each in origins.cited_as(now.connection, now.question, source)
        }.items()
    ]
    return Section("source", (*SOURCE, *on_each), rows, key="record")


def listed(now: Asking, index: Index) -> Section:
    """The rows of a list of pages."""
    on_each = same(now.connection, now.question)
    rows: list[Mapping[str, Cell]] = [
        {"kind": index.kind, "id": id, "name": name, "line": line, **on_each} for id, name, line in index.rows
    ]
    return Section("index", (*INDEX, *on_each), rows)
