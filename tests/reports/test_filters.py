"""Filters choose rows after standings are computed, and change none."""

from collections.abc import Mapping
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import lines_of, write
from tests.depth import mostly_slow, rest_slow, tried
from tests.reports.asking import Ask, asking, cells, rows_of

from stancetracker.base import wording
from stancetracker.base.errors import UnknownNameError
from stancetracker.reports import matches
from stancetracker.reports.catalogue import (
    coverage,
    demands,
    first,
    matrix,
    silence,
    speech,
    summary,
    timeline,
)
from stancetracker.reports.listing import listing
from stancetracker.reports.run import Maker
from stancetracker.reports.table import Report

DAYS = ("2026-01-19", "2026-01-24", "2026-01-27", "2026-11-25")
FILTERS: dict[str, Any] = {
    "issues": st.sampled_from(["minneapolis-immigration-operations", "iceout-letter-demands"]),
    "people": st.sampled_from(["tim-cook", "elon-musk", "Reid Hoffman"]),
    "organizations": st.sampled_from(["apple", "google", "meta"]),
    "stances": st.sampled_from(["favor", "against"]),
    "channels": st.sampled_from(["social-post", "internal-memo", "interview"]),
    "statuses": st.sampled_from(["spoke", "silent", "unchecked"]),
}


def listed(ask: Ask, **asked: Any) -> list[dict[str, Any]]:
    """Return the standings of a list, without what matched of their records."""
    rows = rows_of(ask(listing, **asked).section("standing"))
    return [
        {key: value for key, value in row.items() if not key.startswith("matched")} for row in rows
    ]


@tried(5, 500)
@given(
    as_of=st.sampled_from(DAYS),
    audience=st.sampled_from(["public", "any"]),
    kinds=st.lists(st.sampled_from(["person", "organization"]), max_size=2).map(tuple),
    everyone=st.booleans(),
    filters=st.fixed_dictionaries(
        {},
        optional={name: st.lists(value, max_size=2).map(tuple) for name, value in FILTERS.items()},
    ),
    days=st.fixed_dictionaries(
        {}, optional={"since": st.sampled_from(DAYS), "until": st.sampled_from(DAYS)}
    ).filter(lambda days: days.get("since", "") <= days.get("until", "9")),
    flags=st.fixed_dictionaries(
        {}, optional={name: st.booleans() for name in ("stale", "private", "moved")}
    ),
)
def test_a_filter_chooses_rows_and_changes_no_standing(
    shipped: Ask,
    as_of: str,
    audience: str,
    kinds: tuple[str, ...],
    everyone: bool,
    filters: dict[str, Any],
    days: dict[str, Any],
    flags: dict[str, Any],
) -> None:
    when = {"as_of": as_of, "audience": audience, "issues": ()}
    asked = {**when, "kinds": kinds, "everyone": everyone, **filters, **days, **flags}
    known = listed(shipped, **when, everyone=True)
    found = listed(shipped, **asked)

    assert [row for row in known if row in found] == found
    for name, words in [(name, words) for name, words in filters.items() if words]:
        alone = [listed(shipped, **{**asked, name: (word,)}) for word in words]

        # Repeated flags are alternatives.
        assert [row for row in known if any(row in rows for rows in alone)] == found


FLAGS: tuple[dict[str, Any], ...] = (
    {"statuses": ("silent",)},
    {"stale": True},
    {"private": True},
    {"moved": True},
    {"people": ("tim-cook",)},
    {"organizations": ("apple",)},
    {"since": "2026-01-27"},
)


@pytest.mark.parametrize(("one", "other"), mostly_slow([*combinations(FLAGS, 2)], 5), ids=str)
def test_no_two_filters_of_different_names_give_more_than_each_alone(
    shipped: Ask, one: dict[str, Any], other: dict[str, Any]
) -> None:
    whole: dict[str, Any] = {"everyone": True}  # whoever is named is listed in any case
    those = listed(shipped, **whole, **other)
    both = listed(shipped, **whole, **one, **other)

    assert [row for row in listed(shipped, **whole, **one) if row in those] == both


