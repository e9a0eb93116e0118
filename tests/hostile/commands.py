"""Every command, option, format, report and kind that the program lists, so that new ones are tried too."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from tests.hostile.records import REFERRED

from stancetracker.base import plugins
from stancetracker.cli import commands as folder
from stancetracker.cli import parser
from stancetracker.index import views
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.render import exports
from stancetracker.reports import catalogue

Arguments = tuple[str, ...]
DAYS: Final = "2026-01-01..2026-02-15"
EVERYTHING: Final = tuple(
    f"SELECT * FROM {name}" for name in (*views.written_views(), "statement_all", "silence_actors")
)
ACTING: Final = "SELECT char(27) || '[31m', char(8238), char(155), '=1+1', '| a |', '<b>' AS \"\x1b[31m<i>=1\u202e\""
# The arguments of each command about a dataset of `records`, besides a format; a test fails for a command without.
QUESTIONS: Final[Mapping[str, tuple[Arguments, ...]]] = {
    "list": ((), ("--all", "--actors", "any", "--audience", "any")),
    "show": tuple((name,) for name in REFERRED),
    "search": (("x",), ("evil", "--issue", "bridge"), ('"a b"',)),
    "query": tuple((text,) for text in (*EVERYTHING, ACTING)),
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
    "watch": (("--dry-run",),),
    "fmt": (("--check",), ("--dry-run",)),
    "schema": ((), ("sql",), *((kind,) for kind in CLASS_BY_KIND)),
    "help": ((), ("exit-codes",), ("dates",), ("formats",), ("output",), ("reports",)),
    "init": (("a-new-one", "--title", "T", "--publisher", "P", "--contact", "C", "-n"),),
    "rename": (("ada", "ada-lovelace", "-n"), ("ada", "bo", "-n")),
    "add": (("--json", "../data/all.jsonl", "-n"),),
    "import": (("../data/all.jsonl", "-n"),),
    "export": tuple((kind, "-o", f"export.{kind}", "--force") for kind in plugins.names(exports)),
    "site": (("site",),),
    "serve": (("no-such-file",),),
    "mcp": (("no-argument",),),
}
NO_DATASET: Final = frozenset({"schema", "help", "init"})
"""Commands that take no dataset."""
PICTURES: Final = ("svg", "png", "pdf")
"""Formats of a figure, which few answers have; `tests/addons/site/figures` draws hostile words."""
_SHARE: Final = 6


class Invocation(NamedTuple):
    """A command line and the format of its answer; None if the command has only one."""

    arguments: Arguments
    format: str | None


def commands() -> Mapping[str, Any]:
    built = parser.build(folder)
    return {name: built.get_command(None, name) for name in built.list_commands(None)}


def leaves() -> Iterator[tuple[Arguments, Any]]:
    """Yield every command and subcommand with the words that call it."""
    for name, command in commands().items():
        yield (name,), command
        for subcommand in getattr(command, "list_commands", lambda _: ())(None):
            yield (name, subcommand), command.get_command(None, subcommand)


def answering(all_of_them: bool = True) -> list[Invocation]:
    """Return every command with its arguments, in each of its formats and styles.

    Unless `all_of_them`, arguments but the first of a command are in some of its formats alone.
    """
    invocations = []
    for name, command in commands().items():
        for number, arguments in enumerate(QUESTIONS[name]):
            line = (name, *arguments, *(() if name in NO_DATASET else ("-d", "../data")))
            in_every_form = [
                Invocation((*line, *more), judge) for more, judge in _forms(command, arguments)
            ]
            invocations += (
                in_every_form
                if all_of_them or number == 0
                else in_every_form[number % _SHARE :: _SHARE]
            )
    return invocations


def _forms(command: Any, arguments: Arguments) -> Iterator[tuple[Arguments, str | None]]:
    """Yield the flags that change the form of an answer, and the judge of each."""
    options = {flag: param for param in command.params for flag in param.opts}
    formats = _values(options.get("--format"))
    # The --format of `import` is that of what it reads.
    if not formats or command.name == "import":
        yield (), None
        return
    for name in formats:
        if "--list" not in arguments:
            yield ("-f", name), name
        elif name not in ("github", "sarif"):
            yield ("-f", name), "tsv" if name == "text" else name
    if "--raw" in options and "--csv" in options:
        yield ("--csv", "--raw"), "raw"
    if "--color" in options:
        yield ("-f", "table", "--color", "always"), "coloured"
    yield from ((("--style", name), f"style-{name}") for name in _values(options.get("--style")))


def _values(param: Any) -> list[str]:
    """Return the words that an option accepts, if they are a closed list, but for pictures."""
    if param is None:
        return []
    choices = getattr(param.type, "choices", ()) or [
        item.value for item in param.shell_complete(None, "")
    ]
    return [str(choice) for choice in choices if choice not in PICTURES]
