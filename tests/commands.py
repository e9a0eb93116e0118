"""The one table of commands: what each is asked in the tests that go over all of them.

A new command gets an entry. `python -m pytest tests/test_commands.py` says what an entry lacks.
"""

import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from stancetracker.base import plugins
from stancetracker.cli import commands as folder
from stancetracker.cli import parser
from stancetracker.index import views
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.render import exports, formats
from stancetracker.reports import catalogue

Arguments = tuple[str, ...]


class Command(NamedTuple):
    """The words after a command, by the dataset that it is asked about."""

    small: tuple[str, ...] = ()
    """About `tests/cli/data`: of a command that answers from an index, the first a line that only reads."""
    hostile: tuple[str | Arguments, ...] = ()
    """About `tests/hostile/records.py`, in `../data`."""
    other_kinds: tuple[str, ...] = ()
    """With kinds of record that are not the shipped ones (`tests/driver.py`)."""


DAYS: Final = "2026-01-01..2026-02-15"
REFERRED: Final = tuple(
    "ada acme bridge said look vote letter gift mistake answer hunt second page".split()
)
"""One hostile record of each kind that has an id."""
EVERYTHING: Final = tuple(
    f"SELECT * FROM {name}" for name in (*views.written_views(), "statement_all", "silence_actors")
)
ACTING: Final = "SELECT char(27) || '[31m', char(8238), char(155), '=1+1', '| a |', '<b>' AS \"\x1b[31m<i>=1\u202e\""
REPORTS: Final = tuple(plugins.names(catalogue))
PICTURES: Final = ("svg", "png", "pdf")
"""Formats of a figure, which few answers have."""
TEXT_FORMATS: Final = tuple(name for name in plugins.names(formats) if name not in PICTURES)
COMMANDS: Final[Mapping[str, Command]] = {
    # On other kinds the lines run in this order: what is added is asked for, what is exported imported.
    "add": Command(
        hostile=("--json ../data/all.jsonl -n",),
        other_kinds=("--json given/new.jsonl", "statement --help"),
    ),
    "list": Command(
        small=("--all",),
        hostile=("", "--all --audience any"),
        other_kinds=("--all --json",),
    ),
    "show": Command(
        small=("ada", "ada-2"),
        hostile=REFERRED,
        other_kinds=("ada", "ada --json"),
    ),
    "search": Command(
        small=("no*",),
        hostile=("x", "evil --issue bridge", "'\"a b\"'"),
        other_kinds=("zebra --json", "zebra -f FORMAT"),
    ),
    "query": Command(
        small=("'SELECT name, status, date, stale FROM standing WHERE panel ORDER BY position'",),
        hostile=tuple((text,) for text in (*EVERYTHING, ACTING)),
        other_kinds=("'SELECT * FROM statement' --json",),
    ),
    "report": Command(
        small=(
            "summary --as-of 2026-02-10",
            "silence",
            "speech --audience any",
            "matrix --all",
            "matrix --beside",
            "timeline",
            "first --as-of 2026-02-22",
            "coverage",
            "ties --all",
            "demands",
            "rates",
        ),
        hostile=tuple(f"{name} --issue bridge" for name in REPORTS),
        other_kinds=("REPORT --issue bridge --json",),
    ),
    "changes": Command(
        hostile=(f"--as-of {DAYS}", f"--known-by {DAYS}"),
        other_kinds=("before dataset", "before dataset --json"),
    ),
    "due": Command(small=("",), hostile=("", "--as-of 2026-01-09"), other_kinds=("",)),
    "cite": Command(
        small=("bo",),
        hostile=("ada --issue bridge", *REFERRED[2:], "https://example.org/news"),
        other_kinds=("bridge",),
    ),
    "check": Command(hostile=("", "--strict", "--list"), other_kinds=("",)),
    "info": Command(small=("",), hostile=("", "--known-by 2026-01-09"), other_kinds=("--json",)),
    "draft": Command(
        hostile=("../data/all.jsonl --issue bridge",),
        other_kinds=("given/article.txt --issue bridge",),
    ),
    "scan": Command(
        hostile=("../data/all.jsonl --issue bridge",), other_kinds=("given --issue bridge",)
    ),
    "archive": Command(hostile=("--dry-run",), other_kinds=("--dry-run",)),
    "watch": Command(hostile=("--dry-run",), other_kinds=("--dry-run",)),
    "fmt": Command(hostile=("--check", "--dry-run"), other_kinds=("--check",)),
    "schema": Command(
        hostile=("", "sql", *CLASS_BY_KIND), other_kinds=("sql", "sql statement", "statement")
    ),
    "help": Command(
        hostile=("", "exit-codes", "dates", "formats", "output", "reports"), other_kinds=("",)
    ),
    "init": Command(
        hostile=("a-new-one --title T --publisher P --contact C -n",),
        other_kinds=("new --title T --publisher P --contact C",),
    ),
    "amend": Command(
        hostile=(
            "ada --set name=Bo --reason x -n",
            "ada --merge bo --same --reason x -n",
            "bridge --add panel=bo --reason x -n",
        ),
        other_kinds=("bo --set name=Bob --reason x --dry-run",),
    ),
    "export": Command(
        small=("csv -o made -n",),
        hostile=tuple(f"{kind} -o export.{kind} --force" for kind in plugins.names(exports)),
        other_kinds=("EXPORT -o made.EXPORT",),
    ),
    "import": Command(hostile=("../data/all.jsonl -n",), other_kinds=("made.csv -d other",)),
    "site": Command(small=("made -n",), hostile=("site",), other_kinds=("made-site",)),
    "serve": Command(hostile=("no-such-file",), other_kinds=("no-such-file",)),
    "mcp": Command(hostile=("no-argument",), other_kinds=("--data no-such-folder",)),
}


def _line(name: str, words: str | Arguments) -> Arguments:
    return (name, *(shlex.split(words) if isinstance(words, str) else words))


SMALL: Final = tuple(
    _line(name, words) for name, command in COMMANDS.items() for words in command.small
)
"""Every line about the small dataset."""
ONE_OF_EACH: Final = tuple(
    _line(name, command.small[0]) for name, command in COMMANDS.items() if command.small
)
"""One line of each command that answers from an index, about the small dataset."""
OTHER_KINDS: Final = tuple(
    f"{name} {words}".strip() for name, command in COMMANDS.items() for words in command.other_kinds
)
"""A line of every command on other kinds; EXPORT, FORMAT and REPORT stand for each that the program lists."""


@cache
def program() -> Mapping[str, Any]:
    """Return every command of the program by name."""
    built = parser.build(folder)
    return {name: built.get_command(None, name) for name in built.list_commands(None)}


def flags(command: Any) -> set[str]:
    """Return the names of all that a command can be given."""
    return {str(param.name) for param in command.params}


def leaves() -> Iterator[tuple[Arguments, Any]]:
    """Yield every command and subcommand with the words that call it."""
    for name, command in program().items():
        yield (name,), command
        for subcommand in getattr(command, "list_commands", lambda _: ())(None):
            yield (name, subcommand), command.get_command(None, subcommand)


def hostile(name: str) -> list[Arguments]:
    """Return the lines of a command about hostile records."""
    return [_line(name, words) for words in COMMANDS[name].hostile]
