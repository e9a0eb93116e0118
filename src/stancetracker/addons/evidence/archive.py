"""Fetch the sources of a dataset, keep copies of them, and record what was kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.addons.evidence.copies import Shelf, copies
from stancetracker.addons.evidence.fetching import Fetcher, FetchError, Response
from stancetracker.addons.evidence.keeping import REDACTED, CopyRecord, keeping
from stancetracker.addons.evidence.own_copies import OwnCopy
from stancetracker.base.errors import UnknownNameError
from stancetracker.contribute.dataset import Dataset, open_dataset
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import finished

_SOURCES: Final = f"""
SELECT DISTINCT url, record FROM main.source
WHERE url <> '' AND record NOT IN ({REDACTED}) ORDER BY rowid
"""


_COPIES: Final = """
SELECT url, archive_url FROM main.copy WHERE withdrawn IS NULL ORDER BY retrieved DESC, id
"""


class NamedSource(NamedTuple):
    """A source that a record names."""

    url: str
    record: str


class Plan(NamedTuple):
    """The addresses of the pages to archive; `again`, also of those with a copy."""

    folder: Folder
    pages: Sequence[str]
    archive_urls: Mapping[str, Sequence[str]]
    """List where else a page may be read, by its address."""
    again: bool
    shelf: Shelf

    def to_fetch(self) -> list[str]:
        """Return the addresses that are to be fetched."""
        return [
            url for url in self.pages if self.again or not self.shelf.newest_own(source_key(url))
        ]


class Archived(NamedTuple):
    """The addresses of new, unchanged and failed pages, the `copy` records, and what was removed.

    Then, why copies that are there don't count, and which pages are gone, so that an archived page
    was fetched instead: the address of each, that of the archived page, and the reason.
    """

    new: list[str]
    unchanged: list[str]
    failed: list[tuple[str, str]]
    recorded: list[str]
    removed: int
    uncounted: list[str]
    gone: list[tuple[str, str, str]]


def named_sources(dataset: Dataset, records: Sequence[str]) -> list[NamedSource]:
    """Return the sources with an address of records, of all but the redacted ones without any.

    Raises UnknownNameError for a record that is not there.
    """
    unknown = set(records) - dataset.known_ids(records)
    if unknown:
        raise UnknownNameError("record", min(unknown), ())
    sources = (NamedSource(*row) for row in dataset.connection.execute(_SOURCES))
    return [source for source in sources if not records or source.record in records]


def plan(
    folder: Folder, records: Sequence[str], *, again: bool = False, dry_run: bool = False
) -> Plan:
    """Plan to archive the sources of these records.

    Without any, they are all of which no copy is on record.

    With `again`, also those that have a copy. Raises UnknownNameError, BrokenDatasetError and
    MissingLibraryError.
    """
    there = copies(finished(folder, dry_run=dry_run))
    archive_urls: defaultdict[str, list[str]] = defaultdict(list)
    with open_dataset(folder, may_be_torn=False) as dataset:
        for url, archive_url in dataset.connection.execute(_COPIES):
            archive_urls[url] += [archive_url] if archive_url else []
        pages = dict.fromkeys(
            source.url
            for source in named_sources(dataset, records)
            if records
            or source.url not in archive_urls
            or (again and source_key(source.url) in there)
        )
        return Plan(folder, [*pages], archive_urls, again, Shelf(dataset.connection, folder))


def archive(
    plan: Plan, fetcher: Fetcher, today: str, progress: Callable[[str, int, int], None]
) -> Archived:
    """Fetch and keep pages that have no sound copy, and record the copies.

    Removes the copies of redacted records. What was fetched is recorded too where this is
    interrupted; where it was killed, after the next time. Raises WriteError.
    """
    with keeping(plan.folder, today) as keeper:
        result = Archived([], [], [], [], keeper.removed, [], [])
        try:
            for at, url in enumerate(plan.pages):
                progress("archiving", at, len(plan.pages))
                if not plan.again and keeper.recall(url):
                    continue
                try:
                    page = _fetched(fetcher, url, plan.archive_urls.get(url, ()))
                except FetchError as error:
                    result.failed.append((url, error.message))
                    continue
                if page.archive_url:
                    result.gone.append((url, page.archive_url, page.why_gone))
                is_new = keeper.keep(url, page.records(), page.own(today))
                (result.new if is_new else result.unchanged).append(url)
        finally:
            result.recorded.extend(keeper.record())
        result.uncounted.extend(keeper.shelf.uncounted.values())
    return result


class _Fetched(NamedTuple):
    """The answers on the way to a page, and if it is an archived one, why its address has none."""

    hops: Sequence[Response]
    archive_url: str = ""
    why_gone: str = ""

    def own(self, today: str) -> OwnCopy:
        """Return what the person's list is to have of it."""
        return OwnCopy(None, self.archive_url) if self.archive_url else OwnCopy(today)

    def records(self) -> list[CopyRecord]:
        """Return the records of a copy of it."""
        return [
            CopyRecord(hop.url, hop.body, hop.headers.items(), f"{hop.status} {hop.reason}")
            for hop in self.hops
        ]


def _fetched(fetcher: Fetcher, url: str, archive_urls: Sequence[str]) -> _Fetched:
    """Fetch a page; where it is gone, the first archived page of it that there is.

    Raises FetchError.
    """
    try:
        return _Fetched(fetcher.get(url))
    except FetchError as error:
        if not error.is_gone:
            raise
        reason = error.message
    reasons = [reason]
    for archive_url in dict.fromkeys(archive_urls):
        try:
            return _Fetched(fetcher.get(archive_url), archive_url, reason)
        except FetchError as error:
            reasons.append(f"{archive_url}: {error.message}")
    raise FetchError("; ".join(reasons), is_gone=True)
