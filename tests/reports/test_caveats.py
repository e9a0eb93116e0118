"""What is said beside an answer: how many rows flags would add, and why there is none."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, indexed, lines_of
from tests.depth import tried
from tests.index.strategies import datasets
from tests.reports.asking import Ask

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question, set_question
from stancetracker.reports import catalogue
from stancetracker.reports.caveats import with_caveats
from stancetracker.reports.due import due
from stancetracker.reports.listing import listing
from stancetracker.reports.makers import maker
from stancetracker.reports.matches import matching
from stancetracker.reports.run import Maker, resolve
from stancetracker.reports.table import Report

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
MAKERS: dict[str, Maker] = {
    "list": listing,
    "due": due,
    **{name: maker(name) for name in plugins.names(catalogue)},
}
WIDER: dict[str, dict[str, Any]] = {
    "--all": {"everyone": True},
    "--actors any": {"actors": "any", "actors_asked": True},
    "--all --actors any": {"everyone": True, "actors": "any", "actors_asked": True},
}
BOTH = "with people and organizations"


def rows(report: Report) -> int:
    by_name = {section.name: section for section in report.sections}
    main = report.section(None)
    return len(by_name.get("matrix", by_name.get("standing", main)).rows)


def numbers(report: Report) -> dict[str, int]:
    """The rows that each combination of flags would add, as the hint says."""
    pattern = r"(\d+) (?:more )?(?:outside|with)[^:;]*: (--[^;\n]+)"
    parts = re.findall(pattern, "\n".join(report.left_out))
    return {flags: int(number) for number, flags in parts}


FILTERS = {
    "statuses": st.sampled_from(["spoke", "silent", "unchecked"]).map(lambda word: (word,)),
    "stances": st.lists(st.sampled_from(["favor", "mixed"]), min_size=1).map(tuple),
    "channels": st.just(("speech",)),
    "issues": st.sampled_from(["bridge", "tunnel"]).map(lambda word: (word,)),
    "people": st.just(("ada",)),
    "since": st.just("2026-01-04"),
    "stale": st.just(value=True),
    "private": st.just(value=True),
    "moved": st.just(value=True),
    "everyone": st.just(value=True),
}


@tried(10, 2000)
@given(
    lines=datasets(),
    name=st.sampled_from([*MAKERS]),
    asked=st.fixed_dictionaries({}, optional=FILTERS),
    actors=st.sampled_from([None, "person", "organization", "any"]),
)
def test_a_number_is_that_of_the_rows_that_the_flag_adds_under_the_same_filters(
    lines: list[Line], name: str, asked: dict[str, Any], actors: str | None
) -> None:
    if actors is not None:
        asked |= {"actors": actors, "actors_asked": True}
    question = Question("2026-01-06", **asked)
    with indexed(lines) as connection:
        set_question(connection, question)
        resolved = resolve(connection, question)
        try:
            report = MAKERS[name](connection, resolved)
        except UsageError:  # no issue has a panel, or the report takes no such filter
            return
        more = {
            flags: rows(MAKERS[name](connection, resolved._replace(hints=False, **wider)))
            - rows(report)
            for flags, wider in WIDER.items()
        }

    assert numbers(report) == {flags: more[flags] for flags in numbers(report)}
    assert 0 not in numbers(report).values()
    assert bool(numbers(report)) == any(more.values())


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (
            {},
            [
                f"2 more outside the panel: --all; 4 {BOTH}: --all --actors any",
                "2 more issues without a panel of people: canal, tunnel",
            ],
        ),
        ({"issues": ("bridge",)}, ["2 more outside the panel: --all"]),
        (
            {"issues": ("bridge",), "statuses": ("silent",)},
            ["1 more outside the panel: --all"],
        ),
        ({"issues": ("bridge",), "statuses": ("unchecked",)}, []),
        ({"issues": ("bridge",), "people": ("ada",)}, []),
        ({"issues": ("tunnel",)}, ["1 more outside the panel: --all"]),
        ({"issues": ("tunnel", "tunnel")}, ["1 more outside the panel: --all"]),
        (
            {"issues": ("tunnel",), "actors": "person", "actors_asked": True},
            [f"2 more {BOTH}: --all --actors any"],
        ),
        (
            {"issues": ("tunnel",), "actors": "person", "actors_asked": True, "everyone": True},
            [f"2 more {BOTH}: --actors any"],
        ),
        ({"hints": False}, []),
    ],
    ids=str,
)
def test_a_list_says_how_many_rows_flags_would_add(
    ask: Ask, asked: dict[str, Any], lines: list[str]
) -> None:
    assert lines == [*ask(listing, **asked).left_out]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (
            {"statuses": ("silent",)},
            "some of 4 more on record may belong here: --all --actors any",
        ),
        (
            {"issues": ("bridge",), "statuses": ("silent",)},
            "some of 2 more on record may belong here: --all",
        ),
        (
            {"statuses": ("silent",), "actors": "any", "actors_asked": True},
            "some of 3 more on record may belong here: --all",
        ),
    ],
    ids=str,
)
def test_where_very_many_are_on_record_none_is_judged_for_a_hint(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], line: str
) -> None:
    monkeypatch.setattr("stancetracker.reports.caveats.MOST_JUDGED", 1)

    assert line == ask(listing, **asked).left_out[0]
    assert line == ask(due, **asked).left_out[0]


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
            ["No row passes the filters: leave out --silent to list 1"],
        ),
        (
            {"stances": ("favor",), "statuses": ("silent",)},
            ["No row passes the filters: leave out --stance to list 1"],
        ),
        (
            {"stances": ("favor",), "statuses": ("unchecked",)},
            ["No row passes the filters: leave out --stance, --unchecked to list 1"],
        ),
        (
            {"issues": ("tunnel",), "actors": "person", "actors_asked": True},
            ["tunnel has no panel of people"],
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

    assert ("No row passes the filters: leave out --stance to list 1",) == found.caveats


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
        actors="any",
        everyone=True,
        **asked,
    )

    assert (caveats,) == found.caveats


def test_a_report_in_chapters_says_it_after_them(ask: Ask) -> None:
    found = ask(maker("matrix"), issues=("bridge", "tunnel"), stances=("favor",))
    chapters = found._replace(chapters=(found,))

    assert found.caveats
    assert (*found.caveats, *found.left_out, *found.notes) == chapters.closing


def test_a_maker_keeps_its_name() -> None:
    assert due.__name__ == with_caveats(due).__name__


@pytest.mark.parametrize("make", [listing, due], ids=["list", "due"])
def test_the_rule_is_asked_once_for_all_hints(make: Maker) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "bolt"}
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme"], "recheck_days": 5}
    {"kind": "silence", "id": "k", "actors": ["ada", "acme", "bo", "bolt"], "date": "2026-01-02"}
    """
    texts: list[str] = []
    with indexed(lines_of(test_the_rule_is_asked_once_for_all_hints.__doc__)) as connection:
        question = Question("2026-02-01", statuses=("silent",))
        set_question(connection, question)
        connection.set_trace_callback(texts.append)
        report = make(connection, question)

    hint = "1 more outside the panel: --all; 3 with people and organizations: --all --actors any"
    assert (hint,) == report.left_out
    assert 2 == sum(text.startswith("WITH RECURSIVE sound") for text in texts)
