"""`stancetracker help`: what goes for every command."""

from collections.abc import Callable
from types import ModuleType
from typing import Annotated, Any, Final

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
_RECORDED: Final = "Dates in records say no more than is known, and mean an interval of days"
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


def _written(*parts: tuple[str, Rows] | str) -> str:
    """Write headings with their rows, and paragraphs, as help is written."""
    formatter = typer.Context(parser.as_command(lambda: None, "help"), max_content_width=100).make_formatter()
    for part in parts:
        if isinstance(part, str):
            formatter.write_paragraph()
            formatter.write_text(part)
        else:
            with formatter.section(part[0]):
                formatter.write_dl(part[1])
    return str(formatter.getvalue())


def _plugins(folder: ModuleType, what: str) -> Rows:
    return [(name, plugins.about(folder, name, what)) for name in plugins.names(folder)]


def _dates() -> str:
    return _written(
        ("Days on the command line (--as-of, --known-by, --since, --until)", DAYS),
        (_RECORDED, DATES),
        "A missing day is never filled in. A form that can mean two days (01/02/2026) is refused."
        " STANCETRACKER_TODAY=2026-01-26 makes that day today, for reproducible builds.",
    )


def _formats() -> str:
    return _written(
        ("Formats (-f NAME, or the extension of -o FILE)", _plugins(formats, "format")),
        "Without -f: a table on a terminal, TSV elsewhere. --json, --jsonl, --csv, --tsv, --md and --plain are"
        " short forms. Every row of tsv, csv, json and jsonl gives the as-of day and the version of the data."
        " JSON has no infinity: an infinite number from `query` is null there, and inf elsewhere.",
    )


def _output() -> str:
    def command(output: options.Output) -> None: ...

    made: Any = parser.as_command(command, "help output")
    rows = made.sections(typer.Context(made))[parser.OUTPUT]
    return _written(("Every command that answers takes these flags", rows))


TOPICS: Final[dict[str, Callable[[], str]]] = {
    "exit-codes": lambda: _written(
        ("Exit statuses", [(f"{status:>3}", said) for status, said in EXIT_CODES.items()])
    ),
    "dates": _dates,
    "formats": _formats,
    "output": _output,
    "reports": lambda: _written(("Reports (stancetracker report NAME)", _plugins(catalogue, "report"))),
}


def command(topic: Annotated[str | None, options.choice("TOPIC", tuple(TOPICS))] = None) -> None:
    """Explain exit codes, dates, formats, output flags or reports."""
    if topic is None:
        streams.write([f"stancetracker help {each}\n" for each in TOPICS])
    elif topic in TOPICS:
        streams.write([TOPICS[topic]()])
    else:
        otherwise = f"one of {', '.join(TOPICS)}; for a command: COMMAND --help"
        raise UnknownNameError("topic", topic, TOPICS, otherwise)
