"""Guess the command or flag that a mistyped or misplaced word means."""

import os
import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from stancetracker.base import plugins
from stancetracker.base.dates import parse_day
from stancetracker.base.errors import (
    DateError,
    StancetrackerError,
    UnknownNameError,
    nearest,
    suggestion,
)
from stancetracker.index import store
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.render import formats
from stancetracker.reports import catalogue
from stancetracker.reports.filters import FILTERS
from stancetracker.reports.makers import MOVED
from stancetracker.reports.run import subjects

_STATUSES: Final = ("silent", "spoke", "searched", "unchecked", "stale", "private", "moved")
"""The words that `list` has flags for."""
_FLAG_BY_KIND: Final = {filter.record: filter.name for filter in FILTERS if filter.record}
_LEAST_ALIKE: Final = 0.7
"""A command that is less like a word than this is no typing error."""


def command_hint(word: str, commands: Sequence[str]) -> str | None:
    """Return a hint for a word that is no command: what it names, else the nearest command."""
    word = word.casefold()
    answers = {name: f"report {name}" for name in plugins.names(catalogue)} | MOVED
    answers |= {status: f"list --{status}" for status in _STATUSES}
    known_words = [word] if word in answers else nearest(word, commands, _LEAST_ALIKE)
    known_words = known_words or nearest(word, answers, _LEAST_ALIKE)
    return suggestion(dict.fromkeys(answers.get(known, known) for known in known_words))


def argument_hint(command: str, words: Sequence[str], folder: Folder, today: str) -> str | None:
    """Return a hint for words after a command that takes filters, as in `list Cook`: their flags.

    None where the dataset can't be read.
    """

    def flags(index: Index) -> list[str]:
        return [flag for word in words for flag in _flags(index.connection, word, today)]

    try:
        return suggestion(f"{command} {flag}" for flag in store.ask(folder, Question(today), flags))
    except UnknownNameError as error:
        hint = error.hint or ""
        return hint if hint.startswith("did you mean") else None
    except (StancetrackerError, OSError):
        return None


def _flags(connection: sqlite3.Connection, word: str, today: str) -> Iterator[str]:
    """Yield the flags that a word may mean: a status, a word of a filter, a day, a name.

    Raises UnknownNameError with the nearest names where it means none.
    """
    folded = word.casefold()
    if folded in _STATUSES:
        yield f"--{folded}"
        return
    flags = [f"-f {folded}"] if folded in plugins.names(formats) else []
    flags += [
        f"--{filter.name.replace('_', '-')} {folded}"
        for filter in FILTERS
        if folded in filter.words
    ]
    with suppress(DateError):
        flags.append(f"--as-of {parse_day(word, today)}")
    if not flags:
        flags += [
            f"--{_FLAG_BY_KIND[subject.kind]} {subject.id}"
            for subject in subjects(connection, word)
        ]
    yield from flags


def dataset_hint(command: str, word: str) -> str | None:
    """Return the hint to name a dataset by a flag where a word is a folder, or None."""
    if not os.path.isdir(word):  # noqa: PTH112  Path's may raise
        return None
    return f"to name a dataset: {command} -d {shlex.quote(word)}"


def quoting_hint(command: str, words: Sequence[str]) -> str:
    """Return the hint to quote several words that are one argument."""
    return f"quote what is one argument: {command} {shlex.quote(' '.join(words))}"
