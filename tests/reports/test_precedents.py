"""`report precedents`: the same people on other issues."""

from __future__ import annotations

from pathlib import Path

from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import precedents
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

NOW = Question("2026-03-01", issues=("bridge",))


def made(folder: Folder, cache: Path, question: Question = NOW) -> Report:
    return answer(folder, question, precedents.report, cache)


def told(report: Report) -> list[tuple[object, ...]]:
    columns = ("actor", "issue", "since", "status", "panel")
    return [tuple(row[column] for column in columns) for row in report.section("standing").rows]


def test_a_row_for_each_of_the_panel_and_issue_in_the_order_of_the_issues(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "ada"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["bo", "ada"]}
    {"kind": "issue", "id": "toll", "since": "2025-01-01", "title": "The toll", "proposition": "It is fair"}
    {"kind": "issue", "id": "ferry", "since": "2026-02-01", "panel": ["bo"]}
    {"kind": "statement", "id": "s", "speaker": "bo", "issue": "toll", "date": "2025-02", "stance": "mixed"}
    {"kind": "statement", "speaker": "cy", "issue": "toll", "date": "2025-02", "stance": "favor"}
    {"kind": "silence", "id": "look", "actors": ["ada"], "date": "2026-01-05"}
    {"kind": "reply", "id": "answer", "to": "s", "by": "bo"}
    """
    report = made(folder, cache)
    section = report.section("standing")

    assert [
        ("bo", "toll", "2025-01-01", "spoke", False),
        ("bo", "bridge", "2026-01-01", "unchecked", True),
        ("bo", "ferry", "2026-02-01", "unchecked", True),
        ("ada", "bridge", "2026-01-01", "silent", True),
    ] == told(report)
    assert ["reply", "standing"] == [each.name for each in report.sections]
    assert "The toll: It is fair" == section.ending[0]
    assert section.ending[-1].endswith("up: Ada.")
    assert [
        "◐ Bo",
        "The toll",
        "1 Jan 2025",
        "Public statement, both in favor and against",
        "Feb 2025",
    ] == [shown.say(section.rows[0]) for shown in section.shown[:5]]
    assert report.headline is not None


def test_the_filters_choose_rows_on_whichever_issue(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "ada"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["bo", "ada"]}
    {"kind": "issue", "id": "toll", "since": "2025-01-01"}
    {"kind": "statement", "speaker": "bo", "issue": "toll", "date": "2025-02", "stance": "mixed"}
    {"kind": "statement", "speaker": "cy", "issue": "toll", "date": "2025-02", "stance": "favor"}
    {"kind": "statement", "speaker": "cy", "date": "2026-01-02", "stance": "favor"}
    """
    asked = {
        "stances": ("mixed",),
        "statuses": ("unchecked",),
        "people": ("ada",),
        "until": "2025-12-31",
    }
    found = {name: told(made(folder, cache, NOW._replace(**{name: value}))) for name, value in asked.items()}  # type: ignore[arg-type]

    assert {
        "stances": [("bo", "toll")],
        "statuses": [("bo", "bridge"), ("ada", "bridge")],
        "people": [("ada", "bridge")],
        "until": [("bo", "toll")],
    } == {name: [row[:2] for row in rows] for name, rows in found.items()}
    everyone = told(made(folder, cache, NOW._replace(everyone=True)))
    assert [("cy", "toll"), ("cy", "bridge")] == [row[:2] for row in everyone if row[0] == "cy"]
    only = made(folder, cache, NOW._replace(everyone=True, people=("cy",)))
    assert any("up: Ada." in line for line in only.section("standing").ending)


def test_where_each_has_a_record_elsewhere_nobody_is_named(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["bo"]}
    {"kind": "issue", "id": "toll", "since": "2025-01-01"}
    {"kind": "silence", "actors": ["bo"], "issue": "toll", "date": "2025-02"}
    """
    assert not any("Nothing on record" in line for line in made(folder, cache).section("standing").ending)


def test_the_shipped_rows_are_those_of_list(cache: Path) -> None:
    """One of the panel has a record on another issue: on San Francisco, three months before."""
    question = Question("2026-11-25", issues=("minneapolis-immigration-operations",))
    rows = made(SHIPPED, cache, question).section("standing").rows
    everyone = answer(SHIPPED, question._replace(issues=(), everyone=True), listing, cache)
    listed = {(row["issue"], row["actor"]): row for row in everyone.section("standing").rows}

    assert (12, 11) == (len(rows), len({row["actor"] for row in rows}))
    assert ["san-francisco-deployment-2025", "minneapolis-immigration-operations"] == [
        row["issue"] for row in rows if row["actor"] == "elon-musk"
    ]
    assert all(
        row[key] == listed[row["issue"], row["actor"]][key]
        for row in rows
        for key in ("status", "stance", "date")
    )
