"""The checks of records: each reports its code at the line and value at fault."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import lines_of, write
from tests.ledger.conftest import silence, statement
from tests.loading import problems

import stancetracker.ledger as ledger
from stancetracker.contribute.check import rules
from stancetracker.index.checks import CHECKS, FATAL
from stancetracker.index.checks.functions import skeleton
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.jsonl import LINE_RULES

TODAY = "2026-06-01"
Load = Callable[..., Folder]
BASE = lines_of("""
{"kind": "dataset"} {"kind": "organization", "id": "acme"}
{"kind": "person", "id": "person-a", "name": "Person A",
 "memberships": [{"role": "CEO", "organization": "acme"}]}
{"kind": "issue", "id": "issue-a", "title": "A", "since": "2026-01-07"}
{"kind": "issue", "id": "issue-b", "title": "B", "since": "2026-01-07"}
""")
person = partial(dict[str, Any], BASE[2])


@pytest.fixture
def dataset_of(tmp_path: Path) -> Load:
    """Make a dataset of some records, after one of each kind that they may refer to."""
    return lambda *records, base=True: write(tmp_path, (*BASE, *records) if base else records)


def problem_sites(dataset: Folder) -> list[tuple[str, int, Any]]:
    """Return the code, the line and the value at the place of each problem."""
    value_at = json.JSONDecoder().raw_decode
    return [
        (
            problem.code,
            problem.place.line,
            value_at(problem.line_text or "0", problem.place.column - 1)[0],
        )
        for problem in problems(dataset, TODAY)
    ]


def codes(dataset: Folder) -> list[str]:
    return [code for code, _, _ in problem_sites(dataset)]


@pytest.mark.parametrize(
    ("spoken", "checked", "contradicted"),
    [
        ({}, {"date": "2026-01-21"}, True),
        ({}, {"date": "2026-01-20"}, False),
        ({"date": "2026-01-08/2026-01-21"}, {"date": "2026-01-21"}, False),
        ({"date": "../2026-01-20"}, {"date": "2026-01-21/2026-01-25"}, True),
        ({}, {"date": "2026-01-20/2026-01-25"}, False),
        ({"verification": "disputed"}, {"date": "2026-01-21"}, False),
        ({"audience": "internal", "made_public": "2026-01-20"}, {"date": "2026-01-21"}, False),
        ({"speaker": "acme"}, {"date": "2026-01-21"}, False),
        ({"issue": "issue-b"}, {"date": "2026-01-21"}, False),
        ({"speaker": "acme"}, {"date": "2026-01-21", "actors": ["person-a", "acme"]}, True),
    ],
)
def test_a_statement_before_a_silence_contradicts_it(
    dataset_of: Load, spoken: Any, checked: Any, contradicted: bool
) -> None:
    dataset = dataset_of(statement(**spoken), silence(**checked))

    assert contradicted == ("silence-contradicted" in codes(dataset))


ADDED = {"actor": "acme", "since": "2026-01-08"}
UNKNOWN = ADDED | {"actor": "acm"}
EARLY = {"actor": "acme", "since": "2026-01-05", "until": "2026-01-08"}
LATE = {"actor": "acme", "since": "2026-01-09"}
TIE, PUBLISHER, REPLY, EVENT, PETITION, ISSUE = lines_of("""
{"kind": "tie", "actor": "acme", "sources": [{"citation": "C", "tier": "primary"}]}
{"kind": "publisher", "id": "made", "type": "wire"}
{"kind": "reply", "by": "person-a", "to": "said", "date": "2026-01-21", "recorded": "2026-02-01"}
{"kind": "event", "id": "event-a", "date": "2026-01-20", "issues": ["issue-b"]}
{"kind": "petition", "id": "letter", "issue": "issue-b", "demands": [{"id": "a", "text": "A"}]}
{"kind": "issue", "id": "issue-c", "title": "C", "since": "2026-01-07"}
""")
SEARCH, CODING, COPY = lines_of("""
{"kind": "search", "actors": ["person-a"], "issue": "issue-a"}
{"kind": "coding", "statement": "said"}
{"kind": "copy"}
""")
REMOVED_LINES = [{"sha256": "0" * 64}]
CORRECTION = {"kind": "correction", "reason": "r", "recorded": "2026-02-01"}
SHORT = EVENT | {"issues": ["short"]}
SOURCE = {"citation": "C", "tier": "primary"}
SECOND_HAND = [SOURCE | {"tier": "secondary"}]
ASKED = silence(basis="asked", asked_on="2026-01-19")
SEARCHED = silence(basis="own-search", checked_by="me", searched=["x"])


def supersession(old: str, new: str, **more: Any) -> dict[str, Any]:
    return CORRECTION | {"corrects": old, "type": "supersession", "replacement": new} | more


def retraction(corrected: str, **more: Any) -> dict[str, Any]:
    sourced = {"type": "retraction", "sources": [SOURCE]}
    return CORRECTION | sourced | {"corrects": corrected} | more


@pytest.mark.parametrize(
    ("record", "code", "value"),
    [
        (statement(date="2026-01-06"), "statement-before-issue", "2026-01-06"),
        (statement(date="2026-01-01/2026-01-07"), None, None),
        (statement(date="2026-02-02"), "statement-after-recorded", "2026-02-02"),
        (statement(date="2026-02"), None, None),
        (statement(date="../2026-03"), None, None),
        (
            statement(audience="internal", made_public="2026-02-02"),
            "statement-after-recorded",
            "2026-02-02",
        ),
        (
            statement(audience="internal", made_public="2026-01-19"),
            "made-public-before-date",
            "2026-01-19",
        ),
        (statement(audience="internal", made_public="2026-01-20"), None, None),
        (statement(recorded="2026-06-02"), "future-date", "2026-06-02"),
        (statement(sources=[SOURCE | {"retrieved": "2026-06-02"}]), "future-date", "2026-06-02"),
        (statement(sources=[SOURCE | {"published": "2027"}]), "future-date", "2027"),
        (statement(sources=[SOURCE | {"published": "2026"}]), None, None),
        (statement(event="event-a"), "event-on-other-issue", "event-a"),
        (statement(event="event-a", issue="issue-b"), None, None),
        (statement(demands=["letter/a"]), "demand-on-other-issue", "letter/a"),
        (statement(demands=["letter/a"], issue="issue-b"), None, None),
        (statement(sources=SECOND_HAND), "second-hand-only", SECOND_HAND),
        (silence(date="2026-01-06/2026-01-20"), "silence-before-issue", "2026-01-06/2026-01-20"),
        (silence(date="2026-02-02"), "silence-after-recorded", "2026-02-02"),
        (ASKED, "response-mismatch", "none-found"),
        (ASKED | {"response": "no-reply"}, None, None),
        (
            ASKED | {"asked_on": "2026-01-21", "response": "no-reply"},
            "asked-after-silence",
            "2026-01-21",
        ),
        (SEARCHED | {"response": "declined"}, "response-mismatch", "declined"),
        (SEARCHED, None, None),
        (silence(response="avoided"), None, None),
        (silence(actors=["person-a", "acme", "person-a"]), "actor-twice", "person-a"),
        (SEARCHED | {"searched": [{"what": "A", "to": "2026-06-02"}]}, "future-date", "2026-06-02"),
    ],
)
def test_each_fault_of_a_statement_or_a_silence_is_reported_at_its_value(
    dataset_of: Load, record: Any, code: str | None, value: Any
) -> None:
    assert ([(code, 8, value)] if code else []) == problem_sites(
        dataset_of(EVENT, PETITION, record)
    )


@pytest.mark.parametrize(
    ("record", "code", "value"),
    [
        (retraction("said"), None, None),
        (retraction("fix"), None, None),
        (supersession("fix", "said"), "correction-of-correction", "fix"),
        (retraction("issue-a"), "withdraws-nothing", "issue-a"),
        (retraction("person-a"), "withdraws-nothing", "person-a"),
        (supersession("issue-a", "issue-b"), "withdraws-nothing", "issue-a"),
        (supersession("said", "acme"), "replaced-by-another-kind", "acme"),
        (supersession("said", "said"), "replaced-in-circle", "said"),
        (supersession("said", "next"), None, None),
        (supersession("said", "other"), "replacement-withdrawn", "other"),
        (retraction("said", recorded="2026-01-31"), "corrected-before-recorded", "2026-01-31"),
        (
            CORRECTION | {"corrects": "gone", "type": "redaction", "removed": REMOVED_LINES},
            None,
            None,
        ),
        (REPLY, None, None),
        (REPLY | {"to": "acme", "by": "acme", "date": "2020"}, None, None),
        (REPLY | {"date": "2026-01-19"}, "reply-before-date", "2026-01-19"),
        (REPLY | {"date": "2026-02-02"}, "reply-after-recorded", "2026-02-02"),
        (EVENT | {"date": "2026-06-02"}, "future-date", "2026-06-02"),
        (EVENT | {"date": "../2026-06-02"}, "future-date", "../2026-06-02"),
        (ISSUE | {"until": "2026-01-06"}, "issue-ends-before-it-starts", "2026-01-06"),
        (ISSUE | {"until": "2027-01-06"}, None, None),
        (ISSUE | {"panel": ["acme", "acme"], "panel_rule": "r"}, "panel-twice", "acme"),
        (ISSUE | {"panel": ["acme", ADDED], "panel_rule": "r"}, "panel-twice", ADDED),
        (ISSUE | {"panel": [UNKNOWN], "panel_rule": "r"}, "unknown-reference", UNKNOWN),
        (
            ISSUE | {"panel": [EARLY | {"until": "2026-01-04"}], "panel_rule": "r"},
            "panel-entry-ends-before-it-starts",
            "2026-01-04",
        ),
        (ISSUE | {"panel": [EARLY, "acme"], "panel_rule": "r"}, "panel-twice", "acme"),
        (ISSUE | {"panel": [EARLY, LATE], "panel_rule": "r"}, None, None),
        (SEARCH | {"date": "2026-01-07"}, None, None),
        (SEARCH | {"date": "2026-01-06"}, "search-before-issue", "2026-01-06"),
        (SEARCH | {"date": "2026-02-02"}, "search-after-recorded", "2026-02-02"),
        (SEARCH | {"from": "2026-01-09", "to": "2026-01-09"}, None, None),
        (
            SEARCH | {"from": "2026-01-09", "to": "2026-01-08"},
            "search-ends-before-it-starts",
            "2026-01-08",
        ),
        (SEARCH | {"to": "2026-06-02"}, "future-date", "2026-06-02"),
        (
            SEARCH | {"queries": [{"text": "q", "records": ["nobody"]}]},
            "unknown-reference",
            "nobody",
        ),
        (CODING, None, None),
        (CODING | {"of_version": 2}, "coding-of-no-version", 2),
        (CODING | {"statement": "short"}, "wrong-kind-reference", "short"),
        (CODING | {"date": "2026-02-02"}, "coding-after-recorded", "2026-02-02"),
        (COPY | {"retrieved": "2026-06-01"}, None, None),
        (COPY | {"retrieved": "2026-06-02"}, "future-date", "2026-06-02"),
        (TIE | {"id": "gift", "part_of": "gift"}, "part-of-itself", "gift"),
        (TIE | {"part_of": "said"}, "wrong-kind-reference", "said"),
        (PUBLISHER | {"domains": ["a.org", "b.org", "a.org"]}, "domain-twice", "a.org"),
        (SHORT | {"trigger": True, "date": "2026-01-09"}, "trigger-after-until", "short"),
        (SHORT | {"date": "2026-01-09"}, None, None),
        (SHORT | {"trigger": True, "date": "2026-01-08"}, None, None),
    ],
)
def test_each_fault_of_any_other_record_is_reported_at_its_value(
    dataset_of: Load, record: Any, code: str | None, value: Any
) -> None:
    known_records = (
        statement(id="said"),
        statement(id="other", sources=[SOURCE]),
        retraction("other", id="fix"),
        ISSUE | {"id": "short", "title": "S", "until": "2026-01-08"},
        statement(id="next", sources=[SOURCE | {"citation": "D"}]),
    )

    assert ([(code, 11, value)] if code else []) == problem_sites(
        dataset_of(*known_records, record)
    )


def test_a_redacted_line_that_is_still_there_is_reported(dataset_of: Load) -> None:
    redaction = CORRECTION | {"corrects": "said", "type": "redaction", "removed": REMOVED_LINES}

    assert ["redacted-line"] == codes(dataset_of(statement(id="said"), redaction))


def test_a_redaction_of_an_actor_stands_for_a_line_that_was_deleted(dataset_of: Load) -> None:
    redaction = CORRECTION | {"corrects": "person-b", "type": "redaction", "removed": REMOVED_LINES}
    line = person(id="person-b", name="Person B")

    assert [] == codes(dataset_of(redaction))
    assert ["redacted-line"] == codes(dataset_of(line, redaction))


@pytest.mark.parametrize(
    ("corrections", "lines"),
    [
        ([supersession("a", "b"), supersession("b", "c")], []),
        ([supersession("a", "b"), supersession("b", "c", recorded="2026-02-02")], []),
        ([supersession("b", "c"), supersession("a", "b", recorded="2026-02-02")], []),
        ([supersession("a", "b", recorded="2026-02-02"), retraction("b")], [9]),
        ([supersession("a", "b"), retraction("b", recorded="2026-02-02")], [9]),
        ([supersession("a", "b"), supersession("b", "c"), retraction("b")], []),
    ],
)
def test_a_replacement_that_is_withdrawn_and_not_superseded_is_reported(
    dataset_of: Load, corrections: list[Any], lines: list[int]
) -> None:
    statements = (statement(id=name, sources=[SOURCE | {"citation": name}]) for name in "abc")
    dataset = dataset_of(*statements, *corrections)

    assert [("replacement-withdrawn", line) for line in lines] == [
        (code, line) for code, line, _ in problem_sites(dataset)
    ]


def test_a_dataset_needs_a_record_of_itself(dataset_of: Load, tmp_path: Path) -> None:
    assert ["no-dataset-record"] == codes(dataset_of(PUBLISHER, base=False))
    assert {"missing-field"} == set(codes(dataset_of({"kind": "dataset"}, base=False)))
    (tmp_path / "all.jsonl").unlink()
    [problem] = problems(Folder(tmp_path), TODAY)
    assert ("dataset.jsonl:1:1", "error") == (str(problem.place), problem.severity)


QUOTED = {"quote": "No.", "wording": "verbatim", "language": "en"}
URL = {"url": "https://example.org/z", "tier": "primary"}


@pytest.mark.parametrize(
    ("earlier", "later", "reported"),
    [
        ({}, {"note": "n", "id": "later"}, True),
        (QUOTED, QUOTED | {"sources": [SOURCE]}, True),
        (QUOTED, QUOTED | {"sources": [SOURCE], "date": "2026-01-21"}, False),
        (QUOTED | {"date": "2026-01"}, QUOTED | {"sources": [SOURCE], "date": "2026-01-21"}, True),
        (QUOTED | {"date": "2026-01-21"}, QUOTED | {"date": "2026-01-20/2026-01-21"}, True),
        (QUOTED, QUOTED | {"sources": [SOURCE], "issue": "issue-b"}, False),
        (QUOTED, QUOTED | {"sources": [SOURCE], "quote": "I say:  no. Never."}, True),
        (QUOTED | {"quote": "I say: no. Never."}, QUOTED | {"sources": [SOURCE]}, True),
        (
            QUOTED,
            QUOTED | {"sources": [SOURCE], "quote": "I say no. Never.", "date": "2026-01-21"},
            False,
        ),
        (QUOTED | {"quote": "No"}, QUOTED | {"sources": [SOURCE], "quote": "Not now."}, False),
        ({}, {"sources": [URL], "summary": "Else."}, False),
        ({"sources": [URL, SOURCE]}, {"sources": [URL], "summary": "Else."}, True),
        (
            {"sources": [URL, SOURCE]},
            {"sources": [URL], "summary": "Else.", "channel": "filing"},
            False,
        ),
        (QUOTED, QUOTED | {"sources": [SOURCE], "verification": "disputed"}, False),
    ],
)
def test_statements_alike_in_actor_day_and_words_or_source_are_possible_duplicates(
    dataset_of: Load, earlier: Any, later: Any, reported: bool
) -> None:
    dataset = dataset_of(statement(**earlier), statement(**later))

    assert ([("possible-duplicate", 7)] if reported else []) == [
        (code, line) for code, line, _ in problem_sites(dataset)
    ]


LATER = statement(id="b", recorded="2026-02-03")
ALIKE = person(id="perso-na", name="Person A")
CONTRADICTED = (
    statement(id="said"),
    silence(id="looked", date="2026-01-21", actors=["acme", "person-a"]),
)


def serving(**dates: Any) -> dict[str, Any]:
    return person(id="person-b", name="B", memberships=[{"role": "r", **dates}])


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (CONTRADICTED, [("silence-contradicted", 7, "person-a")]),
        ((*CONTRADICTED, retraction("said", recorded="2026-02-02")), []),
        ((*CONTRADICTED, retraction("looked", recorded="2026-02-02")), []),
        (
            (statement(id="a"), LATER, supersession("a", "b")),
            [("replaced-before-recorded", 8, "2026-02-01")],
        ),
        ((statement(id="a"), LATER, supersession("a", "b", recorded="2026-02-03")), []),
        ((statement(id="a"), statement(id="b"), retraction("a")), []),
        (
            (person(id="person-b", name="B", other_names=["Pérson A", "ACM\u0415"]),),
            [
                ("look-alike", 6, "Pérson A"),
                ("look-alike", 6, "ACM\u0415"),
                ("mixed-script", 6, "ACM\u0415"),
            ],
        ),
        ((person(id="person-b", name="B", other_names=["b"]),), []),
        ((ALIKE,), [("look-alike", 6, "Person A")]),
        ((ALIKE | {"name": "P. A."},), [("look-alike", 6, "perso-na")]),
        ((person(id="pa", name="A, Person"),), [("look-alike", 6, "A, Person")]),
        (
            (person(id="pa", name="P. A.", sort_name="A, Person"),),
            [("look-alike", 6, "A, Person")],
        ),
        ((ALIKE | {"distinct_from": ["person-a"]},), []),
        (
            (ALIKE | {"distinct_from": ["person-a"]}, person(id="p-3", name="Per\u0455on A")),
            [("look-alike", 7, "Per\u0455on A"), ("mixed-script", 7, "Per\u0455on A")],
        ),
        (
            (ALIKE | {"name": "Per\u0455on A", "distinct_from": ["person-a"]},),
            [("mixed-script", 6, "Per\u0455on A")],
        ),
        ((person(id="mao", name="毛泽东 Mao Zedong"),), []),
        ((ISSUE | {"id": "1ssue-a"},), [("confusable-ids", 6, "1ssue-a")]),
        (
            (serving(start_date="2020", end_date="2019"),),
            [("membership-ends-before-it-starts", 6, "2019")],
        ),
        ((serving(start_date="2020-05", end_date="2020"),), []),
        ((serving(start_date="2020"),), []),
        ((serving(end_date="2030"),), []),
    ],
)
def test_faults_between_records_are_reported_at_their_values(
    dataset_of: Load, records: Any, expected: list[tuple[str, int, Any]]
) -> None:
    assert expected == problem_sites(dataset_of(*records))


@pytest.mark.parametrize(
    ("sources", "alone"),
    [
        ([{"url": "https://www.made.org/a"}], True),
        ([{"url": "https://en.made.org"}, {"citation": "C", "publisher": "Made Up"}], True),
        ([{"url": "https://notmade.org/a"}], False),
        ([{"url": "https://made.org/a"}, {"url": "https://example.org/a"}], False),
    ],
)
def test_a_record_whose_sources_are_all_generated_is_reported(
    dataset_of: Load, sources: Any, alone: bool
) -> None:
    tiered_sources = [source | {"tier": "primary"} for source in sources]
    publisher = PUBLISHER | {"name": "Made Up", "type": "generated", "domains": ["made.org"]}
    records = (publisher, statement(sources=tiered_sources), silence(sources=tiered_sources))

    assert ["generated-alone"] * 2 * alone == codes(dataset_of(*records))


@pytest.mark.parametrize(
    ("bears", "is_without_source"),
    [
        ([["day"], ["speaker", "place"]], True),
        ([["day"], ["day", "words"]], False),
        ([["day"], []], False),
    ],
)
def test_a_quote_of_which_every_source_says_something_else_is_noticed(
    dataset_of: Load, bears: list[list[str]], is_without_source: bool
) -> None:
    sources = [
        {"url": f"https://e.org/{place}", "tier": "primary", "bears": what}
        for place, what in enumerate(bears)
    ]
    quoted = statement(sources=sources, quote="Yes.", wording="verbatim", language="en")

    found = codes(dataset_of(quoted))
    assert ["words-without-source"] * is_without_source == found
    assert "words-without-source" not in codes(dataset_of(statement(sources=sources)))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ({"url": "https://news.org/a", "publisher": "News"}, None),
        ({"url": "https://en.m.News.org:80?a", "publisher": "News"}, None),
        ({"url": "https://evil.example/a", "publisher": "News"}, "News"),
        ({"url": "https://fakenews.org/a", "publisher": "News"}, "News"),
        ({"url": "https://n\u0435ws.org/a", "publisher": "News"}, "News"),
        ({"url": "https://evil.example#.news.org", "publisher": "News"}, "News"),
        ({"url": "https://evil.example/a", "publisher": "N\u0435ws"}, "N\u0435ws"),
        ({"url": "https://evil.example/news.org", "publisher": "Other"}, None),
        ({"url": "https://evil.example/a"}, None),
        ({"citation": "News, page 3", "publisher": "News"}, None),
        (
            {
                "url": "https://other.org/a",
                "original_publisher": "News",
                "original_url": "https://evil.example/a",
            },
            "News",
        ),
    ],
)
def test_a_source_at_no_domain_of_its_publisher_is_reported(
    dataset_of: Load, source: Any, value: str | None
) -> None:
    publisher = PUBLISHER | {"name": "News", "domains": ["news.org", "news.example"]}
    record = statement(sources=[source | {"tier": "primary"}])

    assert ([("publisher-elsewhere", 7, value)] if value else []) == problem_sites(
        dataset_of(publisher, record)
    )


@pytest.mark.parametrize(
    ("archive_url", "is_of_another"),
    [
        ("https://web.archive.org/web/20260101000000/https://www.news.org/a/", False),
        ("https://web.archive.org/web/2026if_/http:/news.org/a", False),
        ("https://web.archive.org/web/2026/news.org/a#part", False),
        ("https://web.archive.org/web/2026/https://wire.org/b", False),
        ("https://perma.cc/AB12-CD34", False),
        ("https://web.archive.org/web/2026/https://news.org/b", True),
        ("https://web.archive.org/web/2026/evil.example/news.org/a", True),
        ("https://archive.example/2026/https://evil.example/?https://news.org/a", True),
    ],
)
def test_an_archived_copy_of_another_page_is_reported(
    dataset_of: Load, archive_url: str, is_of_another: bool
) -> None:
    source = {"url": "https://news.org/a", "tier": "primary"}
    record = statement(sources=[source | {"original_url": "https://wire.org/b"}])
    copy = {"kind": "copy", "id": "kept", "url": "https://news.org/a"}
    copy |= {"archive_url": archive_url, "sha256": "0" * 64, "recorded": "2026-02-01"}

    assert [("copy-of-another-page", 7, archive_url)] * is_of_another == problem_sites(
        dataset_of(record, copy)
    )


@pytest.mark.parametrize(
    ("words", "count"),
    [
        *(
            ({"summary": f"She {word} it."}, 1)
            for word in "refused failed ignores still finally".split()
        ),
        ({"summary": "Broke her silence."}, 1),
        ({"summary": "Refused to answer.", "note": "It FAILED."}, 2),
        ({"summary": "Said 'I have failed' and “still here”, “she ignored it”."}, 0),
        ({"summary": "Told a story of Apple's stillness, don't you know."}, 0),
        (
            {
                "quote": "I still refuse.",
                "wording": "verbatim",
                "language": "en",
                "summary": "Spoke.",
            },
            0,
        ),
    ],
)
def test_judging_words_of_ours_are_reported_and_quoted_ones_are_not(
    dataset_of: Load, words: Any, count: int
) -> None:
    assert ["judging-words"] * count == codes(dataset_of(statement(**words)))


@pytest.mark.parametrize(
    ("to", "by", "reported"),
    [
        ("said", "person-a", False),
        ("said", "acme", True),
        ("looked", "person-a", False),
        ("looked", "acme", True),
        ("given", "acme", False),
        ("given", "person-a", False),
        ("given", "person-b", True),
        ("person-a", "person-b", True),
        ("acme", "acme", False),
        ("issue-a", "person-b", False),
    ],
)
def test_only_those_a_record_is_about_may_reply_to_it(
    dataset_of: Load, to: str, by: str, reported: bool
) -> None:
    records = (
        statement(id="said"),
        silence(id="looked", date="2026-01-19/2026-01-25"),
        person(id="person-b", name="Person B"),
        TIE | {"id": "given", "counterparty": "person-a"},
        REPLY | {"to": to, "by": by, "date": "2026-05-01", "recorded": "2026-05-02"},
    )

    assert (["reply-in-other-name"] if reported else []) == codes(dataset_of(*records))


def test_a_reference_to_nothing_is_reported_alone(dataset_of: Load) -> None:
    records = (
        statement(issue="nothing", event="nothing", demands=["nothing/a"], date="../2026-01-20"),
        silence(issue="nothing"),
        EVENT | {"issues": ["nothing"], "trigger": True},
        REPLY | {"to": "nothing"},
        CORRECTION | {"corrects": "nothing", "type": "supersession", "replacement": "nothing-else"},
    )

    assert {"unknown-reference"} == set(codes(dataset_of(*records)))


def test_every_code_stands_once_in_the_rules() -> None:
    names = [rule.code for rule in rules()]

    assert len(names) == len(set(names))
    assert len(LINE_RULES) + len(CHECKS) == len(names)
    assert all(rule.title and rule.explanation for rule in rules())
    assert {"fatal", "error", "notice"} == {rule.severity for rule in rules()}


KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
# Words of closed lists, flags and file names that look like codes.
NO_CODES = {"own-search", "none-found", "surrogatepass", "content-type"}
# Where problems are made; a code appears as a literal.
MAKERS = "folder jsonl scanner faults text_faults record model/*".split()
MAKERS += "../index/build ../index/checks/functions ../contribute/check".split()
MAKERS += "../index/resolution ../index/settling".split()
MAKERS += "../contribute/inclusion ../addons/evidence/quotes".split()


def literals(name: str) -> Iterator[str]:
    [folder] = ledger.__path__
    trees = (
        ast.parse(path.read_text(encoding="utf-8")) for path in Path(folder).glob(f"{name}.py")
    )
    for node in (node for tree in trees for node in ast.walk(tree)):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and KEBAB.fullmatch(node.value)
        ):
            yield node.value


def test_every_code_a_problem_can_carry_is_listed_and_every_listed_code_can_be_carried() -> None:
    listed = {rule.code for rule in rules()}
    carried = {literal for name in MAKERS for literal in literals(name)} | {
        rule.code for rule in (*FATAL, *CHECKS)
    }

    assert set() == listed - carried
    words = {word for word in carried - listed if not re.search(r"utf-8", word)}
    assert words <= NO_CODES


@pytest.mark.parametrize(
    ("name", "look_alike", "same"),
    [
        ("Réné Person", "rene  PERSON", True),
        ("Acme", "\u0410cme", True),
        ("Acme", "\uff21cme", True),
        ("Tim Cook", "Tim \u03f9ook", True),
        ("Nadella", "\u039dadella", True),
        ("Tim Cook", "Tim C00k", True),
        ("Tim Cook", "Tirn-Cook", True),
        ("sundar-pichai", "sundar-p1chai", True),
        ("Søren O'Neill", "Soren ONeill", True),
        ("item-1", "item-l", True),
        ("per-son", "person", True),
        ("person-a", "person-b", False),
        ("item-1", "item-10", False),
        ("Tim Cook", "Cook,  Tim", True),
        ("?!", "!?", False),
    ],
)
def test_names_that_look_alike_have_one_skeleton(name: str, look_alike: str, same: bool) -> None:
    assert same == (skeleton("person", name) == skeleton("person", look_alike))


@pytest.mark.parametrize(
    ("correction", "codes"),
    [
        (retraction("said"), []),
        (retraction("said", sources=[]), ["retraction-without-source"]),
        (supersession("said", "next"), []),
    ],
)
def test_a_retraction_rests_on_a_source(
    dataset_of: Load, correction: Any, codes: list[str]
) -> None:
    records = [
        statement(id="said", sources=[SOURCE]),
        statement(id="next", sources=[SOURCE], date="2026-01-25"),
    ]

    assert codes == [code for code, *_ in problem_sites(dataset_of(*records, correction))]
