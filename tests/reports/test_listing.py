"""The rows of `list`, and what stands under them."""

from contextlib import closing
from typing import Any

import pytest
from tests.datasets import Line, complete, lines_of, text
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.index.build import build
from stancetracker.index.queries import LIST_COLUMNS, Question, set_question
from stancetracker.reports import cells as words
from stancetracker.reports.listing import listing
from stancetracker.reports.run import resolve


def test_a_source_that_retells_another_stands_first(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor",
     "sources": [{"url": "https://blog.example/1",
     "tier": "secondary", "publisher": "Blog", "original_publisher": "Gazette"}]}
    """
    section = ask(listing).section(None)
    [source] = [column for column in section.shown if column.heading == "Source"]
    [row] = section.rows

    assert "Blog, after Gazette" == source.say(row)
    assert source.cut is not None
    assert "Blog" == source.cut(row)


def test_a_row_says_whether_its_words_are_a_quotation_of_the_actor(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor",
     "quote": "Build it.", "wording": "excerpt", "language": "en", "summary": "Wants it."}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-09", "stance": "favor",
     "summary": "Wants it too."}
    {"kind": "silence", "id": "k", "actors": ["cy"], "date": "2026-01-13", "basis": "reported",
     "label": "has not spoken"}
    """
    section = ask(listing).section(None)

    assert [
        ("Build it.", "excerpt"),
        ("Wants it too.", None),
        ("has not spoken", None),
    ] == cells(section, "words", "wording")
    assert section.columns.index("wording") == section.columns.index("words") + 1


def test_people_read_who_what_when_and_on_whose_word(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy", "memberships": [{"role": "mayor", "end_date": "2025"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07/2026-01-09", "stance": "against",
     "stance_basis": "inferred", "coded_by": "Us", "note": "From the words.", "quote": "Well.",
     "wording": "translation", "language": "en"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-13/2026-01-15", "response": "declined",
     "basis": "reported", "checked_by": null,
     "label": "has not spoken", "sources": [{"url": "https://copy.example/1", "tier": "reprint",
     "publisher": "Copy", "original_publisher": "Wire"}]}
    """
    found = ask(listing).section(None)

    assert [
        "● Ada | chief, Acme | against the proposition (inferred) | 7–9 Jan 2026 |  | The Example | “Well.” (translation)",
        "○ Bo | chief | declined; nobody answers for it | 13 Jan 2026 | 19 days ago, overdue | Wire, read at Copy"
        " | Wire wrote between 13 and 15 Jan 2026 (copy at Copy): “has not spoken”",
        "· Cy | former mayor | never looked for",
    ] == rows_in_words(found)
    assert (
        "The bridge: 1 of 3 is on record (1 against the proposition). For 1, no public statement had been"
        " found up to 13 January 2026, according to the articles cited (1 declined). 1 was never looked for."
        " 1 of 1 stance inferred; 1 of 1 overdue for a recheck."
    ) == found.ending[0]
    assert found.ending[1].startswith("as of 1 Feb 2026 · data ")


def test_nobody_is_overdue_for_a_recheck_on_an_issue_that_is_over(ask: Ask) -> None:
    """
    {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["bo"], "until": "2026-01-25", "recheck_days": 5}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-13"}
    """
    during, after = (ask(listing, as_of=day).section(None) for day in ("2026-01-25", "2026-01-26"))

    assert during.ending[0].endswith("1 of 1 overdue for a recheck.")
    assert after.ending[0].endswith("when last checked, 13 January 2026.")
    assert [True] == cells(after, "stale")


def test_rows_of_several_issues_name_theirs_and_each_panel_has_its_counts(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    """
    found = ask(listing).section(None)

    assert ["Name", "Issue", "Organization"] == [shown.heading for shown in found.shown[:3]]
    assert ["· Ada | The bridge (bridge)", "· Ada | The bridge (tunnel)"] == [
        row.partition(" | chief")[0] for row in rows_in_words(found)
    ]
    assert [
        "The bridge (bridge): 1 of 1 never looked for",
        "The bridge (tunnel): 1 of 1 never looked for",
    ] == [*found.ending[:-1]]


def test_counts_name_the_sides_as_the_issue_does(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "stance_words": {"favor": "for it",
     "against": "for none"}}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "against"}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-07", "stance": "favor"}
    """
    assert "2 of 2 are on record (1 for none, 1 for it)" in ask(listing).section(None).ending[0]


def test_without_a_panel_there_is_no_count_but_a_way_to_see_everyone(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "mixed"}
    """
    found = ask(listing)

    assert (("No issue has a panel",), []) == (
        found.caveats,
        rows_in_words(found.section(None)),
    )
    whole = ask(listing, everyone=True)
    assert [("ada", "mixed", False)] == cells(whole.section(None), "actor", "stance", "panel")


