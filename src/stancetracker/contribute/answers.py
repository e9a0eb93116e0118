"""Answers to questions about a record: which question is next, what an answer means, and drafts."""

import json
import os
import pathlib
import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.base.text import slug
from stancetracker.contribute.flags import Flag, Labels, flags, record, values_of
from stancetracker.contribute.names import NAMED_KINDS, Names, with_way_to_add
from stancetracker.index.cache import cache_folder
from stancetracker.ledger import files, git
from stancetracker.ledger.folder import Folder

STANCE: Final = "stance"
BASIS: Final = "stance-basis"
CODER: Final = "coded-by"
# Another flag that meets the rule which asks for one.
_INSTEAD: Final = {"source-url": "source-citation"}
# Words come before the side that is read out of them, and what it is inferred from after it; a
# name comes before the id that is made of it.
_ASKED_BEFORE: Final = {STANCE: BASIS, "name": "id"}
_ASKED_AFTER: Final = {"note": BASIS}
_MISTAKES_OF_OTHER_FIELDS: Final = ("missing-field", "unexpected-field")
_NONE_FOUND: Final = "none-found"
_HAS_NO_REPLY: Final = {"own-search": True, "asked": False}
"""For each basis of a silence, whether nobody was asked, so that no reply can have come."""
_BEFORE: Final = -0.5
_AFTER: Final = 0.5
_EXPLANATIONS: Final = {
    CODER: "who judged which side the words take?",
    "source-tier": (
        "primary holds the words themselves, secondary reports them,"
        " reprint is a copy of another's text"
    ),
    "note": "from what is it inferred?",
    "searched": "where did you search?",
    "checked-by": "who searched?",
}


class OpenQuestion(NamedTuple):
    """A field that a record needs, or that is always asked for, and that has no answer yet."""

    flag: Flag
    reason: str | None
    """The rule that asks for it, or what its words mean; None where its name is enough."""
    may_be_empty: bool
    """True if another field would do as well, or the record needs neither."""


def open_question(kind: str, answers: Mapping[str, Any]) -> OpenQuestion | None:
    """Return the next question; an answer of None is one that was left empty."""
    flag_by_name = {flag.name: flag for flag in flags(kind)}
    order = list(flag_by_name)
    questions = [*_questions_of_rules(kind, answers, flag_by_name)]
    questions += _questions_of_stances(answers, flag_by_name)
    return min(questions, key=lambda question: _position(question.flag, order), default=None)


def _questions_of_rules(
    kind: str, answers: Mapping[str, Any], flag_by_name: Mapping[str, Flag]
) -> list[OpenQuestion]:
    """Return a question for each field that is missing."""
    questions = []
    for mistake in Labels(kind, label=str).mistakes(record(kind, answers)):
        if mistake.code != "missing-field" or mistake.label not in flag_by_name:
            continue
        names = list(mistake.labels)
        if names[-1] in _INSTEAD:
            names.append(_INSTEAD[names[-1]])
        open_names = [name for name in names if name not in answers]
        flag = flag_by_name[(open_names or names)[0]]
        rule = None if flag.required else mistake.message
        reason = _EXPLANATIONS.get(flag.name, rule)
        questions.append(OpenQuestion(flag, reason, may_be_empty=len(open_names) > 1))
    return questions


def _questions_of_stances(
    answers: Mapping[str, Any], flag_by_name: Mapping[str, Flag]
) -> list[OpenQuestion]:
    """Return the questions that each stance has, although a record may go without the answers."""
    if not answers.get(STANCE):
        return []
    takes_no_side = answers[STANCE] == "neither"
    questions = [
        OpenQuestion(flag_by_name[name], _EXPLANATIONS.get(name), may_be_empty=name == CODER)
        for name in (BASIS, CODER)
        if name in flag_by_name and name not in answers
    ]
    return [
        question for question in questions if not (takes_no_side and question.flag.name == BASIS)
    ]


def proposed_id(answers: Mapping[str, Any]) -> str:
    """Return the id that a name makes; empty where there is no name, or no letter in it."""
    return slug(str(answers.get("name") or ""))


def _position(flag: Flag, order: list[str]) -> float:
    """Return the place of a question: in canonical order, but for what belongs to the stance."""
    if flag.name in _ASKED_BEFORE and _ASKED_BEFORE[flag.name] in order:
        return order.index(_ASKED_BEFORE[flag.name]) + _BEFORE
    if flag.name in _ASKED_AFTER and _ASKED_AFTER[flag.name] in order:
        return order.index(_ASKED_AFTER[flag.name]) + _AFTER
    return order.index(flag.name)


