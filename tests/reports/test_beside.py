"""`report matrix --beside`: people beside their organizations, on all issues at once."""

from functools import partial

import pytest
from tests.render.sample import rendered
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.reports.catalogue import matrix
from stancetracker.reports.makers import maker

beside = partial(matrix.report, beside=True)


def test_each_person_stands_beside_each_of_their_organizations_on_the_same_issue(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "club"} {"kind": "organization", "id": "mill"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"},
     {"role": "founder", "organization": "acme"}, {"role": "member", "organization": "club"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "clerk", "organization": "acme", "end_date": "2025"}]}
    {"kind": "person", "id": "cy"}
    {"kind": "person", "id": "out", "memberships": [{"role": "smith", "organization": "mill"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]} {"kind": "issue", "id": "other"}
    {"kind": "statement", "id": "yes", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "no", "speaker": "acme", "date": "2026-01-04", "stance": "against"}
    {"kind": "statement", "id": "elsewhere", "speaker": "club", "date": "2026-01-04", "stance": "favor",
     "issue": "other"}
    {"kind": "silence", "id": "none", "actors": ["bo"], "date": "2026-01-20"}
    """
    report = ask(beside)

    assert [
        ("ada", "spoke", "for the proposition", "yes", "acme", "chief, founder", "spoke", "no"),
        ("ada", "spoke", "for the proposition", "yes", "club", "member", "unchecked", None),
        ("bo", "silent", None, "none", "acme", "former clerk", "spoke", "no"),
        ("cy", "unchecked", None, None, None, None, None, None),
    ] == cells(
        report.section(None),
        *("actor", "status", "side", "evidence", "party", "role"),
        *("party_status", "party_evidence"),
    )
    lines = rendered("table", report).splitlines()
    start = lines.index("Ada     ◆")
    assert [
        "Ada     ◆",
        "– Acme  ●",
        "– Club  ·",
        "Bo      ○",
        "– Acme  ●",
        "Cy      ·",
        "",
    ] == lines[start : start + 7]


def test_where_one_of_the_two_spoke_both_findings_stand_in_words(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "old", "since": "2025-12-01", "panel": ["ada"]}
    {"kind": "issue", "id": "new", "panel": ["ada"]} {"kind": "issue", "id": "alike", "panel": ["ada"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "issue": "new"}
    {"kind": "silence", "id": "b", "actors": ["acme"], "date": "2026-01-20", "issue": "new"}
    {"kind": "silence", "id": "c", "actors": ["ada"], "date": "2026-01-20", "issue": "old"}
    {"kind": "statement", "id": "d", "speaker": "acme", "date": "2026-01-03", "stance": "against", "issue": "old"}
    {"kind": "silence", "id": "e", "actors": ["ada", "acme"], "date": "2026-01-20", "issue": "alike"}
    """
    new, old = rows_in_words(ask(beside).section("one-of-two"))

    assert old.startswith("old | ○ Ada | No public statement found up to 20 Jan 2026 | Acme, chief")
    assert new.startswith("new | ◆ Ada | Public statement, ")
    assert new.endswith("| ○ No public statement found up to 20 Jan 2026")


def test_a_filter_chooses_the_pairs_of_which_one_passes_it(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "clerk", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "none", "actors": ["bo"], "date": "2026-01-20"}
    """
    assert ["bo"] == cells(ask(beside, statuses=("silent",)).section(None), "actor")
    assert ["ada"] == cells(ask(beside, people=("ada",)).section(None), "actor")


def test_a_panel_of_organizations_stands_beside_its_people(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "mill"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["acme", "mill"]}
    {"kind": "statement", "id": "no", "speaker": "acme", "date": "2026-01-04", "stance": "against"}
    """
    assert [
        ("ada", "Ada", "unchecked", "acme", "spoke"),
        (None, None, None, "mill", "unchecked"),
    ] == cells(ask(beside).section(None), "actor", "name", "status", "party", "party_status")


def test_the_report_that_was_beside_is_found_again() -> None:
    with pytest.raises(UnknownNameError, match=r"^unknown report: beside$") as raised:
        maker("beside")

    assert "it is now: report matrix --beside" == raised.value.hint


def test_an_option_of_another_report_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"^--beside doesn't apply to this report$") as raised:
        maker("speech", ["beside"])

    assert "it is an option of: report matrix" == raised.value.hint
