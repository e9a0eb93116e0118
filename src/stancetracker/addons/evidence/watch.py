"""Read what is new in the feeds of actors, and propose statements and silences.

A feed speaks for the one actor whose `feeds` name it. A silence is proposed only where every item
of all feeds of the actor since the issue began was read, without a gap, and none has a term of the
issue.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from stancetracker.addons.evidence import readings
from stancetracker.addons.evidence.candidates import Candidates, issue_text
from stancetracker.addons.evidence.excerpts import terms_in
from stancetracker.addons.evidence.feed_silences import Obstacle, feed_silences
from stancetracker.addons.evidence.feed_statements import FeedStatements
from stancetracker.addons.evidence.feeds import Feed, read_feed
from stancetracker.addons.evidence.fetching import Fetcher, FetchError, Response
from stancetracker.addons.evidence.readings import Change, Reading, Search
from stancetracker.addons.evidence.watched import (
    RunningIssue,
    WatchedFeed,
    WatchedFeeds,
    running_issues,
)
from stancetracker.base import apart, dates
from stancetracker.base.apart import UnreadableError
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import host, plural
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.proposal import Proposal
from stancetracker.index import queries
from stancetracker.ledger.folder import Folder, records_around
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Report, Section, Shown, plain, public_columns

_MOST_NAMED: Final = 10
"""The actors who are named of whom no silence can be proposed."""


class WatchRow(NamedTuple):
    """A feed, what this reading of it brought, and what all readings cover."""

    feed: str
    actor: str
    name: str
    read: bool
    why: str | None
    """Why it was not read."""
    items: int
    new: int
    edited: int
    removed: int
    statements: int
    covered_from: str | None
    gap: str | None
    """The days that this reading shows to be a gap, and why."""


_SHOWN: Final[tuple[Shown[WatchRow], ...]] = (
    plain("Name", lambda row: row.name),
    plain("Feed", lambda row: host(row.feed)),
    Shown(
        "Covers", lambda row: f"from {dates.words(row.covered_from)}" if row.covered_from else ""
    ),
    plain("New", lambda row: row.new, numeric=True),
    plain("Edited", lambda row: row.edited, numeric=True),
    plain("Removed", lambda row: row.removed, numeric=True),
    plain("Statements proposed", lambda row: row.statements, numeric=True),
)


class FeedRow(NamedTuple):
    """A feed, and the actor for whom it speaks."""

    feed: str
    actor: str
    name: str


_SHOWN_FEEDS: Final[tuple[Shown[FeedRow], ...]] = (
    plain("Name", lambda row: row.name),
    plain("Feed", lambda row: row.feed),
)


class Place(NamedTuple):
    """Where readings and proposals are kept."""

    readings: Path
    proposals: Path

    @classmethod
    def of(cls, folder: Folder, readings: Path | None, proposals: Path | None) -> "Place":
        """Return the files that a person named, else those in the folder of user state.

        Raises UsageError for a file that would be in a dataset.
        """
        dataset = sha256(str(folder.path.resolve()).encode("utf-8", "surrogateescape"))
        name = f"watch-{dataset.hexdigest()[:16]}"
        state = user_state_path("stancetracker")
        place = cls(
            readings or state / f"{name}-readings.jsonl",
            proposals or state / f"{name}-proposals.jsonl",
        )
        for file in place:
            is_inside = file.resolve().is_relative_to(folder.path.resolve())
            if is_inside or records_around(file):
                hint = "name a file in another folder"
                raise UsageError(f"{file} would become part of a dataset", hint)
        return place


class Reader:
    """Reads feeds on a day, one after the other; what it did is on disk after each."""

    def __init__(self, dataset: Dataset, place: Place, fetcher: Fetcher, day: str) -> None:
        """Load what was kept; raises UsageError where that is damaged."""
        self.dataset = dataset
        self.place = place
        self.fetcher = fetcher
        self.day = day
        queries.set_question(dataset.connection, queries.Question(day))
        self.issues = running_issues(dataset, day)
        self.readings = readings.load(place.readings)
        self.is_first = not self.readings
        self.candidates = Candidates.load(place.proposals)
        self.statements = FeedStatements(dataset, day)
        self.obstacles = list[Obstacle]()
        """Whoever is due, and of whom the feeds give no silence."""

    def read(self, feed: WatchedFeed) -> WatchRow:
        """Read a feed, and keep what that proposes and then the reading; raises WriteError."""
        before = self._before(feed)
        try:
            response = self._response(feed, before)
            if before and response.is_not_modified:
                after = before.model_copy(update={"feed": feed.address, "day": self.day})
                change = Change()
                proposals: list[Proposal] = []
            else:
                after, change, proposals = self._read(feed, before, response)
        except (FetchError, UnreadableError) as error:
            return self._row(feed, before, Change(), 0, error.message)
        self.candidates.add_statements(proposals, self.dataset.version, feed.actor)
        self.candidates.without(self.statements.on_record(self.candidates.statements()))
        # First what is proposed: whoever is killed in between reads these items again.
        self.candidates.save()
        if before:
            del self.readings[before.feed]  # which may spell the address otherwise
        self.readings[feed.address] = after
        readings.save(self.place.readings, self.readings)
        return self._row(feed, after, change, len(proposals))

    def _before(self, feed: WatchedFeed) -> Reading | None:
        """Return the reading before, unless the feed was another actor's then."""
        before = readings.reading_of(self.readings, feed.address)
        if before and self.dataset.todays_id(before.actor) == feed.actor:
            return before
        return None

    def _response(self, feed: WatchedFeed, before: Reading | None) -> Response:
        """Fetch a feed; where all was searched for all terms, only if it changed."""
        is_searched = before and all(
            before.is_searched_for(issue.id, issue.terms) for issue in self.issues
        )
        conditions = before.conditions() if before and is_searched else {}
        return self.fetcher.get(feed.address, conditions)[-1]

    def _read(
        self, feed: WatchedFeed, before: Reading | None, response: Response
    ) -> tuple[Reading, Change, list[Proposal]]:
        """Return what a feed that a server sent says, what changed, and what that proposes."""
        content, terms = self._searched(read_feed(response))
        after = readings.reading_with(before, content, feed.address, feed.actor, self.day)
        after.etag = response.headers.get("etag") or ""
        after.last_modified = response.headers.get("last-modified") or ""
        change = readings.changes(before, after)
        entries = {entry.id: entry for entry in content.entries}
        proposals = list[Proposal]()
        # What is not searched for now was not searched for in all items, if it is again.
        running = {issue.id for issue in self.issues}
        after.searches = {id: after.searches[id] for id in running & after.searches.keys()}
        for issue in self.issues:
            ids = self._to_propose(issue, before, change, terms)
            to_propose = [entries[id] for id in ids]
            proposals += self.statements.of(feed, issue, to_propose, before, change.edited)
            self._note_search(issue, content, before, after, terms)
        return after, change, proposals

    def _searched(self, feed: Feed) -> tuple[Feed, dict[str, dict[str, str]]]:
        """Return a feed, and the term of each issue in each of its items, by their ids."""
        terms = {issue.id: issue.terms for issue in self.issues}
        texts = (
            apart.Item(entry.item.whole.encode("utf-8", "surrogatepass")) for entry in feed.entries
        )
        terms_by_id = dict[str, dict[str, str]]()
        for entry, (_, answer) in zip(
            feed.entries, apart.run_all(terms_in, texts, terms), strict=True
        ):
            if isinstance(answer, UnreadableError):
                feed = feed._replace(fault="1 item of it can't be read")
            else:
                terms_by_id[entry.id] = answer
        return feed, terms_by_id

    def _to_propose(
        self,
        issue: RunningIssue,
        before: Reading | None,
        change: Change,
        terms: Mapping[str, Mapping[str, str]],
    ) -> list[str]:
        """Return the ids of items to propose: new or edited ones, or such as new terms find."""
        changed = {*change.new, *change.edited}
        known = {} if before is None else before.items
        return [
            id
            for id, term_by_issue in terms.items()
            if issue.id in term_by_issue and (id in changed or issue.id not in known[id].terms)
        ]

    def _note_search(
        self,
        issue: RunningIssue,
        feed: Feed,
        before: Reading | None,
        after: Reading,
        terms: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Write down in a reading its matches, and since when all was searched for these terms."""
        is_searched = before is not None and before.is_searched_for(issue.id, issue.terms)
        for id, term_by_issue in terms.items():
            item = after.items[id]
            # An edited item that had a term before still was published with it.
            old = item.terms.get(issue.id) if is_searched else None
            term = term_by_issue.get(issue.id) or old
            others = {name: value for name, value in item.terms.items() if name != issue.id}
            after.items[id] = item.model_copy(
                update={"terms": {**others, **({issue.id: term} if term else {})}}
            )
        if not is_searched:
            start = max(after.covered_from, readings.first_covered_day(feed, self.day))
            after.searches = {**after.searches, issue.id: Search(terms=issue.terms, since=start)}

    def _row(
        self,
        feed: WatchedFeed,
        reading: Reading | None,
        change: Change,
        statements: int,
        why: str | None = None,
    ) -> WatchRow:
        gap = change.gap
        return WatchRow(
            feed=feed.address,
            actor=feed.actor,
            name=feed.name,
            read=why is None,
            why=why,
            items=len(reading.items) if reading else 0,
            new=len(change.new),
            edited=len(change.edited),
            removed=len(change.removed),
            statements=statements,
            covered_from=reading.covered_from if reading else None,
            gap=f"{dates.interval_words(gap.first, gap.last)}: {gap.why}" if gap else None,
        )

    def propose_silences(self, feeds: WatchedFeeds, checked_by: str | None) -> None:
        """Propose silences in place of those proposed before, and keep all; raises WriteError."""
        silences = feed_silences(
            self.dataset, self.issues, feeds.by_actor(), self.readings, checked_by
        )
        self.candidates.without(self.statements.on_record(self.candidates.statements()))
        self.candidates.replace_silences(silences.proposals, self.dataset.version)
        proposed = {*self._proposed_statements()}
        self.obstacles = [
            obstacle
            for obstacle in silences.obstacles
            if (obstacle.actor, obstacle.issue) not in proposed
        ]
        self.candidates.save()

    def _proposed_statements(self) -> Iterator[tuple[str, str]]:
        """Yield the actor of the feed and the issue of each proposed statement."""
        for candidate in self.candidates.statements():
            reading = readings.reading_of(self.readings, candidate.place.partition(" ")[0])
            if reading:
                actor = self.dataset.todays_id(reading.actor)
                yield actor, str(candidate.record["issue"])


@contextmanager
def opened(dataset: Dataset, place: Place, fetcher: Fetcher, day: str) -> Iterator[Reader]:
    """Give what reads feeds, while no other program does; raises WriteError and UsageError."""
    require("a feed", ("feedparser", "resiliparse"), "evidence")
    lock = place.readings.with_name(f".{place.readings.name}.lock")
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            yield Reader(dataset, place, fetcher, day)
    except Timeout:
        raise WriteError("another program is reading the feeds of this dataset") from None


def read_all(
    reader: Reader,
    feeds: WatchedFeeds,
    checked_by: str | None,
    progress: Callable[[str, int, int], None],
) -> list[WatchRow]:
    """Read all feeds and propose what follows; what was done is kept, whenever this is ended."""
    rows = []
    for done, feed in enumerate(feeds.feeds):
        progress("reading", done, len(feeds.feeds))
        rows.append(reader.read(feed))
    if rows:
        reader.propose_silences(feeds, checked_by)
    return rows


def feeds_report(dataset: Dataset, feeds: WatchedFeeds, day: str) -> Report:
    """Return the feeds that would be read as a report."""
    rows = [FeedRow(feed.address, feed.actor, feed.name) for feed in feeds.feeds]
    section = Section("feed", public_columns(FeedRow), rows, _SHOWN_FEEDS, key="feed")
    return Report(
        title="Feeds",
        question="Which feeds would be read?",
        sections=stamped(dataset.connection, queries.Question(day), section),
    )


def report_of(dataset: Dataset, rows: Sequence[WatchRow], day: str) -> Report:
    """Return what was read of each feed as a report."""
    section = Section("feed", public_columns(WatchRow), rows, _SHOWN, key="feed")
    question = queries.Question(day)
    return Report(
        title="Watch",
        question=f"What is new in the feeds of actors, on {dates.words(day)}?",
        sections=stamped(dataset.connection, question, section),
    )


def notes(reader: Reader, rows: Sequence[WatchRow]) -> Iterator[str]:
    """Yield what a person is to know: first readings, gaps, feeds that weren't read, and counts."""
    if not rows:
        yield "no actor has `feeds`: add their addresses to a person or an organization"
    if not reader.issues:
        yield "no issue that runs has `terms`: nothing is looked for"
    if reader.is_first and rows:
        yield f"no readings in {reader.place.readings} before: what each feed covers begins now"
    for row in rows:
        if row.why:
            yield f"not read: {row.feed}: {row.why}"
        if row.gap:
            yield f"gap: {row.feed}: {row.gap}"
    for place, reason in reader.statements.unread:
        yield f"has a term, and can't be read for who speaks: {place}: {reason}"
    yield from _obstacle_notes(reader.obstacles)
    read = sum(row.read for row in rows)
    new, edited, removed = (
        sum(getattr(row, name) for row in rows) for name in ("new", "edited", "removed")
    )
    yield (
        f"{plural(len(rows), 'feed')}, {read} read: {plural(new, 'new item')},"
        f" {edited} edited, {removed} removed"
    )
    statements = len(reader.candidates.statements())
    silences = reader.candidates.count_silences()
    yield (
        f"{plural(statements, 'statement')} and {plural(silences, 'silence')} proposed"
        f" in {reader.place.proposals}"
    )


def _obstacle_notes(obstacles: Sequence[Obstacle]) -> Iterator[str]:
    """Yield of whom no silence can be proposed and why, and what to do instead."""
    for obstacle in obstacles[:_MOST_NAMED]:
        yield obstacle.sentence()
    more = len(obstacles) - _MOST_NAMED
    if more > 0:
        yield f"and {more} more of whom none can be proposed"
    if obstacles:
        yield "search for those by hand, and add a silence: stancetracker due has the commands"


def issue_of(reader: Reader, forms: str) -> str:
    """Return the text of an issue on GitHub that lists the statements proposed."""
    titles = queries.titles(reader.dataset.connection)
    return issue_text(reader.candidates.statements(), reader.readings, titles, forms)
