"""The copies of sources, and which of them count."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.addons.evidence import pages
from stancetracker.addons.evidence.own_copies import OwnCopies, OwnCopy
from stancetracker.addons.evidence.pages import Page, QuotedText
from stancetracker.base import apart
from stancetracker.base.apart import UnreadableError
from stancetracker.base.errors import StancetrackerError, UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.index.lookup import source_key
from stancetracker.ledger import files
from stancetracker.ledger.folder import COPIES, Folder

_UNKNOWN: Final = "its SHA-256 is neither in a `copy` record nor in your own list of copies"
_NAME: Final = re.compile(r"([0-9a-f]{12})-(\d{4}-\d\d-\d\d)(?:-(\d+))?\.warc\.gz")
_SOURCES: Final = "SELECT url, record FROM main.source WHERE url <> '' ORDER BY rowid"
_COPIES: Final = "SELECT url, sha256 FROM main.copy WHERE withdrawn IS NULL"


class Copy(NamedTuple):
    """A kept copy of a page: its day, its number on that day, and its file.

    The day is that on which it was at its address; where nobody knows it, that on which it was
    kept.
    """

    day: str
    number: int
    path: Path

    @property
    def key(self) -> str:
        """Return the key of the page's address."""
        return self.path.name.partition("-")[0]

    @property
    def name(self) -> str:
        """Return the name of its file in the dataset's folder."""
        return f"{COPIES}/{self.path.name}"


class Kept(NamedTuple):
    """A copy that is not damaged: the SHA-256 of its page, and the bytes of its file."""

    sha256: str
    warc: bytes

    def page(self) -> Page:
        """Return the page; raises UnreadableError where it has no text."""
        return Page(*apart.run(pages.copy_page, self.warc))

    def texts(self) -> QuotedText:
        """Return the text of the page, in which quotes are looked for; raises as `page`."""
        return QuotedText(*apart.run(pages.copy_texts, self.warc))


class UncountedCopyError(StancetrackerError):
    """A copy that proves nothing, and why: it can't be read, or nobody known made it."""


def copies(folder: Folder) -> Mapping[str, Sequence[Copy]]:
    """Return the copies there are, oldest first, by the key of their address."""
    copies_by_key: defaultdict[str, list[Copy]] = defaultdict(list)
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in (folder.path / COPIES).iterdir():
            if match := _NAME.fullmatch(path.name):
                copies_by_key[match[1]].append(Copy(match[2], int(match[3] or 1), path))
    return {key: sorted(copies) for key, copies in copies_by_key.items()}


def kept(copy: Copy) -> Kept:
    """Read a copy; raises UnreadableError where it is damaged, and OSError as `files.reading`."""
    require("an archived copy", ("warcio",), "evidence")
    with files.reading(copy.path.parents[1], copy.name) as file:
        warc = pages.read_all(file)
    return Kept(apart.run(pages.copy_digest, warc), warc)


