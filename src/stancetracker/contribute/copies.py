"""The archived copies of sources, and whether quotes, and sentences that report silences, stand in them."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import nfc, plural
from stancetracker.contribute.reading import UnreadablePageError, text_of
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import Folder

FOLDER: Final = "archive"
DIGEST: Final = "WARC-Payload-Digest"
ALGORITHM: Final = "sha256:"
_SOURCES: Final = "sources.json"
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


def name_sources(folder: Folder, named: Mapping[str, Iterable[str]]) -> None:
    """Write down which records each page is a source of, by the key of its address."""
    made = folder.path / FOLDER / f"{_SOURCES}.new"
    made.write_text(json.dumps({key: sorted(records) for key, records in named.items()}, indent=1))
    made.replace(made.with_suffix(""))


def sources(folder: Folder) -> dict[str, list[str]]:
    """Return the records that each page is or was a source of, by the key of its address."""
    with suppress(OSError, ValueError):
        return dict(json.loads((folder.path / FOLDER / _SOURCES).read_bytes()))
    return {}


def forget(folder: Folder, connection: sqlite3.Connection, redacted: Collection[str]) -> int:
    """Remove the copies of the sources of redacted records, and return of how many pages there were any.

    Raises WriteError.
    """
    query = "SELECT url FROM main.source WHERE url <> '' AND record IN (SELECT value FROM json_each(?))"
    keys = {source_key(url) for (url,) in connection.execute(query, (json.dumps([*redacted]),))}
    # A line that is gone says nothing of its sources any more.
    named = sources(folder)
    keys |= {key for key, records in named.items() if not set(records).isdisjoint(redacted)}
    gone = {key: some for key, some in copies(folder).items() if key in keys}
    try:
        for copy in (copy for some in gone.values() for copy in some):
            copy.path.unlink(missing_ok=True)
        if not keys.isdisjoint(named):
            name_sources(folder, {key: records for key, records in named.items() if key not in keys})
    except OSError as error:
        message = f"it is redacted, but copies of its sources are left: {error.strerror}"
        raise WriteError(message, f"remove them from {folder.path / FOLDER}") from None
    return len(gone)


class Text(NamedTuple):
    """The text of a copy, as it is and without its typography."""

    whole: str
    plain: str


class Difference(NamedTuple):
    """A quote that is not as in the archived copies of its sources: the code of the problem, and where it is."""

    code: str
    record: str
    field: str
    message: str
    hint: str


class Compared(NamedTuple):
    """The quotes that differ, and in words how many were found how."""

    differences: Sequence[Difference] = ()
    counted: str = ""


def compare(connection: sqlite3.Connection, folder: Folder) -> Compared:
    """Compare every quote with the copies of its sources: it has to stand in the newest of one of them."""
    there = copies(folder)

    @lru_cache(_CACHED)
    def texts(key: str) -> tuple[Text, ...]:
        return tuple(_texts(there[key]))

    found, counts = list[Difference](), Counter[str]()
    for record, field, words, is_translated, urls in connection.execute(_QUOTED).fetchall():
        keys = [key for url in json.loads(urls) if (key := source_key(url)) in there]
        pages = [some for key in keys if (some := texts(key))]
        code = _code(words, pages) if pages else "unreadable" if keys else "unarchived"
        if is_translated and code == "quote-not-found":
            code = "translated"
        counts[code] += 1
        if code in _SAID:
            hint = "see " + " ".join(f"{FOLDER}/{key}-*" for key in keys)
            found.append(Difference(code, record, field, _SAID[code], hint))
    parts = [f"{counts[code]} {words}" for code, words in _COUNTED.items() if counts[code]]
    return Compared(found, f"{plural(counts.total(), 'quote')}: {', '.join(parts) or 'none to compare'}")


def _code(words: str, pages: Sequence[Sequence[Text]]) -> str:
    """Return the code of what is wrong with words and pages, copies of each oldest first; empty for nothing."""
    parts = [part.strip() for part in _OMISSION.split(words)]
    if any(_in_order(parts, some[-1].whole) for some in pages):
        return ""
    parts = list(map(_plain, parts))
    if any(_in_order(parts, some[-1].plain) for some in pages):
        return "quote-typography"
    is_older = any(_in_order(parts, text.plain) for some in pages for text in some)
    return "quote-gone" if is_older else "quote-not-found"


def _in_order(parts: Iterable[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


def _texts(some: Iterable[Copy]) -> Iterator[Text]:
    for page in filter(None, map(kept, some)):
        with suppress(UnreadablePageError):
            if text := text_of(page.content, page.content_type).strip():
                yield Text(text, _plain(text))


def _plain(text: str) -> str:
    """Return a text with one kind of quotation mark, dash and space, and none beside what is no letter."""
    return " ".join(_SPACED.sub(r"\1", nfc(text.translate(_SAME))).split())
