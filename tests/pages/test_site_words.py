"""No template and no page of a site judges, in any sentence that is not somebody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED

import stancetracker
from stancetracker.base import wording
from stancetracker.ledger.folder import Folder
from stancetracker.pages.site import Wanted, build

JUDGING = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)
TEMPLATES = Path(stancetracker.__file__).parent / "templates"
SMALL = Folder(Path(__file__).parents[1] / "cli" / "data")
SHORTEST = 12
"""A shorter text of a record may stand in a sentence of ours by chance."""


class Words(HTMLParser):
    """All that a page says: its texts outside styles, one after the other, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open = tag
        self.said += [value for name, value in attrs if value and name in ("title", "aria-label", "content")]

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open != "style":
            self.said.append(data)


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inner)


def of_others(folder: Folder) -> list[str]:
    """The texts of a dataset that could not be ours, the longest first."""
    lines = [line for file in folder.files() for line in file.path.read_text(encoding="utf-8").splitlines()]
    found = {text for line in lines for text in texts_of(json.loads(line)) if len(text) >= SHORTEST}
    return sorted(found, key=len, reverse=True)


def judging(page: str, theirs: list[str]) -> list[str]:
    """The sentences of ours that judge."""
    words = Words()
    words.feed(page)
    words.close()
    said = " ".join(" ".join(words.said).split())
    if JUDGING.search(said):
        for text in theirs:
            said = said.replace(" ".join(text.split()), "…")
    return [said[max(0, match.start() - 60) : match.end() + 60] for match in JUDGING.finditer(said)]


def test_the_search_reads_sentences_and_leaves_out_what_others_said() -> None:
    page = "<style>.still{}</style><p title='She failed'>Tim Cook <b>refused</b>. <q>I am still here</q></p>"

    assert ["She failed Tim Cook refused . …"] * 2 == judging(page, ["I am still here"])


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.jinja")), ids=lambda path: path.name)
def test_no_template_judges(path: Path) -> None:
    assert [] == JUDGING.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", [SMALL, SHIPPED], ids=["small", "shipped"])
def test_no_page_judges(folder: Folder, tmp_path: Path) -> None:
    build(folder, Wanted(tmp_path / "site"), cache=tmp_path / "cache")
    theirs = of_others(folder)
    pages = sorted((tmp_path / "site").rglob("*.html"))

    assert 30 < len(pages)
    assert [] == [
        (page.relative_to(tmp_path).as_posix(), text)
        for page in pages
        for text in judging(page.read_text(encoding="utf-8"), theirs)
    ]
