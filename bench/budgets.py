"""What is promised of speed and memory, and the page that shows whether it is kept."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

_PEERS: Final = ("typer", "pydantic", "sqlite-utils")
_QUERY: Final = "`sqlite-utils query`"


class Limit(NamedTuple):
    """The most that a figure may be and should be; `unit` follows a number."""

    figure: str
    must: float
    goal: float
    unit: str = " ×"
    of: str = ""
    """What the figure is compared with."""


class Budget(NamedTuple):
    """One row of the table."""

    what: str
    limits: tuple[Limit, ...]


BUDGETS: Final = (
    Budget(
        "`list --silent --json`, shipped data, warm, whole process",
        (Limit("list_query", 0.55, 0.45, of=_QUERY),),
    ),
    Budget("the same as a table on a terminal", (Limit("table_query", 0.75, 0.55, of=_QUERY),)),
    Budget(
        "first `list` of the shipped data, no index there", (Limit("first_list", 5, 4, of="the warm one"),)
    ),
    Budget(
        "cold load of {records} records, validated, indexed, with full text",
        (Limit("load_insert", 1, 0.7, of="`sqlite-utils insert --nl`"),),
    ),
    Budget(
        "memory of that load; from {tenth} to {records}",
        (Limit("load_mb", 200, 200, " MB"), Limit("memory_growth", 1.3, 1.1)),
    ),
    Budget(
        "the load of the same records, written in any way", (Limit("load_variants", 1.5, 1.5, of="plain"),)
    ),
    Budget(
        "the check of the same records, written in any way", (Limit("check_variants", 1.5, 1.5, of="plain"),)
    ),
    Budget("growth from {tenth} to {records}: load", (Limit("growth_load", 12, 11),)),
    Budget("growth: check", (Limit("growth_check", 12, 11),)),
    Budget(
        "growth: every report, `show`, `due`, `changes`, `export`; the worst",
        (Limit("growth_questions", 12, 11),),
    ),
    Budget(
        "first `list` after one appended line, {records} records in one file, over the warm one",
        (Limit("appended_s", 0.5, 0.2, " s"),),
    ),
    Budget("after an edit in the middle of a 5 MB file", (Limit("edited_s", 3, 1, " s"),)),
    Budget(
        "`add` of one record at {records} records",
        (Limit("add_s", 1, 0.5, " s"), Limit("add_mb", 100, 100, " MB")),
    ),
    Budget(
        "`list` of one issue with a panel of 30, in {records} records over the same in 10",
        (Limit("large_small", 1.5, 1.1),),
    ),
    Budget(
        "each report of one issue, `show` of a person, at {records} records; the worst",
        (Limit("one_s", 1, 0.5, " s"), Limit("one_mb", 100, 100, " MB")),
    ),
    Budget("`list --silent` over all issues, 100 to 2,000 issues", (Limit("issues", 24, 24),)),
    Budget(
        "any report over all issues, `due`, `matrix` at {records} records × 100 issues; the worst",
        (Limit("all_s", 10, 3, " s"),),
    ),
    Budget("`check` of {records} records", (Limit("check_load", 1.5, 1, of="the load"),)),
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
    yield "Processor time of whole processes (user and system, children included), programs that are compared run"
    yield "in turn (A B C A B C), medians. Memory is the most that a process held. The datasets are those of"
    yield "`python -m bench.generate`; “written in any way” is with keys shuffled, without ids, with spaces, with"
    yield "JSON escapes, in other alphabets, with CRLF, or with lines in random order: the slowest of them."
    yield ""
    yield "| What | Must | Go for | Measured | Met? |"
    yield "| --- | --- | --- | --- | --- |"
    sizes = {"records": f"{records:,}", "tenth": f"{records // 10:,}"}
    for budget in BUDGETS:
        if all(limit.figure in figures for limit in budget.limits):
            yield f"| {' | '.join((budget.what.format(**sizes), *_cells(budget.limits, figures)))} |"
    yield ""
    yield "## Every figure"
    yield ""
    yield "Names in `_s` are seconds of processor time, in `_mb` memory; others are ratios."
    yield ""
    yield "| Figure | Measured |"
    yield "| --- | --- |"
    for name, value in sorted(figures.items()):
        yield f"| `{name}` | {value:.3g} |"


def _cells(limits: tuple[Limit, ...], figures: Mapping[str, float]) -> Iterator[str]:
    """Yield what must be, what is gone for, what was measured, and whether it was met."""
    for most in ([limit.must for limit in limits], [limit.goal for limit in limits]):
        yield ", ".join(
            f"≤ {number:g}{limit.unit} {limit.of}".rstrip()
            for number, limit in zip(most, limits, strict=True)
        )
    yield ", ".join(f"{figures[limit.figure]:.3g}{limit.unit}" for limit in limits)
    if all(figures[limit.figure] <= limit.goal for limit in limits):
        yield "yes, and the goal"
    else:
        yield "yes" if all(figures[limit.figure] <= limit.must for limit in limits) else "**no**"


def machine() -> str:
    """Describe the processor, its cores, the memory, and the programs that are measured."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    peers = ", ".join(f"{name} {version(name)}" for name in _PEERS)
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{_processor()}, {cores} cores, {memory / 2**30:.0f} GiB; {python}, {peers}"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
