"""Answers to questions about a record: which question is next, what an answer means, and drafts."""

import json
import os
import pathlib
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.contribute.flags import Flag, Labels, flags, record, values_of
from stancetracker.contribute.names import NAMED_KINDS, Names
from stancetracker.index.store import cache_folder


class OpenQuestion(NamedTuple):
    """A field that a record needs and that has no answer yet."""

    flag: Flag
    rule: str | None
    """Why it is needed, where only a rule asks for it; another field may satisfy that rule."""


def open_question(kind: str, answers: Mapping[str, Any]) -> OpenQuestion | None:
    """Return the next question; those that only a rule asks for come last."""
    flag_by_name = {flag.name: flag for flag in flags(kind)}
    questions = []
    for mistake in Labels(kind, label=str).mistakes(record(kind, answers)):
        flag = flag_by_name.get(mistake.label)
        if mistake.code == "missing-field" and flag and flag.name not in answers:
            questions.append(OpenQuestion(flag, None if flag.required else mistake.message))
    return min(questions, key=lambda question: question.rule is not None, default=None)


def answer(flag: Flag, text: str, names: Names) -> Any:
    """Return the value of an answer, with ids for names; several are split at `;`.

    Raises UsageError.
    """
    if flag.field.many:
        parts = [part.strip() for part in text.split(";")]
        return tuple(_single_answer(flag, part, names) for part in parts if part)
    return _single_answer(flag, text, names)


def _single_answer(flag: Flag, text: str, names: Names) -> str:
    if flag.field.words and text not in flag.field.words:
        raise UnknownNameError(flag.name, text, flag.field.words)
    if flag.field.is_date:
        dates.parse(text)
    if flag.field.ref and set(flag.refers_to) <= set(NAMED_KINDS):
        return names.id_in(text, flag.field.ref, typed=True)
    return text


class Draft:
    """The unfinished record that is kept for a dataset in a folder, if there is one."""

    def __init__(self, folder: pathlib.Path) -> None:
        key = os.path.realpath(folder).encode("utf-8", "surrogateescape")
        self.path = cache_folder() / f"draft-{zlib.crc32(key):08x}.json"

    def answers(self) -> dict[str, Any]:
        """Return the draft's kind and its answers by flag; empty where there is no draft.

        Raises UsageError where it was edited and holds more than answers.
        """
        try:
            draft: Any = json.loads(self.path.read_bytes())
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
            self.path.write_text(f"{text}\n", "utf-8", "surrogateescape")
        except OSError as error:
            line = json.dumps(draft, ensure_ascii=False)
            return f"no draft can be kept ({error.strerror}): {line}"
        return f"a draft is kept in {self.path}; the next `stancetracker add` offers it"

    def drop(self) -> None:
        """Delete the draft, if there is one."""
        self.path.unlink(missing_ok=True)
