"""`report beside`: people beside their organizations on one issue."""

from tests.reports.asking import Ask, cells, told

from stancetracker.reports.catalogue import beside


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
    found = ask(beside.report, issues=("bridge",)).section("beside")

    assert [
        ("ada", "spoke", "favor", "yes", "acme", "chief, founder", "spoke", "against", "no"),
        ("ada", "spoke", "favor", "yes", "club", "member", "unchecked", None, None),
        ("bo", "silent", None, "none", "acme", "former clerk", "spoke", "against", "no"),
        ("cy", "unchecked", None, None, None, None, None, None, None),
    ] == cells(
        found,
        *("actor", "status", "stance", "evidence", "party", "role"),
        *(f"party_{name}" for name in ("status", "stance", "evidence")),
    )
    words = "◆ Ada | Public statement, in favor, 3 Jan 2026 | Acme, chief, founder"
    assert f"{words} | ● Public statement, against, 4 Jan 2026" == told(found)[0]


def test_a_panel_of_organizations_stands_beside_its_people(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "mill"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["acme", "mill"]}
    {"kind": "statement", "id": "no", "speaker": "acme", "date": "2026-01-04", "stance": "against"}
    """
    found = ask(beside.report, issues=("bridge",)).section("beside")

    assert [
        ("ada", "Ada", "unchecked", "acme", "spoke"),
        (None, None, None, "mill", "unchecked"),
    ] == cells(found, "actor", "name", "status", "party", "party_status")
