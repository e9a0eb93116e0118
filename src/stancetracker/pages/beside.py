"""Files beside the pages of a site: a feed of changes (RFC 4287), a sitemap (sitemaps.org), a CITATION.cff (1.2.0)."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from stancetracker.base.text import visible
from stancetracker.pages.asking import Site
from stancetracker.render.formats.html import environment

FEED: Final = "feed.xml"
MOST_ENTRIES: Final = 200
MOST_CHANGES: Final = 20
_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_NOT_IN_XML: Final = re.compile("[\ufffe\uffff]")


class Entry(NamedTuple):
    """An entry: the day, the page, a title, a sentence, and what was recorded on that day."""

    day: str
    path: str
    title: str
    sentence: str
    changes: Sequence[str]


def feed(site: Site, entries: Iterable[Entry], base: str | None) -> Iterator[str]:
    """Yield a feed, newest entry first; `base` is the address of the site."""
    newest = sorted(entries, key=lambda each: (each.day, each.path), reverse=True)[:MOST_ENTRIES]
    template = environment().get_template("feed.xml.jinja")
    made = template.render(site=site, entries=newest, base=base, urn=_urn, most=MOST_CHANGES)
    yield _NOT_IN_XML.sub("\ufffd", made) + "\n"


def _urn(*parts: str) -> str:
    """Return a stable, unique id for a page without an address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, visible(chr(10).join(('stancetracker', *parts))))}"


CITATION: Final = "CITATION.cff"
_MESSAGE: Final = "If you use this data, please cite it with the day and the data version. Licence: {}"


def citation(site: Site, base: str | None) -> Iterator[str]:
    """Yield CITATION.cff for the site; texts are quoted as JSON, which is also YAML."""
    yield "cff-version: 1.2.0\n"
    yield f"message: {_quoted(_MESSAGE.format(site.licence))}\n"
    yield "type: dataset\n"
    yield f"title: {_quoted(site.title)}\n"
    yield f"authors:\n  - name: {_quoted(site.publisher or site.title)}\n"
    yield f"version: {_quoted(site.version)}\n"
    yield f"date-released: {site.day}\n"
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