LINES = """
{"kind": "organization", "id": "acme"}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"} {"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
{"kind": "petition", "id": "letter", "addressees": ["ada", "bo"], "demands": [{"id": "a", "text": "A."}]}
{"kind": "event", "id": "v", "date": "2026-01-01", "trigger": true}
{"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "demands": ["letter/a"]}
{"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-08", "stance": "against",
 "channel": "interview", "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
{"kind": "statement", "id": "m", "speaker": "bo", "date": "2026-01-09", "stance": "neither",
 "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-10"}
{"kind": "statement", "id": "o", "speaker": "out", "date": "2026-01-04", "stance": "mixed"}
{"kind": "silence", "id": "l", "actors": ["bo", "cy"], "date": "2026-01-12"}
{"kind": "silence", "id": "l2", "actors": ["cy"], "date": "2026-01-31", "basis": "reported",
 "sources": [{"url": "https://paper.org/2", "tier": "primary"}]}
{"kind": "reply", "id": "r", "to": "a2", "by": "ada", "date": "2026-01-31"}
{"kind": "reply", "id": "r2", "to": "bridge", "by": "out", "date": "2026-02-01"}
"""
ASKED: dict[str, dict[str, Any]] = {
    "no filter": {},
    "everyone": {"everyone": True},
    "organizations": {"kinds": ("organization",)},
    "Cy": {"people": ("cy",)},
    "of Acme": {"organizations": ("acme",)},
    "favor": {"stances": ("favor",)},
    "interview": {"channels": ("interview",)},
    "paper.org": {"sources": ("paper.org",)},
    "since 8 Jan": {"since": "2026-01-08"},
    "until 5 Jan": {"until": "2026-01-05"},
    "silent": {"statuses": ("silent",)},
    "stale": {"stale": True},
    "private": {"private": True},
}
CHOSEN = """
              | standings     | checks        | none  | said   | entries                | first         | demands
no filter     | ada bo cy     | ada bo cy     | bo cy | a a2   | v a a2 m l l l2 r r2   | ada bo cy     | ada bo
everyone      | ada bo cy out | ada bo cy out | bo cy | a o a2 | v a o a2 m l l l2 r r2 | ada out bo cy | ada bo
organizations |               |               |       |        | r2                     |               |
Cy            | cy            | cy            | cy    |        | l l2 r2                | cy            |
of Acme       | ada           | ada           |       | a a2   | a a2 r r2              | ada           | ada
favor         |               |               |       | a      | a r2                   | ada           | ada
interview     | ada           | ada           |       | a2     | a2 r r2                |               |
paper.org     | ada cy        | ada cy        | cy    | a2     | a2 l2 r r2             |               |
since 8 Jan   | ada bo cy     | ada bo cy     | bo cy | a2     | a2 m l l l2 r r2       |               | bo
until 5 Jan   | ada           | ada           |       | a      | v a                    | ada           | ada
silent        | bo cy         | bo cy         | bo cy |        | m l l l2 r2            | bo cy         | bo
stale         | bo cy         | bo cy         | bo cy |        | m l l l2 r2            | bo cy         | bo
private       | bo            | bo            | bo    |        | m l r2                 | bo            | bo
"""
SECTIONS: dict[str, tuple[str, tuple[Maker, ...]]] = {
    "standings": ("standing", (listing, matrix.report, summary.report)),
    "checks": ("coverage", (coverage.report,)),
    "none": ("check", (silence.report,)),
    "said": ("statement", (speech.report,)),
    "entries": ("entry", (timeline.report,)),
    "first": ("first", (first.report,)),
    "demands": ("demand", (demands.report,)),
}
HEADINGS, *TABLE = (
    [cell.strip() for cell in line.split("|")] for line in CHOSEN.strip("\n").split("\n")
)


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    path = tmp_path_factory.mktemp("bridge")
    return asking(write(path / "data", lines_of(LINES)), path / "cache")


@pytest.fixture(scope="module")
def unfiltered(bridge: Ask) -> Mapping[Maker, Report]:
    """Return each report on the issue without another filter."""
    return {
        make: bridge(make, issues=("bridge",)) for _, makers in SECTIONS.values() for make in makers
    }


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line[0])
def test_what_a_filter_leaves_of_each_report(bridge: Ask, line: list[str]) -> None:
    for heading, rows in list(zip(HEADINGS, line, strict=True))[1:]:
        section, makers = SECTIONS[heading]
        key = "evidence" if heading in ("said", "entries") else "actor"
        for make in makers:
            assert rows.split() == cells(bridge(make, **ASKED[line[0]]).section(section), key)


@pytest.mark.parametrize(
    "asked", rest_slow([asked for asked in ASKED.values() if "kinds" not in asked], 4), ids=str
)
def test_a_filter_changes_no_count(
    bridge: Ask, unfiltered: Mapping[Maker, Report], asked: dict[str, Any]
) -> None:
    for make, whole in unfiltered.items():
        chosen = bridge(make, issues=("bridge",), **asked)

        assert (whole.headline, counts(whole)) == (chosen.headline, counts(chosen))


def counts(report: Report) -> list[str]:
    """Return the lines under a table without what they say of its rows."""
    lines = [line.removesuffix(f" · {wording.PANELS}") for line in report.section(None).ending]
    return [line for line in lines if line != wording.MATCHED]


