"""`stancetracker info`: which dataset, which index, how much is in it."""

from __future__ import annotations

from stancetracker import __version__
from stancetracker.cli import _asking, options
from stancetracker.cli.output import emit
from stancetracker.reports.contents import contents

PANEL = "everyone"


@options.command
def command(dataset: options.AskedDataset, output: options.Output) -> None:
    """Tell which dataset is used, and how much it holds."""
    emit(contents(_asking.folder(dataset), __version__), output)
