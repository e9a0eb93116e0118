"""The checks of a dataset, over the index that is filled with it.

A check is a file of SQL in `index/sql/checks`: its name is the code of the problems it finds, the
comment at its head their severity, title and explanation. It selects a record, the path to the
value at fault, a message and maybe a hint. What takes more than one query is a function, with a
name and a docstring to the same effect.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from inspect import cleandoc
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple, cast

from stancetracker.base.errors import Place, Problem, Severity
from stancetracker.index.checks import functions
from stancetracker.index.checks.functions import Finding, Findings, path_of
from stancetracker.ledger.files import shipped
from stancetracker.ledger.folder import Data, Folder, blocks
from stancetracker.ledger.jsonl import order, raw_lines
from stancetracker.ledger.kinds import Path as Steps
from stancetracker.ledger.scanner import scan

Lines = Callable[[str, Collection[int]], Mapping[int, str]]
"""Returns lines of a data file, as they are written, by their numbers; some may be missing."""


_SQL: Final = Path(__file__).parents[1] / "sql" / "checks"
_ERRORS_IF_NEW: Final = frozenset({"withdraws-nothing"})
"""The codes of notices that are errors in a new record: of an old one, no line may change."""


class Check(NamedTuple):
    """A check of a dataset: what it finds, how bad that is, and how it finds it."""

    code: str
    severity: Severity
    title: str
    explanation: str
    find: Callable[[sqlite3.Connection, str], Findings]

    @property
    def severity_if_new(self) -> Severity:
        """Return how bad it is in a record that is new."""
        return "error" if self.code in _ERRORS_IF_NEW else self.severity


def _check(code: str, head: str, find: Callable[[sqlite3.Connection, str], Findings]) -> Check:
    """Return a check; the first line of its head has severity and title, the rest explains it."""
    first_line, _, explanation = head.partition("\n\n")
    severity, _, title = first_line.partition(": ")
    return Check(code, cast(Severity, severity), title, explanation, find)


def _function(find: Callable[[sqlite3.Connection, str], Findings]) -> Check:
    return _check(find.__name__.replace("_", "-"), cleandoc(find.__doc__ or ""), find)


def check_in(path: Path) -> Check:
    """Return the check that is written in a file of SQL."""
    text = shipped(path)
    comments = takewhile(lambda line: line.startswith("--"), text.splitlines())
    head = "\n".join(line[len("-- ") :] for line in comments)

    def find(connection: sqlite3.Connection, today: str) -> Findings:
        for record, steps, *message_and_hint in connection.execute(text):
            yield Finding(record, path_of(steps), *message_and_hint)

    return _check(path.stem, head, find)


FATAL: Final = (
    _function(functions.duplicate_id),
    _function(functions.unknown_reference),
)
"""The checks without which nothing is answered; `ledger/rules.toml` explains their codes."""
_FUNCTIONS: Final = (
    functions.future_date,
    functions.withdraws_nothing,
    functions.look_alike,
    functions.mixed_script,
    functions.publisher_elsewhere,
    functions.copy_of_another_page,
    functions.judging_words,
    functions.possible_duplicate,
    functions.confusable_ids,
)


def _all_checks() -> Iterator[Check]:
    yield from map(check_in, _SQL.glob("*.sql"))
    yield from map(_function, _FUNCTIONS)


CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted(_all_checks(), key=lambda check: (check.severity != "error", check.code))
)
"""All other checks, errors first."""


_PATHS: Final[Mapping[str, Steps]] = {
    "two-versions": ("version",),
    "two-first-versions": ("id",),
    "changed-subject": ("id",),
    "version-before-another": ("recorded",),
    "redacted-line": (),
    **dict.fromkeys(
        (
            "replaced-twice",
            "replaced-in-circle",
            "replaced-by-another-kind",
            "replacement-withdrawn",
            "merge-of-distinct",
        ),
        ("replacement",),
    ),
}
"""The faulty value in a line that does not fit others, by code; `index.settling` finds these."""
_PLACE_OF_RECORD: Final = "SELECT file, line, json FROM record WHERE id = ?"
_FIRST_FILE: Final = "SELECT coalesce(min(name), 'dataset.jsonl'), 1, ? FROM data_file"


def run(
    connection: sqlite3.Connection,
    today: str,
    *,
    broken: bool = False,
    checks: Iterable[Check] | None = None,
) -> Findings:
    """Yield everything that checks find in a filled index; no day of an event is after `today`.

    Nothing can be reported missing from a dataset that is `broken`: some of its lines can't be
    read.
    """
    for check in (*FATAL, *CHECKS) if checks is None else checks:
        if broken and check.code == "no-dataset-record":
            continue
        for finding in check.find(connection, today):
            broken = broken or check.severity == "fatal"
            yield finding._replace(code=finding.code or check.code, severity=check.severity)


class _Unplaced(NamedTuple):
    """A problem of a line whose column is not known yet."""

    problem: Problem
    path: Steps
    """The path to the value at fault."""
    canonical_line: str
    """The text that stands for the line where it can't be read any more."""


