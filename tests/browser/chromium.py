"""Find and start Chromium for tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAM: Final = "STANCETRACKER_CHROMIUM"
"""Names the program; without it, one of these on the path."""
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
WANTED: Final = "STANCETRACKER_BROWSER_TESTS"
"""`required` makes a failure of what else is left out."""
ARGUMENTS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing is looked up, so nothing leaves whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def program() -> str | None:
    """Return the path of Chromium, or None."""
    named = os.environ.get(PROGRAM)
    paths = (shutil.which(name) for name in ((named,) if named else NAMES))
    return next((path for path in paths if path), None)


def lacking() -> str | None:
    """Return why no browser can be used, or None."""
    if missing := [name for name in ("playwright", "PIL", "pypdf") if find_spec(name) is None]:
        return f"no {', '.join(missing)} (the extra browser-tests has it)"
    if axe() is None:
        return "no axe-core (the extra browser-tests has it)"
    return None if program() else f"no Chromium found ({PROGRAM} can name it)"


def required() -> bool:
    return os.environ.get(WANTED) == "required"


def axe() -> Path | None:
    """Return the file of axe-core: the one in the environment, else a package's."""
    if named := os.environ.get("STANCETRACKER_AXE"):
        return Path(named)
    spec = find_spec("axe_playwright_python")
    folders = (spec and spec.submodule_search_locations) or ()
    return next((Path(folder, "axe.min.js") for folder in folders), None)


@contextmanager
def started() -> Iterator[Browser]:
    """Start headless Chromium, sandboxed unless root runs it, for whom it has no sandbox."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(), args=list(ARGUMENTS), chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()
