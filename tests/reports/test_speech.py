"""Who said what, when, where and on whose authority."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import speech
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer
from stancetracker.reports.table import Section

LINES = """
{"kind": "person", "id": "ada"}
{"kind": "person", "id": "bo"}
{"kind": "person", "id": "cy"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
{"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-03/2026-01-05", "trigger": true}
{"kind": "event", "id": "fair", "title": "A fair", "date": "2026-01-06"}
{"kind": "statement", "id": "old", "speaker": "ada", "date": "2026-01-04", "stance": "favor",
 "channel": "social-post"}
{"kind": "statement", "id": "new", "speaker": "ada", "date": "2026-01-05/2026-01-07", "stance": "against",
 "channel": "interview", "voice": "spokesperson", "quote": "Nein.", "wording": "excerpt", "language": "de",
 "sources": [{"url": "https://copy.org", "tier": "reprint", "publisher": "Copy",
 "original_publisher": "Paper"}]}
{"kind": "statement", "id": "plain", "speaker": "bo", "date": "2026-01-08", "stance": "neither",
 "quote": "Hm.", "wording": "verbatim", "language": "en", "sources": [{"citation": "A talk",
 "tier": "primary"}]}
{"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-09", "stance": "favor",
 "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-10"}
{"kind": "statement", "id": "wrong", "speaker": "bo", "date": "2026-01-09", "stance": "favor"}
{"kind": "statement", "id": "unsure", "speaker": "bo", "date": "2026-01-09", "stance": "favor",
 "verification": "disputed"}
{"kind": "statement", "id": "later", "speaker": "bo", "date": "2026-02", "stance": "favor"}
{"kind": "statement", "id": "other", "speaker": "bo", "date": "2026-01-09", "stance": "favor",
 "issue": "tunnel"}
{"kind": "statement", "id": "outside", "speaker": "cy", "date": "2026-01-11", "stance": "mixed"}
{"kind": "correction", "id": "c", "corrects": "wrong"}
"""


def section(folder: Folder, cache: Path, question: Question) -> Section:
    return answer(folder, question, speech.report, cache).section("statement")


def told(section: Section) -> list[dict[str, str]]:
    return [{shown.heading: shown.say(row) for shown in section.shown} for row in section.rows]


def ids(section: Section) -> list[object]:
    return [row["evidence"] for row in section.rows]


def test_each_statement_that_counts_is_told_in_its_own_words(folder: Folder, cache: Path) -> None:
    found = section(folder, cache, Question("2026-02-01", issues=("bridge",), audience="any"))

    assert ["old", "new", "plain", "memo"] == ids(found)
    assert [
        {
            "Name": "◆ Ada",
            "Organization": "chief",
            "Stance": "in favor",
            "When": "4 Jan 2026",
            "Words": "Some words.",
            "Where": "social post",
            "Source": "The Example",
            "Days": "3 days after the issue's first day",
        },
        {
            "Name": "● Ada",
            "Organization": "chief",
            "Stance": "against",
            "When": "5–7 Jan 2026",
            "Words": "“Nein.” (de, excerpt)",
            "Where": "interview, through a spokesperson",
            "Source": "Copy, reprinting Paper",
            "Days": "4–6 days after the issue's first day, 0–2 days after “The vote”",
        },
        {
            "Name": "□ Bo",
            "Organization": "chief",
            "Stance": "taking no side",
            "When": "8 Jan 2026",
            "Words": "“Hm.”",
            "Where": "speech",
            "Source": "A talk",
            "Days": "7 days after the issue's first day, 3 days after “The vote”",
        },
    ] == told(found)[:3]
    assert "internal memo, reported, not public" == told(found)[3]["Where"]


def test_the_statement_that_decides_is_marked(folder: Folder, cache: Path) -> None:
    found = section(folder, cache, Question("2026-02-01", issues=("bridge",)))

    assert [("old", False), ("new", True), ("plain", True)] == [
        (row["evidence"], row["decides"]) for row in found.rows
    ]


def test_filters_choose_among_all_that_was_said(folder: Folder, cache: Path) -> None:
    def asked(**more: object) -> list[object]:
        question = Question("2026-02-01", issues=("bridge",), **more)  # type: ignore[arg-type]
        return ids(section(folder, cache, question))

    assert ["old"] == asked(stances=("favor",))
    assert ["new"] == asked(channels=("interview",))
    assert ["plain"] == asked(people=("bo",))
    assert ["new", "plain"] == asked(since="2026-01-06")
    assert ["old", "new"] == asked(until="2026-01-05")
    assert ["new"] == asked(sources=("copy.org",))
    assert ["plain"] == asked(reported=True)
    assert [] == asked(statuses=("silent",))
    assert [] == asked(stale=True)
    assert ["old", "new", "plain", "outside"] == asked(everyone=True)


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize(
    "day", ["2026-01-06", "2026-01-19", "2026-01-24", "2026-01-26", "2026-01-27", "2026-11-25"]
)
def test_whoever_spoke_has_a_statement_that_counts_and_nobody_else(
    cache: Path, day: str, audience: Literal["public", "any"]
) -> None:
    issue = "minneapolis-immigration-operations"
    question = Question(day, audience=audience, issues=(issue,), actors="any", everyone=True)
    standings = answer(SHIPPED, question, listing, cache).section(None).rows
    statements = section(SHIPPED, cache, question).rows

    assert {row["actor"] for row in standings if row["status"] == "spoke"} == {
        row["actor"] for row in statements
    }
    assert {row["evidence"] for row in standings if row["status"] == "spoke"} == {
        row["evidence"] for row in statements if row["decides"]
    }


def test_the_disputed_are_named_and_in_no_count(folder: Folder, cache: Path) -> None:
    report = answer(folder, Question("2026-02-01", issues=("bridge",)), speech.report, cache)

    assert "Disputed, so not counted and not listed: unsure." in report.notes
    assert not any(
        "Disputed" in note
        for note in answer(folder, Question("2026-01-08", issues=("bridge",)), speech.report, cache).notes
    )


def test_without_a_panel_everyone_with_a_record_is_told(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "acme", "date": "2026-01-11", "stance": "favor"}
    """
    report = answer(folder, Question("2026-02-01", issues=("bridge",)), speech.report, cache)

    assert ["s", "t"] == ids(report.section("statement"))
    assert report.headline is None
