"""`stancetracker help`: what goes for every command."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError
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
Rows = list[tuple[str, str]]
DAYS: Final[Rows] = [
    ("2026-01-24", "that day"),
    ("today", "today in UTC"),
    ("yesterday", "the day before"),
    ("3 days ago", "so many days before today"),
    ("A..B", "from one day to another: --since 2026-01-07..yesterday, and what `changes` compares"),
]
DATES: Final[Rows] = [
    ("2026-01-24", "that day"),
    ("2026-01", "some day of that month"),
    ("2026", "some day of that year"),
    ("2026-01-24/2026-01-26", "some day from the first to the last"),
    ("../2026-01-26", "some day up to that one"),
]
ABOUT_DATES: Final = (
    "A missing day is never filled in. A form that can mean two days (01/02/2026) is refused."
    " STANCETRACKER_TODAY=2026-01-26 makes that day today, for reproducible builds."
)
ABOUT_FORMATS: Final = (
    "Without -f: a table on a terminal, TSV elsewhere. --json, --jsonl, --csv, --tsv, --md and --plain are"
    " short forms. Every row of tsv, csv, json and jsonl gives the as-of day and the version of the data."
    " JSON has no infinity: an infinite number from `query` is null there, and inf elsewhere."
)


def _plugins(folder: ModuleType, what: str) -> Rows:
    return [(name, plugins.about(folder, name, what)) for name in plugins.names(folder)]


def _flags() -> Rows:
    def command(output: options.Output) -> None: ...

    made: Any = parser.as_command(command, "help output")
    rows: Rows = made.sections(typer.Context(made))[parser.OUTPUT]
    return rows


TOPICS: Final[dict[str, Callable[[], list[tuple[str, Rows] | str]]]] = {
    "exit-codes": lambda: [
        ("Exit statuses", [(f"{status:>3}", said) for status, said in EXIT_CODES.items()])
    ],
    "dates": lambda: [
        ("Days on the command line (--as-of, --known-by, --since, --until)", DAYS),
        ("Dates in records say no more than is known, and mean an interval of days", DATES),
        ABOUT_DATES,
    ],
    "formats": lambda: [
        ("Formats (-f NAME, or the extension of -o FILE)", _plugins(formats, "format")),
        ABOUT_FORMATS,
    ],
    "output": lambda: [("Every command that answers takes these flags", _flags())],
    "reports": lambda: [("Reports (stancetracker report NAME)", _plugins(catalogue, "report"))],
}
"""The headings with their rows, and the paragraphs, of each topic."""


def command(topic: str | None = options.choice("TOPIC", tuple(TOPICS))) -> None:
    """Explain exit codes, dates, formats, output flags or reports."""
    if topic is None:
        streams.write([f"stancetracker help {each}\n" for each in TOPICS])
        return
    if topic not in TOPICS:
        otherwise = f"one of {', '.join(TOPICS)}; for a command: COMMAND --help"
        raise UnknownNameError("topic", topic, TOPICS, otherwise)
    formatter = typer.Context(
        parser.as_command(lambda: None, "help"), max_content_width=100
    ).make_formatter()
    for part in TOPICS[topic]():
        if isinstance(part, str):
            formatter.write_paragraph()
            formatter.write_text(part)
        else:
            with formatter.section(part[0]):
                formatter.write_dl(part[1])
    streams.write([formatter.getvalue()])
