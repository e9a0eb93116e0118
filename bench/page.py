"""The results as a page: the machine, each target with what was measured, every figure."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.targets import rows

PEERS: Final = ("typer", "pydantic", "sqlite-utils", "duckdb")
_HEADS: Final = ("What", "Must", "Go for", "Measured", "Met?")


def sizes(records: int) -> dict[str, str]:
    """How the targets name the sizes that were measured."""
    size = _short(records)
    return {
        "records": size,
        "tenth": _short(records // 10),
        "thrice": _short(3 * records),
        "pairs": f"{size} statements + {size} looks",
    }


def _short(count: int) -> str:
    if count % 1_000_000 == 0:
        return f"{count // 1_000_000} M"
    return f"{count // 1_000} k" if count % 1_000 == 0 else str(count)


def page(figures: Mapping[str, float], records: int, machine: str) -> str:
    """The results as a page."""
    return "".join(f"{line}\n" for line in _page(figures, records, machine))


def _page(figures: Mapping[str, float], records: int, machine: str) -> Iterator[str]:
    yield "# What the program costs, beside its peers"
    yield ""
    yield "<!-- Made by `make bench`; do not edit. -->"
    yield ""
    yield f"Measured on {machine}."
    yield ""
    yield "Whole processes, run in turn (A B C A B C), medians: of 15 for start-up and questions, of 7 for"
    yield "one more line, the load and the check. A load is the first `list` of one issue, with no index there."
    yield "Memory is what all processes of a load hold together, looked at 20 times a second, in one run each."
    yield "The datasets are those of `python -m bench.generate`: half of the records of a load are statements, half"
    yield "are looks."
    yield ""
    yield f"| {' | '.join(_HEADS)} |"
    yield f"|{' --- |' * len(_HEADS)}"
    for row in rows(figures, sizes(records)):
        yield f"| {' | '.join(row)} |"
    yield ""
    yield "## Every figure"
    yield ""
    yield "Names that end in `_ms` or `_s` are times; `a_b` is a divided by b; memory is in MB."
    yield ""
    yield "| Figure | Measured |"
    yield "| --- | --- |"
    for name, value in sorted(figures.items()):
        yield f"| `{name}` | {value:.4g} |"


def machine() -> str:
    """The processor, its cores, the memory, and the programs that are measured."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    peers = ", ".join(f"{name} {version(name)}" for name in PEERS)
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{_processor()}, {cores} cores, {memory / 2**30:.0f} GiB; {python}, {peers}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