EVIDENCE = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"} {"kind": "person", "id": "ed"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di", "ed"]}
{"kind": "statement", "id": "a-quote", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "quote": "Dear words.",
 "wording": "excerpt", "language": "en",
 "sources": [{"url": "https://copy.org/1", "tier": "reprint"}, {"url": "https://ada.org/1", "tier": "primary"}]}
{"kind": "statement", "id": "a-summary", "speaker": "ada", "date": "2026-01-08", "stance": "against",
 "summary": "Dear words, in short.", "stance_basis": "inferred", "coded_by": "Us", "note": "By the tone."}
{"kind": "statement", "id": "b-translated", "speaker": "bo", "date": "2026-01-03", "stance": "favor",
 "quote": "Dear words.", "wording": "translation", "language": "en"}
{"kind": "statement", "id": "c-spokesperson", "speaker": "cy", "date": "2026-01-03", "stance": "favor",
 "quote": "Dear words.", "wording": "verbatim", "language": "en", "voice": "spokesperson"}
{"kind": "silence", "id": "d-none", "actors": ["di"], "date": "2026-01-12", "basis": "reported",
 "label": "No dear words.", "sources": [{"url": "https://copy.org/2", "tier": "reprint"}]}
{"kind": "silence", "id": "e-none", "actors": ["ed"], "date": "2026-01-12", "label": "No dear words."}
"""
BY_EVIDENCE = """
                       | listed          | said                                 | found
stance_bases explicit  | ada bo cy       | a-quote b-translated c-spokesperson  | a-quote b-translated c-spokesperson
stance_bases inferred  | ada             | a-summary                            | a-summary
own_words              | ada             | a-quote                              | a-quote
tiers primary          | ada             | a-quote                              | a-quote
tiers secondary        | ada bo cy       | b-translated c-spokesperson a-summary | a-summary b-translated c-spokesperson
tiers reprint          | di              |                                      | d-none
"""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    path = tmp_path_factory.mktemp("evidence")
    return asking(write(path / "data", lines_of(EVIDENCE)), path / "cache")


@pytest.mark.parametrize("line", BY_EVIDENCE.strip().split("\n")[1:])
def test_a_list_and_other_answers_judge_each_record(evidence: Ask, line: str) -> None:
    """Ada's own words are history: her row rests on the summary, and yet she is found by them."""
    given, *rows = (part.split() for part in line.split("|"))
    asked: dict[str, Any] = {given[0]: tuple(given[1:]) or True}
    found = evidence(partial(matches.matching, words="dear"), **asked)

    assert rows == [
        cells(evidence(listing, **asked).section("standing"), "actor"),
        cells(evidence(speech.report, **asked).section("statement"), "evidence"),
        sorted(cells(found.section("passage"), "record")),
    ]


TAGGED = """
{"kind": "organization", "id": "acme", "tags": ["Steel", "big"]} {"kind": "organization", "id": "bank", "tags": ["big"]}
{"kind": "organization", "id": "city"}
{"kind": "person", "id": "ada", "memberships": [{"role": "mayor", "organization": "city"},
 {"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "bo", "memberships": [{"role": "clerk", "organization": "bank", "end_date": "2025-12-31"},
 {"role": "poet", "organization": "city"}]}
{"kind": "person", "id": "cy", "memberships": [{"role": "clerk", "organization": "bank"}]}
{"kind": "person", "id": "out", "memberships": [{"role": "clerk", "organization": "acme"}]}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
{"kind": "statement", "id": "s", "speaker": "out", "date": "2026-01-03", "stance": "favor", "quote": "Words.",
 "wording": "verbatim", "language": "en"}
{"kind": "statement", "id": "t", "speaker": "acme", "date": "2026-01-03", "stance": "favor"}
"""


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    path = tmp_path_factory.mktemp("tagged")
    return asking(write(path / "data", lines_of(TAGGED)), path / "cache")


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"tags": ("steel",)}, [("ada", "chief"), ("acme", None), ("out", "clerk")]),
        (
            {"tags": ("BIG",)},
            [("ada", "chief"), ("cy", "clerk"), ("acme", None), ("out", "clerk")],
        ),
        ({"tags": ("big",), "as_of": "2025-12-31"}, [("ada", "chief"), ("bo", "clerk")]),
        ({"tags": ("big",), "organizations": ("bank",)}, [("cy", "clerk")]),
        ({"tags": ("big",), "people": ("cy",)}, [("cy", "clerk")]),
        (
            {"tags": ("big",), "kinds": ("person",)},
            [("ada", "chief"), ("cy", "clerk"), ("out", "clerk")],
        ),
    ],
    ids=str,
)
def test_a_tag_is_of_organizations_and_of_those_with_a_role_there_on_the_day(
    tagged: Ask, asked: dict[str, Any], rows: list[tuple[str, str | None]]
) -> None:
    found = tagged(listing, **asked).section("standing")

    assert set(rows) <= {*cells(found, "actor", "role")}
    if "as_of" not in asked:
        assert sorted(rows, key=str) == sorted(cells(found, "actor", "role"), key=str)


def test_an_unknown_tag_is_an_error_with_a_suggestion(tagged: Ask) -> None:
    with pytest.raises(UnknownNameError, match="unknown tag: steal") as error:
        tagged(listing, tags=("steal",))

    assert error.value.hint == "did you mean Steel?"
