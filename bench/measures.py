"""The measurements: each function runs programs in turn and returns figures by name.

A name that ends in `_s` is seconds of processor time, one in `_mb` memory; any other is a ratio.
What was measured of many questions has the question after a colon: `whole_s:show-person`.
"""

from __future__ import annotations

import json
import math
import subprocess
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from bench.place import DAY, NO_ANSWER, OURS, SQLITE_UTILS, Cost, Place, medians, sizes_of
from bench.questions import ISSUE, PERSON, add, append, questions, reviewers
from stancetracker.base.plugins import names
from stancetracker.index import engines as others
from stancetracker.reports import catalogue as reports

Figures = dict[str, float]
_WORST_REPORT: Final = "all-timeline"
LEFT_OUT: Final = frozenset(
    {"changes-days", "changes-again"}
    | {f"all-{name}" for name in names(reports) if f"all-{name}" != _WORST_REPORT}
)
"""What a million records aren't asked, so that the rest takes about a quarter of an hour."""
_ROWS: Final = 5_000
"""The rows of the table that is imported."""
_MAPPING: Final = """
[actors.speaker]
kind = "person"
name = "{Name}"

[[row]]
kind = "statement"
speaker = "{speaker}"
issue = "issue-0000"
date = { column = "Date" }
stance = { column = "View", values = { yes = "favor", no = "against" } }
stance_basis = "explicit"
summary = "{speaker} is on record with “{View}”, line {Line}."
channel = "interview"
sources = [{ url = "https://table.example/{Line}", tier = "secondary", publisher = "A table" }]
"""


def start(place: Place, records: int) -> Figures:
    """Measure a list of the shipped data beside the same rows by sqlite-utils."""
    arguments = ("list", "--silent", "--json")
    place.ask(None, *arguments)
    rows = place.folder / "rows.db"
    answer = subprocess.run(
        [*OURS, *arguments], env=place.environment, capture_output=True, check=True
    ).stdout
    insert = [*SQLITE_UTILS, "insert", str(rows), "silent", "-"]
    subprocess.run(insert, env=place.environment, input=answer, check=True)
    query = [*SQLITE_UTILS, "query", str(rows), "SELECT * FROM silent"]
    costs = medians(
        {
            "list": lambda: place.ask(None, *arguments),
            "query": lambda: place.measure(query),
        },
        11,
    )
    figures = _figures(costs)
    return figures | {"list_query": figures["list_s"] / figures["query_s"]}


def load(place: Place, records: int) -> Figures:
    """Measure a load and a check of that many records, of the peer and of the floor."""
    folder = place.world(records)
    costs = medians(
        {
            "insert": lambda: place.insert(folder),
            "floor": lambda: place.floor(folder),
            "check": lambda: place.check(folder),
            "load": lambda: place.load(folder),
        },
        3,
    )
    figures = _figures(costs)
    data_bytes = sum(file.stat().st_size for file in folder.rglob("*.jsonl"))
    figures["index_data"] = place.index_bytes() / data_bytes
    figures["load_insert"] = figures["load_s"] / figures["insert_s"]
    figures["load_floor"] = figures["load_s"] / figures["floor_s"]
    figures["check_load"] = figures["check_s"] / figures["load_s"]
    return figures


def review(place: Place, records: int) -> Figures:
    """Measure what is asked of a pull request: its ten new lines, and the ledger before them."""
    folder = place.world(records)
    place.warm(folder)
    version = _version(place, folder, "HEAD~1")
    costs = medians(
        {
            "check": lambda: place.check(folder),
            **reviewers(place, folder),
            "fmt": lambda: place.ask(folder, "fmt", "-n"),
        },
        3,
    )
    place.forget_revisions()
    costs["against_version"] = place.ask(folder, "check", "--against", version)
    figures = _figures(costs)
    figures["changes_check"] = figures["changes_s"] / figures["check_s"]
    figures["against_check"] = figures["against_s"] / figures["check_s"]
    figures["review_mb"] = worst((figures["changes_mb"], figures["against_mb"]))
    return figures


def _version(place: Place, folder: Path, revision: str) -> str:
    """Return the version of the data at a revision."""
    command = [*OURS, "list", "--known-by", revision, "--json", *ISSUE, "-d", str(folder)]
    output = subprocess.run(command, env=place.environment, capture_output=True, check=True).stdout
    return str(json.loads(output)[0]["data_version"])


