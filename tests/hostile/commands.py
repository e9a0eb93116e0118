"""Every command, option, format, report and kind that the program lists, so that new ones are tested too."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from tests.hostile.records import REFERRED

from stancetracker.base import plugins
from stancetracker.cli import root
from stancetracker.index import sandbox
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.publish import export
from stancetracker.reports import catalogue

Arguments = tuple[str, ...]
DAYS: Final = "2026-01-01..2026-02-15"
SELECTED: Final = (
    *(f"SELECT * FROM {name}" for name in (*sandbox.written(), "statement_all", "silence_actors")),
    "SELECT char(27) || '[31m', char(8238), char(155), '=1+1', '| a |', '<b>' AS \"\x1b[31m<i>=1\u202e\"",
)
# What each command is asked of a dataset of `records`, besides a format; one that is not named here is told.
ASKED: Final[Mapping[str, tuple[Arguments, ...]]] = {
    "list": ((), ("--all", "--actors", "any", "--audience", "any")),
    "show": tuple((name,) for name in REFERRED),
    "search": (("x",), ("evil", "--issue", "bridge"), ('"a b"',)),
    "query": tuple((text,) for text in SELECTED),
    "report": tuple((name, "--issue", "bridge") for name in plugins.names(catalogue)),
    "changes": (("--as-of", DAYS), ("--known-by", DAYS)),
    "due": ((), ("--as-of", "2026-01-09")),
    "cite": (
        ("ada", "--issue", "bridge"),
        *((name,) for name in REFERRED[2:]),
        ("https://example.org/news",),
    ),
    "check": ((), ("--strict",), ("--list",)),
    "info": ((), ("--known-by", "2026-01-09")),
    "panel": (("bridge",),),
    "draft": (("../data/all.jsonl", "--issue", "bridge"),),
    "scan": (("../data/all.jsonl", "--issue", "bridge"),),
    "archive": (("--dry-run",),),
    "fmt": (("--check",), ("--dry-run",)),
    "schema": ((), ("sql",), *((kind,) for kind in CLASS_BY_KIND)),
    "help": ((), ("exit-codes",), ("dates",), ("formats",), ("output",), ("reports",)),
    "init": (("a-new-one", "--title", "T", "--publisher", "P", "--contact", "C", "-n"),),
    "add": (("--json", "../data/all.jsonl", "-n"),),
    "import": (("../data/all.jsonl", "-n"),),
    "export": tuple((kind, "-o", f"export.{kind}", "--force") for kind in plugins.names(export)),
    "site": (("site",),),
    "serve": (("no-such-file",),),
    "mcp": (("no-argument",),),
}
NO_DATASET: Final = frozenset({"schema", "help", "init"})
"""Commands that are asked of no dataset."""
READING_FILES: Final = frozenset({"import"})
"""Those whose --format is that of what they read."""


PICTURES: Final = ("svg", "png", "pdf")
"""Formats of a figure, which few answers have; `tests/figures` draws hostile words."""
_EACH: Final = 6


class Invocation(NamedTuple):
    """A command line and the format of its answer; None if the command has only one."""

    arguments: Arguments
    format: str | None


def commands() -> Mapping[str, Any]:
    built = root.build()
    return {name: built.get_command(None, name) for name in built.list_commands(None)}


def leaves(found: Mapping[str, Any] | None = None, before: Arguments = ()) -> Iterator[tuple[Arguments, Any]]:
    """Yield every command and subcommand with the words that call it."""
    for name, command in (commands() if found is None else found).items():
        yield (*before, name), command
        inside = getattr(command, "list_commands", None)
        if inside is not None:
            own = {each: command.get_command(None, each) for each in inside(None)}
            yield from leaves(own, (*before, name))


def option(command: Any, flag: str) -> Any:
    return next((param for param in command.params if flag in param.opts), None)


def values(param: Any) -> list[str]:
    """Return the words that an option accepts, if they are a closed list."""
    if choices := getattr(param.type, "choices", ()):
        return [str(choice) for choice in choices]
    return [item.value for item in param.shell_complete(None, "")]


def formats(command: Any) -> list[str]:
    found = option(command, "--format")
    return values(found) if found is not None else []


def answering(all_of_them: bool = True) -> list[Invocation]:
    """Return every command that answers, in each of its formats and styles.

    Or so with the first thing that it is asked alone, and with the others each in some formats.
    """
    found = []
    for name, command in commands().items():
        for number, asked in enumerate(ASKED[name]):
            several = _in_all_formats(command, asked if name in NO_DATASET else (*asked, "-d", "../data"))
            found += several if all_of_them or number == 0 else several[number % _EACH :: _EACH]
    return found


def _in_all_formats(command: Any, asked: Arguments) -> list[Invocation]:
    name = str(command.name)
    line = (name, *asked)
    known = [] if name in READING_FILES else [each for each in formats(command) if each not in PICTURES]
    if not known:
        return [Invocation(line, None)]
    listed, refused = ({"text": "tsv"}, ("github", "sarif")) if "--list" in asked else ({}, ())
    return [
        *(Invocation((*line, "-f", each), listed.get(each, each)) for each in known if each not in refused),
        *(Invocation((*line, *more), each) for more, each in _variants(command)),
    ]


def _variants(command: Any) -> Iterator[tuple[Arguments, str]]:
    """Yield the flags that change an answer besides its format, and the judge of each."""
    if option(command, "--raw") is not None and option(command, "--csv") is not None:
        yield ("--csv", "--raw"), "raw"
    if option(command, "--color") is not None:
        yield ("-f", "table", "--color", "always"), "coloured"
    if (styles := option(command, "--style")) is not None:
        yield from ((("--style", each), f"style-{each}") for each in values(styles))
