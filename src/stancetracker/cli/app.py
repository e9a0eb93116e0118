"""The one way in and out: run a command, and turn what stops it into lines and an exit status."""

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import (
    StancetrackerError,
    UsageError,
    nearest,
    suggestion,
)
from stancetracker.base.text import visible
from stancetracker.cli import hints, streams

PROGRAM: Final = "stancetracker"
PROBLEMS_SHOWN: Final = 20
_QUIET: Final = ("-q", "--quiet")
_ANYWHERE: Final = ("--debug", *_QUIET)
_INTERRUPTED: Final = 130
_PIPE_CLOSED: Final = 141
_TYPING_ERROR: Final = 0.8
"""An option less like another than this is no typing error of it: a wrong one may be a filter."""
# What it says of more arguments than a command takes.
_EXTRA: Final = r"(?s)Got unexpected extra arguments?(?:\(s\))? \((.*)\)"
# What it adds to a message, and the hint says better.
_SUGGESTION: Final = r"(?s) \((Possible options|Did you mean).*\)\Z"


class CommandLine(NamedTuple):
    """The arguments of a command, without the flags that may stand anywhere."""

    arguments: list[str]
    debug: bool
    """True if an error shows a traceback."""
    quiet: bool
    """True if notes and hints are not written."""


class Explanation(NamedTuple):
    """The exit status of an error, and the lines that explain it."""

    status: int
    lines: list[str]


def program() -> None:
    """Run the command line as `stancetracker`, and end the process."""
    # Disable pydantic plug-ins: discovery scans every installed distribution.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    status = main()
    # All is written by now; an interpreter that ends as usual first frees every object it has.
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments, debug, quiet = _command_line(sys.argv[1:] if argv is None else argv)
    streams.use_utf8()
    streams.be_quiet(quiet=quiet)
    hints.name_dataset(None)
    try:
        status = _run(arguments)
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except BrokenPipeError:
        status = _PIPE_CLOSED
    except Exception as error:
        if debug:
            _print_traceback(error)
        status, lines = explain(error)
        streams.complain(lines)
    streams.discard()
    return status


def _command_line(argv: Sequence[str]) -> CommandLine:
    """Take --debug and --quiet out of the arguments, wherever they stand before `--`."""
    end = argv.index("--") if "--" in argv else len(argv)
    flags = {argument for argument in argv[:end] if argument in _ANYWHERE}
    arguments = [argument for argument in argv[:end] if argument not in flags] + [*argv[end:]]
    variable = os.environ.get("STANCETRACKER_DEBUG", "")
    return CommandLine(
        arguments,
        debug="--debug" in flags or variable not in ("", "0"),
        quiet=not flags.isdisjoint(_QUIET),
    )


def _run(arguments: list[str]) -> int:
    """Run a command and return its exit status; its errors are raised."""
    for argument in arguments:
        try:
            os.fsencode(argument)
        except UnicodeEncodeError:  # from a program that calls this one
            raise UsageError(f"an argument holds half of a character: {argument}") from None
    if arguments[:1] == ["--version"]:  # Typer takes longer to import than all the rest
        streams.write_version()
        return 0
    from stancetracker.cli import commands, options, parser

    hints.know_commands(commands)
    options.today.cache_clear()
    status = parser.run(commands, arguments or ["--help"], PROGRAM)
    streams.flush()
    return status


def _print_traceback(error: Exception) -> None:
    from traceback import format_exception

    lines = "".join(format_exception(error)).rstrip().split("\n")
    streams.complain(visible(line) for line in lines)


def explain(error: Exception) -> Explanation:
    """Return the exit status of an error, and the lines that explain it."""
    if isinstance(error, StancetrackerError):
        messages = getattr(error, "lines", (error.message,))
        lines = [*_problem_lines(error), *_messages(*messages), *_hints(error.hint)]
        return Explanation(error.exit_status, lines)
    from typer import TyperException

    if isinstance(error, TyperException):
        return _explain_usage(error)
    return Explanation(1, _messages(_failure(error)))


def _problem_lines(error: StancetrackerError) -> list[str]:
    """Return the lines of the problems that an error has, at most so many as a screen shows."""
    problems = getattr(error, "problems", ())
    if not problems:
        return []
    from stancetracker.render.problems import as_text, located

    listed = hints.of_problems(located(problems[:PROBLEMS_SHOWN], error.folder))
    lines = list(as_text(listed, streams.width()))
    more = len(problems) - PROBLEMS_SHOWN
    return [*lines, f"and {more} more"] if more > 0 else lines


def _explain_usage(error: Any) -> Explanation:
    """Explain an error of Typer's in our form: one line that begins small, and a hint."""
    message = re.sub(_SUGGESTION, "", error.format_message())
    message = message.replace(",\n\t", ", ").replace("\n\t", " ")
    message = (message[:1].lower() + message[1:]).rstrip(".")
    return Explanation(error.exit_code, [*_messages(message), *_hints(_suggestion(error))])


def _failure(error: Exception) -> str:
    """Return in words what stopped the program, if it was no mistake of its user."""
    if isinstance(error, MemoryError):
        return "not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + (f": {error.filename}" if error.filename else "")
    return f"internal error ({type(error).__name__}: {error}), run again with --debug"


def _messages(*lines: str) -> list[str]:
    return [f"{PROGRAM}: {visible(line)}" for line in lines]


def _hints(hint: str | None) -> list[str]:
    if not hint:
        return []
    return [f"hint: {visible(line)}" for line in hints.for_dataset(hint).split("\n")]


def _suggestion(error: Any) -> str | None:
    """Return a hint for an error of Typer's: the nearest words, else the command's help."""
    hint = _nearest_option(error)
    if hint:
        return hint
    context = getattr(error, "ctx", None)
    extra = re.fullmatch(_EXTRA, error.message) if context is not None else None
    if extra:
        hint = _hint_on_extra(context, extra[1].split(" "))
        if hint:
            return hint
    return f"see {context.command_path} --help" if context is not None else None


def _hint_on_extra(context: Any, extra: list[str]) -> str | None:
    """Return a hint for more arguments than a command takes: flags, or to quote them."""
    from stancetracker.cli import guesses, options

    name = context.command_path.removeprefix(f"{PROGRAM} ")
    parameters = context.command.params
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    words = [str(context.params[argument.name]) for argument in arguments if argument.nargs == 1]
    if any(parameter.name == "data" for parameter in parameters) and len(extra) == 1:
        hint = guesses.dataset_hint(" ".join([name, *words]), *extra)
        if hint:
            return hint
    if any(parameter.name == "people" for parameter in parameters) and name != "search":
        with suppress(StancetrackerError, OSError):  # the dataset can't be read
            folder = options.Dataset(data=context.params.get("data")).folder(quiet=True)
            return guesses.argument_hint(" ".join([name, *words]), extra, folder, options.today())
        return None
    return guesses.quoting_hint(name, [*words, *extra]) if len(words) == 1 else None


def _nearest_option(error: Any) -> str | None:
    """Return a hint for an unknown option: its new name, else those that it is nearly."""
    option = getattr(error, "option_name", None) or ""
    context = getattr(error, "ctx", None)
    if context is None or not option.startswith("--"):
        return None
    names = [name for parameter in context.command.params for name in parameter.opts]
    new_name = getattr(context.command, "renamed", {}).get(option, "")
    if new_name.partition(" ")[0] in names:
        return suggestion([new_name])
    long_names = [name[2:] for name in (*names, *_ANYWHERE) if name.startswith("--")]
    return suggestion(f"--{name}" for name in nearest(option[2:], long_names, _TYPING_ERROR))
