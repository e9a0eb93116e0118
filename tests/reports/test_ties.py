"""`report ties`: the context of a whole panel, amounts by source and period, the disputed apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.datasets import SHIPPED, Line, complete, write

from stancetracker.base import wording
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import ties
from stancetracker.reports.listing import listing
from stancetracker.reports.panel import TIES_SHOWN
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

NOW = Question("2026-03-01")


def made(folder: Folder, cache: Path, question: Question = NOW) -> Report:
    return answer(folder, question, ties.report, cache)


def cells(report: Report, section: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in report.section(section).rows]


def test_the_ties_of_each_of_the_panel_and_of_their_organizations(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["bo", "ada"]}
    {"kind": "event", "id": "gala", "title": "A gala"}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "speaker": "cy", "date": "2026-01-03", "stance": "favor"}
    {"kind": "tie", "id": "steel", "type": "contract", "actor": "acme", "counterparty": "city"}
    {"kind": "tie", "id": "seen", "type": "attendance", "actor": "ada", "event": "gala"}
    {"kind": "tie", "id": "other", "actor": "cy"}
    """
    report = made(folder, cache)

    assert [
        ("ada", "acme", "contract", None, "steel"),
        ("ada", "ada", "attendance", "A gala", "seen"),
    ] == cells(report, "tie", "actor", "party", "type", "title", "tie")
    assert ("Bo",) == tuple(line.rpartition(": ")[2].rstrip(".") for line in report.section("tie").ending)
    everyone = made(folder, cache, NOW._replace(everyone=True))
    assert ["seen", "other", "steel"] != [tie for (tie,) in cells(everyone, "tie", "tie")]
    assert {"steel", "seen", "other"} == {tie for (tie,) in cells(everyone, "tie", "tie")}
    assert {("2026-03-01", None, "public")} == set(cells(report, "tie", "as_of", "known_by", "audience"))


def test_amounts_are_added_up_within_one_source_and_period_alone(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "clerk", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "tie", "id": "a", "actor": "acme", "date": "2025-01", "counterparty": "city",
     "amount": {"value": 1, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "b", "actor": "acme", "date": "2025-01", "counterparty": "city",
     "amount": {"value": 2, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "c", "actor": "acme", "date": "2025-02", "counterparty": "city",
     "amount": {"value": 4, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "d", "actor": "acme", "date": "2025-01", "counterparty": "city",
     "amount": {"value": 8, "currency": "EUR", "bound": "exact"}}
    {"kind": "tie", "id": "e", "actor": "acme", "date": "2025-01", "counterparty": "city",
     "amount": {"value": 16, "currency": "USD", "bound": "at-least"}}
    {"kind": "tie", "id": "f", "actor": "acme", "period": "2025-01", "counterparty": "city",
     "amount": {"value": 32, "currency": "USD", "bound": "exact"},
     "sources": [{"citation": "A book", "tier": "primary"}]}
    {"kind": "tie", "id": "g", "actor": "acme", "amount": {"value": 64, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "h", "actor": "acme", "amount": {"value": 128, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "i", "actor": "acme"}
    {"kind": "tie", "id": "j", "actor": "acme", "verification": "disputed",
     "amount": {"value": 256, "currency": "USD", "bound": "exact"}}
    """
    found = cells(made(folder, cache), "amount", "evidence", "amount_value", "ties")

    assert [
        ("g", 64, 1),
        ("h", 128, 1),
        ("f", 32, 1),
        ("a b", 3, 2),
        ("d", 8, 1),
        ("e", 16, 1),
        ("c", 4, 1),
    ] == found


def test_what_is_disputed_stands_apart(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "tie", "id": "gift", "actor": "ada", "verification": "disputed"}
    {"kind": "tie", "id": "lost", "actor": "bo"}
    {"kind": "correction", "corrects": "lost"}
    {"kind": "reply", "id": "answer", "to": "gift", "by": "ada"}
    """
    report = made(folder, cache)
    [said] = [shown.say(report.section("disputed").rows[0]) for shown in TIES_SHOWN[2:3]]

    assert ["reply", "tie", "amount", "disputed"] == [section.name for section in report.sections]
    assert ([], [("ada", "gift")]) == (cells(report, "tie", "tie"), cells(report, "disputed", "actor", "tie"))
    assert "donation, disputed" == said
    assert ("Bo",) == tuple(line.rpartition(": ")[2].rstrip(".") for line in report.section("tie").ending)
    assert () == report.section("disputed").ending
    assert "tie" == report.section(None).name


@pytest.mark.parametrize(
    ("issue", "size"), [("minneapolis-immigration-operations", 11), ("iceout-letter-demands", 4)]
)
def test_each_of_a_shipped_panel_is_in_a_row_or_named(cache: Path, issue: str, size: int) -> None:
    question = Question("2026-11-25", issues=(issue,), actors="any")
    report = made(SHIPPED, cache, question)
    named = {name for section in ("tie", "disputed") for (name,) in cells(report, section, "name")}
    panel = [name for (name,) in cells(answer(SHIPPED, question, listing, cache), "standing", "name")]
    without = [name for name in panel if name not in named]

    assert (size, True) == (len(panel), named <= set(panel))
    assert ((wording.nothing_looked_up(without),) if without else ()) == report.section("tie").ending


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(
        st.tuples(st.integers(0, 10**9), st.sampled_from(["2024", "2025-01"]), st.sampled_from(["A", "B"])),
        max_size=6,
    )
)
def test_no_money_is_lost_or_added(tmp_path_factory: pytest.TempPathFactory, amounts: list[Any]) -> None:
    """{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}"""
    lines: list[Line] = [
        {
            "kind": "tie",
            "id": f"t-{number}",
            "actor": "ada",
            "period": period,
            "amount": {"value": value, "currency": "USD", "bound": "exact"},
            "sources": [{"citation": source, "tier": "primary"}],
        }
        for number, (value, period, source) in enumerate(amounts)
    ]
    panel: list[Line] = [{"kind": "person", "id": "ada"}, {"kind": "issue", "id": "bridge", "panel": ["ada"]}]
    path = tmp_path_factory.mktemp("made")
    found = made(write(path / "data", map(complete, [*panel, *lines])), path / "cache")
    totals: dict[tuple[str, str], int] = {}
    for value, period, source in amounts:
        totals[period, source] = totals.get((period, source), 0) + value

    assert totals == {
        (period, source): value
        for period, source, value in cells(found, "amount", "period", "source", "amount_value")
    }
