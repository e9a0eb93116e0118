"""The changes from edition to edition, as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from stancetracker.base import site_words
from stancetracker.base.text import visible
from stancetracker.publish.site.addresses import folder
from stancetracker.reports.pages.values import Edition, FrontPage, IssuePage

NAME: Final = "feed.xml"
MOST_ENTRIES: Final = 200
MOST_CHANGES: Final = 20
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_NOT_IN_XML: Final = re.compile("[\ufffe\uffff]")


class Entry(NamedTuple):
    """What an entry tells: of which edition and which of its pages, a sentence, and what changed."""

    day: str
    path: str
    title: str
    sentence: str | None
    changes: tuple[str, ...]


class Feed:
    """The entries of a feed, as the editions are made, oldest first; the oldest of very many are dropped."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)

    def see(self, edition: Edition, page: object) -> None:
        """Take from a page what the feed tells of it: of the first edition its front, then what changed."""
        if isinstance(page, FrontPage) and edition.day == edition.days[0]:
            told = tuple(filter(None, (tally.sentence for tally in page.tallies)))
            self._add(edition.day, "", site_words.first_edition(edition.day), None, told)
        elif isinstance(page, IssuePage) and page.changed:
            tally = page.tally
            title = site_words.changed(tally.title, edition.day)
            self._add(edition.day, folder("issue", tally.issue), title, tally.sentence, page.changed)

    def _add(self, day: str, path: str, title: str, sentence: str | None, told: tuple[str, ...]) -> None:
        changes = told[:MOST_CHANGES]
        if len(told) > MOST_CHANGES:
            changes = (*changes, site_words.more(len(told) - MOST_CHANGES))
        self._entries.append(Entry(day, path, title, sentence, changes))

    def write(self, edition: Edition, base: str | None) -> Iterator[str]:
        """The feed, newest first, as of the last edition; `base` is the address of the site."""
        feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
        _text(feed, "title", site_words.feed(edition.title))
        _text(feed, "id", base or _urn(edition.title))
        _text(feed, "updated", f"{edition.day}T00:00:00Z")
        _text(ElementTree.SubElement(feed, "author"), "name", edition.publisher or edition.title)
        if edition.licence:
            _text(feed, "rights", edition.licence)
        if base:
            ElementTree.SubElement(feed, "link", {"rel": "self", "href": f"{base}{NAME}"})
        ElementTree.SubElement(feed, "link", {"href": base or "index.html"})
        for entry in reversed(self._entries):
            _entry(feed, entry, edition.title, base)
        ElementTree.indent(feed)
        yield '<?xml version="1.0" encoding="utf-8"?>\n'
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
    """A name for what has no address: the same for the same data, and no other's."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, visible(chr(10).join(('stancetracker', *parts))))}"
