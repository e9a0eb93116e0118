"""People beside issues, and how far each panel is covered."""

from pathlib import Path

import pytest
from tests.datasets import complete, write
from tests.render.sample import rendered
from tests.reports.asking import Ask, asking, cells, rows_in_words

from stancetracker.base.errors import UsageError
from stancetracker.reports.catalogue import matrix
from stancetracker.reports.table import Report, Section

LINES = """
{"kind": "organization", "id": "acme"}
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
{"kind": "issue", "id": "dam", "title": "The dam", "panel": ["acme"], "proposition": "The dam should go"}
{"kind": "issue", "id": "canal", "title": "The canal", "since": "2025-12-31", "panel": ["ada", "bo"]} {"kind": "issue", "id": "tunnel", "title": "The tunnel"}
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


def drawn(report: Report, width: int = 80) -> list[str]:
    """Return the lines of the grid as a terminal shows them, without its heading."""
    lines = rendered("table", report, width=width).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("Name"))
    return lines[start : lines.index("", start)]


def test_a_row_an_actor_a_column_an_issue_the_newest_first(ask: Ask) -> None:
    section = ask(matrix.report).section("matrix")

    assert ["Name", "The bridge", "The dam", "The canal"] == headings(section)
    assert [
        "Ada | ◆ for the proposition |  | ○ none found",
        "Bo | ○ declined; private remarks made known; not checked since 12 Jan 2026 |  | · never looked for",
        "Cy | · never looked for; may have spoken",
        "Acme |  | ○ no reply",
    ] == rows_in_words(section)
    assert {"issue:bridge", "issue:canal", "issue:dam"} < set(section.columns)


def test_a_terminal_shows_marks_under_the_keys_of_issues(ask: Ask) -> None:
    assert [
        "Name  1   2  3",
        "──────────────",
        "Ada   ◆      ○",
        "Bo    ○*     ·",
        "Cy    ·*",
        "Acme      ○",
    ] == drawn(ask(matrix.report))


def test_the_keys_of_issues_stand_beside_both_of_their_sides(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "young", "title": "The young", "since": "2026-01-02", "panel": ["ada"], "proposition": "Young is right"}
    {"kind": "issue", "id": "old", "title": "The old", "since": "2025-01-02", "panel": ["ada"], "proposition": "Old is wrong",
     "stance_words": {"favor": "for change", "against": "against change"}}
    """
    section = ask(matrix.report).section("issue")

    assert [
        "1 | 2 Jan 2026 | ● against the proposition · ◆ for the proposition | The young |"
        " Young is right",
        "2 | 2 Jan 2025 | ● against change · ◆ for change | The old | Old is wrong",
    ] == rows_in_words(section)
    assert [("1", "young", "for the proposition"), ("2", "old", "for change")] == cells(
        section, "key", "issue", "favor_side"
    )


