"""Compare quotes, and sentences that report silences, with the copies of their sources."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final, NamedTuple

from stancetracker.addons.evidence.copies import Copy, Shelf, UncountedCopyError
from stancetracker.addons.evidence.own_copies import SUPPLIED
from stancetracker.addons.evidence.pages import QuotedText, plain
from stancetracker.base.apart import LimitError, UnreadableError
from stancetracker.base.text import plural
from stancetracker.index.checks.functions import Finding
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import COPIES, Folder
from stancetracker.ledger.jsonl import SEVERITY

_UNCOUNTED: Final = "uncounted-copy"
_LETTER_FOR_LETTER: Final = ""
_TYPOGRAPHY: Final = "quote-typography"
_GONE: Final = "quote-gone"
_NOT_FOUND: Final = "quote-not-found"
_TRANSLATED: Final = "translated"
# Quotes that are not withdrawn, each with the addresses of its sources.
_QUOTED: Final = """
SELECT said.*, (
    SELECT json_group_array(url) FROM source WHERE record = id AND part = '' AND url IS NOT NULL
)
FROM (
    SELECT id, 'quote', quote AS words, wording = 'translation' FROM statement
    UNION ALL SELECT id, 'label', label, 0 FROM silence
) AS said
WHERE words IS NOT NULL AND id NOT IN (SELECT corrects FROM correction)
"""
_OMISSION: Final = re.compile(r"\[(?:…|\.{3})\]|\((?:…|\.{3})\)|\s(?:…|\.{3})\s")
_MOST_TEXTS: Final = 64
"""The pages whose texts are in memory at once."""


class _Result(NamedTuple):
    """How a quote is found: in a count, and as a problem where it is one."""

    counted: str
    message: str = ""


_RESULTS: Final = {
    _LETTER_FOR_LETTER: _Result("letter for letter"),
    _TYPOGRAPHY: _Result(
        "but for typography",
        "it stands in the archived page with other quotation marks, dashes or spaces",
    ),
    _GONE: _Result(
        "no longer", "it stands in an older copy of the archived page, and not in the newest"
    ),
    _NOT_FOUND: _Result("not at all", "it stands in no archived copy of its sources"),
    _TRANSLATED: _Result("not, as a translation may"),
    "unreadable": _Result("in copies without text"),
    "uncounted": _Result("in copies that are not read"),
    "unarchived": _Result("without an archived copy"),
}
_IN_PAGE: Final = {
    _LETTER_FOR_LETTER: "stands in it letter for letter",
    _TYPOGRAPHY: "stands in it but for quotation marks, dashes or spaces",
    _NOT_FOUND: "does not stand in it",
    _TRANSLATED: "does not stand in it, as a translation may not",
}
"""Whether and how a quotation stands in a page, in words."""


class Quotation(NamedTuple):
    """Words that a record quotes, in `quote` or `label`, and the addresses of its sources."""

    record: str
    field: str
    words: str
    is_translation: bool
    urls: tuple[str, ...]


def quotations(connection: sqlite3.Connection) -> list[Quotation]:
    """Return the quotations of all records that are not withdrawn."""
    return [
        Quotation(record, field, words, bool(is_translation), tuple(json.loads(urls)))
        for record, field, words, is_translation, urls in connection.execute(_QUOTED)
    ]


def place_in(quotation: Quotation, text: QuotedText) -> str:
    """Return in words whether and how a quotation stands in a page."""
    return _IN_PAGE[_code(quotation, [[text]])]


def compare(connection: sqlite3.Connection, folder: Folder) -> tuple[list[Finding], str]:
    """Compare every quote with the newest copies of its sources: one of them must have it.

    Returns those that don't, the copies that don't count, and in words how many were found how.
    """
    shelf = Shelf(connection, folder)
    texts = lru_cache(_MOST_TEXTS)(lambda key: _texts_of_page(shelf, key))
    findings: list[Finding] = []
    counts = Counter[str]()
    for quotation in quotations(connection):
        keys = [key for key in map(source_key, quotation.urls) if key in shelf.copies]
        pages = [texts_of_page for key in keys if (texts_of_page := texts(key))]
        code = _code(quotation, pages) if pages else shelf.why_without_text(keys)
        counts[code] += 1
        if message := _RESULTS[code].message:
            place = (quotation.field,)
            hint = _hint(shelf, keys)
            findings.append(Finding(quotation.record, place, message, hint, code, SEVERITY[code]))
    findings += _uncounted_copies(shelf)
    parts = [
        f"{counts[code]} {result.counted}" for code, result in _RESULTS.items() if counts[code]
    ]
    return findings, f"{plural(counts.total(), 'quote')}: {', '.join(parts) or 'none to compare'}"


def _hint(shelf: Shelf, keys: Sequence[str]) -> str:
    """Return which copies of pages to read, and whether one is of a file that was supplied."""
    own = [copy for key in keys for copy in shelf.own_pages.get(key, {}).values()]
    note = " (from a file you supplied)" if any(copy.origin == SUPPLIED for copy in own) else ""
    return f"see {' '.join(f'{COPIES}/{key}-*' for key in keys)}{note}"


def _texts_of_page(shelf: Shelf, key: str) -> list[QuotedText]:
    """Return the texts of the copies of a page that count and have any, oldest first."""
    texts = list[QuotedText]()
    for copy in shelf.copies[key]:
        with suppress(UncountedCopyError, UnreadableError):
            text_of_copy = _text(shelf, copy)
            if text_of_copy.text:
                texts.append(text_of_copy)
    return texts


def _text(shelf: Shelf, copy: Copy) -> QuotedText:
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


def _code(quotation: Quotation, pages: Sequence[Sequence[QuotedText]]) -> str:
    """Return what is wrong with a quotation and the texts of pages, oldest first.

    Empty for nothing.
    """
    parts = [part.strip() for part in _OMISSION.split(quotation.words)]
    if any(_in_order(parts, texts[-1].text) for texts in pages):
        return _LETTER_FOR_LETTER
    plain_parts = list(map(plain, parts))
    if any(_in_order(plain_parts, texts[-1].plain) for texts in pages):
        return _TYPOGRAPHY
    if any(_in_order(plain_parts, copy.plain) for texts in pages for copy in texts):
        return _GONE
    return _TRANSLATED if quotation.is_translation else _NOT_FOUND


def _in_order(parts: Iterable[str], text: str) -> bool:
    """Return whether the parts of a quotation stand in a text, one after the other."""
    end = 0
    for part in parts:
        start = text.find(part, end)
        if start < 0:
            return False
        end = start + len(part)
    return True
