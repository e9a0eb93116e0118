"""Completion of ids from the index; whatever is wrong with a dataset, a shell that completes says nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import typer

from stancetracker.base.errors import StancetrackerError
from stancetracker.cli import clock

Completer = Callable[[typer.Context, str], list[str]]


def ids(kinds: Iterable[str] = ()) -> Completer:
    """Return what completes the id, or a name of one word, of a record of these kinds, or of any."""
    wanted = tuple(kinds)

    def starting(context: typer.Context, incomplete: str) -> list[str]:
        with suppress(StancetrackerError, OSError):
            return _starting(context.params.get("data"), wanted, incomplete)
        return []

    return starting


def _starting(data: Path | None, kinds: tuple[str, ...], text: str) -> list[str]:
    from stancetracker.cli import _asking, options  # options complete by this
    from stancetracker.index.lookup import starting
    from stancetracker.index.question import Question
    from stancetracker.index.store import ask

    folder = _asking.quietly(options.DatasetOption(data))
    return ask(folder, Question(clock.today()), lambda index: starting(index.connection, kinds, text))
