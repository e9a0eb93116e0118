"""The one way in and out: run a command, and turn whatever stops it into clear lines and an exit status."""

import os
import re
import sys
from collections.abc import Sequence
from typing import Any, Final

from stancetracker.base.errors import StancetrackerError, UsageError, did_you_mean
from stancetracker.base.text import visible
from stancetracker.cli import streams

PROGRAM: Final = "stancetracker"
PROBLEMS_SHOWN: Final = 20
_CHOICE: Final = r"(?s)'(.*)' is not one of "
_POSSIBLE: Final = r"(?s) \((Possible options|Did you mean).*\)\Z"


def program() -> None:
    """Run the command line as `stancetracker`, and end the process."""
    # Disable pydantic plug-ins: discovery scans every installed distribution.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    status = main()
    # All is written by now; an interpreter that ends as usual first frees every object it has.
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    end = given.index("--") if "--" in given else len(given)
    arguments = [argument for argument in given[:end] if argument != "--debug"] + given[end:]
    debug = len(arguments) < len(given) or os.environ.get("STANCETRACKER_DEBUG", "") not in {
        "",
        "0",
    }
    streams.use_utf8()
    try:
        for argument in arguments:
            try:
                os.fsencode(argument)
            except UnicodeEncodeError:  # from a program that calls this one
                raise UsageError(f"an argument holds half of a character: {argument}") from None
        from stancetracker.cli import commands, options, parser

        options.today.cache_clear()
        status = parser.run(commands, arguments or ["--help"], PROGRAM)
        streams.flush()
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        status = 141
    except Exception as error:
        if debug:
            from traceback import format_exception

            streams.complain(
                visible(line) for line in "".join(format_exception(error)).rstrip().split("\n")
            )
        status, lines = explain(error)
        streams.complain(lines)
    streams.discard()
    return status


def explain(error: Exception) -> tuple[int, list[str]]:
    """Return the exit status of an error, and the lines that explain it."""
    if isinstance(error, StancetrackerError):
        lines = []
        if problems := getattr(error, "problems", ()):
            from stancetracker.render.problems import as_text, located

            lines = [*as_text(located(problems[:PROBLEMS_SHOWN], error.folder), streams.width())]
            lines += [f"and {more} more"] if (more := len(problems) - PROBLEMS_SHOWN) > 0 else []
        messages = getattr(error, "lines", (error.message,))
        return error.exit_status, [*lines, *_said(*messages), *_hints(error.hint)]
    from typer import BadParameter

    # Typer 0.27 to 0.29 have no public name for the base of their own errors.
    if isinstance(error, BadParameter.__mro__[2]):
        found: Any = error
        message = (
            re.sub(_POSSIBLE, "", found.format_message())
            .replace(",\n\t", ", ")
            .replace("\n\t", " ")
        )
        message = (message[:1].lower() + message[1:]).rstrip(".")
        return found.exit_code, [*_said(message), *_hints(_suggestion(found))]
    what = f"internal error ({type(error).__name__}: {error}), run again with --debug"
    if isinstance(error, MemoryError):
        what = "not enough memory"
    elif isinstance(error, OSError) and error.strerror:
        what = error.strerror + (f": {error.filename}" if error.filename else "")
    return 1, _said(what)


def _said(*lines: str) -> list[str]:
    return [f"{PROGRAM}: {visible(line)}" for line in lines]


def _hints(hint: str | None) -> list[str]:
    return [f"hint: {visible(line)}" for line in hint.split("\n")] if hint else []


def _suggestion(error: Any) -> str | None:
    context = getattr(error, "ctx", None)
    if nearest := getattr(error, "possibilities", None):
        return f"did you mean {' or '.join(nearest)}?"
    choices = getattr(getattr(getattr(error, "param", None), "type", None), "choices", ())
    if (
        choices
        and (given := re.match(_CHOICE, error.message))
        and (hint := did_you_mean(given[1], choices))
    ):
        return hint
    return f"see {context.command_path} --help" if context is not None else None
