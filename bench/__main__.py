"""Measure the program beside its peers and write `bench/RESULTS.md`: `python -m bench [N]`, N records (1M)."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import measures
from bench.datasets import Place
from bench.generate import number
from bench.page import machine, page

RESULTS: Final = Path(__file__).with_name("RESULTS.md")


def measured(place: Place, records: int) -> dict[str, float]:
    """All figures; tells on standard error what is measured."""
    steps: dict[str, Callable[[], dict[str, float]]] = {
        "start-up": lambda: measures.start(place),
        "load, check": lambda: measures.load(place, records),
        "memory": lambda: measures.memory(place, records),
        "one more line": lambda: measures.more(place, records),
        "questions": lambda: measures.questions(place, records),
    }
    figures: dict[str, float] = {}
    for name, step in steps.items():
        begin = time.perf_counter()
        figures |= step()
        print(f"{name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
    return figures


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "records", type=number, nargs="?", default="1M", metavar="N", help="how many: 100k, 1M"
    )
    parser.add_argument("--output", type=Path, default=RESULTS, metavar="FILE")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="bench-") as folder:
        text = page(measured(Place(Path(folder)), given.records), given.records, machine())
    given.output.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
