"""`report ties`: the context of a whole panel, amounts by source and period, the disputed apart."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, complete, write
from tests.reports.asking import Ask, asking, cells, names, told

from stancetracker.base import wording
from stancetracker.reports import cells as words
from stancetracker.reports.catalogue import ties


def test_the_ties_of_each_of_the_panel_and_of_their_organizations(ask: Ask) -> None:
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
    found = ask(ties.report).section("tie")

    assert [
        ("acme", "Ada, chief", "contract", None, "steel"),
        ("ada", None, "attendance", "A gala", "seen"),
    ] == cells(found, "party", "people", "type", "title", "tie")
    assert {"steel", "seen", "other"} == {
        *cells(ask(ties.report, everyone=True).section("tie"), "tie")
    }
    assert {("2026-02-01", None, "public")} == {*cells(found, "as_of", "known_by", "audience")}


def test_amounts_are_added_up_within_one_source_and_period_alone(ask: Ask) -> None:
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
    {"kind": "tie", "id": "g", "actor": "acme", "amount": {"value": 64, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "h", "actor": "acme", "amount": {"value": 128, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "i", "actor": "acme"}
    {"kind": "tie", "id": "j", "actor": "acme", "verification": "disputed",
     "amount": {"value": 256, "currency": "USD", "bound": "exact"}}
    """
    found = ask(ties.report).section("amount")

    assert [("g", 64, 1), ("h", 128, 1), ("a b", 3, 2), ("c", 4, 1)] == cells(
        found, "evidence", "amount_value", "ties"
    )


def test_no_part_is_added_to_its_whole(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "tie", "id": "award", "actor": "ada", "date": "2025", "title": "Steel", "part_of": "frame",
     "amount": {"value": 100, "currency": "USD", "bound": "exact", "of": "award"}}
    {"kind": "tie", "id": "first", "actor": "ada", "date": "2025", "title": "Steel", "part_of": "award",
     "amount": {"value": 30, "currency": "USD", "bound": "exact", "of": "award"}}
    {"kind": "tie", "id": "second", "actor": "ada", "date": "2025", "title": "Steel", "part_of": "first",
     "amount": {"value": 10, "currency": "USD", "bound": "exact", "of": "award"}}
    {"kind": "tie", "id": "paid", "actor": "ada", "date": "2025", "title": "Steel",
     "amount": {"value": 7, "currency": "USD", "bound": "exact", "of": "obligated"}}
    {"kind": "tie", "id": "frame", "actor": "ada", "date": "2025", "title": "Frame", "verification": "disputed",
     "amount": {"value": 999, "currency": "USD", "bound": "exact"}}
    """
    made = ask(ties.report)

    assert [("award", 100, "award"), ("paid", 7, "obligated")] == cells(
        made.section("amount"), "evidence", "amount_value", "amount_of"
    )
    assert ("Not added, each being part of a larger amount: first, second.",) == made.section(
        "amount"
    ).ending
    assert [("frame", "part of Frame"), ("award", "part of Steel"), ("first", "part of Steel")] == [
        (row.part_of, words.tie(row, whole=row.whole).rpartition(", ")[2])
        for row in made.section("tie").rows
        if row.part_of
    ]


def test_what_is_disputed_stands_apart(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "tie", "id": "gift", "actor": "ada", "verification": "disputed"}
    {"kind": "tie", "id": "lost", "actor": "bo"} {"kind": "correction", "corrects": "lost"}
    {"kind": "reply", "id": "answer", "to": "gift", "by": "ada"}
    """
    found = ask(ties.report, as_of="2026-03-01")

    assert ["reply", "context", "tie", "amount", "disputed"] == names(found)
    assert [] == told(found.section("tie"))
    assert (["Ada |  | donation, disputed |  |  | The Example"], ()) == (
        told(found.section("disputed")),
        found.section("disputed").ending,
    )
    assert "context" == found.section(None).name


