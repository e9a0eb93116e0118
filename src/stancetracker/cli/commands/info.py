"""`stancetracker info`: which dataset, which index, how much is in it."""

from stancetracker.base import __version__
from stancetracker.cli import options
from stancetracker.cli.output import emit
from stancetracker.reports.dataset import contents

PANEL = "everyone"
EXAMPLES = ("stancetracker info", "stancetracker info --json")


def command(dataset: options.Indexed, output: options.Output) -> None:
    """Show which dataset is in use and what it contains."""
    emit(contents(dataset.folder(), __version__), output)
