"""Who was looked for, by whom, how often, how long ago."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import coverage
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

LINES = """
{"kind": "person", "id": "ada"}
{"kind": "person", "id": "bo"}
{"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di"], "recheck_days": 5}
{"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-20", "stance": "favor"}
{"kind": "statement", "id": "q", "speaker": "di", "date": "2026-01-20", "stance": "favor"}
{"kind": "silence", "id": "first", "actors": ["ada", "bo"], "date": "2026-01-10"}
{"kind": "silence", "id": "again", "actors": ["bo"], "date": "2026-01-12/2026-01-14",
 "searched": ["the web", "feeds"]}
{"kind": "silence", "id": "told", "actors": ["bo", "out"], "date": "2026-01-11", "basis": "reported",
 "response": "declined", "checked_by": "Paper", "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
{"kind": "silence", "id": "later", "actors": ["bo", "cy"], "date": "2026-02-09"}
{"kind": "silence", "id": "wrong", "actors": ["cy"], "date": "2026-01-30"}
{"kind": "silence", "id": "other", "actors": ["cy"], "date": "2026-01-30", "issue": "tunnel"}
{"kind": "correction", "id": "c", "corrects": "wrong"}
{"kind": "reply", "id": "r", "to": "again", "by": "bo", "date": "2026-01-30"}
"""


def report(folder: Folder, cache: Path, **asked: object) -> Report:
    question = Question("2026-02-01", issues=("bridge",), **asked)  # type: ignore[arg-type]
    return answer(folder, question, coverage.report, cache)


def test_each_of_the_panel_has_a_row_and_each_look_that_counts_is_in_it(folder: Folder, cache: Path) -> None:
    found = report(folder, cache)
    section = found.section("coverage")

    assert [
        ("◆ Ada", "1", "10 Jan 2026 (22 days ago)", "none found", "searched by Us", "the web"),
        (
            "○ Bo",
            "3",
            "12 Jan 2026 (20 days ago, overdue for a recheck)",
            "none found",
            "searched by Us; reported by Paper",
            "the web; feeds",
        ),
        ("· Cy", "0", "", "", "", ""),
        ("◆ Di", "0", "", "", "", ""),
    ] == [tuple(shown.say(row) for shown in section.shown) for row in section.rows]
    assert (
        "No check on record, unchecked: Cy.",
        "No check on record, with a statement: Di.",
        "last checked 12 Jan 2026 · 1 of 1 overdue for a recheck",
    ) == section.ending
    assert ["reply", "coverage"] == [each.name for each in found.sections]


def test_filters_choose_rows_and_change_no_count(folder: Folder, cache: Path) -> None:
    def asked(**more: object) -> list[object]:
        section = report(folder, cache, **more).section("coverage")
        assert section.ending == report(folder, cache).section("coverage").ending
        return [(row["actor"], row["looks"]) for row in section.rows]

    assert [("bo", 3)] == asked(statuses=("silent",))
    assert [("cy", 0)] == asked(people=("cy",))
    assert [("ada", 1), ("di", 0)] == asked(stances=("favor",))
    assert [("bo", 3)] == asked(stale=True)
    assert [] == asked(reported=True)
    assert [("ada", 1), ("bo", 3)] == asked(until="2026-01-10")
    assert [("bo", 3)] == asked(since="2026-01-11", until="2026-01-11")
    assert [("bo", 3)] == asked(sources=("paper.org",))
    assert [("ada", 1), ("bo", 3), ("cy", 0), ("di", 0), ("out", 1)] == asked(everyone=True)


def test_where_each_was_looked_for_nobody_is_named(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-02-01"}
    """
    assert ("last checked 1 Feb 2026",) == report(folder, cache).section(None).ending


@pytest.mark.parametrize("day", ["2026-01-10", "2026-01-24", "2026-01-26", "2026-11-25"])
def test_the_shipped_silent_are_those_whose_last_look_the_list_shows(cache: Path, day: str) -> None:
    rows = answer(SHIPPED, Question(day), coverage.report, cache).section("coverage").rows
    listed = answer(SHIPPED, Question(day), listing, cache).section(None).rows

    assert [row["actor"] for row in listed] == [row["actor"] for row in rows]
    assert [
        (row["evidence"], row["earliest"], row["stale"]) for row in listed if row["status"] == "silent"
    ] == [(row["look"], row["last_look"], row["stale"]) for row in rows if row["status"] == "silent"]
    assert all(row["looks"] == 0 for row in rows if row["status"] == "unchecked")
