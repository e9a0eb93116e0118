"""Serve an exported SQLite file with Datasette, read-only and to this machine alone.

What Datasette shows comes from the file: its views, and the words it has about itself, handed over as metadata.
"""

import errno
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from stancetracker.base.errors import ServeError, UsageError
from stancetracker.index import standalone
from stancetracker.index.standalone import Described
from stancetracker.publish.material import description

HOST: Final = "127.0.0.1"
FACETS: Final = {
    "standing": ("issue", "status", "stance", "response", "panel"),
    "statement": ("issue", "stance", "channel", "audience"),
    "silence": ("issue", "response", "basis"),
    "event": ("trigger",),
    "tie": ("type",),
    "source": ("tier", "publisher"),
    "correction": ("type",),
    "passage": ("kind", "field"),
    **{
        f"{name}_all": ("state",)
        for name in ("statement", "silence", "tie", "event", "reply", "petition", "source", "passage")
    },
}
LABELS: Final = {
    **dict.fromkeys(("actor", "person", "organization"), "name"),
    **dict.fromkeys(("issue", "event", "petition"), "title"),
}
"""The column that names a record where another table has its id."""
NEWEST_FIRST: Final = ("statement", "silence", "event")
# A view of a large dataset takes more than the second that is Datasette's own limit.
SETTINGS: Final = {"sql_time_limit_ms": 20_000, "facet_time_limit_ms": 5_000, "suggest_facets": False}


def metadata(path: Path) -> dict[str, Any]:
    """Return Datasette's metadata about the file, of what it says about itself.

    Raises UsageError for another file.
    """
    try:
        described = standalone.describe(path)
    except sqlite3.Error as error:
        hint = "make one: stancetracker export sqlite -o FILE"
        raise UsageError(f"not a file that `export sqlite` wrote: {path} ({error})", hint) from None
    facts = described.facts
    found = {
        "title": facts["title"],
        "description": description(facts),
        "license": facts["licence"],
        "source": facts["publisher"],
        "source_url": facts["url"],
    }
    tables = {name: _table(name, described) for name in described.tables}
    return {
        **{name: value for name, value in found.items() if value},
        "databases": {path.stem: {"tables": tables}},
    }


def _table(name: str, described: Described) -> dict[str, Any]:
    own = name.removesuffix("_record")
    found = {
        "description": described.tables[name],
        "columns": dict(described.columns[name]),
        "facets": list(FACETS.get(name, ())),
        "label_column": None if name in standalone.VIEWS else LABELS.get(own),
        "sort_desc": "date_latest" if name in NEWEST_FIRST else None,
        "hidden": name != own or name in standalone.HIDDEN,
    }
    return {key: value for key, value in found.items() if value}


def serve(path: Path, port: int, seen: Callable[[str], None]) -> None:
    """Serve the file until interrupted; `seen` is called with the address once it can be opened.

    Port 0 means any free port. Raises KeyboardInterrupt when interrupted, UsageError for another file, and ServeError
    for a port that can't be had.
    """
    about = metadata(path)
    with _bound(port) as listening:
        import rich
        from datasette.app import Datasette
        from uvicorn import Config, Server

        # Datasette prints each refused query with all its variables to standard output, where nobody may read.
        rich.reconfigure(quiet=True)
        served = Datasette([], immutables=[str(path)], metadata=about, settings=SETTINGS)
        seen(f"http://{HOST}:{listening.getsockname()[1]}/")
        config = Config(served.app(), log_level="warning", lifespan="on")
        Server(config).run(sockets=[listening])
        # Nothing but a signal ends it. uvicorn hands that on at the end, in vain where SIGINT was ignored before.
        raise KeyboardInterrupt


def _bound(port: int) -> socket.socket:
    """Return a socket that listens at this port.

    Raises ServeError.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
        found.listen()
    except OSError as error:
        found.close()
        why = "it is in use" if error.errno == errno.EADDRINUSE else error.strerror
        raise ServeError(
            f"can't serve at port {port}: {why}", "name another, or any free one: --port 0"
        ) from None
    return found
