"""Sites of small datasets: the texts of their pages, and where their links lead."""

import os
import re
from collections.abc import Iterator
from dataclasses import InitVar, dataclass, field
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.datasets import Line, complete

from stancetracker.addons.site.pages.site import build
from stancetracker.ledger.folder import Folder

TWO_ISSUES = """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "issue", "id": "tunnel", "panel": ["bo", "cy"]}
    {"kind": "silence", "id": "s", "actors": ["cy"], "issue": "tunnel", "date": "2026-01-20"}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-12", "stance": "favor"}
"""
LATER: Line = complete(
    {
        "kind": "statement",
        "id": "b",
        "speaker": "bo",
        "date": "2026-02-02",
        "stance": "against",
        "recorded": "2026-02-03",
    }
)
"""One more record on the bridge."""


def site(folder: Folder, url: str | None = None) -> Path:
    target = folder.path.parent / "site"
    build(folder, target, url, cache=folder.path.parent / "cache")
    return target


def html(folder: Folder, path: str = "issues/bridge/", url: str | None = None) -> str:
    """Build the site of a dataset, and return a page of it on one line."""
    return page_of(site(folder, url), path)


def page_of(root: Path, path: str = "issues/bridge/") -> str:
    """Return a page of a site on one line."""
    return " ".join((root / path / "index.html").read_text("utf-8").split())


def text(page: str) -> str:
    """Return the text of a page, without its tags."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]*>", "", body)).split())


def rows(page: str) -> list[str]:
    """Return the text of each row of a wall, in their order."""
    return [text(row) for row in re.findall(r'(<div id="at\..*?)(?:<details|</div>)', page)]


ADDRESSES = (
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "srcset",
    "xlink:href",
    "cite",
)


@dataclass
class Page(HTMLParser):
    """The tags, attributes, ids and addresses of a page, each address with its tag and its `rel`."""

    text: InitVar[str]
    addresses: list[tuple[str, str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)

    def __post_init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= attributes.keys()
        self.addresses += [
            (tag, attributes[name], attributes.get("rel", ""))
            for name in ADDRESSES
            if name in attributes
        ]
        self.ids += [attributes["id"]] if "id" in attributes else []


@cache
def parse_page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def astray(site: Path) -> Iterator[str]:
    """Yield every link that leads to no file or id, or out of the site without a `rel`."""
    for path in sorted(site.rglob("*.html")):
        for tag, address, rel in parse_page(path).addresses:
            if why := _astray(site, path, tag, address, rel):
                yield f"{path.relative_to(site)}: <{tag}> {address}: {why}"


def _outside(scheme: str, tag: str, rel: str) -> str | None:
    """Return what is wrong with a link out of the site."""
    if (tag, rel) == ("link", "canonical"):
        return None
    if (tag, scheme) == ("a", "mailto"):  # the contact's, which is checked
        return None
    if tag != "a" or scheme not in ("http", "https"):
        return "leaves the site"
    return None if {"nofollow", "noopener"} & set(rel.split()) else "no rel"


def _astray(site: Path, path: Path, tag: str, address: str, rel: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return _outside(parts.scheme, tag, rel)
    target = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
    if not target.is_relative_to(site):
        return "out of the folder"
    if not target.is_file():
        return "no such file"
    if parts.fragment and unquote(parts.fragment) not in parse_page(target).ids:
        return "no such place"
    return None
