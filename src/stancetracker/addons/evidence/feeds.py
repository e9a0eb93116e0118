"""Read a feed of an actor's words: RSS, Atom or JSON Feed."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from stancetracker.addons.evidence.archives import Item, parsed_feed
from stancetracker.addons.evidence.fetching import Response
from stancetracker.addons.evidence.pages import page_of
from stancetracker.base import apart
from stancetracker.base.apart import LimitError, UnreadableError
from stancetracker.base.text import is_web_address, plural

_JSON_FEED: Final = "https://jsonfeed.org/version/"
_LONGEST_ID: Final = 500
_AUTOMATIC_FORM: Final = 47
"""The form that tells zlib to see for itself whether it unpacks gzip or deflate."""
_NOT_A_FEED: Final = "not a feed, but other JSON"


class Entry(NamedTuple):
    """An item of a feed, by what the feed calls it, and the SHA-256 of what it says."""

    id: str
    item: Item
    sha256: str


class Feed(NamedTuple):
    """The items of a feed in its order, and why these may not be all that it holds."""

    entries: Sequence[Entry]
    fault: str = ""


def read_feed(response: Response) -> Feed:
    """Read the feed that a server answered with, within limits; raises UnreadableError."""
    encoding = response.headers.get("content-encoding", "").lower()
    entries, fault = apart.run(feed_of, response.body, encoding, response.url)
    return Feed(
        [Entry(id, Item(*values), digest) for id, values, digest in entries],
        fault,
    )


def feed_of(content: bytes, encoding: str, address: str) -> Feed:
    """Read a feed; raises UnreadableError for what is none, or holds nothing."""
    body = _unpacked(content) if encoding in ("gzip", "deflate") else content
    is_json = body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    values, fault = _json_feed(body) if is_json else _xml_feed(body)
    items: list[tuple[str, Item]] = []
    faults = 0
    for value in values:
        try:
            id, item = _json_item(value) if is_json else _xml_item(value)
            items.append((id, item._replace(url=item.url if is_web_address(item.url) else "")))
        except (AttributeError, TypeError, ValueError, OverflowError, UnreadableError):
            faults += 1
    if not items:
        raise UnreadableError("no item in it can be read" if faults else "it has no items")
    if faults:
        fault = f"{plural(faults, 'item')} of it can't be read"
    return Feed([*_entries(items, address)], fault)


def _unpacked(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(_AUTOMATIC_FORM)
    try:
        body = unpacker.decompress(content, apart.MOST_BYTES)
    except zlib.error as error:
        raise UnreadableError(f"it is damaged: {error}") from None
    if unpacker.unconsumed_tail:
        raise LimitError(apart.TOO_LARGE)
    return body


def _entries(items: Sequence[tuple[str, Item]], address: str) -> Iterator[Entry]:
    """Yield the items with an id of its own for each, whatever a feed calls them."""
    uses = Counter(id for id, _ in items)
    for id, item in items:
        content = "\0".join((item.title, item.text, item.url, item.date, item.actor))
        digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
        own_id = id if id and uses[id] == 1 else f"{id} {digest}".strip()
        if len(own_id) > _LONGEST_ID:
            own_id = sha256(own_id.encode("utf-8", "surrogatepass")).hexdigest()
        yield Entry(own_id, item._replace(place=f"{address} {own_id}"), digest)


def _xml_feed(content: bytes) -> tuple[Sequence[Any], str]:
    """Return the entries of RSS or Atom, and why some may be missing."""
    feed = parsed_feed(content)
    from feedparser.exceptions import CharacterEncodingOverride, NonXMLContentType

    harmless = (CharacterEncodingOverride, NonXMLContentType)
    is_whole = not feed.bozo or isinstance(feed.get("bozo_exception"), harmless)
    return feed.entries, "" if is_whole else "it is not well-formed"


def _xml_item(entry: Mapping[str, Any]) -> tuple[str, Item]:
    contents = entry.get("content") or [entry.get("summary_detail") or {}]
    time = entry.get("published_parsed") or entry.get("updated_parsed")
    url = entry.get("link", "")
    item = Item(
        "",
        entry.get("author", ""),
        date(*time[:3]).isoformat() if time else "",
        _line(entry.get("title", "")),
        _text_of_html(contents[0].get("value", "")),
        url,
    )
    return entry.get("id") or url, item


def _json_feed(content: bytes) -> tuple[Sequence[Any], str]:
    """Return the items of a JSON Feed."""
    try:
        feed = json.loads(content)
    except ValueError:
        raise UnreadableError(_NOT_A_FEED) from None
    if not str(feed.get("version")).startswith(_JSON_FEED) or not isinstance(
        feed.get("items"), list
    ):
        raise UnreadableError(_NOT_A_FEED)
    return feed["items"], ""


def _json_item(value: Mapping[str, Any]) -> tuple[str, Item]:
    text = value.get("content_text") or _text_of_html(value.get("content_html") or "")
    authors = value.get("authors") or [value.get("author") or {}]
    url = str(value.get("url") or value.get("external_url") or "")
    item = Item(
        "",
        str(authors[0].get("name") or ""),
        _utc_day(value.get("date_published") or value.get("date_modified") or ""),
        _line(str(value.get("title") or "")),
        str(text or value.get("summary") or ""),
        url,
    )
    return str(value.get("id") or url), item


def _utc_day(time: str) -> str:
    """Return the day in UTC of a time as RFC 3339 has it; nothing for another text."""
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(time).astimezone(UTC).date().isoformat()
    return ""


def _text_of_html(html: str) -> str:
    page = f"<html>{html}".encode("utf-8", "replace")
    return page_of(page, "text/html; charset=utf-8").text


def _line(text: str) -> str:
    return " ".join(text.split())
