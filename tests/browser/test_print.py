"""A printed page is a tagged document with all its sections, folded ones included."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser import sites
from tests.browser.conftest import ByName, Look


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
    headings = [solid(text) for text in page.locator("h1, h2").filter(visible=True).all_text_contents()]
    quotes = [
        solid(text)
        for text in page.locator("blockquote:not([lang=ar])").filter(visible=True).all_text_contents()
    ]
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", tagged=True, outline=True)))
    root: Any = printed.trailer["/Root"]
    text = solid("".join(sheet.extract_text() for sheet in printed.pages))
    outline = [solid(title) for title in titles(printed.outline)]

    assert (root["/MarkInfo"]["/Marked"], "/StructTreeRoot" in root, root["/Lang"]) == (True, True, "en")
    assert [] == [heading for heading in headings if heading not in outline or heading not in text]
    assert [] == [words for words in quotes if words not in text]
