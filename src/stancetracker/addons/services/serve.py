"""Serve an exported SQLite file with Datasette, read-only and to a browser on this machine alone.

What Datasette shows comes from the file: its views, and the words it has about itself, which are
handed over as metadata.
"""

import errno
import os
import socket
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final

from stancetracker.base.errors import ServeError
from stancetracker.render.exports import sqlite

HOST: Final = "127.0.0.1"
_HOST_NAMES: Final = (b"127.0.0.1", b"localhost")
_OWN_SITES: Final = (b"none", b"same-origin")
"""The values of Sec-Fetch-Site for an address that was typed, and for a page of ours."""
SETTINGS: Final = {
    "sql_time_limit_ms": 1_000,
    "facet_time_limit_ms": 1_000,
    "suggest_facets": False,
}
_SECONDS_TO_FINISH: Final = 1
"""The seconds that answers have to end in at Ctrl-C."""
_FORBIDDEN: Final = 403


def serve(path: Path, port: int, ready: Callable[[str], None], *, sql: bool = False) -> None:
    """Serve the file until interrupted; `ready` is called with the address once it can be opened.

    Port 0 means any free port; `sql` lets readers run their own.

    Raises KeyboardInterrupt when interrupted, though a thread may go on; UsageError for another
    file, and ServeError for a port that can't be had.
    """
    metadata = sqlite.metadata(path, path.stem)
    with _listener(port) as listener, Path(os.devnull).open("w") as nowhere:
        import datasette.app
        from uvicorn import Config, Server

        # With Rich, Datasette prints each refused query with all its variables, and fails where no
        # page is.
        datasette.handle_exception.rich = None
        settings = {**SETTINGS, "default_allow_sql": sql}
        site = datasette.app.Datasette(
            [], immutables=[str(path)], metadata=metadata, settings=settings
        )
        ready(f"http://{HOST}:{listener.getsockname()[1]}/")
        # Whoever asks is answered with the error; a traceback is of no use to whoever serves.
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            app = _to_this_machine(site.app())
            config = Config(app, lifespan="on", timeout_graceful_shutdown=_SECONDS_TO_FINISH)
            Server(config).run(sockets=[listener])
        # Nothing but a signal ends it. uvicorn hands that on at the end, in vain where SIGINT was
        # ignored before.
        raise KeyboardInterrupt


def _listener(port: int) -> socket.socket:
    """Return the socket that listens at a port; raise ServeError where it can't be had."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        why = "it is in use" if error.errno == errno.EADDRINUSE else os.strerror(error.errno or 0)
        hint = "name another, or any free one: --port 0"
        raise ServeError(f"can't serve at port {port}: {why}", hint) from None


def _to_this_machine(app: Any) -> Any:
    """Refuse requests by another name than the address, and those of a page from elsewhere.

    A stranger's host name may lead to 127.0.0.1, and then a browser lets the stranger's pages read
    everything.
    """

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        host_name = headers.get(b"host", b"").partition(b":")[0]
        site = headers.get(b"sec-fetch-site", b"none")
        is_ours = host_name in _HOST_NAMES and site in _OWN_SITES
        if is_ours or scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        body = b"Type the address that `serve` printed.\n"
        await send({"type": "http.response.start", "status": _FORBIDDEN, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return answer
