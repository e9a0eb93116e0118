"""The checks of a dataset, over the index that is filled with it.

A check is a file of SQL in `index/sql/checks`: its name is the code of the problems it finds, the comment at its head
their severity, title and explanation. It selects a record, the path to the value at fault, a message and maybe a
hint. What takes more than one query is a function, with a name and a docstring to the same effect.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from inspect import cleandoc
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple, cast

from stancetracker.base.errors import Place, Problem, Severity
from stancetracker.index.checks import functions
from stancetracker.index.checks.functions import Finding, Findings
from stancetracker.ledger.folder import Data, DataFile, Folder, blocks
from stancetracker.ledger.jsonl import order, raw_lines
from stancetracker.ledger.kinds import Path as Steps
from stancetracker.ledger.scanner import scan

Lines = Callable[[str, Collection[int]], Mapping[int, str]]
"""Returns lines of a data file, as they are written, by their numbers; some may be missing."""


_SQL: Final = Path(__file__).parents[1] / "sql" / "checks"


class Check(NamedTuple):
    """A check of a dataset: what it finds, how bad that is, and how it finds it."""

    code: str
    severity: Severity
    title: str
    explanation: str
    find: Callable[[sqlite3.Connection, str], Findings]


def _check(code: str, head: str, find: Callable[[sqlite3.Connection, str], Findings]) -> Check:
    first, _, explanation = head.partition("\n\n")
    severity, _, title = first.partition(": ")
    return Check(code, cast(Severity, severity), title, explanation, find)


def _function(find: Callable[[sqlite3.Connection, str], Findings]) -> Check:
    return _check(find.__name__.replace("_", "-"), cleandoc(find.__doc__ or ""), find)


def written(path: Path) -> Check:
    """Return the check that is written in a file of SQL."""
    text = path.read_text(encoding="utf-8")
    head = "\n".join(
        line[3:] for line in takewhile(lambda line: line.startswith("--"), text.splitlines())
    )

    def find(connection: sqlite3.Connection, today: str) -> Findings:
        for record, steps, *said in connection.execute(text):
            path = (int(step) if step.isdigit() else step for step in steps.split("/") if step)
            yield Finding(record, tuple(path), *said)

    return _check(path.stem, head, find)


FATAL: Final = tuple(map(_function, (functions.duplicate_id, functions.unknown_reference)))
"""The checks without which nothing is answered; `ledger/rules.toml` explains their codes."""
CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted(
        (
            *map(written, _SQL.glob("*.sql")),
            *map(
                _function,
                (functions.future_date, functions.replacement_withdrawn, functions.look_alike),
            ),
            *map(
                _function,
                (functions.judging_words, functions.possible_duplicate, functions.confusable_ids),
            ),
        ),
        key=lambda check: (check.severity != "error", check.code),
    )
)


_PATHS: Final[Mapping[str, Steps]] = {"duplicate-id": ("id",), "duplicate-dataset": ()}
"""The faulty value where two lines with one id differ; reading finds these."""
_STANDS: Final = "SELECT file, line, json FROM record WHERE id = ?"
_FIRST_FILE: Final = "SELECT coalesce(min(name), 'dataset.jsonl'), 1, ? FROM data_file"


def run(
    connection: sqlite3.Connection,
    today: str,
    *,
    broken: bool = False,
    checks: Iterable[Check] | None = None,
) -> Findings:
    """Yield everything that checks find in a filled index; no day that happened is after `today`.

    Nothing can be said to be missing from a dataset that is `broken`: some of its lines can't be read.
    """
    for check in (*FATAL, *CHECKS) if checks is None else checks:
        if broken and check.code == "no-dataset-record":
            continue
        for finding in check.find(connection, today):
            broken = broken or check.severity == "fatal"
            yield finding._replace(code=finding.code or check.code, severity=check.severity)


def problems(
    connection: sqlite3.Connection, known: Iterable[Problem], found: Iterable[Finding], lines: Lines
) -> tuple[Problem, ...]:
    """Return known problems and those that checks found, by place, each with its line and column."""
    placed = []
    # By file, each with the path to its value, and the canonical line for one that can't be read any more.
    unplaced = defaultdict[str, list[tuple[Problem, Steps, str]]](list)
    for problem in known:
        if problem.line_text is None and problem.code in _PATHS:
            unplaced[problem.place.file].append((problem, _PATHS[problem.code], ""))
        else:
            placed.append(problem)
    for one in found:
        row = connection.execute(
            _STANDS if one.record is not None else _FIRST_FILE, (one.record,)
        ).fetchone()
        said = one.code, one.severity, one.message, one.hint, None, one.record or None
        problem = Problem(Place(row[0], row[1]), *said)
        if one.record is None:
            placed.append(problem)
        else:
            unplaced[row[0]].append((problem, one.path, row[2]))
    for name, some in unplaced.items():
        as_written = lines(name, {problem.place.line for problem, _, _ in some})
        for problem, path, line in some:
            text = as_written.get(problem.place.line, line)
            values = scan(text).values
            while path and path not in values:
                path = path[:-1]
            place = problem.place._replace(column=values.get(path, 0) + 1)
            placed.append(problem._replace(place=place, line_text=text))
    return tuple(sorted(placed, key=order))


def lines_in(data: Data) -> Lines:
    """Return what gives the lines of data files; what can't be read any more is missing."""

    def lines(name: str, numbers: Collection[int]) -> Mapping[int, str]:
        found: dict[int, str] = {}
        with suppress(OSError):
            given = (
                blocks(DataFile(name, data.path / name))
                if isinstance(data, Folder)
                else [data[name]]
            )
            for raw in raw_lines(given):
                if raw.number in numbers:
                    text = raw.content.decode("utf-8", "replace")
                    found[raw.number] = text.removeprefix("\ufeff").removesuffix("\r")
                    if len(found) == len(numbers):
                        break
        return found

    return lines
