"""`report ties`: the context of a whole panel, what bears on its issue, sums, the disputed apart."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, complete, lines_of, write
from tests.reports.asking import Ask, asking, cells, names, rows_in_words

from stancetracker.base import wording
from stancetracker.render import parts_of
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
    {"kind": "tie", "id": "steel", "type": "contract", "actor": "acme", "counterparty": "city",
     "issues": ["bridge"]}
    {"kind": "tie", "id": "seen", "type": "attendance", "actor": "ada", "event": "gala", "issues": ["bridge"]}
    {"kind": "tie", "id": "other", "actor": "cy"}
    """
    found = ask(ties.report).section("tie")

    assert [
        ("acme", "Acme", "Ada, chief", "contract", None, "steel"),
        ("ada", "Ada", None, "attendance", "A gala", "seen"),
    ] == cells(found, "party", "name", "people", "type", "title", "tie")
    assert {"steel", "seen", "other"} == {
        *cells(ask(ties.report, everyone=True).section("tie"), "tie")
    }
    assert {("2026-02-01", None, "public")} == {*cells(found, "as_of", "known_by", "audience")}


def test_a_report_on_an_issue_has_the_ties_that_bear_on_it_and_says_how_many_others_there_are(
    ask: Ask,
) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "steelworks"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "toll", "title": "The toll", "panel": ["ada"]}
    {"kind": "issue", "id": "port", "title": "The port", "panel": ["ada"]}
    {"kind": "tie", "id": "both", "type": "contract", "actor": "acme", "issues": ["toll", "bridge"]}
    {"kind": "tie", "id": "gift", "actor": "ada", "issues": ["toll"]}
    {"kind": "tie", "id": "none", "actor": "ada"}
    """
    states = ("party", "contract", "donation")
    bridge = ask(ties.report, issues=("bridge",))
    toll = ask(ties.report, issues=("toll",))
    port = ask(ties.report, issues=("port",))
    whole = ask(ties.report, issues=("port",), everyone=True)

    assert ["both"] == cells(bridge.section("tie"), "tie")
    assert [
        ("ada", "not-looked-up", "on-other-issues"),
        ("acme", "recorded", "not-looked-up"),
    ] == cells(bridge.section(None), *states)
    assert ["both", "gift"] == cells(toll.section("tie"), "tie")
    line = "1 other tie of this panel bears on other issues, or on none: --all"
    assert line in toll.section(None).ending
    assert [
        ("ada", "not-looked-up", "on-other-issues"),
        ("acme", "on-other-issues", "not-looked-up"),
    ] == (cells(port.section(None), *states))
    [(_, read)] = parts_of(port)
    assert ([], wording.NO_TIES) == (read.rows, read.caption)
    line = "3 other ties of this panel bear on other issues, or on none: --all"
    assert line in port.section(None).ending
    assert ["both", "gift", "none"] == cells(whole.section("tie"), "tie")
    assert not [line for line in whole.section(None).ending if "--all" in line]


def test_nobody_stands_in_the_context_twice(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"},
     {"role": "adviser", "organization": "city"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "clerk", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "tie", "id": "gift", "actor": "acme", "issues": ["bridge"]}
    """
    assert [
        ("Ada", "spoke", None, "not-looked-up"),
        ("Acme", None, "Ada, chief; Bo, clerk", "recorded"),
        ("City", None, "Ada, adviser", "not-looked-up"),
        ("Bo", "unchecked", None, "not-looked-up"),
    ] == cells(ask(ties.report).section(None), "name", "status", "people", "donation")


RESOLD = """
{"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
{"kind": "organization", "id": "shop", "name": "The Shop"}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "tie", "id": "own", "type": "contract", "actor": "acme", "counterparty": "city", "date": "2025",
 "issues": ["bridge"], "amount": {"value": 1, "currency": "USD", "bound": "exact", "of": "obligated"}}
{"kind": "tie", "id": "resold", "type": "contract", "actor": "acme", "counterparty": "city", "date": "2023",
 "recipient": "shop", "issues": ["bridge"],
 "amount": {"value": 2, "currency": "USD", "bound": "exact", "of": "obligated"}}
{"kind": "tie", "id": "resold-too", "type": "contract", "actor": "acme", "counterparty": "city", "date": "2024",
 "recipient": "Depot", "issues": ["bridge"],
 "amount": {"value": 4, "currency": "USD", "bound": "exact", "of": "obligated"}}
"""


