"""The pages of a site: contents in, HTML out. Addresses within a site are made here, and only here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import SLUG
from stancetracker.figures.chart import chart
from stancetracker.pages.asking import Edition, Page
from stancetracker.pages.cards import Card
from stancetracker.render.templates import environment, style, table

FOLDERS: Final = MappingProxyType(
    {"issue": "issues", "person": "people", "organization": "organizations", "source": "sources"}
)
"""Where the pages of a kind lie in a tree."""
KINDS: Final = MappingProxyType({kind: folder.capitalize() for kind, folder in FOLDERS.items()})
_CHOICES: Final = MappingProxyType(
    {
        "spoke": "public statement",
        "silent": "no public statement found",
        "unchecked": "unchecked",
        "reported": "reported, not public",
    }
)


@dataclass(frozen=True)
class Place:
    """A page's folder in its edition's tree, and the paths from it to the roots of that tree and of the site."""

    path: str
    """"" or `issues/x/`."""
    root: str
    """"" or `../../`."""
    top: str
    """`../` more than `root` within `/DAY/`."""

    @property
    def is_dated(self) -> bool:
        """Return whether the page is in the tree of its day, not at the bare address."""
        return self.root != self.top


def address(kind: str, id: str | None = None) -> str:
    """Return the folder of a page, or of the list of its kind, from the root of a tree: `people/ada/`."""
    return f"{FOLDERS[kind]}/" + (f"{id}/" if id else "")


def render(page: Page, edition: Edition, place: Place) -> Iterator[str]:
    """Write a page; it needs nothing but itself."""
    text, digest = style("theme", "page", *(("charts",) if page.charts else ()))
    template = environment().get_template(f"{page.template}.html.jinja")
    yield template.render(
        page=page,
        edition=edition,
        place=place,
        style=text,
        style_hash=digest,
        kinds=KINDS,
        plural=plural,
        wording=wording,
        day=dates.words,
        href=_links(place),
        draw=lambda figure: chart(figure, environment(), _links(place)),
        choices=choices,
        table=table,
    )
    yield "\n"


def _links(place: Place) -> Callable[..., str]:
    """Return links from this page; `index.html` is named so that they work without a server too."""

    def href(kind: str, id: str | None = None) -> str:
        return f"{place.root}{address(kind, id)}index.html"

    return href


def choices(cards: Sequence[Card]) -> list[tuple[str, str, int]]:
    """Return what the cards can be filtered by: an id, a word and how many; nothing that has none."""
    counts = Counter(card.status for card in cards)
    counts["reported"] = sum(card.reported for card in cards)
    return [
        ("all", "all", len(cards)),
        *((id, words, counts[id]) for id, words in _CHOICES.items() if counts[id]),
    ]


BESIDE: Final = ("index.html", "index.json", "index.csv")
"""What stands in the folder of each page."""
_SLUG: Final = re.compile(SLUG, re.ASCII)
_NEVER_IN_BASE: Final = re.compile(r"[^!$&'()*+,./0-9:;=@A-Z\[\]_a-z~%-]")


def folder(kind: str, id: str) -> str:
    """Return the folder of a page; only an id can name one."""
    assert _SLUG.fullmatch(id), id
    return address(kind, id)


def place(path: str, tree: str) -> Place:
    """Return where a page lies in a tree of the site; the tree of a day lies in a folder."""
    root = "../" * path.count("/")
    return Place(path, root, root + "../" * tree.count("/"))


def files(paths: Iterable[str]) -> list[str]:
    """Return the files of the pages in these folders."""
    return [f"{path}{name}" for path in paths for name in BESIDE]


def base(url: str) -> str:
    """Return the address of a site with a slash at its end, ready to be joined with paths.

    Raises UsageError for any other text.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        _ = parts.port
    except ValueError:
        sound = False
    if not sound or _NEVER_IN_BASE.search(url):
        raise UsageError(f"not a site's address: {url}", "give one as https://example.org/ledger/")
    return url.rstrip("/") + "/"
