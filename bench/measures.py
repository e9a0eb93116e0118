"""The measurements: each function runs programs in turn and returns figures by name.

A name that ends in `_s` is seconds of processor time, one in `_mb` memory; any other is a ratio.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bench.place import DAY, OURS, SQLITE_UTILS, Cost, Place, medians, run, silences
from stancetracker.base.plugins import names
from stancetracker.index import engines as others
from stancetracker.reports import catalogue as reports

Figures = dict[str, float]
_ISSUE: Final = ("--issue", "issue-0000")
_PERSON: Final = "person-00000"
_TWO_DAYS: Final = "2025-01-01..2026-01-01"
_STANDING: Final = (
    "SELECT status, count(*) FROM standing WHERE issue = 'issue-0000' GROUP BY status"
)
_SUBJECTS: Final = {
    "person": _PERSON,
    "org": "organization-001",
    "tag": "tag-1",
    "source": "Outlet 1",
}
_ROWS: Final = 5_000
"""The rows of the table that is imported."""
_SITE_SHARE: Final = 100
"""Of so many records one is in the dataset of a site."""
_LEAST_OF_A_SITE: Final = 200
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
            "query": lambda: run(query, place.environment),
        },
        11,
    )
    figures = _figures(costs)
    return figures | {"list_query": figures["list_s"] / figures["query_s"]}


def load(place: Place, records: int) -> Figures:
    """Measure a load and a check of that many records, of a tenth, of the peer and of the floor."""
    folder, tenth = place.world(records), place.world(records // 10)
    costs = medians(
        {
            "insert": lambda: place.insert(folder),
            "floor": lambda: place.floor(folder),
            "check": lambda: place.check(folder),
            "check_tenth": lambda: place.check(tenth),
            "load_tenth": lambda: place.load(tenth),
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
    if records >= 1_000_000:  # below, caches are not yet full
        figures["memory_growth"] = figures["load_mb"] / figures["load_tenth_mb"]
    for name in ("load", "check"):
        figures[f"growth_{name}"] = figures[f"{name}_s"] / figures[f"{name}_tenth_s"]
    return figures


def review(place: Place, records: int) -> Figures:
    """Measure what is asked of a pull request: its ten new lines, and the ledger before them."""
    folder = place.world(records)
    place.warm(folder)

    def first(*arguments: str) -> Cost:
        place.forget_revisions()
        return place.ask(folder, *arguments)

    at_revision = ("list", "--known-by", "HEAD~500", "--json", *_ISSUE)
    costs = medians(
        {
            "check": lambda: place.check(folder),
            "changes": lambda: first("changes", "--rev", "HEAD~1..", "--json"),
            "changes_again": lambda: place.ask(folder, "changes", "--rev", "HEAD~1..", "--json"),
            "against": lambda: first("check", "--against", "HEAD~1"),
            "known_first": lambda: first(*at_revision),
            "known": lambda: place.ask(folder, *at_revision),
            "fmt": lambda: place.ask(folder, "fmt", "-n"),
        },
        3,
    )
    costs["against_version"] = first("check", "--against", _version(place, folder, "HEAD~1"))
    figures = _figures(costs)
    figures["changes_check"] = figures["changes_s"] / figures["check_s"]
    figures["against_check"] = figures["against_s"] / figures["check_s"]
    figures["review_mb"] = max(figures["changes_mb"], figures["against_mb"])
    return figures


def _version(place: Place, folder: Path, revision: str) -> str:
    """Return the version of the data at a revision."""
    command = [*OURS, "list", "--known-by", revision, "--json", *_ISSUE, "-d", str(folder)]
    output = subprocess.run(command, env=place.environment, capture_output=True, check=True).stdout
    return str(json.loads(output)[0]["data_version"])


def growth(place: Place, records: int) -> Figures:
    """Measure each question at that many records and at a tenth: of one thing, and of all."""
    figures: Figures = {}
    costs = {size: dict(_questions(place, size)) for size in (records // 10, records)}
    figures |= _figures(costs[records])
    ratios = {
        name: cost.seconds / costs[records // 10][name].seconds
        for name, cost in costs[records].items()
    }
    figures |= {f"growth_{name}": ratio for name, ratio in ratios.items()}
    for group in ("list", "show", "one", "all"):
        members = [cost for name, cost in costs[records].items() if name.startswith(f"{group}-")]
        figures[f"{group}_worst_s"] = max(cost.seconds for cost in members)
        figures[f"{group}_worst_mb"] = max(cost.memory for cost in members)
    return figures | {"growth_worst": max(ratios.values())}


def _questions(place: Place, records: int) -> Iterator[tuple[str, Cost]]:
    """Yield the cost of each question whose growth is limited."""
    folder = place.world(records)
    place.load(folder)
    for flag, name in _SUBJECTS.items():
        yield f"list-{flag}", place.ask(folder, "list", f"--{flag}", name, "--json")
    for name in (_PERSON, "issue-0000", _record(folder)):
        yield f"show-{name.split('-')[0]}", place.ask(folder, "show", name, "--json")
    yield "query-standing", place.ask(folder, "query", _STANDING, "--json")
    yield "query-count", place.ask(folder, "query", "SELECT count(*) FROM statement", "--json")
    yield "search", place.ask(folder, "search", "people", "--json")
    every = [word for number in range(100) for word in ("--issue", f"issue-{number:04}")]
    for name in names(reports):
        yield f"one-{name}", place.ask(folder, "report", name, "--json", *_ISSUE)
        yield f"all-{name}", place.ask(folder, "report", name, "--json", *every)
    yield "all-due", place.ask(folder, "due", "--json")
    yield "all-silent", place.ask(folder, "list", "--silent", "--json")
    yield "changes-days", place.ask(folder, "changes", "--as-of", _TWO_DAYS, "--json")
    for kind in ("csv", "sqlite", "jsonld"):
        yield f"export-{kind}", place.export(folder, kind)


def _record(folder: Path) -> str:
    """Return the id of a statement or a silence of a dataset."""
    with (folder / "records" / "0000.jsonl").open(encoding="utf-8") as file:
        return str(json.loads(next(file))["id"])


def one_more(place: Place, records: int) -> Figures:
    """Measure the first list after one appended line, adding a record, and importing a table."""
    whole = place.one_file(place.world(records))
    lines = silences()

    def appended() -> Cost:
        with whole.open("a", encoding="utf-8") as output:
            output.write(next(lines))
        return place.warm(whole.parent)

    def added() -> Cost:
        # In a file named *.jsonl it would make a dataset of all that lies around the sites.
        line = place.folder / "line.json"
        line.write_text(next(lines), encoding="utf-8")
        return place.ask(whole.parent, "add", "--json", str(line))

    place.load(whole.parent)
    more = medians({"appended": appended, "warm": lambda: place.warm(whole.parent)}, 5)
    figures = _figures(medians({"add": added}, 3) | {"import": _import(place, whole.parent)})
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
    about_one = f"--person {_PERSON} --json"
    ask(
        "one-actor",
        place.dataset(some, "--speakers", "1"),
        list=f"list {about_one}",
        show=f"show {_PERSON} --json",
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
        show=f"show {_PERSON} --json",
    )
    ask(
        "many-commits",
        place.dataset(records // 10, "--commits", "5000"),
        show=f"show {_PERSON} --json",
        history=f"show {_PERSON} --history --json",
        changes="changes --rev HEAD~1.. --json",
        against="check --against HEAD~1",
    )
    return _figures(costs)


def site(place: Place, records: int) -> Figures:
    """Measure a site: built first, again of the same records, and with one more, of a later day."""
    folder = place.world(max(records // _SITE_SHARE, _LEAST_OF_A_SITE))
    whole, target = place.one_file(folder), place.folder / "site"

    def built() -> Cost:
        return place.ask(whole.parent, "site", str(target))

    place.warm(whole.parent)
    costs = {"site": built()}
    pages = len([*target.rglob("index.html")])
    costs["site_again"] = built()
    times = {file: file.stat().st_mtime_ns for file in target.rglob("*.*")}
    with whole.open("a", encoding="utf-8") as output:
        output.write(next(silences()))
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
    timed("engines-index", folder, "list", "--json", *_ISSUE)
    timed("engines-export", folder, "export", "parquet", "-o", str(export))
    files = [*export.rglob("*.parquet")]
    figures |= {
        "engines_files": len(files),
        "engines_files_mb": sum(file.stat().st_size for file in files) / 1e6,
    }
    for engine in ("sqlite", *names(others)):
        of = [] if engine == "sqlite" else [str(export)]
        for question, flags in {"one": ("--all", *_ISSUE), "all": ()}.items():
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
    "engines": engines,
}
