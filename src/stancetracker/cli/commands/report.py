"""`stancetracker report`: a report by its name."""

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.cli import options
from stancetracker.cli.options import choice, switch
from stancetracker.reports import catalogue
from stancetracker.reports.makers import maker

PANEL = "researchers"
EXAMPLES = (
    "stancetracker report summary --issue minneapolis --as-of 2026-01-26",
    "stancetracker report rates --as-of 2026-01-26",
    "stancetracker report first --issue minneapolis -o first.html",
)


def command(
    flags: options.FilterFlags,
    output: options.Output,
    name: str = choice("NAME", plugins.names(catalogue), "; described by `help reports`"),
    beside: bool = switch("In `matrix`: each person's organizations below them.", "--beside"),
    footnotes: bool = switch(
        "In `speech`, as Markdown: cite each statement in a footnote.", "--footnotes"
    ),
) -> None:
    """Report on the given issues, or on every issue with a panel."""
    options_given = {"beside": beside, "footnotes": footnotes}
    make = maker(name, [option for option, is_given in options_given.items() if is_given])
    if footnotes and output.format_name() != "md":
        raise UsageError("footnotes are for Markdown", "add --md")
    output.emit(flags.report(make, hints=output.shows_hints()))
