"""Find the feeds that `watch` reads, and the issues whose terms it searches for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.addons.evidence.fetching import feed_key
from stancetracker.addons.evidence.scan import Scan
from stancetracker.base.dates import add_days
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.document import Document
from stancetracker.index import queries
from stancetracker.index.queries import Issue

_FEEDS: Final = """
SELECT value AS feed, record AS actor FROM main.person_feeds
UNION SELECT value, record FROM main.organization_feeds ORDER BY feed, actor
"""


class WatchedFeed(NamedTuple):
    """A feed, and the actor for whom it speaks."""

    address: str
    actor: str
    name: str
    kind: str


class WatchedFeeds(NamedTuple):
    """The feeds that speak for one actor each, and those that several actors name."""

    feeds: Sequence[WatchedFeed]
    shared: Mapping[str, Sequence[str]]

    def by_actor(self) -> dict[str, list[str]]:
        """Return the addresses of the feeds of each actor, of whose feeds none is shared."""
        sharing = {actor for actors in self.shared.values() for actor in actors}
        addresses = defaultdict[str, list[str]](list)
        for feed in self.feeds:
            if feed.actor not in sharing:
                addresses[feed.actor].append(feed.address)
        return dict(addresses)

    def notes(self) -> Iterator[str]:
        """Yield which feeds are passed over, and why."""
        for feed, actors in self.shared.items():
            yield f"not read: {feed}: it is a feed of {' and of '.join(actors)}"


def watched_feeds(dataset: Dataset) -> WatchedFeeds:
    """Return the feeds that a dataset names."""
    namings = defaultdict[str, dict[str, str]](dict)
    for feed, actor in dataset.connection.execute(_FEEDS):
        address_by_actor = namings[feed_key(feed)]
        # Of two spellings, by https.
        address_by_actor[actor] = max(feed, address_by_actor.get(actor, ""), key=_is_secure)
    feeds = list[WatchedFeed]()
    shared = dict[str, list[str]]()
    for address_by_actor in namings.values():
        if len(address_by_actor) > 1:
            shared[min(address_by_actor.values())] = sorted(address_by_actor)
            continue
        [(actor, address)] = address_by_actor.items()
        values = dataset.values(actor)
        feeds.append(WatchedFeed(address, actor, values["name"], values["kind"]))
    return WatchedFeeds(feeds, shared)


def _is_secure(address: str) -> bool:
    return address.lower().startswith("https:")


class RunningIssue(NamedTuple):
    """An issue that runs, and what finds its terms."""

    issue: Issue
    scan: Scan

    @property
    def id(self) -> str:
        """Return its id."""
        return self.issue.id

    @property
    def terms(self) -> tuple[str, ...]:
        """Return the words to look for."""
        return tuple(self.scan.terms)

    def has(self, day: str) -> bool:
        """Return whether a day is one of the issue; an item without a day may be of any."""
        return not day or self.issue.since <= day <= (self.issue.until or day)


def running_issues(dataset: Dataset, day: str) -> list[RunningIssue]:
    """Return the issues with terms that run on a day, or did on the day before."""
    description = Document("watch", (), {"what": "feed"})
    return [
        RunningIssue(issue, Scan(dataset, issue.id, description, day))
        for issue in queries.issues(dataset.connection)
        if issue.since <= day <= add_days(issue.until or day, 1)
        and dataset.values(issue.id).get("terms")
    ]
