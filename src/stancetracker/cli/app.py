"""The one way in and out: run a command, turn whatever stops it into clear lines and an exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence

from stancetracker import __version__
from stancetracker.cli import streams

PROGRAM = "stancetracker"
INTERRUPTED = 130
READER_GONE = 141
# Most commands end before they have made so many objects: to look for garbage among them costs more than it frees.
_OBJECTS = 100_000
# What Typer and pathlib import and few commands use: 5 ms of the 64 that a list took.
SELDOM_USED = ("subprocess", "ipaddress", "tokenize", "bz2", "lzma")


def program() -> None:
    """Be the command `stancetracker`: run the command line and end the process."""
    gc.set_threshold(_OBJECTS)
    # Nobody's plugin is wanted in what is valid, and to look for one reads about every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    status = main()
    # All is written and closed. To take every module and object apart takes longer than some answers.
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
        status = _failed(error, debug)
    streams.discard()
    return status


def _without_debug(argv: Sequence[str]) -> tuple[list[str], bool]:
    """Take --debug out wherever it stands, before a `--`."""
    end = argv.index("--") if "--" in argv else len(argv)
    kept = [argument for argument in argv[:end] if argument != "--debug"]
    asked = os.environ.get("STANCETRACKER_DEBUG", "") not in {"", "0"}
    return [*kept, *argv[end:]], asked or len(kept) < end


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:  # answered without building the command line
        streams.write([f"{PROGRAM} {__version__}\n"])
        return 0
    _refuse_halves(arguments)
    from stancetracker.base.later import put_off

    put_off(SELDOM_USED)
    from stancetracker.cli import clock, group

    clock.today.cache_clear()
    return group.run(arguments or ["--help"], PROGRAM)


def _refuse_halves(arguments: list[str]) -> None:
    """Raise UsageError for what no system hands over, and nothing could look up or write."""
    for argument in arguments:
        try:
            os.fsencode(argument)
        except UnicodeEncodeError:
            from stancetracker.base.errors import UsageError

            raise UsageError(f"an argument holds half of a character: {argument}") from None


def _failed(error: Exception, debug: bool) -> int:
    from stancetracker.cli.failures import explain

    if debug:
        streams.complain(_traceback(error))
    status, lines = explain(error, PROGRAM)
    streams.complain(lines)
    return status


def _traceback(error: Exception) -> Iterator[str]:
    from traceback import format_exception

    from stancetracker.base.text import visible

    for part in format_exception(error):
        yield from map(visible, part.rstrip("\n").split("\n"))
