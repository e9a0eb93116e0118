"""The first page, the lists of pages, and what lies beside each page as data."""

from collections import defaultdict
from collections.abc import Sequence
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
from stancetracker.pages.issue import Tally, figures, has_panel, panel_of, tally_of
from stancetracker.reports import table
from stancetracker.reports.catalogue import summary
from stancetracker.reports.listing import listing
from stancetracker.reports.panel import Panel, stamped
from stancetracker.reports.table import Section


@dataclass(frozen=True)
class FrontPage(Page):
    """The first page: the issues, those with panels first, and the whole matrix where it can be read."""

    template: ClassVar = "front"
    charts: ClassVar = True

    tallies: tuple[Tally, ...]
    figures: dict[str, Figure]
    """Of the first issue with a panel, by name."""
    grid: Figure | None
    changed: tuple[str, ...]
    previous: str | None
    counts: tuple[tuple[str, int], ...]
    """How many records of each kind: word and number."""
    redacted: tuple[str, ...]
    """Why lines were redacted that no page shows otherwise."""


def page(now: Asking, before: Asking | None) -> FrontPage:
    """Return the first page; given the previous edition, with what changed since."""
    every = issues(now)
    with_panel = [issue for issue in every if has_panel(issue)]
    first = next(iter(with_panel), None)
    counts = queries.counts(now.connection, now.question.known_by)
    return FrontPage(
        tallies=tuple(tally_of(now, panel(now, issue)) for issue in every),
        figures=figures(panel(now, first), asking.material_on(now, first.id), "stand", "when")
        if first
        else {},
        grid=_grid(now, with_panel),
        changed=cut(
            [f"{issue.title}: {sentence}" for issue in every for sentence in changes(now, before, issue.id)]
        ),
        previous=before.question.as_of if before else None,
        counts=tuple((wording.several(kind), count) for kind, count in counts.items() if count),
        redacted=tuple(queries.redacted_lines(now.connection, now.question.known_by)),
    )


def issues(now: Asking) -> list[Issue]:
    """Return every issue: those with a panel of people, then with another panel, then the others; newest first."""
    found = sorted(queries.issues(now.connection), key=lambda issue: issue.since, reverse=True)
    return sorted(found, key=lambda issue: (not issue.people, not issue.organizations))


def panel(now: Asking, issue: Issue) -> Panel:
    """Return the panel of an issue; one at a time, since each may be large."""
    return panel_of(now, issue, queries.standings(now.connection, (issue.id,)))


def _grid(now: Asking, with_panel: Sequence[Issue]) -> Figure | None:
    if any(issue.people + issue.organizations > MOST_ROWS for issue in with_panel):
        return None
    return figure("grid", with_panel, [each for issue in with_panel for each in panel(now, issue).standings])


@dataclass(frozen=True)
class Index(Page):
    """A list of pages of one kind: id, name and a line about each."""

    template: ClassVar = "listed"

    kind: str
    rows: tuple[tuple[str, str, str], ...]


def listed_issues(now: Asking) -> Index:
    """List every issue, those with panels first, with both counts."""
    return Index(
        "issue", tuple((issue.id, issue.title, _counted(panel(now, issue))) for issue in issues(now))
    )


def _counted(asked: Panel) -> str:
    if asked.counts.total:
        return asked.counts.headline(stances=False)
    return f"No panel; {plural(len(asked.standings), 'actor')} with a record"


def listed_actors(now: Asking, kind: str) -> Index:
    """List people or organizations by name, with the role on the day and the number of issues with a standing."""
    roles = {role.actor: role for role in recorded.roles(now.connection, now.question)}
    on = lookup.issues_of(now.connection)
    rows = []
    for who in (one for one in lookup.actors(now.connection).values() if one.kind == kind):
        count = f"on {plural(on[who.id], 'issue')}" if who.id in on else "no record on any issue"
        rows.append((who.id, who.name, _joined(role_words(roles.get(who.id)), count)))
    return Index(kind, tuple(rows))


def listed_sources(now: Asking) -> Index:
    """List every source by label, with its tier and the number of records that cite it."""
    by_key: dict[str, list[Origin]] = defaultdict(list)
    for cited in lookup.cited(now.connection, now.question):
        by_key[lookup.source_key(cited.origin.address)].append(cited.origin)
    rows = []
    for key, named in by_key.items():
        link, records = entries.merged(named), {each.record for each in named}
        rows.append((key, link.text, _joined(link.tier, plural(len(records), "record"))))
    return Index("source", tuple(sorted(rows, key=lambda row: (row[1].casefold(), row[0]))))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def issue_data(now: Asking, issue: str) -> Section:
    """Return the rows of `list` for an issue: the panel, and others with a record."""
    question = now.question._replace(issues=(issue,), actors="any", actors_asked=True, everyone=True)
    return listing(now.connection, question).sections[0]


def front_data(now: Asking) -> Section:
    """Return the counts of every panel; the pages of issues say who is counted."""
    panels = (panel(now, issue) for issue in issues(now) if has_panel(issue))
    rows = [row for each in panels for row in summary.counted(each).rows]
    return _stamped(now, Section("count", summary.COLUMNS, rows, key="status"))


def actor_data(now: Asking, actor: str) -> Section:
    """Return where an actor stands on every issue."""
    rows = [each._asdict() for each in queries.standings(now.connection, actor=actor)]
    return Section("standing", LIST_COLUMNS, rows, table.STANDING, key="evidence")


def source_data(now: Asking, source: str) -> Section:
    """Return the records that cite a source."""
    cited = {each.origin.record: each for each in lookup.cited_as(now.connection, now.question, source)}
    rows = [
        {"source": source, "address": each.origin.address, "record": record, "kind": each.kind}
        for record, each in cited.items()
    ]
    return _stamped(now, Section("source", ("source", "address", "record", "kind"), rows, key="record"))


def listed_data(now: Asking, index: Index) -> Section:
    """Return the rows of a list of pages."""
    rows = [{"kind": index.kind, "id": id, "name": name, "line": line} for id, name, line in index.rows]
    return _stamped(now, Section("index", ("kind", "id", "name", "line"), rows))


def _stamped(now: Asking, section: Section) -> Section:
    [found] = stamped(now.connection, now.question, section)
    return found
