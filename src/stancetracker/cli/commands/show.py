"""`stancetracker show`: all that the dataset holds about one thing."""

from functools import partial

from stancetracker.cli import options, parser
from stancetracker.cli.options import argument, switch
from stancetracker.reports.show import profile

PANEL = "researchers"
EXAMPLES = (
    'stancetracker show "Sundar Pichai"',
    "stancetracker show minneapolis-immigration-operations --as-of 2026-01-26",
)


def command(
    flags: options.QuestionFlags,
    output: options.Output,
    ref: str = argument(
        "REF",
        "An id, or the name of an actor, issue or event.",
        parser=partial(parser.filled, name="REF"),
        autocompletion=options.ids(),
    ),
    history: bool = switch("Add the git commits that changed its line.", "--history"),
) -> None:
    """Show everything on record about an actor, an issue or a record."""
    main_alone = output.prints_main_alone()
    output.emit(flags.report(partial(profile, ref=ref, history=history, main_alone=main_alone)))
