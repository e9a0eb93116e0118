"""The archived copies of sources, and whether quotes, and sentences that report silences, stand in them."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import nfc, plural
from stancetracker.contribute.reading import UnreadablePageError, text_of
from stancetracker.index.checks.fields import Finding
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.jsonl import SEVERITY

FOLDER: Final = "archive"
DIGEST: Final = "WARC-Payload-Digest"
ALGORITHM: Final = "sha256:"
_MOST: Final = 50_000_000
"""The bytes that are read of a page; one that was sent compressed may hold any number."""
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
_CACHED: Final = 64
_SAID: Final = {
    "quote-typography": "it stands in the archived page with other quotation marks, dashes or spaces",
    "quote-gone": "it stands in an older copy of the archived page, and not in the newest",
    "quote-not-found": "it stands in no archived copy of its sources",
}
_COUNTED: Final = {
    "": "letter for letter",
    "quote-typography": "but for typography",
    "quote-gone": "no longer",
    "quote-not-found": "not at all",
    "translated": "not, as a translation may",
    "unreadable": "in copies without text",
    "unarchived": "without an archived copy",
}


class Copy(NamedTuple):
    """A kept copy of a page: the day it was fetched, its number on that day, and its file."""

    day: str
    number: int
    path: Path


class Kept(NamedTuple):
    """A copy, read: the SHA-256 of what came, the page and its type."""

    sha256: str
    content: bytes
    content_type: str


def copies(folder: Folder) -> Mapping[str, Sequence[Copy]]:
    """Return the copies there are, oldest first, by the key of their address."""
    found: defaultdict[str, list[Copy]] = defaultdict(list)
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in (folder.path / FOLDER).iterdir():
            if match := _NAME.fullmatch(path.name):
                found[match[1]].append(Copy(match[2], int(match[3] or 1), path))
    return {key: sorted(some) for key, some in found.items()}


def kept(copy: Copy) -> Kept | None:
    """Read a copy; None where it can't be read, or is not what was kept."""
    require("an archived copy", ("warcio",), "evidence")
    from warcio.archiveiterator import ArchiveIterator

    found = None
    try:
        with copy.path.open("rb") as file:
            # The page is the last of them; before it came redirects.
            for record in ArchiveIterator(file, check_digests="raise"):
                content = record.content_stream().read(_MOST)
                digest = record.rec_headers.get_header(DIGEST).removeprefix(ALGORITHM)
                found = Kept(digest, content, record.http_headers.get_header("Content-Type") or "")
    except Exception:  # warcio and what it reads with raise anything
        return None
    return found


def page(folder: Folder, address: str) -> tuple[Copy, Kept]:
    """Return the newest copy of a page that can be read.

    Raises UsageError where there is none.
    """
    for copy in reversed(copies(folder).get(source_key(address), ())):
        if found := kept(copy):
            return copy, found
    raise UsageError(f"not archived: {address}", "stancetracker archive, or save the page and name its file")


def forget(folder: Folder, connection: sqlite3.Connection, redacted: Set[str]) -> int:
    """Note which records each page is a source of, and remove the copies of the sources of redacted ones.

    Returns of how many pages there were any. Raises WriteError.
    """
    file, there = folder.path / FOLDER / "sources.json", copies(folder)
    if not file.parent.is_dir():
        return 0
    named: defaultdict[str, set[str]] = defaultdict(set)
    # A line that is gone says nothing of its sources any more.
    with suppress(OSError, ValueError, AttributeError):
        named |= {key: set(records) for key, records in json.loads(file.read_bytes()).items()}
    for url, record in connection.execute("SELECT url, record FROM main.source WHERE url <> ''"):
        named[source_key(url)].add(record)
    gone = {key for key, records in named.items() if not redacted.isdisjoint(records)}
    rest = {key: sorted(records) for key, records in named.items() if key not in gone}
    try:
        for copy in (copy for key in gone for copy in there.get(key, ())):
            copy.path.unlink(missing_ok=True)
        made = file.with_suffix(".new")
        made.write_text(json.dumps(rest, indent=1))
        made.replace(file)
    except OSError as error:
        message = f"it is redacted, but copies of its sources are left: {error.strerror}"
        raise WriteError(message, f"remove them from {file.parent}") from None
    return len(gone & there.keys())


def compare(connection: sqlite3.Connection, folder: Folder) -> tuple[list[Finding], str]:
    """Compare every quote with the copies of its sources: it has to stand in the newest of one of them.

    Returns those that don't, and in words how many were found how.
    """
    there = copies(folder)

    @lru_cache(_CACHED)
    def texts(key: str) -> list[tuple[str, str]]:
        return [(text, _plain(text)) for text in map(_text, there.get(key, ())) if text]

    found, counts = list[Finding](), Counter[str]()
    for record, field, words, is_translated, urls in connection.execute(_QUOTED).fetchall():
        keys = [key for url in json.loads(urls) if (key := source_key(url)) in there]
        pages = [some for key in keys if (some := texts(key))]
        code = _code(words, pages) if pages else "unreadable" if keys else "unarchived"
        if is_translated and code == "quote-not-found":
            code = "translated"
        counts[code] += 1
        if code in _SAID:
            hint = "see " + " ".join(f"{FOLDER}/{key}-*" for key in keys)
            found.append(Finding(record, (field,), _SAID[code], hint, code, SEVERITY[code]))
    parts = [f"{counts[code]} {words}" for code, words in _COUNTED.items() if counts[code]]
    return found, f"{plural(counts.total(), 'quote')}: {', '.join(parts) or 'none to compare'}"


def _text(copy: Copy) -> str:
    """Return the text of a copy; empty where it has none that can be read."""
    page = kept(copy)
    with suppress(UnreadablePageError):
        return text_of(page.content, page.content_type).strip() if page else ""
    return ""


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
