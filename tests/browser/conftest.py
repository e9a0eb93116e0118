"""One browser and the sites for all these tests, which are skipped aloud without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser import chromium, datasets
from tests.browser.looking import WIDE, Seen, View
from tests.datasets import SHIPPED, write

from stancetracker.addons.site.pages.site import build
from stancetracker.ledger.folder import Folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

Look = Callable[..., Seen]
ByName = Callable[[str], Path]
DATASETS = {"bridges": datasets.bridges, "large": datasets.large, "hostile": datasets.hostile}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report that browser tests were skipped."""
    if (reason := chromium.lacking()) and not chromium.required():
        terminalreporter.write_line(f"browser tests left out: {reason}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser; skip the test without one, or fail if browser tests are required."""
    if reason := chromium.lacking():
        (pytest.fail if chromium.required() else pytest.skip)(f"left out: {reason}")
    with chromium.started() as it:
        yield it


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Callable[[View], BrowserContext]:
    """Return a function that gives each view a fresh browser context."""

    @cache
    def of(view: View) -> BrowserContext:
        return browser.new_context(
            viewport={"width": view.width, "height": 900},
            color_scheme=view.theme,
            reduced_motion="reduce",
        )

    return of


@pytest.fixture
def look(contexts: Callable[[View], BrowserContext]) -> Iterator[Look]:
    """Open a file or an address; the page is closed after the test."""
    opened: list[Seen] = []

    def open_it(page: Path | str, view: View = WIDE) -> Seen:
        seen = Seen(contexts(view).new_page())
        opened.append(seen)
        seen.page.goto(page.as_uri() if isinstance(page, Path) else page)
        return seen

    yield open_it
    for seen in opened:
        seen.page.close()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> ByName:
    """Return a function that writes the dataset of a name, and gives its folder."""

    @cache
    def of(name: str) -> Path:
        if name == "shipped":
            return SHIPPED.path
        return write(tmp_path_factory.mktemp(f"{name}-data"), DATASETS[name]()).path

    return of


@pytest.fixture(scope="session")
def site(data: ByName, tmp_path_factory: pytest.TempPathFactory) -> ByName:
    """Return a function that makes the site of the dataset of a name, and gives its folder."""

    @cache
    def of(name: str) -> Path:
        place = tmp_path_factory.mktemp(name)
        build(Folder(data(name)), place / "site", cache=place / "cache")
        return place / "site"

    return of
