"""`stancetracker report`: a report by its name."""

from stancetracker.base import plugins
from stancetracker.cli import options
from stancetracker.cli.options import choice
from stancetracker.reports import catalogue

PANEL = "researchers"
EXAMPLES = (
    "stancetracker report summary --issue minneapolis --as-of 2026-01-26",
    "stancetracker report timeline --issue minneapolis --person tim-cook --md",
    "stancetracker report first --issue minneapolis -o first.html",
)


def command(
    flags: options.FilterFlags,
    output: options.Output,
    name: str = choice("NAME", plugins.names(catalogue), "; described by `help reports`"),
) -> None:
    """Write a report on one issue, or on several side by side."""
    output.emit(flags.report(plugins.load(catalogue, name, "report").report))
