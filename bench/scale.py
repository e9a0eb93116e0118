"""Ask DuckDB about N statements and as many silences, written straight into Parquet.

    python -m bench.scale 10M DIR

No lines are made and no index, which would take the longest. DIR may be one that an earlier run
wrote.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bench.generate import DAYS, PANEL, number, person, record_id
from bench.place import DAY, OURS
from stancetracker.addons.exports.exports import parquet
from stancetracker.index import schema

ISSUES: Final = 1_000
PEOPLE: Final = 10_000
_FACTS: Final = {
    "data_version": "000000000000",
    "as_of": DAY,
    "known_by": None,
    "narrowed_to": None,
}
_LATER: Final = "2026-11-01"
Row = dict[str, Any]


def _days(name: str, day: str) -> Row:
    return {name: day, f"{name}_earliest": day, f"{name}_latest": day}


def _records(kind: str, count: int) -> Iterator[tuple[str, str, str, int]]:
    """Yield the issue, the id, the actor and the day of records, sorted by issue."""
    for issue in range(ISSUES):
        for place in range(count // ISSUES):
            actor = person((issue + place * (7_919 if kind == "statement" else 6_007)) % PEOPLE)
            id = record_id(kind, issue + place * ISSUES)
            yield f"issue-{issue:04}", id, actor, (issue + place * 31) % 2_000


def _rows(table: str, count: int) -> Iterator[Row]:
    """Yield the rows of a table, with the columns that the standing rule needs."""
    if table == "person":
        yield from ({"id": person(number), "name": f"Person {number}"} for number in range(PEOPLE))
    elif table in ("issue", "issue_panel"):
        for issue in (f"issue-{number:04}" for number in range(ISSUES)):
            named = {
                "id": issue,
                "title": issue,
                "proposition": "It should be",
                "since": DAYS[0],
                "recheck_days": 30,
            }
            panel = [
                {"record": issue, "position": position, "value": person(position * 7)}
                for position in range(PANEL)
            ]
            yield from [named] if table == "issue" else panel
    elif table == "statement":
        for issue, id, actor, day in _records(table, count):
            stance = {
                "stance": ("favor", "against", "mixed")[day % 3],
                "stance_basis": "explicit",
                "audience": "public",
            }
            record = {
                "id": id,
                "issue": issue,
                "speaker": actor,
                "verification": "verified",
                "recorded": _LATER,
            }
            yield {**record, **stance, **_days("date", DAYS[day]), "summary": f"Words {day}"}
    elif table in ("silence", "silence_actors"):
        for issue, id, actor, day in _records("silence", count):
            check: Row = {
                "basis": "asked",
                "response": "no-reply",
                "checked_by": "A reader",
                "recorded": _LATER,
            }
            actors: Row = {"record": id, "position": 0, "value": actor, "issue": issue}
            yield (
                actors
                if table == "silence_actors"
                else {"id": id, **actors, **check, **_days("date", DAYS[day])}
            )
    elif table == "source":
        for issue, id, _, day in _records("statement", count):
            source = {
                "url": f"https://outlet-{day}.example/{id}",
                "tier": "secondary",
                "publisher": f"Outlet {day}",
            }
            yield {"record": id, "part": "", "position": 0, "issue": issue, **source}


def _tables(count: int) -> Iterator[tuple[schema.Sheet, Iterator[parquet.Row]]]:
    def values(sheet: schema.Sheet) -> Iterator[parquet.Row]:
        names = [column.name for column in sheet.columns]
        for row in _rows(sheet.name, count):
            issue = row["id"] if sheet.name == "issue" else row.get("issue", row.get("record"))
            yield (issue, *map(row.get, names))

    yield schema.META, ((None, name, value) for name, value in _FACTS.items())
    for sheet in schema.sheets():
        yield sheet.without_place(), values(sheet.without_place())


def measure(folder: Path, count: int) -> Mapping[str, float]:
    """Return the seconds that each step takes, on the clock."""
    seconds = {}
    if not folder.exists():
        folder.mkdir(parents=True)
        begin = time.perf_counter()
        parquet.write_tables(folder, _tables(count), _FACTS)
        seconds["write"] = time.perf_counter() - begin
    for name, flags in {"one issue": ["--all", "--issue", "issue-0500"], "all panels": []}.items():
        begin = time.perf_counter()
        command = [
            *OURS,
            "list",
            "--engine",
            "duckdb",
            str(folder),
            "--as-of",
            DAY,
            "--json",
            *flags,
        ]
        found = subprocess.run(command, capture_output=True, check=True).stdout
        seconds[name] = time.perf_counter() - begin
        seconds[f"{name}, rows"] = len(json.loads(found))
    return seconds


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("records", type=number, metavar="N")
    parser.add_argument("folder", type=Path, metavar="DIR")
    given = parser.parse_args()
    for name, value in measure(given.folder, given.records).items():
        print(f"{name}: {value:,.1f}", flush=True)
    sizes = [file.stat().st_size for file in given.folder.rglob("*.parquet")]
    print(f"{len(sizes)} files, {sum(sizes) / 1e6:,.0f} MB, the largest {max(sizes) / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
