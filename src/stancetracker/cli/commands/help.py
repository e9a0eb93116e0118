"""`stancetracker help`: what goes for every command."""

from collections.abc import Callable
from types import ModuleType
from typing import Annotated, Any, Final

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError, did_you_mean
from stancetracker.cli import options, parser, streams
from stancetracker.render import formats
from stancetracker.reports import catalogue

PANEL = "everyone"
EXAMPLES = ("stancetracker help output", "stancetracker help dates")

EXIT_CODES: Final = {
    0: "success",
    1: "problems or differences found; nothing matched with -e; a write refused or failed",
    2: "the question can't be answered as asked: usage, an unknown name, a bad date",
    3: "the dataset does not load, so no answer is given",
    130: "interrupted",
    141: "output pipe closed",
}
DATES: Final = """\
Days on the command line (--as-of, --known-by, --since, --until):
  2026-01-24     that day
  today          today in UTC
  yesterday      the day before
  3 days ago     so many days before today
  A..B           from one day to another: --since 2026-01-07..yesterday, and what `changes` compares

Dates in records say no more than is known, and mean an interval of days:
  2026-01-24                that day
  2026-01                   some day of that month
  2026                      some day of that year
  2026-01-24/2026-01-26     some day from the first to the last
  ../2026-01-26             some day up to that one

A missing day is never filled in. A form that can mean two days (01/02/2026) is refused.
STANCETRACKER_TODAY=2026-01-26 makes that day today, for reproducible builds.
"""


def _described(heading: str, rows: list[tuple[str, str]]) -> str:
    formatter = typer.Context(parser.as_command(lambda: None, "help"), max_content_width=100).make_formatter()
    with formatter.section(heading):
        formatter.write_dl(rows)
    return str(formatter.getvalue())


def _plugins(heading: str, folder: ModuleType, what: str) -> str:
    return _described(heading, [(name, plugins.about(folder, name, what)) for name in plugins.names(folder)])


def _formats() -> str:
    return (
        _plugins("Formats (-f NAME, or the extension of -o FILE)", formats, "format")
        + "\nWithout -f: a table on a terminal, TSV elsewhere. "
        "--json, --jsonl, --csv, --tsv, --md and --plain are short forms.\n"
        "Every row of tsv, csv, json and jsonl gives the as-of day and the version of the data.\n"
        "JSON has no infinity: an infinite number from `query` is null there, and inf elsewhere.\n"
    )


def _output() -> str:
    def command(output: options.Output) -> None: ...

    made: Any = parser.as_command(command, "help output")
    rows = made.sections(typer.Context(made))[parser.OUTPUT]
    return _described("Every command that answers takes these flags", rows)


TOPICS: Final[dict[str, Callable[[], str]]] = {
    "exit-codes": lambda: "".join(f"{status:>4}  {meaning}\n" for status, meaning in EXIT_CODES.items()),
    "dates": lambda: DATES,
    "formats": _formats,
    "output": _output,
    "reports": lambda: _plugins("Reports (stancetracker report NAME)", catalogue, "report"),
}


def command(topic: Annotated[str | None, parser.choice("TOPIC", tuple(TOPICS))] = None) -> None:
    """Explain exit codes, dates, formats, output flags or reports."""
    if topic is None:
        streams.write([f"stancetracker help {each}\n" for each in TOPICS])
    elif topic in TOPICS:
        streams.write([TOPICS[topic]()])
    else:
        hint = did_you_mean(topic, TOPICS) or f"one of {', '.join(TOPICS)}; for a command: COMMAND --help"
        raise UnknownNameError("topic", topic, TOPICS, hint)
