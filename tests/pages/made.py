"""Sites made of small datasets, and what a reader finds on their pages."""

import re
from html import unescape
from pathlib import Path

from stancetracker.ledger.folder import Folder
from stancetracker.pages.site import Wanted, build


def site(folder: Folder, url: str | None = None) -> Path:
    target = folder.path.parent / "site"
    build(folder, Wanted(target, url), cache=folder.path.parent / "cache")
    return target


def html(folder: Folder, path: str = "issues/bridge/", url: str | None = None) -> str:
    """Return a page of the site, on one line."""
    return " ".join((site(folder, url) / path / "index.html").read_text("utf-8").split())


def text(page: str) -> str:
    """Return what is read on a page, without its tags."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]*>", "", body)).split())


def rows(page: str) -> list[str]:
    """Return the rows of a wall in their order, each as it is read."""
    return [text(found) for found in re.findall(r'(<div id="at\..*?)(?:<details|</div>)', page)]
