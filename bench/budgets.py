"""The limits of time and memory, and the page that shows whether they hold."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Final, NamedTuple

_PEERS: Final = ("typer", "pydantic", "sqlite-utils")
_QUERY: Final = "`sqlite-utils query`"
_INSERT: Final = "`sqlite-utils insert --nl`"


class Budget(NamedTuple):
    """A row of the table: the most that a figure may be, and should be; `unit` follows a number."""

    what: str
    figure: str
    must: float
    goal: float
    unit: str = " ×"
    of: str = ""
    """What the figure is compared with."""


BUDGETS: Final = (
    Budget(
        "`list --silent --json`, shipped data, warm, whole process",
        "list_query",
        0.55,
        0.45,
        of=_QUERY,
    ),
    Budget("the same as a table on a terminal", "table_query", 0.75, 0.55, of=_QUERY),
    Budget(
        "first `list` of the shipped data, no index there", "first_list", 5, 4, of="the warm one"
    ),
    Budget("cold load of {records} records, with full text", "load_insert", 1, 0.7, of=_INSERT),
    Budget("memory of that load", "load_mb", 200, 200, " MB"),
    Budget("the same, from {tenth} to {records} records", "memory_growth", 1.3, 1.1),
    Budget(
        "the load of the same records, written in any way", "load_variants", 1.5, 1.5, of="plain"
    ),
    Budget(
        "the check of the same records, written in any way", "check_variants", 1.5, 1.5, of="plain"
    ),
    Budget("`check` of {records} records", "check_load", 1.5, 1, of="the load"),
    Budget("growth from {tenth} to {records} records: load", "growth_load", 12, 11),
    Budget("growth: check", "growth_check", 12, 11),
    Budget(
        "growth: report, `show`, `due`, `changes`, `export`; the worst", "growth_questions", 12, 11
    ),
    Budget("first `list` after an appended line, over a warm one", "appended_s", 0.5, 0.2, " s"),
    Budget("the same after an edit in the middle of a 5 MB file", "edited_s", 3, 1, " s"),
    Budget("`add` of one record at {records} records", "add_s", 1, 0.5, " s"),
    Budget("its memory", "add_mb", 100, 100, " MB"),
    Budget(
        "`list` of one issue, panel of 30, in {records} records",
        "large_small",
        1.5,
        1.1,
        of="the same in 10",
    ),
    Budget("each report of one issue, `show` of a person; the worst", "one_s", 1, 0.5, " s"),
    Budget("their memory", "one_mb", 100, 100, " MB"),
    Budget("`list --silent` over all issues, 100 to 2,000 issues", "issues", 24, 24),
    Budget("any report over all 100 issues, `due`, `matrix`; the worst", "all_s", 10, 3, " s"),
)


def page(figures: Mapping[str, float], records: int, machine: str) -> str:
    """Return the results as a page; rows that were not measured are left out."""
    return "".join(f"{line}\n" for line in _page(figures, records, machine))


def _page(figures: Mapping[str, float], records: int, machine: str) -> Iterator[str]:
    yield "# What the program costs, beside its peers"
    yield ""
    yield "<!-- Written by `make bench`; do not edit. -->"
    yield ""
    yield f"Measured on {machine}."
    yield ""
    yield "Processor time of whole processes (user and system, children included), medians;"
    yield "programs that are compared run in turn (A B C A B C). Memory is the most that a process"
    yield "held. The datasets are those of `python -m bench.generate`; “written in any way” is with"
    yield "keys shuffled, without ids, with spaces, with JSON escapes, in other alphabets, with"
    yield "CRLF, or with lines in random order: the slowest of them."
    yield ""
    yield "| What | Must | Go for | Measured | Met? |"
    yield "| --- | --- | --- | --- | --- |"
    sizes = {"records": f"{records:,}", "tenth": f"{records // 10:,}"}
    for budget in BUDGETS:
        if budget.figure in figures:
            cells = " | ".join(_cells(budget, figures[budget.figure]))
            yield f"| {budget.what.format(**sizes)} | {cells} |"
    yield ""
    yield "## Every figure"
    yield ""
    yield "Names in `_s` are seconds of processor time, in `_clock` seconds on the clock, in `_mb`"
    yield "memory; others are ratios or counts."
    yield ""
    yield "| Figure | Measured |"
    yield "| --- | --- |"
    for name, value in sorted(figures.items()):
        yield f"| `{name}` | {value:.3g} |"


def _cells(budget: Budget, measured: float) -> Iterator[str]:
    """Yield what must be, what is gone for, what was measured, and whether it was met."""
    for most in (budget.must, budget.goal):
        yield f"≤ {most:g}{budget.unit} {budget.of}".rstrip()
    yield f"{measured:.3g}{budget.unit}"
    yield (
        "yes, and the goal"
        if measured <= budget.goal
        else "yes"
        if measured <= budget.must
        else "**no**"
    )


def machine() -> str:
    """Describe the machine, and the programs that are measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    peers = ", ".join(f"{name} {version(name)}" for name in _PEERS)
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory / 2**30:.0f} GiB; {python}, {peers}"
    )