LINES = """
{"kind": "organization", "id": "acme"} {"kind": "organization", "id": "bolt"}
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
{"kind": "person", "id": "cy", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "di", "memberships": [{"role": "founder", "organization": "bolt"},
 {"role": "director", "organization": "acme"}]}
{"kind": "issue", "id": "bridge", "panel": ["ada"]} {"kind": "issue", "id": "tunnel", "panel": ["bolt"]}
{"kind": "silence", "id": "l", "issue": "bridge", "actors": ["ada", "cy"], "date": "2026-01-13"}
{"kind": "silence", "id": "m", "issue": "tunnel", "actors": ["acme", "bolt"], "date": "2026-01-13"}
{"kind": "statement", "id": "s", "issue": "bridge", "speaker": "bo", "date": "2026-01-07", "stance": "mixed"}
"""


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, "ada bolt"),
        ({"statuses": ("silent",)}, "ada bolt"),
        ({"kinds": ("organization",)}, "bolt"),
        ({"kinds": ("person", "organization")}, "ada bolt"),
        ({"issues": ("tunnel",)}, "bolt"),
        ({"issues": ("tunnel",), "kinds": ("person",)}, ""),
        ({"issues": ("bridge", "tunnel")}, "ada bolt"),
        ({"everyone": True}, "ada bo cy bolt acme"),
        ({"everyone": True, "kinds": ("person",)}, "ada bo cy"),
        ({"people": ("bo",)}, "bo"),
        ({"people": ("ada", "cy")}, "ada cy"),
        ({"people": ("bo",), "statuses": ("silent",)}, ""),
        ({"organizations": ("acme",)}, "cy acme"),
        ({"organizations": ("acme",), "kinds": ("person",)}, "cy"),
        ({"organizations": ("bolt",)}, "bolt"),
    ],
)
def test_whoever_is_named_is_answered(ask: Ask, asked: dict[str, Any], rows: str) -> None:
    assert rows.split() == cells(ask(listing, **asked).section(None), "actor")


def test_people_stand_before_organizations_and_issues_of_these_alone_last(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "bolt"}
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "since": "2026-01-01", "panel": ["acme", "ada"]}
    {"kind": "issue", "id": "tunnel", "since": "2026-01-02", "panel": ["bolt"]}
    """
    assert ["ada", "acme", "bolt"] == cells(ask(listing).section(None), "actor")


def test_a_panel_of_people_and_organizations_is_counted_by_kind(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "title": "Bridge", "panel": ["acme", "ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    """

    def counts(**asked: Any) -> str:
        return ask(listing, **asked).section(None).ending[0]

    people = "1 of 1 person is on record (1 for the proposition)."
    organizations = (
        "1 of 1 organization was never looked for, which says nothing about whether they spoke."
    )
    assert f"Bridge: {people} {organizations}" == counts()
    assert f"Bridge: {people}" == counts(kinds=("person",))
    assert f"Bridge: {organizations}" == counts(kinds=("organization",))


