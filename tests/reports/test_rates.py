"""`report rates`: how many of each panel spoke, an issue a row, the newest first."""

import pytest
from tests.reports.asking import Ask, cells, rows_in_words, rows_of

from stancetracker.base.errors import UsageError
from stancetracker.reports.catalogue import rates

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"} {"kind": "person", "id": "out"} {"kind": "organization", "id": "acme"}
{"kind": "issue", "id": "bridge", "title": "The bridge", "since": "2026-01-01",
 "panel": ["ada", "bo", "cy", "di"], "panel_rule": "The council",
 "stance_words": {"favor": "for the bridge", "against": "against the bridge"}}
{"kind": "issue", "id": "canal", "title": "The canal", "since": "2025-01-01", "panel": ["acme"],
 "panel_rule": "The builders"}
{"kind": "issue", "id": "tunnel", "title": "The tunnel", "since": "2024-01-01"}
{"kind": "statement", "id": "s", "speaker": "ada", "issue": "bridge", "date": "2026-01-07", "stance": "favor"}
{"kind": "statement", "id": "o", "speaker": "out", "issue": "bridge", "date": "2026-01-07", "stance": "favor"}
{"kind": "silence", "id": "k", "actors": ["bo"], "issue": "bridge", "date": "2026-01-13", "response": "declined"}
{"kind": "silence", "id": "l", "actors": ["cy"], "issue": "bridge", "date": "2026-01-14"}
"""


def test_an_issue_is_a_row_the_newest_first_with_each_side_and_response_apart(ask: Ask) -> None:
    assert [
        "1 Jan 2026 | The bridge | 1 of 4 | 2 | 1 none found, 1 declined | 1 | 1 for the bridge",
        "1 Jan 2025 | The canal (organizations) | 0 of 1 | 0 |  | 1",
    ] == rows_in_words(ask(rates.report).section("rate"))


def test_the_keys_of_a_row(ask: Ask) -> None:
    [row] = rows_of(ask(rates.report, issues=("bridge",)).section(None))
    del row["data_version"]

    assert row == {
        "issue": "bridge",
        "title": "The bridge",
        "since": "2026-01-01",
        "kind": "person",
        "total": 4,
        "spoke": 1,
        "favor": 1,
        "favor_side": "for the bridge",
        "against": 0,
        "against_side": "against the bridge",
        "mixed": 0,
        "undecided": 0,
        "neither": 0,
        "inferred": 0,
        "silent": 2,
        "none_found": 1,
        "no_reply": 0,
        "declined": 1,
        "avoided": 0,
        "searched_for": 0,
        "unchecked": 1,
        "first_checked": "2026-01-13",
        "last_checked": "2026-01-14",
        "as_of": "2026-02-01",
        "known_by": None,
        "audience": "public",
    }


def test_each_row_of_the_shipped_issues_adds_up_to_its_panel(shipped: Ask) -> None:
    rows = rows_of(shipped(rates.report, issues=()).section(None))

    assert ["2026-01-20", "2017-01-27"] == [rows[0]["since"], rows[-1]["since"]]
    for row in rows:
        stances = ("favor", "against", "mixed", "undecided", "neither")
        responses = ("none_found", "no_reply", "declined", "avoided")
        assert row["spoke"] == sum(row[stance] for stance in stances)
        assert row["silent"] == sum(row[response] for response in responses)
        assert row["total"] == sum(
            row[status] for status in ("spoke", "silent", "searched_for", "unchecked")
        )


def test_the_caveat_of_panels_is_a_note_once(ask: Ask) -> None:
    notes = ask(rates.report).notes

    assert 1 == sum("was fixed by" in note for note in notes)
    assert "The panel of canal: The builders" in notes


def test_no_part_of_a_panel_is_counted(ask: Ask) -> None:
    with pytest.raises(UsageError, match="--person doesn't apply to this report"):
        ask(rates.report, people=("ada",))


def test_as_of_a_day_each_issue_is_counted_as_of_that_day(ask: Ask) -> None:
    section = ask(rates.report, as_of="2026-01-08").section(None)

    assert [(1, 0, 3), (0, 0, 1)] == cells(section, "spoke", "silent", "unchecked")
