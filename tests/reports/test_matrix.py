"""People beside issues, and how far each panel is covered."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.datasets import SHIPPED, complete, write

from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import matrix
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report, Section

LINES = """
{"kind": "organization", "id": "acme"}
{"kind": "person", "id": "ada"}
{"kind": "person", "id": "bo"}
{"kind": "person", "id": "cy"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
{"kind": "issue", "id": "dam", "panel": ["acme"], "proposition": "The dam should go"}
{"kind": "issue", "id": "canal", "panel": ["bo", "ada"]}
{"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
{"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-12", "response": "declined"}
{"kind": "statement", "id": "m", "speaker": "bo", "date": "2026-01-10", "stance": "favor",
 "audience": "internal", "made_public": "2026-01-11"}
{"kind": "statement", "id": "u", "speaker": "cy", "date": "2026-01-30/2026-02-10", "stance": "against"}
{"kind": "silence", "id": "k", "actors": ["ada", "out"], "date": "2026-01-31", "issue": "canal"}
{"kind": "statement", "id": "t", "speaker": "out", "date": "2026-01-10", "stance": "neither",
 "issue": "tunnel"}
{"kind": "silence", "id": "d", "actors": ["acme"], "date": "2026-01-31", "issue": "dam",
 "response": "no-reply"}
"""


def report(folder: Folder, cache: Path, **asked: object) -> Report:
    return answer(folder, Question("2026-02-01", **asked), matrix.report, cache)  # type: ignore[arg-type]


def told(section: Section) -> list[tuple[str, ...]]:
    return [tuple(shown.say(row) for shown in section.shown) for row in section.rows]


def test_a_row_an_actor_a_column_an_issue_and_the_coverage_last(folder: Folder, cache: Path) -> None:
    found = report(folder, cache)
    section = found.section("matrix")

    assert ["Name", "bridge", "canal", "dam"] == [shown.heading for shown in section.shown]
    assert [
        ("Ada", "◆ in favor", "○ none found", ""),
        ("Bo", "○ declined (reported, stale)", "· unchecked", ""),
        ("Cy", "· unchecked (may have spoken)", "", ""),
        ("Acme", "", "", "○ no reply"),
        ("Coverage: spoke", "1 of 3 (1 in favor)", "0 of 2", "0 of 1"),
        ("Coverage: silent", "1 of 3 (1 declined)", "1 of 2 (1 none found)", "1 of 1 (1 no reply)"),
        ("Coverage: unchecked", "1 of 3", "1 of 2", "0 of 1"),
    ] == told(section)
    assert "dam: The dam should go" == section.ending[-1]
    assert {"issue:bridge", "issue:canal", "issue:dam"} < set(section.columns)
    assert all(set(section.columns) <= set(row) for row in section.rows)


def test_all_adds_whoever_has_a_record_and_the_issues_it_is_on(folder: Folder, cache: Path) -> None:
    section = report(folder, cache, everyone=True).section("matrix")
    headings = [shown.heading for shown in section.shown]
    [out] = [row for row in told(section) if row[0] == "Out"]
    coverage = told(section)[-3:]

    assert ["Name", "bridge", "canal", "dam", "tunnel"] == headings
    assert ("", "○ none found (outside the panel)", "", "□ taking no side (outside the panel)") == out[1:]
    assert ["0 of 2", "1 of 2 (1 none found)", "1 of 2"] == [row[2] for row in coverage]
    assert ["", "", ""] == [row[4] for row in coverage]


def test_filters_choose_rows_and_change_no_count(folder: Folder, cache: Path) -> None:
    def asked(**more: object) -> tuple[list[object], list[object]]:
        found = report(folder, cache, **more)
        main, grid = found.section("standing"), found.section("matrix")
        assert told(report(folder, cache).section("matrix"))[-3:] == told(grid)[-3:]
        return [(row["actor"], row["issue"]) for row in main.rows], [row["actor"] for row in grid.rows[:-3]]

    assert ([("bo", "bridge"), ("ada", "canal"), ("acme", "dam")], ["ada", "bo", "acme"]) == asked(
        statuses=("silent",)
    )
    assert ([("cy", "bridge")], ["cy"]) == asked(people=("cy",))
    assert ([("ada", "bridge")], ["ada"]) == asked(stances=("favor",))
    assert ([("bo", "bridge")], ["bo"]) == asked(stale=True)
    assert ([("acme", "dam")], ["acme"]) == asked(organizations=("acme",))
    assert ([], []) == asked(channels=("interview",))
    assert ([("ada", "canal"), ("acme", "dam")], ["ada", "acme"]) == asked(since="2026-01-31")


def test_the_issues_asked_for_are_the_columns(folder: Folder, cache: Path) -> None:
    two = report(folder, cache, issues=("tunnel", "dam")).section("matrix")
    one = report(folder, cache, issues=("canal",))

    assert ["Name", "dam", "tunnel"] == [shown.heading for shown in two.shown]
    assert [("Acme", "○ no reply", ""), ("Out", "", "□ taking no side (outside the panel)")] == told(two)[:2]
    assert "Issue" not in [shown.heading for shown in one.section(None).shown]
    assert "The panel: Everyone on the council." in one.notes


def test_each_panel_has_its_rule_in_the_notes(folder: Folder, cache: Path) -> None:
    notes = report(folder, cache, issues=("bridge", "tunnel")).notes

    assert (
        "bridge: The panel: Everyone on the council. The issue's first day is 1 Jan 2026.",
        "tunnel: This issue has no panel, so it has no counts. The issue's first day is 1 Jan 2026.",
    ) == notes[1:3]
    assert notes[3].startswith("The panel was fixed")
    assert notes[-1].startswith("Data ")


def test_issues_without_a_panel_have_no_estimate_to_warn_of(folder: Folder, cache: Path) -> None:
    """
    {"kind": "issue", "id": "tunnel"}
    {"kind": "issue", "id": "dam"}
    """
    assert 4 == len(report(folder, cache, issues=("tunnel", "dam")).notes)


@pytest.mark.parametrize(
    ("kind", "known"), [("issue", "tunnel"), ("person", "the dataset has none")], ids=str
)
def test_without_a_panel_it_must_be_said_which_issue(
    tmp_path: Path, cache: Path, kind: str, known: str
) -> None:
    folder = write(tmp_path / "data", [complete({"kind": kind, "id": "tunnel"})])
    with pytest.raises(UsageError, match="no issue has a panel") as raised:
        report(folder, cache)

    assert f"give --issue: {known}" == raised.value.hint


@pytest.mark.parametrize("day", ["2026-01-10", "2026-01-24", "2026-01-26", "2026-11-25"])
def test_the_shipped_standings_are_those_of_list(cache: Path, day: str) -> None:
    found = answer(SHIPPED, Question(day, actors="any"), matrix.report, cache)
    listed = answer(SHIPPED, Question(day, actors="any"), listing, cache).section(None).rows

    def order(row: object) -> str:
        return str(row)

    assert sorted(listed, key=order) == sorted(found.section(None).rows, key=order)
    assert 15 + 3 == len(found.section("matrix").rows)


def test_the_shipped_coverage_is_that_of_the_fact_sheet(cache: Path) -> None:
    grid = answer(SHIPPED, Question("2026-01-26"), matrix.report, cache).section("matrix")

    assert [
        ("Coverage: spoke", "7 of 11 (6 against, 1 in favor)"),
        ("Coverage: silent", "4 of 11 (4 none found)"),
        ("Coverage: unchecked", "0 of 11"),
    ] == [row[:2] for row in told(grid)[-3:]]
