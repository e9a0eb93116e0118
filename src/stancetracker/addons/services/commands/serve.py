"""`stancetracker serve`: the dataset in Datasette, on this machine."""

import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require
from stancetracker.cli import options, streams
from stancetracker.cli.options import argument, option, switch

PANEL = "publishers"
EXAMPLES = ("stancetracker serve --port 8002", "stancetracker serve ledger.sqlite")
_SIGNAL_STATUS: Final = 128
"""The exit status of a process that a signal ended, less the signal's number."""


def command(
    flags: options.FilterFlags,
    file: Path | None = argument(
        "[FILE]", "A file that `export sqlite` wrote; by default the dataset is exported."
    ),
    port: int = option(
        "N", "The port; 0 picks a free one.", "-p", "--port", default=8001, min=0, max=65535
    ),
    sql: bool = switch("Let readers run their own SQL.", "--sql"),
) -> None:
    """Serve the dataset, or an exported file, with Datasette on 127.0.0.1; stop with Ctrl-C."""
    from stancetracker.addons.services.serve import serve
    from stancetracker.render.export import ExportRequest

    require("serve", ("datasette",), "web")
    filter_option = next(flags.changed_options(), None)
    if file is not None and filter_option:
        message = f"{filter_option} asks a dataset, and FILE answers its own question"
        raise UsageError(message, "leave FILE out, or export another: stancetracker export sqlite")
    # A process that is terminated removes its files first, as it does at Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_SIGNAL_STATUS + signal.SIGTERM))
    try:
        with TemporaryDirectory(prefix="stancetracker-") as folder:
            path = file or Path(folder, "ledger.sqlite")
            if file is None:
                flags.report(ExportRequest("sqlite", path, revision=flags.revision()))
            serve(path, port, lambda address: streams.show([address]), sql=sql)
    except (KeyboardInterrupt, SystemExit) as end:
        # Python would wait for its threads, and in one of them SQLite may search for minutes.
        os._exit(getattr(end, "code", _SIGNAL_STATUS + signal.SIGINT))
