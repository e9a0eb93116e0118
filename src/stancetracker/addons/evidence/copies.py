"""The copies of sources, and whether quotes and sentences that report silences stand in them."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.addons.evidence import pages
from stancetracker.addons.evidence.own_copies import OwnCopies
from stancetracker.addons.evidence.pages import Page, QuotedText, plain
from stancetracker.base import apart
from stancetracker.base.apart import LimitError, UnreadableError
from stancetracker.base.errors import StancetrackerError, UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import plural
from stancetracker.index.checks.functions import Finding
from stancetracker.index.lookup import source_key
from stancetracker.ledger import files
from stancetracker.ledger.folder import COPIES, Folder
from stancetracker.ledger.jsonl import SEVERITY

_UNCOUNTED: Final = "uncounted-copy"
_UNKNOWN: Final = "its SHA-256 is neither in a record of its source nor in your own list of copies"
_NAME: Final = re.compile(r"([0-9a-f]{12})-(\d{4}-\d\d-\d\d)(?:-(\d+))?\.warc\.gz")
# Quotes that are not withdrawn, each with the addresses of its sources.
_QUOTED: Final = """
SELECT said.*, (SELECT json_group_array(url) FROM source WHERE record = id AND part = '' AND url IS NOT NULL)
FROM (
    SELECT id, 'quote', quote AS words, wording = 'translation' FROM statement
    UNION ALL SELECT id, 'label', label, 0 FROM silence
) AS said
WHERE words IS NOT NULL AND id NOT IN (SELECT corrects FROM correction)
"""
_SOURCES: Final = "SELECT url, record, sha256 FROM main.source WHERE url <> '' ORDER BY rowid"
_OMISSION: Final = re.compile(r"\[(?:…|\.{3})\]|\((?:…|\.{3})\)|\s(?:…|\.{3})\s")
# How quotes are found: in a count, and as a problem where they are one.
_FOUND: Final = {
    "": ("letter for letter", None),
    "quote-typography": (
        "but for typography",
        "it stands in the archived page with other quotation marks, dashes or spaces",
    ),
    "quote-gone": (
        "no longer",
        "it stands in an older copy of the archived page, and not in the newest",
    ),
    "quote-not-found": ("not at all", "it stands in no archived copy of its sources"),
    "translated": ("not, as a translation may", None),
    "unreadable": ("in copies without text", None),
    "uncounted": ("in copies that are not read", None),
    "unarchived": ("without an archived copy", None),
}


class Copy(NamedTuple):
    """A kept copy of a page: the day it was fetched, its number on that day, and its file."""

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
    """A copy that proves nothing, and why: it can't be read, or nobody knows that it was ever fetched."""


def copies(folder: Folder) -> Mapping[str, Sequence[Copy]]:
    """Return the copies there are, oldest first, by the key of their address."""
    found: defaultdict[str, list[Copy]] = defaultdict(list)
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in (folder.path / COPIES).iterdir():
            if match := _NAME.fullmatch(path.name):
                found[match[1]].append(Copy(match[2], int(match[3] or 1), path))
    return {key: sorted(some) for key, some in found.items()}


def kept(copy: Copy) -> Kept:
    """Read a copy; raises UnreadableError where it is damaged, and OSError as `files.reading`."""
    require("an archived copy", ("warcio",), "evidence")
    with files.reading(copy.path.parents[1], copy.name) as file:
        warc = pages.read_all(file)
    return Kept(apart.run(pages.copy_digest, warc), warc)


class Shelf:
    """The copies of a dataset's sources, of which only those count whose page is known to have been fetched.

    It is if its SHA-256 stands in a record of its source, or in the list that this person's own `archive` writes.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Folder) -> None:
        self.copies: Final = copies(folder)
        self.own_days: Final = OwnCopies(folder).days()
        self.records: Final = dict[str, str]()
        """The first record that each page is a source of, by the key of its address."""
        self.uncounted: Final = dict[Copy, str]()
        """Why copies that were to be read don't count."""
        self._recorded: Final = defaultdict[str, set[str]](set)
        for url, record, digest in connection.execute(_SOURCES):
            self.records.setdefault(source_key(url), record)
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

    def newest_own(self, key: str) -> tuple[Kept, str] | None:
        """Return the newest copy that this person fetched, and the first day of that; None without one."""
        for _, page in self.of(key):
            if day := self.own_day(key, page.sha256):
                return page, day
        return None

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

    def own_day(self, key: str, digest: str) -> str | None:
        """Return the day on which this person first fetched a page; None where somebody else did."""
        return self.own_days.get(key, {}).get(digest)

    def _is_known(self, key: str, digest: str) -> bool:
        return digest in self._recorded[key] or self.own_day(key, digest) is not None