def test_each_issue_with_rows_has_a_line_of_counts_and_an_issue_asked_for(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "title": "The bridge", "short_title": "Bridge",
     "since": "2026-01-03", "panel": ["ada", "bo"]}
    {"kind": "issue", "id": "tunnel", "title": "Tunnel", "since": "2026-01-02", "panel": ["ada"]}
    {"kind": "issue", "id": "canal", "title": "Canal", "since": "2026-01-01", "panel": ["bo"]}
    {"kind": "statement", "id": "s", "issue": "bridge", "speaker": "bo", "date": "2026-01-07", "stance": "mixed"}
    {"kind": "silence", "id": "l", "issue": "bridge", "actors": ["ada"], "date": "2026-01-13",
     "basis": "asked", "asked_on": "2026-01-12", "response": "declined"}
    {"kind": "silence", "id": "m", "issue": "tunnel", "actors": ["ada"], "date": "2026-01-13"}
    """
    bridge = "Bridge: 1 of 2 on record · none found for 1 (1 declined)"
    tunnel = "Tunnel: none found for 1 of 1"
    canal = "Canal: 1 of 1 never looked for"
    of_issues = {"issues": ("bridge", "tunnel", "canal")}

    assert (bridge, tunnel) == ask(listing, statuses=("silent",)).section(None).ending[:-1]
    assert (bridge, tunnel, canal) == ask(listing).section(None).ending[:-1]
    asked = ask(listing, statuses=("silent",), **of_issues)
    assert (bridge, tunnel, canal) == asked.section(None).ending[:-1]


def test_a_clause_says_that_panels_alone_are_listed_where_they_are(ask: Ask) -> None:
    clause = " · panels alone (--all: everybody on record)"

    assert ask(listing).section(None).ending[-1].endswith(clause)
    for asked in ({"everyone": True}, {"people": ("bo",)}):
        assert clause not in ask(listing, **asked).section(None).ending[-1]


def test_whoever_is_named_from_outside_the_panel_says_so_and_is_in_no_count(ask: Ask) -> None:
    found = ask(listing, people=("bo",)).section(None)

    assert ["outside the panel"] == [words.note(row) for row in found.rows]
    assert ask(listing, issues=("bridge",)).section(None).ending[:-1] == found.ending[:-1]


def test_every_row_has_all_keys_and_says_what_was_asked(shipped: Ask) -> None:
    asked = {"as_of": "2026-02-01", "known_by": "2026-12-01", "audience": "any"}
    found = shipped(listing, **asked, everyone=True).section(None)

    assert LIST_COLUMNS == found.columns
    assert all(set(LIST_COLUMNS) <= set(found.cells(row)) for row in found.rows)
    assert {tuple(asked.values())} == {*cells(found, *asked)}
    assert 1 == len({*cells(found, "data_version")})


def test_who_is_asked_for_by_an_organization_is_shown_with_the_role_in_it(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "bolt"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "founder", "organization": "bolt"},
     {"role": "clerk", "organization": "acme", "end_date": "2025"}, {"role": "director", "organization": "acme"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    """
    held = ("actor", "role", "organization", "organization_name")
    whole, of_acme = (
        cells(ask(listing, organizations=org).section(None), *held) for org in ((), ("Acme",))
    )

    assert [("ada", "founder", "bolt", "Bolt"), ("bo", "chief", "acme", "Acme")] == whole
    assert [("ada", "director", "acme", "Acme"), ("bo", "chief", "acme", "Acme")] == of_acme


def steps(others: int, **asked: Any) -> int:
    """Count the steps that SQLite takes to list the rows of a question, among so many others."""
    people: list[Line] = [
        {"kind": "person", "id": f"p{number}", "memberships": [{"role": "clerk"}]}
        for number in range(others)
    ]
    statements: list[Line] = [
        {"kind": "statement", "id": f"s{number}", "speaker": f"p{number}", "date": "2026-01-03",
         "stance": "favor"}
        for number in range(others)
    ]  # fmt: skip
    lines = lines_of(FEW_AMONG_MANY)
    lines += map(complete, [*people, *statements])
    counted = 0

    def count_step() -> None:
        nonlocal counted
        counted += 1

    with closing(build({"a.jsonl": text(lines).encode()}, {})) as connection:
        question = Question("2026-02-01", hints=False, **asked)
        set_question(connection, question)
        question = resolve(connection, question)
        connection.set_progress_handler(count_step, 1)
        rows = listing(connection, question).section(None).rows
    assert [("bridge", "ada")] == [(row.issue, row.actor) for row in rows if row.actor != "acme"]
    return counted


FEW_AMONG_MANY = """
{"kind": "organization", "id": "acme", "tags": ["steel"]}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
"""


@pytest.mark.parametrize(
    "asked",
    [
        {"people": ("ada",)},
        {"organizations": ("acme",)},
        {"tags": ("steel",)},
    ],
    ids=str,
)
def test_a_list_about_one_actor_computes_no_standing_of_others(asked: dict[str, Any]) -> None:
    few = steps(10, **asked)
    many = steps(300, **asked)

    assert many < 2 * few


def test_two_of_one_name_are_told_apart_by_their_ids(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Ada"} {"kind": "person", "id": "ada-2", "name": "Ada"}
    {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge", "panel": ["ada", "ada-2", "bo"]}
    {"kind": "statement", "id": "s", "speaker": "ada-2", "date": "2026-01-09", "stance": "favor"}
    """
    found = ask(listing).section(None)

    assert ["· Ada (ada)", "◆ Ada (ada-2)", "· Bo"] == [
        found.shown[0].say(row) for row in found.rows
    ]
    assert ["Ada", "Ada", "Bo"] == cells(found, "name")


def test_each_panel_of_whoever_is_named_has_its_counts(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-01-01"}
    {"kind": "issue", "id": "tunnel", "panel": ["acme"], "since": "2026-01-02"}
    """

    def counts(**asked: Any) -> list[str]:
        return [*ask(listing, organizations=("acme",), **asked).section(None).ending[:-1]]

    assert [
        "The bridge (bridge): 1 of 1 never looked for",
        "The bridge (tunnel): 1 of 1 organization never looked for",
    ] == counts()
    assert ["The bridge: 1 of 1 person was never looked for"] == [
        line.partition(",")[0] for line in counts(kinds=("person",))
    ]
