"""Keep what was read of feeds: the days that they cover, and those where they have gaps.

A feed shows only its newest items. So of two readings, the later has all that came between only if
it has items of the one before; else what was between may be lost, and the days are a gap. No texts
are kept.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stancetracker.addons.evidence.feeds import Entry, Feed
from stancetracker.addons.evidence.fetching import feed_key
from stancetracker.addons.evidence.scan import longest_lull
from stancetracker.base.dates import add_days, days_between
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import in_json
from stancetracker.ledger import files
from stancetracker.ledger.journal import write_whole

_NO_OVERLAP: Final = "nothing shows that no item came between two readings"
_FEWEST_STAYING: Final = 3
_MOST_TAKEN_DOWN: Final = 1
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Gap(_Part):
    """Days on which items may have been in a feed that no reading has."""

    first: Day
    last: Day
    why: str


class Search(_Part):
    """The terms of an issue that all items since a day were searched for."""

    terms: tuple[str, ...]
    since: Day


class SeenItem(_Part):
    """An item that was read: the SHA-256 of what it said last, and its day, if it has one."""

    sha256: str
    day: str = ""
    edited: str = ""
    """The day of the reading by which it had been edited."""
    is_bare: bool = False
    """Whether it has a title alone, and no text."""
    terms: dict[str, str] = {}
    """The term of each issue that was found in it, by the issue's id."""

    def may_be_since(self, day: str) -> bool:
        """Return whether what it says may be of a day or later."""
        return not self.day or max(self.day, self.edited) >= day


