"""Lists of pages: the issues, the people, the organizations and the sources, a line about each."""

from __future__ import annotations

from collections.abc import Iterator

from stancetracker.base import record_words
from stancetracker.index import lookup, origins
from stancetracker.index.origins import Origin
from stancetracker.reports.pages import links
from stancetracker.reports.pages.actor import role_words
from stancetracker.reports.pages.front import issues as every_issue
from stancetracker.reports.pages.front import panel
from stancetracker.reports.pages.tally import headline
from stancetracker.reports.pages.values import Asking, Index
from stancetracker.reports.panel import Panel

Row = tuple[str, str, str]


def issues(now: Asking) -> Index:
    """Every issue, those with panels first, with both counts."""
    return Index(
        "issue",
        tuple((issue.id, issue.title, _counts(panel(now, issue))) for issue in every_issue(now)),
    )


def _counts(asked: Panel) -> str:
    return headline(asked.counts) if asked.counts.total else record_words.without_panel(len(asked.standings))


def people(now: Asking) -> Index:
    """Every person by name, with the role on the day and on how many issues there is a standing."""
    return Index("person", tuple(_actors(now, "person")))


def organizations(now: Asking) -> Index:
    """Every organization by name, with on how many issues there is a standing."""
    return Index("organization", tuple(_actors(now, "organization")))


def _actors(now: Asking, kind: str) -> Iterator[Row]:
    roles = lookup.roles(now.connection, now.question.as_of)
    on = lookup.issues_of(now.connection)
    for who in lookup.everyone(now.connection, kind):
        yield who.id, who.name, record_words.on_record(role_words(roles.get(who.id)), on.get(who.id, 0))


def sources(now: Asking) -> Index:
    """Every source by what it is called, with how near it is to the words and how many records rest on it."""
    by_key: dict[str, list[Origin]] = {}
    for cited in origins.cited(now.connection, now.question):
        by_key.setdefault(origins.key(cited.origin.address), []).append(cited.origin)
    rows = sorted(
        (_source(key, named) for key, named in by_key.items()), key=lambda row: (row[1].casefold(), row[0])
    )
    return Index("source", tuple(rows))


def _source(key: str, named: list[Origin]) -> Row:
    link = links.merged(named)
    return key, link.text, record_words.cited_by(link.tier, len({each.record for each in named}))
