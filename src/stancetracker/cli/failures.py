"""What went wrong, in one clear line, with hints and the exit status."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer

from stancetracker.base.errors import StancetrackerError, did_you_mean
from stancetracker.base.problems import Problem
from stancetracker.base.text import visible

# Typer 0.27 to 0.29 share no public name for the base of their own errors.
TyperError: type[Any] = typer.BadParameter.__mro__[2]
PROBLEMS_SHOWN = 20
_CHOICE = re.compile(r"'(.*)' is not one of ", re.DOTALL)
_POSSIBLE = re.compile(r" \((Possible options|Did you mean).*\)\Z", re.DOTALL)


def explain(error: Exception, program: str) -> tuple[int, list[str]]:
    """The exit status of an error, and the lines that tell a person about it."""
    if isinstance(error, StancetrackerError):
        told = getattr(error, "lines", (error.message,))
        lines = [*_problems(error), *(f"{program}: {visible(line)}" for line in told)]
        return error.exit_status, lines + _hints(error.hint)
    if isinstance(error, TyperError):
        return error.exit_code, [f"{program}: {_usage(error)}", *_hints(_suggestion(error))]
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return 1, [f"{program}: {visible(error.strerror + where)}"]
    what = visible(f"{type(error).__name__}: {error}")
    return 1, [f"{program}: internal error ({what}), run again with --debug"]


def _hints(hint: str | None) -> list[str]:
    return [f"hint: {visible(line)}" for line in hint.split("\n")] if hint else []


def _problems(error: StancetrackerError) -> Iterator[str]:
    found = [each for each in getattr(error, "problems", ()) if isinstance(each, Problem)]
    if found:
        from stancetracker.render.problems import as_text, located

        shown = found[:PROBLEMS_SHOWN]
        yield from as_text(shown if error.folder is None else located(shown, from_here(error.folder)))
        if len(found) > PROBLEMS_SHOWN:
            yield f"and {len(found) - PROBLEMS_SHOWN} more"


def from_here(folder: Path) -> str:
    """A dataset folder as seen from the current one, so that a place can be opened as it is printed."""
    here = os.path.relpath(folder)
    return "" if here == "." else str(folder) if here.startswith("..") else here


def _usage(error: Any) -> str:
    message = _POSSIBLE.sub("", error.format_message()).replace(",\n\t", ", ").replace("\n\t", " ")
    return visible(message[:1].lower() + message[1:]).rstrip(".")


def _suggestion(error: Any) -> str | None:
    name = getattr(error, "option_name", None)
    if name and getattr(error, "possibilities", None) is not None and error.ctx is not None:
        known = [
            flag for param in error.ctx.command.get_params(error.ctx) for flag in param.opts if flag[0] == "-"
        ]
        if nearest := get_close_matches(name, known, cutoff=0.5):
            return f"did you mean {' or '.join(nearest)}?"
    choices = getattr(getattr(getattr(error, "param", None), "type", None), "choices", ())
    if choices and (given := _CHOICE.match(error.message)) and (hint := did_you_mean(given[1], choices)):
        return hint
    return f"see {error.ctx.command_path} --help" if getattr(error, "ctx", None) else None