def growth(place: Place, records: int) -> Figures:
    """Measure each question at that many records, at a tenth and at a hundredth."""
    sizes = sizes_of(records)
    costs = {
        "hundredth": _ask_each(place, sizes.hundredth),
        "tenth": _ask_each(place, sizes.tenth),
        "whole": _ask_each(place, sizes.whole),
    }
    figures = _by_question(costs)
    for size in ("tenth", "hundredth"):
        ratios = _ratios(costs["whole"], costs[size])
        figures |= {f"growth_{size}:{name}": ratio for name, ratio in ratios.items()}
    for group in ("list", "show", "one", "all"):
        members = [cost for name, cost in costs["whole"].items() if name.startswith(f"{group}-")]
        figures[f"{group}_worst_s"] = worst(cost.seconds for cost in members)
        figures[f"{group}_worst_mb"] = worst(cost.memory for cost in members)
    return figures


def million(place: Place, records: int) -> Figures:
    """Measure each question once at ten times as many records, and by how much the load grows."""
    load = place.load(place.world(records))
    costs = _ask_each(place, sizes_of(records).million, LEFT_OUT)
    return _by_question({"million": costs}) | {"memory_growth": costs["load"].memory / load.memory}


def _ask_each(
    place: Place, records: int, left_out: Collection[str] = frozenset()
) -> dict[str, Cost]:
    """Return the cost of each question, asked once of that many records."""
    folder = place.world(records)
    costs = {name: ask() for name, ask in questions(place, folder).items() if name not in left_out}
    place.reset(folder)
    return costs


def _by_question(costs_by_size: Mapping[str, Mapping[str, Cost]]) -> Figures:
    """Return the seconds and the memory of each question at each size."""
    figures: Figures = {}
    for size, costs in costs_by_size.items():
        figures |= {f"{size}_s:{question}": cost.seconds for question, cost in costs.items()}
        figures |= {f"{size}_mb:{question}": cost.memory for question, cost in costs.items()}
    return figures


def _ratios(costs: Mapping[str, Cost], smaller: Mapping[str, Cost]) -> Figures:
    """Return how much longer each question takes than at a smaller size, and the worst of all."""
    ratios = {name: cost.seconds / smaller[name].seconds for name, cost in costs.items()}
    return ratios | {"worst": worst(ratios.values())}


def worst(values: Iterable[float]) -> float:
    """Return the largest of some figures; no number, if one of them has no answer."""
    known = [*values]
    return math.nan if any(map(math.isnan, known)) else max(known)


def one_more(place: Place, records: int) -> Figures:
    """Measure the first list after one appended line, adding a record, and importing a table."""
    folder = place.one_file(place.world(records)).parent
    place.load(folder)
    more = medians(
        {"appended": lambda: append(place, folder), "warm": lambda: place.warm(folder)}, 5
    )
    figures = _figures(
        medians({"add": lambda: add(place, folder)}, 3) | {"import": _import(place, folder)}
    )
    figures["appended_s"] = more["appended"].seconds - more["warm"].seconds
    return figures | {"import_row": figures["import_s"] / _ROWS * 1000}


def _import(place: Place, folder: Path) -> Cost:
    """Read a table by a mapping, and write nothing."""
    table, mapping = place.folder / "table.csv", place.folder / "table.toml"
    rows = (f"Person {n % 30},{DAY},{'yes' if n % 2 else 'no'},{n}\n" for n in range(_ROWS))
    table.write_text(f"Name,Date,View,Line\n{''.join(rows)}", encoding="utf-8")
    mapping.write_text(_MAPPING, encoding="utf-8")
    return place.ask(folder, "import", str(table), "--map", str(mapping), "-n")


