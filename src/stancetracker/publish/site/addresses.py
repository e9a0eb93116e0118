"""The files of pages, the ways between them, and the address that a site goes by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from stancetracker.base.errors import UsageError
from stancetracker.base.vocabulary import SLUG
from stancetracker.render.pages import Place, address

BESIDE: Final = ("index.html", "index.json", "index.csv")
"""What stands in the folder of each page."""
_SLUG: Final = re.compile(SLUG, re.ASCII)
_NEVER_IN_BASE: Final = re.compile(r"[^!$&'()*+,./0-9:;=@A-Z\[\]_a-z~%-]")


def folder(kind: str, id: str) -> str:
    """The folder of a page, which nothing but an id can name."""
    assert _SLUG.fullmatch(id), id
    return address(kind, id)


def place(path: str, tree: str) -> Place:
    """Where a page lies in a tree of the site; the tree of a day lies in a folder."""
    root = "../" * path.count("/")
    return Place(path, root, root + "../" * tree.count("/"))


def files(paths: Iterable[str]) -> list[str]:
    """The files of the pages in these folders."""
    return [f"{path}{name}" for path in paths for name in BESIDE]


def base(url: str) -> str:
    """The address of a site as others are put after it: with a slash at its end.

    Raises UsageError for what is no such address.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        _ = parts.port
    except ValueError:
        sound = False
    if not sound or _NEVER_IN_BASE.search(url):
        raise UsageError(f"not the address of a site: {url}", "give one as https://example.org/ledger/")
    return url.rstrip("/") + "/"
