"""Questions about one record: what it needs, then any other field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from stancetracker.base import plugins, wording
from stancetracker.base.text import visible
from stancetracker.cli import prompts, streams
from stancetracker.contribute import answers as answering
from stancetracker.contribute.answers import Coder
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.flags import Flag, valid_record
from stancetracker.contribute.flags import flags as flags_of
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.contribute.proposal import Question
from stancetracker.ledger import model

_NOT_ASKED_FOR: Final = ("dataset",)
"""The kinds that other commands write."""


class Questions:
    """The questions about a record, whose answers they collect, by flag."""

    def __init__(
        self,
        dataset: Dataset,
        answers: dict[str, Any],
        exits: prompts.Exits,
        doubts: Sequence[Question] = (),
    ) -> None:
        """Take also `doubts`, the questions that a proposal leaves open."""
        self._dataset = dataset
        self._answers = answers
        self._exits = exits
        self._coder = Coder(dataset.folder)
        self._doubts = {doubt.field: doubt for doubt in doubts}

    def record(self, *, more: bool) -> dict[str, Any]:
        """Ask for what the record needs, with `more` also for any other field, and return it.

        Raises UsageError where the answers make no record.
        """
        if "kind" not in self._answers:
            kinds = [kind for kind in plugins.names(model) if kind not in _NOT_ASKED_FOR]
            self._answers["kind"] = prompts.choice("kind", tuple(kinds), self._exits)
        kind = self._answers["kind"]
        self._settle_doubts(filled=True)
        while (
            self._ask_what_is_needed()
            or self._settle_doubts(filled=False)
            or (more and self._ask_for_more())
        ):
            pass
        return valid_record(kind, self._answers, self._dataset.names, str)

    def _settle_doubts(self, *, filled: bool) -> bool:
        """Ask what a proposal leaves open: about fields with an answer, or about the others.

        Return whether anything was asked.
        """
        was_asked = False
        for flag in flags_of(self._answers["kind"]):
            doubt = self._doubts.get(str(flag.path[0]))
            if doubt is None or (self._answers.get(flag.name) is not None) != filled:
                continue
            was_asked = True
            value = self._ask(flag, may_be_empty=filled or not flag.required)
            if value is not None:
                self._answers[flag.name] = value
        return was_asked

    def _ask_what_is_needed(self) -> bool:
        """Ask one question of those that are open; return whether there was any."""
        question = answering.open_question(self._answers["kind"], self._answers)
        if question is None:
            return False
        flag = question.flag
        if flag.name == answering.STANCE:
            streams.complain(sides(self._issue()))
        if flag.name == answering.BASIS:
            streams.complain([wording.BASES.format(self._side())])
        elif question.reason:
            streams.complain([question.reason])
        self._answers[flag.name] = self._ask(flag, may_be_empty=question.may_be_empty)
        if flag.name == answering.CODER and self._answers[flag.name]:
            self._coder.keep(self._answers[flag.name])
        if flag.name == "name" and self._answers["kind"] in ACTOR_KINDS:
            self._say_who_is_on_record(self._answers["name"])
        return True

    def _say_who_is_on_record(self, name: str) -> None:
        namesakes = self._dataset.names.namesakes(name)
        if namesakes:
            streams.complain(
                [visible(f"{self._dataset.names.on_record(namesakes)}: {prompts.BACK} goes back")]
            )

    def _default(self, flag: Flag) -> str:
        """Return the answer that Enter stands for; empty where there is none."""
        choices = answering.choices(flag, self._answers)
        if len(choices) == 1:
            return choices[0]
        if flag.name == answering.CODER:
            return self._coder.name()
        if flag.name == "id":
            proposed_id = answering.proposed_id(self._answers)
            return "" if self._dataset.names.kind_of(proposed_id) else proposed_id
        return ""

    def _ask_for_more(self) -> bool:
        """Ask for a field that a person names; return whether one was named."""
        flags = {flag.name: flag for flag in flags_of(self._answers["kind"])}
        question = "anything more? a field, or Enter"
        name = prompts.choice(question, tuple(flags), self._exits, may_be_empty=True)
        if not name:
            return False
        if name == answering.STANCE:
            streams.complain(sides(self._issue()))
        self._answers[name] = self._ask(flags[name])
        return True

    def _ask(self, flag: Flag, *, may_be_empty: bool = False) -> Any:
        """Ask for the value of a field, with the words or ids that it may be."""
        doubt = self._doubts.pop(str(flag.path[0]), Question(flag.name))
        suggestion = doubt.suggestion()
        if flag.name == answering.STANCE and doubt.answer:
            suggestion = f"{suggestion} ({side(self._issue(), doubt.answer)})"
        streams.complain(visible(text) for text in (doubt.why, suggestion) if text)
        if flag.field.type is bool:
            return prompts.yes(flag.name, self._exits)
        words = answering.choices(flag, self._answers) or tuple(doubt.candidates)
        several = " (several: separate with ;)" if flag.field.many else ""
        separator = "; " if several else ", "
        hint = f" ({separator.join(words)})" if words else several
        return prompts.prompt(
            f"{flag.name}{hint}",
            lambda text: answering.answer(flag, text, self._answers, self._dataset.names),
            self._exits,
            default=self._default(flag),
            may_be_empty=may_be_empty,
        )

    def _issue(self) -> dict[str, Any]:
        return self._dataset.values(str(self._answers.get("issue")))

    def _side(self) -> str:
        return side(self._issue(), self._answers[answering.STANCE])


def sides(issue: Mapping[str, Any]) -> list[str]:
    """Return the proposition of an issue and both its sides, a line each; none for no issue."""
    if "proposition" not in issue:
        return []
    words = wording.sides_of(issue)
    return [visible(line) for line in wording.both_sides(issue["proposition"], words)]


def side(issue: Mapping[str, Any], stance: str, basis: str | None = None) -> str:
    """Return a stance in the words of an issue."""
    return visible(wording.side_on(issue, stance, basis))
