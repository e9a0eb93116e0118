"""`stancetracker help`: what goes for every command."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final, NamedTuple

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError
from stancetracker.cli import options, parser, streams
from stancetracker.cli.parser import HelpRow
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
Rows = list[HelpRow]


class HelpTable(NamedTuple):
    """Rows of names and their meanings, under a heading."""

    heading: str
    rows: Rows


DAYS: Final[Rows] = [
    ("2026-01-24", "that day"),
    ("today", "today in UTC"),
    ("yesterday", "the day before"),
    ("3 days ago", "three days before today"),
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
    "Without -f: a table on a terminal, TSV elsewhere."
    " --json, --jsonl, --csv, --tsv and --md are short forms; -f plain is for screen readers."
    " Every row of tsv, csv, json and jsonl gives the as-of day and the version of the data, but"
    " for check, info, panel and query."
    " JSON has no infinity: an infinite number from `query` is null there, and inf elsewhere."
)


def _exit_codes() -> Rows:
    return [(f"{status:>3}", meaning) for status, meaning in EXIT_CODES.items()]


def _plugins(folder: ModuleType, role: str) -> Rows:
    return [(name, plugins.description(folder, name, role)) for name in plugins.names(folder)]


def _output_flags() -> Rows:
    def command(output: options.Output) -> None: ...

    program: Any = parser.as_command(command, "help output")
    rows: Rows = program.sections(typer.Context(program))[parser.OUTPUT]
    return rows


def _dates() -> list[HelpTable | str]:
    return [
        HelpTable("Days on the command line (--as-of, --known-by, --since, --until)", DAYS),
        HelpTable(
            "Dates in records say no more than is known, and mean an interval of days", DATES
        ),
        ABOUT_DATES,
    ]


def _formats() -> list[HelpTable | str]:
    rows = _plugins(formats, "format")
    return [HelpTable("Formats (-f NAME, or the extension of -o FILE)", rows), ABOUT_FORMATS]


def _reports() -> HelpTable:
    return HelpTable("Reports (stancetracker report NAME)", _plugins(catalogue, "report"))


TOPICS: Final[dict[str, Callable[[], list[HelpTable | str]]]] = {
    "exit-codes": lambda: [HelpTable("Exit statuses", _exit_codes())],
    "dates": _dates,
    "formats": _formats,
    "output": lambda: [HelpTable("Every command that answers takes these flags", _output_flags())],
    "reports": lambda: [_reports()],
}
"""The tables and paragraphs of each topic."""


def command(topic: str | None = options.choice("TOPIC", tuple(TOPICS))) -> None:
    """Explain exit codes, dates, formats, output flags or reports."""
    if topic is None:
        streams.write([f"stancetracker help {name}\n" for name in TOPICS])
        return
    if topic not in TOPICS:
        otherwise = f"one of {', '.join(TOPICS)}; for a command: COMMAND --help"
        raise UnknownNameError("topic", topic, TOPICS, otherwise)
    bare_command = parser.as_command(lambda: None, "help")
    context = typer.Context(bare_command, max_content_width=parser.HELP_WIDTH)
    formatter = context.make_formatter()
    for part in TOPICS[topic]():
        if isinstance(part, HelpTable):
            with formatter.section(part.heading):
                formatter.write_dl(part.rows)
        else:
            formatter.write_paragraph()
            formatter.write_text(part)
    streams.write([formatter.getvalue()])
