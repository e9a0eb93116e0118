"""`report demands`: what each addressee has on record about each demand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED

from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import demands
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

NOW = Question("2026-03-01")


def made(folder: Folder, cache: Path, question: Question = NOW) -> Report:
    return answer(folder, question, demands.report, cache)


def cells(report: Report, *columns: str, section: str = "demand") -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in report.section(section).rows]


def said(report: Report, heading: str) -> list[str]:
    section = report.section("demand")
    return [shown.say(row) for row in section.rows for shown in section.shown if shown.heading == heading]


def test_each_demand_with_each_addressee(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "rail"}
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "acme"]}
    {"kind": "petition", "id": "letter", "addressees": ["acme", "ada", "rail"],
     "demands": [{"id": "b", "text": "B."}, {"id": "a", "text": "A."}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
     "demands": ["letter/b"]}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-09", "stance": "against",
     "demands": ["letter/a"]}
    {"kind": "statement", "id": "u", "speaker": "acme", "date": "2026-01-09", "stance": "against",
     "demands": ["letter/a"], "verification": "disputed"}
    {"kind": "silence", "actors": ["acme"], "date": "2026-01-05/2026-01-09"}
    """
    report = made(folder, cache, NOW._replace(actors="any"))

    assert [
        ("letter/b", "acme", True, False, None, "silent"),
        ("letter/b", "ada", True, True, "s", "spoke"),
        ("letter/b", "rail", True, False, None, "unchecked"),
        ("letter/a", "acme", True, False, None, "silent"),
        ("letter/a", "ada", True, False, None, "spoke"),
        ("letter/a", "rail", True, False, None, "unchecked"),
        ("letter/a", "bo", False, True, "t", "spoke"),
    ] == cells(report, "demand", "actor", "addressee", "recorded", "evidence", "status")
    assert [
        "Nothing recorded",
        "in favor, 8 Jan 2026: Some words.",
        *["Nothing recorded"] * 4,
        "against, 9 Jan 2026: Some words.",
    ] == said(report, "On record about it")
    assert [
        "no public statement found as of 5 Jan 2026, not rechecked since 5 Jan 2026",
        "public statement, in favor, 8 Jan 2026",
        "unchecked",
    ] == said(report, "On the issue as a whole")[:3]
    assert "Bo (not addressed)" == said(report, "Name")[-1]


def test_none_found_is_never_said_of_a_demand(cache: Path) -> None:
    report = made(SHIPPED, cache, Question("2026-11-25"))
    section = report.section("demand")

    assert 12 == len(section.rows)
    assert {"iceout-letter-demands"} == {row["issue"] for row in section.rows}
    assert ["google", "apple", "meta", "amazon"] == [row["actor"] for row in section.rows[:4]]
    assert {"Nothing recorded"} == set(said(report, "On record about it"))
    assert not any("none found" in shown.say(row) for row in section.rows for shown in section.shown)


def test_what_counts_is_as_of_the_day(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "petition", "id": "letter", "addressees": ["ada"], "demands": [{"id": "a", "text": "A."}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
     "demands": ["letter/a"]}
    {"kind": "correction", "corrects": "letter", "recorded": "2026-04-01"}
    """
    days = ("2026-01-04", "2026-01-05", "2026-01-08")

    assert [[], [(False,)], [(True,)]] == [
        cells(made(folder, cache, Question(day, known_by="2026-03-01")), "recorded") for day in days
    ]
    assert [] == cells(made(folder, cache), "recorded")


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({}, [("ada", "s"), ("bo", None)]),
        ({"stances": ("favor",)}, [("ada", "s")]),
        ({"stances": ("against",)}, []),
        ({"people": ("bo",)}, [("bo", None)]),
        ({"statuses": ("silent",)}, [("bo", None)]),
        ({"statuses": ("spoke",)}, [("ada", "s")]),
        ({"since": "2026-01-08"}, [("ada", "s")]),
        ({"until": "2026-01-07"}, [("bo", None)]),
        ({"actors": "organization"}, []),
        ({"issues": ("The bridge",)}, [("ada", "s"), ("bo", None)]),
    ],
)
def test_filters_choose_rows(
    folder: Folder, cache: Path, filters: dict[str, Any], rows: list[tuple[str, str | None]]
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "petition", "id": "letter", "addressees": ["ada", "bo"], "demands": [{"id": "a", "text": "A."}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
     "demands": ["letter/a"]}
    {"kind": "silence", "id": "look", "actors": ["bo"], "date": "2026-01-06"}
    """
    assert rows == cells(made(folder, cache, NOW._replace(**filters)), "actor", "evidence")


def test_an_answer_of_one_whose_standing_is_not_asked_for_is_left_out(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "petition", "id": "letter", "addressees": ["ada"], "demands": [{"id": "a", "text": "A."}]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-08", "stance": "favor", "demands": ["letter/a"]}
    """
    assert [] == cells(made(folder, cache, NOW._replace(statuses=("silent",))), "actor")


def test_signatures_by_date_up_to_the_day(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]} {"kind": "issue", "id": "toll"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "a", "text": "A."}], "signatures": [
     {"date": "2026-01", "at_least": 3000}, {"date": "2026-01-07", "at_least": 20,
     "sources": [{"citation": "A paper", "tier": "primary"}]}]}
    {"kind": "petition", "id": "other", "issue": "toll", "signatures": [{"date": "2026-01-06", "at_least": 1}]}
    """
    question = NOW._replace(issues=("bridge",))
    report = made(folder, cache, question)
    section = report.section("signature")

    assert [("2026-01-01", "2026-01-31", 3000, None), ("2026-01-07", "2026-01-07", 20, "A paper")] == cells(
        report, "earliest", "latest", "at_least", "source", section="signature"
    )
    assert ["A letter", "Jan 2026", "at least 3,000", ""] == [
        shown.say(section.rows[0]) for shown in section.shown
    ]
    january = made(folder, cache, question._replace(as_of="2026-01-30"))
    assert [(20,)] == cells(january, "at_least", section="signature")


def test_an_issue_is_to_be_named_where_several_have_a_petition(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"} {"kind": "issue", "id": "toll"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "a", "text": "A."}]}
    {"kind": "petition", "id": "other", "issue": "toll", "demands": [{"id": "a", "text": "A."}],
     "addressees": ["ada"]}
    """
    with pytest.raises(UsageError) as caught:
        made(folder, cache)

    assert "bridge, toll" in (caught.value.hint or "")
    assert [("other/a", "ada", "unchecked")] == cells(
        made(folder, cache, NOW._replace(issues=("toll",))), "demand", "actor", "status"
    )


def test_without_a_petition_nothing_is_demanded(folder: Folder, cache: Path) -> None:
    """{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}"""
    report = made(folder, cache)

    assert [[], []] == [section.rows for section in report.sections]