def choices(flag: Flag, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words that a field may have beside other answers; none where it has any text."""
    words = flag.field.words
    if flag.name == "response" and answers.get("basis") in _HAS_NO_REPLY:
        has_no_reply = _HAS_NO_REPLY[answers["basis"]]
        return tuple(word for word in words if (word == _NONE_FOUND) == has_no_reply)
    return words


def answer(flag: Flag, text: str, answers: Mapping[str, Any], names: Names) -> Any:
    """Return the value of an answer beside those before it, with ids for names.

    Several are split at `;`. Raises UsageError for a value that no such record may have.
    """
    value: Any
    words = choices(flag, answers)
    if flag.field.many:
        parts = [part.strip() for part in text.split(";")]
        value = tuple(_single_answer(flag, part, words, names) for part in parts if part)
    else:
        value = _single_answer(flag, text, words, names)
    kind = answers["kind"]
    for mistake in Labels(kind, label=str).mistakes(record(kind, {flag.name: value})):
        if mistake.label == flag.name and mistake.code not in _MISTAKES_OF_OTHER_FIELDS:
            raise UsageError(mistake.message, mistake.hint)
    return value


def _single_answer(flag: Flag, text: str, words: tuple[str, ...], names: Names) -> str:
    if words and text not in words:
        raise UnknownNameError(flag.name, text, words)
    if flag.field.is_date:
        dates.parse(text)
    if flag.field.ref and set(flag.refers_to) <= set(NAMED_KINDS):
        try:
            return names.id_in(text, flag.field.ref, typed=True)
        except UnknownNameError as error:
            raise with_way_to_add(error, flag.refers_to) from None
    return text


def _own_file(folder: pathlib.Path, name: str) -> pathlib.Path:
    """Return the path of what this user keeps of a dataset in a folder."""
    key = os.path.realpath(folder).encode("utf-8", "surrogateescape")
    stem, dot, extension = name.partition(".")
    return cache_folder() / f"{stem}-{zlib.crc32(key):08x}{dot}{extension}"


def _content(path: pathlib.Path) -> bytes:
    return files.content(path.parent, path.name)


def _write(path: pathlib.Path, text: str) -> None:
    files.write(path.parent, path.name, f"{text}\n".encode("utf-8", "surrogateescape"))


class Coder:
    """The name under which this user codes stances in a dataset."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._path = _own_file(folder.path, "coder")

    def name(self) -> str:
        """Return the name that was given last, else git's for this user; empty if there is none."""
        with suppress(OSError, ValueError):
            return _content(self._path).decode().strip()
        with suppress(git.HistoryError):
            return git.user_name(self._folder)
        return ""

    def keep(self, name: str) -> None:
        """Keep a name for the next question, if it can be written down."""
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self._path, name)


class Draft:
    """The unfinished record that is kept for a dataset in a folder, if there is one."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.path = _own_file(folder, "draft.json")

    def answers(self) -> dict[str, Any]:
        """Return the draft's kind and its answers by flag; empty where there is no draft.

        Raises UsageError where it was edited and holds more than answers.
        """
        try:
            draft: Any = json.loads(_content(self.path))
            kind = str(draft["kind"])
            answers = values_of(draft)
            if record(kind, answers) == draft:
                return {"kind": kind, **answers}
        except OSError:
            return {}
        except (ValueError, TypeError, LookupError, RecursionError):
            pass
        hint = f"add it: stancetracker add --json {self.path}, or delete it"
        raise UsageError(f"questions can't go on with the draft in {self.path}", hint)

    def keep(self, answers: Mapping[str, Any]) -> str:
        """Write the answers down, and return a sentence that says where.

        If they can't be written, the sentence holds them.
        """
        draft = record(answers["kind"], answers)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            text = json.dumps(draft, ensure_ascii=False, indent=2)
            _write(self.path, text)
        except OSError as error:
            line = json.dumps(draft, ensure_ascii=False)
            return f"no draft can be kept ({error.strerror}): {line}"
        return f"a draft is kept in {self.path}; the next `stancetracker add` offers it"

    def drop(self) -> None:
        """Delete the draft, if there is one."""
        self.path.unlink(missing_ok=True)
