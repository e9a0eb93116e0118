"""The text of pages, their archived copies, and whether quotes and sentences that report silences stand in them."""

import json
import logging
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.addons.evidence.own_copies import OwnCopies
from stancetracker.base.errors import StancetrackerError, UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import nfc, plural
from stancetracker.index.checks.functions import Finding
from stancetracker.index.lookup import source_key
from stancetracker.ledger import files
from stancetracker.ledger.folder import COPIES, Folder
from stancetracker.ledger.journal import write_whole
from stancetracker.ledger.jsonl import SEVERITY

_SOURCES_FILE: Final = f"{COPIES}/sources.json"
"""The file that lists the records that each page is a source of."""
_UNCOUNTED: Final = "uncounted-copy"
_UNKNOWN: Final = "its SHA-256 is neither in a record of its source nor in your own list of copies"
_TAGS: Final = (b"<!doctype", b"<html", b"<head", b"<body", b"<p", b"<div")
_OF_ITSELF: Final = {
    "title": re.compile(r"<title[^>]*>\s*([^<]+?)\s*</title>", re.IGNORECASE),
    "published": re.compile(
        r"(?:article:published_time|datePublished)[^>]{0,40}?[\"'](\d{4}-\d\d-\d\d)", re.IGNORECASE
    ),
    "language": re.compile(r"<html[^>]*\slang=[\"']?([a-z]{2,3})\b", re.IGNORECASE),
}
DIGEST: Final = "WARC-Payload-Digest"
ALGORITHM: Final = "sha256:"
# The bytes that are read of a page; one that was sent compressed may hold any number.
_MOST: Final = 50_000_000
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
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("\"'`´′″‘’‚‛“”„‟‹›«»", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
    }
)
_SPACED: Final = re.compile(r"\s*([^\w\s])\s*")
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


class UnreadablePageError(UsageError):
    """A page whose text can't be read."""


def text_of(content: bytes, content_type: str = "") -> str:
    """Return the text of a page, blocks on lines of their own; all of it, not only what seems to be the article.

    `content_type` is as HTTP has it, empty where nothing said it. Raises UnreadablePageError for what has no text,
    such as a picture, and MissingLibraryError.
    """
    header = Message()
    header["content-type"] = content_type or "text/html"
    kind, charset = header.get_content_type(), header.get_content_charset("")
    if kind == "application/pdf" or content.startswith(b"%PDF-"):
        require("the text of a PDF", ("pypdf",), "evidence")
        from pypdf import PdfReader

        # What it logs is about the inside of the file, and it goes on.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            return "\n\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        except Exception as error:  # a broken or hostile file makes it raise anything
            raise UnreadablePageError(f"not a PDF that can be read: {error}") from None
    if not content_type and not any(tag in content[:1024].lower() for tag in _TAGS):
        kind = "text/plain"
    if kind.endswith(("html", "xml")):
        require("the text of a page", ("resiliparse",), "evidence")
        from resiliparse.extract.html2text import extract_plain_text

        return str(
            extract_plain_text(_decoded(content, charset), list_bullets=False, alt_texts=False)
        )
    if kind.startswith("text/") or kind.endswith("json"):
        return _decoded(content, charset)
    raise UnreadablePageError(f"no text can be read from {kind}")


def _decoded(content: bytes, charset: str) -> str:
    """Return bytes as text: in the encoding that was said, else in UTF-8, else in what they look like."""
    if charset in ("", "utf-8"):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-8-sig")
    require("a text that is not in UTF-8", ("resiliparse",), "evidence")
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

    known = map_encoding_to_html5(charset or "utf-8", fallback_utf8=True) or "utf-8"
    seen = detect_encoding(content, from_html_meta=True) or "utf-8"
    return str(bytes_to_str(content, known, fallback_encodings=("utf-8", seen)))


def described(content: bytes) -> dict[str, str]:
    """Return what a page says of itself: its title, the day it was published and its language."""
    head = content.decode("utf-8", "replace")
    said = {
        name: found[1] for name, pattern in _OF_ITSELF.items() if (found := pattern.search(head))
    }
    return {name: value for name, value in said.items() if name != "published" or day_of(value)}


def day_of(text: str) -> str:
    """Return the day that a text begins with, or that a header of a mail says; empty where there is none."""
    with suppress(ValueError):
        return date.fromisoformat(text[:10]).isoformat()
    with suppress(ValueError):
        return parsedate_to_datetime(text).date().isoformat()
    return ""


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
    """A copy, read: the SHA-256 of what came, the page and its type."""

    sha256: str
    content: bytes
    content_type: str


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


