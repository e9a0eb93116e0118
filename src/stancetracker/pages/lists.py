"""Lists of pages, a line about each; and what lies beside each page as data, flat rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stancetracker.base.text import plural
from stancetracker.index import lookup, origins, queries
from stancetracker.index.origins import Origin
from stancetracker.index.queries import LIST_COLUMNS
from stancetracker.pages import entries, front
from stancetracker.pages.actor import role_words
from stancetracker.pages.asking import Asking
from stancetracker.pages.front import has_panel, panel
from stancetracker.pages.tally import headline
from stancetracker.reports import shown
from stancetracker.reports.catalogue import summary
from stancetracker.reports.frame import same
from stancetracker.reports.listing import listing
from stancetracker.reports.panel import Panel
from stancetracker.reports.report import Cell, Section


@dataclass(frozen=True)
class Index:
    """A list of pages of one kind: id, name and a line about each."""

    kind: str
    rows: tuple[tuple[str, str, str], ...]


Line = tuple[str, str, str]


def issues(now: Asking) -> Index:
    """Every issue, those with panels first, with both counts."""
    return Index(
        "issue",
        tuple((issue.id, issue.title, _counts(panel(now, issue))) for issue in front.issues(now)),
    )


def _counts(asked: Panel) -> str:
    return (
        headline(asked.counts)
        if asked.counts.total
        else f"No panel; {plural(len(asked.standings), 'actor')} with a record"
    )


def people(now: Asking) -> Index:
    """Every person by name, with the role on the day and on how many issues there is a standing."""
    return Index("person", tuple(_actors(now, "person")))


def organizations(now: Asking) -> Index:
    """Every organization by name, with on how many issues there is a standing."""
    return Index("organization", tuple(_actors(now, "organization")))


def _actors(now: Asking, kind: str) -> Iterator[Line]:
    roles = lookup.roles(now.connection, now.question.as_of)
    on = lookup.issues_of(now.connection)
    for who in lookup.everyone(now.connection, kind):
        yield who.id, who.name, _on_record(role_words(roles.get(who.id)), on.get(who.id, 0))


def sources(now: Asking) -> Index:
    """Every source by what it is called, with how near it is to the words and how many records rest on it."""
    by_key: dict[str, list[Origin]] = {}
    for cited in origins.cited(now.connection, now.question):
        by_key.setdefault(origins.key(cited.origin.address), []).append(cited.origin)
    rows = sorted(
        (_source_line(key, named) for key, named in by_key.items()),
        key=lambda row: (row[1].casefold(), row[0]),
    )
    return Index("source", tuple(rows))


def _source_line(key: str, named: list[Origin]) -> Line:
    link = entries.merged(named)
    return key, link.text, _cited_by(link.tier, len({each.record for each in named}))


def _on_record(role: str, issues: int) -> str:
    """A line about an actor: the role, and on how many issues there is a standing."""
    count = f"on {plural(issues, 'issue')}" if issues else "no record on an issue"
    return " · ".join(part for part in (role, count) if part)


def _cited_by(tier: str, count: int) -> str:
    """A line about a source: how near it is, and how many records rest on it."""
    return " · ".join(part for part in (tier, plural(count, "record")) if part)


SOURCE = ("source", "address", "record", "kind")
INDEX = ("kind", "id", "name", "line")


def issue_data(now: Asking, issue: str) -> Section:
    """The rows of `list` for an issue, the panel's and those of the others who have a record."""
    question = now.question._replace(issues=(issue,), actors="any", actors_asked=True, everyone=True)
    return listing(now.connection, question).sections[0]


def front_data(now: Asking) -> Section:
    """The counts of every panel; who is behind them is with each issue."""
    panels = (panel(now, issue) for issue in front.issues(now) if has_panel(issue))
    rows = [row for each in panels for row in summary.counted(each, now.question)]
    return Section("count", summary.COLUMNS, rows, key="status")


def actor_data(now: Asking, actor: str) -> Section:
    """Where an actor stands on every issue."""
    rows = [each._asdict() for each in queries.standings(now.connection, actor=actor)]
    return Section("standing", LIST_COLUMNS, rows, shown.STANDING, key="evidence")


def source_data(now: Asking, source: str) -> Section:
    """The records that rest on a source."""
    on_each = same(now.connection, now.question)
    rows: list[Mapping[str, Cell]] = [
        {"source": source, "address": each.origin.address, "record": record, "kind": each.kind, **on_each}
        for record, each in {
            each.origin.record: each for each in origins.cited_as(now.connection, now.question, source)
        }.items()
    ]
    return Section("source", (*SOURCE, *on_each), rows, key="record")


def listed_data(now: Asking, index: Index) -> Section:
    """The rows of a list of pages."""
    on_each = same(now.connection, now.question)
    rows: list[Mapping[str, Cell]] = [
        {"kind": index.kind, "id": id, "name": name, "line": line, **on_each} for id, name, line in index.rows
    ]
    return Section("index", (*INDEX, *on_each), rows)