def test_a_mark_tells_an_inferred_side_and_a_flag_and_who_is_outside(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "out"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "stance_basis": "inferred", "coded_by": "Us", "note": "From the context."}
    {"kind": "statement", "id": "m", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "audience": "internal", "made_public": "2026-01-11"}
    {"kind": "silence", "id": "l", "actors": ["out"], "date": "2026-01-31"}
    """
    assert ["Ada   ◆~*", "Out   (○)"] == drawn(ask(matrix.report, everyone=True))[2:]


def test_marks_without_room_stand_together_under_the_name(ask: Ask) -> None:
    assert ["Ada   ◆", "3 ○", "Bo    ○*", "3 ·", "Cy    ·*", "Acme"] == drawn(
        ask(matrix.report), width=9
    )[2:8]


def test_what_the_marks_mean_stands_above_them(shipped: Ask) -> None:
    lines = rendered("table", shipped(matrix.report, issues=())).splitlines()
    place = lines.index("Matrix")

    assert lines[place + 1].startswith("● and ◆ take the sides named below")
    assert "◌ searched, no statement found, · never looked for." == lines[place + 3]


def test_seventeen_actors_and_nine_issues_take_25_lines_of_80_columns(shipped: Ask) -> None:
    report = shipped(matrix.report, issues=(), as_of="2026-11-30")
    lines = rendered("table", report).splitlines()

    assert (17, 9) == (len(report.section("matrix").rows), len(report.section("issue").rows))
    assert lines.index("Issue") <= 25 + len(["", "34 more on record: --all", ""])
    assert max(map(len, lines[: lines.index("Issue")])) <= 80


@pytest.mark.parametrize("format_name", ["table", "md", "html", "plain"])
def test_people_read_no_standing_twice_and_programs_a_row_each(ask: Ask, format_name: str) -> None:
    report = ask(matrix.report)

    assert "10 Jan 2026" not in rendered(format_name, report)
    assert [
        ("bridge", "ada", "for the proposition"),
        ("bridge", "bo", None),
        ("bridge", "cy", None),
    ] == cells(report.section(None), "issue", "actor", "side")[:3]


def test_all_adds_whoever_has_a_record_and_the_issues_it_is_on(ask: Ask) -> None:
    made = ask(matrix.report, everyone=True).section("matrix")

    assert ["Name", "The bridge", "The dam", "The tunnel", "The canal"] == headings(made)
    assert (
        "Out |  |  | □ no side in these words; outside the panel | ○ none found; outside the panel"
        in rows_in_words(made)
    )


def test_whoever_has_a_standing_asked_for_has_a_whole_row(ask: Ask) -> None:
    whole, found = ask(matrix.report), ask(matrix.report, statuses=("silent",))

    assert ["bridge", "dam", "canal"] == cells(found.section("standing"), "issue")
    assert [
        row for row in rows_in_words(whole.section("matrix")) if not row.startswith("Cy")
    ] == rows_in_words(found.section("matrix"))


def test_the_issues_asked_for_are_the_columns(ask: Ask) -> None:
    two = ask(matrix.report, issues=("tunnel", "dam")).section("matrix")
    one = ask(matrix.report, issues=("canal",))

    assert ["Name", "The dam", "The tunnel"] == headings(two)
    assert [
        "Out |  | □ no side in these words; outside the panel",
        "Acme | ○ no reply",
    ] == rows_in_words(two)
    assert ["Name", "The canal"] == headings(one.section("matrix"))
    assert "The panel: Everyone on the council." in one.notes


def test_each_panel_has_its_rule_in_the_notes(ask: Ask) -> None:
    notes = ask(matrix.report, issues=("bridge", "tunnel")).notes

    assert "The panel: Everyone on the council." == notes[1]
    assert "Without a panel, and so without counts: tunnel." == notes[3]
    assert ("Each panel was fixed", "Data ") == (notes[2][:20], notes[-1][:5])


def test_issues_without_a_panel_have_no_estimate_to_warn_of(ask: Ask) -> None:
    """{"kind": "issue", "id": "tunnel", "title": "The tunnel"} {"kind": "issue", "id": "dam", "title": "The dam"}"""
    _how_to_read, without_panel, _version = ask(matrix.report, issues=("tunnel", "dam")).notes

    assert "Without a panel, and so without counts: dam, tunnel." == without_panel


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("issue", "no issue has a panel", "give --issue: tunnel"),
        ("person", "no issue is on record", "add one: stancetracker add issue --help"),
    ],
)
def test_without_a_panel_an_issue_must_be_named_or_added(
    tmp_path: Path, cache: Path, kind: str, message: str, hint: str
) -> None:
    ask = asking(write(tmp_path / "data", [complete({"kind": kind, "id": "tunnel"})]), cache)
    with pytest.raises(UsageError) as raised:
        ask(matrix.report)

    assert (message, hint) == (raised.value.message, raised.value.hint)


def test_a_mark_says_that_its_subject_replied(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "canal", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-31"}
    {"kind": "reply", "to": "l", "by": "ada", "date": "2026-02-01", "recorded": "2026-02-01"}
    """
    assert any("○*" in line for line in drawn(ask(matrix.report)))
