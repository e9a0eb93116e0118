"""Answers to the questions about a table: from a file, from a person, and written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from stancetracker.addons.tables.meaning import OPEN, Meaning
from stancetracker.addons.tables.questions import RECORDED, Question, Steps
from stancetracker.addons.tables.toml import inline, key
from stancetracker.base.errors import UsageError
from stancetracker.contribute.document import Document

Path = tuple[str, ...]
Ask = Callable[[Question], str | None]
"""Asks a person a question; returns None where the person stops."""


class Answer(NamedTuple):
    """A question with its answer, or with the answer that is likely."""

    question: Question
    text: str
    is_open: bool = False
    """True where nobody answered it."""


class Answered(NamedTuple):
    """The questions about a table, and what its columns mean by the answers."""

    answers: tuple[Answer, ...]
    meaning: Meaning | None
    """None where a question is open on which others depend, or where they make none."""
    error: UsageError | None = None
    """The fault of answers of which each alone can be taken; None where there is no fault."""
    unused: Mapping[Path, str] = {}
    """The answers to questions that were not asked, or not yet."""

    @property
    def open_questions(self) -> list[Question]:
        """Return the questions that nobody answered."""
        return [answer.question for answer in self.answers if answer.is_open]

    def text(self) -> str:
        """Return the answers as a file; what is open stands there with what is likely, or a ?.

        Answers to what was not asked yet stay there.
        """
        return "\n".join(_lines(self.answers, self.unused)) + "\n"


def answered(
    steps: Steps[Meaning],
    document: Document | None,
    ask: Ask | None,
    recorded: str | None = None,
) -> Answered:
    """Answer questions from a file, if there is one, else by asking a person, if one is there.

    Where the person stops, the question is open and those after it are not asked. `recorded` is
    the day of the table, where it is known already.

    Raises UsageError for an answer that can't be taken.
    """
    unused = _texts(document, recorded)
    answers = []
    question = next(steps)
    while True:
        answer = _answer(question, unused.pop(question.path, OPEN), document, ask)
        answers.append(answer)
        if answer.is_open and (ask or (question.decides and answer.text == OPEN)):
            return Answered(tuple(answers), None, unused=unused)
        try:
            question = steps.send(answer.text)
        except StopIteration as stop:
            meaning = stop.value
            break
        except UsageError as error:
            return Answered(tuple(answers), None, error, unused)
    if recorded:
        unused.pop(RECORDED, None)
    return Answered(tuple(answers), meaning, _useless(document, unused), unused)


def _texts(document: Document | None, recorded: str | None) -> dict[Path, str]:
    """Return the answers in a document that aren't open, with the day of the table if known.

    Raises UsageError where the document has another day.
    """
    entries = _flat(document.values) if document else ()
    texts = {path: text for path, text in entries if text != OPEN}
    if recorded is None:
        return texts
    day = texts.get(RECORDED, recorded)
    if document and day != recorded:
        message = f"the table is of {day}, and by --recorded of {recorded}"
        raise document.error(RECORDED, message)
    return {**texts, RECORDED: recorded}


def _useless(document: Document | None, unused: Mapping[Path, str]) -> UsageError | None:
    """Return the error about answers to no question; None where there is none."""
    if document is None or not unused:
        return None
    first, *others = unused
    message = "this answers no question about the table"
    if others:
        message += f"; the same is true of {', '.join('.'.join(path) for path in others)}"
    return document.error(first, message, "leave them out" if others else "leave it out")


def _answer(
    question: Question,
    text: str,
    document: Document | None,
    ask: Ask | None,
) -> Answer:
    if text == OPEN and ask is not None:
        reply = ask(question)
        return Answer(question, OPEN if reply is None else reply, is_open=reply is None)
    if text == OPEN:
        likely = question.answer(question.default) if question.default else OPEN
        return Answer(question, likely, is_open=True)
    try:
        return Answer(question, question.answer(text))
    except UsageError as error:
        if document is None:
            raise
        raise document.error(question.path, error.message, error.hint) from None


def _flat(values: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the answers in a document by their paths."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*path, name))
        else:
            yield (*path, name), str(value).lower() if isinstance(value, bool) else str(value)


def _lines(answers: tuple[Answer, ...], unused: Mapping[Path, str]) -> Iterator[str]:
    yield '# Answers about a table. Replace each "?", and read the others.'
    tables: dict[Path, list[Answer]] = {(): []}
    for answer in answers:
        tables.setdefault(answer.question.path[:-1], []).append(answer)
    for path in unused:
        tables.setdefault(path[:-1], [])
    for path, of_table in tables.items():
        if path:
            yield from ("", f"[{'.'.join(map(key, path))}]")
        lines: tuple[str, ...] = ()
        for answer in of_table:
            question = answer.question
            if question.lines != lines:
                yield from (_comment(line) for line in question.lines)
            lines = question.lines
            yield _comment(question.text)
            yield f"{key(question.path[-1])} = {inline(answer.text)}"
        unasked = [(at[-1], text) for at, text in unused.items() if at[:-1] == path]
        if unasked:
            yield _comment("no question yet:")
        yield from (f"{key(name)} = {inline(text)}" for name, text in unasked)


def _comment(text: str) -> str:
    return "# " + inline(text)[1:-1].replace('\\"', '"')
