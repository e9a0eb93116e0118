"""One sentence with both counts, the counts in shapes and words, and how to read them."""

import pytest
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.reports.catalogue import silence, speech, summary


def test_each_stance_and_response_that_anybody_has_is_counted_and_the_unchecked(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "neither"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-13", "response": "no-reply"}
    """
    found = ask(summary.report)
    counts = found.section("count")

    assert (
        "1 of 3 is on record (1 no side in these words). For 1, no public statement had been found when last"
        " checked, 13 January 2026 (1 no reply). 1 was never looked for."
    ) == found.headline
    assert [
        "□ Public statement, no side in these words | 1",
        "○ No public statement found (no reply) | 1",
        "· Never looked for | 1",
    ] == rows_in_words(counts)
    assert ("as of 1 Feb 2026",) == counts.ending
    assert {3} == {*cells(counts, "total")}


def test_the_searched_are_counted_apart_from_the_silent_and_the_unchecked(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "search", "id": "s", "actors": ["ada"], "date": "2026-01-20"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-13"}
    """
    found = ask(summary.report)

    assert (
        "For 1 of 3, no public statement had been found when last checked, 13 January 2026. For 1, a"
        " search found no statement. 1 was never looked for."
    ) == found.headline
    assert [
        "○ No public statement found | 1",
        "◌ Searched, no statement found | 1",
        "· Never looked for | 1",
    ] == rows_in_words(found.section("count"))
    assert ["cy", "ada"] == [
        row.actor
        for status in ("unchecked", "searched")
        for row in found.section("standing").rows
        if row.status == status
    ]


def test_where_all_were_searched_for_the_count_has_its_denominator(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "search", "id": "s", "actors": ["ada"], "date": "2026-01-20"}
    """
    assert "For 1 of 1, a search found no statement." == ask(summary.report).headline


def test_before_anybody_checked_the_unchecked_do_not_read_as_silent(ask: Ask) -> None:
    """{"kind": "organization", "id": "acme"} {"kind": "issue", "id": "bridge", "panel": ["acme"]}"""
    assert (
        "1 of 1 organization was never looked for, which says nothing about whether they spoke."
    ) == ask(summary.report, issues=("bridge",)).headline


def test_before_an_issue_begins_its_counts_say_so_and_not_that_nothing_is_on_record(
    ask: Ask,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-01-05"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    """
    before = ask(summary.report, issues=("bridge",), as_of="2026-01-04")

    assert "1 of 1 person was never looked for: the issue begins on 5 Jan 2026." == before.headline
    assert str(ask(summary.report, issues=("bridge",)).headline).startswith("1 of 1 is on record")


@pytest.mark.parametrize(
    ("as_of", "headline"),
    [
        (
            "2026-01-06",
            "For 1 of 1, no public statement had been found when last checked, 5 January 2026.",
        ),
        ("2026-01-07", "1 of 1 is on record (1 for the proposition)."),
    ],
)
def test_a_zero_is_left_out_but_for_the_unchecked(ask: Ask, as_of: str, headline: str) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-05"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    """
    assert headline == ask(summary.report, as_of=as_of).headline


def test_the_whole_of_a_count_is_never_called_as_one_of_its_parts(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-26", "response": "declined"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-27", "response": "none-found"}
    """
    assert ask(summary.report).headline == (
        "For 2 of 2, no public statement had been found when last checked, 26–27 January 2026"
        " (1 not known to have been asked, 1 declined)."
    )


def test_an_issue_without_a_panel_has_no_counts_and_no_headline(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    """
    for make in (summary.report, silence.report, speech.report):
        found = ask(make, issues=("bridge",), everyone=True)

        assert (None, ()) == (found.headline, found.section(None).ending)
        assert "This issue has no panel, so it has no counts." in found.notes
    found = ask(summary.report, issues=("bridge",), everyone=True)
    assert ([], ["ada"]) == (found.section("count").rows, cells(found.section("standing"), "actor"))


def test_a_panel_of_organizations_is_counted_as_such(shipped: Ask) -> None:
    assert (
        "1 of 4 organizations is on record (1 no side in these words). For 1, no public statement had been"
        " found up to 20 January 2026, according to the articles cited (1 declined). 2 were never looked for."
    ) == shipped(summary.report, issues=("iceout-letter-demands",)).headline


def test_the_kind_asked_for_wins_over_what_a_panel_holds(ask: Ask) -> None:
    """{"kind": "organization", "id": "acme"} {"kind": "issue", "id": "bridge", "panel": ["acme"]}"""
    adapted = ask(summary.report, issues=("bridge",))
    people = ask(summary.report, issues=("bridge",), kinds=("person",))

    assert (1, 0) == (len(adapted.section("standing").rows), len(people.section("standing").rows))
