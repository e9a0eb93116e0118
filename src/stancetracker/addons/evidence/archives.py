"""Read an archive of actors' own words: cut it into items, and read each within limits.

An item that can't be read is named and passed over; the archive is then not complete.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.addons.evidence import warc
from stancetracker.addons.evidence.pages import PDF, Page, day_of, may_have_text, page_of, type_of
from stancetracker.base import apart
from stancetracker.base.apart import UnreadableError
from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require
from stancetracker.ledger import files

_LINES: Final = (".jsonl", ".ndjson")
_FEEDS: Final = (".xml", ".rss", ".atom")
_FORMS_OF_FEEDS: Final = ("rss", "atom", "cdf")
"""The beginnings of what feedparser calls the forms of feeds."""
_START_OF_MAIL: Final = re.compile(rb"^From .*\n", re.MULTILINE)
"""The line that begins each mail of an mbox."""
_ADDRESS: Final = re.compile(r"<[^<>]*>$")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Item(NamedTuple):
    """An item of an archive: where it is in that, and what it says of itself, if anything."""

    place: str
    actor: str = ""
    date: str = ""
    title: str = ""
    text: str = ""
    url: str = ""

    @property
    def whole(self) -> str:
        """Return its title and its text."""
        return "\n\n".join(filter(None, (self.title, self.text)))


class Unread(NamedTuple):
    """An item that can't be read: where it is in the archive, and why."""

    place: str
    reason: str


class Reading(NamedTuple):
    """What one piece of an archive holds."""

    items: list[Item]
    unread: Sequence[Unread] = ()


Reader = Callable[..., Reading]


class Archive(NamedTuple):
    """The items of an archive, those that can't be read, and the SHA-256 of its bytes."""

    items: list[Item]
    unread: list[Unread]
    sha256: str


def read(path: Path, fields: Mapping[Any, str]) -> Archive:
    """Read an archive: a folder of texts and pages, JSON lines, an mbox, a feed or a WARC.

    Of a folder, the SHA-256 is that of all its files in order. `fields` say where in an item
    something is, as `member.name`; in a folder, the first part of a path is the actor's. Raises
    UsageError where it is none of these, or nothing in it can be read.
    """
    digest, archive = sha256(), Archive([], [], "")
    paths = sorted(filter(_is_item, path.rglob("*"))) if path.is_dir() else [path]
    for file in paths:
        content = _content(path, file)
        digest.update(content)
        name = file.relative_to(path).as_posix() if path.is_dir() else path.name
        _add(archive, name, content, file, fields, is_in_folder=path.is_dir())
    if archive.unread and not archive.items:
        place, reason = archive.unread[0]
        raise UsageError(f"{place}: {reason}")
    return archive._replace(sha256=digest.hexdigest())


def _is_item(path: Path) -> bool:
    """Return whether a path in an archive is no folder; a link to one may hide items."""
    return path.is_symlink() or not path.is_dir()


def _content(archive: Path, file: Path) -> bytes:
    """Read a file of an archive.

    Raises UsageError where that fails, and for a link inside of it.
    """
    try:
        if file == archive:
            return files.content(*files.resolved(file))
        return files.content(archive, file.relative_to(archive).as_posix())
    except OSError as error:
        raise UsageError(f"can't read {file}: {error.strerror}") from None


def _add(
    archive: Archive,
    name: str,
    content: bytes,
    file: Path,
    fields: Mapping[Any, str],
    *,
    is_in_folder: bool,
) -> None:
    """Add the items of a file; raises UsageError where it has no form of an archive."""
    suffix = file.suffix.lower()
    if ".warc" in file.suffixes:
        _read(archive, of_record, warc.records(content, name))
    elif suffix in _LINES:
        lines = enumerate(BytesIO(content), 1)
        _read(archive, of_line, _numbered(name, lines), dict(fields))
    elif suffix == ".mbox":
        mails = enumerate(_mails(content), 1)
        _read(archive, of_mail, _numbered(name, mails))
    elif suffix in _FEEDS:
        _read(archive, of_feed, [apart.Item(content, (name,))])
    elif is_in_folder:
        _read(archive, of_file, [apart.Item(content, (name,))])
    else:
        hint = "a folder, or .jsonl, .mbox, .xml, .rss, .atom or .warc.gz"
        raise UsageError(f"not an archive: {file}", hint)


def _numbered(name: str, contents: Iterable[tuple[int, bytes]]) -> Iterator[apart.Item]:
    return (apart.Item(content, (f"{name}:{number}",)) for number, content in contents)


def _read(
    archive: Archive, function: Reader, pieces: Iterable[apart.Item], shared: Any = None
) -> None:
    """Read pieces of an archive, of which the first argument is the place, and add their items."""
    for piece, answer in apart.run_all(function, pieces, shared):
        if isinstance(answer, UnreadableError):
            archive.unread.append(Unread(piece.arguments[0], answer.message))
        else:
            items, unread = answer
            archive.items.extend(Item(*values) for values in items)
            archive.unread.extend(Unread(*values) for values in unread)


