"""Files beside the pages of a site: a feed of changes (RFC 4287), a sitemap (sitemaps.org), a CITATION.cff (1.2.0)."""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from stancetracker.base import dates
from stancetracker.base.text import visible
from stancetracker.pages.asking import Edition
from stancetracker.pages.front import FrontPage
from stancetracker.pages.issue import IssuePage
from stancetracker.pages.page import address

FEED: Final = "feed.xml"
MOST_ENTRIES: Final = 200
MOST_CHANGES: Final = 20
_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_NOT_IN_XML: Final = re.compile("[\ufffe\uffff]")


class Entry(NamedTuple):
    """An entry: its edition and page, a sentence, and what changed."""

    day: str
    path: str
    title: str
    sentence: str | None
    changes: tuple[str, ...]


class Feed:
    """The latest entries of a feed, added oldest first while the editions are made."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)

    def see(self, edition: Edition, page: object) -> None:
        """Add a page's changes to the feed; of the first edition, its front page."""
        if isinstance(page, FrontPage) and edition.day == edition.days[0]:
            told = tuple(tally.sentence for tally in page.tallies if tally.sentence)
            self._add(edition.day, "", f"The first edition, {dates.words(edition.day)}", None, told)
        elif isinstance(page, IssuePage) and page.changed:
            tally = page.tally
            title = f"{tally.issue.title}: what changed by {dates.words(edition.day)}"
            self._add(edition.day, address("issue", tally.issue.id), title, tally.sentence, page.changed)

    def _add(self, day: str, path: str, title: str, sentence: str | None, told: tuple[str, ...]) -> None:
        more = len(told) - MOST_CHANGES
        cut = (f"and {more:,} more, on the page",) if more > 0 else ()
        self._entries.append(Entry(day, path, title, sentence, (*told[:MOST_CHANGES], *cut)))

    def write(self, edition: Edition, base: str | None) -> Iterator[str]:
        """Yield the feed, newest entry first; `base` is the address of the site."""
        feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
        _text(feed, "title", f"Changes: {edition.title}")
        _text(feed, "id", base or _urn(edition.title))
        _text(feed, "updated", f"{edition.day}T00:00:00Z")
        _text(ElementTree.SubElement(feed, "author"), "name", edition.publisher or edition.title)
        if edition.licence:
            _text(feed, "rights", edition.licence)
        if base:
            ElementTree.SubElement(feed, "link", {"rel": "self", "href": f"{base}{FEED}"})
        ElementTree.SubElement(feed, "link", {"href": base or "index.html"})
        for entry in reversed(self._entries):
            _entry(feed, entry, edition.title, base)
        ElementTree.indent(feed)
        yield _HEAD
        yield ElementTree.tostring(feed, "unicode") + "\n"


def _entry(feed: ElementTree.Element, entry: Entry, title: str, base: str | None) -> None:
    made = ElementTree.SubElement(feed, "entry")
    path = f"{entry.day}/{entry.path}"
    _text(made, "title", entry.title)
    _text(made, "id", f"{base}{path}" if base else _urn(title, entry.day, entry.path))
    _text(made, "updated", f"{entry.day}T00:00:00Z")
    ElementTree.SubElement(made, "link", {"href": f"{base}{path}" if base else f"{path}index.html"})
    content = ElementTree.SubElement(made, "content", {"type": "xhtml"})
    body = ElementTree.SubElement(content, "div", {"xmlns": _XHTML})
    if entry.sentence:
        _text(body, "p", entry.sentence)
    if entry.changes:
        items = ElementTree.SubElement(body, "ul")
        for change in entry.changes:
            _text(items, "li", change)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_IN_XML.sub("\ufffd", visible(text))


def _urn(*parts: str) -> str:
    """Return a stable, unique id for a page without an address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, visible(chr(10).join(('stancetracker', *parts))))}"


CITATION: Final = "CITATION.cff"
# The format takes SPDX's names alone; these are the ones under which data is published.
_LICENCES: Final = frozenset(
    {
        *(f"CC-BY{terms}-4.0" for terms in ("", "-NC", "-NC-ND", "-NC-SA", "-ND", "-SA")),
        *(f"CC-BY{terms}-3.0" for terms in ("", "-SA")),
        "CC0-1.0",
        "CDLA-Permissive-2.0",
        "CDLA-Sharing-1.0",
        "MIT",
        "ODC-By-1.0",
        "ODbL-1.0",
        "PDDL-1.0",
    }
)
_MESSAGE: Final = "If you use this data, please cite it with the date of the edition and the data version."


def citation(edition: Edition, base: str | None) -> Iterator[str]:
    """Yield CITATION.cff for the last edition; texts are quoted as JSON, which is also YAML."""
    yield "cff-version: 1.2.0\n"
    yield f"message: {_quoted(_MESSAGE)}\n"
    yield "type: dataset\n"
    yield f"title: {_quoted(edition.title)}\n"
    yield f"authors:\n  - name: {_quoted(edition.publisher or edition.title)}\n"
    yield f"version: {_quoted(edition.version)}\n"
    yield f"date-released: {edition.day}\n"
    if edition.licence in _LICENCES:
        yield f"license: {edition.licence}\n"
    if base:
        yield f"url: {_quoted(base)}\n"


def _quoted(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=False)


MOST_ADDRESSES: Final = 50_000
"""The protocol's limit; more addresses go into several files."""
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemaps(listed: Sequence[str], base: str) -> dict[str, Iterator[str]]:
    """Return each sitemap file that these addresses need with its text; crawlers ask for the first."""
    if len(listed) <= MOST_ADDRESSES:
        return {"sitemap.xml": _written("urlset", "url", base, listed)}
    parts = {
        f"sitemap-{number}.xml": _written("urlset", "url", base, listed[start : start + MOST_ADDRESSES])
        for number, start in enumerate(range(0, len(listed), MOST_ADDRESSES), 1)
    }
    return {"sitemap.xml": _written("sitemapindex", "sitemap", base, list(parts)), **parts}


def _written(root: str, item: str, base: str, listed: Iterable[str]) -> Iterator[str]:
    yield f'{_HEAD}<{root} xmlns="{_NAMESPACE}">\n'
    for path in listed:
        yield f"<{item}><loc>{escape(base + path)}</loc></{item}>\n"
    yield f"</{root}>\n"