def test_what_was_bought_through_resellers_stands_apart(tmp_path: Path) -> None:
    made = asking(write(tmp_path / "data", lines_of(RESOLD)), tmp_path / "cache")(ties.report)

    assert [
        ("acme", "recorded", 1, 2, "1 recorded; 2 through resellers"),
    ] == [
        (row.party, row.contract, row.contracts, row.contracts_through_others, row.contract_words)
        for row in made.section(None).rows
        if row.party == "acme"
    ]
    assert [
        "Acme | contract, with City | 1 USD obligated | 1 | The Example | 2025",
        "2 resellers, for Acme | contract, with City | 6 USD obligated | 2 | The Example | 2023–2024",
    ] == rows_in_words(made.section("amount"))
    assert [(None, 1), ("Depot; The Shop", 2)] == cells(
        made.section("amount"), "recipients", "ties"
    )
    assert ["Acme", "The Shop (reseller), for Acme", "Depot (reseller), for Acme"] == [
        words.tie_owner(row) for row in made.section("tie").rows
    ]


def test_exact_amounts_of_one_owner_other_party_meaning_and_source_are_added_up(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
    {"kind": "organization", "id": "port"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "clerk", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "tie", "id": "a", "actor": "acme", "date": "2025-01", "counterparty": "city",
     "amount": {"value": 0.1, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "b", "actor": "acme", "period": "2023", "counterparty": "city", "title": "Steel",
     "amount": {"value": 0.2, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "euro", "actor": "acme", "date": "2025", "counterparty": "city",
     "amount": {"value": 1, "currency": "EUR", "bound": "exact"}}
    {"kind": "tie", "id": "to-port", "actor": "acme", "date": "2025", "counterparty": "port",
     "amount": {"value": 2, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "paper", "actor": "acme", "date": "2025", "counterparty": "city",
     "sources": [{"citation": "Paper", "tier": "primary"}], "amount": {"value": 4, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "disputed", "actor": "acme", "date": "2025", "counterparty": "city",
     "verification": "disputed", "amount": {"value": 8, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "nothing", "actor": "acme", "date": "2025", "counterparty": "city"}
    """
    found = ask(ties.report, everyone=True).section("amount")

    assert [
        ("b a", 0.3, 2, "2023-01-01", "2025-01-31"),
        ("euro", 1, 1, "2025-01-01", "2025-12-31"),
        ("paper", 4, 1, "2025-01-01", "2025-12-31"),
        ("to-port", 2, 1, "2025-01-01", "2025-12-31"),
    ] == sorted(cells(found, "evidence", "amount_value", "ties", "earliest", "latest"))


@pytest.mark.parametrize(
    "unsure",
    [
        {"amount": {"value": 1, "currency": "USD", "bound": "about", "of": "award"}},
        {"amount": {"value": 1, "currency": "USD", "bound": "at-least", "of": "award"}},
        {"amount": {"value": 1, "currency": "USD", "bound": "exact"}},
        {"date": None},
        {"counterparty": None},
    ],
    ids=["about", "at least", "of an unknown meaning", "undated", "with an unknown party"],
)
def test_what_is_not_known_to_be_alike_adds_up_with_nothing(
    tmp_path: Path, unsure: dict[str, Any]
) -> None:
    tie: Line = {
        "kind": "tie",
        "type": "contract",
        "actor": "acme",
        "counterparty": "city",
        "date": "2025",
        "issues": ["bridge"],
        "amount": {"value": 1, "currency": "USD", "bound": "exact", "of": "award"},
    }
    ids = ("one", "two")
    contracts = [
        {key: value for key, value in {**tie, **unsure, "id": id}.items() if value is not None}
        for id in ids
    ]
    sure = [{**tie, "id": f"sure-{id}"} for id in ids]
    path = write(tmp_path / "data", [*lines_of(ACME), *map(complete, contracts + sure)])
    found = asking(path, tmp_path / "cache")(ties.report).section("amount")

    assert ["one", "sure-one sure-two", "two"] == sorted(cells(found, "evidence"))


ACME = """
{"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "issue", "id": "bridge", "panel": ["ada"]}
"""


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
    made = ask(ties.report, everyone=True)

    assert [("award", 100, "award"), ("paid", 7, "obligated")] == cells(
        made.section("amount"), "evidence", "amount_value", "amount_of"
    )
    assert ("Not added, each being part of a larger amount: first, second.",) == made.section(
        "amount"
    ).ending[:1]
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
    found = ask(ties.report, as_of="2026-03-01", everyone=True)

    assert ["reply", "context", "disputed"] == names(found)
    assert [] == rows_in_words(found.section("tie"))
    assert ["Ada |  | donation, disputed |  |  | The Example"] == rows_in_words(
        found.section("disputed")
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
    {"kind": "tie", "id": "steel", "type": "contract", "actor": "acme", "issues": ["bridge"]}
    {"kind": "tie", "id": "gift", "actor": "cy", "issues": ["bridge"]}
    {"kind": "tie", "id": "other", "actor": "ada", "issues": ["bridge"]}
    """
    found = ask(ties.report, statuses=("silent",))

    assert [
        ("bo", "silent", "not-looked-up", "not-looked-up"),
        ("acme", None, "recorded", "not-looked-up"),
        ("cy", "silent", "not-looked-up", "recorded"),
    ] == cells(found.section(None), "party", "status", "contract", "donation")
    assert [("steel", "Bo, clerk"), ("gift", None)] == cells(found.section("tie"), "tie", "people")
    assert str(found.headline).startswith("1 of 3 is on record")
    assert str(found.section("context").caption).endswith(wording.OF_A_STATUS)


AMOUNT = st.tuples(
    st.integers(1, 10**11),
    st.sampled_from(["USD", "EUR"]),
    st.sampled_from(["city", "port"]),
    st.sampled_from([None, "Shop"]),
    st.sampled_from("AB"),
)


@given(st.lists(AMOUNT, max_size=8))
def test_no_cent_is_lost_or_added(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[Any]
) -> None:
    lines: list[Line] = [*lines_of(ACME), complete({"kind": "organization", "id": "port"})]
    totals: Counter[Any] = Counter()
    for number, (cents, currency, counterparty, recipient, source) in enumerate(amounts):
        tie = {
            "kind": "tie",
            "type": "contract",
            "id": f"t-{number}",
            "actor": "acme",
            "counterparty": counterparty,
            **({"recipient": recipient} if recipient else {}),
            "date": f"202{number % 6}",
            "issues": ["bridge"],
            "amount": {"value": cents / 100, "currency": currency, "bound": "exact", "of": "award"},
            "sources": [{"citation": source, "tier": "primary"}],
        }
        lines.append(complete(tie))
        totals[currency, counterparty, recipient, source] += cents
    path = tmp_path_factory.mktemp("made")
    ask = asking(write(path / "data", lines), path / "cache")

    alike = ("amount_currency", "counterparty", "recipients", "source")
    found = cells(ask(ties.report).section("amount"), *alike, "amount_value")
    assert totals == {tuple(same): round(value * 100) for *same, value in found}
    assert {value for *_, value in found} == {cents / 100 for cents in totals.values()}


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
     "period": "2025/2026", "issues": ["bridge"]}
    {"kind": "tie", "id": "rest", "type": "contract", "actor": "acme", "title": "More", "part_of": "deal",
     "issues": ["bridge"]}
    {"kind": "tie", "id": "there", "type": "attendance", "actor": "bo", "event": "gala", "date": "2026-01-10",
     "issues": ["bridge"]}
    {"kind": "tie", "id": "none", "actor": "bo", "date": "2026-01-20", "issues": ["bridge"],
     "amount": {"value": 0, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "unsure", "actor": "cy", "verification": "disputed", "issues": ["bridge"]}
    {"kind": "tie", "id": "wrong", "actor": "cy"} {"kind": "tie", "id": "others", "actor": "out"}
    {"kind": "correction", "id": "c", "corrects": "wrong"}
    """
    found = ask(ties.report)

    assert [
        ("ada", "spoke", None, "not-looked-up", "not-looked-up", "not-looked-up"),
        ("acme", None, "Ada, chief", "recorded", "not-looked-up", "not-looked-up"),
        ("bo", "unchecked", None, "not-looked-up", "none-found", "recorded"),
        ("cy", "unchecked", None, "not-looked-up", "disputed", "not-looked-up"),
    ] == cells(
        found.section("context"), *"party status people contract donation attendance".split()
    )
    assert [
        "◆ Ada | for the proposition, 2 Jan 2026 | not looked up | not looked up | not looked up",
        "Acme | Ada, chief | 1 recorded | not looked up | not looked up",
        "· Bo | never looked for | not looked up | searched, none found, 20 Jan 2026 | 1 recorded, 10 Jan 2026",
        "· Cy | never looked for | not looked up | 1 disputed | not looked up",
    ] == rows_in_words(found.section("context"))
    assert [
        "Acme | Ada, chief | contract, More, part of A deal |  |  | The Example",
        "Acme | Ada, chief | contract, with Agency, A deal | at least 1,500 USD | 2025–2026 | The Example",
        "Bo |  | attendance, A gala |  | 10 Jan 2026 | The Example",
        "Bo |  | donation | none found | 20 Jan 2026 | The Example",
    ] == rows_in_words(found.section("tie"))
    assert ["Cy |  | donation, disputed |  |  | The Example"] == rows_in_words(
        found.section("disputed")
    )


def test_attendance_has_the_day_of_its_event(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "event", "id": "gala", "title": "A gala", "date": "2026-01-10"}
    {"kind": "tie", "type": "attendance", "actor": "ada", "event": "gala", "issues": ["bridge"]}
    """
    found = ask(ties.report)

    assert ["1 recorded, 10 Jan 2026"] == cells(found.section("context"), "attendance_words")
    assert ["2026-01-10"] == cells(found.section("tie"), "date")
