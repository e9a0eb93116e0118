"""One browser and the sites for all these tests, which are skipped aloud without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser import chromium, datasets, sites
from tests.browser.looking import WIDE, Seen, View
from tests.datasets import SHIPPED, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

Look = Callable[..., Seen]


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
            viewport={"width": view.width, "height": 900}, color_scheme=view.theme, reduced_motion="reduce"
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
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site of the shipped dataset."""
    return sites.make(SHIPPED.path, tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def bridges_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small dataset with three editions."""
    return write(tmp_path_factory.mktemp("bridges-data"), datasets.bridges()).path


@pytest.fixture(scope="session")
def bridges(bridges_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site of the small dataset."""
    return sites.make(bridges_data, tmp_path_factory.mktemp("bridges"))


@pytest.fixture(scope="session")
def hostile_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the hostile dataset."""
    return write(tmp_path_factory.mktemp("hostile-data"), datasets.hostile()).path


@pytest.fixture(scope="session")
def hostile(hostile_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site of the hostile dataset."""
    return sites.make(hostile_data, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site of a dataset whose panel is too large for a row each."""
    data = write(tmp_path_factory.mktemp("large-data"), datasets.large()).path
    return sites.make(data, tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="session")
def trees(shipped: Path, bridges: Path, large: Path, hostile: Path) -> dict[str, Path]:
    """Return all sites by name."""
    return {"shipped": shipped, "bridges": bridges, "large": large, "hostile": hostile}
