"""`report precedents`: the same people on other issues."""

from typing import Any

from tests.reports.asking import Ask, cells, names, told

from stancetracker.reports.catalogue import precedents
from stancetracker.reports.table import Section


def standings(ask: Ask, **asked: Any) -> Section:
    return ask(precedents.report, as_of="2026-03-01", issues=("bridge",), **asked).section("standing")


def test_a_row_for_each_of_the_panel_and_issue_in_the_order_of_the_issues(ask: Ask) -> None:
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
    found = ask(precedents.report, as_of="2026-03-01", issues=("bridge",))
    section = found.section("standing")

    assert [
        ("bo", "toll", "2025-01-01", "spoke", False),
        ("bo", "bridge", "2026-01-01", "unchecked", True),
        ("bo", "ferry", "2026-02-01", "unchecked", True),
        ("ada", "bridge", "2026-01-01", "silent", True),
    ] == cells(section, "actor", "issue", "since", "status", "panel")
    assert ["reply", "standing"] == names(found)
    assert ("The toll: It is fair", "up: Ada.") == (section.ending[0], section.ending[-1][-8:])
    assert told(section)[0].startswith(
        "◐ Bo | The toll | 1 Jan 2025 | Public statement, both in favor and against | Feb 2025 |"
    )
    assert found.headline is not None


def test_the_filters_choose_rows_on_whichever_issue(ask: Ask) -> None:
    """
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "ada"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["bo", "ada"]}
    {"kind": "issue", "id": "toll", "since": "2025-01-01"}
    {"kind": "statement", "speaker": "bo", "issue": "toll", "date": "2025-02", "stance": "mixed"}
    {"kind": "statement", "speaker": "cy", "issue": "toll", "date": "2025-02", "stance": "favor"}
    {"kind": "statement", "speaker": "cy", "date": "2026-01-02", "stance": "favor"}
    """

    def rows(**asked: Any) -> list[Any]:
        return cells(standings(ask, **asked), "actor", "issue")

    assert [("bo", "toll")] == rows(stances=("mixed",)) == rows(until="2025-12-31")
    assert [("bo", "bridge"), ("ada", "bridge")] == rows(statuses=("unchecked",))
    assert [("ada", "bridge")] == rows(people=("ada",))
    assert [("cy", "toll"), ("cy", "bridge")] == [row for row in rows(everyone=True) if row[0] == "cy"]
    only = standings(ask, everyone=True, people=("cy",))
    assert any("up: Ada." in line for line in only.ending)


def test_where_each_has_a_record_elsewhere_nobody_is_named(ask: Ask) -> None:
    """
    {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["bo"]}
    {"kind": "issue", "id": "toll", "since": "2025-01-01"}
    {"kind": "silence", "actors": ["bo"], "issue": "toll", "date": "2025-02"}
    """
    assert not any("Nothing on record" in line for line in standings(ask).ending)
