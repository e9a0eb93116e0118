"""Serve an exported SQLite file with Datasette, read-only and to a browser on this machine alone.

What Datasette shows comes from the file: its views, and the words it has about itself, handed over as metadata.
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
_HOSTS: Final = (b"127.0.0.1", b"localhost")
SETTINGS: Final = {
    "sql_time_limit_ms": 1_000,
    "facet_time_limit_ms": 1_000,
    "suggest_facets": False,
}
_PATIENCE: Final = 1
"""The seconds that answers have to end in at Ctrl-C."""


def serve(path: Path, port: int, seen: Callable[[str], None], *, sql: bool = False) -> None:
    """Serve the file until interrupted; `seen` is called with the address once it can be opened.

    Port 0 means any free port; `sql` lets readers run their own. Raises KeyboardInterrupt when interrupted, though
    a thread may go on; UsageError for another file, and ServeError for a port that can't be had.
    """
    about = sqlite.metadata(path, path.stem)
    try:
        bound = socket.create_server((HOST, port))
    except OSError as error:
        why = "it is in use" if error.errno == errno.EADDRINUSE else os.strerror(error.errno or 0)
        hint = "name another, or any free one: --port 0"
        raise ServeError(f"can't serve at port {port}: {why}", hint) from None
    with bound as listening, Path(os.devnull).open("w") as nowhere:
        import datasette.app
        from uvicorn import Config, Server

        # With Rich, Datasette prints each refused query with all its variables, and fails where no page is.
        datasette.handle_exception.rich = None
        settings = {**SETTINGS, "default_allow_sql": sql}
        served = datasette.app.Datasette(
            [], immutables=[str(path)], metadata=about, settings=settings
        )
        seen(f"http://{HOST}:{listening.getsockname()[1]}/")
        # What goes wrong is said to who asked; a traceback says nothing to the one who serves.
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            app = _to_this_machine(served.app())
            config = Config(app, lifespan="on", timeout_graceful_shutdown=_PATIENCE)
            Server(config).run(sockets=[listening])
        # Nothing but a signal ends it. uvicorn hands that on at the end, in vain where SIGINT was ignored before.
        raise KeyboardInterrupt


def _to_this_machine(app: Any) -> Any:
    """Refuse requests by another name than the address, and those of a page from elsewhere.

    A name of a stranger's may lead to 127.0.0.1, and then a browser lets the stranger's pages read all.
    """

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        host, asker = (
            headers.get(b"host", b"").partition(b":")[0],
            headers.get(b"sec-fetch-site", b"none"),
        )
        if scope["type"] == "lifespan" or (host in _HOSTS and asker in (b"none", b"same-origin")):
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send(
            {"type": "http.response.body", "body": b"Type the address that `serve` printed.\n"}
        )

    return answer
