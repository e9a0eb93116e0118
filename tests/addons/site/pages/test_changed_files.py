"""One more record changes few pages."""

from pathlib import Path

import pytest
from tests.addons.site.pages.sites import LATER, TWO_ISSUES
from tests.datasets import Line, lines_of, write

from stancetracker.addons.site.pages.site import build


@pytest.fixture
def lines() -> list[Line]:
    return lines_of(TWO_ISSUES)


@pytest.fixture
def site(tmp_path: Path, cache: Path, lines: list[Line]) -> Path:
    build(write(tmp_path / "data", lines), tmp_path / "site", cache=cache)
    return tmp_path / "site"


def test_one_more_record_changes_only_its_pages_the_lists_the_front_and_the_feed(
    site: Path, cache: Path, lines: list[Line]
) -> None:
    touched = set()

    def note(change: str, path: Path) -> None:
        if change != "unchanged":
            touched.add(path.relative_to(site).as_posix().removesuffix("index.html"))

    folder = write(site.parent / "data", [*lines, LATER])
    build(folder, site, cache=cache, on_change=note)
    pages = {path for path in touched if path.endswith("/") or not path or path == "feed.xml"}

    assert pages == {
        "",
        "feed.xml",
        "issues/",
        "issues/bridge/",
        "issues/bridge/2026-02-01/",  # its link to the day after
        "issues/bridge/2026-02-02/",
        "issues/bridge/2026-02-03/",
        "issues/bridge/context/",
        "issues/bridge/embed/",
        "people/",
        "people/bo/",
        "r/b/",
        "sources/",
        "sources/613455beda14/",
    }
