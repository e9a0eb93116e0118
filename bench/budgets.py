"""The limits of time and memory, and the page that shows whether they hold."""

from __future__ import annotations

import math
import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Final, NamedTuple

from bench.place import sizes_of

_PEERS: Final = ("typer", "pydantic", "sqlite-utils")
_QUERY: Final = "`sqlite-utils query`"
_INSERT: Final = "`sqlite-utils insert --nl`"
_FLOOR: Final = "`bench/floor.py`"


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
    Budget("`list --silent --json`, shipped data, warm", "list_query", 0.6, 0.6, of=_QUERY),
    Budget("cold load of {whole} records, with full text", "load_insert", 2.5, 2, of=_INSERT),
    Budget("the same", "load_floor", 2.5, 2, of=_FLOOR),
    Budget("memory of that load", "load_mb", 200, 200, " MB"),
    Budget("the same, from {whole} to {million} records", "memory_growth", 1.3, 1.1),
    Budget("size of the index", "index_data", 2.8, 2, of="the data"),
    Budget("`check`", "check_load", 1.2, 1, of="the load"),
    Budget(
        "`list --issue X`, `--person`, `--org`, `--tag`, `--source`; the worst",
        "list_worst_s",
        0.5,
        0.2,
        " s",
    ),
    Budget("their memory", "list_worst_mb", 100, 100, " MB"),
    Budget("`show` of a person, issue, record; the worst", "show_worst_s", 0.5, 0.2, " s"),
    Budget("their memory", "show_worst_mb", 100, 100, " MB"),
    Budget("`query` on `standing` of one issue", "whole_s:query-standing", 0.5, 0.2, " s"),
    Budget("`changes --rev HEAD~1..`, ten new lines", "changes_check", 1.3, 0.5, of="a `check`"),
    Budget("`check --against HEAD~1`, the same", "against_check", 1.3, 1.1, of="a `check`"),
    Budget("their memory", "review_mb", 200, 200, " MB"),
    Budget("`list --known-by REV`, asked again", "known_s", 0.5, 0.2, " s"),
    Budget("memory of `fmt -n`", "fmt_mb", 200, 100, " MB"),
    Budget("`add` of one record", "add_s", 0.5, 0.5, " s"),
    Budget("first `list` after an appended line, over a warm one", "appended_s", 0.5, 0.5, " s"),
    Budget("import of a table of 5,000 rows", "import_row", 1, 1, " ms a row"),
    Budget(
        "`list` of one issue, panel of 30",
        "large_small",
        1.5,
        1.1,
        of="the same in 10 records",
    ),
    Budget("each report of one issue; the worst", "one_worst_s", 0.7, 0.3, " s"),
    Budget("their memory", "one_worst_mb", 100, 100, " MB"),
    Budget("any report over all 100 issues, `due`, `matrix`; the worst", "all_worst_s", 5, 2, " s"),
    Budget("growth of each command from {tenth} to {whole} records", "growth_tenth:worst", 12, 11),
    Budget("`site` of {hundredth} records", "site_page", 5, 3, " ms a page"),
    Budget("the same, unchanged", "site_again_first", 0.2, 0.1, of="the first"),
    Budget("the same, after one more record", "site_one_more_first", 0.2, 0.1, of="the first"),
    Budget("its files that this changes", "site_changed", 0.03, 0.01, of="all"),
    Budget("`show` of an issue with {whole} people", "crowd_s", 3, 3, " s"),
    Budget("its memory", "crowd_mb", 300, 300, " MB"),
)


class Column(NamedTuple):
    """A column of the table of questions: the first part of its figures' names, and its head."""

    figure: str
    head: str


_COLUMNS: Final = (
    Column("hundredth_s", "{hundredth}: s"),
    Column("tenth_s", "{tenth}: s"),
    Column("whole_s", "{whole}: s"),
    Column("whole_mb", "MB"),
    Column("million_s", "{million}: s"),
    Column("million_mb", "MB"),
    Column("growth_tenth", "{tenth} to {whole}"),
    Column("growth_hundredth", "{hundredth} to {whole}"),
)


def page(
    figures: Mapping[str, float], records: int, machine: str, errors: Sequence[str] = ()
) -> str:
    """Return the results as a page; rows that were not measured are left out."""
    sizes = {name: f"{size:,}" for name, size in sizes_of(records)._asdict().items()}
    lines = [
        *_head(machine),
        *_errors(errors),
        *_budgets(figures, sizes),
        *_questions(figures, sizes),
        *_every_figure(figures),
    ]
    return "".join(f"{line}\n" for line in lines)


def _head(machine: str) -> Iterator[str]:
    yield "# What the program costs, beside its peers"
    yield ""
    yield "<!-- Written by `make bench`; do not edit. -->"
    yield ""
    yield f"Measured on {machine}."
    yield ""
    yield "Processor time of whole processes (user and system, children included), medians;"
    yield "programs that are compared run in turn (A B C A B C). Memory is the most that a process"
    yield "held. The datasets are those of `python -m bench.generate`: in git, with a thousand"
    yield "commits, recorded on hundreds of days, lines of 900 bytes in several alphabets."


def _errors(errors: Sequence[str]) -> Iterator[str]:
    if errors:
        yield ""
        yield "## Errors"
        yield ""
        yield "What depends on these has no answer below."
        yield ""
        for error in errors:
            yield f"- {error}"


def _budgets(figures: Mapping[str, float], sizes: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield "| What | Must | Go for | Measured | Met? |"
    yield "| --- | --- | --- | --- | --- |"
    for budget in BUDGETS:
        if budget.figure in figures:
            cells = " | ".join(_cells(budget, figures[budget.figure]))
            yield f"| {budget.what.format(**sizes)} | {cells} |"


def _questions(figures: Mapping[str, float], sizes: Mapping[str, str]) -> Iterator[str]:
    """Yield a table of the questions that were asked at several sizes."""
    questions = dict.fromkeys(name.partition(":")[2] for name in figures if ":" in name)
    if not questions:
        return
    heads = ["Question", *(column.head.format(**sizes) for column in _COLUMNS)]
    yield ""
    yield "## Every question, by the number of records"
    yield ""
    yield "Asked once of each dataset: seconds, memory, and how many times as long the larger one"
    yield "takes. An empty cell is a question that was left out there, to save time."
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for question in questions:
        names = [f"{column.figure}:{question}" for column in _COLUMNS]
        cells = [_number(figures[name]) if name in figures else "" for name in names]
        yield f"| `{question}` | {' | '.join(cells)} |"


def _every_figure(figures: Mapping[str, float]) -> Iterator[str]:
    yield ""
    yield "## Every other figure"
    yield ""
    yield "Names in `_s` are seconds of processor time, in `_clock` seconds on the clock, in `_mb`"
    yield "memory; others are ratios or counts."
    yield ""
    yield "| Figure | Measured |"
    yield "| --- | --- |"
    for name, value in sorted(figures.items()):
        if ":" not in name:
            yield f"| `{name}` | {_number(value)} |"


def _number(value: float, unit: str = "") -> str:
    return "no answer" if math.isnan(value) else f"{value:.3g}{unit}"


def _cells(budget: Budget, measured: float) -> Iterator[str]:
    """Yield what must be, what is gone for, what was measured, and whether it was met."""
    for most in (budget.must, budget.goal):
        yield f"≤ {most:g}{budget.unit} {budget.of}".rstrip()
    yield _number(measured, budget.unit)
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