def issues(place: Place, records: int) -> Figures:
    """Measure one issue in many records and in few, and one on which there is everybody."""
    large, small = place.world(records), place.dataset(10, "--issues", "1")
    for folder in (large, small):
        place.warm(folder)
    costs = medians({"large": lambda: place.warm(large), "small": lambda: place.warm(small)}, 11)
    # With organizations, a twentieth as many, and a record about everybody.
    crowd = place.dataset(2 * records + records // 10, "--issues", "1", "--people", str(records))
    place.warm(crowd)
    costs["crowd"] = place.ask(crowd, "show", "issue-0000")
    figures = _figures(costs)
    return figures | {"large_small": figures["large_s"] / figures["small_s"]}


def shapes(place: Place, records: int) -> Figures:
    """Measure datasets that are hard in a way of their own, of a fifth of the records."""
    costs: dict[str, Cost] = {}

    def ask(name: str, folder: Path, **questions: str) -> None:
        costs[f"{name}-load"] = place.load(folder)
        for question, arguments in questions.items():
            costs[f"{name}-{question}"] = place.ask(folder, *arguments.split())

    some = records // 5
    about_one = f"--person {PERSON} --json"
    ask(
        "one-actor",
        place.dataset(some, "--speakers", "1"),
        list=f"list {about_one}",
        show=f"show {PERSON} --json",
        speech=f"report speech {about_one}",
    )
    ask(
        "many-issues",
        place.dataset(some, "--issues", "2000"),
        silent="list --silent --json",
        matrix="report matrix --json",
    )
    ask(
        "many-names",
        place.dataset(some, "--names", "1000", "--silences", "0.1"),
        list="list --issue issue-0000 --json",
        show="show issue-0000 --json",
        check="check",
    )
    ask(
        "long-quotes",
        place.dataset(records // 50, "--quote", "20000"),
        search="search people --json",
        show=f"show {PERSON} --json",
    )
    ask(
        "many-commits",
        place.dataset(records // 10, "--commits", "5000"),
        show=f"show {PERSON} --json",
        history=f"show {PERSON} --history --json",
        changes="changes --rev HEAD~1.. --json",
        against="check --against HEAD~1",
    )
    return _figures(costs)


def site(place: Place, records: int) -> Figures:
    """Measure a site: built first, again of the same records, and with one more, of a later day."""
    whole = place.one_file(place.world(sizes_of(records).hundredth))
    target = place.folder / "site"

    def built() -> Cost:
        return place.ask(whole.parent, "site", str(target))

    place.warm(whole.parent)
    costs = {"site": built()}
    if costs["site"] is NO_ANSWER:
        return _figures(costs)
    pages = len([*target.rglob("index.html")])
    costs["site_again"] = built()
    times = {file: file.stat().st_mtime_ns for file in target.rglob("*.*")}
    with whole.open("a", encoding="utf-8") as output:
        output.write(next(place.new_lines))
    costs["site_one_more"] = built()
    changed = [file for file in target.rglob("*.*") if times.get(file) != file.stat().st_mtime_ns]
    figures = _figures(costs)
    return figures | {
        "site_page": figures["site_s"] / pages * 1000,
        "site_again_first": figures["site_again_s"] / figures["site_s"],
        "site_one_more_first": figures["site_one_more_s"] / figures["site_s"],
        "site_changed": len(changed) / len(times),
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
    timed("engines-index", folder, "list", "--json", *ISSUE)
    timed("engines-export", folder, "export", "parquet", "-o", str(export))
    files = [*export.rglob("*.parquet")]
    figures |= {
        "engines_files": len(files),
        "engines_files_mb": sum(file.stat().st_size for file in files) / 1e6,
    }
    for engine in ("sqlite", *names(others)):
        of = [] if engine == "sqlite" else [str(export)]
        for question, flags in {"one": ("--all", *ISSUE), "all": ()}.items():
            arguments = ("list", "--engine", engine, *of, "--json", *flags)
            timed(f"engines-{question}-{engine}", None if of else folder, *arguments)
    return figures


def _figures(costs: dict[str, Cost]) -> Figures:
    """Return the seconds and the memory of each cost, by name."""
    figures = {f"{name}_s": cost.seconds for name, cost in costs.items()}
    return figures | {f"{name}_mb": cost.memory for name, cost in costs.items()}


STEPS: dict[str, Callable[[Place, int], Figures]] = {
    "start": start,
    "load": load,
    "review": review,
    "growth": growth,
    "issues": issues,
    "one_more": one_more,
    "shapes": shapes,
    "site": site,
    "million": million,
    "engines": engines,
}
