"""Ask a person at a terminal for a record, field by field; Enter skips what is not needed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError, did_you_mean
from stancetracker.base.text import visible
from stancetracker.cli import streams
from stancetracker.ledger import model

if TYPE_CHECKING:
    from stancetracker.contribute.flags import Flag
    from stancetracker.contribute.names import Names
    from stancetracker.ledger.dataset import Dataset


def may_ask() -> bool:
    """Whether both ends are terminals: never a question otherwise."""
    return sys.stdin is not None and sys.stdin.isatty() and streams.is_terminal()


def ask(dataset: Dataset) -> tuple[str, dict[str, Any]]:
    """The kind of a record and the answers for it, not yet checked as a whole."""
    from stancetracker.contribute import flags, questions

    kind = _choice("kind", tuple(plugins.names(model)))
    names = questions.names_in(dataset)
    known = {flag.name: flag for flag in flags.flags(kind)}
    values: dict[str, Any] = {}
    while True:
        _fill(kind, values, names)
        more = _choice("anything more? a field, or Enter", tuple(known), or_none=True)
        if not more:
            return kind, values
        values[more] = _answer(known[more], names)


def _fill(kind: str, values: dict[str, Any], names: Names) -> None:
    """Ask what is needed; what only a rule asks for may be left to another field by Enter."""
    from stancetracker.contribute import questions

    while question := next(questions.open_questions(kind, values), None):
        if question.why:
            streams.complain([f"{question.why} (Enter to name another field)"])
        value = _answer(question.flag, names, or_none=question.why is not None)
        if value is None:
            return
        values[question.flag.name] = value


def _answer(flag: Flag, names: Names, *, or_none: bool = False) -> Any:
    from stancetracker.contribute import questions

    if flag.type is bool:
        return typer.confirm(flag.name)
    hint = f" ({', '.join(flag.words)})" if flag.words else " (several: separate with ;)" if flag.many else ""
    while True:
        text = _prompt(f"{flag.name}{hint}", or_none=or_none)
        if not text and or_none:
            return None
        try:
            return questions.answer(flag, text, names)
        except UsageError as error:
            streams.complain([visible(error.message), *([visible(error.hint)] if error.hint else [])])


def _choice(what: str, known: tuple[str, ...], *, or_none: bool = False) -> str:
    while True:
        text = _prompt(what, or_none=or_none)
        if text in known or (or_none and not text):
            return text
        streams.complain([did_you_mean(text, known) or f"one of {', '.join(known)}"])


def _prompt(what: str, *, or_none: bool = False) -> str:
    return str(typer.prompt(what, default="" if or_none else None, show_default=False)).strip()