def kept(copy: Copy) -> Kept | None:
    """Read a copy; None where it is damaged.

    Raises OSError where it is no regular file or can't be read.
    """
    require("an archived copy", ("warcio",), "evidence")
    from warcio.archiveiterator import ArchiveIterator

    last = None
    with files.reading(copy.path.parents[1], copy.name) as file:
        try:
            # The page is the last of them; before it came redirects.
            for record in ArchiveIterator(file):
                raw = record.raw_stream.read(_MOST + 1)
                digest = sha256(raw).hexdigest()
                stated = record.rec_headers.get_header(DIGEST)
                if len(raw) > _MOST or stated != f"{ALGORITHM}{digest}":
                    return None
                record.raw_stream = BytesIO(raw)
                content = record.content_stream().read(_MOST)
                content_type = record.http_headers.get_header("Content-Type") or ""
                last = Kept(digest, content, content_type)
        except Exception:  # warcio and what it reads with raise anything
            return None
    return last


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
            page, reason = None, error.strerror or "it can't be opened"
        else:
            reason = "it is damaged" if page is None else _UNKNOWN
        if page is not None and self._is_known(copy.key, page.sha256):
            return page
        self.uncounted[copy] = f"{copy.name} is not read: {reason}"
        raise UncountedCopyError(self.uncounted[copy])

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
            with suppress(OSError):
                page = kept(copy)
                if page and page.sha256 == digest:
                    return True
                if page and self._is_known(key, page.sha256):
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
    named: defaultdict[str, set[str]] = defaultdict(set)
    # A line that is gone says nothing of its sources any more.
    with suppress(OSError, ValueError, AttributeError):
        sources = json.loads(files.content(folder.path, _SOURCES_FILE))
        named |= {key: set(records) for key, records in sources.items()}
    for url, record in connection.execute("SELECT url, record FROM main.source WHERE url <> ''"):
        named[source_key(url)].add(record)
    gone = {key for key, records in named.items() if not redacted.isdisjoint(records)}
    rest = {key: sorted(records) for key, records in named.items() if key not in gone}
    try:
        for copy in (copy for key in gone for copy in there.get(key, ())):
            copy.path.unlink(missing_ok=True)
        write_whole(folder.path, _SOURCES_FILE, json.dumps(rest, indent=1).encode())
    except OSError as error:
        message = f"it is redacted, but copies of its sources are left: {error.strerror}"
        raise WriteError(message, f"remove them from {folder.path / COPIES}") from None
    return len(gone & there.keys())


def compare(connection: sqlite3.Connection, folder: Folder) -> tuple[list[Finding], str]:
    """Compare every quote with the copies of its sources: it must be in the newest copy of one of them.

    Returns those that don't, the copies that don't count, and in words how many were found how.
    """
    shelf = Shelf(connection, folder)
    there = shelf.copies

    @lru_cache(64)
    def texts(key: str) -> list[tuple[str, str]]:
        found = list[tuple[str, str]]()
        for copy in there[key]:
            with suppress(UncountedCopyError, UnreadablePageError):
                page = shelf.read(copy)
                if text := text_of(page.content, page.content_type).strip():
                    found.append((text, _plain(text)))
        return found

    findings, counts = list[Finding](), Counter[str]()
    for record, field, words, is_translated, urls in connection.execute(_QUOTED).fetchall():
        keys = [key for url in json.loads(urls) if (key := source_key(url)) in there]
        pages = [some for key in keys if (some := texts(key))]
        code = _code(words, pages) if pages else shelf.why_without_text(keys)
        if is_translated and code == "quote-not-found":
            code = "translated"
        counts[code] += 1
        if message := _FOUND[code][1]:
            hint = "see " + " ".join(f"{COPIES}/{key}-*" for key in keys)
            findings.append(Finding(record, (field,), message, hint, code, SEVERITY[code]))
    findings += _uncounted_copies(shelf)
    parts = [f"{counts[code]} {words}" for code, (words, _) in _FOUND.items() if counts[code]]
    return findings, f"{plural(counts.total(), 'quote')}: {', '.join(parts) or 'none to compare'}"


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


def _code(words: str, pages: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Return what is wrong with words and the texts of pages, as they are and plain, oldest first; "" for nothing."""
    parts = [part.strip() for part in _OMISSION.split(words)]
    if any(_in_order(parts, some[-1][0]) for some in pages):
        return ""
    parts = list(map(_plain, parts))
    if any(_in_order(parts, some[-1][1]) for some in pages):
        return "quote-typography"
    is_older = any(_in_order(parts, plain) for some in pages for _, plain in some)
    return "quote-gone" if is_older else "quote-not-found"


def _in_order(parts: Iterable[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


def _plain(text: str) -> str:
    """Return a text with one kind of quotation mark, dash and space, and none beside what is no letter."""
    return " ".join(_SPACED.sub(r"\1", nfc(text.translate(_SAME))).split())