def problems(
    connection: sqlite3.Connection,
    known: Iterable[Problem],
    findings: Iterable[Finding],
    lines: Lines,
) -> tuple[Problem, ...]:
    """Return known problems and findings as problems, by place, with their lines and columns."""
    placed: list[Problem] = []
    unplaced = defaultdict[str, list[_Unplaced]](list)
    for problem in known:
        if problem.line_text is None and problem.code in _PATHS:
            path = _PATHS[problem.code]
            unplaced[problem.place.file].append(_Unplaced(problem, path, ""))
        else:
            placed.append(problem)
    for finding in findings:
        query = _FIRST_FILE if finding.record is None else _PLACE_OF_RECORD
        file, number, line = connection.execute(query, (finding.record,)).fetchone()
        problem = _problem(finding, Place(file, number))
        if finding.record is None:
            placed.append(problem)
        else:
            unplaced[file].append(_Unplaced(problem, finding.path, line))
    for file, in_file in unplaced.items():
        placed += _in_lines(in_file, file, lines)
    return tuple(sorted(placed, key=order))


def _problem(finding: Finding, place: Place) -> Problem:
    return Problem(
        place,
        finding.code,
        finding.severity,
        finding.message,
        finding.hint,
        None,
        finding.record or None,
    )


def _in_lines(unplaced: Iterable[_Unplaced], file: str, lines: Lines) -> Iterator[Problem]:
    """Yield problems of one file with their lines, and the columns of the values at fault."""
    unplaced = list(unplaced)
    as_written = lines(file, {problem.place.line for problem, _, _ in unplaced})
    for problem, path, canonical_line in unplaced:
        text = as_written.get(problem.place.line, canonical_line)
        columns = scan(text).values
        while path and path not in columns:  # a value that is missing is placed where its object is
            path = path[:-1]
        place = problem.place._replace(column=columns.get(path, 0) + 1)
        yield problem._replace(place=place, line_text=text)


def lines_in(data: Data) -> Lines:
    """Return what gives the lines of data files; what can't be read any more is missing."""
    if not isinstance(data, Folder):
        return lambda name, numbers: _texts([data[name]], numbers)
    files = {file.name: file for file in data.files()}
    return lambda name, numbers: _texts(blocks(files[name]) if name in files else (), numbers)


def _texts(content: Iterable[bytes], numbers: Collection[int]) -> dict[int, str]:
    """Return the texts of the lines with these numbers, up to one that can't be read."""
    texts: dict[int, str] = {}
    with suppress(OSError):
        for raw in raw_lines(content):
            if raw.number in numbers:
                text = raw.content.decode("utf-8", "replace")
                texts[raw.number] = text.removeprefix("\ufeff").removesuffix("\r")
            if len(texts) == len(numbers):
                break
    return texts