class Reading(_Part):
    """What was read of a feed, up to the last reading."""

    feed: str
    actor: str
    day: Day
    """The day of the last reading."""
    etag: str = ""
    last_modified: str = ""
    covered_from: Day
    """The day since which no item is missing."""
    gaps: list[Gap] = []
    searches: dict[str, Search] = {}
    """By the ids of issues."""
    window: list[str] = []
    """The ids of the items of the last reading, the newest first."""
    items: dict[str, SeenItem] = {}
    """Every item ever read, by its id."""

    def conditions(self) -> dict[str, str]:
        """Return the headers by which a server says whether anything changed since."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}

    def is_searched_for(self, issue: str, terms: Sequence[str]) -> bool:
        """Return whether its items were searched for exactly these terms of an issue."""
        search = self.searches.get(issue)
        return search is not None and search.terms == tuple(terms)

    def days(self) -> list[str]:
        """Return the days on which it had items, in order."""
        return sorted({item.day for item in self.items.values() if item.day})


class Change(NamedTuple):
    """What a reading has that the one before had not."""

    new: Sequence[str] = ()
    edited: Sequence[str] = ()
    removed: Sequence[str] = ()
    """The ids of items that are gone although older ones are there."""
    gap: Gap | None = None


def reading_with(before: Reading | None, feed: Feed, address: str, actor: str, day: str) -> Reading:
    """Return the reading of a feed on a day, after the one before, without its searches."""
    entries = feed.entries
    items = {} if before is None else dict(before.items)
    for entry in entries:
        known = items.get(entry.id)
        if known is None or known.sha256 != entry.sha256:
            items[entry.id] = SeenItem(
                sha256=entry.sha256,
                day=entry.item.date,
                edited=day if known else "",
                is_bare=not entry.item.text.strip(),
                terms=known.terms if known else {},
            )
    gap = None if before is None else gap_between(before, feed, day)
    start = first_covered_day(feed, day)
    if before is not None:
        start = before.covered_from if gap is None else add_days(gap.last, 1)
    searches = {} if before is None else before.searches
    return Reading(
        feed=address,
        actor=actor,
        day=day,
        covered_from=start,
        gaps=[*(before.gaps if before else ()), *([gap] if gap else ())],
        searches={
            issue: search.model_copy(update={"since": max(search.since, start)})
            for issue, search in searches.items()
        },
        window=newest_first(entries),
        items=items,
    )


def changes(before: Reading | None, after: Reading) -> Change:
    """Return what came, changed and went between two readings."""
    if before is None:
        return Change(new=after.window)
    gap = after.gaps[-1] if len(after.gaps) > len(before.gaps) else None
    is_there = set(after.window)
    staying = [at for at, id in enumerate(before.window) if id in is_there]
    older_than_one_that_stays = before.window[: staying[-1]] if staying and not gap else []
    return Change(
        new=[id for id in after.window if id not in before.items],
        edited=[
            id
            for id in after.window
            if id in before.items and before.items[id].sha256 != after.items[id].sha256
        ],
        removed=[id for id in older_than_one_that_stays if id not in is_there],
        gap=gap,
    )


def newest_first(entries: Iterable[Entry]) -> list[str]:
    """Return the ids of items, the newest first, those without a day last."""
    by_day = sorted(entries, key=lambda entry: entry.item.date, reverse=True)
    return [entry.id for entry in by_day]


def gap_between(before: Reading, feed: Feed, day: str) -> Gap | None:
    """Return the days that neither the reading before nor this one covers."""
    if not feed.fault and _overlaps(before, feed.entries):
        return None
    start = add_days(day, 1) if feed.fault else first_covered_day(feed, day)
    last = max(add_days(start, -1), before.day)
    return Gap(first=before.day, last=last, why=feed.fault or _NO_OVERLAP)


def _overlaps(before: Reading, entries: Sequence[Entry]) -> bool:
    """Return whether a feed that shows its newest items has all that came since a reading.

    One or two items may stay whatever comes, pinned or far below, and show nothing; nor does one
    that stands above what is new. So more have to be there, and of the newest items no more be gone
    than somebody takes down.
    """
    if all(entry.id in before.items for entry in entries):
        return True
    days = {entry.id: entry.item.date for entry in entries}
    below_new_items = _ids_below_new_items(before, entries)
    # An item that got another day may stay for ever.
    stays = [days.get(id) == before.items[id].day for id in before.window]
    shows_overlap = [
        is_there and id in below_new_items
        for id, is_there in zip(before.window, stays, strict=True)
    ]
    newest = shows_overlap.index(True) if any(shows_overlap) else len(stays)
    gone_from_top = newest - sum(stays[:newest])
    return sum(shows_overlap) >= _FEWEST_STAYING and gone_from_top <= _MOST_TAKEN_DOWN


def _ids_below_new_items(before: Reading, entries: Sequence[Entry]) -> set[str]:
    """Return the ids of items that stand below all that may have come since a reading.

    An older item that is shown for the first time takes the place of one that was taken down.
    """
    ids = newest_first(entries)
    days = {entry.id: entry.item.date for entry in entries}
    new_items = [
        place
        for place, id in enumerate(ids)
        if id not in before.items and (not days[id] or days[id] >= before.day)
    ]
    return set(ids[max(new_items, default=-1) + 1 :])


def first_covered_day(feed: Feed, day: str) -> str:
    """Return the day since which a feed that is read on a day has everything.

    It reaches back to the day after its oldest item, or after a lull that is longer than usual, as
    a feed may also list a few old items. One without an order in time reaches back not at all.
    """
    following = add_days(day, 1)
    dates = [entry.item.date for entry in feed.entries]
    in_order = dates in (sorted(dates), sorted(dates, reverse=True))
    if feed.fault or not in_order or not all(dates) or max(dates) > day:
        return following
    days = sorted(set(dates))
    longest = longest_lull(days)
    if longest is None:
        return following
    oldest = days[-1]
    for earlier in reversed(days[:-1]):
        if days_between(earlier, oldest) > longest:
            break
        oldest = earlier
    return add_days(oldest, 1)


def reading_of(readings: Mapping[str, Reading], feed: str) -> Reading | None:
    """Return the reading of a feed, however its address was spelled then."""
    if feed in readings:
        return readings[feed]
    key = feed_key(feed)
    return next((reading for name, reading in readings.items() if feed_key(name) == key), None)


def load(path: Path) -> dict[str, Reading]:
    """Return the readings in a file, by the addresses of the feeds; none where there is no file.

    Raises UsageError for a file that is damaged.
    """
    try:
        content = files.content(*files.resolved(path))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"can't read {path}: {error.strerror}") from None
    readings = {}
    for number, line in enumerate(content.splitlines(), 1):
        try:
            reading = Reading.model_validate_json(line)
        except ValidationError:
            hint = "bring back an older one, or remove it: what was read before is then a gap"
            raise UsageError(f"{path}:{number}: not a reading of a feed", hint) from None
        readings[reading.feed] = reading
    return readings


def save(path: Path, readings: Mapping[str, Reading]) -> None:
    """Write all readings, whole or not at all; raises WriteError."""
    lines = (
        in_json(json.dumps(reading.model_dump(exclude_defaults=True), ensure_ascii=False)) + "\n"
        for _, reading in sorted(readings.items())
    )
    folder, name = files.resolved(path)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder, name, "".join(lines).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise WriteError(f"can't write to {path}: {error.strerror}") from None
