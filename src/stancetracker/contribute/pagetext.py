"""The text of a page: HTML, PDF or plain text, in whatever encoding, as a reader would see it."""

import io
import logging
from contextlib import suppress
from email.message import Message
from typing import Final

from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require

_PDF: Final = b"%PDF-"
_HEAD: Final = 1024
_TAGS: Final = (b"<!doctype", b"<html", b"<head", b"<body", b"<p", b"<div")


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
    if not content_type and not _looks_like_html(content):
        kind = "text/plain"
    if kind.endswith(("html", "xml")):
        return _of_html(content, charset)
    if kind.startswith("text/") or kind.endswith("json"):
        return decoded(content, charset)
    raise UnreadablePageError(f"no text can be read from {kind}")


def decoded(content: bytes, charset: str = "") -> str:
    """Return bytes as text: in the encoding that was said, else in UTF-8, else in what they look like."""
    if charset in ("", "utf-8"):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-8-sig")
    require("the text of a page", ("resiliparse",), "evidence")
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

    known = map_encoding_to_html5(charset or "utf-8", fallback_utf8=True) or "utf-8"
    seen = detect_encoding(content, from_html_meta=True) or "utf-8"
    text: str = bytes_to_str(content, known, fallback_encodings=("utf-8", seen))
    return text


def _looks_like_html(content: bytes) -> bool:
    head = content[:_HEAD].lower()
    return any(tag in head for tag in _TAGS)


def _of_html(content: bytes, charset: str) -> str:
    page = decoded(content, charset)
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(page, list_bullets=False, alt_texts=False)
    return text


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
