"""What is measured: each function gives figures by name, ratios where it can, of programs run in turn."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import which
from typing import Any, Final

import duckdb

from bench.datasets import DAY, OURS, PYTHON, SQLITE_UTILS, Place, files, issues
from bench.process import Command, medians, peak, seconds, seconds_on_terminal

Figures = dict[str, float]
_OFTEN: Final = 15
_SELDOM: Final = 7
"""How often what takes minutes is run."""
_LOOP: Final = (
    "import json, sys\nfor name in sys.argv[1:]:\n    for line in open(name, 'rb'): json.loads(line)"
)
_READ_JSON: Final = (
    "import duckdb, sys\n"
    "duckdb.connect(sys.argv[1]).execute('CREATE TABLE records AS SELECT * FROM read_json(?,"
    " format=''newline_delimited'', union_by_name=true)', [sys.argv[2:]])"
)
_SQL: Final = Path(__file__).parent
_FIRST: Final = ("list", "--silent", "--issue", "issue-0000", "--json", "-d")
"""The first question of a dataset, for which it is loaded; the answer itself takes some milliseconds."""


def start(place: Place) -> Figures:
    """How long a list of the shipped data takes, beside bare Python and the same rows by sqlite-utils."""
    environment, asked = place.environment(), (*OURS, "list", "--silent")
    seconds((*asked, "--json"), environment)
    rows = place.folder / "rows.db"
    shell = ("sqlite3", "-json", str(rows), "SELECT * FROM silent")
    _table(place.index(), rows)
    taken = medians(
        {
            "pass": lambda: seconds((PYTHON, "-c", "pass"), environment),
            "typer": lambda: seconds((PYTHON, "-c", "import typer, sqlite3"), environment),
            "list": lambda: seconds((*asked, "--json"), environment),
            "query": lambda: seconds((SQLITE_UTILS, "query", str(rows), "SELECT * FROM silent"), environment),
            "table": lambda: seconds_on_terminal(asked, environment),
            **({"sqlite3": lambda: seconds(shell, environment)} if which("sqlite3") else {}),
        },
        _OFTEN,
    )
    figures = {
        f"{name}_query": taken[name] / taken["query"] for name in ("list", "typer", "table", "sqlite3")
    }
    figures |= {f"{name}_pass": taken[name] / taken["pass"] for name in taken.keys() - {"pass"}}
    return figures | {f"{name}_ms": value * 1000 for name, value in taken.items()}


def _table(index: Path, target: Path) -> None:
    """A database with nothing but the rows that our list gives."""
    from stancetracker.index import queries
    from stancetracker.index.question import Question, pose

    with closing(sqlite3.connect(index)) as connection, closing(sqlite3.connect(target)) as rows:
        pose(connection, Question(DAY))
        found = [row for row in queries.standings(connection) if row.panel and row.status == "silent"]
        names = queries.LIST_COLUMNS
        rows.execute(f"CREATE TABLE silent ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        rows.executemany(f"INSERT INTO silent VALUES ({marks})", [row[: len(names)] for row in found])
        rows.commit()


def load(place: Place, records: int) -> Figures:
    """How long it takes to load and to check that many records, and to parse them alone."""
    environment = place.environment()
    folder, tenth = place.dataset(records // 2), place.dataset(records // 20)

    def ours(folder: Path, *program: str) -> float:
        place.forget()
        return seconds((*program, *_FIRST, str(folder)), environment)

    without = (PYTHON, "-m", "bench.without_search")
    taken = medians(
        {
            "insert": lambda: _insert(place, folder),
            "load": lambda: ours(folder, *without),
            "search": lambda: ours(folder, *OURS),
            "duckdb": lambda: _read_json(place, folder),
            "tenth": lambda: ours(tenth, *without),
            "check": lambda: seconds((*OURS, "check", "-d", str(folder)), environment),
            "loads": lambda: seconds((PYTHON, "-c", _LOOP, *files(folder)), environment),
        },
        _SELDOM,
    )
    figures = {f"{name}_insert": taken[name] / taken["insert"] for name in ("load", "search", "duckdb")}
    figures |= {f"check_{name}": taken["check"] / taken[name] for name in ("load", "loads")}
    figures |= {"load_duckdb": taken["load"] / taken["duckdb"], "growth": taken["load"] / taken["tenth"]}
    return figures | {f"{name}_s": value for name, value in taken.items()}


def _insert(place: Place, folder: Path) -> float:
    """Every file into one table by sqlite-utils, as it is and without a check."""
    target = place.folder / "inserted.db"
    target.unlink(missing_ok=True)
    command = ("sh", "-c", '"$0" insert --nl --alter "$1" records - < "$2"')
    whole = place.folder / "whole.jsonl"
    if not whole.exists():
        whole.write_bytes(b"".join(Path(name).read_bytes() for name in files(folder)))
    return seconds((*command, SQLITE_UTILS, str(target), str(whole)), place.environment())


def _read_json(place: Place, folder: Path) -> float:
    target = place.folder / "read.duckdb"
    target.unlink(missing_ok=True)
    return seconds((PYTHON, "-c", _READ_JSON, str(target), *files(folder)), place.environment())


def memory(place: Place, records: int) -> Figures:
    """How much memory a load of that many records holds, and of three times as many."""
    held = []
    for size in (records, 3 * records):
        place.forget()
        command: Command = (PYTHON, "-m", "bench.without_search", *_FIRST, str(place.dataset(size // 2)))
        held.append(peak(command, place.environment()))
    return {"memory": held[0], "memory_thrice": held[1], "memory_growth": held[1] / held[0]}


def more(place: Place, records: int) -> Figures:
    """How much longer the first list takes after one more line."""
    folder, environment = place.dataset(records // 2), place.environment()
    command = (*OURS, "list", "--silent", "--json", "--issue", "issue-0000", "-d", str(folder))
    last = max((folder / "records").iterdir())
    added = iter(range(1_000_000))
    place.forget()
    seconds(command, environment)

    def after_one_more() -> float:
        _append(last, next(added))
        return seconds(command, environment)

    taken = medians({"first": after_one_more, "warm": lambda: seconds(command, environment)}, 7)
    return {"more": (taken["first"] - taken["warm"]) * 1000}


def _append(file: Path, number: int) -> None:
    line = {
        "kind": "silence",
        "id": f"more-{number}",
        "actors": ["person-00000"],
        "issue": "issue-0000",
        "date": DAY,
        "basis": "reported",
        "response": "none-found",
        "sources": [{"citation": f"Paper {number}", "tier": "secondary"}],
        "recorded": DAY,
    }
    with file.open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(line, separators=(",", ":")) + "\n")  # as `add` writes it


def questions(place: Place, size: int) -> Figures:
    """How long questions take of that many statements and looks: alone, and as a whole process."""
    environment = place.environment()

    def command(folder: Path, issue: str) -> Command:
        return (*OURS, "list", "--silent", "--json", "--issue", issue, "-d", str(folder))

    place.forget()
    small, large = place.dataset(10), place.dataset(size)
    seconds(command(small, "issue-0000"), environment)
    seconds(command(large, "issue-0000"), environment)
    index = place.index()
    busiest, middling = issues(index)
    whole = medians(
        {
            "small": lambda: seconds(command(small, "issue-0000"), environment),
            "large": lambda: seconds(command(large, busiest), environment),
        },
        _OFTEN,
    )
    return {
        "large_small": whole["large"] / whole["small"],
        "files": len(files(large)),
        **_alone(place, index, busiest, middling),
    }


def _alone(place: Place, index: Path, busiest: str, middling: str) -> Figures:
    """How long the questions themselves take, warm; DuckDB's answer must be ours."""
    silent, silences = ((_SQL / name).read_text() for name in ("silent.sql", "silences.sql"))
    with closing(sqlite3.connect(f"{index.as_uri()}?mode=ro", uri=True)) as ours, duckdb.connect() as theirs:
        parquet = _parquet(ours, theirs, place.folder)

        def counts() -> dict[str, int]:
            return dict(ours.execute(silences, {"as_of": DAY}).fetchall())

        def their_counts() -> dict[str, int]:
            return dict(theirs.execute(parquet, [DAY, DAY]).fetchall())

        def listed(issue: str) -> list[Any]:
            return ours.execute(silent, {"as_of": DAY, "issue": issue}).fetchall()

        if counts() != their_counts():
            raise ValueError("DuckDB counts other silences than we do")
        taken = medians(
            {
                "busiest": _timed(lambda: listed(busiest)),
                "middling": _timed(lambda: listed(middling)),
                "counts": _timed(counts),
                "duckdb": _timed(their_counts),
            },
            _OFTEN,
        )
        figures = {name: taken[name] * 1000 for name in ("busiest", "middling", "counts")}
        return {
            **figures,
            "counts_duckdb": taken["counts"] / taken["duckdb"],
            "silent_on_busiest": len(listed(busiest)),
        }


