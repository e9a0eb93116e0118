"""The checks of a dataset: one function a check, over the index that is filled with it.

A function's name is the code of the problems it finds, the first line of its docstring their title, the rest
their explanation. To add one, write it in the file of this folder where it belongs, and list it in `CHECKS`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from inspect import cleandoc
from typing import Final, NamedTuple

from stancetracker.base.errors import Place, Problem
from stancetracker.base.vocabulary import Severity
from stancetracker.index.checks import days, duplicates, references, sense
from stancetracker.index.checks.findings import Finding, Findings
from stancetracker.ledger.folder import DataFile, Folder, blocks
from stancetracker.ledger.jsonl import order
from stancetracker.ledger.rules import LINE_RULES, Rule
from stancetracker.ledger.scan import Path, scan

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


_PATHS: Final[Mapping[str, Path]] = {"duplicate-id": ("id",), "duplicate-dataset": ()}
"""The faulty value where two lines with one id differ; reading finds these."""
_STANDS: Final = "SELECT file, line, json FROM record WHERE id = ?"


class Found(NamedTuple):
    """A finding of a check."""

    check: Check
    finding: Finding


def run(
    connection: sqlite3.Connection,
    today: str,
    *,
    broken: bool = False,
    checks: Iterable[Check] | None = None,
) -> Iterator[Found]:
    """Yield everything that checks find in a filled index; no day that happened is after `today`.

    Nothing can be said to be missing from a dataset that is `broken`: some of its lines can't be read.
    """
    references.prepare(connection)
    for check in (*FATAL, *CHECKS) if checks is None else checks:
        if broken and check.run is sense.no_dataset_record:
            continue
        for finding in check.run(connection, today):
            broken = broken or check.severity == "fatal"
            yield Found(check, finding)


class _Unplaced(NamedTuple):
    """A problem whose place in its line is not known yet."""

    problem: Problem
    path: Path
    written: str
    """The line of the record in canonical form, which stands in for one that can't be read any more."""


def problems(
    connection: sqlite3.Connection, known: Iterable[Problem], found: Iterable[Found], lines: Lines
) -> tuple[Problem, ...]:
    """Return known problems and those that checks found, by place, each with its line and column."""
    placed = []
    unplaced = defaultdict[str, list[_Unplaced]](list)
    for problem in known:
        if problem.line_text is None and problem.code in _PATHS:
            unplaced[problem.place.file].append(_Unplaced(problem, _PATHS[problem.code], ""))
        else:
            placed.append(problem)
    for one in found:
        if one.finding.record is None:
            [name] = connection.execute("SELECT min(name) FROM data_file").fetchone()
            placed.append(_problem(one, Place(name or "dataset.jsonl", 1)))
        else:
            row = connection.execute(_STANDS, (one.finding.record,)).fetchone()
            unplaced[row[0]].append(_Unplaced(_problem(one, Place(row[0], row[1])), one.finding.path, row[2]))
    for name, some in unplaced.items():
        as_written = lines(name, {one.problem.place.line for one in some})
        placed += [_placed(one, as_written.get(one.problem.place.line, one.written)) for one in some]
    return tuple(sorted(placed, key=order))


def _problem(found: Found, place: Place) -> Problem:
    (_, severity), finding = found.check, found.finding
    record = finding.record or None
    return Problem(place, found.check.code, severity, finding.message, finding.hint, None, record)


def _placed(one: _Unplaced, line: str) -> Problem:
    values, path = scan(line).values, one.path
    while path and path not in values:
        path = path[:-1]
    return one.problem._replace(
        place=one.problem.place._replace(column=values.get(path, 0) + 1), line_text=line
    )


def lines_in(folder: Folder) -> Lines:
    """Return what gives the lines of the data files in a folder; what can't be read any more is missing."""

    def lines(name: str, numbers: Collection[int]) -> Mapping[int, str]:
        found: dict[int, str] = {}
        with suppress(OSError):
            for number, line in enumerate(_raw_lines(DataFile(name, folder.path / name)), 1):
                if number in numbers:
                    found[number] = line.decode("utf-8", "replace").removeprefix("\ufeff").removesuffix("\r")
                    if len(found) == len(numbers):
                        break
        return found

    return lines


def _raw_lines(file: DataFile) -> Iterator[bytes]:
    rest = b""
    for block in blocks(file):
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
    yield rest


def rules() -> tuple[Rule, ...]:
    """Return every code that a problem can have, explained."""
    return (*LINE_RULES, *(_rule(check) for check in CHECKS))


def _rule(check: Check) -> Rule:
    title, _, explanation = cleandoc(check.run.__doc__ or "").partition("\n\n")
    return Rule(check.code, check.severity, title, explanation)
