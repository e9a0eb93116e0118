"""What to do next about whoever is due: where to search, for what, and with which command."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.base.text import host
from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.record_queries import FoundAt

_BETWEEN: Final = "; "
_MOST_HOSTS: Final = 5
WATCH: Final = "stancetracker watch"
_DRAFT: Final = "stancetracker draft ARTICLE --issue {issue}"
_ADD_SILENCE: Final = "stancetracker add silence --actor {actor} --issue {issue}"


class NextStep(NamedTuple):
    """Where to search, for which terms, and the commands that go on from there."""

    sources: str | None
    """The actor's feeds, where the last check searched, and where most words of the actor stand."""
    terms: str | None
    next: str
    """What reads the feeds, or drafts records from an article that was found."""
    if_none: str
    """What records that nothing was found, and asks where was searched and by whom."""


class NextSteps:
    """What to do next about some standings that are due."""

    def __init__(
        self, connection: sqlite3.Connection, question: Question, standings: Sequence[Standing]
    ) -> None:
        actors = {standing.actor for standing in standings}
        silences = {standing.evidence for standing in standings if standing.evidence}
        own_pages = record_queries.own_pages(connection, question, actors=actors)
        self._feeds = _by_id(record_queries.feeds(connection))
        self._searched = _by_id(record_queries.searched(connection, to=silences))
        self._hosts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for page in own_pages:
            self._hosts[page.id][host(page.place)] += 1
        self._terms: defaultdict[str, list[str]] = defaultdict(list)
        for _, issue, term in queries.terms(connection):
            self._terms[issue].append(term)

    def of(self, standing: Standing, issue: Issue) -> NextStep:
        """Return what to do next about an actor on an issue."""
        feeds = self._feeds.get(standing.actor, [])
        places = (
            *feeds,
            *self._searched.get(standing.evidence or "", []),
            *(name for name, _ in self._hosts[standing.actor].most_common(_MOST_HOSTS)),
        )
        terms = self._terms.get(issue.id, [])
        is_over = issue.until is not None and issue.until < standing.as_of
        is_watched = feeds and terms and not is_over
        return NextStep(
            sources=_joined(places),
            terms=_joined(terms),
            next=WATCH if is_watched else _DRAFT.format(issue=issue.id),
            if_none=_ADD_SILENCE.format(actor=standing.actor, issue=issue.id),
        )


def _by_id(places: Iterable[FoundAt]) -> Mapping[str, list[str]]:
    by_id: defaultdict[str, list[str]] = defaultdict(list)
    for place in places:
        by_id[place.id].append(place.place)
    return by_id


def _joined(texts: Iterable[str]) -> str | None:
    """Return different texts in one; None for none."""
    return _BETWEEN.join(dict.fromkeys(texts)) or None
