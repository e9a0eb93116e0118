"""The checks of a dataset: one function a check, over the index that is filled with it.

A function's name is the code of the problems it finds, the first line of its docstring their title, the rest
their explanation. To add one, write it in the file of this folder where it belongs, and list it in `CHECKS`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from inspect import cleandoc
from typing import Final, NamedTuple

from stancetracker.base.errors import Place, Problem
from stancetracker.base.vocabulary import Severity
from stancetracker.index.checks import days, duplicates, references, sense
from stancetracker.index.checks.findings import Finding, Findings
from stancetracker.ledger.rules import LINE_RULES, Rule
from stancetracker.ledger.scan import scan

Lines = Callable[[str, Collection[int]], Mapping[int, str]]
"""Returns lines of a data file, as they are written, by their numbers; some may be missing."""


class Check(NamedTuple):
    """A check of a dataset, and how bad what it finds is."""

    run: Callable[[sqlite3.Connection, str], Findings]
    severity: Severity

    @property
    def code(self) -> str:
        """The code of its problems."""
        return self.run.__name__.replace("_", "-")


FATAL: Final[tuple[Check, ...]] = (
    Check(references.duplicate_id, "fatal"),
    Check(references.unknown_reference, "fatal"),
    Check(references.wrong_kind_reference, "fatal"),
    Check(references.former_id, "fatal"),
)
"""The checks without which nothing is answered; `ledger.rules` explains their codes."""
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
    Check(sense.correction_of_correction, "error"),
    Check(sense.replaced_by_itself, "error"),
    Check(sense.replacement_other_kind, "error"),
    Check(sense.replacement_withdrawn, "error"),
    Check(sense.replaced_before_recorded, "error"),
    Check(sense.corrected_before_recorded, "error"),
    Check(sense.response_mismatch, "error"),
    Check(days.issue_ends_before_it_starts, "error"),
    Check(days.membership_ends_before_it_starts, "error"),
    Check(days.trigger_after_until, "error"),
    Check(sense.panel_twice, "error"),
    Check(sense.actor_twice, "error"),
    Check(days.reply_before_date, "error"),
    Check(sense.no_dataset_record, "error"),
    Check(sense.second_hand_only, "notice"),
    Check(sense.judging_words, "notice"),
    Check(sense.reply_in_other_name, "notice"),
    Check(duplicates.possible_duplicate, "notice"),
    Check(duplicates.confusable_names, "notice"),
    Check(duplicates.confusable_ids, "notice"),
)


class Found(NamedTuple):
    """What a check found."""

    check: Check
    finding: Finding


def run(
    connection: sqlite3.Connection,
    today: str,
    *,
    broken: bool = False,
    checks: Iterable[Check] = (*FATAL, *CHECKS),
) -> Iterator[Found]:
    """Yield everything that checks find in a filled index; no day that happened is after `today`.

    Nothing can be said to be missing from a dataset that is `broken`: some of its lines can't be read.
    """
    references.prepare(connection)
    for check in checks:
        if broken and check.run is sense.no_dataset_record:
            continue
        for finding in check.run(connection, today):
            broken = broken or check.severity == "fatal"
            yield Found(check, finding)


def located(connection: sqlite3.Connection, found: Iterable[Found], lines: Lines) -> list[Problem]:
    """Return the problems that were found, in no order, each with its place in the line of its record."""
    problems = []
    by_file: dict[str, list[tuple[int, str, Found]]] = defaultdict(list)
    for one in found:
        if one.finding.record is None:
            [file] = connection.execute("SELECT min(name) FROM data_file").fetchone()
            problems.append(_problem(one, Place(file or "dataset.jsonl", 1), None))
            continue
        row = connection.execute("SELECT file, line, json FROM record WHERE id = ?", (one.finding.record,))
        file, line, written = row.fetchone()
        by_file[file].append((line, written, one))
    for file, some in by_file.items():
        as_written = lines(file, {line for line, _, _ in some})
        problems += [_problem(one, Place(file, line), as_written.get(line, json)) for line, json, one in some]
    return problems


def _problem(found: Found, place: Place, line: str | None) -> Problem:
    check, finding = found
    if line is not None:
        values, path = scan(line).values, finding.path
        while path not in values:
            path = path[:-1]
        place = place._replace(column=values[path] + 1)
    return Problem(
        place, check.code, check.severity, finding.message, finding.hint, line, finding.record or None
    )


def rules() -> tuple[Rule, ...]:
    """Return every code that a problem can have, explained."""
    return (*LINE_RULES, *(_rule(check) for check in CHECKS))


def _rule(check: Check) -> Rule:
    title, _, explanation = cleandoc(check.run.__doc__ or "").partition("\n\n")
    return Rule(check.code, check.severity, title, explanation)
