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
        "bridge: 1 of 3 is on record (1 against the proposition). For 1, no public statement had been"
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
    assert ["· Ada | bridge", "· Ada | tunnel"] == [
        row.partition(" | chief")[0] for row in rows_in_words(found)
    ]
    assert ["bridge: 1", "tunnel: 1"] == [line[:9].strip() for line in found.ending if ": " in line]


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

    assert (("1 more outside the panel: --all",), ("No issue has a panel of people",), []) == (
        found.left_out,
        found.caveats,
        rows_in_words(found.section(None)),
    )
    whole = ask(listing, everyone=True)
    assert [("ada", "mixed", False)] == cells(whole.section(None), "actor", "stance", "panel")
    assert () == whole.left_out


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
        ({}, "ada"),
        ({"statuses": ("silent",)}, "ada"),
        ({"issues": ("tunnel",)}, "bolt"),
        ({"issues": ("tunnel",), "actors": "person", "actors_asked": True}, ""),
        ({"issues": ("bridge", "tunnel")}, "ada"),
        ({"everyone": True}, "ada bo cy"),
        ({"people": ("bo",)}, "bo"),
        ({"people": ("ada", "cy")}, "ada cy"),
        ({"people": ("bo",), "statuses": ("silent",)}, ""),
        ({"organizations": ("acme",)}, "cy acme"),
        ({"organizations": ("acme",), "actors": "person", "actors_asked": True}, "cy"),
        ({"organizations": ("bolt",)}, "bolt"),
    ],
)
def test_whoever_is_named_is_answered(ask: Ask, asked: dict[str, Any], rows: str) -> None:
    assert rows.split() == cells(ask(listing, **asked).section(None), "actor")


def test_panels_of_organizations_alone_are_asked_about_as_such(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "bolt"}
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["acme", {"actor": "ada", "until": "2026-01-20"}]}
    {"kind": "issue", "id": "tunnel", "panel": ["bolt"]}
    {"kind": "statement", "id": "s", "issue": "bridge", "speaker": "bo", "date": "2026-01-07", "stance": "mixed"}
    {"kind": "silence", "id": "l", "issue": "tunnel", "actors": ["bolt"], "date": "2026-01-13"}
    """
    found = ask(listing)

    assert ["acme", "bolt"] == cells(found.section(None), "actor")
    assert ("1 more with people and organizations: --all --actors any",) == found.left_out
    assert ["bolt"] == cells(ask(listing, statuses=("silent",)).section(None), "actor")
    assert ["ada"] == cells(ask(listing, as_of="2026-01-19").section(None), "actor")
    assert ["bo"] == cells(ask(listing, people=("bo",)).section(None), "actor")


def test_an_issue_with_a_panel_of_others_is_named_without_any_record(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "issue", "id": "bridge", "panel": ["acme"]}
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "canal", "panel": ["ada"]}
    """
    assert (
        "1 more with people and organizations: --actors any",
        "1 more issue without a panel of people: bridge",
    ) == ask(listing).left_out
    assert () == ask(listing, actors="any", actors_asked=True).left_out


def test_whoever_is_named_from_outside_the_panel_says_so_and_is_in_no_count(ask: Ask) -> None:
    found = ask(listing, people=("bo",)).section(None)

    assert ["outside the panel"] == [words.note(row) for row in found.rows]
    assert ask(listing, issues=("bridge",)).section(None).ending == found.ending


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
        ending = ask(listing, organizations=("acme",), **asked).section(None).ending
        return [line.partition(" was never looked for")[0] for line in ending[:-1]]

    assert ["tunnel: 1 of 1 organization", "bridge: 1 of 1 person"] == counts()
    assert ["bridge: 1 of 1 person"] == counts(actors="person", actors_asked=True)
