"""Every command, option, format, report and kind that the program lists, in each form, so that new ones are tried too."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from tests.commands import PICTURES, Arguments, hostile, program

NO_DATASET: Final = frozenset({"schema", "help", "init"})
"""Commands that take no dataset."""
_SHARE: Final = 6


class Invocation(NamedTuple):
    """A command line and the format of its answer; None if the command has only one."""

    arguments: Arguments
    format: str | None


def answering(all_of_them: bool = True) -> list[Invocation]:
    """Return every command with its arguments, in each of its formats and styles.

    Unless `all_of_them`, arguments but the first of a command are in some of its formats alone.
    """
    invocations = []
    for name, command in program().items():
        for number, words in enumerate(hostile(name)):
            line = (*words, *(() if name in NO_DATASET else ("-d", "../data")))
            in_every_form = [
                Invocation((*line, *more), judge) for more, judge in _forms(command, words)
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
        elif name != "github":
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
