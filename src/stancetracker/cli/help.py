"""`stancetracker help`: what goes for every command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import typer

from stancetracker.base.errors import UnknownNameError, did_you_mean
from stancetracker.cli import options, streams
from stancetracker.render import formats

PANEL = "everyone"

EXIT_CODES: Final = {
    0: "all is well",
    1: "problems or differences found; nothing matched with -e; a write refused or failed",
    2: "the question can't be answered as asked: usage, an unknown name, a bad date",
    3: "the dataset does not load, so no answer is given",
    130: "interrupted",
    141: "the reader of the output has gone",
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


def _exit_codes() -> str:
    return "".join(f"{status:>4}  {meaning}\n" for status, meaning in EXIT_CODES.items())


def _formats() -> str:
    lines = [f"  {name:<7}{formats.about(name)}\n" for name in formats.names()]
    return (
        "Formats (-f NAME, or by the ending of -o FILE):\n"
        + "".join(lines)
        + "\nWithout -f: a table on a terminal, TSV elsewhere. "
        "--json, --jsonl, --csv, --tsv, --md and --plain are short forms.\n"
        "Every row of tsv, csv, json and jsonl says as of which day and from which version of the data.\n"
        "JSON has no infinity: an infinite number that `query` gives is null there, and inf elsewhere.\n"
    )


TOPICS: Final[dict[str, Callable[[], str]]] = {
    "exit-codes": _exit_codes,
    "dates": lambda: DATES,
    "formats": _formats,
}


def _starting(incomplete: str) -> list[str]:
    return [topic for topic in TOPICS if topic.startswith(incomplete)]


@options.command
def command(
    topic: Annotated[
        str | None,
        typer.Argument(metavar="TOPIC", help="exit-codes, dates or formats.", autocompletion=_starting),
    ] = None,
) -> None:
    """Explain exit codes, dates or formats."""
    if topic is None:
        streams.write([f"stancetracker help {each}\n" for each in TOPICS])
    elif topic in TOPICS:
        streams.write([TOPICS[topic]()])
    else:
        hint = did_you_mean(topic, TOPICS) or f"one of {', '.join(TOPICS)}; for a command: COMMAND --help"
        raise UnknownNameError("topic", topic, TOPICS, hint)