def of_file(content: bytes, place: str) -> Reading:
    """Read a file of a folder, whose path may name the actor and the day."""
    day = _DAY.search(place)
    item = _page_item(page_of(content), place)
    actor = place.partition("/")[0] if "/" in place else ""
    return Reading([item._replace(actor=actor, date=item.date or day_of(day[0] if day else ""))])


def _page_item(page: Page, place: str, url: str = "") -> Item:
    return Item(place, "", page.published, page.title, page.text, url)


def of_line(content: bytes, place: str, keys: Mapping[str, str]) -> Reading:
    """Read a line of JSON; `keys` say where in it something is."""
    if not content.strip():
        return Reading([])
    try:
        value = json.loads(content)
    except ValueError as error:
        raise UnreadableError(f"not JSON: {error}") from None
    texts = {field: _at(value, keys.get(field, field)) for field in Item._fields[1:]}
    texts["date"] = day_of(texts["date"])
    return Reading([Item(place, **texts)])


def _at(value: Any, path: str) -> str:
    """Return the text or number at a path of keys, joined by dots, in a value of JSON."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return str(value) if isinstance(value, (str, int)) else ""


def _mails(content: bytes) -> Iterator[bytes]:
    """Yield the mails of an mbox; an empty line, which is not of the mail, ends each."""
    starts = [*_START_OF_MAIL.finditer(content)]
    ends = [*(start.start() for start in starts[1:]), len(content)]
    for start, end in zip(starts, ends, strict=False):
        yield content[start.end() : end].removesuffix(b"\n")


def of_mail(content: bytes, place: str) -> Reading:
    """Read a mail."""
    message: Any = message_from_bytes(content, policy=default)
    part = message.get_body(("plain", "html"))
    body = part.get_payload(decode=True) if part else b""
    content_type = str(part["content-type"] or "text/plain") if body else ""
    text = page_of(body, content_type).text if body else ""
    actor, title, day = (str(message[header] or "") for header in ("from", "subject", "date"))
    # A name stands before its address.
    actor = _ADDRESS.sub("", actor).rstrip() if "<" in actor else actor
    return Reading([Item(place, actor, day_of(day), title, text)])


def of_feed(content: bytes, place: str) -> Reading:
    """Read the entries of a feed."""
    feed = parsed_feed(content)
    items: list[Item] = []
    unread: list[Unread] = []
    for number, entry in enumerate(feed.entries, 1):
        entry_place = f"{place}:{number}"
        try:
            items.append(_entry_item(entry, entry_place))
        except (ValueError, OverflowError, UnreadableError) as error:
            unread.append(Unread(entry_place, str(error)))
    return Reading(items, unread)


def parsed_feed(content: bytes) -> Any:
    """Return a feed in RSS or Atom as feedparser reads it.

    Raises UnreadableError for other texts.
    """
    require("a feed", ("feedparser",), "evidence")
    import feedparser

    # Of bytes it takes itself for the name of a file.
    feed = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not str(feed.get("version")).startswith(_FORMS_OF_FEEDS):
        raise UnreadableError(_no_feed(content))
    return feed


def _no_feed(content: bytes) -> str:
    """Return what a text is that is neither RSS nor Atom."""
    if not content.strip():
        return "it is empty"
    if content.lstrip().startswith((b"{", b"[")):
        return "not a feed in RSS or Atom, but JSON"
    if type_of(content) == "text/html":
        return "not a feed, but a page"
    return "not a feed in RSS or Atom"


def _entry_item(entry: Any, place: str) -> Item:
    contents = entry.get("content") or [entry.get("summary_detail") or {}]
    html = f"<html>{contents[0].get('value', '')}".encode("utf-8", "replace")
    time = entry.get("published_parsed") or entry.get("updated_parsed")
    day = date(*time[:3]).isoformat() if time else ""
    actor, title, url = (entry.get(field, "") for field in ("author", "title", "link"))
    return Item(place, actor, day, title, page_of(html, "text/html; charset=utf-8").text, url)


def of_record(content: bytes, place: str, fault: str) -> Reading:
    """Read a record of a WARC: an answer with a text is an item, any other record is none."""
    record = warc.parsed(content, fault)
    headers = record.http_headers
    content_type = headers.get_header("content-type", "") if headers else ""
    if record.rec_type != "response":
        return Reading([])
    body = b"" if fault else warc.body_of(record)
    if not may_have_text(content_type) and not body.startswith(PDF):
        return Reading([])
    if fault:
        raise UnreadableError(fault)
    return Reading([_page_item(page_of(body, content_type), place, warc.address_of(record))])
