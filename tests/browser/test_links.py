"""Every link leads to an existing part of the site, or visibly out of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tests.browser import sites

SAFE = {"nofollow", "noreferrer"}
NAMES = ("shipped", "bridges", "hostile")


@dataclass
class Read(HTMLParser):
    """The ids of a page and its links: tag, address and rel."""

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str, set[str]]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Collect ids and links."""
        given = {name: value or "" for name, value in attributes}
        if "id" in given:
            self.ids.append(given["id"])
        if "href" in given:
            self.links.append((tag, given["href"], set(given.get("rel", "").split())))
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.references += given.get(name, "").split()


@cache
def read(page: Path) -> Read:
    """Parse a page once."""
    found = Read()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def broken(site: Path, page: Path) -> Iterator[str]:
    """Yield the links of a page that lead nowhere, or out of the site without saying so."""
    for tag, address, rel in read(page).links:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if parts.scheme not in ("http", "https") or not (tag == "a" and rel >= SAFE):
                yield f"{page}: {tag} {address} {rel}"
            continue
        target = Path(os.path.normpath(page.parent / unquote(parts.path))) if parts.path else page
        if not target.is_relative_to(site) or not target.is_file():
            yield f"{page}: {address} is no file"
        elif parts.fragment and unquote(parts.fragment) not in read(target).ids:
            yield f"{page}: {address} has no such part"


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(trees: dict[str, Path], name: str) -> None:
    site = trees[name]

    assert [] == [fault for page in sites.pages(site) for fault in broken(site, page)]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_can_be_reached_from_the_front_page(trees: dict[str, Path], name: str) -> None:
    site = trees[name]
    reached, ahead = set[Path](), [site / "index.html"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            inside = (urlsplit(address) for tag, address, _ in read(page).links if tag == "a")
            ahead += [
                Path(os.path.normpath(page.parent / parts.path))
                for parts in inside
                if parts.path.endswith(".html") and not parts.netloc
            ]

    assert [] == sorted(set(sites.pages(site)) - reached)


@pytest.mark.parametrize("name", NAMES)
def test_an_id_stands_once_on_a_page_and_what_is_named_is_there(trees: dict[str, Path], name: str) -> None:
    for page in sites.pages(trees[name]):
        found = read(page)

        assert {} == {id: count for id, count in Counter(found.ids).items() if count > 1}, page
        assert set() == set(found.references) - set(found.ids), page
