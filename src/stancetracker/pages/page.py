"""The pages of a site: contents in, HTML out. Addresses within a site are made here, and only here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import SLUG
from stancetracker.figures.chart import chart
from stancetracker.figures.shapes import standing_mark
from stancetracker.pages.asking import Edition, Page
from stancetracker.render.templates import environment, style, table

FOLDERS: Final = MappingProxyType(
    {"issue": "issues", "person": "people", "organization": "organizations", "source": "sources"}
)
"""Where the pages of a kind lie in a tree."""
BESIDE: Final = ("index.html", "index.json", "index.csv")
"""What stands in the folder of each page."""
_SLUG: Final = re.compile(SLUG, re.ASCII)
_NEVER_IN_BASE: Final = re.compile(r"[^!$&'()*+,./0-9:;=@A-Z\[\]_a-z~%-]")


def address(kind: str, id: str | None = None) -> str:
    """Return the folder of a page, or of the list of its kind: `people/ada/`; only an id can name one."""
    assert not id or _SLUG.fullmatch(id), id
    return _folder(kind, id)


def _folder(kind: str, id: str | None) -> str:
    return f"{FOLDERS[kind]}/" + (f"{id}/" if id else "")


@dataclass(frozen=True)
class Place:
    """The paths from a page to the roots of its edition's tree and of the site."""

    root: str
    """"" or `../../`."""
    top: str
    """`../` more than `root` within `/DAY/`."""

    def href(self, kind: str, id: str | None = None) -> str:
        """Return a link from this page; `index.html` is named so that it works without a server too."""
        return f"{self.root}{_folder(kind, id)}index.html"


def place(path: str, tree: str) -> Place:
    """Return where a page lies that has this folder in a tree of the site; the tree of a day lies in a folder."""
    root = "../" * path.count("/")
    return Place(root, root + "../" * tree.count("/"))


def render(page: Page, edition: Edition, place: Place) -> Iterator[str]:
    """Write a page; it needs nothing but itself."""
    text, digest = style("theme", "page", *(("charts",) if page.charts else ()))
    yield (
        environment()
        .get_template(f"{page.template}.html.jinja")
        .render(
            page=page,
            edition=edition,
            place=place,
            style=text,
            style_hash=digest,
            kinds={kind: folder.capitalize() for kind, folder in FOLDERS.items()},
            plural=plural,
            wording=wording,
            day=dates.words,
            href=place.href,
            draw=lambda figure: chart(figure, environment(), place.href),
            standing_mark=standing_mark,
            table=table,
        )
    )
    yield "\n"


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
