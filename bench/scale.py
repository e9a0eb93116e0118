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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

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
_ACTOR_STEPS: Final = {"statement": 7_919, "silence": 6_007}
"""How far apart the numbers of the actors are, from one record of an issue to the next."""
Row = dict[str, Any]


def _days(name: str, day: str) -> Row:
    return {name: day, f"{name}_earliest": day, f"{name}_latest": day}


class Draft(NamedTuple):
    """A record to be written: what the bench makes up about it."""

    issue: str
    id: str
    actor: str
    day: int
    """Its day, by its place in DAYS."""


def _drafts(kind: str, count: int) -> Iterator[Draft]:
    """Yield the drafts of records of a kind, sorted by issue."""
    for issue in range(ISSUES):
        for place in range(count // ISSUES):
            actor = person((issue + place * _ACTOR_STEPS[kind]) % PEOPLE)
            id = record_id(kind, issue + place * ISSUES)
            yield Draft(_issue_id(issue), id, actor, (issue + place * 31) % 2_000)


def _issue_id(issue: int) -> str:
    return f"issue-{issue:04}"


def _people(_count: int) -> Iterator[Row]:
    return ({"id": person(place), "name": f"Person {place}"} for place in range(PEOPLE))


def _issues(_count: int) -> Iterator[Row]:
    for id in map(_issue_id, range(ISSUES)):
        yield {
            "id": id,
            "title": id,
            "proposition": "It should be",
            "since": DAYS[0],
            "recheck_days": 30,
        }


def _panels(_count: int) -> Iterator[Row]:
    for id in map(_issue_id, range(ISSUES)):
        for position in range(PANEL):
            yield {"record": id, "position": position, "value": person(position * 7)}


def _statements(count: int) -> Iterator[Row]:
    for draft in _drafts("statement", count):
        yield {
            "id": draft.id,
            "issue": draft.issue,
            "speaker": draft.actor,
            "stance": ("favor", "against", "mixed")[draft.day % 3],
            "stance_basis": "explicit",
            "audience": "public",
            **_days("date", DAYS[draft.day]),
            "summary": f"Words {draft.day}",
            "verification": "verified",
            "recorded": _LATER,
        }


def _silences(count: int) -> Iterator[Row]:
    for draft in _drafts("silence", count):
        yield {
            "id": draft.id,
            "issue": draft.issue,
            "basis": "asked",
            "response": "no-reply",
            "checked_by": "A reader",
            **_days("date", DAYS[draft.day]),
            "recorded": _LATER,
        }


def _actors_of_silences(count: int) -> Iterator[Row]:
    for draft in _drafts("silence", count):
        yield {"record": draft.id, "position": 0, "value": draft.actor, "issue": draft.issue}


def _sources(count: int) -> Iterator[Row]:
    for draft in _drafts("statement", count):
        yield {
            "record": draft.id,
            "part": "",
            "position": 0,
            "issue": draft.issue,
            "url": f"https://outlet-{draft.day}.example/{draft.id}",
            "tier": "secondary",
            "publisher": f"Outlet {draft.day}",
        }


_ROWS: Final[Mapping[str, Callable[[int], Iterator[Row]]]] = {
    "person": _people,
    "issue": _issues,
    "issue_panel": _panels,
    "statement": _statements,
    "silence": _silences,
    "silence_actors": _actors_of_silences,
    "source": _sources,
}
"""The rows of each table that the standing rule needs, for a number of records."""


def _no_rows(_count: int) -> Iterator[Row]:
    return iter(())


def _tables(count: int) -> Iterator[tuple[schema.Sheet, Iterator[parquet.Row]]]:
    def values(sheet: schema.Sheet) -> Iterator[parquet.Row]:
        names = [column.name for column in sheet.columns]
        for row in _ROWS.get(sheet.name, _no_rows)(count):
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
        answer = subprocess.run(command, capture_output=True, check=True).stdout
        seconds[name] = time.perf_counter() - begin
        seconds[f"{name}, rows"] = len(json.loads(answer))
    return seconds


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("records", type=number, metavar="N")
    parser.add_argument("folder", type=Path, metavar="DIR")
    options = parser.parse_args()
    for name, figure in measure(options.folder, options.records).items():
        print(f"{name}: {figure:,.1f}", flush=True)
    sizes = [file.stat().st_size for file in options.folder.rglob("*.parquet")]
    print(f"{len(sizes)} files, {sum(sizes) / 1e6:,.0f} MB, the largest {max(sizes) / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