def _timed(question: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        begin = time.perf_counter()
        question()
        return time.perf_counter() - begin

    return timed


_OF_PAIRS: Final = {
    "said": "SELECT issue, speaker, date_latest FROM statement"
    " WHERE audience = 'public' AND verification <> 'disputed' AND id NOT IN (SELECT corrects FROM correction)",
    "looked": "SELECT issue, value, date_latest FROM silence JOIN silence_actors ON record = silence.id"
    " WHERE silence.id NOT IN (SELECT corrects FROM correction)",
}


def _parquet(ours: sqlite3.Connection, theirs: duckdb.DuckDBPyConnection, folder: Path) -> str:
    """Write what DuckDB needs as Parquet, sorted by issue; the question to ask of it."""
    for name, text in _OF_PAIRS.items():
        table, target = folder / f"{name}.csv", folder / f"{name}.parquet"
        with table.open("w", newline="", encoding="utf-8") as opened:
            csv.writer(opened).writerows([("issue", "actor", "latest"), *ours.execute(text)])
        theirs.execute(
            f"COPY (SELECT * FROM read_csv('{table}', all_varchar=true) ORDER BY issue, actor)"
            f" TO '{target}' (FORMAT parquet)"
        )
    return (
        "SELECT issue, count(*) FROM"
        f" (SELECT DISTINCT issue, actor FROM '{folder}/looked.parquet' WHERE latest <= ?)"
        f" ANTI JOIN (SELECT issue, actor FROM '{folder}/said.parquet' WHERE latest <= ?) USING (issue, actor)"
        " GROUP BY issue"
    )
