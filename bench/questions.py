"""The questions that are measured, each written once for datasets of any size."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.place import Cost, Place
from stancetracker.base.plugins import names
from stancetracker.reports import catalogue as reports

Questions = dict[str, Callable[[], Cost]]
"""How to ask each question, by its name."""
PERSON: Final = "person-00000"
ISSUE: Final = ("--issue", "issue-0000")
_SUBJECTS: Final = {
    "issue": "issue-0000",
    "person": PERSON,
    "org": "organization-001",
    "tag": "tag-1",
}
_TWO_DAYS: Final = "2025-01-01..2026-01-01"
_COUNT: Final = "SELECT count(*) FROM statement"
_STANDING: Final = "SELECT status, count(*) FROM standing"
_ONE_ISSUE: Final = f"{_STANDING} WHERE issue = 'issue-0000' GROUP BY status"
_EXPORTS: Final = ("csv", "sqlite", "jsonld")


def questions(place: Place, folder: Path) -> Questions:
    """Return what is asked of a dataset: first what loads it, last what adds to it."""
    return {
        "load": partial(place.load, folder),
        "check": partial(place.check, folder),
        "fmt": partial(place.ask, folder, "fmt", "-n"),
        **_readers(place, folder),
        **_reports(place, folder),
        **reviewers(place, folder),
        **{f"export-{kind}": partial(place.export, folder, kind) for kind in _EXPORTS},
        "appended": partial(append, place, folder),
        "add": partial(add, place, folder),
    }


def _readers(place: Place, folder: Path) -> Questions:
    """Return what readers ask: of one thing, and of all."""
    record = _record(folder)
    subjects = _SUBJECTS | {"source": record["sources"][0]["publisher"]}
    commands = {f"list-{flag}": ("list", f"--{flag}", name) for flag, name in subjects.items()} | {
        "show-person": ("show", PERSON),
        "show-issue": ("show", "issue-0000"),
        "show-record": ("show", record["id"]),
        "search": ("search", "people"),
        "query-standing": ("query", _ONE_ISSUE),
        "query-issue": ("query", f"{_STANDING} GROUP BY status", *ISSUE),
        "query-count": ("query", _COUNT, "--max-seconds", "100"),
        "all-due": ("due",),
        "all-silent": ("list", "--silent"),
        "changes-days": ("changes", "--as-of", _TWO_DAYS),
    }
    return {
        name: partial(place.ask, folder, *command, "--json") for name, command in commands.items()
    }


def _record(folder: Path) -> dict[str, Any]:
    """Return the first statement or silence of a dataset."""
    with (folder / "records" / "0000.jsonl").open(encoding="utf-8") as file:
        record: dict[str, Any] = json.loads(next(file))
    return record


def _reports(place: Place, folder: Path) -> Questions:
    """Return every report, of one issue and of all."""
    questions: Questions = {}
    for name in names(reports):
        questions[f"one-{name}"] = partial(place.ask, folder, "report", name, "--json", *ISSUE)
        questions[f"all-{name}"] = partial(place.ask, folder, "report", name, "--json")
    return questions


def reviewers(place: Place, folder: Path) -> Questions:
    """Return what is asked of a pull request: its ten new lines, and the ledger before them."""

    def ask_first(*arguments: str) -> Cost:
        place.forget_revisions()
        return place.ask(folder, *arguments)

    changes = ("changes", "--rev", "HEAD~1..", "--json")
    known_by = ("list", "--known-by", "HEAD~500", "--json", *ISSUE)
    return {
        "changes": partial(ask_first, *changes),
        "changes-again": partial(place.ask, folder, *changes),
        "against": partial(ask_first, "check", "--against", "HEAD~1"),
        "known-first": partial(ask_first, *known_by),
        "known": partial(place.ask, folder, *known_by),
    }


def append(place: Place, folder: Path) -> Cost:
    """Append a line to the last file of a dataset, and ask the first list after that."""
    *_, last = sorted(folder.rglob("*.jsonl"))
    with last.open("a", encoding="utf-8") as output:
        output.write(next(place.new_lines))
    return place.warm(folder)


def add(place: Place, folder: Path) -> Cost:
    """Add a record to a dataset."""
    # In a file named *.jsonl it would make a dataset of all that lies around the sites.
    line = place.folder / "line.json"
    line.write_text(next(place.new_lines), encoding="utf-8")
    return place.ask(folder, "add", "--json", str(line))
