"""`stancetracker search`: where words are found."""

from typing import ClassVar

from stancetracker.cli import options, streams
from stancetracker.cli.options import argument
from stancetracker.reports import matches

PANEL = "researchers"
EXAMPLES = (
    'stancetracker search "federal agents"',
    "stancetracker search immigra* --person tim-cook --json",
)
_READ_BY_PEOPLE = frozenset({"table", "md", "html"})


class FilterFlags(options.FilterFlags):
    """As everywhere, but records about anybody are found, in a panel or not."""

    everyone: ClassVar[bool] = True  # type: ignore[misc]  # --all would say nothing here


def command(
    flags: FilterFlags,
    output: options.Output,
    text: str = argument("TEXT", 'Words, "a phrase" in quotes, the beginning of a word: bridg*'),
) -> None:
    """Find words in quotes, summaries, names, titles and notes."""
    most = matches.MOST if output.limit is None or output.sort else max(output.limit, 1)
    report = flags.report(
        lambda connection, question: matches.matching(connection, question, text, most)
    )
    note = report.section(None).caption
    if note and output.limit is None and output.format_name() not in _READ_BY_PEOPLE:
        streams.say(f"{note[:1].lower()}{note[1:]}")
    output.emit(report)
