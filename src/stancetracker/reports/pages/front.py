"""The first page: the issues, those with panels first, and the whole matrix where it can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stancetracker.base import record_words, wording
from stancetracker.index import queries
from stancetracker.index.queries import Issue
from stancetracker.reports.drawn.grid import grid
from stancetracker.reports.drawn.stand import where_they_stand
from stancetracker.reports.drawn.when import who_spoke_when
from stancetracker.reports.figures import MOST_ROWS, FirstStatements, Grid, WhoSpokeWhen
from stancetracker.reports.pages import changed, records
from stancetracker.reports.pages.tally import panel_of, tally_of
from stancetracker.reports.pages.values import Asking, FrontPage
from stancetracker.reports.panel import Panel


def page(now: Asking, before: Asking | None) -> FrontPage:
    """The first page; with the edition before, what changed since."""
    every = issues(now)
    with_panel = [issue for issue in every if has_panel(issue)]
    first = panel(now, with_panel[0]) if with_panel else None
    return FrontPage(
        tallies=tuple(tally_of(now, panel(now, issue)) for issue in every),
        stand=where_they_stand(first, records.looks_on(now, first.issue.id)) if first else None,
        when=_when(now, first) if first else None,
        grid=_grid(now, with_panel),
        changed=_changed(now, before, every),
        previous=before.question.as_of if before else None,
        counts=tuple(_counts(now)),
        notes=tuple(_notes(now, with_panel)),
    )


def issues(now: Asking) -> list[Issue]:
    """Every issue: those with a panel of people, those with another panel, the others; the latest to begin first."""
    found = sorted(queries.issues(now.connection), key=lambda issue: issue.since, reverse=True)
    return sorted(found, key=lambda issue: (not issue.people, not issue.organizations))


def has_panel(issue: Issue) -> bool:
    """Whether an issue has a panel, of people or organizations."""
    return bool(issue.people or issue.organizations)


def panel(now: Asking, issue: Issue) -> Panel:
    """The panel of an issue; one at a time, since each may be large."""
    return panel_of(now, issue, queries.standings(now.connection, issue=issue.id))


def _grid(now: Asking, with_panel: Sequence[Issue]) -> Grid | None:
    if any(issue.people + issue.organizations > MOST_ROWS for issue in with_panel):
        return None
    return grid(with_panel, [each for issue in with_panel for each in panel(now, issue).standings])


def _when(now: Asking, asked: Panel) -> WhoSpokeWhen | FirstStatements:
    issue = asked.issue.id
    return who_spoke_when(
        asked, records.said_on(now, issue), records.looks_on(now, issue), records.events_on(now, issue)
    )


def _changed(now: Asking, before: Asking | None, every: Sequence[Issue]) -> tuple[str, ...]:
    """What changed on each issue, as far as it can be read here."""
    return changed.cut(
        [
            record_words.about_issue(issue.title, sentence)
            for issue in every
            for sentence in changed.on(now, before, issue.id)
        ]
    )


def _counts(now: Asking) -> Iterator[tuple[str, int]]:
    found = queries.counts(now.connection, now.question.known_by)
    for kind, (_, words) in wording.KIND_NOUNS.items():
        if found.get(kind):
            yield words, found[kind]


def _notes(now: Asking, with_panel: Sequence[Issue]) -> Iterator[str]:
    yield wording.HOW_TO_READ
    for issue in with_panel:
        yield record_words.about_issue(issue.title, record_words.rule(str(issue.panel_rule)))
    if with_panel:
        yield record_words.NO_ESTIMATE
    for reason in queries.redacted_lines(now.connection, now.question.known_by):
        yield record_words.redacted(reason)
    yield record_words.data(queries.data_version(now.connection))
