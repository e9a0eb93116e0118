"""Make files that somebody has saved the copies of a dataset's sources."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from stancetracker.addons.evidence import pages
from stancetracker.addons.evidence.archive import NamedSource, named_sources
from stancetracker.addons.evidence.archives import Unread
from stancetracker.addons.evidence.fetching import request_address
from stancetracker.addons.evidence.keeping import keeping
from stancetracker.addons.evidence.own_copies import SUPPLIED, OwnCopy
from stancetracker.addons.evidence.pages import QuotedText
from stancetracker.addons.evidence.quotes import Quotation, place_in, quotations
from stancetracker.addons.evidence.saved import Saved, SavedPage, read, single
from stancetracker.base import apart
from stancetracker.base.apart import UnreadableError
from stancetracker.base.dates import words
from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import plural
from stancetracker.contribute.dataset import open_dataset
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import finished


class Stated(NamedTuple):
    """What a person states of the files they supply: an address, and the day they were saved."""

    url: str = ""
    day: str = ""


@dataclass(frozen=True)
class Supply:
    """The pages of files, by the address of the source that each is the copy of."""

    pages: Mapping[str, SavedPage]
    quotes: Sequence[tuple[str, str]]
    """For each quotation of such a record, its address and in words how it stands in the page."""
    refused: Sequence[Unread]
    """What is no copy of a source, and why."""
    passed_over: Sequence[Unread]
    """Items of archives that can't be read, and why."""
    undated: Sequence[str] = ()
    """The addresses of pages without a day."""


class Supplied(NamedTuple):
    """The addresses of sources with a new copy, or one that was there; the new `copy` records."""

    new: list[str]
    unchanged: list[str]
    recorded: list[str]


@dataclass
class _Choice:
    """The pages to choose from for each source, while files are read."""

    sources: Sequence[NamedSource]
    stated: Stated
    today: str
    candidates: defaultdict[str, list[SavedPage]] = field(default_factory=lambda: defaultdict(list))
    refused: list[Unread] = field(default_factory=list)
    passed_over: list[Unread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._urls_by_address = defaultdict[str, set[str]](set)
        for source in self.sources:
            self._urls_by_address[request_address(source.url)].add(source.url)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Return the addresses, as `request_address` has them, of which pages are taken.

        Raises UnknownNameError where no source names the stated one.
        """
        if not self.stated.url:
            return frozenset(self._urls_by_address)
        address = request_address(self.stated.url)
        if address not in self._urls_by_address:
            urls = {source.url for source in self.sources}
            raise UnknownNameError("source", self.stated.url, urls)
        return frozenset({address})

    def read(self, path: Path) -> None:
        """Add the pages of a file."""
        try:
            saved = read(path, self.wanted, self.stated.url)
        except UnreadableError as error:
            hint = f" ({error.hint})" if error.hint else ""
            self.refused.append(Unread(path.name, f"{error.message}{hint}"))
            return
        self.add(saved, path.name)

    def add(self, saved: Saved, name: str) -> None:
        """Add the pages of a file of this name."""
        self.passed_over.extend(saved.unread)
        for page in saved.pages:
            urls = self._urls_by_address.get(request_address(page.address), ())
            reason = self._reason_against(page)
            if reason:
                self.refused.append(Unread(page.place, reason))
                continue
            for url in urls:
                self.candidates[url].append(page)
        if not saved.pages:
            others = plural(saved.other_count, "page")
            self.refused.append(Unread(name, f"it has no page that a source names ({others} read)"))

    def _reason_against(self, page: SavedPage) -> str:
        """Return why a page is the copy of no source; empty where it may be one."""
        if not page.address:
            return "the file does not note the address of its page (give it: --url URL)"
        if request_address(page.address) not in self.wanted:
            return f"no source names {page.address}"
        if page.day and self.stated.day and page.day != self.stated.day:
            return f"it was captured on {words(page.day)}, and not on {words(self.stated.day)}"
        if page.day > self.today:
            return f"it was captured on {words(page.day)}, which is in the future"
        return ""

    def chosen(self) -> Iterator[tuple[str, SavedPage]]:
        """Yield the pages given for sources; refuse a page whose source is doubtful."""
        for url, candidates in self.candidates.items():
            places = {page.page.sha256: page.place for page in candidates}
            if len(places) > 1:
                listed = ", ".join(places.values())
                reason = f"these are different pages of it, name one: {listed}"
                self.refused.append(Unread(url, reason))
                continue
            # The same page may have been captured more than once.
            page = min(candidates, key=lambda page: (not page.day, page.day))
            yield url, page._replace(day=page.day or self.stated.day)


def plan(
    folder: Folder, files: Sequence[Path], records: Sequence[str], stated: Stated, today: str
) -> Supply:
    """Read files, and choose which are copies of sources of these records, or without any of all.

    Raises UnknownNameError for a record or a stated address that is not there, BrokenDatasetError
    and MissingLibraryError.
    """
    with open_dataset(folder, may_be_torn=False) as dataset:
        sources = named_sources(dataset, records)
        choice = _Choice(sources, stated, today)
        for file in files:
            choice.read(file)
        chosen = dict(choice.chosen())
        quoted = quotations(dataset.connection)
    quotes = [
        (url, sentence)
        for url, page in chosen.items()
        for sentence in _sentences(url, page, quoted)
    ]
    undated = [url for url, page in chosen.items() if not page.day]
    return Supply(chosen, quotes, choice.refused, choice.passed_over, undated)


def _sentences(url: str, page: SavedPage, quoted: Sequence[Quotation]) -> Iterator[str]:
    """Yield how each quotation from a source at an address stands in its page."""
    of_source = [quotation for quotation in quoted if url in quotation.urls]
    if not of_source:
        return
    try:
        values = apart.run(pages.page_texts, page.page.body, page.content_type)
    except UnreadableError as error:
        yield f"no quote can be looked for in it: {error.message}"
        return
    for quotation in of_source:
        place = place_in(quotation, QuotedText(*values))
        yield f"{quotation.record}: its {quotation.field} {place}"


def supply(folder: Folder, planned: Supply, today: str) -> Supplied:
    """Keep the pages that were chosen, and record the copies; raises WriteError."""
    result = Supplied([], [], [])
    if not planned.pages:
        return result
    with keeping(finished(folder, dry_run=False), today) as keeper:
        try:
            for url, page in planned.pages.items():
                is_new = keeper.keep(url, page.records, OwnCopy(page.day or None, SUPPLIED))
                (result.new if is_new else result.unchanged).append(url)
        finally:
            result.recorded.extend(keeper.record())
    return result


def keep_page(folder: Folder, content: bytes, name: str, url: str, today: str) -> bool:
    """Keep a page as the copy of the sources at an address.

    Returns whether there are any. Raises UnreadableError and WriteError.
    """
    page = single(content, name, url)
    with open_dataset(folder) as dataset:
        is_source = any(source.url == url for source in named_sources(dataset, ()))
    if is_source:
        supply(folder, Supply({url: page}, (), (), ()), today)
    return is_source
