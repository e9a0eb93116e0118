"""The first pages of a site: its answer, everybody beside every issue, and the method."""

from collections.abc import Iterable, Sequence

from stancetracker.addons.site.figures.drawn import drawn
from stancetracker.addons.site.figures.years import Years, years_of
from stancetracker.addons.site.pages import wall
from stancetracker.addons.site.pages.page import (
    STYLES_OF_LISTS,
    Page,
    address,
    dataset,
    figure_files,
)
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.addons.site.pages.topic import Topic
from stancetracker.base import wording
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Standing
from stancetracker.render.timeline import MOST_ROWS


def overview(now: Snapshot, listed: Page) -> Page:
    """Add everybody in a panel beside every issue that has one to the list of issues."""
    issues = [issue for issue in now.issues if issue.people or issue.organizations]
    standings = _in_panels(now, issues)
    figures = drawn([("grid", (issues, standings))])
    if len(issues) < 2 or not figures:
        return listed
    shown = {standing.evidence for standing in standings if standing.evidence}
    shown |= {issue.id for issue in issues} | {standing.actor for standing in standings}
    under = f"{now.shown(shown).source} · stancetracker"
    years = years_of(issues, standings)
    return listed._replace(
        contents={**listed.contents, "years": years}, files=figure_files(figures, under)
    )


def _years_of_people(now: Snapshot) -> Years:
    """Arrange the people of panels by issue; nobody where they are too many to read."""
    issues = [issue for issue in now.issues if issue.people]
    standings = _in_panels(now, issues)
    people = [standing for standing in standings if standing.actor_kind == "person"]
    years = years_of(issues, people)
    return years if len(years.lines) <= MOST_ROWS else Years((), ())


def _in_panels(now: Snapshot, issues: Iterable[Issue]) -> list[Standing]:
    """Return the standings of the panels of these issues by name, people before organizations."""
    return sorted(
        (standing for issue in issues for standing in now.standings[issue.id] if standing.panel),
        key=lambda standing: (
            standing.actor_kind != "person",
            standing.sort_key,
            standing.actor,
        ),
    )


def front(topics: Sequence[Topic]) -> Page:
    """Return the first page: the answer of the first issue, and where the others are."""
    topic, *others = topics
    rows = wall.opening(topic.rows)
    contents = {
        "topic": topic,
        "issue": topic.issue,
        "card": topic.card,
        "groups": wall.groups(rows, wall.BY_FIRST_WORDS, topic.rows),
        "more": len(topic.rows) - len(rows),
        "years": _years_of_people(topic.now),
        "known": topic.shares_known,
        "issues": [other for other in others if other.panel.standings],
        "counts": [
            (wording.several(kind), number)
            for kind, number in queries.counts(topic.now.connection).items()
            if number
        ],
        "redacted": queries.redacted_lines(topic.now.connection),
    }
    site = topic.now.site
    linked = dataset(
        topic.now,
        site["title"],
        topic.description,
        "",
        version=site["version"],
        day=topic.now.last_recorded,
        since=min(other.issue.since for other in topics),
        until=None,
    )
    return Page(
        "front",
        "",
        site["title"],
        topic.description,
        contents,
        linked=linked,
        styles=STYLES_OF_LISTS,
        tools=True,
    )


def method() -> Page:
    """Return the page of the method, with an example that is about no real person."""
    description = "How standings are found, what each word means, and what no page here can say."
    return Page("method", address("method"), "Method", description, {}, styles=STYLES_OF_LISTS)
