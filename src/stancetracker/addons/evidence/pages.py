"""The text of pages and of their copies, and what they say of themselves.

What a stranger wrote is read here, in the process of `apart`: little is imported, and what begins
with `read` calls that process.
"""

import logging
import re
from contextlib import suppress
from datetime import date
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Final, NamedTuple

from stancetracker.base import apart
from stancetracker.base.apart import LimitError, UnreadableError
from stancetracker.base.plugins import require
from stancetracker.base.text import nfc

DIGEST: Final = "WARC-Payload-Digest"
ALGORITHM: Final = "sha256:"
PDF: Final = b"%PDF-"
"""The first bytes of a PDF."""
_TAGS: Final = (b"<!doctype", b"<html", b"<head", b"<body", b"<p", b"<div")
MHTML: Final = b"From: <Saved by "
"""The first bytes of a page that a browser saved as one file."""
_MHTML_TYPE: Final = "multipart/related"
_TEXT: Final = "text/plain"
_SEARCHED_FOR_TAGS: Final = 1024
"""The bytes at the start of a page that may show that it is HTML."""
# In an element `meta` or a script; no text is longer than what may stand between.
_PUBLISHED: Final = re.compile(
    r"(?:article:published_time|datePublished)[^>]{0,40}?[\"'](\d{4}-\d\d-\d\d)", re.IGNORECASE
)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("\"'`´′″‘’‚‛“”„‟‹›«»", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
    }
)
_SIGN: Final = re.compile(r" ?([^\w\s]) ?")


class Page(NamedTuple):
    """The text of a page, and what it says of itself; empty where it says nothing."""

    text: str
    title: str = ""
    published: str = ""
    language: str = ""

    def description(self) -> dict[str, str]:
        """Return what it says of itself, by name."""
        stated = self._asdict()
        del stated["text"]
        return {name: value for name, value in stated.items() if value}


def read_page(content: bytes) -> Page:
    """Read a page within the limits of `apart`; raises as `page_of`."""
    return Page(*apart.run(page_of, content))


def page_of(content: bytes, content_type: str = "") -> Page:
    """Return the text of a page, blocks on lines of their own, and what the page says of itself.

    The text is all of it, not only what seems to be the article. `content_type` is as HTTP has it,
    empty where nothing said it. Raises UnreadableError for what has no text, such as a picture, and
    MissingLibraryError.
    """
    header = _header(content_type or type_of(content))
    kind, charset = header.get_content_type(), header.get_content_charset("")
    if kind == "application/pdf" or content.startswith(PDF):
        return Page(_text_of_pdf(content))
    if kind == _MHTML_TYPE:
        return _of_mhtml(content)
    if kind.endswith(("html", "xml")):
        return _of_html(_decoded(content, charset))
    if kind.startswith("text/") or kind.endswith("json"):
        return Page(_decoded(content, charset))
    raise UnreadableError(f"no text can be read from {kind}")


def is_page(content: bytes) -> bool:
    """Return whether a file is a page in HTML or MHTML, or a PDF, and no typed text."""
    return type_of(content) != _TEXT


def type_of(content: bytes) -> str:
    """Return the type of a PDF, a page in MHTML or HTML, or else a text, by its first bytes."""
    if content.startswith(PDF):
        return "application/pdf"
    if content.startswith(MHTML):
        return _MHTML_TYPE
    start = content[:_SEARCHED_FOR_TAGS].lower()
    return "text/html" if any(tag in start for tag in _TAGS) else _TEXT


def may_have_text(content_type: str) -> bool:
    """Return whether a text can be read from pages of a type."""
    kind = _header(content_type).get_content_type()
    is_text = kind.startswith("text/") or kind.endswith(("html", "xml", "json"))
    return is_text or kind == "application/pdf"


def _header(content_type: str) -> Message:
    header = Message()
    header["content-type"] = content_type or "text/html"
    return header


def _text_of_pdf(content: bytes) -> str:
    require("the text of a PDF", ("pypdf",), "evidence")
    from pypdf import PdfReader

    # What it logs is about the inside of the file, and it goes on.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return "\n\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    except MemoryError:
        raise
    except Exception as error:  # a broken or hostile file makes it raise anything
        raise UnreadableError(apart.with_reason("not a PDF that can be read", error)) from None


