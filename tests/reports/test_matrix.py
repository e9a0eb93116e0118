"""People beside issues, and how far each panel is covered."""

from pathlib import Path

import pytest
from tests.datasets import complete, write
from tests.reports.asking import Ask, asking, cells, told

from stancetracker.base.errors import UsageError
from stancetracker.reports.catalogue import matrix
from stancetracker.reports.table import Section

LINES = """
{"kind": "organization", "id": "acme"}
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
{"kind": "issue", "id": "dam", "panel": ["acme"], "proposition": "The dam should go"}
{"kind": "issue", "id": "canal", "panel": ["bo", "ada"]} {"kind": "issue", "id": "tunnel"}
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


def headings(section: Section) -> list[str]:
    return [shown.heading for shown in section.shown]


def test_a_row_an_actor_a_column_an_issue_and_the_coverage_last(ask: Ask) -> None:
    section = ask(matrix.report).section("matrix")

    assert ["Name", "bridge", "canal", "dam"] == headings(section)
    assert [
        "Ada | ◆ in favor | ○ none found",
        "Bo | ○ declined (reported, not rechecked) | · unchecked",
        "Cy | · unchecked (may have spoken)",
        "Acme |  |  | ○ no reply",
        "Coverage: spoke | 1 of 3 (1 for the proposition) | 0 of 2 | 0 of 1",
        "Coverage: silent | 1 of 3 (1 declined) | 1 of 2 | 1 of 1 (1 no reply)",
        "Coverage: unchecked | 1 of 3 | 1 of 2 | 0 of 1",
    ] == told(section)
    assert "dam: The dam should go" == section.ending[-1]
    assert {"issue:bridge", "issue:canal", "issue:dam"} < set(section.columns)


def test_all_adds_whoever_has_a_record_and_the_issues_it_is_on(ask: Ask) -> None:
    made = ask(matrix.report, everyone=True).section("matrix")

    assert ["Name", "bridge", "canal", "dam", "tunnel"] == headings(made)
    assert (
        "Out |  | ○ none found (outside the panel) |  | □ taking no side (outside the panel)"
        in told(made)
    )
    assert [(f"{n} of 2", None) for n in (0, 1, 1)] == cells(made, "issue:canal", "issue:tunnel")[
        -3:
    ]


def test_whoever_has_a_standing_asked_for_has_a_whole_row_above_the_coverage_of_all(
    ask: Ask,
) -> None:
    whole, found = ask(matrix.report).section("matrix"), ask(matrix.report, statuses=("silent",))

    assert ["bridge", "canal", "dam"] == cells(found.section("standing"), "issue")
    assert [*told(whole)[:2], *told(whole)[3:]] == told(found.section("matrix"))


def test_the_issues_asked_for_are_the_columns(ask: Ask) -> None:
    two = ask(matrix.report, issues=("tunnel", "dam")).section("matrix")
    one = ask(matrix.report, issues=("canal",))

    assert ["Name", "dam", "tunnel"] == headings(two)
    assert ["Acme | ○ no reply", "Out |  | □ taking no side (outside the panel)"] == told(two)[:2]
    assert "Issue" not in headings(one.section(None))
    assert "The panel: Everyone on the council." in one.notes


def test_each_panel_has_its_rule_in_the_notes(ask: Ask) -> None:
    notes = ask(matrix.report, issues=("bridge", "tunnel")).notes

    assert "The panel: Everyone on the council." == notes[1]
    assert "Without a panel, and so without counts: tunnel." == notes[3]
    assert ("Each panel was fixed", "Data ") == (notes[2][:20], notes[-1][:5])


def test_issues_without_a_panel_have_no_estimate_to_warn_of(ask: Ask) -> None:
    """{"kind": "issue", "id": "tunnel"} {"kind": "issue", "id": "dam"}"""
    _how_to_read, without_panel, _version = ask(matrix.report, issues=("tunnel", "dam")).notes

    assert "Without a panel, and so without counts: dam, tunnel." == without_panel


@pytest.mark.parametrize(
    ("kind", "known"), [("issue", "tunnel"), ("person", "the dataset has none")]
)
def test_without_a_panel_an_issue_must_be_named(
    tmp_path: Path, cache: Path, kind: str, known: str
) -> None:
    ask = asking(write(tmp_path / "data", [complete({"kind": kind, "id": "tunnel"})]), cache)
    with pytest.raises(UsageError, match="no issue has a panel") as raised:
        ask(matrix.report)

    assert f"give --issue: {known}" == raised.value.hint
