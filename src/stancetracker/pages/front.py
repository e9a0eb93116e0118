"""The first page: the issues, those with panels first, and the whole matrix where it can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stancetracker.base import wording
from stancetracker.figures.first import FirstStatements
from stancetracker.figures.record import MOST_ROWS
from stancetracker.figures.stand import WhereTheyStand, where_they_stand
from stancetracker.figures.tables import Grid, grid
from stancetracker.figures.when import WhoSpokeWhen, who_spoke_when
from stancetracker.index import queries
from stancetracker.index.queries import Issue
from stancetracker.pages import asking, changed
from stancetracker.pages.asking import Asking
from stancetracker.pages.tally import Tally, panel_of, tally_of
from stancetracker.reports.panel import Panel


@dataclass(frozen=True)
class FrontPage:
    """The first page: the issues, those with panels first, and the whole matrix where it can be read."""

    tallies: tuple[Tally, ...]
    stand: WhereTheyStand | None
    """Of the first issue with a panel."""
    when: WhoSpokeWhen | FirstStatements | None
    grid: Grid | None
    changed: tuple[str, ...]
    previous: str | None
    counts: tuple[tuple[str, int], ...]
    """How many records of each kind: word and number."""
    notes: tuple[str, ...]


def page(now: Asking, before: Asking | None) -> FrontPage:
    """The first page; with the edition before, what changed since."""
    every = issues(now)
    with_panel = [issue for issue in every if has_panel(issue)]
    first = panel(now, with_panel[0]) if with_panel else None
    drawn = asking.material_on(now, first.issue.id) if first else None
    return FrontPage(
        tallies=tuple(tally_of(now, panel(now, issue)) for issue in every),
        stand=where_they_stand(first, *drawn) if first and drawn else None,
        when=who_spoke_when(first, *drawn) if first and drawn else None,
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


def _changed(now: Asking, before: Asking | None, every: Sequence[Issue]) -> tuple[str, ...]:
    """What changed on each issue, as far as it can be read here."""
    return changed.cut(
        [f"{issue.title}: {sentence}" for issue in every for sentence in changed.on(now, before, issue.id)]
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
