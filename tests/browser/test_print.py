"""A page in print and in a picture; STANCETRACKER_SCREENSHOTS names the folder to keep pictures in."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser import sites
from tests.browser.conftest import ByName, Look
from tests.browser.looking import VIEWS, View


def solid(text: str) -> str:
    """Return a text without spaces, which a printed one lacks at line ends."""
    return re.sub(r"\s", "", text)


def titles(outline: list[Any]) -> Iterator[str]:
    """Yield the headings of a document's outline, at any depth."""
    for item in outline:
        yield from titles(item) if isinstance(item, list) else [item.title]


@pytest.mark.parametrize("kind", ["front", "issue", "person"])
def test_a_page_prints_whole_and_tagged(look: Look, site: ByName, kind: str) -> None:
    from pypdf import PdfReader

    page = look(sites.page(site("bridges"), kind)).page
    page.emulate_media(media="print")
    headings = [
        solid(text) for text in page.locator("h1, h2").filter(visible=True).all_text_contents()
    ]
    quotes = [
        solid(text)
        for text in page.locator("blockquote:not([lang=ar])")
        .filter(visible=True)
        .all_text_contents()
    ]
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", tagged=True, outline=True)))
    root: Any = printed.trailer["/Root"]
    text = solid("".join(sheet.extract_text() for sheet in printed.pages))
    outline = [solid(title) for title in titles(printed.outline)]

    assert (root["/MarkInfo"]["/Marked"], "/StructTreeRoot" in root, root["/Lang"]) == (
        True,
        True,
        "en",
    )
    assert [] == [heading for heading in headings if heading not in outline or heading not in text]
    assert [] == [words for words in quotes if words not in text]


def test_notes_on_paper_are_smaller_than_the_text(look: Look, site: ByName) -> None:
    page = look(sites.page(site("bridges"), "issue")).page
    page.emulate_media(media="print")
    sizes = page.evaluate(
        "['body', '.entry .fine', '.entry blockquote'].map("
        "(name) => parseFloat(getComputedStyle(document.querySelector(name)).fontSize))"
    )

    text, notes, quotes = sizes
    assert notes < text < quotes < 16


HIGH = 12_000
"""As many pixels of a page are enough to look at."""


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("kind", ["front", "issue", "person", "source"])
def test_each_main_view_is_painted(
    look: Look, site: ByName, tmp_path: Path, kind: str, view: View
) -> None:
    folder = Path(os.environ.get("STANCETRACKER_SCREENSHOTS", tmp_path))
    file = folder / f"{kind}-{view}.png"
    look(sites.page(site("shipped"), kind), view).picture(HIGH, file)

    from PIL import Image, ImageStat

    with Image.open(file) as picture:
        width, brightness = picture.width, ImageStat.Stat(picture.convert("L"))
    assert view.width == width
    assert brightness.stddev[0] > 5
    assert (brightness.mean[0] < 100) == (view.theme == "dark")
