"""Measure the program beside its peers and write `bench/RESULTS.md`.

python -m bench [N] [--only STEP]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.budgets import machine, page
from bench.generate import number
from bench.measures import STEPS
from bench.place import Place

RESULTS: Final = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("records", type=number, nargs="?", default="100k", metavar="N")
    parser.add_argument(
        "--only", choices=STEPS, action="append", metavar="STEP", help=f"of {', '.join(STEPS)}"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where the page goes, else RESULTS.md"
    )
    options = parser.parse_args()
    figures: dict[str, float] = {}
    with TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder))
        for name, step in STEPS.items():
            if name in (options.only or STEPS):
                begin = time.perf_counter()
                figures |= step(place, options.records)
                print(f"{name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
    text = page(figures, options.records, machine())
    if options.output or not options.only:
        (options.output or RESULTS).write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
