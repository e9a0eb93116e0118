"""`stancetracker due`: who needs checking next, and why."""

from stancetracker.cli import options
from stancetracker.reports.due import due

PANEL = "researchers"
EXAMPLES = ("stancetracker due", "stancetracker due --unchecked -e --json")


def command(flags: options.FilterFlags, output: options.Findings) -> None:
    """List who needs checking next and why: first the unchecked, then those checked longest ago."""
    flags = flags.but(actors=flags.actors or "any")
    output.emit(flags.report(due, hints=output.shows_hints()))
