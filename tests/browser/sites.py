"""The pages in a site, and a server for them."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from stancetracker.addons.site.pages.page import FOLDERS

KINDS: Final = ("front", *FOLDERS, "people", "organizations", "sources", "day", "embed")


def page(site: Path, kind: str) -> Path:
    """Return the front page, a list page, or the longest page of a kind."""
    if kind in ("front", "people", "organizations", "sources", "method"):
        return site / kind.removeprefix("front") / "index.html"
    pattern = {"day": "issues/*/2*", "embed": "issues/*/embed"}.get(kind) or f"{FOLDERS[kind]}/*"
    return max(
        site.glob(f"{pattern}/index.html"), key=lambda file: (file.stat().st_size, file.parts)
    )


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
