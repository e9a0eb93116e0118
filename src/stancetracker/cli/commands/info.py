"""`stancetracker info`: which dataset, which index, how much is in it."""

from typing import Annotated

from stancetracker.base import __version__
from stancetracker.cli import options
from stancetracker.cli.options import switch
from stancetracker.reports.dataset import contents, named

PANEL = "everyone"
EXAMPLES = ("stancetracker info", "stancetracker info --issues")


def command(
    dataset: options.Indexed,
    output: options.Output,
    issues: Annotated[bool, switch("List the ids and titles of issues.", "--issues")] = False,
    people: Annotated[bool, switch("List the ids and names of people.", "--people")] = False,
    organizations: Annotated[
        bool, switch("List the ids and names of organizations.", "--organizations")
    ] = False,
) -> None:
    """Show which dataset is in use and what it contains."""
    asked = {"issue": issues, "person": people, "organization": organizations}
    if kinds := [kind for kind, wanted in asked.items() if wanted]:
        output.emit(named(dataset.folder(), kinds))
    else:
        output.emit(contents(dataset.folder(), __version__))
