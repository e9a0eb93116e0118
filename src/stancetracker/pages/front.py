"""The first page, the lists of pages, and what lies beside each page as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from stancetracker.base import wording
from stancetracker.base.text import plural
from stancetracker.figures.chart import Figure, figure
from stancetracker.figures.record import MOST_ROWS
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import LIST_COLUMNS, Issue
from stancetracker.pages import asking, entries
from stancetracker.pages.actor import role_words
from stancetracker.pages.asking import Asking, Page
from stancetracker.pages.cards import changes, cut
from stancetracker.pages.issue import Tally, headline, panel_of, tally_of
from stancetracker.reports import table
from stancetracker.reports.catalogue import summary
from stancetracker.reports.listing import listing
from stancetracker.reports.panel import Panel, same, stamped
from stancetracker.reports.table import Cell, Section


@dataclass(frozen=True)
class FrontPage(Page):
    """The first page: the issues, those with panels first, and the whole matrix where it can be read."""

    template: ClassVar = "front"
    charts: ClassVar = True

    tallies: tuple[Tally, ...]
    stand: Figure | None
    """Of the first issue with a panel."""
    when: Figure | None
    grid: Figure | None
    changed: tuple[str, ...]
    previous: str | None
    counts: tuple[tuple[str, int], ...]
    """How many records of each kind: word and number."""
    notes: tuple[str, ...]


def page(now: Asking, before: Asking | None) -> FrontPage:
    """Return the first page; given the previous edition, with what changed since."""
    every = issues(now)
    with_panel = [issue for issue in every if has_panel(issue)]
    first = panel(now, with_panel[0]) if with_panel else None
    drawn = asking.material_on(now, first.issue.id) if first else None
    return FrontPage(
        tallies=tuple(tally_of(now, panel(now, issue)) for issue in every),
        stand=figure("stand", first, *drawn) if first and drawn else None,
        when=figure("when", first, *drawn) if first and drawn else None,
        grid=_grid(now, with_panel),
        changed=_changed(now, before, every),
        previous=before.question.as_of if before else None,
        counts=tuple(_counts(now)),
        notes=tuple(_notes(now, with_panel)),
    )


def issues(now: Asking) -> list[Issue]:
    """Return every issue: those with a panel of people, then with another panel, then the others; newest first."""
    found = sorted(queries.issues(now.connection), key=lambda issue: issue.since, reverse=True)
    return sorted(found, key=lambda issue: (not issue.people, not issue.organizations))


def has_panel(issue: Issue) -> bool:
    """Return whether an issue has a panel, of people or organizations."""
    return bool(issue.people or issue.organizations)


def panel(now: Asking, issue: Issue) -> Panel:
    """Return the panel of an issue; one at a time, since each may be large."""
    return panel_of(now, issue, queries.standings(now.connection, (issue.id,)))


def _grid(now: Asking, with_panel: Sequence[Issue]) -> Figure | None:
    if any(issue.people + issue.organizations > MOST_ROWS for issue in with_panel):
        return None
    return figure("grid", with_panel, [each for issue in with_panel for each in panel(now, issue).standings])


def _changed(now: Asking, before: Asking | None, every: Sequence[Issue]) -> tuple[str, ...]:
    """Return what changed on each issue, up to a readable number."""
    return cut(
        [f"{issue.title}: {sentence}" for issue in every for sentence in changes(now, before, issue.id)]
    )


def _counts(now: Asking) -> Iterator[tuple[str, int]]:
    for kind, count in queries.counts(now.connection, now.question.known_by).items():
        if count:
            yield wording.several(kind), count


def _notes(now: Asking, with_panel: Sequence[Issue]) -> Iterator[str]:
    yield wording.HOW_TO_READ
    for issue in with_panel:
        yield f"{issue.title}: The panel: {issue.panel_rule}"
    if with_panel:
        yield (
            "A panel is fixed by its rule. Its counts are about its actors alone and estimate nothing "
            "about any others."
        )
    for reason in queries.redacted_lines(now.connection, now.question.known_by):
        yield f"A line was redacted: {reason}"
    yield f"Data {queries.data_version(now.connection)}."


@dataclass(frozen=True)
class Index(Page):
    """A list of pages of one kind: id, name and a line about each."""

    template: ClassVar = "listed"

    kind: str
    rows: tuple[tuple[str, str, str], ...]


Line = tuple[str, str, str]


def listed_issues(now: Asking) -> Index:
    """List every issue, those with panels first, with both counts."""
    return Index(
        "issue",
        tuple((issue.id, issue.title, _counted(panel(now, issue))) for issue in issues(now)),
    )


def _counted(asked: Panel) -> str:
    return (
        headline(asked.counts)
        if asked.counts.total
        else f"No panel; {plural(len(asked.standings), 'actor')} with a record"
    )


def people(now: Asking) -> Index:
    """List every person by name, with the role on the day and the number of issues with a standing."""
    return Index("person", tuple(_actors(now, "person")))


def organizations(now: Asking) -> Index:
    """List every organization by name, with the number of issues with a standing."""
    return Index("organization", tuple(_actors(now, "organization")))


def _actors(now: Asking, kind: str) -> Iterator[Line]:
    roles = {role.actor: role for role in recorded.roles(now.connection, now.question)}
    on = lookup.issues_of(now.connection)
    for who in lookup.everyone(now.connection, kind):
        yield who.id, who.name, _on_record(role_words(roles.get(who.id)), on.get(who.id, 0))


def sources(now: Asking) -> Index:
    """List every source by label, with its tier and the number of records that cite it."""
    by_key: dict[str, list[Origin]] = {}
    for cited in lookup.cited(now.connection, now.question):
        by_key.setdefault(lookup.source_key(cited.origin.address), []).append(cited.origin)
    rows = sorted(
        (_source_line(key, named) for key, named in by_key.items()),
        key=lambda row: (row[1].casefold(), row[0]),
    )
    return Index("source", tuple(rows))


def _source_line(key: str, named: list[Origin]) -> Line:
    link = entries.merged(named)
    return key, link.text, _cited_by(link.tier, len({each.record for each in named}))


def _on_record(role: str, issues: int) -> str:
    """Return a line about an actor: the role, and the number of issues with a standing."""
    count = f"on {plural(issues, 'issue')}" if issues else "no record on any issue"
    return " · ".join(part for part in (role, count) if part)


def _cited_by(tier: str, count: int) -> str:
    """Return a line about a source: its tier, and the number of records that cite it."""
    return " · ".join(part for part in (tier, plural(count, "record")) if part)


SOURCE = ("source", "address", "record", "kind")
INDEX = ("kind", "id", "name", "line")


def issue_data(now: Asking, issue: str) -> Section:
    """Return the rows of `list` for an issue: the panel, and others with a record."""
    question = now.question._replace(issues=(issue,), actors="any", actors_asked=True, everyone=True)
    return listing(now.connection, question).sections[0]


def front_data(now: Asking) -> Section:
    """Return the counts of every panel; the pages of issues say who is counted."""
    panels = (panel(now, issue) for issue in issues(now) if has_panel(issue))
    rows = [row for each in panels for row in summary.counted(each).rows]
    [found] = stamped(now.connection, now.question, Section("count", summary.COLUMNS, rows, key="status"))
    return found


def actor_data(now: Asking, actor: str) -> Section:
    """Return where an actor stands on every issue."""
    rows = [each._asdict() for each in queries.standings(now.connection, actor=actor)]
    return Section("standing", LIST_COLUMNS, rows, table.STANDING, key="evidence")


def source_data(now: Asking, source: str) -> Section:
    """Return the records that cite a source."""
    on_each = same(now.connection, now.question)
    rows: list[Mapping[str, Cell]] = [
        {"source": source, "address": each.origin.address, "record": record, "kind": each.kind, **on_each}
        for record, each in {
            each.origin.record: each for each in lookup.cited_as(now.connection, now.question, source)
        }.items()
    ]
    return Section("source", (*SOURCE, *on_each), rows, key="record")


def listed_data(now: Asking, index: Index) -> Section:
    """Return the rows of a list of pages."""
    on_each = same(now.connection, now.question)
    rows: list[Mapping[str, Cell]] = [
        {"kind": index.kind, "id": id, "name": name, "line": line, **on_each} for id, name, line in index.rows
    ]
    return Section("index", (*INDEX, *on_each), rows)
