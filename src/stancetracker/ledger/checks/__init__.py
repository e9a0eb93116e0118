"""The checks of a whole dataset: one function a check.

A function's name is the code of the problems it finds, the first line of its docstring their title, the rest
their explanation. To add one, write it in the file of this folder that it goes with, and name it in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import Final, NamedTuple

from stancetracker.base.errors import Place, Problem
from stancetracker.base.vocabulary import Severity
from stancetracker.ledger import dataset as datasets
from stancetracker.ledger.checks import corrections, days, doubles, sense, words
from stancetracker.ledger.checks.found import Finds as Finds
from stancetracker.ledger.checks.found import Found as Found
from stancetracker.ledger.dataset import Dataset, Finding
from stancetracker.ledger.jsonl import order
from stancetracker.ledger.rules import LINE_RULES, Rule
from stancetracker.ledger.view import View


class Check(NamedTuple):
    """A check of a whole dataset, and how bad what it finds is."""

    run: Callable[[View, str], Finds]
    severity: Severity

    @property
    def code(self) -> str:
        """The code of its problems."""
        return self.run.__name__.replace("_", "-")


CHECKS: Final[tuple[Check, ...]] = (
    Check(sense.silence_contradicted, "error"),
    Check(days.silence_before_issue, "error"),
    Check(days.statement_before_issue, "error"),
    Check(days.statement_after_recorded, "error"),
    Check(days.silence_after_recorded, "error"),
    Check(days.reply_after_recorded, "error"),
    Check(days.future_date, "error"),
    Check(days.made_public_before_date, "error"),
    Check(days.asked_after_look, "error"),
    Check(sense.event_on_other_issue, "error"),
    Check(sense.demand_on_other_issue, "error"),
    Check(corrections.correction_of_correction, "error"),
    Check(corrections.replaced_by_itself, "error"),
    Check(corrections.replacement_other_kind, "error"),
    Check(corrections.replacement_withdrawn, "error"),
    Check(corrections.replaced_before_recorded, "error"),
    Check(corrections.corrected_before_recorded, "error"),
    Check(sense.response_mismatch, "error"),
    Check(days.issue_ends_before_it_starts, "error"),
    Check(days.membership_ends_before_it_starts, "error"),
    Check(days.trigger_after_until, "error"),
    Check(sense.panel_twice, "error"),
    Check(sense.actor_twice, "error"),
    Check(days.reply_before_date, "error"),
    Check(sense.no_dataset_record, "error"),
    Check(sense.second_hand_only, "notice"),
    Check(words.judging_words, "notice"),
    Check(words.reply_in_other_name, "notice"),
    Check(doubles.possible_duplicate, "notice"),
    Check(doubles.confusable_names, "notice"),
    Check(doubles.confusable_ids, "notice"),
)


def check(dataset: Dataset, today: str, *, notices: bool = True) -> tuple[Problem, ...]:
    """Every problem of a dataset: of its lines, of how they fit together, and of what they say; by place.

    Without `notices`, what only a notice would be told of is not looked for.
    """
    view = View(dataset)
    checks = [one for one in CHECKS if notices or one.severity != "notice"]
    found = [_problem(dataset, one, found) for one in checks for found in one.run(view, today)]
    return tuple(sorted((*dataset.problems, *found), key=order))


def _problem(dataset: Dataset, check: Check, found: Found) -> Problem:
    if found.entry is None:
        # A file that is there, or would be; never one that is only planned.
        place = Place(min(dataset.stamps, default="dataset.jsonl"), 1)
        return Problem(place, check.code, check.severity, found.message, found.hint)
    finding = Finding(found.entry, found.path, check.code, found.message, found.hint)
    return datasets.problem(dataset, finding, check.severity)


def rules() -> tuple[Rule, ...]:
    """Every code that a problem can carry, explained."""
    return (*LINE_RULES, *(_rule(check) for check in CHECKS))


def _rule(check: Check) -> Rule:
    title, _, explanation = cleandoc(check.run.__doc__ or "").partition("\n\n")
    return Rule(check.code, check.severity, title, explanation)
