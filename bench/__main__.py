"""Measure the program beside its peers and write `bench/RESULTS.md`, anew after each step.

python -m bench [N] [--only STEP]

A step or a program that ends in an error is named, and the others are measured all the same; the
exit status is then 1.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.budgets import machine, page
from bench.generate import number
from bench.measures import STEPS, Figures
from bench.place import Place

RESULTS: Final = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Run as a program; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("records", type=number, nargs="?", default="100k", metavar="N")
    parser.add_argument(
        "--only", choices=STEPS, action="append", metavar="STEP", help=f"of {', '.join(STEPS)}"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where the page goes, else RESULTS.md"
    )
    options = parser.parse_args()
    output = options.output or (None if options.only else RESULTS)
    figures: Figures = {}
    with TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder))
        for name in STEPS:
            if name in (options.only or STEPS):
                figures |= _measure(name, place, options.records)
                text = page(figures, options.records, machine(), place.errors)
                if output:
                    output.write_text(text, encoding="utf-8")
    print(text)
    for error in place.errors:
        print(error, file=sys.stderr)
    return 1 if place.errors else 0


def _measure(name: str, place: Place, records: int) -> Figures:
    """Return the figures of a step and its time; note an error, which ends no other step."""
    figures: Figures = {}
    begin = time.perf_counter()
    try:
        figures |= STEPS[name](place, records)
    except Exception as error:
        traceback.print_exc()
        place.errors.append(f"step `{name}`: {error}")
    clock = time.perf_counter() - begin
    print(f"{name}: {clock:.0f} s", file=sys.stderr, flush=True)
    return figures | {f"step-{name}_clock": clock}


if __name__ == "__main__":
    sys.exit(main())
