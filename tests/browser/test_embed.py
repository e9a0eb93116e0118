"""A frame on another site is as high as the snippet says, at every width."""

import re
from pathlib import Path

from tests.browser.conftest import ByName, Look
from tests.browser.looking import View

from stancetracker.addons.site.pages.site import build
from stancetracker.ledger.folder import Folder

MOST_EMPTY = 130
"""In pixels: at most so much of a frame may be empty."""


def test_the_height_of_a_frame_is_enough_and_little_more(
    look: Look, data: ByName, tmp_path: Path, cache: Path
) -> None:
    build(Folder(data("shipped")), tmp_path / "site", "https://example.org/", cache=cache)
    heights = {}
    for page in sorted((tmp_path / "site/issues").glob("*/index.html")):
        named = re.search("height that it needs: (.*?)<", page.read_text("utf-8"))
        assert named
        for height, width in re.findall(r"(\d+) px at a width of (\d+)", named[1]):
            seen = look(page.parent / "embed/index.html", View(int(width), "light"))
            needed = seen.page.evaluate("document.querySelector('main').offsetHeight")
            heights[page.parent.name, width] = int(height) - needed

    assert len(heights) > 10
    assert {name: empty for name, empty in heights.items() if not 0 <= empty <= MOST_EMPTY} == {}
