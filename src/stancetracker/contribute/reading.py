"""Texts to read from: that of a page, or the items of an archive, each with its day, actor and place."""

import io
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from datetime import date
from email import message_from_binary_file
from email.message import Message
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require

_PDF: Final = b"%PDF-"
_HEAD: Final = 1024
_TAGS: Final = (b"<!doctype", b"<html", b"<head", b"<body", b"<p", b"<div")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PUBLISHED: Final = re.compile(
    rf"(?:article:published_time|datePublished)[^>]{{0,40}}?[\"']({_DAY.pattern})", re.IGNORECASE
)
_LANGUAGE: Final = re.compile(r"<html[^>]*\slang=[\"']?([a-z]{2,3})\b", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title[^>]*>\s*([^<]+?)\s*</title>", re.IGNORECASE)
_LINES: Final = (".jsonl", ".ndjson")
_FEEDS: Final = (".xml", ".rss", ".atom")


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
    if kind == "application/pdf" or content.startswith(_PDF):
        return _of_pdf(content)
    if not content_type and not any(tag in content[:_HEAD].lower() for tag in _TAGS):
        kind = "text/plain"
    if kind.endswith(("html", "xml")):
        require("the text of a page", ("resiliparse",), "evidence")
        from resiliparse.extract.html2text import extract_plain_text

        return str(extract_plain_text(_decoded(content, charset), list_bullets=False, alt_texts=False))
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


def _of_pdf(content: bytes) -> str:
    require("the text of a PDF", ("pypdf",), "evidence")
    from pypdf import PdfReader

    # What it logs is about the inside of the file, and it goes on.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        return "\n\n".join(page.extract_text() for page in pages)
    except Exception as error:  # a broken or hostile file makes it raise anything
        raise UnreadablePageError(f"not a PDF that can be read: {error}") from None


class Item(NamedTuple):
    """An item of an archive: where it is in that, and what it says of itself; empty where it says nothing."""

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


def described(content: bytes) -> dict[str, str]:
    """Return what a page says of itself: its title, the day it was published and its language."""
    head = content.decode("utf-8", "replace")
    patterns = {"title": _TITLE, "published": _PUBLISHED, "language": _LANGUAGE}
    said = {name: found[1] for name, pattern in patterns.items() if (found := pattern.search(head))}
    return {name: value for name, value in said.items() if name != "published" or _day(value)}


def read(path: Path, fields: Mapping[Any, str]) -> tuple[list[Item], str]:
    """Read an archive: a folder of texts and pages, JSON lines, an mbox, a feed or a WARC.

    Returns its items and the SHA-256 of its bytes, of a folder of all its files in order. `fields` say where in an item
    something is, as `member.name`; in a folder, the first part of a path is the actor's. Raises UsageError where it is
    none of these, or has a line that can't be read.
    """
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    digest, items = sha256(), list[Item]()
    for file in files:
        content = file.read_bytes()
        digest.update(content)
        name = file.relative_to(path).as_posix() if path.is_dir() else path.name
        items += _items(file, name, content, fields, in_folder=path.is_dir())
    return items, digest.hexdigest()


def _items(
    file: Path, name: str, content: bytes, fields: Mapping[Any, str], *, in_folder: bool
) -> Iterator[Item]:
    suffix = file.suffix.lower()
    if ".warc" in file.suffixes:
        yield from _of_warc(content, name)
    elif suffix in _LINES:
        yield from _of_lines(content, name, fields)
    elif suffix == ".mbox":
        yield from _of_mail(file, name)
    elif suffix in _FEEDS:
        yield from _of_feed(content, name)
    elif in_folder:
        day = _DAY.search(name)
        one = _of_page(name, content, actor=name.partition("/")[0] if "/" in name else "")
        yield one if one.date or not day else one._replace(date=_day(day[0]))
    else:
        raise UsageError(
            f"not an archive: {file}", "a folder, or .jsonl, .mbox, .xml, .rss, .atom or .warc.gz"
        )


def _of_page(place: str, content: bytes, content_type: str = "", actor: str = "", url: str = "") -> Item:
    said, text = described(content), text_of(content, content_type)
    return Item(place, actor, said.get("published", ""), said.get("title", ""), text, url)


def _of_lines(content: bytes, name: str, fields: Mapping[Any, str]) -> Iterator[Item]:
    for number, line in enumerate(content.splitlines(), 1):
        try:
            value = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise UsageError(f"{name}:{number}: not JSON: {error}") from None
        if value is not None:
            found = {one: _at(value, fields.get(one, one)) for one in Item._fields[1:]}
            yield Item(f"{name}:{number}", **{**found, "date": _day(found["date"])})


def _at(value: Any, way: str) -> str:
    for step in way.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return str(value) if isinstance(value, (str, int)) else ""


def _of_mail(file: Path, name: str) -> Iterator[Item]:
    from mailbox import mbox

    message: Any
    read: Any = partial(message_from_binary_file, policy=default)
    with closing(mbox(file, read, create=False)) as box:
        for number, message in enumerate(box, 1):
            said = {header: str(message[header] or "") for header in ("from", "subject", "date")}
            part = message.get_body(("plain", "html"))
            body = part.get_payload(decode=True) if part else b""
            text = text_of(body, str(part["content-type"] or "text/plain")) if body else ""
            # A name stands before its address.
            actor = re.sub(r"\s*<[^<>]*>$", "", said["from"])
            yield Item(f"{name}:{number}", actor, _day(said["date"]), said["subject"], text)


def _of_feed(content: bytes, name: str) -> Iterator[Item]:
    require("a feed", ("feedparser",), "evidence")
    import feedparser

    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    if not found.version:
        raise UsageError(f"{name}: not a feed")
    for number, entry in enumerate(found.entries, 1):
        parts = entry.get("content") or [entry.get("summary_detail") or {}]
        text = text_of(f"<html>{parts[0].get('value', '')}".encode(), "text/html; charset=utf-8")
        time = entry.get("published_parsed") or entry.get("updated_parsed")
        day = date(*time[:3]).isoformat() if time else ""
        actor, title, url = (entry.get(field, "") for field in ("author", "title", "link"))
        yield Item(f"{name}:{number}", actor, day, title, text, url)


def _day(text: str | None) -> str:
    with suppress(ValueError):
        return date.fromisoformat((text or "")[:10]).isoformat()
    with suppress(ValueError):
        return parsedate_to_datetime(text or "").date().isoformat()
    return ""


def _of_warc(content: bytes, name: str) -> Iterator[Item]:
    require("a WARC", ("warcio",), "evidence")
    from warcio.archiveiterator import ArchiveIterator

    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(content)), 1):
            about, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI") or ""
            content_type = about.get_header("content-type", "") if about else ""
            if record.rec_type == "response":
                with suppress(UnreadablePageError):  # a picture is no item
                    yield _of_page(f"{name}:{number}", record.content_stream().read(), content_type, url=url)
    except UsageError:
        raise
    except Exception as error:  # warcio and what it reads with raise anything
        raise UsageError(f"{name}: not a WARC that can be read: {error}") from None
