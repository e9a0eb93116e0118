"""What is promised of speed and memory, and whether it is kept: the table of `bench/RESULTS.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple


class Limit(NamedTuple):
    """The most that a figure may be; `unit` is written after a number."""

    figure: str
    most: float
    unit: str
    of: str = ""
    """What the figure is compared with."""

    def promised(self) -> str:
        """The limit in words."""
        return f"≤ {self.most:g}{self.unit}{self.of and f' {self.of}'}"

    def measured(self, figures: Mapping[str, float]) -> str:
        """The figure in words."""
        value = figures[self.figure]
        return f"{value:.3g}{self.unit}" if value < float("inf") else "too slow to wait for"

    def kept(self, figures: Mapping[str, float]) -> bool:
        """Whether the figure is within the limit."""
        return figures[self.figure] <= self.most


class Target(NamedTuple):
    """One line of the table: what must be, what we go for, and why it may be missed."""

    what: str
    must: tuple[Limit, ...]
    goal: tuple[Limit, ...]
    why: str
    """What keeps it from being better, as far as it is known; with figures by name in braces."""


_TIMES: Final = " ×"
_MS: Final = " ms"
_MB: Final = " MB"
_QUERY: Final = "`sqlite-utils query`"
_INSERT: Final = "`sqlite-utils insert --nl`"
_NOT_KNOWN: Final = "what takes the time is not known yet"

TARGETS: Final = (
    Target(
        "`list --silent --json`, shipped data, warm, whole process",
        (Limit("list_query", 0.5, _TIMES, _QUERY),),
        (
            Limit("list_query", 0.45, _TIMES, _QUERY),
            Limit("list_pass", 5.5, _TIMES, "`python -c pass`"),
        ),
        "importing Typer and sqlite3 alone takes {typer_query:.2f} × `sqlite-utils query`"
        " and {typer_pass:.1f} × `python -c pass`",
    ),
    Target(
        "the same on a terminal with a table",
        (Limit("table_query", 0.9, _TIMES, _QUERY),),
        (Limit("table_query", 0.6, _TIMES, _QUERY),),
        "Typer takes {typer_query:.2f} × of it, and Rich's table comes on top",
    ),
    Target(
        "load of {records} validated records with indices, without full text",
        (Limit("load_insert", 0.25, _TIMES, _INSERT),),
        (
            Limit("load_insert", 0.15, _TIMES, _INSERT),
            Limit("load_duckdb", 2.1, _TIMES, "DuckDB `read_json` to a table"),
        ),
        "validating by pydantic, the tables with their indices and the summary of each actor and issue",
    ),
    Target(
        "the same with full text",
        (Limit("search_insert", 0.5, _TIMES, _INSERT),),
        (Limit("search_insert", 0.3, _TIMES, _INSERT),),
        "as above, and FTS5 over each quote, summary, title and note",
    ),
    Target(
        "peak memory of that load, all processes; and from {records} to {thrice} records",
        (Limit("memory", 200, _MB), Limit("memory_growth", 1.1, _TIMES)),
        (Limit("memory", 100, _MB), Limit("memory_growth", 1.1, _TIMES)),
        "a load holds more than a block of lines, or all ids",
    ),
    Target(
        "first `list` after one more line at {records} records, over a warm `list`",
        (Limit("more", 150, _MS),),
        (Limit("more", 20, _MS),),
        "pydantic is imported to validate the line, and the file it was put into is hashed",
    ),
    Target(
        "silence list of the busiest issue at {pairs}, query alone",
        (Limit("busiest", 10, _MS),),
        (Limit("busiest", 3, _MS),),
        _NOT_KNOWN,
    ),
    Target(
        "the same of a middling issue",
        (Limit("middling", 1.5, _MS),),
        (Limit("middling", 0.5, _MS),),
        _NOT_KNOWN,
    ),
    Target(
        "whole `list --silent --issue X --json` at {pairs} over the same at 10 records",
        (Limit("large_small", 1.5, _TIMES),),
        (Limit("large_small", 1.15, _TIMES),),
        "the state of each file is looked at, and there are {files:.0f}",
    ),
    Target(
        "silence of all issues, counts, at {pairs}",
        (Limit("counts_duckdb", 1.5, _TIMES, "DuckDB over Parquet"),),
        (Limit("counts_duckdb", 0.8, _TIMES, "DuckDB over Parquet"),),
        "one scan of the summary takes {counts:.0f} ms here on one core; DuckDB uses all of them",
    ),
    Target(
        "`check` of {records} records",
        (Limit("check_load", 1.0, _TIMES, "the load"),),
        (Limit("check_loads", 0.65, _TIMES, "a one-core `json.loads` loop"),),
        "pydantic validates each line, which by itself takes longer than `json.loads`; two processes share that",
    ),
    Target(
        "growth from {tenth} to {records}: load",
        (Limit("growth", 11, _TIMES),),
        (Limit("growth", 10, _TIMES),),
        "sorting for the indices grows faster than the data",
    ),
)


def rows(figures: Mapping[str, float], sizes: Mapping[str, str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Each target as people read it: what, must, go for, measured, and whether it was met, else why not."""
    for target in TARGETS:
        yield (
            target.what.format(**sizes),
            _promised(target.must),
            _promised(target.goal),
            _measured((*target.must, *target.goal), figures),
            _verdict(target, figures),
        )


def _promised(limits: tuple[Limit, ...]) -> str:
    return ", ".join(limit.promised() for limit in limits)


def _measured(limits: tuple[Limit, ...], figures: Mapping[str, float]) -> str:
    return ", ".join({limit.figure: limit.measured(figures) for limit in limits}.values())


def _verdict(target: Target, figures: Mapping[str, float]) -> str:
    if all(limit.kept(figures) for limit in (*target.must, *target.goal)):
        return "met"
    why = target.why.format(**figures)
    if all(limit.kept(figures) for limit in target.must):
        return f"met; what we go for is missed: {why}"
    return f"missed: {why}"