class Shelf:
    """The copies of a dataset's sources, of which only those count whose page is known.

    It is if its SHA-256 stands in a `copy` record of its address, or in the list that this person's
    own `archive` writes.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Folder) -> None:
        self.copies: Final = copies(folder)
        self.own_pages: Final = OwnCopies(folder).pages()
        self.records: Final = dict[str, str]()
        """The first record that each page is a source of, by the key of its address."""
        self.uncounted: Final = dict[Copy, str]()
        """Why copies that were to be read don't count."""
        self._recorded: Final = defaultdict[str, set[str]](set)
        for url, record in connection.execute(_SOURCES):
            self.records.setdefault(source_key(url), record)
        for url, digest in connection.execute(_COPIES):
            self._recorded[source_key(url)].add(digest)

    def of(self, key: str) -> Iterator[tuple[Copy, Kept]]:
        """Yield the copies of a page that count, newest first."""
        for copy in reversed(self.copies.get(key, ())):
            with suppress(UncountedCopyError):
                yield copy, self.read(copy)

    def read(self, copy: Copy) -> Kept:
        """Read a copy; raises UncountedCopyError for one that doesn't count."""
        try:
            page = kept(copy)
        except OSError as error:
            reason = error.strerror or "it can't be opened"
        except UnreadableError as error:
            reason = error.message
        else:
            if self._is_known(copy.key, page.sha256):
                return page
            reason = _UNKNOWN
        raise self.not_counted(copy, reason)

    def not_counted(self, copy: Copy, reason: str) -> UncountedCopyError:
        """Note that a copy does not count, and return the error."""
        self.uncounted[copy] = f"{copy.name} is not read: {reason}"
        return UncountedCopyError(self.uncounted[copy])

    def why_without_text(self, keys: Iterable[str]) -> str:
        """Return the code for a quote whose sources have no text, once their copies were read."""
        there = [copy for key in keys for copy in self.copies[key]]
        if not there:
            return "unarchived"
        return "uncounted" if self.uncounted.keys() >= set(there) else "unreadable"

    def newest_own(self, key: str) -> tuple[Kept, OwnCopy] | None:
        """Return the newest copy on this person's own list, with its entry; None without one."""
        for _, page in self.of(key):
            if own := self.own(key, page.sha256):
                return page, own
        return None

    def holds(self, key: str, digest: str) -> bool:
        """Return whether there is a copy of a page with this SHA-256, however old."""
        for copy in self.copies.get(key, ()):
            with suppress(OSError, UnreadableError):
                if kept(copy).sha256 == digest:
                    return True
        return False

    def is_newest(self, key: str, digest: str) -> bool:
        """Return whether a page, by its SHA-256, is the newest there is a copy of."""
        for copy in reversed(self.copies.get(key, ())):
            with suppress(OSError, UnreadableError):
                page = kept(copy)
                if page.sha256 == digest:
                    return True
                if self._is_known(key, page.sha256):
                    return False
        return False

    def own(self, key: str, digest: str) -> OwnCopy | None:
        """Return what this person's own list has of a page; None where it isn't on it."""
        return self.own_pages.get(key, {}).get(digest)

    def _is_known(self, key: str, digest: str) -> bool:
        return digest in self._recorded[key] or self.own(key, digest) is not None


def page(
    connection: sqlite3.Connection, folder: Folder, address: str
) -> tuple[Kept, OwnCopy | None]:
    """Return the newest copy of a page that counts, with its entry on this person's list, if any.

    Raises UsageError where there is none.
    """
    shelf, key = Shelf(connection, folder), source_key(address)
    for _, newest in shelf.of(key):
        return newest, shelf.own(key, newest.sha256)
    reason = next(iter(shelf.uncounted.values()), f"not archived: {address}")
    raise UsageError(reason, "stancetracker archive, or save the page and name its file")


def forget(folder: Folder, connection: sqlite3.Connection, redacted: Set[str]) -> int:
    """Note the records of each page, and remove the copies of the sources of redacted ones.

    Returns the number of pages that had any. Raises WriteError.
    """
    there = copies(folder)
    if not (folder.path / COPIES).is_dir():
        return 0
    own_copies = OwnCopies(folder)
    named = defaultdict(set, own_copies.records())
    for url, record in connection.execute("SELECT url, record FROM main.source WHERE url <> ''"):
        named[source_key(url)].add(record)
    gone = {key for key, records in named.items() if not redacted.isdisjoint(records)}
    try:
        for copy in (copy for key in gone for copy in there.get(key, ())):
            files.remove(folder.path, copy.name)
    except OSError as error:
        message = f"it is redacted, but copies of its sources are left: {error.strerror}"
        raise WriteError(message, f"remove them from {folder.path / COPIES}") from None
    own_copies.name_records({key: named[key] for key in named.keys() - gone})
    return len(gone & there.keys())