def test_only_a_status_chooses_and_each_is_listed_with_it(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "clerk", "organization": "acme"}]}
    {"kind": "person", "id": "cy"} {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "silence", "actors": ["bo", "cy"], "date": "2026-01-20"}
    {"kind": "tie", "id": "steel", "type": "contract", "actor": "acme"}
    {"kind": "tie", "id": "gift", "actor": "cy"} {"kind": "tie", "id": "other", "actor": "ada"}
    {"kind": "person", "id": "di"} {"kind": "issue", "id": "tunnel", "panel": ["di", "cy"]}
    {"kind": "silence", "actors": ["di"], "date": "2026-01-20", "issue": "tunnel"}
    """
    found = ask(ties.report, issues=("bridge",), statuses=("silent",))
    without = ask(ties.report, issues=("tunnel",), statuses=("silent",)).section(None)

    assert [
        ("bo", "silent", "bo", "not-looked-up", "not-looked-up"),
        ("bo", "silent", "acme", "recorded", "not-looked-up"),
        ("cy", "silent", "cy", "not-looked-up", "recorded"),
    ] == cells(found.section(None), "actor", "status", "party", "contract", "donation")
    assert [("steel", "Bo, clerk"), ("gift", None)] == cells(found.section("tie"), "tie", "people")
    assert [("di", "not-looked-up")] == cells(without, "actor", "donation")
    assert str(found.headline).startswith("Public statements on record: 1 of 3")
    assert str(found.section("context").caption).endswith(wording.OF_A_STATUS)


AMOUNTS = st.fixed_dictionaries(
    {"value": st.integers(1, 10**9)}
    | {"currency": st.sampled_from(["USD", "EUR"]), "bound": st.sampled_from(["exact", "at-least"])}
)
APART = ("amount_currency", "amount_bound", "period", "source")


@given(
    st.lists(
        st.tuples(AMOUNTS, st.sampled_from(["2024", "2025-01"]), st.sampled_from("AB")), max_size=8
    )
)
def test_no_money_is_lost_or_added(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[Any]
) -> None:
    lines: list[Line] = [
        {"kind": "person", "id": "ada"},
        {"kind": "issue", "id": "bridge", "panel": ["ada"]},
    ]
    totals: Counter[Any] = Counter()
    for number, (amount, period, source) in enumerate(amounts):
        tie = {
            "kind": "tie",
            "id": f"t-{number}",
            "actor": "ada",
            "period": period,
            "amount": amount,
        }
        lines.append({**tie, "sources": [{"citation": source, "tier": "primary"}]})
        totals[amount["currency"], amount["bound"], period, source] += amount["value"]
    path = tmp_path_factory.mktemp("made")
    ask = asking(write(path / "data", map(complete, lines)), path / "cache")

    found = cells(ask(ties.report).section("amount"), *APART, "amount_value")
    assert totals == {tuple(same): value for *same, value in found}


def test_the_context_is_of_the_whole_panel_whoever_spoke_with_a_word_in_each_cell(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "agency"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"} {"kind": "person", "id": "out"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "event", "id": "gala", "title": "A gala"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "tie", "id": "deal", "type": "contract", "actor": "acme", "counterparty": "agency",
     "title": "A deal", "amount": {"value": 1500, "currency": "USD", "bound": "at-least"},
     "period": "2025/2026"}
    {"kind": "tie", "id": "rest", "type": "contract", "actor": "acme", "title": "More", "part_of": "deal"}
    {"kind": "tie", "id": "there", "type": "attendance", "actor": "bo", "event": "gala", "date": "2026-01-10"}
    {"kind": "tie", "id": "none", "actor": "bo", "date": "2026-01-20",
     "amount": {"value": 0, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "unsure", "actor": "cy", "verification": "disputed"}
    {"kind": "tie", "id": "wrong", "actor": "cy"} {"kind": "tie", "id": "others", "actor": "out"}
    {"kind": "correction", "id": "c", "corrects": "wrong"}
    """
    found = ask(ties.report)

    assert [
        ("ada", "spoke", "ada", None, "not-looked-up", "not-looked-up", "not-looked-up"),
        ("ada", "spoke", "acme", "chief", "recorded", "not-looked-up", "not-looked-up"),
        ("bo", "unchecked", "bo", None, "not-looked-up", "none-found", "recorded"),
        ("cy", "unchecked", "cy", None, "not-looked-up", "disputed", "not-looked-up"),
    ] == cells(
        found.section("context"), *"actor status party role contract donation attendance".split()
    )
    assert [
        "Ada | not looked up | not looked up | not looked up",
        "Acme, chief | 1 recorded | not looked up | not looked up",
        "Bo | not looked up | searched, none found, 20 Jan 2026 | 1 recorded",
        "Cy | not looked up | 1 disputed | not looked up",
    ] == [line.split(" | ", 2)[2] for line in told(found.section("context"))]
    assert [
        "Acme | Ada, chief | contract, More, part of A deal |  |  | The Example",
        "Acme | Ada, chief | contract, with Agency, A deal | at least 1,500 USD | 2025–2026 | The Example",
        "Bo |  | attendance, A gala |  | 10 Jan 2026 | The Example",
        "Bo |  | donation | none found | 20 Jan 2026 | The Example",
    ] == told(found.section("tie"))
    assert ["Cy |  | donation, disputed |  |  | The Example"] == told(found.section("disputed"))
