"""`stancetracker mcp`: the dataset as tools of an assistant."""

import signal

from stancetracker.base.plugins import require
from stancetracker.cli import options

PANEL = "publishers"
EXAMPLES = ("stancetracker mcp", "stancetracker mcp -d data")


def command(dataset: options.Dataset) -> None:
    """Serve the dataset to an assistant over standard input and output (MCP); it can propose
    records, never write.
    """
    require("mcp", ("mcp",), "mcp")
    from stancetracker.addons.services import mcp
    from stancetracker.api import load

    # With its own handler, Python would wait for the thread that reads.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    mcp.serve(load(dataset.folder().path))
