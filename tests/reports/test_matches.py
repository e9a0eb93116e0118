"""Where words are found: rows that filters choose, marks on what is withdrawn or was not public."""

from functools import partial
from typing import Any

import pytest
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.base.errors import UsageError
from stancetracker.reports.matches import MOST, matching
from stancetracker.reports.table import Section

LINES = """
{"kind": "organization", "id": "acme", "note": "Toll."}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}], "note": "Toll."}
{"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"} {"kind": "person", "id": "dee"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "recheck_days": 5, "note": "Toll."}
{"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "vote", "title": "Toll", "date": "2026-01-20", "issues": ["bridge", "tunnel"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10/2026-01-12", "stance": "favor",
 "summary": "Toll."}
{"kind": "statement", "id": "m", "speaker": "bo", "date": "2026-01-10", "stance": "neither",
 "summary": "Toll.", "channel": "meeting", "audience": "internal", "made_public": "2026-01-11"}
{"kind": "statement", "id": "t", "speaker": "cy", "date": "2026-01-11", "stance": "against", "issue": "tunnel",
 "summary": "Toll.", "verification": "disputed", "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
{"kind": "silence", "id": "k", "actors": ["bo", "acme", "cy", "dee"], "date": "2026-01-13", "note": "Toll."}
{"kind": "tie", "id": "tie", "actor": "acme", "title": "Toll", "period": "2025"}
{"kind": "correction", "id": "c", "corrects": "t", "reason": "Toll."}
"""
EVERY = ["vote", "k", "t", "s", "m", "tie", "ada", "acme", "bridge", "c"]


def found(ask: Ask, text: str, most: int = MOST, **filters: Any) -> Section:
    make = partial(matching, words=text, most=most)
    return ask(make, **{"as_of": "2026-02-10", **filters}).section(None)


@pytest.mark.parametrize(
    ("filters", "records"),
    [
        ({}, EVERY),
        ({"as_of": "2026-01-10"}, ["s", "tie", "ada", "acme", "bridge", "c"]),
        ({"known_by": "2026-01-31"}, ["vote", "ada", "acme", "bridge"]),
        ({"issues": ("bridge",)}, ["vote", "k", "s", "m", "bridge"]),
        ({"issues": ("tunnel",)}, ["vote", "t", "c"]),
        ({"people": ("ada",)}, ["s", "ada"]),
        ({"people": ("bo", "cy")}, ["k", "t", "m", "c"]),
        ({"organizations": ("acme",)}, ["k", "s", "tie", "ada", "acme"]),
        ({"kinds": ("organization",)}, ["k", "tie", "acme"]),
        ({"kinds": ("person",)}, ["k", "t", "s", "m", "ada", "c"]),
        ({"stances": ("favor", "against")}, ["t", "s"]),
        ({"channels": ("meeting",)}, ["m"]),
        ({"sources": ("paper.org",)}, ["t"]),
        ({"since": "2026-01-12"}, ["vote", "k", "s"]),
        ({"until": "2026-01-10"}, ["s", "m", "tie"]),
        ({"statuses": ("spoke",)}, ["s"]),
        ({"statuses": ("silent",)}, ["k", "m"]),
        ({"statuses": ("silent",), "audience": "any"}, ["k"]),
        ({"statuses": ("spoke",), "audience": "any"}, ["k", "s", "m"]),
        ({"stale": True}, ["k", "m"]),
        ({"private": True}, ["k", "m"]),
        ({"statuses": ("unchecked",)}, []),
        ({"people": ("ada",), "stances": ("against",)}, []),
    ],
    ids=str,
)
def test_filters_choose_rows(ask: Ask, filters: dict[str, Any], records: list[str]) -> None:
    assert sorted(records) == sorted(cells(found(ask, "toll", **filters), "record"))


def test_people_read_where_who_when_and_the_words(ask: Ask) -> None:
    section = found(ask, "toll", issues=("bridge",))
    rows = dict(zip(cells(section, "record"), rows_in_words(section), strict=True))

    assert (
        "event, title |  | 20 Jan 2026 |  | bridge, tunnel | vote | all.jsonl:8 | «Toll»"
        == rows["vote"]
    )
    assert rows["k"].startswith("silence, note | Bo, Acme, Cy and 1 more | 13 Jan 2026 |  | ")
    assert rows["m"].startswith("statement, summary | Bo | 10 Jan 2026 | private words | ")


@pytest.mark.parametrize(
    ("known", "note"), [(None, "withdrawn by a retraction"), ("2026-02-01", "disputed")]
)
def test_what_is_withdrawn_or_disputed_is_marked(ask: Ask, known: str | None, note: str) -> None:
    assert (
        f" | {note} | "
        in rows_in_words(found(ask, "toll", stances=("against",), known_by=known))[0]
    )


@pytest.mark.parametrize(
    ("most", "about"), [(10, None), (9, "The first 9; more match. Add a filter, or raise --limit.")]
)
def test_more_than_asked_for_are_cut_and_that_is_said(
    ask: Ask, most: int, about: str | None
) -> None:
    section = found(ask, "toll", most)

    assert (most, about) == (len(section.rows), section.caption)


def test_nothing_found_and_nothing_searchable(ask: Ask) -> None:
    assert [] == found(ask, "nowhere").rows
    with pytest.raises(UsageError, match="nothing to search for"):
        found(ask, "?!")


@pytest.mark.parametrize(
    ("text", "records"),
    [("桥", ["s"]), ("安全", ["s"]), ("安全 bridge", ["s"]), ("ハシ", ["m"]), ("危险", [])],
)
def test_a_language_without_spaces_is_searched_within_its_clauses(
    ask: Ask, text: str, records: list[str]
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "quote": "这座桥不安全。The bridge.", "wording": "verbatim", "language": "zh"}
    {"kind": "statement", "id": "m", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "quote": "このハシ", "wording": "verbatim", "language": "ja"}
    """
    assert records == cells(found(ask, text), "record")


def test_the_words_of_a_redacted_record_are_not_found_where_its_line_is_not_deleted(
    ask: Ask,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "summary": "Toll."}
    {"kind": "correction", "id": "c", "corrects": "s", "type": "redaction", "reason": "The law on toll."}
    """
    for known_by in (None, "2026-02-01"):
        assert ["c"] == cells(found(ask, "toll", known_by=known_by), "record")
