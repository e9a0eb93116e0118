"""The one way in and out: run a command, and turn whatever stops it into clear lines and an exit status."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

from stancetracker.base.errors import StancetrackerError, UsageError, did_you_mean
from stancetracker.base.text import visible
from stancetracker.cli import streams

PROGRAM: Final = "stancetracker"
INTERRUPTED: Final = 130
READER_GONE: Final = 141
PROBLEMS_SHOWN: Final = 20
_CHOICE: Final = r"(?s)'(.*)' is not one of "
_POSSIBLE: Final = r"(?s) \((Possible options|Did you mean).*\)\Z"


def program() -> None:
    """Be the command `stancetracker`: run the command line and end the process."""
    # Disable pydantic plug-ins: discovery scans every installed distribution.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    status = main()
    # All is written by now; an interpreter that ends as usual first frees every object it has.
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments, debug = _without_debug(sys.argv[1:] if argv is None else argv)
    streams.use_utf8()
    try:
        status = _run(arguments)
        streams.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        status = READER_GONE
    except Exception as error:
        if debug:
            streams.complain(_traceback(error))
        status, lines = explain(error)
        streams.complain(lines)
    streams.discard()
    return status


def _without_debug(argv: Sequence[str]) -> tuple[list[str], bool]:
    """Take --debug out wherever it stands before a `--`, and return whether it was there or in the environment."""
    end = argv.index("--") if "--" in argv else len(argv)
    kept = [argument for argument in argv[:end] if argument != "--debug"]
    asked = os.environ.get("STANCETRACKER_DEBUG", "") not in {"", "0"}
    return [*kept, *argv[end:]], asked or len(kept) < end


def _run(arguments: list[str]) -> int:
    for argument in arguments:
        try:
            os.fsencode(argument)
        except UnicodeEncodeError:  # from a program that calls this one
            raise UsageError(f"an argument holds half of a character: {argument}") from None
    from stancetracker.cli import options, root

    options.today.cache_clear()
    return root.run(arguments or ["--help"], PROGRAM)


def _traceback(error: Exception) -> Iterator[str]:
    from traceback import format_exception

    for part in format_exception(error):
        yield from map(visible, part.rstrip("\n").split("\n"))


def explain(error: Exception) -> tuple[int, list[str]]:
    """Return the exit status of an error, and the lines that explain it."""
    if isinstance(error, StancetrackerError):
        messages = getattr(error, "lines", (error.message,))
        lines = [*_problems(error), *(f"{PROGRAM}: {visible(line)}" for line in messages)]
        return error.exit_status, lines + _hints(error.hint)
    from typer import BadParameter

    # Typer 0.27 to 0.29 have no public name for the base of their own errors.
    if isinstance(error, BadParameter.__mro__[2]):
        found: Any = error
        return found.exit_code, [f"{PROGRAM}: {_usage(found)}", *_hints(_suggestion(found))]
    if isinstance(error, MemoryError):
        return 1, [f"{PROGRAM}: not enough memory"]
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return 1, [f"{PROGRAM}: {visible(error.strerror + where)}"]
    what = visible(f"{type(error).__name__}: {error}")
    return 1, [f"{PROGRAM}: internal error ({what}), run again with --debug"]


def _hints(hint: str | None) -> list[str]:
    return [f"hint: {visible(line)}" for line in hint.split("\n")] if hint else []


def _problems(error: StancetrackerError) -> Iterator[str]:
    if found := getattr(error, "problems", ()):
        from stancetracker.render.lines import as_text, located

        yield from as_text(located(found[:PROBLEMS_SHOWN], error.folder), streams.width())
        if len(found) > PROBLEMS_SHOWN:
            yield f"and {len(found) - PROBLEMS_SHOWN} more"


def _usage(error: Any) -> str:
    message = re.sub(_POSSIBLE, "", error.format_message()).replace(",\n\t", ", ").replace("\n\t", " ")
    return visible(message[:1].lower() + message[1:]).rstrip(".")


def _suggestion(error: Any) -> str | None:
    context = getattr(error, "ctx", None)
    if nearest := getattr(error, "possibilities", None):
        return f"did you mean {' or '.join(nearest)}?"
    choices = getattr(getattr(getattr(error, "param", None), "type", None), "choices", ())
    if choices and (given := re.match(_CHOICE, error.message)) and (hint := did_you_mean(given[1], choices)):
        return hint
    return f"see {context.command_path} --help" if context is not None else None
