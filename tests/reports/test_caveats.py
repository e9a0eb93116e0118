"""What is said beside an answer that has no rows: why."""

from typing import Any

import pytest
from tests.reports.asking import Ask

from stancetracker.reports.caveats import with_reasons
from stancetracker.reports.due import due
from stancetracker.reports.listing import listing
from stancetracker.reports.makers import maker
from stancetracker.reports.matches import matching

LINES = """
{"kind": "organization", "id": "acme"} {"kind": "organization", "id": "bolt"}
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "jo"}
{"kind": "person", "id": "cy", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "issue", "id": "bridge", "panel": ["ada"]} {"kind": "issue", "id": "tunnel", "panel": ["bolt"]}
{"kind": "issue", "id": "canal"}
{"kind": "silence", "id": "l", "issue": "bridge", "actors": ["ada", "cy"], "date": "2026-01-13"}
{"kind": "silence", "id": "m", "issue": "tunnel", "actors": ["acme", "bolt"], "date": "2026-01-13"}
{"kind": "statement", "id": "s", "issue": "bridge", "speaker": "bo", "date": "2026-01-07", "stance": "mixed"}
"""


@pytest.mark.parametrize(
    ("asked", "caveats"),
    [
        (
            {"people": ("jo",), "issues": ("bridge",)},
            ["Jo: not in the panel of bridge, and nothing on record there as of 1 Feb 2026"],
        ),
        ({"people": ("jo",)}, ["Jo: in no panel, and nothing on record as of 1 Feb 2026"]),
        (
            {"people": ("bo",), "as_of": "2026-01-06"},
            ["Bo: in no panel, and nothing on record as of 6 Jan 2026"],
        ),
        (
            {"organizations": ("acme",), "issues": ("canal",)},
            [
                "Acme and its people: not in the panel of canal, and nothing on record there"
                " as of 1 Feb 2026"
            ],
        ),
        (
            {"people": ("bo",), "statuses": ("silent",)},
            ["No row passes --silent"],
        ),
        (
            {"stances": ("favor",), "statuses": ("silent",)},
            ["No row passes --stance and --silent"],
        ),
        (
            {"stances": ("favor",), "statuses": ("unchecked",)},
            ["No row passes --stance and --unchecked"],
        ),
        (
            {"issues": ("tunnel",), "kinds": ("person",)},
            ["No row passes --kind"],
        ),
        ({"issues": ("canal",)}, ["canal has no panel, and nothing on record as of 1 Feb 2026"]),
        ({}, []),
        ({"people": ("ada",)}, []),
    ],
    ids=str,
)
def test_an_empty_list_says_why_it_is_empty(
    ask: Ask, asked: dict[str, Any], caveats: list[str]
) -> None:
    assert caveats == [*ask(listing, **asked).caveats]


def test_a_report_says_which_filter_left_nothing(ask: Ask) -> None:
    found = ask(maker("coverage"), issues=("bridge",), stances=("favor",))

    assert ("No row passes --stance",) == found.caveats


def test_an_empty_answer_that_nothing_explains_stands_alone(ask: Ask) -> None:
    assert () == ask(maker("speech"), issues=("bridge",)).caveats


def test_what_was_not_known_yet_is_said_with_the_ledgers_first_day(ask: Ask) -> None:
    line = "This ledger's first record is of 1 Feb 2026: nothing was known here on 26 Jan 2026"

    assert (line,) == ask(listing, known_by="2026-01-26").caveats
    assert (line,) == ask(maker("summary"), known_by="2026-01-26").caveats
    assert () == ask(listing, known_by="2026-02-01").caveats


@pytest.mark.parametrize(
    ("words", "asked", "caveats"),
    [
        ("wrds", {}, "No text as of 1 Feb 2026 matches “wrds”; near “wrds”: words"),
        ("zzzz", {}, "No text as of 1 Feb 2026 matches “zzzz”"),
        (
            "words",
            {"stances": ("favor",)},
            "No match passes the filters: leave out --stance to find these words",
        ),
    ],
)
def test_a_search_that_finds_nothing_says_why_and_names_near_words(
    ask: Ask, words: str, asked: dict[str, Any], caveats: str
) -> None:
    found = ask(
        lambda connection, question: matching(connection, question, words),
        everyone=True,
        **asked,
    )

    assert (caveats,) == found.caveats


def test_a_report_in_chapters_says_it_after_them(ask: Ask) -> None:
    found = ask(maker("matrix"), issues=("bridge", "tunnel"), stances=("favor",))
    chapters = found._replace(chapters=(found,))

    assert found.caveats
    assert (*found.caveats, *found.notes) == chapters.closing


def test_a_maker_keeps_its_name() -> None:
    assert due.__name__ == with_reasons(due).__name__
