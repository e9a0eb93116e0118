"""Questions on a terminal, with the words that lead out of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import typer

from stancetracker.base.errors import StancetrackerError, UnknownNameError, UsageError, WriteError
from stancetracker.base.text import visible
from stancetracker.cli import streams

BACK: Final = "<"
SKIP: Final = "s"
QUIT: Final = "q"


class BackError(WriteError):
    """Go back to the last answer; where there is none, add nothing."""


class SkipError(WriteError):
    """Leave this record, and go on with the next."""


class QuitError(WriteError):
    """Stop asking."""


Exits = Mapping[str, type[WriteError]]
"""The answers that lead out of a question, and what each raises."""
OF_ONE_RECORD: Final[Exits] = {BACK: BackError, QUIT: QuitError}
OF_MANY_RECORDS: Final[Exits] = {**OF_ONE_RECORD, SKIP: SkipError}


def prompt(
    question: str,
    parse: Callable[[str], Any],
    exits: Exits,
    *,
    default: str = "",
    may_be_empty: bool = False,
) -> Any:
    """Ask until there is an answer that can be read; None for an empty one, where it may be.

    Raises what an exit raises.
    """
    while True:
        text = str(typer.prompt(question, default=default, show_default=bool(default))).strip()
        if text in exits:
            raise exits[text]("nothing was added")
        if not text and may_be_empty:
            return None
        if not text:
            streams.complain(["an answer is needed here"])
            continue
        try:
            return parse(text)
        except UsageError as error:
            complain(error)


def choice(
    question: str,
    words: tuple[str, ...],
    exits: Exits,
    *,
    default: str = "",
    may_be_empty: bool = False,
) -> Any:
    """Ask until the answer is one of these words; None where it may be empty."""

    def known_word(text: str) -> str:
        if text not in words:
            raise UnknownNameError("answer", text, words, f"one of {', '.join(words)}")
        return text

    return prompt(question, known_word, exits, default=default, may_be_empty=may_be_empty)


def yes(question: str, exits: Exits) -> bool:
    """Ask until the answer is y or n."""
    answers = ", ".join(("y", "n", *(word for word in exits if word != BACK)))
    return bool(choice(f"{question} ({answers})", ("y", "n"), exits) == "y")


def complain(error: StancetrackerError) -> None:
    """Show an error between two questions."""
    lines = [error.message, *(error.hint or "").split("\n")]
    streams.complain(visible(line) for line in lines if line)
