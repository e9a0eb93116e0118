"""The addresses of the site's pages for those who crawl it (sitemaps.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

MOST: Final = 50_000
"""More addresses than this are in several files, as the protocol wants it."""
_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def paths(pages: Sequence[str], days: Sequence[str]) -> list[str]:
    """What is listed: every page of the last edition at the bare address, and the front pages of all."""
    return [*pages, *(f"{day}/" for day in days)]


def names(count: int) -> list[str]:
    """The files that so many addresses need; the first is the one that is asked for."""
    if count <= MOST:
        return ["sitemap.xml"]
    return ["sitemap.xml", *(f"sitemap-{number}.xml" for number in range(1, -(-count // MOST) + 1))]


def files(listed: Sequence[str], base: str) -> Iterator[tuple[str, Iterable[str]]]:
    """Each file and its text."""
    first, *parts = names(len(listed))
    if not parts:
        yield first, _written("urlset", "url", base, listed)
        return
    yield first, _written("sitemapindex", "sitemap", base, parts)
    for number, name in enumerate(parts):
        yield name, _written("urlset", "url", base, listed[number * MOST : (number + 1) * MOST])


def _written(root: str, item: str, base: str, listed: Iterable[str]) -> Iterator[str]:
    yield f'{_HEAD}<{root} xmlns="{_NAMESPACE}">\n'
    for path in listed:
        yield f"<{item}><loc>{escape(base + path)}</loc></{item}>\n"
    yield f"</{root}>\n"