def page(connection: sqlite3.Connection, folder: Folder, address: str) -> tuple[Kept, str | None]:
    """Return the newest copy of a page that counts, and the day on which this person first fetched it, if so.

    Raises UsageError where there is none.
    """
    shelf, key = Shelf(connection, folder), source_key(address)
    for _, newest in shelf.of(key):
        return newest, shelf.own_day(key, newest.sha256)
    reason = next(iter(shelf.uncounted.values()), f"not archived: {address}")
    raise UsageError(reason, "stancetracker archive, or save the page and name its file")


def forget(folder: Folder, connection: sqlite3.Connection, redacted: Set[str]) -> int:
    """Note which records each page is a source of, and remove the copies of the sources of redacted ones.

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


def compare(connection: sqlite3.Connection, folder: Folder) -> tuple[list[Finding], str]:
    """Compare every quote with the copies of its sources: it must be in the newest copy of one of them.

    Returns those that don't, the copies that don't count, and in words how many were found how.
    """
    shelf = Shelf(connection, folder)
    there = shelf.copies

    @lru_cache(64)
    def texts(key: str) -> list[QuotedText]:
        readable = list[QuotedText]()
        for copy in there[key]:
            with suppress(UncountedCopyError, UnreadableError):
                texts_of_copy = _texts(shelf, copy)
                if texts_of_copy.text:
                    readable.append(texts_of_copy)
        return readable

    findings, counts = list[Finding](), Counter[str]()
    for record, field, words, is_translated, urls in connection.execute(_QUOTED).fetchall():
        keys = [key for url in json.loads(urls) if (key := source_key(url)) in there]
        pages_texts = [some for key in keys if (some := texts(key))]
        code = _code(words, pages_texts) if pages_texts else shelf.why_without_text(keys)
        if is_translated and code == "quote-not-found":
            code = "translated"
        counts[code] += 1
        if message := _FOUND[code][1]:
            hint = "see " + " ".join(f"{COPIES}/{key}-*" for key in keys)
            findings.append(Finding(record, (field,), message, hint, code, SEVERITY[code]))
    findings += _uncounted_copies(shelf)
    parts = [f"{counts[code]} {words}" for code, (words, _) in _FOUND.items() if counts[code]]
    return findings, f"{plural(counts.total(), 'quote')}: {', '.join(parts) or 'none to compare'}"


def _texts(shelf: Shelf, copy: Copy) -> QuotedText:
    """Return the text of a copy; raises UnreadableError, and UncountedCopyError."""
    page = shelf.read(copy)
    try:
        return page.texts()
    except LimitError as error:
        raise shelf.not_counted(copy, error.message) from None


def _uncounted_copies(shelf: Shelf) -> Iterator[Finding]:
    """Yield the copies of sources that don't count, at the first record with their source."""
    for key, record in shelf.records.items():
        for copy in shelf.copies.get(key, ()):
            if copy not in shelf.uncounted:
                with suppress(UncountedCopyError):
                    shelf.read(copy)
            if message := shelf.uncounted.get(copy):
                hint = f"remove it, then run: stancetracker archive {record}"
                severity = SEVERITY[_UNCOUNTED]
                yield Finding(record, ("sources",), message, hint, _UNCOUNTED, severity)


def _code(words: str, pages_texts: Sequence[Sequence[QuotedText]]) -> str:
    """Return what is wrong with words and the texts of pages, oldest first; "" for nothing."""
    parts = [part.strip() for part in _OMISSION.split(words)]
    if any(_in_order(parts, texts[-1].text) for texts in pages_texts):
        return ""
    parts = list(map(plain, parts))
    if any(_in_order(parts, texts[-1].plain) for texts in pages_texts):
        return "quote-typography"
    is_older = any(_in_order(parts, copy.plain) for texts in pages_texts for copy in texts)
    return "quote-gone" if is_older else "quote-not-found"


def _in_order(parts: Iterable[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return True