def _of_mhtml(content: bytes) -> Page:
    """Return the page that a browser saved as one file; what it shows in frames is left out."""
    for part in message_from_bytes(content).walk():
        if part.get_content_type() == "text/html":
            body: Any = part.get_payload(decode=True)
            return _of_html(_decoded(body, part.get_content_charset("")))
    raise UnreadableError("it is MHTML without a page")


def _of_html(source: str) -> Page:
    require("the text of a page", ("resiliparse",), "evidence")
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(source)
    root = tree.document and tree.document.query_selector("html")
    language = _LANGUAGE.match((root and root.getattr("lang")) or "")
    published = _PUBLISHED.search(source)
    return Page(
        str(extract_plain_text(tree, list_bullets=False, alt_texts=False)),
        " ".join((tree.title or "").split()),
        day_of(published[1]) if published else "",
        language[0].lower() if language else "",
    )


def _decoded(content: bytes, charset: str) -> str:
    """Return bytes as text: in the encoding that was said, else UTF-8, else what they look like."""
    if charset in ("", "utf-8"):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-8-sig")
    require("a text that is not in UTF-8", ("resiliparse",), "evidence")
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

    known = map_encoding_to_html5(charset or "utf-8", fallback_utf8=True) or "utf-8"
    seen = detect_encoding(content, from_html_meta=True) or "utf-8"
    return str(bytes_to_str(content, known, fallback_encodings=("utf-8", seen)))


def day_of(text: str) -> str:
    """Return the day that a text begins with, or that a header of a mail states; else nothing."""
    with suppress(ValueError):
        return date.fromisoformat(text[:10]).isoformat()
    with suppress(ValueError, OverflowError):
        return parsedate_to_datetime(text).date().isoformat()
    return ""


def plain(text: str) -> str:
    """Return a text with one kind of quotation mark, dash and space, and none beside a sign."""
    words = " ".join(nfc(text.translate(_SAME)).split())
    return " ".join(_SIGN.sub(r"\1", words).split())


class QuotedText(NamedTuple):
    """The text of a page in which quotes are looked for: as it is, and plain."""

    text: str
    plain: str


def copy_digest(warc: bytes) -> str:
    """Return the SHA-256 of the page in a copy; raises UnreadableError where it is damaged."""
    return _kept(warc).sha256


def copy_page(warc: bytes) -> Page:
    """Return the page in a copy; raises as `page_of`, and UnreadableError where it is damaged."""
    kept = _kept(warc)
    return page_of(kept.content, kept.content_type)


def copy_texts(warc: bytes) -> QuotedText:
    """Return the text of the page in a copy; raises as `copy_page`."""
    return _quoted_text(copy_page(warc))


def page_texts(content: bytes, content_type: str) -> QuotedText:
    """Return the text of a page; raises as `page_of`."""
    return _quoted_text(page_of(content, content_type))


def _quoted_text(page: Page) -> QuotedText:
    text = page.text.strip()
    return QuotedText(text, plain(text))


class _Kept(NamedTuple):
    """The page of a copy: the SHA-256 of what came, what that holds, and its type."""

    sha256: str
    content: bytes
    content_type: str


def _kept(warc: bytes) -> _Kept:
    """Return the page of a copy, the last of its records; before it came redirects."""
    require("an archived copy", ("warcio",), "evidence")
    from warcio.archiveiterator import ArchiveIterator

    try:
        *_, page = map(_kept_record, ArchiveIterator(BytesIO(warc)))
    except (LimitError, MemoryError):
        raise
    except Exception:  # warcio and what it reads with raise anything
        raise UnreadableError("it is damaged") from None
    return page


def _kept_record(record: Any) -> _Kept:
    """Return the content of a record; raises UnreadableError where its digest is another's."""
    raw = read_all(record.raw_stream)
    digest = sha256(raw).hexdigest()
    if record.rec_headers.get_header(DIGEST) != f"{ALGORITHM}{digest}":
        raise UnreadableError("it is not what its digest states")
    record.raw_stream = BytesIO(raw)
    # What answered no request has its type in the head of the record itself.
    headers = record.http_headers or record.rec_headers
    content_type = headers.get_header("Content-Type") or ""
    return _Kept(digest, read_all(record.content_stream()), content_type)


def read_all(stream: Any) -> bytes:
    """Read a stream whole; raises LimitError where it is larger than an item may be."""
    content: bytes = stream.read(apart.MOST_BYTES + 1)
    if len(content) > apart.MOST_BYTES:
        raise LimitError(apart.TOO_LARGE)
    return content
