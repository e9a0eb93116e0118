"""The measurements: each function runs programs in turn and returns figures by name.

A name that ends in `_s` is seconds of processor time, one in `_mb` memory; any other is a ratio.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.generate import VARIANTS
from bench.place import OURS, SQLITE_UTILS, Cost, Place, medians, run, silences
from stancetracker.base.plugins import names
from stancetracker.index import engines as others
from stancetracker.reports import catalogue as reports

Figures = dict[str, float]
_ONE = ("--issue", "issue-0000")
_TWO_DAYS = "2025-01-01..2026-01-01"


def start(place: Place, records: int) -> Figures:
    """Measure a list of the shipped data beside the same rows by sqlite-utils."""
    asked = ("list", "--silent", "--json")
    place.ask(None, *asked)
    rows = place.folder / "rows.db"
    answer = subprocess.run(
        [*OURS, *asked], env=place.environment, capture_output=True, check=True
    ).stdout
    insert = [*SQLITE_UTILS, "insert", str(rows), "silent", "-"]
    subprocess.run(insert, env=place.environment, input=answer, check=True)
    query = [*SQLITE_UTILS, "query", str(rows), "SELECT * FROM silent"]

    def first() -> Cost:
        place.forget()
        return place.ask(None, *asked)

    taken = medians(
        {
            "first": first,
            "list": lambda: place.ask(None, *asked),
            "query": lambda: run(query, place.environment),
            "table": lambda: place.ask(
                None, "list", "--silent", "-f", "table", "--color", "always"
            ),
        },
        11,
    )
    figures = {f"{name}_s": cost.seconds for name, cost in taken.items()}
    figures |= {
        f"{name}_query": taken[name].seconds / taken["query"].seconds for name in ("list", "table")
    }
    return figures | {"first_list": taken["first"].seconds / taken["list"].seconds}


def load(place: Place, records: int) -> Figures:
    """Measure a load and a check of that many records, of a tenth, and of the peer."""
    folder, tenth = place.dataset(records), place.dataset(records // 10)
    taken = medians(
        {
            "insert": lambda: place.insert(folder),
            "check": lambda: place.check(folder),
            "check_tenth": lambda: place.check(tenth),
            "load_tenth": lambda: place.load(tenth),
            "load": lambda: place.load(folder),
        },
        3,
    )
    figures = {f"{name}_s": cost.seconds for name, cost in taken.items()}
    figures |= {f"{name}_mb": cost.memory for name, cost in taken.items()}
    figures["load_insert"] = figures["load_s"] / figures["insert_s"]
    figures["check_load"] = figures["check_s"] / figures["load_s"]
    if records >= 1_000_000:  # below, caches are not yet full
        figures["memory_growth"] = figures["load_mb"] / figures["load_tenth_mb"]
    for name in ("load", "check"):
        figures[f"growth_{name}"] = figures[f"{name}_s"] / figures[f"{name}_tenth_s"]
    return figures


def variants(place: Place, records: int) -> Figures:
    """Measure a load and a check of a quarter of the records, written in other ways."""
    figures: Figures = {}
    for variant in VARIANTS:
        folder = place.dataset(records // 4, "--variant", variant)
        taken = medians(
            {"load": partial(place.load, folder), "check": partial(place.check, folder)}, 2
        )
        figures |= {f"{name}_{variant}_s": cost.seconds for name, cost in taken.items()}
        for name in taken:
            figures[f"{name}_{variant}"] = (
                figures[f"{name}_{variant}_s"] / figures[f"{name}_plain_s"]
            )
    for name in ("load", "check"):
        figures[f"{name}_variants"] = max(figures[f"{name}_{variant}"] for variant in VARIANTS)
    return figures


def growth(place: Place, records: int) -> Figures:
    """Measure each question at that many records and at a tenth: of one issue, and of all."""
    figures: Figures = {}
    costs = {size: dict(_questions(place, size)) for size in (records // 10, records)}
    for name, cost in costs[records].items():
        figures |= {f"{name}_s": cost.seconds, f"{name}_mb": cost.memory}
        figures[f"growth_{name}"] = cost.seconds / costs[records // 10][name].seconds
    of_one = [name for name in costs[records] if name.startswith(("one-", "show"))]
    of_all = [name for name in costs[records] if name.startswith("all-")]
    figures["one_s"] = max(figures[f"{name}_s"] for name in of_one)
    figures["one_mb"] = max(figures[f"{name}_mb"] for name in of_one)
    figures["all_s"] = max(figures[f"{name}_s"] for name in of_all)
    figures["growth_questions"] = max(figures[f"growth_{name}"] for name in costs[records])
    return figures


def _questions(place: Place, records: int) -> Iterator[tuple[str, Cost]]:
    """Yield the cost of each question whose growth is limited."""
    folder, revision = place.dataset(records), place.revision(place.dataset(records))
    place.load(folder)
    every = [word for number in range(100) for word in ("--issue", f"issue-{number:04}")]
    for name in names(reports):
        yield f"one-{name}", place.ask(folder, "report", name, "--json", *_ONE)
        yield f"all-{name}", place.ask(folder, "report", name, "--json", *every)
    yield "show", place.ask(folder, "show", "person-00000", "--json")
    yield "all-due", place.ask(folder, "due", "--json")
    yield "all-silent", place.ask(folder, "list", "--silent", "--json")
    yield "changes-days", place.ask(folder, "changes", "--as-of", _TWO_DAYS, "--json")
    yield "changes-revision", place.ask(revision, "changes", "--rev", "HEAD..", "--json")
    for kind in ("csv", "sqlite", "jsonld"):
        yield f"export-{kind}", place.export(folder, kind)


def one_more(place: Place, records: int) -> Figures:
    """Measure the first list after one appended line, after an edit, and adding a record."""
    files = place.dataset(records)
    whole, edited = place.one_file(files), max((files / "records").iterdir())
    lines = silences()

    def warm(folder: object) -> Callable[[], Cost]:
        return lambda: place.warm(whole.parent if folder is whole else files)

    def appended() -> Cost:
        with whole.open("a", encoding="utf-8") as output:
            output.write(next(lines))
        return place.warm(whole.parent)

    def changed() -> Cost:
        data = bytearray(edited.read_bytes())
        at = data.index(b'"quote":"', len(data) // 2) + len(b'"quote":"')
        data[at : at + 1] = b"z" if data[at : at + 1] != b"z" else b"y"
        edited.write_bytes(bytes(data))
        return place.warm(files)

    def added() -> Cost:
        line = place.folder / "line.jsonl"
        line.write_text(next(lines), encoding="utf-8")
        return place.ask(whole.parent, "add", "--json", str(line))

    place.load(whole.parent)
    place.warm(files)
    more = medians({"appended": appended, "warm": warm(whole)}, 5)
    edit = medians({"edited": changed, "warm": warm(files)}, 3)
    add = medians({"add": added}, 3)["add"]
    return {
        "appended_s": more["appended"].seconds - more["warm"].seconds,
        "edited_s": edit["edited"].seconds - edit["warm"].seconds,
        "add_s": add.seconds,
        "add_mb": add.memory,
    }


def issues(place: Place, records: int) -> Figures:
    """Measure one issue in many records and in few, and all issues where there are few and many."""
    large, small = place.dataset(records), place.dataset(10, "--issues", "1")
    some = place.dataset(records // 20, "--issues", "100")
    many = place.dataset(records, "--issues", "2000")
    for folder in (large, small, some, many):
        place.warm(folder)
    one = medians({"large": lambda: place.warm(large), "small": lambda: place.warm(small)}, 11)
    silent = ("list", "--silent", "--json")
    every = medians(
        {"some": lambda: place.ask(some, *silent), "many": lambda: place.ask(many, *silent)}, 3
    )
    return {
        "large_small": one["large"].seconds / one["small"].seconds,
        "issues_100_s": every["some"].seconds,
        "issues_2000_s": every["many"].seconds,
        "issues": every["many"].seconds / every["some"].seconds,
    }


def engines(place: Place, records: int) -> Figures:
    """Measure one issue and all panels on each engine.

    They are asked ten times as many statements, and as many silences.

    Seconds are those on the clock, since most of Spark's processes are not the program's children.
    """
    figures: Figures = {}

    def timed(name: str, folder: Path | None, *arguments: str) -> None:
        begin = time.perf_counter()
        figures[f"{name}_mb"] = place.ask(folder, *arguments, limit=7_200).memory
        figures[f"{name}_clock"] = time.perf_counter() - begin

    folder, export = (
        place.dataset(21 * records, "--issues", "1000", "--silences", "0.485"),
        place.folder / "parquet",
    )
    timed("engines-index", folder, "list", "--json", *_ONE)
    timed("engines-export", folder, "export", "parquet", "-o", str(export))
    files = [*export.rglob("*.parquet")]
    figures |= {
        "engines_files": len(files),
        "engines_files_mb": sum(one.stat().st_size for one in files) / 1e6,
    }
    for engine in ("sqlite", *names(others)):
        of = [] if engine == "sqlite" else [str(export)]
        for question, flags in {"one": ("--all", *_ONE), "all": ()}.items():
            asked = ("list", "--engine", engine, *of, "--json", *flags)
            timed(f"engines-{question}-{engine}", None if of else folder, *asked)
    return figures


STEPS: dict[str, Callable[[Place, int], Figures]] = {
    "start": start,
    "load": load,
    "variants": variants,
    "growth": growth,
    "issues": issues,
    "one_more": one_more,
    "engines": engines,
}
