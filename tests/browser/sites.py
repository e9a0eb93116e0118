"""Sites made by the command, and the pages in them."""

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from tests.faults.injection import COVERAGE, PROGRAM, SOURCE

from stancetracker.pages.page import FOLDERS

TODAY: Final = "2026-12-01"
KINDS: Final = ("front", *FOLDERS, "people", "organizations", "sources", "day", "embed")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program on the day TODAY, with its cache in a folder."""
    environ = {
        "PATH": os.defpath,
        "PYTHONPATH": SOURCE,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "STANCETRACKER_TODAY": TODAY,
        **COVERAGE,
    }
    command = [sys.executable, "-W", "error", "-c", PROGRAM, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=120, check=False)


def make(data: Path, folder: Path) -> Path:
    """Make the site of a dataset and return its folder."""
    made = run(folder, "site", str(folder / "site"), "-d", str(data))
    assert made.returncode == 0, made.stderr
    return folder / "site"


def page(site: Path, kind: str) -> Path:
    """Return the front page, a list page, or the longest page of a kind."""
    if kind in ("front", "people", "organizations", "sources"):
        return site / kind.removeprefix("front") / "index.html"
    pattern = {"day": "issues/*/2*", "embed": "issues/*/embed"}.get(kind) or f"{FOLDERS[kind]}/*"
    return max(site.glob(f"{pattern}/index.html"), key=lambda file: (file.stat().st_size, file.parts))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing; the browser reports its requests."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP and yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
