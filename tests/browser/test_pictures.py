"""Take pictures of the main views; STANCETRACKER_SCREENSHOTS names the folder to keep them in."""

import os
from pathlib import Path

import pytest
from tests.browser import sites
from tests.browser.conftest import ByName, Look
from tests.browser.looking import VIEWS, View

HIGH = 12_000
"""As many pixels of a page are enough to look at."""


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("kind", ["front", "issue", "person", "source"])
def test_each_main_view_is_painted(look: Look, site: ByName, tmp_path: Path, kind: str, view: View) -> None:
    folder = Path(os.environ.get("STANCETRACKER_SCREENSHOTS", tmp_path))
    file = folder / f"{kind}-{view}.png"
    look(sites.page(site("shipped"), kind), view).picture(HIGH, file)

    from PIL import Image, ImageStat

    with Image.open(file) as picture:
        width, brightness = picture.width, ImageStat.Stat(picture.convert("L"))
    assert view.width == width
    assert brightness.stddev[0] > 5
    assert (brightness.mean[0] < 100) == (view.theme == "dark")
